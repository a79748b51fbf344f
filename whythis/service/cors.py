"""Which pages of other sites may call the API from a browser, and which host names this service answers to."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whythis.service.errors import RefusedError, send_refusal
from whythis.service.service import Service, in_thread

API = "/api/v1/"
_METHODS = "GET, POST, PATCH, DELETE"
_HEADERS = "Authorization, Content-Type, Accept, Idempotency-Key, X-Request-Id"
_EXPOSED = "X-Request-Id, Retry-After, Idempotency-Replayed"
_FRESH_S = 5.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SiteCors:
    """Answers browsers for the origins of the sites that are set up, and never with credentials.

    Staff routes are for the service's own pages alone.
    """

    def __init__(self, app: ASGIApp, *, service: Service) -> None:
        self.app = app
        self.service = service
        self._origins: frozenset[str] = frozenset()
        self._read_at = -_FRESH_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(API):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        preflight = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        allowed = origin is not None and not path.startswith(API + "staff/") and origin in await self._known()
        if preflight:
            answer = Response(status_code=204 if allowed else 403, headers={"Vary": "Origin"})
            if allowed and origin is not None:
                answer.headers["Access-Control-Allow-Origin"] = origin
                answer.headers["Access-Control-Allow-Methods"] = _METHODS
                answer.headers["Access-Control-Allow-Headers"] = _HEADERS
                answer.headers["Access-Control-Max-Age"] = "600"
            await answer(scope, receive, send)
            return

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.add_vary_header("Origin")
                if allowed and origin is not None:
                    out["Access-Control-Allow-Origin"] = origin
                    out["Access-Control-Expose-Headers"] = _EXPOSED
                    out["Cross-Origin-Resource-Policy"] = "cross-origin"
            await send(message)

        await self.app(scope, receive, send_with_cors)

    async def _known(self) -> frozenset[str]:
        """The sites' origins, read again every few seconds: a site that was added is let in without a restart."""
        if time.monotonic() - self._read_at > _FRESH_S:
            self._read_at = time.monotonic()
            try:
                sites = await in_thread(self.service.sites.all)
            except SQLAlchemyError:  # what was known holds until the database is back
                return self._origins
            self._origins = frozenset(o for s in sites if s.revoked_at_utc is None for o in s.origins)
        return self._origins


class LocalHosts:
    """Answers only to this machine's own names. Else a page elsewhere could point a name of its own here (DNS
    rebinding), and would be taken for somebody who sits at this machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = Headers(scope=scope).get("host", "") if scope["type"] == "http" else LOOPBACK[0]
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            name = None
        if name in LOOPBACK:
            await self.app(scope, receive, send)
            return
        refusal = RefusedError(
            421,
            "This service is open on this machine alone.",
            expected=" or ".join(LOOPBACK),
            got=host,
            fix="Set up a site to serve others: whythis site add NAME --origin https://… --shop DIR",
        )
        await send_refusal(refusal, scope, receive, send)


class AddressRate:
    """Counts requests by the address that they come from, before anything is done for them."""

    def __init__(self, app: ASGIApp, *, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API):
            address = (scope.get("client") or ("unknown", 0))[0]
            try:
                self.service.rates.count("address", address)
            except RefusedError as error:
                await send_refusal(error, scope, receive, send)
                return
        await self.app(scope, receive, send)
