"""The answer to "anything like it, for the same reasons?"."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, joined, values_of
from whythis.explainers.similar import SharedReason, Similar
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten

MAX_SAID = 2
"""Reasons that are told of an item; all are in the evidence."""


def spoken_similar(
    found: Sequence[Similar], item_id: str, decision: Decision, currency: str, messages: Messages, seed: str
) -> tuple[str, tuple[Claim, ...]]:
    """One sentence an item with the reasons that both have, or that there is none."""
    candidate = decision.candidate(item_id)
    title = shorten(candidate.item.title, TITLE_CHARS) if candidate else item_id
    if not found:
        text = messages.say("similar.none", seed, title=title)
        return text, (Claim("c1", "similar.none", item_id, 0, {"compared": len(decision.candidates)}, text),)
    claims, lead = [], messages.say("similar.lead", seed, title=title)
    for number, other in enumerate(found, start=1):
        key = "listed" if other.place else "compared" if other.compared else "beside"
        text = messages.say(
            f"similar.{key}",
            seed,
            other=shorten(other.title, TITLE_CHARS),
            place=messages.number(other.place or 0),
            reasons=messages.listed([_reason(r, currency, messages, seed) for r in other.reasons[:MAX_SAID]]),
        )
        evidence = {"title": title} | other.evidence()
        claims.append(Claim(f"c{number}", f"similar.{key}", item_id, 1, evidence, text))
    return joined([lead, *(claim.text for claim in claims)], messages), tuple(claims)


def _reason(reason: SharedReason, currency: str, messages: Messages, seed: str) -> str:
    """The half-sentence of a reason, about both."""
    facts, key = reason.facts, reason.name
    if key == "fits_request" and facts["words"]:
        key = "fits_request_words"
    elif key == "taste":
        key = f"taste_{facts['event_kind']}" if facts["how"] == "like" else "taste_together"
    elif key in ("brand_affinity", "category_affinity"):
        key = f"{key}_{facts['how']}"
    elif key == "price_fit":
        key = f"price_fit_{facts['source']}"
    return messages.say(f"shared.{key}", seed, **values_of({"currency": currency} | facts, messages))
