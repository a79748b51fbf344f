"""What is known of whoever asks: told, given out whole, corrected, erased."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from whythis.agent.state import TalkState, state_from_json
from whythis.errors import InputError
from whythis.records.export import Person
from whythis.service.once import IdempotencyKey, once
from whythis.service.permissions import Needs
from whythis.service.principals import Principal
from whythis.service.schemas import ERRORS, MeOut, Short
from whythis.service.schemas_privacy import MAY_CHANGE, ErasedOut, EventId, ExportOut, MeIn
from whythis.service.service import Service, in_thread

router = APIRouter(prefix="/api/v1", tags=["me"], responses=ERRORS)
MOST_EVENTS, MOST_TALKS, ALL_TALKS = 50, 50, 100_000
REPLAYED = {"Idempotency-Replayed": "true"}


@router.get("/me", response_model=MeOut)
async def me(request: Request, who: Annotated[Principal, Depends(Needs("me"))]) -> dict[str, Any]:
    """The shopper's events (the newest of them), what they said, how much is kept, and what PATCH may change."""
    return await in_thread(_known, request.app.state.service, who)


@router.get("/me/export", response_model=ExportOut)
async def export_me(request: Request, who: Annotated[Principal, Depends(Needs("me"))]) -> Response:
    """Everything that is held on whoever asks, from every table and file."""
    service: Service = request.app.state.service
    found = await service.compute(who, "export", lambda: service.shop.holdings.export(person(service, who)))
    return JSONResponse(found, headers={"Content-Disposition": 'attachment; filename="my-data.json"'})


@router.patch("/me", response_model=MeOut)
async def correct_me(
    changes: MeIn,
    request: Request,
    who: Annotated[Principal, Depends(Needs("me"))],
    key: IdempotencyKey = None,
) -> Response:
    """Puts right what is known: words on products and past events, and statements. It counts from the next list on."""
    service: Service = request.app.state.service

    def work() -> dict[str, Any]:
        service.shop.correct(person(service, who), changes.corrections())
        return _known(service, who)

    told, replayed = await once(request, who, key, lambda: service.compute(who, "correct", work))
    return JSONResponse(told, headers=REPLAYED if replayed else None)


@router.delete("/me", response_model=ErasedOut)
async def erase_me(
    request: Request,
    who: Annotated[Principal, Depends(Needs("me"))],
    event: Annotated[EventId | None, Query(description="One thing of the past, by its id.")] = None,
    preference: Annotated[
        Short | None, Query(description="What was said of one brand, kind or feature, by its value.")
    ] = None,
    key: IdempotencyKey = None,
) -> Response:
    """Erases all that is known, or one event, or one preference, as the chat does; what was erased is out of reach when
    the answer comes.
    """
    service: Service = request.app.state.service
    unknown = sorted(set(request.query_params) - {"event", "preference"})
    if unknown:  # a slip of the pen must not erase everything
        raise InputError(
            "It is not clear what is to be erased.",
            expected="event=ID, preference=VALUE, or nothing for everything",
            got=", ".join(unknown)[:80],
            fix="Leave the other parameters out.",
        )

    def work() -> dict[str, Any]:
        found = service.shop.erase(person(service, who), event=event, preference=preference)
        return {"erased": [asdict(erasure) for erasure in found]}

    told, replayed = await once(request, who, key, lambda: service.compute(who, "erase", work))
    return JSONResponse(told, headers=REPLAYED if replayed else None)


def person(service: Service, who: Principal) -> Person:
    """Whoever asks, as the records know them: a shopper under every site, others by their talks on one."""
    if who.shopper_id is not None:
        return shopper(service, who.shopper_id, who.site)
    talks = service.talks.newest(who.site, who.owner, ALL_TALKS)
    callers = ((who.site, who.owner),)
    return Person(None, tuple(talks), callers, subjects_of(service, callers))


def shopper(service: Service, shopper_id: str, site: str = "") -> Person:
    """A shopper by id; `site` is one more that is known to have them."""
    found = service.shop.holdings.person(shopper_id)
    callers = tuple(sorted({*found.callers, *([(site, f"shopper:{shopper_id}")] if site else ())}))
    return replace(found, callers=callers, subjects=subjects_of(service, callers))


def subjects_of(service: Service, callers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The keyed hashes under which the access log has somebody."""
    service.access_log.flush()
    return tuple(service.seal.mark(f"{site}|{owner}") for site, owner in callers)


def _known(service: Service, who: Principal) -> dict[str, Any]:
    counts = service.talks.counts(who.site, who.owner)
    events = service.shop.events(who.subject) if who.kind == "shopper" else ()
    states = [_state(service, talk) for talk in service.talks.newest(who.site, who.owner, MOST_TALKS)]
    stated: dict[tuple[str, str, str], dict[str, Any]] = {}
    for state in states:
        for one in state.stated:
            stated.setdefault((one.kind, one.name, one.value), asdict(one))
    if who.shopper_id is not None:
        said = service.shop.store.feedback.of(who.shopper_id)
    else:
        said = tuple({f.id: f for state in states for f in state.feedback}.values())
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
        "said": [asdict(feedback) for feedback in said],
        "may_change": MAY_CHANGE,
    }


def _state(service: Service, talk_id: str) -> TalkState:
    talk = service.shop.store.conversation(talk_id)
    return state_from_json(talk.state) if talk else TalkState()
