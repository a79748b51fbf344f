"""`whythis import` and `whythis index`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from whythis.cli import app
from whythis.cli.output import console, progress_bar, steps
from whythis.errors import InputError

ShopOption = Annotated[Path, typer.Option("--shop", help="The shop's folder.")]


@app.command("import")
def import_command(
    kind: Annotated[str, typer.Argument(help="icecat | movielens | csv | jsonl | parquet")],
    source: Annotated[Path, typer.Argument(help="The file with products; for movielens the folder.")],
    shop: ShopOption,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="FIELD=COLUMN, for example title=name. Repeat for each field."),
    ] = None,
    events: Annotated[Path | None, typer.Option(help="Shoppers' events: csv, jsonl or parquet.")] = None,
) -> None:
    """Makes a shop from product data. Bad rows go to rejects.jsonl; a run that was killed goes on where it was."""
    import_and_index(kind, source, shop, _columns(map_ or []), events)
    console.print(f'Next: whythis ask "…" --shop {shop}   or   whythis serve --shop {shop}')


@app.command("index")
def index_command(shop: ShopOption) -> None:
    """Builds a shop's indexes again from its catalogue; records and models stay."""
    from whythis.shop.settings import read_settings

    read_settings(shop)
    _index(shop)


def import_and_index(
    kind: str,
    source: Path,
    shop: Path,
    columns: dict[str, str],
    events: Path | None,
    known_as: Literal["", "icecat", "sample"] = "",
) -> None:
    """Imports, embeds and indexes, with progress; says how many rows were rejected and where they are."""
    from whythis.shop.build import REJECTS, import_source

    with progress_bar() as progress:
        task = progress.add_task(f"Reading {source.name}", total=None, note="")

        def on_read(good: int, bad: int) -> None:
            progress.update(task, completed=good, note=f"{bad} rejected")

        made = import_source(
            kind, source, shop, columns=columns, events=events, known_as=known_as, on_read=on_read
        )
        progress.update(task, total=made.n_items, completed=made.n_items)
    console.print(f"{made.n_items} products" + (f", {made.n_events} events" if made.n_events else ""))
    if made.n_rejected:
        console.print(f"{made.n_rejected} rows rejected; the reasons are in {shop / REJECTS}", style="yellow")
    else:
        console.print("0 rows rejected")
    _index(shop)


def _index(shop: Path) -> None:
    from whythis.retrieval.catalog import Catalog
    from whythis.retrieval.encoder import TextEncoder
    from whythis.shop.build import CATALOG, index_shop
    from whythis.shop.engines import give_shipped
    from whythis.shop.explainer import judge_shipped
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import MODELS

    settings = read_settings(shop)
    catalog = Catalog(shop / CATALOG)
    n_items = len(catalog)
    with progress_bar() as progress:
        task = progress.add_task("Embedding", total=n_items, note="")
        reused = 0

        def on_chunk(done: int, kept: bool) -> None:
            nonlocal reused
            reused += kept
            progress.update(task, completed=done, note=f"{reused} chunks kept" if reused else "")

        index_shop(shop, TextEncoder(settings.model.backbone, settings.model.device or None), on_chunk)
    with progress_bar() as progress:
        task = progress.add_task("Preparing the model", total=1, note="")
        version = give_shipped(shop / MODELS, settings, catalog)
        progress.update(task, completed=1)
        judge_shipped(shop, version, steps(progress))
    console.print(f"The shop is ready: {shop}")


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        if not sign or not name.strip() or not column.strip():
            raise InputError(
                "A mapping was not understood.",
                expected="FIELD=COLUMN",
                got=pair,
                fix="Example: --map title=name",
            )
        columns[name.strip()] = column.strip()
    return columns
