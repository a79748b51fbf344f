"""Why one item stands above another: the difference of two explanations, and what may be said of it.

The contributions are those of the one item less those of the other, both against the same pool, so they sum to the
gap between the two scores, and swapping the items flips every sign.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from whythis.explainers.groups import grouped
from whythis.explainers.history import erased_part
from whythis.explainers.signals import attribute_signals, candidate_of
from whythis.explainers.types import Claim, Contribution, Explanation
from whythis.ranking.combiner import Combiner
from whythis.ranking.signals import PRICE_KINDS, features_had, stated_match
from whythis.ranking.types import Decision, ScoredCandidate

MIN_SHARE = 0.08
"""A difference below this share of all that speaks for its side is not worth a sentence."""
MAX_REASONS, MAX_BUTS, MAX_FACTS = 3, 2, 3
_WEIGHTED = "difference of the Shapley values of the signals of an additive score"
_TREES = "difference of the Shapley values of the signals by interventional TreeSHAP"


def explain_contrast(
    decision: Decision, item_id: str, other_id: str, combiner: Combiner | None = None
) -> Explanation:
    """Why `item_id` scored as it did instead of as `other_id` did. The base value is the other item's score.

    Raises:
        NotShownError: one of them was not among the decision's candidates.
        ModelError: the decision was made by trees that are not the loaded ones.
    """
    own, other = candidate_of(decision, item_id), candidate_of(decision, other_id)
    _, own_values = attribute_signals(decision, item_id, combiner)
    _, other_values = attribute_signals(decision, other_id, combiner)
    theirs = {c.name: c for c in other_values}
    signals = [
        replace(
            c,
            value=c.value - theirs[c.name].value,
            detail={"signal": c.detail["signal"], "other_signal": theirs[c.name].detail["signal"]}
            | {key: c.detail[key] for key in ("weight", "unit") if key in c.detail},
        )
        for c in own_values
    ]
    signals.sort(key=lambda c: (-abs(c.value), c.name))
    return Explanation(
        decision_id=decision.id,
        item_id=item_id,
        kind="compare",
        method=_WEIGHTED if decision.weights else _TREES,
        baseline=f"the score of {other_id}",
        base_value=other.score,
        output_value=own.score,
        residual=own.score - other.score - sum(c.value for c in signals),
        signals=tuple(signals),
        words=None,
        events=_events(decision, own, other),
        versions=asdict(decision.versions),
        other_id=other_id,
    )


def mirrored(explanation: Explanation) -> Explanation:
    """The same contrast asked the other way round: items swapped, every sign flipped."""
    signals = [
        replace(
            c,
            value=-c.value,
            detail=dict(c.detail) | {"signal": c.detail["other_signal"], "other_signal": c.detail["signal"]},
        )
        for c in explanation.signals
    ]
    return replace(
        explanation,
        item_id=explanation.other_id,
        other_id=explanation.item_id,
        baseline=f"the score of {explanation.item_id}",
        base_value=explanation.output_value,
        output_value=explanation.base_value,
        residual=-explanation.residual,
        signals=tuple(signals),
        events=tuple(replace(c, value=-c.value) for c in explanation.events),
    )


def _events(decision: Decision, own: ScoredCandidate, other: ScoredCandidate) -> tuple[Contribution, ...]:
    """The difference of the two taste signals by past event, in taste units, largest first."""
    events = {event.event_id: event for event in decision.history}
    values: dict[str, float] = {}
    for sign, candidate in ((1.0, own), (-1.0, other)):
        for share in candidate.taste_shares:
            values[share.event_id] = values.get(share.event_id, 0.0) + sign * share.share
    rest = [
        replace(part, value=part.value - theirs.value)
        for part, theirs in zip(erased_part(decision, own), erased_part(decision, other), strict=True)
    ]
    known = tuple(
        Contribution(
            level="event",
            name=event_id,
            value=value,
            label=f"{events[event_id].kind}: {events[event_id].item_title}",
            detail={"item_id": events[event_id].item_id, "kind": events[event_id].kind},
        )
        for event_id, value in sorted(values.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    )
    return (*known, *rest)


def contrast_claims(decision: Decision, explanation: Explanation) -> tuple[Claim, ...]:
    """What can be said about two items: where they stand, what puts the one above, what speaks for the other.

    Each reason holds the facts of both items. A reason whose facts do not show the difference is not said.
    """
    own = candidate_of(decision, explanation.item_id)
    other = candidate_of(decision, explanation.other_id)
    groups = grouped(explanation.signals)
    claims: list[tuple[str, int, dict[str, Any]]] = [("compare.position", 0, _places(decision, own, other))]
    if decision.request.sort and {own.item.id, other.item.id} <= set(decision.shown):
        order = {"sort": decision.request.sort, "title": own.item.title, "other_title": other.item.title}
        claims.append(("compare.order", 0, order))
    for direction, winner, loser, most in ((1, own, other, MAX_REASONS), (-1, other, own, MAX_BUTS)):
        all_for_it = sum(v for v in (value * direction for value in groups.values()) if v > 0)
        said = 0
        for name, value in sorted(groups.items(), key=lambda g: -g[1] * direction):
            share = value * direction / all_for_it if all_for_it > 0 else 0.0
            if share < MIN_SHARE or said == most:
                break
            facts = edge(name, decision, winner, loser)
            if facts is not None:
                said += 1
                facts |= {"title": winner.item.title, "other_title": loser.item.title}
                facts |= {"share": share, "contribution": value}
                claims.append((f"{'edge' if direction > 0 else 'but'}.{name}", direction, facts))
    if own.item.price_cents is not None and other.item.price_cents is not None:
        claims.append(("compare.prices", 0, _prices(own, other)))
    differing = _differing(own, other)
    if differing:
        claims.append(("compare.facts", 0, {"facts": differing}))
    return tuple(
        Claim(f"c{number}", kind, own.item.id, direction, evidence, item_title=own.item.title)
        for number, (kind, direction, evidence) in enumerate(claims, start=1)
    )


def _places(decision: Decision, own: ScoredCandidate, other: ScoredCandidate) -> dict[str, Any]:
    order = list(decision.shown) + [c.item.id for c in decision.candidates if c.item.id not in decision.shown]
    return {
        "title": own.item.title,
        "other_title": other.item.title,
        "rank": order.index(own.item.id) + 1,
        "other_rank": order.index(other.item.id) + 1,
        "gap": own.score - other.score,
        "other_id": other.item.id,
    }


def _prices(own: ScoredCandidate, other: ScoredCandidate) -> dict[str, Any]:
    return {
        "price_cents": own.item.price_cents,
        "other_price_cents": other.item.price_cents,
        "currency": own.item.currency,
        "title": own.item.title,
        "other_title": other.item.title,
    }


def _differing(own: ScoredCandidate, other: ScoredCandidate) -> list[list[str]]:
    """Up to three attributes that both state and that differ, as [name, value, other value]."""
    theirs = dict(other.item.attributes)
    pairs = [[n, v, theirs[n]] for n, v in own.item.attributes if n in theirs]
    return [p for p in pairs if p[1].casefold() != p[2].casefold()][:MAX_FACTS]


def edge(
    name: str, decision: Decision, winner: ScoredCandidate, loser: ScoredCandidate
) -> dict[str, Any] | None:
    """The facts of both items that show why `winner` has more of a signal; None when nothing shows it."""
    a, b = winner.item, loser.item
    if name == "fits_request":
        return {"query": decision.query_text}
    if name == "model_number":
        return {"query": decision.query_text}
    if name == "brand_match":
        return {"brand": a.brand, "other_brand": b.brand}
    if name == "category_match":
        told = a.category and b.category and a.category != b.category
        return {"category": a.category, "other_category": b.category} if told else None
    if name == "feature_match":
        lacking = [f for f in features_had(a, decision.request) if f not in features_had(b, decision.request)]
        names = [n if v.casefold() in ("yes", "true") else v for ((n, v), *_) in lacking]
        return {"features": names} if names else None
    if name == "taste":
        return _taste_edge(decision, winner, loser)
    if name in ("brand_affinity", "category_affinity"):
        key, value = ("item_brand", a.brand) if name == "brand_affinity" else ("item_category", a.category)
        chosen = [
            e
            for e in decision.history
            if e.kind in PRICE_KINDS and value and getattr(e, key).casefold() == value.casefold()
        ]
        return {"value": value, "count": len(chosen)} if chosen else None
    if name == "price_fit":
        return _price_edge(decision, winner, loser)
    if name == "quality":
        if a.rating is None or b.rating is None or round(a.rating, 1) <= round(b.rating, 1):
            return None
        return {
            "rating": a.rating, "rating_count": a.rating_count,
            "other_rating": b.rating, "other_rating_count": b.rating_count,
        }  # fmt: skip
    if name == "popularity":
        fits = a.rating_count > b.rating_count
        return {"rating_count": a.rating_count, "other_rating_count": b.rating_count} if fits else None
    if name == "freshness":
        fits = a.released and b.released and a.released > b.released
        return {"released": a.released, "other_released": b.released} if fits else None
    if name == "stated":
        liked = [
            s for s in decision.stated if s.weight > 0 and stated_match(a, (s,)) and not stated_match(b, (s,))
        ]
        return {"value": liked[0].value} if liked else None
    return None


def _taste_edge(decision: Decision, winner: ScoredCandidate, loser: ScoredCandidate) -> dict[str, Any] | None:
    """The past event that speaks most for the winner against the loser."""
    theirs = {s.event_id: s.share for s in loser.taste_shares}
    best = max(
        ((s.share - theirs.get(s.event_id, 0.0), s) for s in winner.taste_shares),
        key=lambda pair: pair[0],
        default=None,
    )
    if best is None or best[0] <= 0 or best[1].share <= 0:
        return None
    share = best[1]
    event = next(e for e in decision.history if e.event_id == share.event_id)
    return {
        "event_id": event.event_id,
        "event_kind": event.kind,
        "event_title": event.item_title,
        "how": "together" if share.common > share.share / 2 else "like",
        "difference": best[0],
    }


def _price_edge(decision: Decision, winner: ScoredCandidate, loser: ScoredCandidate) -> dict[str, Any] | None:
    a, b = winner.item.price_cents, loser.item.price_cents
    reference = winner.price_reference_cents
    if a is None or b is None or reference is None or reference != loser.price_reference_cents:
        return None
    column = decision.signal_names.index("price_fit")
    if winner.signals[column] <= loser.signals[column]:
        return None
    return {
        "price_cents": a,
        "other_price_cents": b,
        "reference_cents": round(reference),
        "currency": winner.item.currency,
        "source": "asked" if decision.request.price_target_cents is not None else "usual",
    }
