"""Level 3: the taste signal split over the past events that it is the sum of."""

from __future__ import annotations

from whythis.explainers.types import Contribution
from whythis.ranking.types import Decision, ScoredCandidate


def attribute_events(decision: Decision, candidate: ScoredCandidate) -> tuple[Contribution, ...]:
    """One contribution an event, in taste units, largest first; they sum to the taste signal of an item that was scored
    for the decision's request. What erased events had given stands in one part without a name."""
    events = {event.event_id: event for event in decision.history}
    return tuple(
        Contribution(
            level="event",
            name=share.event_id,
            value=share.share,
            label=f"{events[share.event_id].kind}: {events[share.event_id].item_title}",
            detail={
                "item_id": events[share.event_id].item_id,
                "kind": events[share.event_id].kind,
                "at_utc": events[share.event_id].at_utc,
            },
        )
        for share in candidate.taste_shares
    ) + erased_part(decision, candidate)


def erased_part(decision: Decision, candidate: ScoredCandidate) -> tuple[Contribution, ...]:
    """What erased events had given to the taste signal together; empty when none was erased."""
    if decision.erased is None or not decision.erased.events or "taste" not in decision.signal_names:
        return ()
    taste = candidate.signals[decision.signal_names.index("taste")]
    value = taste - sum(share.share for share in candidate.taste_shares)
    detail = {"events": decision.erased.events, "at_utc": decision.erased.at_utc}
    return (Contribution("event", "erased", value, label="erased at the shopper's wish", detail=detail),)
