"""`whythis handovers`: the talks that a person should take over, for staff."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.asking import JsonOption, open_store
from whythis.cli.importing import ShopOption
from whythis.cli.output import visible


@app.command()
def handovers(
    shop: ShopOption,
    limit: Annotated[int, typer.Option(min=1, max=5000)] = 200,
    as_json: JsonOption = False,
) -> None:
    """Conversations in which a shopper asked for a person, newest first, and what became of their delivery."""
    found = open_store(shop).handovers.all(limit)
    if as_json:
        typer.echo(json.dumps([asdict(h) for h in found], ensure_ascii=False))
        return
    for h in found:
        problem = f"  {h.attempts} tries, last: {h.problem}" if h.problem else ""
        line = (
            f"{h.at_utc}  {h.status:<9}  {h.target:<7}  conversation {h.conversation_id}  "
            f"{h.shopper_id or '-':<8}  lists: {', '.join(h.decision_ids) or '-'}{problem}"
        )
        typer.echo(visible(line))
    if not found:
        typer.echo("Nobody has asked for a person.", err=True)
