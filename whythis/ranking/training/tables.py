"""The held-out signals of judged pairs, kept with a model version so that its combiner can be fitted again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.training.crossfit import Domain, JudgedTable

JUDGED_FILE = "judged.parquet"


def write_tables(folder: Path, domains: Sequence[Domain], tables: Sequence[JudgedTable]) -> None:
    parts = [
        pa.table(
            {
                "domain": [domain.name] * len(table.grades),
                "query": list(table.queries),
                "item_id": list(table.item_ids),
                "grade": table.grades,
                "fold": table.folds,
            }
            | {name: table.signals[:, column] for column, name in enumerate(SIGNAL_NAMES)}
        )
        for domain, table in zip(domains, tables, strict=True)
        if len(table.grades)
    ]
    if parts:
        pq.write_table(pa.concat_tables(parts), folder / JUDGED_FILE, compression="zstd")


def read_tables(folder: Path, domains: Sequence[Domain]) -> list[JudgedTable] | None:
    """The tables of a version, if they hold exactly the judgments of `domains`; else None."""
    try:
        table = pq.read_table(folder / JUDGED_FILE)
    except (OSError, pa.ArrowException):
        return None
    if not {"domain", "query", "item_id", "grade", "fold", *SIGNAL_NAMES} <= set(table.column_names):
        return None
    names = np.array(table["domain"].to_pylist())
    found = []
    for domain in domains:
        part = table.filter(pa.array(names == domain.name))
        queries, items = part["query"].to_pylist(), part["item_id"].to_pylist()
        kept = set(zip(queries, items, part["grade"].to_pylist(), strict=True))
        if kept != {(j.query, j.item_id, j.grade) for j in domain.judgments}:
            return None
        signals = np.column_stack([part[name].to_numpy() for name in SIGNAL_NAMES])
        found.append(
            JudgedTable(
                tuple(queries), tuple(items), part["grade"].to_numpy(), part["fold"].to_numpy(), signals
            )
        )
    return found
