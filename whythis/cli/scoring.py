"""`whythis rank`: a whole file through the shop's ranker."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console, progress_bar
from whythis.errors import ImportSourceError


@app.command()
def rank(
    shop: ShopOption,
    pairs: Annotated[Path, typer.Option(help="CSV with the columns query and docid.")],
    out: Annotated[Path, typer.Option(help="CSV to write: the rows with score and one column a signal.")],
) -> None:
    """Scores query and product pairs with the shop's ranker."""
    from whythis.ranking.signals import SIGNAL_NAMES
    from whythis.shop import Shop

    rows, fields = read_pairs(pairs)
    opened = Shop.open(shop)
    groups: dict[str, list[int]] = {}
    unknown = 0
    for index, row in enumerate(rows):
        if opened.catalog.row_of(row["docid"]) is None:
            unknown += 1
        else:
            groups.setdefault(row["query"], []).append(index)
    with progress_bar() as progress:
        task = progress.add_task("Scoring", total=len(rows) - unknown, note="")
        for query, indices in groups.items():
            scores, signals = opened.score(query, [rows[i]["docid"] for i in indices])
            for i, score, values in zip(indices, scores.tolist(), signals.tolist(), strict=True):
                rows[i] |= {"score": f"{score:.6f}"} | {
                    name: f"{value:.6f}" for name, value in zip(SIGNAL_NAMES, values, strict=True)
                }
            progress.advance(task, len(indices))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*fields, "score", *SIGNAL_NAMES], restval="")
        writer.writeheader()
        writer.writerows(rows)
    console.print(f"{len(rows) - unknown} pairs scored into {out}")
    if unknown:
        console.print(f"{unknown} pairs have no score: their docid is not in the catalogue", style="yellow")


def read_pairs(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    """The rows of a CSV file of queries and docids, and its columns. Raises ImportSourceError for another file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            fields = list(reader.fieldnames or [])
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(path, str(error)) from error
    if not {"query", "docid"} <= set(fields):
        raise _unusable(path, "columns " + ", ".join(fields))
    if any(row["query"] is None or row["docid"] is None or None in row for row in rows):
        raise _unusable(path, "a row with more or fewer cells than the header")
    return rows, fields


def _unusable(path: Path, got: str) -> ImportSourceError:
    return ImportSourceError(
        "The pairs cannot be used.",
        expected="a CSV file with the columns query and docid",
        got=f"{path.name}: {got}",
        fix="Correct the file.",
    )
