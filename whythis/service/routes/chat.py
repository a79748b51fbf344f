"""The talk: one message, answered as JSON or as a stream of events."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from itertools import pairwise
from time import perf_counter
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from whythis.errors import WhyThisError
from whythis.service.errors import RefusedError, body_of, request_id_of, status_of
from whythis.service.once import IdempotencyKey, once
from whythis.service.permissions import Needs, own_talk
from whythis.service.principals import Principal
from whythis.service.schemas import ERRORS, ChatIn, ReplyOut
from whythis.service.service import Service
from whythis.service.streams import begin, dropped, event, heartbeats, streamed
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

    With `Accept: text/event-stream` the answer is a stream: `started` at once, `text` for each sentence, `reply` with
    the whole answer as JSON (or `error` in the shape of every error, with its `status` and `retry_after`), and comments
    as heartbeats in between. Who leaves while the message still waits for its turn takes it back; one that is being
    answered is answered and kept in the talk.
    """
    service: Service = request.app.state.service
    if message.session is None:
        session = uuid.uuid4().hex
    else:
        await own_talk(request, who, message.session, "chat")
        session = message.session

    def answer() -> dict[str, Any]:
        if message.session is None:
            service.talks.claim(session, who.site, who.owner)
        reply = service.shop.ask(
            message.message, session=session, shopper=who.shopper_id, lang=message.lang, vouched=True
        )
        service.metrics.acts(reply.acts)
        return reply_json(reply)

    async def work() -> dict[str, Any]:
        return await service.compute(who, "answer", answer)

    if "text/event-stream" in request.headers.get("accept", ""):
        return streamed(_parts(request, who, key, session, work))
    reply, replayed = await once(request, who, key, work)
    request.state.log |= {"decision_id": reply["decision_id"], "acts": reply["acts"]}
    return JSONResponse(reply, headers={"Idempotency-Replayed": "true"} if replayed else None)


async def _parts(
    request: Request, who: Principal, key: str | None, session: str, work: Any
) -> AsyncIterator[bytes]:
    service: Service = request.app.state.service
    started = perf_counter()
    task = begin(once(request, who, key, work))
    try:
        yield event("started", {"request_id": request_id_of(request.scope), "session": session})
        async for beat in heartbeats(task, service.settings.heartbeat_seconds):
            yield beat
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
        service.metrics.stage("first_event", perf_counter() - started)
        for sentence in _sentences(reply["text"]):
            yield event("text", {"text": sentence})
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
