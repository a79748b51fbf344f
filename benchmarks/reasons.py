"""Whether the reason that is named first among those of the past is a taste that was planted.

    python -m benchmarks reasons [SHOPPERS]

On the sample shop, whose simulator planted in each shopper brands, kinds and a price level. What decided is found by
running the same request again, never from the explanation: a part of the past is needed for an item when the item is
off the list without it. The parts are the events of its brand (run with the price in mind where it was), the events of
its kind (where the request names none), and the price in mind (run with one so far off that all items are alike). The
planted taste decided where the item is off the list without any past, some part is needed, and every part that is
needed is planted in that shopper.

The reason is right when it points at a planted taste of the item: its brand, its kind, a price in mind near the
planted level, or an event of its planted brand or kind. More strictly, it should point at a part that is needed.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.shops import open_shop
from whythis.explainers.evidence import why_claims
from whythis.explainers.rerun import Conditions, Edit, Rerun
from whythis.explainers.signals import attribute_signals
from whythis.explainers.types import Claim, Explanation
from whythis.ranking.decide import decide
from whythis.ranking.types import Decision, Request, ScoredCandidate, ShopperProfile
from whythis.retrieval.types import Filters
from whythis.shop import Shop

TASTES = Path(__file__).parents[1] / "data_samples" / "planted_tastes.json"
POOL = 50
WITHOUT_A_KIND = ("a present", "something for the home", "something new")
NEAR = 0.5
"""A price level is planted when it is within a quarter of the scale, which runs from -1 to 1."""
FAR_OFF_CENTS = 10**12
OF_THE_PAST = ("taste", "brand_affinity", "category_affinity", "price_fit")


@dataclass(frozen=True, slots=True)
class Decided:
    """An item that the planted taste put on a list: what of the past is planted and what is needed, and the reason."""

    planted: frozenset[str]
    needed: frozenset[str]
    reason: str
    points_at: frozenset[str]

    @property
    def is_right(self) -> bool:
        return bool(self.points_at & self.planted)

    @property
    def is_needed(self) -> bool:
        return bool(self.points_at & self.needed)


def main(arguments: Sequence[str]) -> None:
    shop = open_shop()
    planted = json.loads(TASTES.read_text(encoding="utf-8"))
    known = [s for s in planted if shop.history.of(s)]
    count = min(len(known), int(arguments[0]) if arguments else len(known))
    found = [
        case for s in known[:: len(known) // count][:count] for case in decided_by_taste(shop, s, planted[s])
    ]
    if not found:
        print("no list of these shoppers was decided by a planted taste")
        return
    right, needed = sum(c.is_right for c in found), sum(c.is_needed for c in found)
    print(f"items that a planted taste put on a list of {count} shoppers: {len(found)}")
    print(f"  the first reason of the past points at a planted taste   {right / len(found):.1%}")
    print(f"  … and at one without which the item is off the list      {needed / len(found):.1%}")
    named = Counter((c.reason, c.is_right) for c in found)
    for (reason, is_right), times in sorted(named.items(), key=lambda pair: -pair[1]):
        print(f"    {reason or 'none':<20}{'right' if is_right else 'wrong':<7}{times:>5}")


def decided_by_taste(shop: Shop, shopper: str, taste: dict[str, Any]) -> Iterator[Decided]:
    """One for each item that a planted taste decided, on lists for the shopper's kinds and for no kind."""
    rerun = Rerun(shop.ranker, shop.versions, POOL)
    kinds = [Request(k.casefold(), k, Filters(categories=(k,)), categories=(k,)) for k in taste["categories"]]
    for request in (*kinds, *(Request(text, text) for text in WITHOUT_A_KIND)):
        profile = ShopperProfile(shopper, shop.history.of(shopper))
        decision = decide(shop.ranker, request, profile, POOL, shop.versions)
        without = rerun.again(decision, (Edit("without_history"),)).shown
        for item_id in decision.shown:
            candidate = decision.candidate(item_id)
            if item_id in without or candidate is None:
                continue
            planted = _planted(shop, decision, candidate, taste)
            needed = _needed(decision, candidate, rerun)
            if needed and needed <= planted:
                reason = _first_of_the_past(shop, decision, item_id)
                name = reason.kind.removeprefix("reason.") if reason else ""
                yield Decided(planted, needed, name, _points_at(decision, candidate, reason))


def _planted(shop: Shop, decision: Decision, candidate: ScoredCandidate, taste: dict) -> frozenset[str]:
    """The parts of the past that are planted in the shopper, of those that could speak for an item."""
    item, cents = candidate.item, candidate.price_reference_cents
    parts = {
        "brand": item.brand in taste["brands"],
        "kind": not decision.request.filters.categories and item.category in taste["categories"],
        "price": cents is not None and abs(_level(shop, item.category, cents) - taste["price_level"]) <= NEAR,
    }
    return frozenset(name for name, holds in parts.items() if holds)


def _level(shop: Shop, category: str, cents: float) -> float:
    """Where a price stands in its kind, from -1 (the cheapest) to 1 (the dearest), as the simulator counts."""
    prices = sorted(
        price
        for price, kind in zip(shop.catalog.prices_cents, shop.catalog.categories, strict=True)
        if kind == category and price is not None
    )
    return 2 * bisect_left(prices, cents) / max(1, len(prices) - 1) - 1


def _needed(decision: Decision, candidate: ScoredCandidate, rerun: Rerun) -> frozenset[str]:
    item, request, cents = candidate.item, decision.request, candidate.price_reference_cents
    one_kind = bool(request.filters.categories)
    held = replace(request, price_target_cents=round(cents)) if cents and one_kind else request
    runs = {"brand": (held, _events_of(decision, "item_brand", item.brand))}
    if not one_kind:
        runs["kind"] = (request, _events_of(decision, "item_category", item.category))
    if cents:
        runs["price"] = (replace(request, price_target_cents=FAR_OFF_CENTS), frozenset())
    lost = set()
    for part, (asked, left_out) in runs.items():
        past = tuple(e for e in decision.history if e.event_id not in left_out)
        if item.id not in rerun.under(decision, Conditions(asked, past, decision.stated)).shown:
            lost.add(part)
    return frozenset(lost)


def _events_of(decision: Decision, field: str, value: str) -> frozenset[str]:
    return frozenset(e.event_id for e in decision.history if value and getattr(e, field) == value)


def _first_of_the_past(shop: Shop, decision: Decision, item_id: str) -> Claim | None:
    """The explanation is made without its words, which take most of its time and change no other reason."""
    base, signals = attribute_signals(decision, item_id, shop.ranker.combiner)
    explanation = Explanation(
        decision.id,
        item_id,
        "why",
        "",
        "",
        base,
        base + sum(c.value for c in signals),
        0.0,
        signals,
        None,
        (),
        {},
    )
    reasons = [c for c in why_claims(decision, explanation) if c.kind.startswith("reason.")]
    return next((c for c in reasons if c.kind.removeprefix("reason.") in OF_THE_PAST), None)


def _points_at(decision: Decision, candidate: ScoredCandidate, reason: Claim | None) -> frozenset[str]:
    """The parts of the past that a reason is about."""
    if reason is None:
        return frozenset()
    about = {
        "reason.brand_affinity": "brand",
        "reason.category_affinity": "kind",
        "reason.price_fit": "price",
    }
    if reason.kind in about:
        return frozenset([about[reason.kind]])
    event = next(e for e in decision.history if e.event_id == reason.evidence["event_id"])
    same = {
        "brand": event.item_brand == candidate.item.brand,
        "kind": event.item_category == candidate.item.category,
    }
    return frozenset(name for name, holds in same.items() if holds)
