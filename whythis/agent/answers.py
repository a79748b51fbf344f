"""Every kind of explanation of a saved decision, found and put into words: the one way from a question to its answer.

The chat, the command line and the API all answer by these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Generic, TypeVar

from whythis.agent.catalogue import Messages
from whythis.agent.speaking import Speaker
from whythis.agent.types import Early
from whythis.agent.verifier import traced
from whythis.agent.wording import Sentence, tell
from whythis.explainers.anchors import Anchor, find_anchor
from whythis.explainers.confidence import Confidence, explain_confidence
from whythis.explainers.contrast import explain_contrast, mirrored
from whythis.explainers.counterfactual import Counterfactual, find_counterfactuals
from whythis.explainers.rerun import Rerun
from whythis.explainers.similar import Similar, find_similar
from whythis.explainers.types import Claim, Explanation
from whythis.explainers.why import explain_why
from whythis.explainers.why_not import WhyNot, explain_why_not
from whythis.ranking.combiner import Combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.ranker import Ranker
from whythis.ranking.types import Decision, Versions
from whythis.retrieval.types import Item

T = TypeVar("T")
_OPEN = ("reason.fits_request", "against.fits_request", "why_not.remedy", "why_not.no_remedy", "confidence.sure",
         "confidence.fair", "confidence.unsure", "confidence.traced", "confidence.methods_differ",
         "confidence.check_failed")  # fmt: skip
"""Kinds of claims that hang on what the network is asked for an answer. All others are read from the decision."""


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
        speaker: says claims; None: by templates.
        models: what made a decision, for what needs no new run; None: what the ranker has.
    """

    def __init__(
        self,
        ranker: Ranker,
        versions: Callable[[], Versions],
        pool_size: int,
        currency: str,
        speaker: Speaker | None = None,
        models: Callable[[Decision], tuple[CrossEncoder, Combiner]] | None = None,
    ) -> None:
        self._ranker = ranker
        self._models = models or (lambda decision: (ranker.cross_encoder, ranker.combiner))
        self._versions = versions
        self._pool_size = pool_size
        self._currency = currency
        self._speaker = speaker or Speaker()

    @property
    def rerun(self) -> Rerun:
        return Rerun(self._ranker, self._versions(), self._pool_size)

    def why(
        self,
        decision: Decision,
        item_id: str,
        words: Messages,
        reader: str = "shopper",
        early: Early | None = None,
    ) -> Answer[Explanation]:
        models = self._models(decision)

        def explained(whole: bool) -> Explanation:
            return explain_why(decision, item_id, *models, with_words=whole)

        return self._in_parts("why", explained, item_id, decision, words, reader, early)

    def glance(
        self, decision: Decision, item_id: str, words: Messages, reader: str = "shopper"
    ) -> Answer[Explanation]:
        """A why by the signals alone: at once, since nothing is run for it."""
        found = explain_why(decision, item_id, *self._models(decision), with_words=False)
        return self._answer("why", found, item_id, decision, words, reader)

    def compare(
        self, decision: Decision, item_id: str, other_id: str, words: Messages, reader: str = "shopper"
    ) -> Answer[Explanation]:
        found = explain_contrast(decision, item_id, other_id, self._models(decision)[1])
        return self._answer("compare", found, item_id, decision, words, reader, f":{other_id}")

    def why_not(
        self,
        decision: Decision,
        item_id: str,
        words: Messages,
        reader: str = "shopper",
        early: Early | None = None,
    ) -> Answer[WhyNot]:
        def explained(whole: bool) -> WhyNot:
            return explain_why_not(decision, item_id, self.rerun, with_remedies=whole)

        return self._in_parts("why_not", explained, item_id, decision, words, reader, early)

    def what_if(
        self,
        decision: Decision,
        item: Item,
        words: Messages,
        reader: str = "shopper",
        top: int | None = None,
    ) -> Answer[Sequence[Counterfactual]]:
        found = find_counterfactuals(decision, item, self.rerun, top=top)
        return self._answer("what_if", found, item, decision, words, reader)

    def anchor(
        self,
        decision: Decision,
        item_id: str,
        words: Messages,
        top: int | None = None,
        reader: str = "shopper",
    ) -> Answer[Anchor]:
        found = find_anchor(decision, item_id, self.rerun, top)
        return self._answer("anchor", found, item_id, decision, words, reader)

    def similar(
        self, decision: Decision, item_id: str, words: Messages, reader: str = "shopper"
    ) -> Answer[Sequence[Similar]]:
        found = find_similar(decision, item_id, self.rerun)
        return self._answer("similar", found, item_id, decision, words, reader)

    def confidence(
        self,
        decision: Decision,
        item_id: str,
        words: Messages,
        reader: str = "shopper",
        early: Early | None = None,
    ) -> Answer[Confidence]:
        encoder, _ = self._models(decision)

        def explained(whole: bool) -> Confidence:
            return explain_confidence(decision, item_id, encoder, with_words=whole)

        return self._in_parts("confidence", explained, item_id, decision, words, reader, early)

    def retold(
        self,
        kind: str,
        found: T,
        item: Item | str,
        decision: Decision,
        words: Messages,
        reader: str,
        other_id: str = "",
    ) -> Answer[T]:
        """What one of the others found, told to another reader or in another language."""
        return self._answer(
            kind, found, item, decision, words, reader, f":{other_id}" if kind == "compare" else ""
        )

    def _in_parts(
        self,
        kind: str,
        explained: Callable[[bool], T],
        item_id: str,
        decision: Decision,
        words: Messages,
        reader: str,
        early: Early | None,
    ) -> Answer[T]:
        """An answer whose first sentences, which nothing need be run for, are told early, verified like all others.

        Args:
            explained: gives what is found: all of it, or what stands in the decision.
        """
        if early is not None:
            said, held = self._said(kind, explained(False), item_id, decision, words, reader)
            open_ids = {claim.id for claim in held if claim.kind.startswith(_OPEN)}
            sure = list(takewhile(lambda sentence: open_ids.isdisjoint(sentence.cites), said))
            early(self._speaker.begin(sure, held, words))
        return self._answer(kind, explained(True), item_id, decision, words, reader)

    def _said(
        self,
        kind: str,
        found: Any,
        item: Item | str,
        decision: Decision,
        words: Messages,
        reader: str,
        more_seed: str = "",
    ) -> tuple[Sequence[Sentence], tuple[Claim, ...]]:
        """Sentences, and the claims that hold."""
        if kind == "compare" and found.output_value < found.base_value:
            found = mirrored(found)  # "what puts it ahead" is said of the one that is ahead
        seed = _seed(decision, item if isinstance(item, str) else item.id) + more_seed
        said, claims = tell(kind, found, item, decision, self._currency, words, reader, seed)
        return said, traced(claims, decision, found)

    def _answer(
        self,
        kind: str,
        found: T,
        item: Item | str,
        decision: Decision,
        words: Messages,
        reader: str,
        more_seed: str = "",
    ) -> Answer[T]:
        said, held = self._said(kind, found, item, decision, words, reader, more_seed)
        return _told(decision, words, found, self._speaker.say(said, held, words, reader), held)


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
