"""The talk: one message, answered as JSON or as a stream of events."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import pairwise
from time import perf_counter
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from whythis.agent.types import Early
from whythis.errors import WhyThisError
from whythis.service.errors import RefusedError, body_of, request_id_of, status_of
from whythis.service.once import IdempotencyKey, once
from whythis.service.permissions import Needs, own_talk
from whythis.service.principals import Principal
from whythis.service.schemas import ERRORS, ChatIn, ReplyOut
from whythis.service.service import Service
from whythis.service.streams import HEARTBEAT, begin, dropped, event, streamed, until_done
from whythis.service.wire import reply_json

router = APIRouter(prefix="/api/v1", tags=["chat"], responses=ERRORS)
_log = structlog.get_logger("whythis.chat")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_STREAM = """event: started
data: {"request_id": "5f2d…", "session": "9c1e…"}

: heartbeat

event: text
data: {"text": "I found 3 kettles under $40. "}

event: reply
data: {"session": "9c1e…", "decision_id": "0f3a…", "text": "…", "items": []}

"""


@router.post(
    "/chat",
    response_model=ReplyOut,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}, "example": _STREAM}}}},
)
async def chat(
    message: ChatIn,
    request: Request,
    who: Annotated[Principal, Depends(Needs("chat"))],
    key: IdempotencyKey = None,
) -> Response:
    """Answers one message.

    With `Accept: text/event-stream` the answer is a stream: `started` at once, `text` for each sentence as soon as it
    is known and proven, `reply` with the whole answer as JSON (or `error` in the shape of every error, with its
    `status` and `retry_after`), and comments as heartbeats in between. The texts put together are the `text` of the
    reply. Who leaves while the message still waits for its turn takes it back; one that is being answered is answered
    and kept in the talk.
    """
    service: Service = request.app.state.service
    if message.session is None:
        session = uuid.uuid4().hex
    else:
        await own_talk(request, who, message.session, "chat")
        session = message.session

    def answer(early: Early) -> dict[str, Any]:
        if message.session is None:
            service.talks.claim(session, who.site, who.owner)
        reply = service.shop.ask(
            message.message,
            session=session,
            shopper=who.shopper_id,
            lang=message.lang,
            vouched=True,
            early=early,
        )
        service.metrics.reply(reply)
        return reply_json(reply)

    async def work(heard: Early) -> dict[str, Any]:
        return await service.converse(f"{who.site}|{who.owner}", session, answer, heard)

    if "text/event-stream" in request.headers.get("accept", ""):
        return streamed(_parts(request, who, key, session, work))
    reply, replayed = await once(request, who, key, lambda: work(lambda text: None))
    request.state.log |= {"decision_id": reply["decision_id"], "acts": reply["acts"]}
    return JSONResponse(reply, headers={"Idempotency-Replayed": "true"} if replayed else None)


async def _parts(
    request: Request,
    who: Principal,
    key: str | None,
    session: str,
    work: Callable[[Early], Awaitable[dict[str, Any]]],
) -> AsyncIterator[bytes]:
    service: Service = request.app.state.service
    started, sent = perf_counter(), ""
    told: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def heard(text: str) -> None:
        loop.call_soon_threadsafe(told.put_nowait, text)

    def said(text: str) -> Iterator[bytes]:
        """The events for what the text has more than was sent."""
        nonlocal sent
        if text and not sent:
            service.metrics.stage("first_text", perf_counter() - started)
        for sentence in _sentences(text[len(sent) :]):
            yield event("text", {"text": sentence})
        sent = text

    task = begin(once(request, who, key, lambda: work(heard)))
    try:
        yield event("started", {"request_id": request_id_of(request.scope), "session": session})
        async for text in until_done(task, told, service.settings.heartbeat_seconds):
            for part in [HEARTBEAT] if text is None else said(text):
                yield part
        try:
            reply, _ = task.result()
        except WhyThisError as error:
            yield event("error", _told(error, request))
            return
        except Exception:
            _log.exception("a streamed answer failed")
            yield event("error", _told(_failed(), request))
            return
        request.state.log |= {"decision_id": reply["decision_id"], "acts": reply["acts"]}
        for part in said(reply["text"]):
            yield part
        yield event("reply", reply)
    finally:
        await dropped(task)


def _told(error: WhyThisError, request: Request) -> dict[str, Any]:
    """An error inside of a stream, whose own status has been sent: with its status, and the seconds to wait."""
    headers = error.headers if isinstance(error, RefusedError) else None
    wait = int((headers or {}).get("Retry-After", 0))
    body = body_of(error, request_id_of(request.scope))
    return body | {"status": status_of(error), "retry_after": wait}


def _sentences(text: str) -> list[str]:
    """The text in pieces that put together are the text."""
    cuts = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if b > a]


def _failed() -> RefusedError:
    return RefusedError(
        500,
        "Something went wrong on our side; nothing was lost.",
        expected="an answer",
        got="an internal error, which was logged",
        fix="Try again; if it stays, tell the shop's owner.",
    )
