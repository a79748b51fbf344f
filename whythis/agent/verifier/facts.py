"""What a claim's evidence allows a sentence to name: numbers with units and names, each with whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.verifier.amounts import (
    MONEY,
    NUMBER,
    ORDINAL,
    PERCENT,
    POINTS,
    PRODUCTS,
    RATING,
    RATINGS,
    TIMES,
    shown_as,
)
from whythis.explainers.types import Claim
from whythis.ranking.types import EVENT_KINDS
from whythis.retrieval.text import shorten

TITLE_LENGTHS = (64, 48)
"""A title may be said whole or cut to one of these."""
OWN, OTHER = "own", "other"
UNITS: dict[str, tuple[str, str]] = {
    "price_cents": (MONEY, OWN),
    "other_price_cents": (MONEY, OTHER),
    "reference_cents": (MONEY, "reference"),
    "max_cents": (MONEY, "limit"),
    "limit_cents": (MONEY, "limit"),
    "min_cents": (MONEY, "low"),
    "cheapest_cents": (MONEY, OWN),
    "target_cents": (MONEY, "reference"),
    "share": (PERCENT, "share"),
    "probability": (PERCENT, OWN),
    "next_probability": (PERCENT, OTHER),
    "best": (PERCENT, "best"),
    "coverage": (PERCENT, "coverage"),
    "free": (PERCENT, "free"),
    "low": (PERCENT, "low"),
    "high": (PERCENT, "high"),
    "goal": (PERCENT, "goal"),
    "rating": (RATING, OWN),
    "other_rating": (RATING, OTHER),
    "pool_mean": (RATING, "pool"),
    "rating_min": (RATING, "limit"),
    "least_rating": (RATING, "limit"),
    "rating_count": (RATINGS, OWN),
    "other_rating_count": (RATINGS, OTHER),
    "rank": (ORDINAL, OWN),
    "other_rank": (ORDINAL, OTHER),
    "place": (ORDINAL, OWN),
    "top": (ORDINAL, OWN),
    "dense_rank": (ORDINAL, "meaning"),
    "sparse_rank": (ORDINAL, "words"),
    "compared": (PRODUCTS, "compared"),
    "excluded": (PRODUCTS, ""),
    "listed": (PRODUCTS, ""),
    "shown": (PRODUCTS, "shown"),
    "room": (PRODUCTS, "shown"),
    "catalog_size": (PRODUCTS, ""),
    "depth": (PRODUCTS, "depth"),
    "count": (TIMES, OWN),
    "base_points": (POINTS, "base"),
    "score_points": (POINTS, "score"),
    "moved_points": (POINTS, "moved"),
    "residual_points": (POINTS, "residual"),
    "signal_points": (POINTS, OWN),
    "events": ("events", ""),
    "decisions": ("lists", ""),
    "lists": ("lists", ""),
    "pool": (PRODUCTS, ""),
    "signal_count": ("signals", ""),
    "turns": ("turns", ""),
    "stock": (NUMBER, OWN),
    "price_min_cents": (MONEY, "low"),
    "price_max_cents": (MONEY, "limit"),
    **{kind: (f"{kind}_events", "") for kind in EVENT_KINDS},
    "stayed": (NUMBER, "stayed"),
    "tried": (NUMBER, "tried"),
}
"""What numbers of evidence may be said, by key: unit and whose. Whoever adds a kind of claim adds its keys here."""
SILENT = frozenset({
    "contribution", "other_contribution", "signals", "event_share", "difference", "gap", "gain",
    "check_gain", "agreement", "score", "last_score", "likeness", "least", "precision", "span", "source",
    "how", "kind", "event_kind", "event_id", "item_id", "other_id", "next_id", "last_id", "held",
    "check_held", "on_list", "band", "verdict", "stage", "filter", "sort", "currency", "event_at_utc",
    "pool_median", "affinity", "signal", "paid", "combiner_sha256", "handover_id", "decision_id", "decision_ids",
    "event_ids", "newcomer", "stated", "feedback", "saved", "kept", "field",
    "best_rank", "other_share", "best_probability",
})  # fmt: skip
"""Evidence that steers what is said and is not itself said."""
ABOUT_OTHER = ("similar.listed", "similar.compared", "similar.beside")
"""Kinds whose sentence is about the other product."""
NAMES: dict[str, str] = {
    "title": OWN,
    "other_title": OTHER,
    "next_title": OTHER,
    "last_title": OTHER,
}
"""Names that belong to one of two products; all other text of evidence may be named as nobody's."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that may be said: its unit, whose it is, and the values that it may be said as."""

    key: str
    unit: str
    role: str
    values: tuple[float, ...]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A text that may be said, whose it is, and its place in an ordered group (facts of two products)."""

    text: str
    role: str = ""
    key: str = ""
    group: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list, "Kirrano (5 events)": what it is called in all ways, each name once, and its number, if it
    has one.
    """

    names: tuple[frozenset[str], ...]
    unit: str = ""
    values: tuple[float, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    numbers: tuple[Fact, ...]
    names: tuple[Name, ...]
    rows: tuple[Row, ...] = ()


def facts_of(claim: Claim, messages: Messages) -> Facts:
    """All that the evidence of a claim allows to be said."""
    numbers: list[Fact] = []
    names: list[Name] = []
    currency = str(claim.evidence.get("currency", "USD"))
    # Of "the same reasons", the sentence is about the other product.
    swapped = {OWN: OTHER, OTHER: OWN} if claim.kind in ABOUT_OTHER else {}
    for key, value, path in _leaves(claim.evidence):
        if key in _DATES and value:
            role = OTHER if key.startswith("other") else OWN
            names.append(Name(messages.date(str(value)), role, key))
        elif isinstance(value, bool) or value is None or key in SILENT:
            continue
        elif isinstance(value, int | float):
            unit, role = UNITS.get(key, (NUMBER, ""))
            if key not in UNITS and isinstance(value, float):
                continue
            if key in ("rank", "place"):
                role = role if not swapped or key == "place" else swapped.get(role, role)
            numbers.append(Fact(key, unit, role, _said(key, value, unit), currency if unit == MONEY else ""))
        elif isinstance(value, str) and value:
            if path.startswith(("conditions.", "edits.")) and _BARE_NUMBER.fullmatch(value):
                continue  # said with its unit, see _bound
            role = NAMES.get(key, "")
            role = swapped.get(role, role) if path == key else role
            value = value.removeprefix("attribute:")
            for text in dict.fromkeys((value, *(shorten(value, n) for n in TITLE_LENGTHS))):
                names.append(Name(text, role, key, *_ordered(path)))
    names += (
        [Name(str(value), "", "stated") for _, _, value, _ in claim.evidence.get("stated", ()) if value]
        if (isinstance(claim.evidence.get("stated"), list))
        else []
    )
    for kind in ("conditions", "edits"):
        numbers += [
            f
            for entry in claim.evidence.get(kind, ())
            if isinstance(entry, Mapping)
            for f in _bound(entry, currency)
        ]
    if claim.item_title and "title" not in claim.evidence:
        for text in dict.fromkeys((claim.item_title, *(shorten(claim.item_title, n) for n in TITLE_LENGTHS))):
            names.append(Name(text, OWN, "title"))
    return Facts(tuple(numbers), tuple(names), _rows(claim.evidence, messages))


_ROWS = {
    "tastes": (("value",), "events"),
    "events": (("title", "at_utc"), "share"),
    "shares": (("label",), "share"),
    "prices": (("title",), "price_cents"),
    "ratings": (("title",), "rating"),
    "states": (("title", "value"), ""),
}
"""Evidence that is a list of entries: what each is called by, and its number, if it has one."""


def _rows(evidence: Mapping[str, Any], messages: Messages) -> tuple[Row, ...]:
    rows = []
    for key, (names, number) in _ROWS.items():
        entries = evidence.get(key)
        for entry in entries if isinstance(entries, list) else ():
            texts = [messages.date(str(entry[n])) if n in _DATES else str(entry[n]) for n in names]
            ways = tuple(frozenset((t, *(shorten(t, cut) for cut in TITLE_LENGTHS))) for t in texts)
            if not number:
                rows.append(Row(ways))
                continue
            unit = UNITS[number][0]
            currency = str(entry.get("currency", "")) if unit == MONEY else ""
            rows.append(Row(ways, unit, _said(number, entry[number], unit), currency))
    return tuple(rows)


_DATES = ("released", "other_released", "oldest", "newest", "at_utc")
_BARE_NUMBER = re.compile(r"[\d.]+")


def _said(key: str, value: float, unit: str) -> tuple[float, ...]:
    if key in ("low", "high") and unit == PERCENT:
        whole = floor(value * 100) if key == "low" else ceil(value * 100)
        return (float(min(max(whole, 1), 99)) if 0 < whole / 100 < 1 else float(whole),)
    return shown_as(value, unit)


def _bound(entry: Mapping[str, Any], currency: str) -> Iterator[Fact]:
    """The number of a condition or an edit, whose value is text: a price in cents, a rating."""
    kind, value = str(entry.get("kind", "")), str(entry.get("value", ""))
    try:
        number = float(value)
    except ValueError:
        return
    if kind in ("price_max", "price_min", "max_price", "min_price"):
        yield Fact(kind, MONEY, "limit", (number / 100,), currency)
    elif kind in ("rating_min", "min_rating"):
        yield Fact(
            kind,
            RATING,
            "limit",
            (number, round(number, 1)) if round(number, 1) == number else (number, round(number, 2)),
        )


def _ordered(path: str) -> tuple[str, int]:
    """facts.0.1 is the second name of the first group: what one product has, then what the other has."""
    parts = path.split(".")
    return (f"{parts[0]}.{parts[1]}", int(parts[2])) if parts[0] == "facts" and len(parts) == 3 else ("", 0)


def _leaves(value: Any, key: str = "", path: str = "") -> Iterator[tuple[str, Any, str]]:
    """Every single value of evidence with the key that it stands under, and its path."""
    if key in SILENT:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, str(name), f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _leaves(inner, key, f"{path}.{number}")
    else:
        yield key, value, path
