"""`whythis ask`, `explain`, `lookup`: the chat's answers in a terminal, and what was decided before."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import claim_json, explanation_json, explanation_lines, print_reply, reply_json
from whythis.errors import InputError

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What you would type into the chat.")],
    shop: ShopOption,
    session: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    shopper: Annotated[str | None, typer.Option(help="Ask as this shopper (new conversations only).")] = None,
    lang: Annotated[str | None, typer.Option(help="en | zh; without it, the message's language.")] = None,
    as_json: JsonOption = False,
) -> None:
    """One turn of a conversation."""
    from whythis.shop import Shop

    reply = Shop.open(shop).ask(text, session=session, shopper=shopper, lang=lang)
    if as_json:
        typer.echo(json.dumps(reply_json(reply), ensure_ascii=False))
        return
    print_reply(reply)
    if session is None:
        typer.echo(f"\nGo on with: --session {reply.session}", err=True)


@app.command()
def explain(
    decision: Annotated[str, typer.Argument(help="The id of a saved decision.")],
    item: Annotated[str, typer.Option(help="The id of one of its products.")],
    shop: ShopOption,
    kind: Annotated[str, typer.Option(help="why")] = "why",
    as_json: JsonOption = False,
) -> None:
    """Explains a saved decision."""
    from whythis.shop import Shop

    if kind != "why":
        raise InputError(
            "This kind of explanation is not available yet.", expected="why", got=kind, fix="Use --kind why"
        )
    explanation, claims, text = Shop.open(shop).explain(decision, item)
    if as_json:
        data = explanation_json(explanation) | {"text": text, "claims": [claim_json(c) for c in claims]}
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    typer.echo(text + "\n\n" + explanation_lines(explanation))


@app.command()
def lookup(
    shop: ShopOption,
    shopper: Annotated[str | None, typer.Option(help="Only this shopper's.")] = None,
    item: Annotated[str | None, typer.Option(help="Only lists that showed this product.")] = None,
    since: Annotated[str, typer.Option(help="Only from this ISO 8601 time on.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: JsonOption = False,
) -> None:
    """Past decisions, newest first."""
    found = _store(shop).decisions(shopper_id=shopper, item_id=item, since_utc=_utc(since), limit=limit)
    if as_json:
        typer.echo(json.dumps([asdict(d) for d in found], ensure_ascii=False))
        return
    for d in found:
        typer.echo(
            f"{d.made_at_utc}  {d.id}  {d.shopper_id or '-':<8}  {d.request_text}  →  {', '.join(d.shown)}"
        )
    if not found:
        typer.echo("No decision matches.", err=True)


def _store(shop: Path):
    """The shop's store alone: looking up needs no model."""
    from whythis.records.store import Store
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import database_url

    return Store(database_url(shop, read_settings(shop)))


def _utc(text: str) -> str:
    if not text:
        return ""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            "The time was not understood.", expected="ISO 8601", got=text, fix="Example: --since 2026-01-31"
        ) from None
    time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
