"""`whythis ask`, `explain`, `lookup`: the chat's answers in a terminal, and what was decided before."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import explanation_lines, print_reply, visible
from whythis.errors import InputError
from whythis.service.wire import claim_json, explanation_json, reply_json, why_not_json
from whythis.ui.texts import for_staff

READERS = ("shopper", "staff", "developer")
KINDS = ("why", "why_not", "compare", "what_if", "anchor", "similar")
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
    item: Annotated[str, typer.Option(help="The id of a product: one of its list, or for why_not any.")],
    shop: ShopOption,
    kind: Annotated[str, typer.Option(help=" | ".join(KINDS))] = "why",
    other: Annotated[
        str | None, typer.Option("--with", help="compare: the other product; without it, the one just above.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="anchor: stay among the first N; without it, on the list.")
    ] = None,
    reader: Annotated[str, typer.Option(help="shopper | staff | developer: how much is said.")] = "staff",
    html: Annotated[
        Path | None, typer.Option(help="Write the answer to this file, a page that opens offline.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Explains a saved decision: why an item is there, why not, why above another, what would change it or must
    stay, or what is liked for the same reasons."""
    from whythis.shop import Shop

    if kind not in KINDS:
        raise InputError(
            "There is no such kind of explanation.",
            expected=" | ".join(KINDS),
            got=kind,
            fix="Use --kind why",
        )
    if reader not in READERS:
        raise InputError(
            "There is no such reader.", expected=" | ".join(READERS), got=reader, fix="Use --reader shopper"
        )
    opened = Shop.open(shop)
    data: dict[str, Any]
    shown = None
    if kind in ("why", "compare"):
        explanation, claims, text = (
            opened.explain(decision, item, reader)
            if kind == "why"
            else opened.compare(decision, item, other, reader)
        )
        data, shown = explanation_json(explanation), explanation
    elif kind == "why_not":
        found, claims, text = opened.why_not(decision, item, reader)
        data, shown = why_not_json(found), found.contrast
    else:
        data = {"decision_id": decision, "item_id": item, "kind": kind}
        if kind == "what_if":
            flips, claims, text = opened.what_if(decision, item, reader)
            data["counterfactuals"] = [flip.evidence() for flip in flips]
        elif kind == "anchor":
            rule, claims, text = opened.anchor(decision, item, top, reader)
            data |= rule.evidence()
        else:
            alike, claims, text = opened.similar(decision, item, reader)
            data["similar"] = [other.evidence() for other in alike]
    saved = opened.store.decision(decision)
    lang = saved.lang if reader == "shopper" else for_staff(saved.lang)
    if html is not None:
        from whythis.ui.report import report_page, report_title

        candidate = saved.candidate(item)
        known = candidate.item if candidate else opened.catalog.get(item)
        title = report_title(shown, known.title if known else item, saved.lang)
        html.write_text(report_page(title, text, claims, shown, lang), encoding="utf-8")
    if as_json:
        data |= {"text": text, "claims": [claim_json(c) for c in claims]}
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    lines = explanation_lines(shown, lang) if shown else ""
    typer.echo("\n".join(map(visible, f"{text}\n\n{lines}".rstrip().split("\n"))))


@app.command()
def overall(
    shop: ShopOption,
    limit: Annotated[int, typer.Option(min=5, max=5000, help="At most this many of the newest lists.")] = 500,
    html: Annotated[Path | None, typer.Option(help="Write a page with all pictures to this file.")] = None,
    lang: Annotated[str, typer.Option(help="en | zh")] = "en",
    as_json: JsonOption = False,
) -> None:
    """What drives the shop's recommendations on the whole: signals, rules, and who is shown.

    Kept beside the model, for the owner's page.
    """
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import MODELS
    from whythis.shop.whole import compute_whole, keep_whole

    found = compute_whole(shop / MODELS, open_store(shop), limit)
    keep_whole(shop / MODELS, found)
    if html is not None:
        from whythis.ui.report import overall_page

        html.write_text(overall_page(read_settings(shop).name, found, lang), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    typer.echo(f"{found.decisions} lists with {found.candidates} products compared\n")
    typer.echo(f"{'signal':<22}{'share':>8}{'scores off':>12}{'order lost':>12}")
    for effect in found.signals:
        if effect.mean_abs > 0:
            typer.echo(f"{effect.name:<22}{effect.share:>8.1%}{effect.mae:>12.3f}{effect.ndcg_loss:>12.3f}")
    typer.echo(f"\nIn a few rules, which account for R² = {found.surrogate.fidelity:.2f} of the score:")
    typer.echo("\n".join(f"  {rule}" for rule in found.surrogate.rules))


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
    found = open_store(shop).decisions(shopper_id=shopper, item_id=item, since_utc=_utc(since), limit=limit)
    if as_json:
        typer.echo(json.dumps([asdict(d) for d in found], ensure_ascii=False))
        return
    for d in found:
        line = f"{d.made_at_utc}  {d.id}  {d.shopper_id or '-':<8}  {d.request_text}  →  {', '.join(d.shown)}"
        typer.echo(visible(line))
    if not found:
        typer.echo("No decision matches.", err=True)


def open_store(shop: Path):
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
