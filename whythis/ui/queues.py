"""Whose a queue of Gradio is: it hands a queue's answers to whoever names its `session_hash`."""

from __future__ import annotations

import json
from collections import OrderedDict
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.types import Message, Receive, Scope

_MOST = 10_000
_DATA = "/gradio_api/queue/data"


class QueueOwners:
    """Binds each `session_hash` to the one who first named it."""

    def __init__(self) -> None:
        self._whose: OrderedDict[str, str] = OrderedDict()

    def may_use(self, named: str, who: str) -> bool:
        """Whether the queue is of `who`; one that nobody named before is theirs from now on."""
        if self._whose.setdefault(named, who) != who:
            return False
        self._whose.move_to_end(named)
        while len(self._whose) > _MOST:
            self._whose.popitem(last=False)
        return True


async def queue_named(scope: Scope, rest: str, receive: Receive) -> tuple[str, Receive]:
    """The `session_hash` that a request names, or nothing, and a `receive` that gives what was read of its body.

    Args:
        rest: the path below the page's own.

    Raises:
        ClientDisconnect: the sender left in the middle of the body.
    """
    if rest == _DATA:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        return (query.get("session_hash") or [""])[0], receive
    if scope["method"] != "POST":
        return "", receive
    body = await Request(scope, receive).body()
    try:
        sent = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        sent = None
    named = sent.get("session_hash") if isinstance(sent, dict) else None
    return named if isinstance(named, str) else "", replayed(body, receive)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read once more, and then what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
