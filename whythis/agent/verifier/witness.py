"""Traces what answers about products and the shopper hold back to the catalogue, the past and what was said.

What `tracing` is for explanations of a decision, this is for the other acts: every value of a claim's evidence is
looked up again, apart from the code that made it.
"""

# ruff: noqa: ARG001 -- all checks have one signature
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from whythis.agent.memory import Known
from whythis.agent.questions import FIELDS, is_no, is_yes
from whythis.agent.state import TalkState
from whythis.explainers.types import Claim
from whythis.ranking.ranker import MAX_EVENTS, Ranker
from whythis.ranking.signals import affinities
from whythis.retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Witness:
    """What a turn rested on: catalogue and models, what was known before it, the talk's state after it, and the items
    on the screen.

    `pairs` are all attributes of the catalogue with all their values.
    """

    ranker: Ranker
    message: str
    who: str
    known: Known
    state: TalkState
    shown: tuple[Item, ...]
    pairs: frozenset[tuple[str, str]]

    def title(self, item_id: str) -> str:
        item = self.ranker.catalog.get(item_id)
        return item.title if item else item_id


def is_witnessed(claim: Claim) -> bool:
    """Whether there is a way back for every value of such a claim. What an erasure counted cannot be counted again."""
    return claim.kind in _CHECKS or claim.kind.startswith("fact.")


def contradicted(claim: Claim, witness: Witness) -> str | None:
    """The key of a value that the witness does not bear out; None when all do, or when nothing can be looked up."""
    if not is_witnessed(claim):
        return None
    if claim.direction:
        return "direction"
    if claim.kind.startswith("fact."):
        return _fact(claim, witness)
    expected = _CHECKS[claim.kind](claim, witness)
    for key, value in claim.evidence.items():
        if key not in expected or not _equal(expected[key], value):
            return key
    return None


def _equal(expected: Any, value: Any) -> bool:
    if callable(expected):
        return bool(expected(value))
    if isinstance(expected, float) and isinstance(value, float):
        return isclose(expected, value, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(expected, list) and isinstance(value, list):
        return len(expected) == len(value) and all(map(_equal, expected, value))
    if isinstance(expected, dict) and isinstance(value, dict):
        return expected.keys() == value.keys() and all(_equal(expected[k], value[k]) for k in expected)
    return expected == value


# Facts of products


def _fact(claim: Claim, witness: Witness) -> str | None:
    item = witness.ranker.catalog.get(claim.item_id)
    if item is None:
        return "item_id"
    held, evidence = dict(item.attributes), claim.evidence
    own = {
        "title": item.title, "price_cents": item.price_cents, "currency": item.currency, "stock": item.stock,
        "rating": item.rating, "rating_count": item.rating_count, "brand": item.brand, "released": item.released,
        "source": "catalogue", "attributes": list(held), "pairs": [list(p) for p in item.attributes][:6],
    }  # fmt: skip
    for key, value in evidence.items():
        check = _OF_FACTS.get(key)
        if not (check(value, item, evidence, witness) if check else key in own and own[key] == value):
            return key
    kind = claim.kind.removeprefix("fact.")
    return None if kind not in _SAYS or _SAYS[kind](item, evidence) else "kind"


def _topic(value: Any, item: Item, evidence: Mapping[str, Any], witness: Witness) -> bool:
    words = witness.message.casefold()
    is_attribute = value not in dict(item.attributes) and any(value == name for name, _ in witness.pairs)
    return is_attribute or all(word in words for word in str(value).casefold().split())


def _quoted(value: Any, item: Item, evidence: Mapping[str, Any], witness: Witness) -> bool:
    return bool(value) and str(value).rstrip("…").rstrip() in item.description


_OF_FACTS: dict[str, Callable[[Any, Item, Mapping[str, Any], Witness], bool]] = {
    "field": lambda v, i, e, w: v in FIELDS or v == "attribute",
    "name": lambda v, i, e, w: v in dict(i.attributes),
    "value": lambda v, i, e, w: dict(i.attributes).get(str(e.get("name"))) == v,
    "wanted": lambda v, i, e, w: (e.get("name"), v) in w.pairs,
    "quote": _quoted,
    "topic": _topic,
}
_SAYS: dict[str, Callable[[Item, Mapping[str, Any]], bool]] = {
    "yes": lambda i, e: is_yes(e["value"]) or str(e.get("wanted", "")).casefold() in e["value"].casefold(),
    "no": lambda i, e: is_no(e["value"]),
    "stock": lambda i, e: bool(i.stock and i.stock > 0),
    "stock_out": lambda i, e: i.stock is not None and i.stock <= 0,
    "stock_unknown": lambda i, e: i.stock is None,
    "price_none": lambda i, e: i.price_cents is None,
    "rating_none": lambda i, e: not i.rating or i.rating_count <= 0,
    "brand_none": lambda i, e: not i.brand,
    "released_none": lambda i, e: not i.released,
}
"""What has to be so for a kind to be said."""


# The shopper


def _events(claim: Claim, witness: Witness) -> dict[str, Any]:
    days = sorted(event.at_utc[:10] for event in witness.known.imported)
    counts = Counter(event.kind for event in witness.known.imported)
    if not days:
        return {"events": 0, "who": witness.who}
    return {
        "who": witness.who,
        "events": len(days),
        "kinds": dict(counts),
        "oldest": days[0],
        "newest": days[-1],
    }


def _tastes(claim: Claim, witness: Witness) -> dict[str, Any]:
    signal = str(claim.evidence.get("signal", ""))
    attribute = {"profile.brands": "brand", "profile.kinds": "category"}[claim.kind]
    past = [p for p, _ in witness.ranker.event_effects(witness.known.profile)]
    names = [getattr(p.item, attribute) for p in past]
    told = [str(t.get("value")) for t in claim.evidence.get("tastes", ())]
    values = affinities(told, names, past) if told else []
    tastes = [
        {"value": name, "affinity": float(value), "events": names.count(name)}
        for name, value in zip(told, values, strict=True)
    ]
    return {"signal": f"{attribute}_affinity", "tastes": tastes} if signal else {"tastes": tastes}


def _strongest(claim: Claim, witness: Witness) -> dict[str, Any]:
    effects = [(p, s) for p, s in witness.ranker.event_effects(witness.known.profile) if s > 0]
    told = [
        {"event_id": p.event.id, "title": p.item.title, "kind": p.event.kind, "at_utc": p.event.at_utc[:10], "share": s}
        for p, s in effects[: len(claim.evidence.get("events", ()))]
    ]  # fmt: skip
    return {"events": told}


def _stated(claim: Claim, witness: Witness) -> dict[str, Any]:
    said = [[s.kind, s.name, s.value, s.weight] for s in witness.state.stated]
    budget = witness.state.budget
    limits = (
        {"price_min_cents": budget.price_min_cents, "price_max_cents": budget.price_max_cents}
        if budget
        else {}
    )
    known = {item.currency for item in (witness.ranker.catalog[0],)}
    return limits | {
        "stated": lambda value: all(list(s) in said for s in value),
        "currency": lambda value: value in known,
    }


def _titles(ids: Callable[[Claim, Witness], list[str]]) -> Callable[[Claim, Witness], dict[str, Any]]:
    def expected(claim: Claim, witness: Witness) -> dict[str, Any]:
        titles = [witness.title(item_id) for item_id in dict.fromkeys(ids(claim, witness))]
        return {"titles": titles, "more": max(0, len(titles) - 4)}

    return expected


def _of_feedback(kinds: tuple[str, ...]) -> Callable[[Claim, Witness], dict[str, Any]]:
    return _titles(lambda c, w: [f.item_id for f in w.known.feedback if f.kind in kinds and f.item_id])


def _said_of_item(claim: Claim, witness: Witness) -> dict[str, Any]:
    kept = "always" if witness.known.shopper_id else "talk"
    return {"title": next((i.title for i in witness.shown if i.id == claim.item_id), None), "kept": kept}


def _choices(claim: Claim, witness: Witness) -> dict[str, Any]:
    """A question back names what is on the screen and nothing else."""
    titles = {item.title for item in witness.shown}
    return {
        "titles": lambda value: bool(value) and set(value) <= titles,
        "mention": lambda value: str(value).casefold() in witness.message.casefold(),
    }


def _by_measure(claim: Claim, witness: Witness) -> dict[str, Any]:
    """What each item on the screen states of what they are put in order by."""
    by_title = {item.title: item for item in witness.shown}
    measure = claim.evidence.get("measure")

    def states(entry: dict[str, Any]) -> bool:
        item = by_title.get(entry["title"])
        if item is None:
            return False
        if claim.kind == "compare.by_price":
            return entry == {"title": item.title, "price_cents": item.price_cents, "currency": item.currency}
        if claim.kind == "compare.by_rating":
            return entry == {"title": item.title, "rating": item.rating}
        return set(entry) == {"title", "value"} and (measure, entry["value"]) in item.attributes

    def in_order(entries: list[dict[str, Any]]) -> bool:
        numbers = [float(entry.get("price_cents", entry.get("rating", 0))) for entry in entries]
        ordered = numbers in (sorted(numbers), sorted(numbers, reverse=True))
        return len(entries) > 1 and ordered and all(map(states, entries))

    return {"measure": measure, "prices": in_order, "ratings": in_order, "states": in_order}


def _past_choices(claim: Claim, witness: Witness) -> dict[str, Any]:
    titles = {witness.title(event.item_id) for event in witness.known.events}
    return {
        "titles": lambda value: bool(value) and set(value) <= titles,
        "more": lambda value: 0 <= value <= len(titles) - len(claim.evidence["titles"]),
    }


def _left_out(claim: Claim, witness: Witness) -> dict[str, Any]:
    """Only what the shopper has said not to count."""
    known = witness.known
    titles = {witness.title(e.item_id) for e in known.events if e.id in known.excluded}
    return {"titles": lambda value: bool(value) and set(value) <= titles}


def _on_screen(claim: Claim, witness: Witness) -> dict[str, Any]:
    title = next((i.title for i in witness.shown if i.id == claim.item_id), None)
    return {"title": title, "item_id": claim.item_id, "reasons_of_the_past": 0}


def _first(is_first: bool) -> Callable[[Claim, Witness], dict[str, Any]]:
    def expected(claim: Claim, witness: Witness) -> dict[str, Any]:
        leads = bool(witness.shown) and witness.shown[0].id == claim.item_id
        return _on_screen(claim, witness) if leads == is_first else {}

    return expected


def _wrong_taste(claim: Claim, witness: Witness) -> dict[str, Any]:
    """All events of one brand or kind, named by it."""
    value = str(claim.evidence.get("value", "")).casefold()
    catalog = witness.ranker.catalog
    about = [
        e.id
        for e in witness.known.events
        if (item := catalog.get(e.item_id)) and value in (item.brand.casefold(), item.category.casefold())
    ]
    return {
        "value": claim.evidence.get("value") if about else None,
        "events": lambda v: v == len(claim.evidence.get("event_ids", ())),
        "event_ids": lambda v: bool(v) and set(v) <= set(about),
    }


def _gift(claim: Claim, witness: Witness) -> dict[str, Any]:
    events = {e.id: e for e in witness.known.events}
    ids = claim.evidence.get("event_ids", ())
    about = [e for e in events.values() if witness.title(e.item_id) in claim.evidence.get("titles", ())]
    titles = list(dict.fromkeys(witness.title(events[i].item_id) for i in ids if i in events))
    return {
        "titles": titles,
        "events": len(about),
        "event_ids": lambda v: sorted(v) == sorted(e.id for e in about),
    }


_CHECKS: dict[str, Callable[[Claim, Witness], dict[str, Any]]] = {
    "profile.newcomer": lambda c, w: {
        "events": 0,
        "stated": len(w.known.stated),
        "feedback": len(w.known.feedback),
    },
    "profile.no_events": _events,
    "profile.events": _events,
    "profile.newest_count": lambda c, w: {"events": MAX_EVENTS},
    "profile.brands": _tastes,
    "profile.kinds": _tastes,
    "profile.strongest": _strongest,
    "profile.said": _stated,
    "profile.liked": _of_feedback(("like",)),
    "profile.rejected": _of_feedback(("dislike", "owned")),
    "profile.excluded": _titles(
        lambda c, w: [e.item_id for f in w.known.excluded for e in w.known.events if e.id == f]
    ),
    "preference.noted": _stated,
    "feedback.liked": _said_of_item,
    "feedback.disliked": _said_of_item,
    "feedback.owned": _said_of_item,
    "ask.which": _choices,
    "ask.not_shown": _choices,
    "compare.which": _choices,
    "compare.by": _by_measure,
    "compare.by_price": _by_measure,
    "compare.by_rating": _by_measure,
    "memory.ask_which": _past_choices,
    "memory.gift": _gift,
    "memory.wrong": _gift,
    "memory.wrong_taste": _wrong_taste,
    "memory.wrong_stated": lambda c, w: {"value": lambda v: v in [s.value for s in w.known.stated]},
    "memory.wrong_not_yours": _on_screen,
    "memory.gift_unknown": _on_screen,
    "memory.left_out": _left_out,
    "what_if.first_already": _first(True),
    "what_if.not_first": _first(False),
}
"""Per kind, what the evidence has to be by the witness: values, or functions that tell whether a value is right."""
