"""Runs a saved decision again through the real pipeline, as it was or with something changed.

Nothing is said about what would be otherwise that was not seen here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from whythis.errors import ModelError
from whythis.ranking.ranker import Ranked, Ranker
from whythis.ranking.shown import choose_shown
from whythis.ranking.types import (
    Decision,
    Event,
    PastEvent,
    Request,
    ScoredCandidate,
    ShopperProfile,
    Stated,
    Versions,
)
from whythis.retrieval.filters import item_check
from whythis.retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a list rests on, besides the catalogue and the models: the request, the past, what was said."""

    request: Request
    events: tuple[PastEvent, ...]
    stated: tuple[Stated, ...]

    @classmethod
    def of(cls, decision: Decision) -> Conditions:
        return cls(decision.request, decision.history, decision.stated)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the conditions.

    `kind` is one of EDITS; `name` and `value` say what of: the attribute's name and value, the brand, the
    category, the event's id, or the price limit in cents ("" for none).
    """

    kind: str
    value: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A list as it would have been: the ids that would be shown, and all that was compared."""

    shown: tuple[str, ...]
    ranked: Ranked

    def rank_of(self, item_id: str) -> int | None:
        """The item's place among all that were compared, from 1; None when it was not among them."""
        order = (n for n, c in enumerate(self.ranked.candidates, start=1) if c.item.id == item_id)
        return next(order, None)


class Rerun:
    """The pipeline of an open shop, for what-ifs.

    Args:
        versions: what the shop runs now; a decision of other versions cannot be run again.
    """

    def __init__(self, ranker: Ranker, versions: Versions, pool_size: int) -> None:
        self.ranker = ranker
        self._versions = versions
        self._pool_size = pool_size

    def changed(self, decision: Decision) -> tuple[str, ...]:
        """What of model, combiner, catalogue, index and engine is another now than when the decision was made; "past"
        when the shopper had part of what it rests on erased."""
        then, now = _identity(decision.versions), _identity(self._versions)
        erased = ("past",) if decision.erased is not None else ()
        return tuple(name for name in then if then[name] != now[name]) + erased

    def check(self, decision: Decision) -> None:
        """Raises ModelError unless what made the decision is what runs now, and all that it rests on is still there."""
        then, now = _identity(decision.versions), _identity(self._versions)
        changed = self.changed(decision)
        if changed:
            raise ModelError(
                "This decision cannot be run again: " + ", ".join(changed) + " changed since.",
                expected=", ".join(f"{name} {then.get(name, 'as it was')[:12]}" for name in changed),
                got=", ".join(f"{name} {now.get(name, 'erased in part')[:12]}" for name in changed),
                fix="Ask about a list that was made since.",
            )

    def again(self, decision: Decision, edits: Sequence[Edit] = ()) -> Outcome:
        """The list with these edits. Without any it is the decision's own.

        Raises:
            ModelError: the decision was made by other versions.
        """
        conditions = Conditions.of(decision)
        for edit in edits:
            conditions = applied(edit, conditions)
        return self.under(decision, conditions)

    def under(self, decision: Decision, conditions: Conditions) -> Outcome:
        """The list under these conditions, for the shopper of a decision.

        Raises:
            ModelError: the decision was made by other versions.
        """
        self.check(decision)
        ranked = self.ranker.rank(conditions.request, _profile(decision, conditions), self._pool_size)
        return Outcome(
            choose_shown(ranked.candidates, conditions.request.limit, conditions.request.sort), ranked
        )

    def places_of(
        self, decision: Decision, versions: Sequence[Item], conditions: Conditions | None = None
    ) -> tuple[int | None, ...]:
        """Where on the list versions of one item would stand, each in the place of the item itself.

        A version goes the way that items go: it must pass the filters, be found by the indexes before the pool is full,
        and is scored and shown among the others, which stay as they are. From 1; None for off the list.

        Args:
            versions: of one item of the catalogue, known by its id.
            conditions: what the list rests on; without them, the decision's own.

        Raises:
            ModelError: the decision was made by other versions.
        """
        if not versions:
            return ()
        own, conditions = versions[0].id, conditions or Conditions.of(decision)
        passes = item_check(conditions.request.filters)
        beside = _filters(conditions, not_items=(*conditions.request.filters.not_items, own))
        ranked = self.under(decision, beside).ranked
        others, last = list(ranked.candidates), None
        if len(others) == self._pool_size:
            last = min(others, key=_found_as)
            others.remove(last)
        scored = self.ranker.score_as(
            conditions.request, _profile(decision, conditions), versions, ranked.depth
        )
        places: list[int | None] = []
        for version, candidate in zip(versions, scored, strict=True):
            found = candidate.fused > 0 and (last is None or _found_as(candidate) > _found_as(last))
            if passes(version) is not None or not found:
                places.append(None)
                continue
            pool = sorted([*others, candidate], key=lambda c: (-c.score, c.item.id))
            shown = choose_shown(pool, conditions.request.limit, conditions.request.sort)
            places.append(shown.index(own) + 1 if own in shown else None)
        return tuple(places)

    def score_rows(self, decision: Decision, rows: Sequence[int]) -> tuple[ScoredCandidate, ...]:
        """What items of the catalogue score for a decision's request and shopper, in their order.

        Raises:
            ModelError: the decision was made by other versions.
        """
        self.check(decision)
        return self.ranker.score_rows(decision.request, _profile(decision, Conditions.of(decision)), rows)


def _profile(decision: Decision, conditions: Conditions) -> ShopperProfile:
    shopper = decision.shopper_id
    events = tuple(Event(e.event_id, shopper or "", e.item_id, e.kind, e.at_utc) for e in conditions.events)
    return ShopperProfile(shopper, events, conditions.stated)


def _found_as(candidate: ScoredCandidate) -> tuple[bool, float]:
    """What decides who gets into the pool: a model number that was asked for, then the fused ranks."""
    return candidate.code_rank is not None, candidate.fused


def _identity(versions: Versions) -> dict[str, str]:
    return {
        "model": versions.model_sha256,
        "combiner": versions.combiner_sha256,
        "catalogue": versions.catalog_sha256,
        "index": versions.index_sha256,
        "engine": versions.engine,
    }


def applied(edit: Edit, conditions: Conditions) -> Conditions:
    """The conditions after one edit. Raises KeyError for a kind that does not exist."""
    return EDITS[edit.kind](edit, conditions)


def _filters(conditions: Conditions, **changes: object) -> Conditions:
    filters = replace(conditions.request.filters, **changes)  # type: ignore[arg-type]
    return replace(conditions, request=replace(conditions.request, filters=filters))


def _any_price(c: Conditions) -> Conditions:
    unlimited = _filters(c, price_max_cents=None, price_min_cents=None)
    return replace(unlimited, request=replace(unlimited.request, price_target_cents=None))


def _without_attribute(edit: Edit, c: Conditions) -> Conditions:
    kept = tuple(pair for pair in c.request.filters.attributes if pair[0] != edit.name)
    return _filters(c, attributes=kept)


def _without_not_attribute(edit: Edit, c: Conditions) -> Conditions:
    kept = tuple(p for p in c.request.filters.not_attributes if p != (edit.name, edit.value))
    return _filters(c, not_attributes=kept)


EDITS: dict[str, Callable[[Edit, Conditions], Conditions]] = {
    "max_price": lambda e, c: _filters(c, price_max_cents=int(e.value) if e.value else None),
    "min_price": lambda e, c: _filters(c, price_min_cents=int(e.value) if e.value else None),
    "any_price": lambda e, c: _any_price(c),
    "min_rating": lambda e, c: _filters(c, rating_min=float(e.value)),
    "any_rating": lambda e, c: _filters(c, rating_min=None),
    "any_brand": lambda e, c: _filters(c, brands=()),
    "brand": lambda e, c: _filters(c, brands=(e.value,)),
    "allow_brand": lambda e, c: _filters(
        c, not_brands=tuple(b for b in c.request.filters.not_brands if b.casefold() != e.value.casefold())
    ),
    "any_category": lambda e, c: _filters(c, categories=()),
    "allow_category": lambda e, c: _filters(
        c,
        not_categories=tuple(
            n for n in c.request.filters.not_categories if n.casefold() != e.value.casefold()
        ),
    ),
    "attribute": lambda e, c: _filters(c, attributes=(*c.request.filters.attributes, (e.name, e.value))),
    "any_attribute": _without_attribute,
    "allow_attribute": _without_not_attribute,
    "sold_out_too": lambda e, c: _filters(c, in_stock_only=False),
    "seen_too": lambda e, c: _filters(c, not_items=()),
    "without_event": lambda e, c: replace(
        c, events=tuple(event for event in c.events if event.event_id != e.value)
    ),
    "without_history": lambda e, c: replace(c, events=()),
    "without_stated": lambda e, c: replace(
        c, stated=tuple(s for s in c.stated if (s.value, s.name) != (e.value, e.name))
    ),
}
"""What can be changed, by the kind of an edit."""
