"""Level 1: exact Shapley values of the signals against the candidate pool of the request.

For an additive score the Shapley value of a signal is `weight * (signal - mean of the pool)`
(Lundberg and Lee, NeurIPS 2017, Corollary 1), so the values and the pool's mean score sum to the score.
"""

from __future__ import annotations

import numpy as np

from whythis.errors import NotShownError
from whythis.explainers.types import Contribution
from whythis.ranking.signals import SIGNALS
from whythis.ranking.types import Decision, ScoredCandidate

_LABELS = {spec.name: spec for spec in SIGNALS}


def candidate_of(decision: Decision, item_id: str) -> ScoredCandidate:
    """The item as the decision scored it.

    Raises:
        NotShownError: the item was not among the decision's candidates.
    """
    candidate = decision.candidate(item_id)
    if candidate is None:
        raise NotShownError(
            "This item was not a candidate of the decision.",
            expected="one of " + ", ".join(c.item.id for c in decision.candidates[:10]),
            got=item_id,
            fix="Name an item that the decision's list shows.",
        )
    return candidate


def attribute_signals(decision: Decision, item_id: str) -> tuple[float, tuple[Contribution, ...]]:
    """The base value (mean score of the pool) and one contribution a signal, largest effect first.

    Raises:
        NotShownError: the item was not among the decision's candidates.
    """
    candidate = candidate_of(decision, item_id)
    pool = np.array([c.signals for c in decision.candidates], dtype=np.float64)
    weights = np.array(decision.weights)
    means = pool.mean(axis=0)
    base = float(means @ weights + decision.bias)
    values = weights * (np.array(candidate.signals) - means)
    contributions = [
        Contribution(
            level="signal",
            name=name,
            value=float(value),
            label=_LABELS[name].label,
            detail={
                "signal": float(signal),
                "pool_mean": float(mean),
                "weight": float(weight),
                "unit": _LABELS[name].unit,
            },
        )
        for name, value, signal, mean, weight in zip(
            decision.signal_names, values, candidate.signals, means, weights, strict=True
        )
    ]
    return base, tuple(sorted(contributions, key=lambda c: (-abs(c.value), c.name)))
