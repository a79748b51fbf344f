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
    unsaid = _unsaid(turn, decision) if "unsaid" in read.cues else ()
    if unsaid:
        return unsaid
    welcome = _no_longer_refused(turn, decision) if "only" not in read.cues else ()
    if welcome:
        return welcome
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


def _unsaid(turn: Turn, decision: Decision) -> tuple[Edit, ...]:
    """What a message thinks away of the conditions and wishes that a list was made with: "if I hadn't said plastic"."""
    filters, read = decision.request.filters, turn.read.filters
    edits = [Edit("any_brand")] if any(_names(turn, b, read.brands) for b in filters.brands) else []
    edits += _no_longer_refused(turn, decision)
    edits += [
        Edit("any_attribute", "", n)
        for n, v in filters.attributes
        if _names(turn, v, _values(read.attributes))
    ]
    edits += [Edit("without_stated", s.value, s.name) for s in decision.stated if _names(turn, s.value)]
    return tuple(dict.fromkeys(edits))


def _no_longer_refused(turn: Turn, decision: Decision) -> tuple[Edit, ...]:
    """What was refused and a what-if names: who asks "what if Dovetta was fine" wants it beside the others."""
    filters, read = decision.request.filters, turn.read.filters
    brands, kinds = (*read.brands, *read.not_brands), (*read.categories, *read.not_categories)
    values = _values((*read.attributes, *read.not_attributes))
    edits = [Edit("allow_brand", b) for b in filters.not_brands if _names(turn, b, brands)]
    edits += [Edit("allow_category", k) for k in filters.not_categories if _names(turn, k, kinds)]
    edits += [Edit("allow_attribute", v, n) for n, v in filters.not_attributes if _names(turn, v, values)]
    return tuple(edits)


def _names(turn: Turn, value: str, read: Collection[str] = ()) -> bool:
    return value in read or value.casefold() in f"{turn.message} {turn.read.search_text}".casefold()


def _values(pairs: Collection[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(value for _, value in pairs)


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
