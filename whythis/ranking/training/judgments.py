"""Graded judgments, and their split by query with near-duplicate queries on one side."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whythis.errors import ImportSourceError
from whythis.retrieval.encoder import TextEncoder

MAX_GRADE = 3.0
SAME_QUESTION_COSINE = 0.7


@dataclass(frozen=True, slots=True)
class Judgment:
    """One graded pair: how well an item answers a query, 0 (not at all) to 3 (exactly)."""

    query: str
    item_id: str
    grade: float


@dataclass(frozen=True, slots=True)
class Fold:
    """Queries to learn from, to stop early on, and to score without having learned from them."""

    train: frozenset[str]
    dev: frozenset[str]
    test: frozenset[str]


def read_judgments(path: Path, item_ids: Sequence[str]) -> tuple[list[Judgment], int]:
    """Judgments from a CSV with the columns query, docid, rating; and the count of rows left out.

    Rows are left out when their item is not in the catalogue, since nothing can be learned from them.

    Raises:
        ImportSourceError: the file is missing, lacks a column, has a rating outside 0 to 3, or no usable row.
    """
    known, judgments, unknown = set(item_ids), [], 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"query", "docid", "rating"} - set(reader.fieldnames or ())
            if missing:
                raise _unusable(path, f"no column {', '.join(sorted(missing))}")
            for row in reader:
                grade = _grade(path, reader.line_num, row["rating"])
                if row["docid"] in known:
                    judgments.append(Judgment(row["query"].strip(), row["docid"], grade))
                else:
                    unknown += 1
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, str(error)) from error
    if not judgments:
        raise _unusable(path, f"{unknown} rows, none about an item of this shop's catalogue")
    return judgments, unknown


def _grade(path: Path, line: int, text: str | None) -> float:
    try:
        grade = float(text or "")
    except ValueError:
        grade = -1.0
    if not 0 <= grade <= MAX_GRADE:
        raise _unusable(path, f"rating {text!r} in line {line}")
    return grade


def _unusable(path: Path, got: str) -> ImportSourceError:
    return ImportSourceError(
        "The judgments cannot be used.",
        expected="a CSV file with the columns query, docid, rating (0 to 3)",
        got=f"{path.name}: {got}",
        fix="Correct the file, or train without --judgments.",
    )


def by_query(judgments: Sequence[Judgment]) -> dict[str, list[Judgment]]:
    groups: dict[str, list[Judgment]] = defaultdict(list)
    for judgment in judgments:
        groups[judgment.query].append(judgment)
    return dict(groups)


def fold_queries(queries: Sequence[str], encoder: TextEncoder, n_folds: int, seed: int) -> list[Fold]:
    """Cross-validation by query: each query is in the test part of exactly one fold.

    Queries closer than a cosine of 0.7 to each other, directly or through others, stay together, so that no
    question is reported on that was learned in other words. Of a fold's other queries about a sixth are its dev
    part.
    """
    ordered = sorted(set(queries))
    if not ordered:
        return [Fold(frozenset(), frozenset(), frozenset()) for _ in range(n_folds)]
    members: dict[int, list[str]] = defaultdict(list)
    for query, group in zip(
        ordered, _connected(encoder.encode([q.casefold() for q in ordered])), strict=True
    ):
        members[group].append(query)
    groups = sorted(members)
    np.random.default_rng(seed).shuffle(groups)
    groups.sort(key=lambda group: -len(members[group]))
    tests: list[list[int]] = [[] for _ in range(n_folds)]
    for group in groups:  # the largest first, each to the emptiest fold
        min(tests, key=lambda fold: sum(len(members[g]) for g in fold)).append(group)
    folds = []
    for test in tests:
        rest = [group for group in groups if group not in test]
        # Groups are ordered by size, so every sixth one from the end of the row is a fair sample.
        dev = rest[5::6]
        folds.append(
            Fold(
                *(
                    frozenset(query for group in part for query in members[group])
                    for part in ([g for g in rest if g not in dev], dev, test)
                )
            )
        )
    return folds


def _connected(vectors: np.ndarray) -> list[int]:
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    _, labels = connected_components(csr_matrix(vectors @ vectors.T >= SAME_QUESTION_COSINE), directed=False)
    return labels.tolist()
