"""Situations in which an item might be judged otherwise: what of it and of the request can vary, and how.

Each thing that can vary stays as it is in half of the situations and else takes a value that another item of its
kind has, all independently. So situations that meet any conditions can be drawn directly, and how many do is known
exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from whythis.explainers.rerun import Conditions, Rerun
from whythis.ranking.types import Decision
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.text import ATTRIBUTES_READ
from whythis.retrieval.types import Item

KEPT = 0.5
"""The chance that a thing stays as it is in a situation, as for words in Ribeiro et al. 2018."""
MAX_PEERS, MIN_PEERS = 200, 5
MAX_BOUNDS = 16
ORDER = ("in_stock", "attribute", "brand", "price_max", "price_min", "rating_min", "past")
"""The kinds of conditions, in the order in which a rule tells them."""
_SAYS_NOTHING = frozenset(["yes", "no", "none", "true", "false"])


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a situation.

    `kind` is "price_max" or "price_min" (`value` in cents, inclusive), "rating_min" (stars, inclusive), "brand",
    "attribute" (of that `name`) or "past" (these stay as they are), or "in_stock".
    """

    kind: str
    value: str | float = ""
    name: str = ""

    @property
    def aspect(self) -> str:
        """What it is about, as an Aspect names it."""
        by_kind = {"price_max": "price", "price_min": "price", "rating_min": "rating", "in_stock": "stock"}
        return f"attribute:{self.name}" if self.kind == "attribute" else by_kind.get(self.kind, self.kind)

    def holds_within(self, other: Condition) -> bool:
        """Whether it holds wherever another of its kind does: it is that one, or its bound is no stricter."""
        if self == other or isinstance(self.value, str) or isinstance(other.value, str):
            return self == other
        return self.value >= other.value if self.kind == "price_max" else self.value <= other.value

    def holds(self, value: Any) -> bool:
        """Whether a value of its aspect meets it."""
        if self.kind == "price_max":
            return value <= self.value
        if self.kind == "price_min":
            return value >= self.value
        if self.kind == "rating_min":
            return value[0] >= self.value
        return bool(value) if self.kind in ("in_stock", "past") else value == self.value


@dataclass(frozen=True, slots=True)
class Aspect:
    """A thing that can vary: its own value, and those it may take, with repeats, each as likely.

    Values are cents for "price", (stars, number of ratings) for "rating", whether it can be had for "stock", a name
    for "brand" and "attribute:…", whether the past counts for "past".
    """

    name: str
    own: Any
    others: tuple[Any, ...]
    conditions: tuple[Condition, ...]

    @property
    def slow(self) -> bool:
        """Whether another value of it means reading the item anew."""
        return self.name in ("brand", "past") or self.name.startswith("attribute:")

    def allowed(self, rule: Sequence[Condition]) -> list[Any]:
        """Those of the other values that meet a rule."""
        about = [c for c in rule if c.aspect == self.name]
        return [value for value in self.others if all(c.holds(value) for c in about)]

    def share(self, rule: Sequence[Condition]) -> float:
        """The share of all situations that meet what a rule says of it; the own value always does."""
        if all(c.aspect != self.name for c in rule):
            return 1.0
        return KEPT + (1 - KEPT) * len(self.allowed(rule)) / len(self.others)


Situation = dict[str, Any]
"""A value for each aspect, by its name."""


def draw(
    aspects: Sequence[Aspect],
    rule: Sequence[Condition],
    texts: int,
    rng: np.random.Generator,
    repeats: int = 1,
) -> list[Situation]:
    """Situations that meet a rule, as if drawn from all until they do.

    There are `texts` draws of what is slow to score (what the item's text tells, and whether the past counts), each
    with `repeats` of the rest.
    """
    columns: dict[str, list[Any]] = {}
    for aspect in aspects:
        n, each = (texts, repeats) if aspect.slow else (texts * repeats, 1)
        allowed = aspect.allowed(rule)
        stays = rng.random(n) < KEPT / aspect.share(rule)
        chosen = rng.integers(0, max(1, len(allowed)), n)
        values = [
            aspect.own if stay or not allowed else allowed[i] for stay, i in zip(stays, chosen, strict=True)
        ]
        columns[aspect.name] = [value for value in values for _ in range(each)]
    return [{name: column[n] for name, column in columns.items()} for n in range(texts * repeats)]


def coverage(aspects: Sequence[Aspect], rule: Sequence[Condition]) -> float:
    """The share of all situations that meet a rule; exact, since aspects vary independently."""
    return float(np.prod([aspect.share(rule) for aspect in aspects])) if aspects else 1.0


def stays_on(
    decision: Decision, item: Item, situations: Sequence[Situation], rerun: Rerun, top: int
) -> np.ndarray:
    """Whether the item would be shown among the first `top` in each situation, by the real pipeline; (n,) bool.

    Raises:
        ModelError: the decision was made by other versions than those that run now.
    """
    stays = np.zeros(len(situations), dtype=bool)
    for past in (True, False):
        rows = [n for n, s in enumerate(situations) if s.get("past", True) is past]
        conditions = Conditions.of(decision) if past else replace(Conditions.of(decision), events=())
        versions = [version(item, situations[n]) for n in rows]
        places = rerun.places_of(decision, versions, conditions)
        stays[rows] = [place is not None and place <= top for place in places]
    return stays


def version(item: Item, situation: Situation) -> Item:
    """The item as it would be. A brand or value that its title or description tells is told there too."""
    texts, attributes = (item.title, item.description), list(item.attributes)
    if situation.get("brand", item.brand) != item.brand:
        texts = tuple(_told_as(text, item.brand, situation["brand"]) for text in texts)
    for n, (name, value) in enumerate(item.attributes):
        other = situation.get(f"attribute:{name}", value)
        if other != value:
            attributes[n] = (name, other)
            texts = tuple(_told_as(text, value, other) for text in texts)
    rating, count = situation.get("rating", (item.rating, item.rating_count))
    stock = item.stock
    if "stock" in situation:
        stock = (item.stock or 1) if situation["stock"] else 0
    return replace(
        item,
        title=texts[0],
        description=texts[1],
        brand=situation.get("brand", item.brand),
        price_cents=situation.get("price", item.price_cents),
        rating=rating,
        rating_count=count,
        stock=stock,
        attributes=tuple(attributes),
    )


def _told_as(text: str, old: str, new: str) -> str:
    """`text` with `new` for each whole `old`. What says nothing by itself ("Yes") is left, and goes nowhere."""
    telling = len(old) > 1 and any(c.isalpha() for c in old)
    if not telling or {old.casefold(), new.casefold()} & _SAYS_NOTHING:
        return text
    return re.sub(
        rf"(?<!\w){re.escape(old)}(?!\w)",
        lambda found: new.lower() if found[0].islower() else new,
        text,
        flags=re.IGNORECASE,
    )


# What can vary


def aspects_of(decision: Decision, item: Item, catalog: Catalog, rng: np.random.Generator) -> list[Aspect]:
    """What can vary of an item and of its list, each with values that items of its kind in the catalogue have.

    The kind itself does not: a lamp is no kettle with other values. Neither do title and description, but for a
    brand or value that they tell.
    """
    peers = _peers(decision, item, catalog, rng)
    found = [
        _aspect("price", item.price_cents, [p.price_cents for p in peers], ("price_max", "price_min")),
        _aspect(
            "rating",
            None if item.rating is None else (item.rating, item.rating_count),
            [None if p.rating is None else (p.rating, p.rating_count) for p in peers],
            ("rating_min",),
        ),
        _aspect("stock", item.stock != 0, [p.stock != 0 for p in peers], ("in_stock",)),
        _aspect("brand", item.brand or None, [p.brand or None for p in peers], ("brand",)),
    ]
    named = {n.casefold() for group in decision.request.features for n, _ in group}
    named |= {
        n.casefold()
        for n, _ in (*decision.request.filters.attributes, *decision.request.filters.not_attributes)
    }
    for number, (name, value) in enumerate(item.attributes):
        if number < ATTRIBUTES_READ or name.casefold() in named:
            values = [dict(p.attributes).get(name) for p in peers]
            found.append(_aspect(f"attribute:{name}", value, values, ("attribute",)))
    if decision.history:
        found.append(_aspect("past", True, [False], ("past",)))
    return [aspect for aspect in found if aspect is not None]


def _peers(decision: Decision, item: Item, catalog: Catalog, rng: np.random.Generator) -> list[Item]:
    """Other items of its kind, at most 200; where the shop has hardly any, those that it was compared with."""
    kind = item.category.casefold()
    rows = [n for n, c in enumerate(catalog.categories) if kind and c.casefold() == kind]
    rows = [n for n in rows if catalog.ids[n] != item.id]
    if len(rows) > MAX_PEERS:
        rows = sorted(rng.choice(rows, MAX_PEERS, replace=False).tolist())
    if len(rows) >= MIN_PEERS:
        return [catalog[row] for row in rows]
    return [c.item for c in decision.candidates if c.item.id != item.id]


def _aspect(name: str, own: Any, others: Sequence[Any], kinds: Sequence[str]) -> Aspect | None:
    """None where its own value is not known, or no other is."""
    known = tuple(value for value in others if value is not None)
    if own is None or all(value == own for value in known):
        return None
    conditions = [c for kind in kinds for c in _conditions(kind, name, own, known)]
    telling = [c for c in conditions if not all(c.holds(value) for value in known)]
    return Aspect(name, own, known, tuple(telling))


def _conditions(kind: str, name: str, own: Any, others: Sequence[Any]) -> list[Condition]:
    """Those of a kind that the own value meets, from the strictest to the loosest."""
    if kind == "price_max":
        return [Condition(kind, value) for value in _bounds([v for v in others if v >= own], own)]
    if kind == "price_min":
        return [Condition(kind, value) for value in _bounds([v for v in others if v <= own], own)[::-1]]
    if kind == "rating_min":
        return [
            Condition(kind, value)
            for value in _bounds([v[0] for v in others if v[0] <= own[0]], own[0])[::-1]
        ]
    if kind in ("in_stock", "past"):
        return [Condition(kind)] if own else []
    return [Condition(kind, own, name.partition(":")[2])]


def _bounds(values: Sequence[float], own: float) -> list[float]:
    """Distinct bounds in rising order, at most 16: the own value and, of more, evenly many items between any two."""
    ordered = sorted({own, *values})
    if len(ordered) <= MAX_BOUNDS:
        return ordered
    picked = np.linspace(0, len(ordered) - 1, MAX_BOUNDS).round().astype(int)
    return [ordered[n] for n in dict.fromkeys(picked.tolist())]
