"""How sure the ranking and its explanation are: chance, margin, agreement of two methods, the answer's own check."""

from __future__ import annotations

import math
from dataclasses import dataclass

from whythis.explainers.check import check_citation, cited_words
from whythis.explainers.signals import candidate_of
from whythis.explainers.types import Check
from whythis.explainers.words import DEFAULT, METHODS, Reading
from whythis.explainers.words.agreement import agreement
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import pair_text
from whythis.ranking.types import Decision

SECOND_METHOD = "gradient_times_input"
"""Independent of the default: it looks at the slope of the weights, and leaves nothing out."""
AGREE_FROM = 0.3
"""Rank correlation from which two methods count as naming the same words."""
CLOSE = 0.05
"""A difference of chances below this is a close call."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """What a verdict about one item stands on.

    `next_probability` is that of the item below it (above it, for the last one), None where it stands alone.
    `agreement` is Spearman's rho of two methods over the words, nan where there are too few. `verdict` is "sure",
    "fair" or "unsure".
    """

    decision_id: str
    item_id: str
    probability: float
    band: str
    next_id: str
    next_probability: float | None
    agreement: float
    check: Check | None
    verdict: str

    @property
    def close(self) -> bool:
        return self.next_probability is not None and abs(self.probability - self.next_probability) < CLOSE


def explain_confidence(decision: Decision, item_id: str, cross_encoder: CrossEncoder) -> Confidence:
    """How far the place of an item, and what is said of it, can be trusted.

    Raises:
        NotShownError: the item was not among the decision's candidates.
    """
    candidate = candidate_of(decision, item_id)
    order = [c.item.id for c in decision.candidates]
    place = order.index(item_id)
    beside = decision.candidates[place + 1] if place + 1 < len(order) else None
    if beside is None and place:
        beside = decision.candidates[place - 1]
    reading = Reading(cross_encoder, pair_text(decision.query_text, decision.likes_text, candidate.text))
    words = METHODS[DEFAULT](reading)
    agreed = agreement(words, METHODS[SECOND_METHOD](reading))
    check = check_citation(reading, cited_words(words, 1), 1)
    return Confidence(
        decision.id,
        item_id,
        candidate.probability,
        candidate.band,
        beside.item.id if beside else "",
        beside.probability if beside else None,
        agreed,
        check,
        _verdict(candidate.band, agreed, check),
    )


def _verdict(band: str, agreed: float, check: Check | None) -> str:
    if band in ("", "guess") or (check is not None and not check.held):
        return "unsure"
    traced = check is not None and (math.isnan(agreed) or agreed >= AGREE_FROM)
    return "sure" if band == "very_likely" and traced else "fair"
