"""How well explanations survive when a model is made smaller: do both models name the same reasons?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whythis.explainers.types import WordAttribution
from whythis.explainers.words import attribute_words
from whythis.explainers.words.agreement import agreement, rank_correlation
from whythis.ranking.combiner import Combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText


def explained(model: CrossEncoder, pairs: Sequence[PairText]) -> list[WordAttribution]:
    """Word attributions of pairs by one model."""
    return [attribute_words(model, pair) for pair in pairs]


def word_agreement(full: Sequence[WordAttribution], small: Sequence[WordAttribution]) -> float:
    """Mean Spearman correlation, over pairs, of the values that two models give to the same words."""
    return _mean([agreement(first, second) for first, second in zip(full, small, strict=True)])


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


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
