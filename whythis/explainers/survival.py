"""How well explanations survive when a model is made smaller: do both models name the same reasons?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whythis.explainers.types import WordAttribution
from whythis.explainers.words import attribute_words
from whythis.ranking.combiner import Combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText


def explained(model: CrossEncoder, pairs: Sequence[PairText]) -> list[WordAttribution]:
    """Word attributions of pairs by one model."""
    return [attribute_words(model, pair) for pair in pairs]


def word_agreement(full: Sequence[WordAttribution], small: Sequence[WordAttribution]) -> float:
    """Mean Spearman correlation, over pairs, of the values that two models give to the same words."""
    found = []
    for first, second in zip(full, small, strict=True):
        other = {(w.source, w.span): w.value for w in second.words if w.source != "separator"}
        pairs = [(w.value, other[w.source, w.span]) for w in first.words if (w.source, w.span) in other]
        if len(pairs) > 2:
            a, b = zip(*pairs, strict=True)
            found.append(rank_correlation(a, b))
    return _mean(found)


def signal_agreement(combiner: Combiner, full: Sequence[np.ndarray], small: Sequence[np.ndarray]) -> float:
    """Mean Spearman correlation, over items, of the Shapley values of all signals against their pool.

    Args:
        full: for each pool, its signals (n_items, n_signals) by the full model; `small`: by the smaller one.
    """
    found = []
    for a, b in zip(full, small, strict=True):
        for row in range(len(a)):
            first, second = combiner.attribute(a[row], a)[1], combiner.attribute(b[row], b)[1]
            moving = (np.abs(first) > 1e-12) | (np.abs(second) > 1e-12)
            if moving.sum() > 1:
                found.append(rank_correlation(first[moving], second[moving]))
    return _mean(found)


def rank_correlation(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> float:
    """Spearman's rho; nan where one side is all alike."""
    from scipy.stats import rankdata

    a, b = rankdata(first), rankdata(second)
    if a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
