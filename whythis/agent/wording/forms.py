"""Which entries of the message catalogue may word a claim: one place for the templates' choice of words by evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.explainers.types import Claim

FAR = 1.5
"""A price this many times the price in mind, or its inverse, is not called close, even if most others are further."""
READERS = ("shopper", "staff", "developer")


def reason_key(name: str, evidence: dict[str, Any], section: str) -> str:
    """The half-sentence of a reason for (`section` "reason") or against ("against") an item."""
    key = name
    if name == "fits_request" and evidence["words"]:
        key = "fits_request_words" if evidence.get("check_held", True) else "fits_request_unsure"
    elif name == "taste" and section == "reason":
        key = f"taste_{evidence['event_kind']}" if evidence["how"] == "like" else "taste_together"
    elif name in ("brand_affinity", "category_affinity") and section == "reason":
        key = f"{name}_{evidence['how']}"
    elif name == "price_fit":
        key = f"price_fit_{evidence['source']}"
        if section == "reason" and is_far(evidence["price_cents"], evidence["reference_cents"]):
            key += "_far"
    return f"{section}.{key}"


def edge_key(name: str, evidence: dict[str, Any]) -> str:
    """The half-sentence of a reason why one item stands before another."""
    key = name
    if name == "taste":
        key = f"taste_{evidence['event_kind']}" if evidence["how"] == "like" else "taste_together"
    elif name == "price_fit":
        key = f"price_fit_{evidence['source']}"
    return f"edge.{key}"


def shared_key(reason: dict[str, Any]) -> str:
    """The half-sentence of a reason that two items share."""
    key = reason["name"]
    if key == "fits_request" and reason["words"]:
        key = "fits_request_words"
    elif key == "taste":
        key = f"taste_{reason['event_kind']}" if reason["how"] == "like" else "taste_together"
    elif key in ("brand_affinity", "category_affinity"):
        key = f"{key}_{reason['how']}"
    elif key == "price_fit":
        key = f"price_fit_{reason['source']}"
        if any(is_far(reason[k], reason["reference_cents"]) for k in ("price_cents", "other_price_cents")):
            key += "_far"
    return f"shared.{key}"


def order_key(evidence: dict[str, Any]) -> str:
    """The sentence of an item's place in an order that was asked for."""
    told = next((name for name in ("price", "rating", "released") if _ORDER_VALUES[name] in evidence), "none")
    return f"why.order_{told}"


_ORDER_VALUES = {"price": "price_cents", "rating": "rating", "released": "released"}


def stage_key(evidence: dict[str, Any]) -> str:
    """The sentence of the stage that lost an item."""
    key = evidence["stage"]
    if key == "filtered":
        key = f"filtered_{evidence['filter']}"
        if evidence["filter"] == "price":
            bound = " ".join(evidence["expected"].split()[:2])
            key += {"at most": "_max", "at least": "_min"}.get(bound, "_none")
        elif evidence["filter"] == "rating":
            key += "" if evidence["expected"].startswith("at least") else "_none"
        elif evidence["expected"].startswith("not "):
            key += "_not"
    elif key == "not_retrieved" and evidence.get("dense_rank") is None:
        key = "not_retrieved_then"
    elif key in ("not_retrieved", "not_compared") and evidence.get("sparse_rank") is None:
        key += "_no_word"
    return f"why_not.{key}"


def is_far(price_cents: int, reference_cents: int) -> bool:
    return not 1 / FAR <= price_cents / max(reference_cents, 1) <= FAR


Part = tuple[tuple[str, ...], bool]
"""Entries of which one is used, and whether one has to be."""


def forms_of(claim: Claim, messages: Messages, place: int, of: int) -> list[Part]:
    """The entries that a sentence about a claim is made of.

    Args:
        place, of: which reason of how many it is (from 0), for "the main reason" and the like.
    """
    section, _, name = claim.kind.partition(".")
    if claim.kind in _OF_ACTS:
        return [((_OF_ACTS[claim.kind](claim.evidence),), True), *_parts_of_acts(claim)]
    if claim.kind in ("order", "compare.order"):
        key = order_key(claim.evidence) if claim.kind == "order" else "compare.order"
        return [((key,), True), ((f"order.{claim.evidence['sort']}",), True)]
    if claim.kind in _PLAIN:
        return [((_PLAIN[claim.kind](claim.evidence),), True)]
    if section == "reason":
        frames = ("why.first", "why.only") if place == 0 else (("why.second",), ("why.third",))[place - 1]
        if of > 1 and place == 0:
            frames = ("why.first",)
        return [
            (_for_readers(frames, messages), False),
            ((reason_key(name, claim.evidence, "reason"),), True),
        ]
    if section == "against":
        return [(("why.against",), True), ((reason_key(name, claim.evidence, "against"),), True)]
    if section in ("edge", "but"):
        frames = ("compare.but",) if section == "but" else ("compare.first", "compare.more")
        return [(_for_readers(frames, messages), section == "but"), ((edge_key(name, claim.evidence),), True)]
    if claim.kind == "compare.facts":
        return [(("compare.facts",), True), (("compare.fact",), True)]
    if claim.kind == "why_not.edges":
        keys = [edge_key(e["kind"].split(".", 1)[1], e) for e in claim.evidence["edges"]]
        return [(("why_not.edges",), True), *(((key,), True) for key in keys)]
    if section == "why_not" and "stage" in claim.evidence:
        return [((stage_key(claim.evidence),), True)]
    key = claim.kind
    if key == "recommend.left_out" and "cheapest_cents" in claim.evidence:
        key = "recommend.left_out_price"
    parts: list[Part] = [((key,), True)]
    for edit in claim.evidence.get("edits", ()):
        if isinstance(edit, dict):
            parts.append(((_edit_key(edit),), True))
    if section == "similar":
        parts += [((shared_key(r),), False) for r in claim.evidence.get("reasons", ())]
    elif section == "anchor":
        parts += _anchor_parts(claim)
    elif "asked" in claim.evidence:
        parts += [(keys, False) for keys in _condition_keys(claim.evidence["asked"])]
    elif section in ("recommend", "what_if", "wish", "talk"):
        parts += [(messages.keys("condition"), False)] * max(1, len(claim.evidence.get("asked", ())))
        parts.append((("edit.request",), False))
        parts += [((f"order.{claim.evidence['sort']}",), True)] if claim.evidence.get("sort") else []
    return parts


def _anchor_parts(claim: Claim) -> list[Part]:
    top, kind = claim.evidence["top"], claim.kind
    place = "list" if top is None else "first" if top == 1 else "top"
    parts: list[Part] = [((f"anchor_place.{place}",), kind not in ("anchor.varied", "anchor.alone"))]
    if kind in ("anchor.rule", "anchor.nearest"):
        parts += [((f"anchor_if.{c['kind']}",), True) for c in claim.evidence["conditions"]]
    if kind == "anchor.varied":
        parts += [((f"anchor_varied.{n}",), True) for n in claim.evidence["varied"] if ":" not in n]
    return parts


def _condition_keys(asked: dict[str, Any]) -> list[tuple[str, ...]]:
    """The entries for the conditions of a request, those of which one is used together."""
    limits = _limit_key(asked.get("min_cents"), asked.get("max_cents"))
    keys = [(limits,)] if limits else []
    keys += [("condition.around",)] if "target_cents" in asked else []
    keys += [("condition.rating",)] if "rating_min" in asked else []
    keys += [(f"order.{asked['sort']}",)] if "sort" in asked else []
    keys += [("condition.refused",)] if any(name.startswith("not_") for name in asked) else []
    return keys + [(f"condition.{n}",) for n in ("brands", "categories", "attributes") if n in asked]


def _limit_key(low: int | None, high: int | None) -> str:
    """The entry for limits of a price; none where there is no limit."""
    if low is not None and high is not None:
        return "condition.between"
    return "condition.max" if high is not None else "condition.min" if low is not None else ""


def _edit_key(edit: dict[str, Any]) -> str:
    if edit["kind"] == "without_event":
        return f"edit.without_{edit['event_kind']}"
    if edit["kind"] == "without_stated":
        return "edit.unsaid_like" if edit["liked"] else "edit.unsaid_dislike"
    return f"edit.{edit['kind']}"


def _for_readers(keys: tuple[str, ...], messages: Messages) -> tuple[str, ...]:
    """These entries and their forms for single readers."""
    return tuple(k for key in keys for k in (key, *(f"{key}_{r}" for r in READERS)) if messages.has(k))


def _parts_of_acts(claim: Claim) -> list[Part]:
    """Clauses of answers about the shopper: each wish, each kind of past event, what was dropped."""
    evidence, parts = claim.evidence, []
    for kind, _, _, weight in evidence.get("stated", ()):
        key = "wish.like" if weight > 0 else "wish.dislike"
        parts.append(((f"{key}_feature" if kind == "attribute" else key,), True))
    if "price_max_cents" in evidence:
        limits = _limit_key(evidence["price_min_cents"], evidence["price_max_cents"])
        parts += [(("wish.budget",), True), ((limits,), True)]
    if claim.kind == "profile.strongest":
        parts += [((f"profile.event_{e['kind']}",), True) for e in evidence["events"]]
    if evidence.get("more") and claim.kind.startswith("profile."):
        parts.append((("profile.and_more",), True))
    return parts + [((f"dropped.{what}",), True) for what in evidence.get("dropped", ())]


_OF_ACTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "preference.noted": lambda e: "talk.preference",
    "preference.dropped": lambda e: "talk.dropped",
    "profile.said": lambda e: "profile.said",
    "profile.strongest": lambda e: "profile.strongest",
    "profile.liked": lambda e: "profile.liked",
    "profile.rejected": lambda e: "profile.rejected",
    "profile.excluded": lambda e: "profile.excluded",
    "feedback.liked": lambda e: f"talk.liked_{e['kept']}",
    "feedback.disliked": lambda e: f"talk.disliked_{e['kept']}",
    "feedback.owned": lambda e: f"talk.owned_{e['kept']}",
    "memory.ask_which": lambda e: "memory.ask_which_more" if e["more"] else "memory.ask_which",
    "memory.ask_everything": lambda e: f"memory.ask_everything{'_newcomer' if e['newcomer'] else ''}",
    "memory.erased_all": lambda e: f"memory.erased_all{'_newcomer' if e['newcomer'] else ''}",
    "human.handed_over": lambda e: f"human.handed_over{'' if e['lists'] else '_no_lists'}",
    "human.again": lambda e: f"human.again{'' if e['lists'] else '_no_lists'}",
    "method.main": lambda e: "method.main" if e["saved"] else "method.main_examples",
    "fact.missing": lambda e: "fact.missing" if e["topic"] else "fact.missing_plain",
    "anchor.not_there": lambda e: "anchor.not_there",
}
"""Sentences of acts whose entry is not just their kind."""
_PLAIN: dict[str, Callable[[dict[str, Any]], str]] = {
    "position": lambda e: "why.position",
    "lacks": lambda e: "why.lacks",
    "limit": lambda e: "why.limit",
    "none": lambda e: "why.none",
    "chance": lambda e: f"why.chance_{e['band'] or 'unmeasured'}",
    "compare.prices": lambda e: (
        "compare.same_price" if e["price_cents"] == e["other_price_cents"] else "compare.prices"
    ),
}
