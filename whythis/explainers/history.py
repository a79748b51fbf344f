"""Level 3: the taste signal split over the past events that it is the sum of."""

from __future__ import annotations

from whythis.explainers.signals import candidate_of
from whythis.explainers.types import Contribution
from whythis.ranking.types import Decision, ScoredCandidate


def attribute_events(decision: Decision, item_id: str) -> tuple[Contribution, ...]:
    """One contribution an event, in taste units, largest first; they sum to the item's taste signal.

    Raises:
        NotShownError: the item was not among the decision's candidates.
    """
    return candidate_events(decision, candidate_of(decision, item_id))


def candidate_events(decision: Decision, candidate: ScoredCandidate) -> tuple[Contribution, ...]:
    """The same of an item that was scored for the decision's request, among its candidates or since."""
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
    )
