"""The one way from claims to what is said: templates or a language model propose, the verifier disposes."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence

from whythis.agent.catalogue import Messages
from whythis.agent.llm.prompt import wording_prompt
from whythis.agent.llm.reply import tagged_sentences
from whythis.agent.llm.types import ModelFailedError, TextModel
from whythis.agent.tally import FALLBACK, TALLY
from whythis.agent.verifier import knows_direction, rejection, verify
from whythis.agent.wording.common import joined
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.types import Claim

_log = logging.getLogger(__name__)
LEAST_TOLD = 0.6
"""The share of what the templates would say that a model's checked sentences must cover, or the templates answer."""


class Speaker:
    """Says claims. Without a model the templates speak; with one, it does where what it says can be proven.

    Args:
        model: words claims, behind the verifier; None: templates alone.
    """

    def __init__(self, model: TextModel | None = None) -> None:
        self._model = model
        self.counts = {"asked": 0, "failed_model": 0, "refused": 0}
        """What the model was asked, did not answer, and answered so that the verifier left too little of it."""

    @property
    def has_model(self) -> bool:
        return self._model is not None

    def say(
        self, sentences: Sequence[Sentence], claims: Sequence[Claim], words: Messages, reader: str = "shopper"
    ) -> str:
        """The answer: `sentences`, or a model's wording of their claims, as far as evidence supports it."""
        if self._model is not None and knows_direction(words):
            worded = self._worded(self._model, sentences, claims, words, reader)
            if worded:
                return joined([s.text for s in worded], words)
        return joined([s.text for s in verify(sentences, claims, words)], words)

    def begin(self, sentences: Sequence[Sentence], claims: Sequence[Claim], words: Messages) -> str:
        """How `say` will begin when these sentences come first; empty where a model will choose the words."""
        if self._model is not None and knows_direction(words):
            return ""
        return joined([s.text for s in sentences if rejection(s, claims, words) is None], words)

    def _worded(
        self,
        model: TextModel,
        sentences: Sequence[Sentence],
        claims: Sequence[Claim],
        words: Messages,
        reader: str,
    ) -> tuple[Sentence, ...]:
        told = {claim_id for sentence in sentences for claim_id in sentence.cites}
        chosen = [claim for claim in claims if claim.id in told]
        self.counts["asked"] += 1
        try:
            answer = model.complete(wording_prompt(chosen, words.lang, reader))
        except ModelFailedError as error:
            self.counts["failed_model"] += 1
            TALLY.add(FALLBACK, "no_answer")
            _log.warning("wording by %s: no answer (%s); the templates answer", model.name, error.reason)
            return ()
        kept = verify(tagged_sentences(answer), chosen, words, by=model.name)
        if not enough_told(kept, sentences, chosen):
            self.counts["refused"] += 1
            TALLY.add(FALLBACK, "refused")
            _log.warning("wording by %s: too little left of its answer; the templates answer", model.name)
            return ()
        order = {claim.id: n for n, claim in enumerate(chosen)}
        return tuple(sorted(kept, key=lambda s: min(order[c] for c in s.cites)))


def enough_told(kept: Sequence[Sentence], template: Sequence[Sentence], claims: Sequence[Claim]) -> bool:
    """Whether a model's sentences tell what matters: the first statement, the first reason, all that speaks against,
    most of the rest, and nothing twice."""
    cited = [claim_id for sentence in kept for claim_id in sentence.cites]
    if len(set(cited)) < len(cited) or not cited:
        return False
    needed = {claims[0].id} | {c.id for c in claims if c.direction < 0}
    needed |= {next((c.id for c in claims if c.direction > 0), claims[0].id)}
    return needed <= set(cited) and len(set(cited)) >= math.ceil(LEAST_TOLD * len(template))
