"""Level 1: exact Shapley values of the signals against the candidate pool of the request.

The values and the pool's mean score sum to the score. How they are computed is the combiner's own business:
in closed form for a weighted sum, by interventional TreeSHAP for trees.
"""

from __future__ import annotations

import numpy as np

from whythis.errors import ModelError, NotShownError
from whythis.explainers.types import Contribution
from whythis.ranking.combiner import Combiner, attribute_linear
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


def attribute_signals(
    decision: Decision, item_id: str, combiner: Combiner | None = None
) -> tuple[float, tuple[Contribution, ...]]:
    """The base value (mean score of the pool) and one contribution a signal, largest effect first.

    A weighted sum is explained by the weights that the decision holds; trees by the combiner that grew them.

    Raises:
        NotShownError: the item was not among the decision's candidates.
        ModelError: the decision was made by trees that are not the loaded ones.
    """
    return attribute_candidate(decision, candidate_of(decision, item_id), combiner)


def attribute_candidate(
    decision: Decision, candidate: ScoredCandidate, combiner: Combiner | None = None
) -> tuple[float, tuple[Contribution, ...]]:
    """The same of an item that was scored for the decision's request, among its candidates or since.

    Raises:
        ModelError: the decision was made by trees that are not the loaded ones.
    """
    pool = np.array([c.signals for c in decision.candidates], dtype=np.float64)
    own = np.array(candidate.signals, dtype=np.float64)
    if decision.weights:
        base, values = attribute_linear(decision.weights, decision.bias, own, pool)
    elif combiner is not None and combiner.sha256 == decision.versions.combiner_sha256:
        base, values = combiner.attribute(own, pool)
    else:
        raise ModelError(
            "The decision was made by another combiner.",
            expected=f"the combiner {decision.versions.combiner_sha256[:12]} of {decision.versions.model}",
            got=combiner.sha256[:12] if combiner else "none",
            fix="Make that version current again, or ask about a newer decision.",
        )
    weights = dict(zip(decision.signal_names, decision.weights, strict=True)) if decision.weights else {}
    contributions = [
        Contribution(
            level="signal",
            name=name,
            value=float(value),
            label=_LABELS[name].label,
            detail={"signal": float(signal), "pool_mean": float(mean)}
            | ({"weight": float(weights[name])} if weights else {})
            | {"unit": _LABELS[name].unit},
        )
        for name, value, signal, mean in zip(
            decision.signal_names, values, own, pool.mean(axis=0), strict=True
        )
    ]
    return base, tuple(sorted(contributions, key=lambda c: (-abs(c.value), c.name)))
