"""`whythis privacy`, `retain`, `export`: what is kept of people, for how long, and all that is held on one of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.asking import JsonOption, open_store
from whythis.cli.importing import ShopOption
from whythis.cli.output import console


@app.command()
def privacy(shop: ShopOption, as_json: JsonOption = False) -> None:
    """What this shop keeps, why, and for how long."""
    from whythis.records.privacy import privacy_rows
    from whythis.shop.settings import read_settings

    rows = privacy_rows(read_settings(shop).periods)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        setting = f"  ({row['setting']})" if row["setting"] else ""
        typer.echo(
            f"{row['name']}: {row['what']}\n  kept {row['kept']}{setting}\n  for    {row['why']}\n"
            f"  where  {', '.join(row['where'])}\n  erased {row['when_erased']}\n"  # type: ignore[arg-type]
        )


@app.command()
def retain(shop: ShopOption, as_json: JsonOption = False) -> None:
    """Takes out what was kept for as long as it may be. The service does it once a day."""
    found = asdict(_holdings(shop).retain())
    if as_json:
        typer.echo(json.dumps(found))
        return
    gone = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.items() if count)
    typer.echo(f"Taken out: {gone}." if gone else "Nothing is too old.")


@app.command("export")
def export_shopper(
    shop: ShopOption,
    shopper: Annotated[str, typer.Option(help="The shopper's id.")],
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of stdout.")] = None,
) -> None:
    """Everything that is held on one shopper, as JSON."""
    from dataclasses import replace

    from whythis.cli.serving import service_secret
    from whythis.records.sealing import Seal
    from whythis.shop.settings import read_settings

    holdings = _holdings(shop)
    person = holdings.person(shopper)
    seal = Seal(read_settings(shop).service.secret or service_secret(shop))
    subjects = tuple(seal.mark(f"{site}|{owner}") for site, owner in person.callers)
    text = json.dumps(holdings.export(replace(person, subjects=subjects)), ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
        return
    out.write_text(text, encoding="utf-8")
    console.print(f"Written to {out}")


@app.command()
def statistics(
    shop: ShopOption,
    day: Annotated[str, typer.Option(help="A day that is over (UTC): 2026-03-01.")],
    measure: Annotated[str, typer.Option(help="acts | items | reactions")] = "acts",
    epsilon: Annotated[
        float, typer.Option(help="Of the day's budget of 1, if this was not asked before.")
    ] = 0.3,
    as_json: JsonOption = False,
) -> None:
    """Counts of a day, with noise that hides every single person (differential privacy)."""
    from whythis.errors import InputError
    from whythis.records.statistics import MEASURES
    from whythis.retrieval.catalog import Catalog
    from whythis.shop.build import CATALOG
    from whythis.shop.holdings import statistics_of

    if measure not in MEASURES:
        raise InputError(
            "There is no such measure.", expected=" | ".join(MEASURES), got=measure, fix="Use --measure acts"
        )
    found = statistics_of(open_store(shop), Catalog(shop / CATALOG)).of(day, measure, round(epsilon * 1000))
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for name, count in sorted(found.counts.items(), key=lambda pair: -pair[1])[:30]:
        typer.echo(f"{name:<30}{count:>8}")
    noise = f"Noise of about ±{found.spread:.0f} (epsilon {found.epsilon:g})"
    typer.echo(f"{noise}; {found.left_of_budget:g} of the day's 1 is left.", err=True)


def _holdings(shop: Path):
    """The shop's holdings alone: no model is needed."""
    from whythis.ranking.history import History
    from whythis.shop.build import EVENTS
    from whythis.shop.holdings import Holdings
    from whythis.shop.settings import read_settings

    return Holdings(shop, open_store(shop), History(shop / EVENTS), read_settings(shop).periods)
