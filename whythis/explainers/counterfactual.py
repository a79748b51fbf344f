"""The smallest changes that would put an item on the list, higher on it, or off it, each seen in a real run.

A search over single changes first, then over pairs of those that did not do it alone; so dropping any one change
of what is found undoes it (Wachter, Mittelstadt and Russell 2018, over conditions instead of features).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from whythis.explainers.rerun import Edit, Outcome, Rerun
from whythis.ranking.signals import stated_match
from whythis.ranking.types import Decision, PastEvent
from whythis.retrieval.filters import filter_check
from whythis.retrieval.types import Item

MAX_FOUND = 3
MAX_EVENTS, MAX_ATTRIBUTES, MAX_PAIRED = 6, 4, 6


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Changes that, run again, turn out as asked: the item on the list or off it.

    `rank` is its place then, from 1: on the list or, off it, among all that were compared.
    """

    item_id: str
    edits: tuple[Edit, ...]
    on_list: bool
    rank: int | None
    shown: tuple[str, ...]

    def evidence(self) -> dict[str, Any]:
        """What a claim about it stands on."""
        return {
            "edits": [{"kind": e.kind, "name": e.name, "value": e.value} for e in self.edits],
            "on_list": self.on_list,
            "rank": self.rank,
            "shown": list(self.shown),
        }


def find_counterfactuals(
    decision: Decision, item: Item, rerun: Rerun, most: int = MAX_FOUND, top: int | None = None
) -> tuple[Counterfactual, ...]:
    """Up to `most` smallest changes that flip whether the item is shown; empty when nothing small would.

    Args:
        top: puts the item among the first `top` instead, whether it is shown or not.

    Raises:
        ModelError: the decision was made by other versions than those that run now.
    """
    wanted = top is not None or item.id not in decision.shown
    edits = to_bring_in(decision, item, rerun) if wanted else to_take_out(decision, item)
    if top is not None and item.price_cents is not None:
        edits.append(Edit("max_price", str(item.price_cents)))  # leaves out what is dearer

    def turns_out(outcome: Outcome) -> bool:
        return (item.id in outcome.shown[:top]) == wanted

    found = []
    for edit in edits:
        outcome = rerun.again(decision, (edit,))
        if turns_out(outcome):
            found.append(_found(item.id, (edit,), wanted, outcome))
            if len(found) == most:
                return tuple(found)
    if found:
        return tuple(found)
    for pair in combinations(edits[:MAX_PAIRED], 2):
        if pair[0].kind == pair[1].kind != "without_event":
            continue  # two limits of one kind are one change
        outcome = rerun.again(decision, pair)
        if turns_out(outcome):
            return (_found(item.id, pair, wanted, outcome),)
    return ()


def _found(item_id: str, edits: tuple[Edit, ...], wanted: bool, outcome: Outcome) -> Counterfactual:
    listed = item_id in outcome.shown
    rank = outcome.shown.index(item_id) + 1 if listed else outcome.rank_of(item_id)
    return Counterfactual(item_id, edits, wanted, rank, outcome.shown)


def to_take_out(decision: Decision, item: Item) -> list[Edit]:
    """Single changes that might take a shown item off the list, the likeliest first."""
    filters, request = decision.request.filters, decision.request
    edits = [Edit("without_event", event.event_id) for event in _telling(decision, item.id)]
    edits += [
        Edit("without_stated", s.value, s.name)
        for s in decision.stated
        if s.weight > 0 and stated_match(item, (s,))
    ]
    if len(decision.history) > 1:
        edits.append(Edit("without_history"))
    limits = (request.price_target_cents, filters.price_max_cents, filters.price_min_cents)
    if any(limit is not None for limit in limits):
        edits.append(Edit("any_price"))
    edits += _dropped(decision)
    if item.price_cents is not None and item.price_cents > 1:
        edits.append(Edit("max_price", str(item.price_cents - 1)))
    return edits


def to_bring_in(decision: Decision, item: Item, rerun: Rerun) -> list[Edit]:
    """Single changes that might put an item on the list, the likeliest first."""
    catalog = rerun.ranker.catalog
    edits: list[Edit] = []
    row = catalog.row_of(item.id)
    if row is not None:
        failed = filter_check(decision.request.filters, catalog)(row)
        if failed is not None:
            edits.append(relaxing(failed[0], failed[1], item))
    edits += _dropped(decision)
    above = [i for i in decision.shown if i != item.id]
    pushed = {e.event_id: e for i in above for e in _telling(decision, i)}
    edits += [Edit("without_event", event_id) for event_id in list(pushed)[:MAX_EVENTS]]
    if len(decision.history) > 1:
        edits.append(Edit("without_history"))
    edits += [Edit("without_stated", s.value, s.name) for s in decision.stated]
    if decision.request.price_target_cents is not None:
        edits.append(Edit("any_price"))
    named = {name.casefold() for name, _ in decision.request.filters.attributes}
    rare = [
        (n, v)
        for n, v in item.attributes[:12]
        if n.casefold() not in named and v.casefold() not in ("no", "none") and not _shared(decision, n, v)
    ]
    edits += [Edit("attribute", v, n) for n, v in rare[:MAX_ATTRIBUTES]]
    if item.brand and not decision.request.filters.brands:
        edits.append(Edit("brand", item.brand))
    return list(dict.fromkeys(edits))


def relaxing(failed: str, expected: str, item: Item) -> Edit:
    """The smallest change of the conditions that lets an item through a filter that it failed."""
    if failed == "price":
        if item.price_cents is None:
            return Edit("any_price")
        high = expected.startswith("at most")
        return Edit("max_price" if high else "min_price", str(item.price_cents))
    if failed == "rating":
        return Edit("any_rating") if item.rating is None else Edit("min_rating", f"{item.rating:g}")
    if failed == "brand":
        return Edit("allow_brand", item.brand) if expected.startswith("not ") else Edit("any_brand")
    if failed == "category":
        return Edit("allow_category", item.category) if expected.startswith("not ") else Edit("any_category")
    if failed == "attribute":
        name, _, value = expected.removeprefix("not ").partition(": ")
        return Edit("allow_attribute" if expected.startswith("not ") else "any_attribute", value, name)
    return Edit("sold_out_too" if failed == "stock" else "seen_too")


def _dropped(decision: Decision) -> list[Edit]:
    """Each condition of the request, dropped."""
    filters = decision.request.filters
    edits = [Edit("any_brand")] if filters.brands else []
    edits += [Edit("any_rating")] if filters.rating_min is not None else []
    edits += [Edit("allow_brand", brand) for brand in filters.not_brands]
    edits += [Edit("any_attribute", "", name) for name in dict.fromkeys(n for n, _ in filters.attributes)]
    return edits + [Edit("allow_attribute", value, name) for name, value in filters.not_attributes]


def _telling(decision: Decision, item_id: str) -> list[PastEvent]:
    """The past events that speak for an item, strongest first."""
    candidate = decision.candidate(item_id)
    events = {event.event_id: event for event in decision.history}
    shares = candidate.taste_shares if candidate else ()
    return [events[s.event_id] for s in shares if s.share > 0 and s.event_id in events][:MAX_EVENTS]


def _shared(decision: Decision, name: str, value: str) -> bool:
    """Whether most of the shown items have an attribute too, so that asking for it would change nothing."""
    shown = [c.item for c in map(decision.candidate, decision.shown) if c]
    having = sum((name, value) in item.attributes for item in shown)
    return having * 2 > len(shown)
