"""What would take an item off the list, or put it on: changes that were run."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, sentences_of
from whythis.agent.wording.edits import edits_evidence, worded_edits
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.counterfactual import Counterfactual
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Item


def spoken_counterfactuals(
    found: Sequence[Counterfactual], item: Item, decision: Decision, currency: str, messages: Messages
) -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    """One sentence a change, or that nothing small does it."""
    title, shown = shorten(item.title, TITLE_CHARS), item.id in decision.shown
    if not found:
        kind = "what_if.nothing" if shown else "why_not.no_remedy"
        text = messages.say(kind, title=title)
        none = (Claim("c1", kind, item.id, 0, {"on_list": shown}, text, item.title),)
        return sentences_of(none), none
    claims = []
    for number, flip in enumerate(found, start=1):
        edits = worded_edits(flip.edits, decision, currency, messages)
        key = "on" if flip.on_list else "off"
        text = messages.say(f"what_if.{key}", edits=edits, title=title, rank=messages.number(flip.rank or 0))
        direction = 1 if flip.on_list else -1
        evidence = flip.evidence() | {"edits": edits_evidence(flip.edits, decision), "currency": currency}
        claims.append(Claim(f"c{number}", f"what_if.{key}", item.id, direction, evidence, text, item.title))
    return sentences_of(claims), tuple(claims)
