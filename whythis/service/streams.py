"""Server-sent events: what a stream looks like on the wire, with heartbeats while nothing is ready."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Any, TypeVar

from fastapi.responses import StreamingResponse

T = TypeVar("T")
HEARTBEAT = b": heartbeat\n\n"


def event(name: str, data: dict[str, Any]) -> bytes:
    """One event. JSON has no raw line break, so no text can end an event early."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def until_done(
    task: asyncio.Task[Any], told: asyncio.Queue[T], seconds: float
) -> AsyncIterator[T | None]:
    """What is told until the task is done, and None where nothing was for so long: then a heartbeat is due, so that
    neither end takes the silence for a broken line."""
    while not task.done():
        hearing = asyncio.ensure_future(told.get())
        try:
            await asyncio.wait([task, hearing], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not hearing.done():
                hearing.cancel()
        if hearing.done() and not hearing.cancelled():
            yield hearing.result()
        elif not task.done():
            yield None


async def dropped(task: asyncio.Task[Any]) -> None:
    """Cancels what nobody waits for any more."""
    if not task.done():
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def begin(work: Awaitable[T]) -> asyncio.Task[T]:
    return asyncio.ensure_future(work)  # type: ignore[return-value]


def streamed(parts: AsyncIterator[bytes]) -> StreamingResponse:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(parts, media_type="text/event-stream", headers=headers)
