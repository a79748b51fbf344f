"""What is known of whoever asks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from whythis.agent.state import state_from_json
from whythis.service.permissions import Needs
from whythis.service.principals import Principal
from whythis.service.schemas import ERRORS, MeOut
from whythis.service.service import Service, in_thread

router = APIRouter(prefix="/api/v1", tags=["me"], responses=ERRORS)
MOST_EVENTS, MOST_TALKS = 50, 50


@router.get("/me", response_model=MeOut)
async def me(request: Request, who: Annotated[Principal, Depends(Needs("me"))]) -> dict[str, Any]:
    """The shopper's events (the newest of them), what they said they like, and how much is kept."""
    return await in_thread(_known, request.app.state.service, who)


def _known(service: Service, who: Principal) -> dict[str, Any]:
    counts = service.talks.counts(who.site, who.owner)
    events = service.shop.events(who.subject) if who.kind == "shopper" else ()
    stated: dict[tuple[str, str, str], dict[str, Any]] = {}
    for talk_id in service.talks.newest(who.site, who.owner, MOST_TALKS):
        talk = service.shop.store.conversation(talk_id)
        for said in state_from_json(talk.state).stated if talk else ():
            stated.setdefault((said.kind, said.name, said.value), asdict(said))
    return {
        "kind": who.kind,
        "site": who.site,
        "shopper": who.shopper_id,
        "talks": counts.talks,
        "decisions": counts.decisions,
        "feedback": counts.feedback,
        "events": len(events),
        "newest_events": [
            {"id": e.id, "kind": e.kind, "item_id": e.item_id, "title": title, "at_utc": e.at_utc}
            for e, title in events[:MOST_EVENTS]
        ],
        "stated": list(stated.values()),
    }
