"""The changes that a "what if" names: read by their words, against the decision that they would change."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz import fuzz

from whythis.agent.turn import Turn
from whythis.agent.understanding.lexicon import word_set
from whythis.explainers.rerun import Edit
from whythis.ranking.types import Decision

_LAST_OF_KIND = {"last_purchase": "purchase", "last_like": "like"}
"""A cue, and the kind of event that it speaks of."""
_EVENT_SCORE = 80.0
"""How well, of 100, words must fit a past item's title to mean it."""


def named_changes(turn: Turn, decision: Decision, brand_names: Collection[str]) -> tuple[Edit, ...] | None:
    """The changes that a message names, none if it names none; None when it names a past that nobody knows.

    Args:
        brand_names: of the catalogue, as it spells them.
    """
    message, read = turn.message, turn.read
    bounded = read.filters.price_max_cents or read.filters.price_min_cents or read.price_target_cents
    if not bounded and (read.drops_price or "no_price" in read.cues):
        return (Edit("any_price"),)
    if read.price_target_cents is not None and "limit" in read.cues:
        return (Edit("max_price", str(read.price_target_cents)),)
    brands = [brand for brand in (spelt_brand(r.text, brand_names) for r in read.references) if brand]
    if brands and "only" in read.cues:
        return (Edit("brand", brands[0]),)
    for cue, kind in _LAST_OF_KIND.items():
        if cue in read.cues:
            of_kind = [e for e in decision.history if e.kind == kind]
            newest = max(of_kind, key=lambda e: e.at_utc, default=None)
            return (Edit("without_event", newest.event_id),) if newest else None
    told = [
        (fuzz.token_set_ratio(_content(message), _content(e.item_title)), e)
        for e in decision.history
        if "of_the_past" in read.cues
    ]
    best = max(told, key=lambda pair: pair[0], default=None)
    if best is not None and best[0] >= _EVENT_SCORE:
        return (Edit("without_event", best[1].event_id),)
    if "no_past" in read.cues:
        return (Edit("without_history"),) if decision.history else None
    return ()


def spelt_brand(text: str, brand_names: Collection[str]) -> str:
    """The brand of the catalogue that a text is the name of; empty for anything else."""
    spelt = {brand.casefold(): brand for brand in brand_names}
    return spelt.get(text.strip().casefold(), "")


def _content(text: str) -> str:
    """The words that can tell one product from another."""
    return " ".join(w for w in re.findall(r"\w+", text.casefold()) if len(w) > 2 and w not in _COMMON)


_COMMON = word_set(
    """
    what would the you show had have not bought buy that with without and liked hadn didn never happen happens
    recommend list been were was did
    """
)
