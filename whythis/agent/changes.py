"""The changes that a "what if" names: read by their words, against the decision that they would change."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz import fuzz

from whythis.agent.turn import Turn
from whythis.agent.understanding.lexicon import word_set
from whythis.explainers.rerun import Edit
from whythis.ranking.types import Decision

_NO_PRICE = re.compile(
    r"\b(?:price|prices|cost|costs|money|budget)\b.{0,30}(?:n['’]t|\bnot|\bnever|\bno)\b"
    r"|(?:n['’]t|\bnot|\bno|\bwithout|ignor\w+|forget)\b.{0,30}\b(?:price|cost|money|budget)\b"
    r"|\b(?:any|bigger|higher|larger|more) (?:price|budget|limit|money)\b"
    r"|价格?.{0,6}(?:无所谓|不重要|不限|不考虑|不管|没关系)"
    r"|(?:不看|不限|不考虑|不管).{0,4}(?:价|预算)|预算不限",
    re.IGNORECASE,
)
_NO_PAST = re.compile(
    r"\b(?:history|past (?:choices|purchases|orders)|my (?:purchases|orders|data|likes)|new(?:comer| customer))\b"
    r"|历史|以前|过去|购买记录",
    re.IGNORECASE,
)
_LAST_KIND = {
    "purchase": re.compile(
        r"\b(?:last|latest|recent) (?:purchase|order|buy)\b|\blast (?:thing|product|item)\b|上次.{0,2}买|最近.{0,2}买",
        re.IGNORECASE,
    ),
    "like": re.compile(r"\blast like\b|上次.{0,2}喜欢", re.IGNORECASE),
}
_NOTHING_TAKEN = re.compile(
    r"(?:\bnever|\bnot|n['’]t) (?:bought|liked|purchased|looked at|seen) any|\b(?:bought|liked|purchased) nothing"
    r"|什么都没买|没买过(?:任何|东西)",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:limit|budget|max|maximum|up to|at most|spend|afford)\b|预算|上限|最多", re.IGNORECASE
)
_ONLY = re.compile(r"\b(?:only|just|nothing but|solely)\b|只要|只看|只想", re.IGNORECASE)
_OF_THE_PAST = re.compile(r"\b(?:bought|buy|ordered|purchased|liked|viewed|looked|seen|had)\b|买|喜欢|看过")
_EVENT_SCORE = 80.0
"""How well, of 100, words must fit a past item's title to mean it."""


def named_changes(turn: Turn, decision: Decision, brand_names: Collection[str]) -> tuple[Edit, ...] | None:
    """The changes that a message names, none if it names none; None when it names a past that nobody knows.

    Args:
        brand_names: of the catalogue, as it spells them.
    """
    message, read = turn.message, turn.read
    bounded = read.filters.price_max_cents or read.filters.price_min_cents or read.price_target_cents
    if not bounded and (read.drops_price or _NO_PRICE.search(message)):
        return (Edit("any_price"),)
    if read.price_target_cents is not None and _LIMIT.search(message):
        return (Edit("max_price", str(read.price_target_cents)),)
    brands = [brand for brand in (spelt_brand(r.text, brand_names) for r in read.references) if brand]
    if brands and _ONLY.search(message):
        return (Edit("brand", brands[0]),)
    for kind, pattern in _LAST_KIND.items():
        if pattern.search(message):
            of_kind = [e for e in decision.history if e.kind == kind]
            newest = max(of_kind, key=lambda e: e.at_utc, default=None)
            return (Edit("without_event", newest.event_id),) if newest else None
    told = [
        (fuzz.token_set_ratio(_content(message), _content(e.item_title)), e)
        for e in decision.history
        if _OF_THE_PAST.search(message)
    ]
    best = max(told, key=lambda pair: pair[0], default=None)
    if best is not None and best[0] >= _EVENT_SCORE:
        return (Edit("without_event", best[1].event_id),)
    if _NO_PAST.search(message) or _NOTHING_TAKEN.search(message):
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
