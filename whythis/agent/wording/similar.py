"""The answer to "anything like it, for the same reasons?"."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, sentences_of, values_of
from whythis.agent.wording.forms import shared_key
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.similar import SharedReason, Similar
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten

MAX_SAID = 2
"""Reasons that are told of an item; all are in the evidence."""


def spoken_similar(
    found: Sequence[Similar], item_id: str, decision: Decision, currency: str, messages: Messages, seed: str
) -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    """One sentence an item with the reasons that both have, or that there is none."""
    candidate = decision.candidate(item_id)
    title = shorten(candidate.item.title, TITLE_CHARS) if candidate else item_id
    full = candidate.item.title if candidate else item_id
    if not found:
        text = messages.say("similar.none", seed, title=title)
        none = (
            Claim(
                "c1", "similar.none", item_id, 0, {"compared": len(decision.candidates), "title": full}, text
            ),
        )
        return sentences_of(none), none
    claims = [
        Claim(
            "c1", "similar.lead", item_id, 0, {"title": full}, messages.say("similar.lead", seed, title=title)
        )
    ]
    for number, other in enumerate(found, start=2):
        key = "listed" if other.place else "compared" if other.compared else "beside"
        text = messages.say(
            f"similar.{key}",
            seed,
            other=shorten(other.title, TITLE_CHARS),
            place=messages.number(other.place or 0),
            reasons=messages.listed(
                [_reason(r, currency, messages, seed) for r in other.reasons[:MAX_SAID]], "last_clause"
            ),
        )
        evidence = {"title": full, "currency": currency} | other.evidence()
        claims.append(Claim(f"c{number}", f"similar.{key}", item_id, 1, evidence, text))
    return sentences_of(claims), tuple(claims)


def _reason(reason: SharedReason, currency: str, messages: Messages, seed: str) -> str:
    """The half-sentence of a reason, about both."""
    facts = {"name": reason.name} | reason.facts
    return messages.say(shared_key(facts), seed, **values_of({"currency": currency} | reason.facts, messages))
