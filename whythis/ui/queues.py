"""Whose a queue of Gradio is: it hands a queue's answers to whoever names its `session_hash`."""

from __future__ import annotations

import json
from collections import OrderedDict
from urllib.parse import parse_qs

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
    """
    if rest == _DATA:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        return (query.get("session_hash") or [""])[0], receive
    if scope["method"] != "POST":
        return "", receive
    messages: list[Message] = []
    while True:
        messages.append(await receive())
        if messages[-1]["type"] != "http.request" or not messages[-1].get("more_body", False):
            break
    try:
        sent = json.loads(b"".join(message.get("body", b"") for message in messages) or b"{}")
    except (ValueError, RecursionError):
        sent = None
    named = sent.get("session_hash") if isinstance(sent, dict) else None

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return named if isinstance(named, str) else "", again
