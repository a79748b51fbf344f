"""Measures of a ranking and of its probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def ndcg_at_k(grades: Sequence[float], scores: Sequence[float], k: int = 10) -> float:
    """Normalised discounted cumulative gain with gain 2^grade - 1 (Burges et al., ICML 2005).

    Items of equal score count with the mean gain of their group, so that order of input does not matter.
    Returns nan when no item has a gain.
    """
    gains = 2.0 ** np.asarray(grades, dtype=float) - 1.0
    scores_ = np.asarray(scores, dtype=float)
    order = np.argsort(-scores_, kind="stable")
    tied = gains[order].copy()
    _, groups = np.unique(-scores_[order], return_inverse=True)
    means = np.bincount(groups, weights=tied) / np.bincount(groups)
    discounts = 1.0 / np.log2(np.arange(2, min(k, len(gains)) + 2))
    ideal = float(np.sum(np.sort(gains)[::-1][:k] * discounts))
    return float(np.sum(means[groups][:k] * discounts)) / ideal if ideal > 0 else float("nan")


def reciprocal_rank(relevant: Sequence[bool], scores: Sequence[float]) -> float:
    """1 / rank of the first relevant item; nan when there is none."""
    order = np.argsort(-np.asarray(scores, dtype=float), kind="stable")
    hits = np.flatnonzero(np.asarray(relevant, dtype=bool)[order])
    return float(1.0 / (hits[0] + 1)) if len(hits) else float("nan")


def auc(relevant: Sequence[bool] | np.ndarray, scores: Sequence[float] | np.ndarray) -> float:
    """Area under the ROC curve; nan when all labels are alike."""
    from sklearn.metrics import roc_auc_score

    labels = np.asarray(relevant, dtype=bool)
    return float(roc_auc_score(labels, scores)) if 0 < labels.sum() < len(labels) else float("nan")


def recall_at_k(relevant: Sequence[bool], scores: Sequence[float], k: int = 10) -> float:
    """The share of relevant items among the first k, of as many as k can hold; nan when there is none."""
    labels = np.asarray(relevant, dtype=bool)
    order = np.argsort(-np.asarray(scores, dtype=float), kind="stable")
    possible = min(int(labels.sum()), k)
    return float(labels[order][:k].sum()) / possible if possible else float("nan")


def brier_score(relevant: Sequence[bool] | np.ndarray, probabilities: np.ndarray) -> float:
    """Mean squared difference of probability and outcome (Brier 1950)."""
    return float(np.mean((np.asarray(probabilities, dtype=float) - np.asarray(relevant, dtype=float)) ** 2))


def reliability_bins(
    relevant: Sequence[bool] | np.ndarray, probabilities: Sequence[float] | np.ndarray, bins: int = 15
) -> list[tuple[float, float, int]]:
    """Bins of equal mass, by rising probability: mean probability, share of relevant items, and count."""
    order = np.argsort(np.asarray(probabilities, dtype=float), kind="stable")
    labels = np.asarray(relevant, dtype=float)[order]
    probs = np.asarray(probabilities, dtype=float)[order]
    parts = [part for part in np.array_split(np.arange(len(probs)), bins) if len(part)]
    return [(float(probs[p].mean()), float(labels[p].mean()), len(p)) for p in parts]


def expected_calibration_error(
    relevant: Sequence[bool] | np.ndarray, probabilities: Sequence[float] | np.ndarray, bins: int = 15
) -> float:
    """Mean gap between probability and share of relevant items over bins of equal mass (Naeini, AAAI 2015)."""
    found = reliability_bins(relevant, probabilities, bins)
    total = sum(count for _, _, count in found)
    return sum(abs(share - p) * count for p, share, count in found) / max(total, 1)
