"""`whythis bench`: speed and memory, side by side with peers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from whythis.cli import app
from whythis.cli.output import console


@app.command()
def bench(
    shop: Annotated[
        Path, typer.Option("--shop", help="The shop's folder; the sample shop by default.")
    ] = Path("shops/sample"),
    rounds: Annotated[int, typer.Option(min=1, max=100)] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
) -> None:
    """Times scoring, searching, listing and explaining; contenders take turns in one run."""
    from whythis.cli.demo import build_sample
    from whythis.shop import Shop
    from whythis.shop.bench import bench as run

    if shop == Path("shops/sample"):
        build_sample(shop)
    console.print("Measuring; this takes a minute or two …")
    report = run(Shop.open(shop), rounds)
    if as_json:
        typer.echo(json.dumps(report))
        return
    table = Table("task", "contender", "ms", "beside ours")
    for task, medians in report["tasks"].items():
        first = next(iter(medians.values()))
        for number, (name, value) in enumerate(medians.items()):
            table.add_row("" if number else task, name, f"{value:.1f}", f"{value / first:.2f} ×")
    Console(highlight=False).print(table)
    machine = report["machine"]
    console.print(
        f"{machine['threads']} threads, torch {machine['torch']}, engine {machine['engine']}, "
        f"peak memory {report['memory_mb']} MB"
    )
