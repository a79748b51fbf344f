"""From what was found to sentences: one function for every kind of explanation, in every language, for every reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.wording.anchor import spoken_anchor
from whythis.agent.wording.confidence import spoken_confidence
from whythis.agent.wording.contrast import spoken_contrast, word_contrast
from whythis.agent.wording.sentence import Sentence
from whythis.agent.wording.similar import spoken_similar
from whythis.agent.wording.what_if import spoken_counterfactuals
from whythis.agent.wording.why import figures, spoken, word_claims
from whythis.agent.wording.why_not import spoken_why_not
from whythis.explainers.contrast import contrast_claims
from whythis.explainers.evidence import why_claims
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.types import Item

KINDS = ("why", "compare", "why_not", "what_if", "anchor", "similar", "confidence")


def tell(
    kind: str,
    found: Any,
    item: Item | str,
    decision: Decision,
    currency: str,
    words: Messages,
    reader: str = "shopper",
    seed: str = "",
) -> tuple[Sequence[Sentence], tuple[Claim, ...]]:
    """What is said of what was found, and the claims that this makes.

    Args:
        kind: one of KINDS.
        found: what the explainer of this kind gave.
        item: what it is about: the item itself for "what_if", else its id.
        seed: chooses among wordings.
    """
    if kind in ("why", "compare"):
        if kind == "why":
            claims = word_claims(why_claims(decision, found), words, seed, reader)
            sentences = spoken(claims, reader)
        else:
            claims = word_contrast(contrast_claims(decision, found), words, seed, reader)
            sentences = spoken_contrast(claims, reader)
        if reader == "developer":
            added = figures(found, len(claims) + 1, words, claims[0].item_title)
            claims, sentences = claims + added, (*sentences, *(Sentence(c.text, (c.id,)) for c in added))
        return sentences, claims
    if kind == "why_not":
        return spoken_why_not(found, decision, currency, words, seed)
    if kind == "confidence":
        return spoken_confidence(found, decision, words, seed)
    if kind == "anchor":
        return spoken_anchor(found, decision, currency, words, seed)
    if kind == "similar":
        return spoken_similar(found, str(item), decision, currency, words, seed)
    if not isinstance(item, Item):
        raise TypeError(f"what_if is told of an Item, not of {type(item).__name__}")
    return spoken_counterfactuals(found, item, decision, currency, words)
