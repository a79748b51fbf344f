"""What a shop's events teach: taste, and how much each signal of a shopper's past counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from whythis.ranking.combiner import LinearCombiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.taste import Taste
from whythis.ranking.training.choices import CHOICE_SIGNALS, Choice, choices_from
from whythis.ranking.training.fit import fit_choices
from whythis.ranking.training.taste import learn_matrix, learn_taste
from whythis.retrieval.search import Searcher

FOLDS = 4
LIKENESS = "likeness of texts"
_TASTE = SIGNAL_NAMES.index("taste")
_COMMON = "common"


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A choice with its signals: (1 + alternatives, n_signals), the taken item first."""

    signals: np.ndarray
    fold: int

    @property
    def grades(self) -> np.ndarray:
        return np.array([2.0] + [0.0] * (len(self.signals) - 1))


@dataclass(frozen=True, slots=True)
class Personal:
    """A taste, the name of the method that learned it, weights of the signals of the past, and the choices."""

    taste: Taste
    method: str
    weights: dict[str, float]
    choices: tuple[ChoiceList, ...]


def fit_personal(
    searcher: Searcher,
    history: History,
    cross_encoder: CrossEncoder,
    max_choices: int,
    seed: int,
    *,
    learn: bool = True,
) -> Personal:
    """Fits taste and weights to which of several items was taken.

    What is learned from common choices is learned without a choice's own shopper before it is weighed against
    the other signals, or it would seem to know everything.

    Args:
        learn: whether item-to-item weights are learned; without them taste is likeness of texts alone.
    """
    taken = list(choices_from(searcher.catalog, history, max_choices, seed))
    plain = _signals(searcher, cross_encoder, Taste(), taken)
    found = learn_taste(history) if learn else None
    if found is None:
        weights = fit_choices([c.signals[:, _COLUMNS] for c in plain], CHOICE_SIGNALS)
        return Personal(Taste(), LIKENESS, weights, tuple(plain))
    taste, method = found
    common = _common_column(searcher, history, cross_encoder, taken, method)
    rows = [np.column_stack([c.signals[:, _COLUMNS], extra]) for c, extra in zip(plain, common, strict=True)]
    weights = fit_choices(rows, (*CHOICE_SIGNALS, _COMMON))
    by_content, by_common = weights["taste"], weights.pop(_COMMON)
    total = by_content + by_common
    if total <= 0:
        return Personal(Taste(), LIKENESS, weights, tuple(plain))
    taste = replace(taste, content=by_content / total, common=by_common / total)
    mixed = []
    for choice, extra in zip(plain, common, strict=True):
        signals = choice.signals.copy()
        signals[:, _TASTE] = taste.content * signals[:, _TASTE] + taste.common * extra
        mixed.append(ChoiceList(signals, choice.fold))
    return Personal(taste, method, weights | {"taste": total}, tuple(mixed))


_COLUMNS = [SIGNAL_NAMES.index(name) for name in CHOICE_SIGNALS]


def _ranker(searcher: Searcher, cross_encoder: CrossEncoder, taste: Taste) -> Ranker:
    return Ranker(searcher, cross_encoder, LinearCombiner.blank(), taste)


def _signals(
    searcher: Searcher, cross_encoder: CrossEncoder, taste: Taste, taken: Sequence[Choice]
) -> list[ChoiceList]:
    ranker = _ranker(searcher, cross_encoder, taste)
    return [ChoiceList(ranker.history_signals(c.rows, c.profile), c.fold) for c in taken]


def _common_column(
    searcher: Searcher, history: History, cross_encoder: CrossEncoder, taken: Sequence[Choice], method: str
) -> list[np.ndarray]:
    """For each choice, what weights that were learned from other shoppers say of its items."""
    columns: list[np.ndarray] = [np.zeros(0)] * len(taken)
    for fold in range(FOLDS):
        inside = {c.profile.shopper_id for c in taken if c.fold % FOLDS == fold}
        others = {s: history.of(s) for s in history.shopper_ids() if s not in inside}
        ranker = _ranker(searcher, cross_encoder, learn_matrix(others, method))
        for place, choice in enumerate(taken):
            if choice.fold % FOLDS == fold:
                columns[place] = ranker.history_signals(choice.rows, choice.profile)[:, _TASTE]
    return columns
