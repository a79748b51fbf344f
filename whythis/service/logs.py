"""One line of JSON for each request and each event, with the request's id. Texts that people typed are in none.

Everything that comes from outside is a value of the JSON object, so no line break in it can start a line of its own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whythis.service.metrics import Metrics

REQUEST_ID = "X-Request-Id"
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_requests = structlog.get_logger("whythis.requests")

# Without local variables, which hold messages and names.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure_logs(form: str = "json") -> None:
    """Sends the process's own logs and those of its libraries to stderr, as JSON lines or as text."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    last = (
        [_TRACEBACKS, structlog.processors.JSONRenderer(serializer=_as_json)]
        if form == "json"
        else [
            _on_one_line,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_indented),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("whythis").setLevel(logging.INFO)


def _visible(text: str) -> str:
    """Without what would break a line or steer a terminal (C0, DEL, C1, line separators, marks of direction)."""
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _as_json(event: Any, **options: Any) -> str:
    return _visible(json.dumps(event, ensure_ascii=False, **options))


def _on_one_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _visible(value) if isinstance(value, str) else value for key, value in event.items()}


def _indented(out: TextIO, raised: structlog.typing.ExcInfo) -> None:
    """A traceback, each of whose lines can be told from a line of the log, whatever the error's text is."""
    lines = "".join(traceback.format_exception(*raised)).splitlines()
    out.write("".join(f"\n    | {_visible(line)}" for line in lines))


class RequestLog:
    """Gives each request an id, and tells when it was answered: route, status, time. Never the address."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics | None) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["log"] = {}
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 499

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "") or "unmatched"
            if self.metrics is not None:
                self.metrics.request(route, scope["method"], status, seconds)
            if route.startswith("/api"):
                _requests.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 1),
                    **state["log"],
                )
