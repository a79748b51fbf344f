"""Turns the names and prices of a message into filters, as far as its acts ask for filters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from whythis.agent.understanding.context import Context
from whythis.agent.understanding.features import Reading
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.search_text import wants_sold_out
from whythis.agent.understanding.vocabulary import Term
from whythis.retrieval.types import Filters

CONDITIONAL = frozenset(["recommend", "refine", "more", "preference", "what_if", "like", "dislike", "forget"])
"""Acts whose names and prices are conditions. In the others ("why no Sony?") they are what is asked about."""
_TASTE = frozenset(["preference", "like", "dislike", "forget"])
_NARROW_BEFORE = re.compile(
    r"(?:\b(?:only|just|solely|strictly|must be|has to be|have to be|needs? to be|should be|could be|can be|"
    r"that(?:'s| is| are)|which (?:is|are)|"
    r"it to be|in|with|from|by|made by|made of|filter by|any)|只要|只看|要|换成|只)\s*(?:an?\s|the\s|的)?$",
    re.IGNORECASE,
)
_NARROW_AFTER = re.compile(r"\s*(?:ones?\b|only\b|instead\b|please\s*$|[?.!]*\s*$|的\s*$)", re.IGNORECASE)
_ONLY_BEFORE = re.compile(
    r"(?:\b(?:only|just|solely|nothing but|stick to)|只要|只看|只)\s*(?:me\s)?(?:the\s|show\s)?$",
    re.IGNORECASE,
)
_ONLY_AFTER = re.compile(r"\s*(?:only\b|instead\b)", re.IGNORECASE)
_BRAND_CUE = re.compile(r"(?:\b(?:from|by|made by|only|just|brand)\s|(?:只要|只看)\s?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Filters of a message, the mentions that became one, and the brands that it wants, filter or not."""

    filters: Filters
    used: tuple[Mention, ...]
    brands: tuple[str, ...] = ()


def conditions(
    reading: Reading, acts: tuple[str, ...], context: Context, referenced: list[tuple[int, int]]
) -> Conditions:
    """The filters that a message asks for.

    Args:
        referenced: characters that name a shown item ("like the Bosch") or an order, and no condition.
    """
    if not any(act in CONDITIONAL for act in acts):
        return Conditions(Filters(), ())
    lists: dict[str, list[Any]] = {}
    used: list[Mention] = []
    for mention in reading.mentions:
        if any(start < mention.end and mention.start < end for start, end in referenced):
            continue
        place = _place(mention, reading, acts)
        if place:
            value = _pair(mention, context) if place.endswith("attributes") else mention.term.name
            if value not in lists.setdefault(place, []):
                lists[place].append(value)
            used.append(mention)
    for place in ("brands", "attributes"):  # "she had a plastic one, so no plastic" wants none
        refused = lists.get(f"not_{place}", [])
        lists[place] = [value for value in lists.get(place, []) if value not in refused]
    if "not_categories" in lists:  # "I have no lamp, show me a lamp" refuses nothing
        heads = {head.term.name for head in reading.heads}
        lists["not_categories"] = [name for name in lists["not_categories"] if name not in heads]
    filters = Filters(
        price_min_cents=reading.prices.min_cents,
        price_max_cents=reading.prices.max_cents,
        in_stock_only=not wants_sold_out(reading.text),
    )
    filters = replace(filters, **{name: tuple(values) for name, values in lists.items()})
    wanted = [
        m.term.name
        for m in reading.mentions
        if m.term.kind == "brand"
        and not m.negated
        and not GOES_WITH.search(reading.text[: m.start])
        and not any(start < m.end and m.start < end for start, end in referenced)
    ]
    return Conditions(filters, tuple(used), tuple(dict.fromkeys(wanted)))


GOES_WITH = re.compile(
    r"\b(?:(?<!looking )(?<!searching )(?<!hunting )(?<!shopping )(?<!market )for|fits?|"
    r"compatible with|works? with|goe?s? (?:in|into|on|with)|into|(?<!\bi )(?<!\bwe )like)\s"
    r"(?:my\s|the\s|an?\s|our\s|his\s|her\s)?(?:\w+\s)?$",
    re.IGNORECASE,
)
"""Words before a brand that something is to go with: "toner for HP" asks for no HP."""


def _place(mention: Mention, reading: Reading, acts: tuple[str, ...]) -> str:
    """The field of Filters that the mention belongs to, or "" when it is a mere search word."""
    kind = {"brand": "brands", "category": "categories", "attribute": "attributes"}[mention.term.kind]
    first = next((act for act in acts if act != "smalltalk"), "")
    taste = first in _TASTE and not {"refine", "recommend"} & set(acts)
    if mention.negated:
        refusing = kind != "categories" or "refine" in acts or taste or acts == ("recommend",)
        return "not_" + kind if refusing else ""
    if taste:
        return kind
    before, after = reading.text[: mention.start], reading.text[mention.end :]
    refining = "refine" in acts or "what_if" in acts or "more" in acts
    if kind == "brands":
        return kind if refining or _BRAND_CUE.search(before) or re.match(r"\s+only\b", after) else ""
    if kind == "categories":
        only = _ONLY_BEFORE.search(before) or _ONLY_AFTER.match(after)
        return kind if refining and only and mention.end in {h.end for h in reading.heads} else ""
    return kind if refining and (_NARROW_BEFORE.search(before) or _NARROW_AFTER.match(after)) else ""


def _pair(mention: Mention, context: Context) -> tuple[str, str]:
    """The attribute and value meant: of several attributes with the value, the one the shown items have."""
    options = [term for term in mention.others if term.kind == "attribute"]

    def shown_with(term: Term) -> int:
        return sum(any(name == term.attribute for name, _ in item.attributes) for item in context.shown)

    best = max(options, key=shown_with)
    return best.attribute, best.name
