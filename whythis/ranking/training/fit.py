"""Fits the combiner's weights, never below zero, and the calibration of its score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from whythis.ranking.combiner import LinearCombiner
from whythis.ranking.signals import SIGNAL_NAMES

RELEVANCE_SIGNALS = ("text_relevance", "meaning_match", "word_match")
ASKED_WEIGHTS = {"model_number": 4.0, "category_match": 1.0, "feature_match": 1.2, "stated": 1.5}
"""What was asked for or said outright counts this much; no judgment or event data could teach it."""
UNTAUGHT_WEIGHTS = {
    "taste": 2.0, "brand_affinity": 3.0, "category_affinity": 1.0, "price_fit": 0.5, "quality": 0.8,
    "popularity": 0.3, "freshness": 0.2,
}  # fmt: skip
"""Used where a shop has no events to learn from."""
LEAST_WEIGHTS = {"price_fit": 1.0}
"""A price that somebody named must count, even where past choices say that prices matter to nobody."""
RIDGE = 1e-2
MIN_CHOICES = 50


def fit_relevance(signals: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression with weights >= 0 on the relevance signals.

    Args:
        signals: (n_pairs, 3) in the order of RELEVANCE_SIGNALS.
        labels: (n_pairs,) in [0, 1].
        weights: (n_pairs,) weight of each pair.

    Returns:
        (3,) weights and the bias.
    """
    weights = weights / weights.sum()

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = signals @ theta[:-1] + theta[-1]
        value = np.logaddexp(0.0, z) - labels * z
        residual = weights * (1.0 / (1.0 + np.exp(-z)) - labels)
        gradient = np.append(signals.T @ residual + 2e-4 * theta[:-1], residual.sum())
        return float(weights @ value + 1e-4 * theta[:-1] @ theta[:-1]), gradient

    start = np.array([1.0] + [0.1] * (signals.shape[1] - 1) + [0.0])
    bounds = [(0.0, None)] * signals.shape[1] + [(None, None)]
    theta = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return theta[:-1], float(theta[-1])


def fit_choices(choices: Sequence[np.ndarray], names: Sequence[str]) -> dict[str, float]:
    """Conditional logit with weights >= 0 (McFadden 1974): which of several like items was taken.

    Args:
        choices: one (n_alternatives, n_signals) array a choice; row 0 is the item that was taken.
        names: the signals' names, by column.
    """
    if len(choices) < MIN_CHOICES:
        return {name: UNTAUGHT_WEIGHTS[name] for name in names}

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = 0.0, np.zeros_like(theta)
        for signals in choices:
            z = signals @ theta
            p = np.exp(z - z.max())
            p /= p.sum()
            value -= np.log(p[0])
            gradient += p @ signals - signals[0]
        n = len(choices)
        return value / n + RIDGE * float(theta @ theta), gradient / n + 2 * RIDGE * theta

    start = np.full(len(names), 0.1)
    theta = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(names)).x
    return dict(zip(names, theta.tolist(), strict=True))


def make_combiner(relevance: np.ndarray, bias: float, choice: dict[str, float]) -> LinearCombiner:
    weights = dict(zip(RELEVANCE_SIGNALS, relevance.tolist(), strict=True)) | ASKED_WEIGHTS | choice
    least = {name: max(weights[name], LEAST_WEIGHTS.get(name, 0.0)) for name in SIGNAL_NAMES}
    return LinearCombiner(SIGNAL_NAMES, tuple(float(least[name]) for name in SIGNAL_NAMES), bias)
