"""`whythis compress`: smaller and quicker forms of the model, in one table."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console, progress_bar
from whythis.errors import InputError


@app.command()
def compress(
    shop: ShopOption,
    judgments: Annotated[
        Path | None, typer.Option(help="CSV with query, docid, rating; without it NDCG@10 is not known.")
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(help="onnx | int8 | pruned | student. Repeatable.", show_default="all of them"),
    ] = None,
    layers: Annotated[int, typer.Option(min=1, help="Layers of the student.")] = 3,
    width: Annotated[
        float, typer.Option(min=0.05, max=1.0, help="Share of neurons that pruning keeps.")
    ] = 0.5,
    pairs: Annotated[
        int, typer.Option(min=64, help="Pairs that student and pruned model learn from.")
    ] = 6000,
    epochs: Annotated[int, typer.Option(min=1, max=50)] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="The table as one JSON object.")] = False,
) -> None:
    """Makes smaller forms of the current model: size, speed, NDCG@10, and how well explanations survive.

    The 8-bit file is what scores from then on where no GPU is; the student and the pruned model become versions
    of their own, which `whythis models --use` takes into use.
    """
    from whythis.ranking.training.judgments import read_judgments
    from whythis.retrieval.catalog import Catalog
    from whythis.shop.build import CATALOG
    from whythis.shop.compress import METHODS
    from whythis.shop.compress import compress as run

    wanted = list(dict.fromkeys(method or METHODS))
    unknown = [name for name in wanted if name not in METHODS]
    if unknown:
        raise InputError(
            "This way of compressing is not known.",
            expected=" | ".join(METHODS),
            got=", ".join(unknown),
            fix="Name one of these, or leave --method out for all.",
        )
    judged = read_judgments(judgments, Catalog(shop / CATALOG).ids)[0] if judgments else []
    with progress_bar() as progress:
        tasks: dict[str, Any] = {}

        def on_progress(step: str, done: int, total: int, note: str) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step.capitalize(), total=total, note="")
            progress.update(tasks[step], completed=done, total=total, note=note)

        rows = run(
            shop,
            judged,
            wanted,
            layers=layers,
            width=width,
            n_pairs=pairs,
            epochs=epochs,
            on_progress=on_progress,
        )
    if as_json:
        typer.echo(json.dumps({"rows": [_json_row(asdict(row)) for row in rows]}))
        return
    table = Table("", "MB", "ms for 50", "NDCG@10", "logit diff.", "words ρ", "signals ρ")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.megabytes:.1f}",
            f"{row.latency_ms:.0f}",
            *(_cell(value) for value in (row.ndcg, row.logit_difference, row.words, row.signals)),
        )
    Console(highlight=False).print(table)
    console.print(
        "ρ: mean rank correlation of attributions with the full model's. "
        f"To take a student into use: whythis models --shop {shop} --use VERSION"
    )


def _cell(value: float) -> str:
    return "–" if value != value else f"{value:.3f}"


def _json_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in row.items()}
