"""Cross-fitting: every judged pair is scored by a cross-encoder that learned nothing from its query.

The combiner, the calibration and all figures rest on these scores, so no judgment is wasted on a held-out part
and none is reported on that was learned (Chernozhukov et al. 2018 call it cross-fitting).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whythis.ranking.combiner import LinearCombiner
from whythis.ranking.cross_encoder import MODEL_INFO, CrossEncoder
from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.training.adapter import AdapterSettings, DevSet, OnStep, Stage, StageResult, run_stage
from whythis.ranking.training.judgments import Fold, Judgment, by_query
from whythis.ranking.training.pairs import LabelledPair, judged_pairs
from whythis.retrieval.backbone import backbone_sha256
from whythis.retrieval.search import Searcher


@dataclass(frozen=True, slots=True)
class Domain:
    """One shop to learn from: its indexes, its judgments (may be none) and its events (may be none)."""

    name: str
    searcher: Searcher
    judgments: tuple[Judgment, ...]
    history: History


@dataclass(frozen=True, slots=True)
class JudgedTable:
    """Judged pairs of one domain with the signals that a ranker gives to a query it has not learned.

    `grades` is (n,), `folds` (n,) says in which fold each query was held out, `signals` is (n, n_signals).
    """

    queries: tuple[str, ...]
    item_ids: tuple[str, ...]
    grades: np.ndarray
    folds: np.ndarray
    signals: np.ndarray

    @classmethod
    def empty(cls) -> JudgedTable:
        return cls((), (), np.zeros(0), np.zeros(0, dtype=int), np.zeros((0, len(SIGNAL_NAMES))))

    def groups(self) -> dict[str, np.ndarray]:
        """The row numbers of each query."""
        rows: dict[str, list[int]] = {}
        for row, query in enumerate(self.queries):
            rows.setdefault(query, []).append(row)
        return {query: np.array(found) for query, found in rows.items()}


@dataclass(frozen=True, slots=True)
class JudgedSettings:
    """How judged pairs are learned after the warm-up.

    A domain's judgments are thinned evenly over its queries to `most` pairs, and repeated up to half of the
    largest domain's, so that none drowns. `replay` is the share of warm-up pairs mixed in, against forgetting.
    """

    folds: int = 4
    epochs: float = 1.0
    blend: float = 0.5
    learning_rate: float = 2e-4
    most: int = 2500
    replay: float = 0.3
    patience: int = 2


def judged_stage_pairs(
    domains: Sequence[Domain],
    learned: Sequence[frozenset[str]],
    warmup: Sequence[LabelledPair],
    settings: JudgedSettings,
    seed: int,
) -> tuple[LabelledPair, ...]:
    """The judged pairs of the queries to learn from, balanced over domains, with warm-up pairs mixed in."""
    rng = random.Random(seed)
    parts = []
    for domain, queries in zip(domains, learned, strict=True):
        kept = [j for j in domain.judgments if j.query in queries]
        parts.append(judged_pairs(domain.searcher, _thinned(kept, settings.most, rng)))
    largest = max((len(part) for part in parts), default=0)
    pairs = [
        pair for part in parts if part for pair in part * max(1, min(4, round(largest / 2 / len(part)) or 1))
    ]
    pairs += rng.sample(list(warmup), min(round(settings.replay * len(pairs)), len(warmup)))
    return tuple(pairs)


def _thinned(judgments: Sequence[Judgment], most: int, rng: random.Random) -> list[Judgment]:
    groups = [rng.sample(group, len(group)) for group in by_query(judgments).values()]
    kept: list[Judgment] = []
    depth = 0
    while len(kept) < most and any(depth < len(group) for group in groups):
        kept += [group[depth] for group in groups if depth < len(group)]
        depth += 1
    return kept[:most]


def dev_set(domains: Sequence[Domain], queries: Sequence[frozenset[str]], most: int, seed: int) -> DevSet:
    """The judged pairs of each domain's dev queries, thinned to `most` a domain."""
    pairs: list[LabelledPair] = []
    groups: list[int] = []
    grades: list[float] = []
    number: dict[tuple[int, str], int] = {}
    for index, (domain, part) in enumerate(zip(domains, queries, strict=True)):
        kept = _thinned([j for j in domain.judgments if j.query in part], most, random.Random(seed))
        pairs += judged_pairs(domain.searcher, kept)
        groups += [number.setdefault((index, j.query), len(number)) for j in kept]
        grades += [j.grade for j in kept]
    return DevSet(tuple(pairs), tuple(groups), tuple(grades))


def crossfit(
    domains: Sequence[Domain],
    folds: Sequence[Sequence[Fold]],
    warmup: StageResult,
    warmup_pairs: Sequence[LabelledPair],
    adapter: AdapterSettings,
    settings: JudgedSettings,
    folder: Path,
    on_step: OnStep,
    report_to: Sequence[str],
    on_scored: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[JudgedTable], float]:
    """Trains one cross-encoder a fold, and scores each fold's held-out queries with it.

    Args:
        folds: for each domain, its folds.

    Returns:
        One table a domain, and the median of the folds' best epochs: how long to train on all judgments.
    """
    epochs, scored = [], []
    for number in range(settings.folds):
        parts = [domain_folds[number] for domain_folds in folds]
        stage = Stage(
            name=f"fold {number + 1} of {settings.folds}",
            pairs=judged_stage_pairs(domains, [p.train for p in parts], warmup_pairs, settings, adapter.seed),
            epochs=settings.epochs,
            learning_rate=settings.learning_rate,
            start=warmup.folder,
            dev=dev_set(domains, [p.dev for p in parts], 400, adapter.seed),
            patience=settings.patience,
            blend=settings.blend,
        )
        result = run_stage(stage, adapter, folder / f"fold-{number}", on_step, report_to)
        epochs.append(result.best_epoch)
        scored.append(
            _scores_of_fold(
                domains, [p.test for p in parts], result.folder, adapter.backbone, number, on_scored
            )
        )
    tables = [_joined([part[index] for part in scored]) for index in range(len(domains))]
    return tables, float(np.median(epochs))


def _scores_of_fold(
    domains: Sequence[Domain],
    tests: Sequence[frozenset[str]],
    folder: Path,
    backbone: str,
    number: int,
    on_scored: Callable[[int, int], None],
) -> list[JudgedTable]:
    """The held-out queries' signals, kept in the fold's folder so that a resumed training has them."""
    tables = []
    cross_encoder: CrossEncoder | None = None
    for index, (domain, test) in enumerate(zip(domains, tests, strict=True)):
        groups = by_query([j for j in domain.judgments if j.query in test])
        kept = folder / f"held-out-{index}.npz"
        found = _read_signals(kept)
        if found is None:
            if cross_encoder is None:
                (folder / MODEL_INFO).write_text(json.dumps({"backbone_sha256": backbone_sha256(backbone)}))
                cross_encoder = CrossEncoder(folder, backbone)
            found = _signals_of(domain, groups, cross_encoder, on_scored)
            np.savez(kept, signals=found)
        judged = [j for group in groups.values() for j in group]
        tables.append(
            JudgedTable(
                tuple(j.query for j in judged),
                tuple(j.item_id for j in judged),
                np.array([j.grade for j in judged]),
                np.full(len(judged), number),
                found,
            )
        )
    return tables


def score_judged(
    domain: Domain,
    folds: Sequence[Fold],
    cross_encoder: CrossEncoder,
    on_progress: Callable[[str, int, int, float | None], None],
) -> JudgedTable:
    """All judged pairs scored by one cross-encoder that is taken as it is; only what is fitted on top is held out."""
    groups = by_query(domain.judgments)
    fold_of = {query: number for number, fold in enumerate(folds) for query in fold.test}
    judged = [j for group in groups.values() for j in group]
    if not judged:
        return JudgedTable.empty()
    return JudgedTable(
        tuple(j.query for j in judged),
        tuple(j.item_id for j in judged),
        np.array([j.grade for j in judged]),
        np.array([fold_of[j.query] for j in judged]),
        _signals_of(
            domain, groups, cross_encoder, lambda done, total: on_progress("scoring", done, total, None)
        ),
    )


def _signals_of(
    domain: Domain,
    groups: dict[str, list[Judgment]],
    cross_encoder: CrossEncoder,
    on_scored: Callable[[int, int], None],
) -> np.ndarray:
    ranker = Ranker(domain.searcher, cross_encoder, LinearCombiner.blank())
    parts = [np.zeros((0, len(SIGNAL_NAMES)))]
    for done, (query, group) in enumerate(groups.items(), start=1):
        parts.append(ranker.score_items(query, [j.item_id for j in group])[1])
        on_scored(done, len(groups))
    return np.concatenate(parts)


def _read_signals(path: Path) -> np.ndarray | None:
    try:
        with np.load(path, allow_pickle=False) as data:
            return data["signals"]
    except (OSError, ValueError, KeyError):
        return None


def _joined(parts: Sequence[JudgedTable]) -> JudgedTable:
    return JudgedTable(
        tuple(query for part in parts for query in part.queries),
        tuple(item for part in parts for item in part.item_ids),
        np.concatenate([part.grades for part in parts]),
        np.concatenate([part.folds for part in parts]),
        np.concatenate([part.signals for part in parts]),
    )
