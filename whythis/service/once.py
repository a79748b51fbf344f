"""Writes that carry an Idempotency-Key: done once, answered alike as often as they are sent."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Header, Request

from whythis.records.idempotency import Earlier
from whythis.service.errors import RefusedError
from whythis.service.principals import Principal
from whythis.service.service import Service, in_thread

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Any text of your own; send the same again and it is done once.",
    ),
]


async def once(
    request: Request, who: Principal, key: str | None, work: Callable[[], Awaitable[dict[str, Any]]]
) -> tuple[dict[str, Any], bool]:
    """What `work` gives, or gave the first time; and whether it was the first time's.

    Raises:
        RefusedError: 409, the same is still under way, or the key was used for something else.
    """
    if key is None:
        return await work(), False
    service: Service = request.app.state.service
    owner = f"{who.site}|{who.owner}"
    route = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    sha256 = hashlib.sha256(route + await request.body()).hexdigest()

    async def kept() -> tuple[dict[str, Any], bool]:
        earlier = await in_thread(service.idempotency.begin, owner, key, sha256)
        if earlier is not None:
            return _answered(earlier), True
        try:
            answer = await work()
        except BaseException:
            await in_thread(service.idempotency.give_up, owner, key)
            raise
        told = json.dumps(answer, ensure_ascii=False)
        await in_thread(service.idempotency.finish, owner, key, 200, told)
        return answer, False

    # Whoever sent a key comes back for the answer, so the work goes on when the line breaks.
    task = asyncio.create_task(kept())
    _under_way.add(task)
    task.add_done_callback(_finished)
    return await asyncio.shield(task)


def _answered(earlier: Earlier) -> dict[str, Any]:
    if not earlier.same:
        raise RefusedError(
            409,
            "This Idempotency-Key was used for another request.",
            expected="a new key for a new request",
            got="a known key with another body",
            fix="Draw a new key.",
        )
    if earlier.answer is None:
        raise RefusedError(
            409,
            "The same request is under way.",
            expected="one at a time",
            got="a second while the first is not answered",
            fix="Wait for the first, or send this again in a moment.",
            headers={"Retry-After": "2"},
        )
    return json.loads(earlier.answer)


_under_way: set[asyncio.Task[Any]] = set()
"""The event loop itself holds tasks only weakly."""


def _finished(task: asyncio.Task[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled():
        task.exception()  # it was told to whoever waited; nobody else need hear of it
