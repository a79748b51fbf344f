"""Fits the linear combiner's weights, never below zero: to judgments what answers, to choices what people take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from whythis.ranking.combiner import LinearCombiner
from whythis.ranking.signals import SIGNAL_NAMES

RELEVANCE_SIGNALS = ("text_relevance", "meaning_match", "word_match", "brand_match", "thing_asked")
ASKED_WEIGHTS = {"model_number": 4.0, "category_match": 1.0, "feature_match": 1.2, "stated": 1.5}
"""What was asked for or said outright counts this much; no judgment or event data could teach it."""
UNTAUGHT_RELEVANCE = ((0.5, 5.0, 1.0, 1.0, 0.5), -3.0)
"""Weights of the relevance signals, and the bias, for a shop without judgments."""
UNTAUGHT_WEIGHTS = {
    "taste": 2.0, "brand_affinity": 3.0, "category_affinity": 1.0, "price_fit": 0.5, "quality": 0.8,
    "popularity": 0.3, "freshness": 0.2,
}  # fmt: skip
"""Used where a shop has no events to learn from."""
LEAST_WEIGHTS = {"price_fit": 1.0}
"""A price that somebody named must count, even where past choices say that prices matter to nobody."""
RIDGE = 1e-2
MIN_CHOICES = 50


def fit_order(lists: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights >= 0 that put each query's best items first, by listwise cross-entropy (Cao et al., ICML 2007).

    An item's share of its query's gains, 2^grade - 1, is what the softmax of the scores should give it. Lists
    in which nothing is better than anything else say nothing and are left out.

    Args:
        lists: for each query its signals (n_items, n_signals), in the order of RELEVANCE_SIGNALS, and its grades
            (n_items,).

    Returns:
        (n_signals,) weights.
    """
    telling = [(s, 2.0**g - 1.0) for s, g in lists if g.max() > g.min()]
    if not telling:
        return np.array(UNTAUGHT_RELEVANCE[0])
    # The penalty must not depend on a signal's unit, so each is measured by how much it varies within lists.
    spread = np.sqrt(np.mean([signals.var(axis=0) for signals, _ in telling], axis=0))
    unit = np.where(spread > 1e-9, spread, 1.0)
    scaled = [(signals / unit, gains / gains.sum()) for signals, gains in telling]

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = 0.0, np.zeros_like(theta)
        for signals, shares in scaled:
            z = signals @ theta
            log_p = z - z.max() - np.log(np.exp(z - z.max()).sum())
            value -= shares @ log_p
            gradient += (np.exp(log_p) - shares) @ signals
        n = len(scaled)
        return value / n + RIDGE * float(theta @ theta), gradient / n + 2 * RIDGE * theta

    start = np.full(telling[0][0].shape[1], 0.1)
    bounds = [(0.0, None)] * len(start)
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x / unit


def fit_choices(choices: Sequence[np.ndarray], names: Sequence[str]) -> dict[str, float]:
    """Conditional logit with weights >= 0 (McFadden 1974): which of several like items was taken.

    Args:
        choices: one (n_alternatives, n_signals) array a choice; row 0 is the item that was taken.
        names: the signals' names, by column.
    """
    if len(choices) < MIN_CHOICES:
        return {name: UNTAUGHT_WEIGHTS.get(name, 0.0) for name in names}
    # The penalty must not depend on a signal's unit, so each is measured by how much it varies within choices.
    spread = np.sqrt(np.mean([signals.var(axis=0) for signals in choices], axis=0))
    unit = np.where(spread > 1e-9, spread, 1.0)
    scaled = [signals / unit for signals in choices]

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = 0.0, np.zeros_like(theta)
        for signals in scaled:
            z = signals @ theta
            p = np.exp(z - z.max())
            p /= p.sum()
            value -= np.log(p[0])
            gradient += p @ signals - signals[0]
        n = len(choices)
        return value / n + RIDGE * float(theta @ theta), gradient / n + 2 * RIDGE * theta

    start = np.full(len(names), 0.1)
    theta = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(names)).x
    return dict(zip(names, (theta / unit).tolist(), strict=True))


def make_combiner(relevance: np.ndarray, bias: float, choice: dict[str, float]) -> LinearCombiner:
    weights = dict(zip(RELEVANCE_SIGNALS, relevance.tolist(), strict=True)) | ASKED_WEIGHTS | choice
    least = {name: max(weights[name], LEAST_WEIGHTS.get(name, 0.0)) for name in SIGNAL_NAMES}
    return LinearCombiner(SIGNAL_NAMES, tuple(float(least[name]) for name in SIGNAL_NAMES), bias)
