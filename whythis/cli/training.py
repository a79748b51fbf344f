"""`whythis train`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console, progress_bar
from whythis.errors import InputError


@app.command()
def train(
    shop: ShopOption,
    judgments: Annotated[Path | None, typer.Option(help="CSV with query, docid, rating (0 to 3).")] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", help="Learn from another shop as well: SHOP_DIR=JUDGMENTS.csv. Repeatable."),
    ] = None,
    epochs: Annotated[float, typer.Option(min=0.01, max=50)] = 1.0,
    seed: Annotated[int, typer.Option()] = 7,
    catalog_queries: Annotated[int, typer.Option(min=0, help="Queries made from each catalogue.")] = 150,
    taught_queries: Annotated[int, typer.Option(min=0, help="Queries that the bi-encoder labels.")] = 100,
    keep_adapter: Annotated[
        bool, typer.Option("--keep-adapter", help="Fit combiner and calibration only.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
) -> None:
    """Fine-tunes the adapter, fits combiner and calibration, and makes the result the shop's current model."""
    from whythis.ranking import model_store
    from whythis.ranking.training.adapter import AdapterSettings
    from whythis.ranking.training.train import TrainSettings
    from whythis.ranking.training.train import train as run
    from whythis.retrieval.encoder import TextEncoder
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import MODELS

    backbone = read_settings(shop).model.backbone
    encoder = TextEncoder(backbone)
    domains = [_domain(shop, judgments, encoder)]
    for pair in also or []:
        folder, sign, file = pair.partition("=")
        if not sign:
            raise InputError(
                "--also was not understood.", expected="SHOP_DIR=FILE", got=pair, fix="Name both."
            )
        domains.append(_domain(Path(folder), Path(file), encoder))
    settings = TrainSettings(
        AdapterSettings(backbone, epochs=epochs, seed=seed),
        catalog_queries=catalog_queries,
        taught_queries=taught_queries,
    )
    folder = model_store.next_version(shop / MODELS)
    with progress_bar() as progress:
        tasks: dict[str, Any] = {}

        def on_progress(step: str, done: int, total: int, loss: float | None) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step.capitalize(), total=total, note="")
            note = f"loss {loss:.3f}" if loss is not None else ""
            progress.update(tasks[step], completed=done, total=total, note=note)
            if not console.is_terminal:
                console.print(step, f"{done}/{total}", note)  # a log has no use for a moving bar

        kept = model_store.current(shop / MODELS) if keep_adapter else None
        info = run(domains, settings, folder, on_progress, kept)
    model_store.make_current(shop / MODELS, folder.name)
    if as_json:
        typer.echo(json.dumps(info, ensure_ascii=False))
    for name, report in info["held_out"].items():
        console.print(f"{name}, {report['queries']} held-out queries, NDCG@10: " + _line(report["ndcg@10"]))
    if not info["held_out"]:
        console.print("No judgments were given, so there are no held-out figures.", style="yellow")
    console.print(
        f"The shop now uses {folder.name}. To go back, write an older name into {shop / MODELS / 'CURRENT'}"
    )


def _line(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in values.items())


def _domain(folder: Path, judgments: Path | None, encoder):
    from whythis.ranking.history import History
    from whythis.ranking.training.judgments import read_judgments
    from whythis.ranking.training.train import Domain
    from whythis.retrieval.build import open_searcher
    from whythis.retrieval.catalog import Catalog
    from whythis.shop.build import CATALOG, EVENTS, INDEX
    from whythis.shop.settings import read_settings

    name = read_settings(folder).name
    catalog = Catalog(folder / CATALOG)
    searcher, _ = open_searcher(catalog, encoder, folder / INDEX)
    judged: tuple = ()
    if judgments is not None:
        found, unknown = read_judgments(judgments, catalog.ids)
        judged = tuple(found)
        console.print(
            f"{name}: {len(found)} judgments" + (f", {unknown} about unknown items" if unknown else "")
        )
    return Domain(name, searcher, judged, History(folder / EVENTS))
