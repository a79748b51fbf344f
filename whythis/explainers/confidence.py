"""How sure the ranking and its explanation are: chance, margin, agreement of two methods, the answer's own check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whythis.explainers.check import cited_words, explain_words
from whythis.explainers.signals import candidate_of
from whythis.explainers.types import Check, Contribution, WordAttribution
from whythis.explainers.words import Reading, second_opinion
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import pair_text
from whythis.ranking.types import Decision

STRONGEST = 5
AGREE_FROM = 0.5
"""Share of the cited words among the second method's strongest five from which both name the same words."""
CLOSE = 0.05
"""A difference of chances below this is a close call."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """What a verdict about one item stands on.

    `next_probability` is that of the item below it (above it, for the last one), None where it stands alone.
    `agreement` is the share of the cited words that a second method has among its strongest five, None where no
    word is cited. `verdict` is "sure", "fair" or "unsure".
    """

    decision_id: str
    item_id: str
    probability: float
    band: str
    next_id: str
    next_probability: float | None
    agreement: float | None
    check: Check | None
    verdict: str

    @property
    def close(self) -> bool:
        return self.next_probability is not None and abs(self.probability - self.next_probability) < CLOSE


def explain_confidence(
    decision: Decision, item_id: str, cross_encoder: CrossEncoder, with_words: bool = True
) -> Confidence:
    """How far the place of an item, and what is said of it, can be trusted.

    Args:
        with_words: asks two methods for the words behind it, which takes nearly all of the time.

    Raises:
        NotShownError: the item was not among the decision's candidates.
    """
    candidate = candidate_of(decision, item_id)
    order = [c.item.id for c in decision.candidates]
    place = order.index(item_id)
    beside = decision.candidates[place + 1] if place + 1 < len(order) else None
    if beside is None and place:
        beside = decision.candidates[place - 1]
    agreed = check = None
    if with_words and (decision.erased is None or not decision.erased.words):
        reading = Reading(cross_encoder, pair_text(decision.query_text, decision.likes_text, candidate.text))
        words, check = explain_words(reading, 1)
        agreed = _agreement(cited_words(words, 1), second_opinion(reading, words))
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


def _agreement(cited: Sequence[Contribution], second: WordAttribution) -> float | None:
    if not cited:
        return None
    of_item = [w for w in second.words if w.source not in ("query", "likes", "separator")]
    strongest = sorted(of_item, key=lambda w: -w.value)[:STRONGEST]
    places = {(w.source, w.span) for w in strongest}
    return sum((w.source, w.span) in places for w in cited) / len(cited)


def _verdict(band: str, agreed: float | None, check: Check | None) -> str:
    if band in ("", "guess") or (check is not None and not check.held):
        return "unsure"
    traced = check is not None and agreed is not None and agreed >= AGREE_FROM
    return "sure" if band == "very_likely" and traced else "fair"
