"""Every kind of explanation of a saved decision, found and put into words: the one way from a question to its answer.

The chat, the command line and the API all answer by these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from whythis.agent.catalogue import Messages
from whythis.agent.wording import (
    spoken,
    spoken_anchor,
    spoken_confidence,
    spoken_contrast,
    spoken_counterfactuals,
    spoken_similar,
    spoken_why_not,
    word_claims,
    word_contrast,
)
from whythis.explainers.anchors import Anchor, find_anchor
from whythis.explainers.confidence import Confidence, explain_confidence
from whythis.explainers.contrast import contrast_claims, explain_contrast
from whythis.explainers.counterfactual import Counterfactual, find_counterfactuals
from whythis.explainers.evidence import why_claims
from whythis.explainers.rerun import Rerun
from whythis.explainers.similar import Similar, find_similar
from whythis.explainers.types import Claim, Explanation
from whythis.explainers.why import explain_why
from whythis.explainers.why_not import WhyNot, explain_why_not
from whythis.ranking.ranker import Ranker
from whythis.ranking.types import Decision, Versions
from whythis.retrieval.types import Item

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was found, what is said of it, and the claims that this makes."""

    found: T
    text: str
    claims: tuple[Claim, ...]


class Answers:
    """Explains decisions with the models of an open shop.

    A decision of other versions is refused with ModelError where its answer needs the model or a new run, an item that
    was not compared with NotShownError; `explain_why` and the others say which.

    Args:
        versions: what runs now; a decision of other versions cannot be run again.
    """

    def __init__(
        self, ranker: Ranker, versions: Callable[[], Versions], pool_size: int, currency: str
    ) -> None:
        self._ranker = ranker
        self._versions = versions
        self._pool_size = pool_size
        self._currency = currency

    @property
    def rerun(self) -> Rerun:
        return Rerun(self._ranker, self._versions(), self._pool_size)

    def why(self, decision: Decision, item_id: str, words: Messages) -> Answer[Explanation]:
        found = explain_why(decision, item_id, self._ranker.cross_encoder, self._ranker.combiner)
        seed = _seed(decision, item_id)
        claims = word_claims(why_claims(decision, found), words, seed)
        return _told(decision, words, found, spoken(claims, words, seed), claims)

    def compare(
        self, decision: Decision, item_id: str, other_id: str, words: Messages
    ) -> Answer[Explanation]:
        found = explain_contrast(decision, item_id, other_id, self._ranker.combiner)
        seed = f"{_seed(decision, item_id)}:{other_id}"
        claims = word_contrast(contrast_claims(decision, found), words, seed)
        return _told(decision, words, found, spoken_contrast(claims, words, seed), claims)

    def why_not(self, decision: Decision, item_id: str, words: Messages) -> Answer[WhyNot]:
        found = explain_why_not(decision, item_id, self.rerun)
        text, claims = spoken_why_not(found, decision, self._currency, words, _seed(decision, item_id))
        return _told(decision, words, found, text, claims)

    def what_if(self, decision: Decision, item: Item, words: Messages) -> Answer[Sequence[Counterfactual]]:
        found = find_counterfactuals(decision, item, self.rerun)
        return Answer(found, *spoken_counterfactuals(found, item, decision, self._currency, words))

    def anchor(
        self, decision: Decision, item_id: str, words: Messages, top: int | None = None
    ) -> Answer[Anchor]:
        found = find_anchor(decision, item_id, self.rerun, top)
        return Answer(found, *spoken_anchor(found, decision, self._currency, words, _seed(decision, item_id)))

    def similar(self, decision: Decision, item_id: str, words: Messages) -> Answer[Sequence[Similar]]:
        found = find_similar(decision, item_id, self.rerun)
        seed = _seed(decision, item_id)
        text, claims = spoken_similar(found, item_id, decision, self._currency, words, seed)
        return _told(decision, words, found, text, claims)

    def confidence(self, decision: Decision, item_id: str, words: Messages) -> Answer[Confidence]:
        found = explain_confidence(decision, item_id, self._ranker.cross_encoder)
        text, claims = spoken_confidence(found, decision, words, _seed(decision, item_id))
        return _told(decision, words, found, text, claims)


def _told(decision: Decision, words: Messages, found: T, text: str, claims: tuple[Claim, ...]) -> Answer[T]:
    """The answer, with a word on what the shopper had erased of its evidence since."""
    if decision.erased is None:
        return Answer(found, text, claims)
    erased = decision.erased
    counts = [words.count("events", erased.events)] if erased.events else []
    counts += [words.count("statements", erased.stated)] if erased.stated else []
    counts += [words.say("memory.request_words")] if erased.request else []
    evidence = {
        "at_utc": erased.at_utc,
        "events": erased.events,
        "stated": erased.stated,
        "request": erased.request,
    }
    note = words.say("memory.evidence_erased", date=words.date(erased.at_utc[:10]), what=words.listed(counts))
    claim = Claim(f"c{len(claims) + 1}", "erased", "", 0, evidence, note)
    return Answer(found, ("" if words.lang == "zh" else " ").join((text, note)), (*claims, claim))


def _seed(decision: Decision, item_id: str) -> str:
    """Chooses among wordings: the same question about the same decision is answered in the same words."""
    return f"{decision.id}:{item_id}"
