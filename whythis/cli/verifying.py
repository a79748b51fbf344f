"""`whythis verify-log`: whether the decision log still holds what was decided."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.asking import JsonOption, open_store
from whythis.cli.importing import ShopOption


@app.command("verify-log")
def verify(
    shop: ShopOption,
    head: Annotated[
        str | None,
        typer.Option(help="A head that was noted before: it must still be in the log, or it was rewritten."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Checks the decision log: nothing was changed, taken out, put in or moved. Names the first broken row."""
    from whythis.records.verify import verify_log

    store = open_store(shop)
    found = verify_log(store.engine, head)
    store.close()
    if as_json:
        typer.echo(json.dumps({"ok": True} | asdict(found)))
        return
    typer.echo(f"The log holds: {found.decisions} decisions in {found.entries} entries.")
    if found.erased or found.removed:
        typer.echo(f"Tombstones: {found.erased} with a part erased, {found.removed} removed whole.")
    if found.since_noted is not None:
        typer.echo(f"{found.since_noted} entries since the head that was noted.")
    typer.echo(f"Head: {found.head}")
