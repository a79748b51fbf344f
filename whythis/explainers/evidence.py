"""Claims out of an explanation: what may be said, and the numbers that each statement stands on."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, median
from typing import Any

from whythis.explainers.check import cited_words
from whythis.explainers.groups import KIND_SIGNALS, grouped, members
from whythis.explainers.history import erased_part
from whythis.explainers.signals import candidate_of
from whythis.explainers.types import Claim, Explanation
from whythis.ranking.shown import ORDERS
from whythis.ranking.signals import PRICE_KINDS, features_had, stated_match
from whythis.ranking.types import Decision, PastEvent, ScoredCandidate
from whythis.retrieval.types import Item

MIN_SHARE = 0.08
"""A reason below this share of all that speaks for an item is not worth a sentence."""
MAX_REASONS = 3


def why_claims(decision: Decision, explanation: Explanation) -> tuple[Claim, ...]:
    """What can be said about why an item stands where it does, most important first.

    Position, at most three reasons for, at most one against, the price limit it keeps to, and the chance that
    it fits. A reason appears only if the numbers behind it carry a statement; the share of a reason is its
    part of all positive contributions.
    """
    candidate = candidate_of(decision, explanation.item_id)
    groups = grouped(explanation.signals)
    lift = sum(value for value in groups.values() if value > 0)
    drag = -sum(value for value in groups.values() if value < 0)
    claims: list[tuple[str, int, dict[str, Any]]] = [("position", 0, _position(decision, candidate))]
    for name, value in sorted(groups.items(), key=lambda g: -g[1]):
        share = value / lift if lift > 0 else 0.0
        if share < MIN_SHARE or sum(kind.startswith("reason.") for kind, _, _ in claims) == MAX_REASONS:
            break
        facts = reason_facts(name, 1, decision, explanation, candidate)
        if facts is not None:
            claims.append((f"reason.{name}", 1, facts | _numbers(name, explanation) | {"share": share}))
    for name, value in sorted(groups.items(), key=lambda g: g[1]):
        if value >= 0 or -value < MIN_SHARE * max(lift, drag):
            break
        facts = reason_facts(name, -1, decision, explanation, candidate)
        if facts is not None:
            claims.append((f"against.{name}", -1, facts | _numbers(name, explanation)))
            break
    lacking = _feature_facts(decision, candidate, -1)
    if lacking and not any(kind == "against.feature_match" for kind, _, _ in claims):
        claims.append(("lacks", -1, lacking))
    if decision.request.sort and candidate.item.id in decision.shown:
        claims.append(("order", 0, order_facts(decision, candidate.item)))
    limit = _limit(decision, candidate)
    if limit:
        claims.append(("limit", 1, limit))
    claims.append(("chance", 0, {"probability": candidate.probability, "band": candidate.band}))
    return tuple(
        Claim(f"c{number}", kind, candidate.item.id, direction, evidence, item_title=candidate.item.title)
        for number, (kind, direction, evidence) in enumerate(claims, start=1)
    )


def _numbers(name: str, explanation: Explanation) -> dict[str, Any]:
    parts = [c for c in explanation.signals if c.name in members(name)]
    return {
        "contribution": sum(c.value for c in parts),
        "signals": {c.name: {"contribution": c.value, **c.detail} for c in parts},
    }


def _position(decision: Decision, candidate: ScoredCandidate) -> dict[str, Any]:
    order = [c.item.id for c in decision.candidates]
    shown = decision.shown.index(candidate.item.id) + 1 if candidate.item.id in decision.shown else None
    return {
        "title": candidate.item.title,
        # In an order that was asked for, the place on the list says nothing about the match.
        "rank": (shown if not decision.request.sort else None) or order.index(candidate.item.id) + 1,
        "shown": shown is not None,
        "compared": len(order),
        "catalog_size": decision.catalog_size,
    }


def order_facts(decision: Decision, item: Item) -> dict[str, Any]:
    """Where an item stands in the order that the list was asked for in, and what put it there."""
    sort = decision.request.sort
    value = ORDERS[sort](item)
    facts: dict[str, Any] = {"sort": sort, "title": item.title, "place": decision.shown.index(item.id) + 1}
    if value is None:
        return facts
    if sort in ("price", "-price"):
        return facts | {"price_cents": value, "currency": item.currency}
    if sort == "rating":
        return facts | {"rating": value, "rating_count": item.rating_count}
    return facts | {"released": value}


def _limit(decision: Decision, candidate: ScoredCandidate) -> dict[str, Any] | None:
    maximum, item = decision.request.filters.price_max_cents, candidate.item
    if maximum is None or item.price_cents is None:
        return None
    return {"price_cents": item.price_cents, "currency": item.currency, "max_cents": maximum}


def reason_facts(
    name: str, direction: int, decision: Decision, explanation: Explanation, candidate: ScoredCandidate
) -> dict[str, Any] | None:
    """The facts that a sentence about this signal needs; None when it would have nothing true to stand on."""
    item, pool = candidate.item, [c.item for c in decision.candidates]
    if name == "fits_request":
        return _text_facts(explanation, direction)
    if name == "model_number":
        return {"query": decision.query_text} if direction > 0 else {}
    if name == "brand_match":
        return {"brand": item.brand, "query": decision.query_text}
    if name == "category_match":
        return _kind_facts(decision, candidate, direction)
    if name == "feature_match":
        return _feature_facts(decision, candidate, direction)
    if name == "taste":
        return _taste_facts(decision, candidate, direction)
    if name in ("brand_affinity", "category_affinity"):
        return _affinity_facts(name, decision, item.brand, item.category, direction)
    if name == "price_fit":
        return _price_facts(decision, candidate, direction)
    if name == "quality":
        return _quality_facts(
            item.rating, item.rating_count, [(i.rating, i.rating_count) for i in pool], direction
        )
    if name == "popularity":
        middle = median(i.rating_count for i in pool)
        fits = item.rating_count > middle if direction > 0 else item.rating_count < middle
        return {"rating_count": item.rating_count, "pool_median": middle} if fits else None
    if name == "freshness":
        return _freshness_facts(item.released, sorted(i.released for i in pool if i.released), direction)
    if name == "stated":
        said = [s for s in decision.stated if s.weight * direction > 0 and stated_match(item, (s,))]
        return {"value": said[0].value, "kind": said[0].kind} if said else None
    return None


def _text_facts(explanation: Explanation, direction: int) -> dict[str, Any]:
    """The cited words as they stand there, and whether the answer's own check held.

    None are cited when the cross-encoder itself does not share the direction.
    """
    words = explanation.words
    relevance = next(c.value for c in explanation.signals if c.name == "text_relevance")
    if words is None or relevance * direction <= 0:
        return {"words": []}
    facts: dict[str, Any] = {
        "words": [
            {"text": w.name, "source": w.source, "span": list(w.span or ()), "value": w.value}
            for w in cited_words(words, direction)
        ]
    }
    if explanation.check is not None:
        facts |= {"check_held": explanation.check.held, "check_gain": explanation.check.gain}
    return facts


def _kind_facts(decision: Decision, candidate: ScoredCandidate, direction: int) -> dict[str, Any] | None:
    """Only of an item whose kind is known: a kind that nobody stated is no wrong one."""
    values = dict(zip(decision.signal_names, candidate.signals, strict=True))
    known = [values[name] for name in KIND_SIGNALS if values.get(name)]
    is_it = max(known, default=0.0) > 0
    is_not = min(known, default=0.0) < 0 or bool(candidate.item.category and decision.request.categories)
    if not (is_it if direction > 0 else is_not and not is_it):
        return None
    return {"category": candidate.item.category, "wanted": list(decision.request.categories)}


def _feature_facts(decision: Decision, candidate: ScoredCandidate, direction: int) -> dict[str, Any] | None:
    """For: the named features that it has. Against: those that it lacks or is not known to have."""
    had = features_had(candidate.item, decision.request)
    told = had if direction > 0 else [f for f in decision.request.features if f not in had]
    names = [name if value.casefold() in ("yes", "true") else value for ((name, value), *_) in told]
    return {"features": names, "pairs": [list(map(list, f)) for f in told]} if names else None


def _taste_facts(decision: Decision, candidate: ScoredCandidate, direction: int) -> dict[str, Any] | None:
    """For: the event that gave most. Against: that there is a history, which this item is less like."""
    if direction < 0:
        return {"events": len(decision.history)} if decision.history else None
    events = {event.event_id: event for event in decision.history}
    best = max(candidate.taste_shares, key=lambda s: s.share, default=None)
    if best is None or best.share <= 0:
        return None
    event = events[best.event_id]
    total = sum(s.share for s in candidate.taste_shares if s.share > 0)
    total += sum(max(0.0, part.value) for part in erased_part(decision, candidate))
    how = "together" if best.common > best.share / 2 else "like"
    return event_facts(event) | {"event_share": best.share / total, "how": how}


def event_facts(event: PastEvent) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "event_kind": event.kind,
        "event_title": event.item_title,
        "event_at_utc": event.at_utc,
    }


def _affinity_facts(
    name: str, decision: Decision, brand: str, category: str, direction: int
) -> dict[str, Any] | None:
    """How often the shopper wanted (or turned down) things of this brand or kind."""
    key, value = ("item_brand", brand) if name == "brand_affinity" else ("item_category", category)
    same = [e for e in decision.history if value and getattr(e, key).casefold() == value.casefold()]
    if direction < 0:
        return {"value": value, "events": len(decision.history)} if decision.history and value else None
    wanted = [e for e in same if e.kind in PRICE_KINDS]
    if wanted:
        return {"value": value, "count": len(wanted), "how": "chose"}
    viewed = [e for e in same if e.kind == "view"]
    return {"value": value, "count": len(viewed), "how": "viewed"} if viewed else None


def _price_facts(decision: Decision, candidate: ScoredCandidate, direction: int) -> dict[str, Any] | None:
    item, reference = candidate.item, candidate.price_reference_cents
    if reference is None or item.price_cents is None:
        return None
    column = decision.signal_names.index("price_fit")
    middle = median(c.signals[column] for c in decision.candidates)
    if (candidate.signals[column] - middle) * direction <= 0:
        return None
    return {
        "price_cents": item.price_cents,
        "reference_cents": round(reference),
        "currency": item.currency,
        "source": "asked" if decision.request.price_target_cents is not None else "usual",
        "category": item.category,
    }


def _freshness_facts(released: str, pool: Sequence[str], direction: int) -> dict[str, Any] | None:
    middle = pool[len(pool) // 2] if pool else ""
    fits = released > middle if direction > 0 else released < middle
    return {"released": released, "pool_median": middle} if released and fits else None


def _quality_facts(
    rating: float | None, count: int, pool: Sequence[tuple[float | None, int]], direction: int
) -> dict[str, Any] | None:
    """Rating against the plain mean of the rated products compared; only when it points the same way."""
    rated = [r for r, n in pool if r is not None and n > 0]
    if rating is None or count <= 0 or not rated:
        return None
    average = mean(rated)
    if (round(rating, 1) - round(average, 1)) * direction <= 0:
        return None
    return {"rating": rating, "rating_count": count, "pool_mean": average}
