"""What stands before every page: security headers, the few Gradio routes the chat needs, the session's start.

Plain ASGI middleware, because Starlette's BaseHTTPMiddleware holds back streamed answers.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whythis.ui.queues import QueueOwners, queue_named

# Gradio builds its pages with inline scripts and `new Function`; nothing may come from another host.
PAGE_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": PAGE_CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
# Gradio also serves uploads, files by path, a proxy and an editor; the chat uses none of them.
GRADIO_ROUTES = re.compile(
    r"/?(assets/.*|static/.*|svelte/.*|config/?|theme\.css|manifest\.json|favicon\.ico|robots\.txt|"
    r"gradio_api/(queue/(join|data)|heartbeat/\w+|startup-events|info/?|theme\.css|cancel|reset/?))?"
)

MAX_GOT_CHARS = 200
CONVERSATION = "conversation"
BROWSER = "browser"
"""Stays when a conversation is started over."""
SHOPPER = "shopper"


def new_conversation_id() -> str:
    return "web-" + secrets.token_urlsafe(18)


def error_body(request_id: str, error: str, *, expected: str, got: str, fix: str) -> dict[str, str]:
    """The one shape of every error that leaves the service as JSON.

    `got` may quote what was typed: control characters are taken out, and it is cut.
    """
    quoted = "".join(c if c.isprintable() else "\ufffd" for c in got)[:MAX_GOT_CHARS]
    return {"error": error, "expected": expected, "got": quoted, "fix": fix, "request_id": request_id}


def request_id_of(scope: Scope) -> str:
    """The id that the service gave this request; empty outside of it."""
    return scope.get("state", {}).get("request_id", "")


class SecurityHeaders:
    """Adds the headers to every answer that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ChatGate:
    """Lets only the chat's own routes through to Gradio, and starts a conversation when its page is opened.

    The conversation's id is set with the page alone: were it set with any request, the many that a page makes
    at once would each start another.
    """

    def __init__(self, app: ASGIApp, *, path: str) -> None:
        self.app = app
        self.path = path
        self._queues = QueueOwners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not below(scope["path"], self.path):
            await self.app(scope, receive, send)
            return
        rest = scope["path"][len(self.path) :]
        if not GRADIO_ROUTES.fullmatch(rest):
            await not_served("the chat", self.path, scope)(scope, receive, send)
            return
        session = scope["session"]
        if rest in ("", "/") and scope["method"] == "GET":
            session.setdefault(CONVERSATION, new_conversation_id())
            session.setdefault(BROWSER, secrets.token_urlsafe(12))
        named, receive = await queue_named(scope, rest, receive)
        if named and not self._queues.may_use(named, session.get(BROWSER, "")):
            body = error_body(
                request_id_of(scope),
                "This queue is somebody else's.",
                expected="a session_hash of this browser's own",
                got="another's",
                fix="Reload the page.",
            )
            await JSONResponse(body, status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_own(request: Request, origin: str) -> bool:
    """Whether an origin that a browser names is that of this service's own pages."""
    return urlsplit(origin).netloc == request.headers.get("host")


def below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


def not_served(page: str, path: str, scope: Scope) -> JSONResponse:
    """The answer to one of Gradio's addresses that `page`, at `path`, does not need."""
    body = error_body(
        request_id_of(scope),
        "This address is not served.",
        expected=f"{page} at {path}/",
        got=scope["path"],
        fix=f"Open {path}/ in a browser.",
    )
    return JSONResponse(body, status_code=404)
