"""Fits combiner and calibration on cross-fitted scores, and measures both on queries that they had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from whythis.ranking.combiner import LinearCombiner, TreeCombiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.evaluation import RELEVANT_GRADE, calibration_report, ranking_report
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.taste import Taste
from whythis.ranking.training.calibrate import choose_calibration, plain_sigmoid
from whythis.ranking.training.choices import CHOICE_SIGNALS
from whythis.ranking.training.crossfit import Domain, JudgedTable
from whythis.ranking.training.fit import (
    RELEVANCE_SIGNALS,
    UNTAUGHT_RELEVANCE,
    fit_choices,
    fit_order,
    make_combiner,
)
from whythis.ranking.training.personal import FOLDS, LIKENESS, Personal, fit_personal
from whythis.ranking.training.trees import Group, try_trees

_RELEVANCE = [SIGNAL_NAMES.index(name) for name in RELEVANCE_SIGNALS]
_CHOICE = [SIGNAL_NAMES.index(name) for name in CHOICE_SIGNALS]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A combiner with its figures on held-out queries, by domain; `probabilities` and `grades` made them."""

    name: str
    combiner: LinearCombiner | TreeCombiner
    taste: Taste
    taste_method: str
    report: dict[str, Any]
    probabilities: np.ndarray
    grades: np.ndarray

    @property
    def combiner_kind(self) -> str:
        return "trees" if isinstance(self.combiner, TreeCombiner) else "linear"


def fit_combiners(
    domains: Sequence[Domain],
    tables: Sequence[JudgedTable],
    cross_encoder: CrossEncoder,
    max_choices: int,
    seed: int,
    on_progress: Callable[[str, int, int, float | None], None],
    kind: str = "auto",
) -> list[Fitted]:
    """One combiner for all domains together and, where there are several, one for each of them.

    The one for several domains has no measured calibration: how often an item fits is a shop's own matter.

    Args:
        kind: "linear", or "auto" for trees where they win.
    """
    learned = []
    for number, domain in enumerate(domains):
        on_progress("learning from events", number, len(domains), None)
        # Weights of items mean nothing in another shop, so a fit for several shops has likeness alone.
        learned.append(
            fit_personal(
                domain.searcher, domain.history, cross_encoder, max_choices, seed, learn=len(domains) == 1
            )
        )
    on_progress("learning from events", len(domains), len(domains), None)
    name = " and ".join(domain.name for domain in domains)
    grown = kind == "auto"
    together = _fit(name, tables, learned, seed, calibrated=len(domains) == 1, grown=grown)
    if len(domains) == 1:
        return [together]
    return [together] + [
        _fit(domain.name, [table], [own], seed, calibrated=True, grown=grown)
        for domain, table, own in zip(domains, tables, learned, strict=True)
    ]


def personal_combiner(learned: Personal, seed: int, kind: str = "auto") -> LinearCombiner | TreeCombiner:
    """The combiner of a shop without judgments: choices teach the past's weights, a request's words have set ones."""
    weights, bias = UNTAUGHT_RELEVANCE
    linear = make_combiner(np.array(weights), bias, learned.weights)
    if kind == "linear":
        return linear
    groups = [Group(c.signals, c.grades, c.fold % FOLDS) for c in learned.choices]
    fixed: dict[str, float] = dict(zip(RELEVANCE_SIGNALS, weights, strict=True))
    trial = try_trees([linear] * FOLDS, groups, seed, fixed)
    return trial.combiner if trial and trial.won else linear


def _fit(
    name: str,
    tables: Sequence[JudgedTable],
    learned: Sequence[Personal],
    seed: int,
    *,
    calibrated: bool,
    grown: bool,
) -> Fitted:
    taken = [choice for part in learned for choice in part.choices]
    weights = (
        learned[0].weights
        if len(learned) == 1
        else fit_choices([choice.signals[:, _CHOICE] for choice in taken], CHOICE_SIGNALS)
    )
    taste, method = (learned[0].taste, learned[0].method) if len(learned) == 1 else (Taste(), LIKENESS)
    judged = [table for table in tables if len(table.grades)]
    if not judged:
        if len(learned) == 1:
            combiner = personal_combiner(learned[0], seed, "auto" if grown else "linear")
        else:
            combiner = make_combiner(np.array(UNTAUGHT_RELEVANCE[0]), UNTAUGHT_RELEVANCE[1], weights)
        return Fitted(name, combiner, taste, method, {}, np.zeros(0), np.zeros(0))
    signals = np.concatenate([table.signals for table in judged])
    grades = np.concatenate([table.grades for table in judged])
    folds = np.concatenate([table.folds for table in judged])
    groups = _query_groups(judged)

    def fitted_without(fold: int | None) -> LinearCombiner:
        rows = folds != fold if fold is not None else np.ones(len(folds), dtype=bool)
        lists = [part for part in groups.values() if rows[part[0]]]
        relevance = fit_order([(signals[part][:, _RELEVANCE], grades[part]) for part in lists])
        return make_combiner(relevance, UNTAUGHT_RELEVANCE[1], weights)

    chosen: LinearCombiner | TreeCombiner = fitted_without(None)
    by_fold: list[LinearCombiner | TreeCombiner] = [
        fitted_without(fold) for fold in range(int(folds.max()) + 1)
    ]
    lists = [Group(signals[rows], grades[rows], int(folds[rows[0]]), "query") for rows in groups.values()]
    lists += [Group(c.signals, c.grades, c.fold % len(by_fold)) for c in taken]
    # For shops that are not known yet, the plainer combiner is the safer one.
    linear = [c for c in by_fold if isinstance(c, LinearCombiner)]
    trial = try_trees(linear, lists, seed) if grown and len(tables) == 1 else None
    if trial and trial.won:
        chosen, by_fold = trial.combiner, list(trial.by_fold)
    scores = np.zeros(len(folds))
    for fold, combiner in enumerate(by_fold):
        scores[folds == fold] = combiner.scores(signals[folds == fold])
    report = ranking_report(groups, grades, signals, scores)
    if trial:
        report["trees_minus_linear_ndcg@10"] = trial.difference.rounded() | {
            kind: round(value, 4) for kind, value in trial.by_kind.items()
        }
    calibration, probabilities = choose_calibration(scores, grades >= RELEVANT_GRADE, folds, len(groups))
    if not calibrated:
        calibration = plain_sigmoid(scores, grades >= RELEVANT_GRADE)
    report["calibration"] = {"method": calibration.method} | calibration_report(probabilities, grades)
    combiner = replace(chosen, calibration=calibration)
    return Fitted(name, combiner, taste, method, report, probabilities, grades)


def _query_groups(tables: Sequence[JudgedTable]) -> dict[str, np.ndarray]:
    groups: dict[str, np.ndarray] = {}
    offset = 0
    for number, table in enumerate(tables):
        groups |= {f"{number}:{query}": rows + offset for query, rows in table.groups().items()}
        offset += len(table.grades)
    return groups
