"""How far two attributions of the same words agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whythis.explainers.types import WordAttribution


def agreement(first: WordAttribution, second: WordAttribution, skip: Sequence[str] = ()) -> float:
    """Spearman's rho of the values that two attributions give to the same words; nan for fewer than three.

    Args:
        skip: sources that are left out, besides the bars between fields.
    """
    left_out = {"separator", *skip}
    theirs = {(w.source, w.span): w.value for w in second.words}
    pairs = [
        (w.value, theirs[w.source, w.span])
        for w in first.words
        if w.source not in left_out and (w.source, w.span) in theirs
    ]
    if len(pairs) < 3:
        return float("nan")
    ours, others = zip(*pairs, strict=True)
    return rank_correlation(ours, others)


def rank_correlation(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> float:
    """Spearman's rho; nan where one side is all alike."""
    from scipy.stats import rankdata

    a, b = rankdata(first), rankdata(second)
    if a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
