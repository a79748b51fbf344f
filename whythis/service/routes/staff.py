"""For staff who signed in: past decisions with all that is behind them, talks, and who was let in or refused."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime

from whythis.agent.state import reply_from_json
from whythis.records.clock import as_utc
from whythis.records.search import Wanted, find_page
from whythis.records.staff import TOKEN_PREFIX, SignIn
from whythis.service.devices import keep_device, known_device, network
from whythis.service.errors import RefusedError, not_found
from whythis.service.explaining import explain
from whythis.service.permissions import STAFF_COOKIE, Needs, Open, forbidden, note, same_site_only
from whythis.service.principals import NOBODY, Principal
from whythis.service.schemas import (
    ERRORS,
    AccessLogOut,
    ConversationOut,
    DecisionOut,
    ExplanationKind,
    ExplanationOut,
    Id,
    ItemId,
    SignInIn,
    SignInOut,
    StaffOut,
    StatusOut,
    SummariesOut,
    Text,
)
from whythis.service.service import Service, in_thread
from whythis.service.wire import reply_json, trace_json

router = APIRouter(prefix="/api/v1/staff", tags=["staff"], responses=ERRORS)
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[
    str | None,
    Query(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~[A-Za-z0-9_-]{1,64}$",
        description="`next` of the page before.",
    ),
]


@router.post("/sign-in", response_model=SignInOut, dependencies=[Depends(Open("staff.sign_in"))])
async def sign_in(tried: SignInIn, request: Request) -> Response:
    """A session for staff, as a token and as a cookie that scripts cannot read.

    After five failures in a row the name has to wait, each time twice as long, up to a quarter of an hour.
    """
    service: Service = request.app.state.service
    outcome = await try_sign_in(request, tried.name, tried.password)
    told = {"name": outcome.member.name, "role": outcome.member.role} if outcome.member else {}
    answer = JSONResponse(told | {"token": outcome.token, "expires_at_utc": outcome.expires_at_utc})
    keep_signed_in(service, answer, outcome)
    return answer


async def try_sign_in(request: Request, name: str, password: str) -> SignIn:
    """A new session.

    Raises:
        RefusedError: 401 what was given does not fit, 429 too many tries, 403 another site's page.
    """
    service: Service = request.app.state.service
    same_site_only(request, cookie_sent=False)
    if not service.settings.passwords:
        raise forbidden("passwords are switched off here; sign in at /staff/sign-in")
    address = request.client.host if request.client else "unknown"
    service.rates.count("sign_in", address)
    place = service.seal.mark(f"place|{network(address)}")
    outcome = await in_thread(service.staff.sign_in, name, password, place, known_device(request, name))
    if outcome.member is None:
        note(request, NOBODY, "staff.sign_in", False, "waits" if outcome.wait_s else "wrong name or password")
        raise _refused_sign_in(outcome.wait_s)
    who = Principal("staff", subject=outcome.member.name, role=outcome.member.role)
    note(request, who, "staff.sign_in", True, "name and password")
    return outcome


def keep_signed_in(service: Service, answer: Response, outcome: SignIn) -> None:
    """Gives the browser the session, in a cookie that scripts and other sites do not have."""
    answer.set_cookie(
        STAFF_COOKIE,
        outcome.token,
        max_age=service.settings.staff_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=service.settings.https and not service.local,
    )
    if outcome.member is not None:
        keep_device(service, answer, outcome.member.name)


@router.post("/sign-out", response_model=StatusOut)
async def sign_out(request: Request, who: Annotated[Principal, Depends(Needs("staff.self"))]) -> Response:
    """Ends the session: its token opens nothing any more."""
    del who
    service: Service = request.app.state.service
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    if not token.startswith(TOKEN_PREFIX):
        token = request.cookies.get(STAFF_COOKIE, "")
    await in_thread(service.staff.sign_out, token)
    answer = JSONResponse({"status": "signed out"})
    answer.delete_cookie(STAFF_COOKIE)
    return answer


@router.get("/me", response_model=StaffOut)
async def staff_me(who: Annotated[Principal, Depends(Needs("staff.self"))]) -> dict[str, str]:
    """Who is signed in, and with which role."""
    return {"name": who.subject, "role": who.role}


@router.get("/decisions", response_model=SummariesOut, dependencies=[Depends(Needs("staff.decisions"))])
async def search(
    request: Request,
    shopper: Annotated[Text | None, Query(max_length=128)] = None,
    item: ItemId | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    text: Annotated[Text | None, Query(max_length=200, description="Part of the request's words.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Past decisions, newest first, a page at a time."""
    service: Service = request.app.state.service
    wanted = Wanted(
        shopper_id=shopper,
        item_id=item,
        since_utc=_utc(since),
        until_utc=_utc(until),
        text=text,
        cursor=cursor,
    )
    page, following = await in_thread(find_page, service.shop.store.engine, wanted, limit)
    return {
        "decisions": [
            {
                "id": d.id,
                "session": d.conversation_id,
                "shopper": d.shopper_id,
                "made_at_utc": d.made_at_utc,
                "request_text": d.request_text,
                "shown": list(d.shown),
            }
            for d in page
        ],
        "next": following,
    }


@router.get(
    "/decisions/{decision_id}", response_model=DecisionOut, dependencies=[Depends(Needs("staff.decisions"))]
)
async def trace(decision_id: Id, request: Request) -> dict[str, Any]:
    """A decision with every candidate, every exclusion and its reason, weights and versions."""
    service: Service = request.app.state.service
    request.state.log["decision_id"] = decision_id
    return trace_json(await in_thread(service.shop.store.decision, decision_id))


@router.get("/decisions/{decision_id}/explanations", response_model=ExplanationOut)
async def staff_explanations(
    decision_id: Id,
    request: Request,
    item: ItemId,
    who: Annotated[Principal, Depends(Needs("staff.decisions"))],
    kind: ExplanationKind = "why",
    other: ItemId | None = None,
    top: Annotated[int | None, Query(ge=1, le=20)] = None,
) -> dict[str, Any]:
    """Any kind of explanation of anybody's decision, for whoever answers a question about it."""
    service: Service = request.app.state.service
    request.state.log["decision_id"] = decision_id
    return await service.compute(
        who, "explain", lambda: explain(service.shop, decision_id, item, kind, other, top, reader="staff")
    )


@router.get(
    "/conversations/{session}",
    response_model=ConversationOut,
    dependencies=[Depends(Needs("staff.conversations"))],
)
async def conversation(
    session: Id,
    request: Request,
    limit: Limit = 50,
    after: Annotated[int, Query(ge=0, le=10**9, description="The position of the last turn seen.")] = 0,
) -> dict[str, Any]:
    """A talk with its answers as they were given, oldest first."""
    service: Service = request.app.state.service
    talk = await in_thread(service.shop.store.conversation, session)
    if talk is None:
        raise not_found("session")
    turns = [t for t in await in_thread(service.shop.store.turns, session) if t.position > after]
    page = turns[:limit]
    return {
        "session": talk.id,
        "shopper": talk.shopper_id,
        "started_at_utc": talk.started_at_utc,
        "turns": [
            {
                "position": t.position,
                "at_utc": t.at_utc,
                "message": t.message,
                "reply": reply_json(reply_from_json(t.reply)),
            }
            for t in page
        ],
        "next": page[-1].position if len(turns) > limit else None,
    }


@router.get("/access-log", response_model=AccessLogOut, dependencies=[Depends(Needs("staff.access_log"))])
async def access_log(
    request: Request,
    limit: Limit = 50,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="`next` of the page before.")] = None,
    site: Annotated[str | None, Query(max_length=64)] = None,
    shopper: Annotated[Text | None, Query(max_length=128, description="With `site`: one shopper's.")] = None,
) -> dict[str, Any]:
    """Grants and refusals, newest first, each with its reason."""
    service: Service = request.app.state.service
    subject = service.seal.mark(f"{site or ''}|shopper:{shopper}") if shopper is not None else None
    await in_thread(service.access_log.flush)
    found = await in_thread(service.access_log.page, limit + 1, before, subject)
    page = found[:limit]
    return {
        "verdicts": [{"id": number} | asdict(verdict) for number, verdict in page],
        "next": page[-1][0] if len(found) > limit else None,
    }


def _utc(time: datetime | None) -> str | None:
    """As times are kept. At the edges of the calendar the offset, which would lead beyond them, is left out."""
    if time is None:
        return None
    try:
        return as_utc(time)
    except OverflowError:
        return as_utc(time.replace(tzinfo=UTC))


def _refused_sign_in(wait_s: int) -> RefusedError:
    if wait_s:
        return RefusedError(
            429,
            "Too many tries have failed.",
            expected=f"a wait of {wait_s} s",
            got="a try before it was over, or one more that failed",
            fix="Wait, then try again; an admin can make a new password.",
            headers={"Retry-After": str(wait_s)},
        )
    return RefusedError(
        401,
        "Name and password do not fit.",
        expected="a member of staff and their password",
        got="something else",
        fix="Try again, or ask an admin.",
        headers={"WWW-Authenticate": "Bearer"},
    )
