"""Limits on what comes in: the size of a body and the time that it takes to come, and how often who may ask."""

from __future__ import annotations

import asyncio
import time

from limits import parse
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from whythis.errors import ShopError
from whythis.service.errors import RefusedError, send_refusal
from whythis.service.settings import ServiceSettings
from whythis.ui.queues import replayed


class Rates:
    """Counts by address, site and shopper.

    Counted in this process, unless `rate_store` names a store that all processes share.

    Raises:
        ShopError: the store cannot be used.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        try:
            storage = storage_from_string(settings.rate_store)
        except (ConfigurationError, ImportError) as error:
            raise ShopError(
                "The rate limits' store cannot be used.",
                expected='"memory://", or the URL of a store whose client is installed',
                got=str(error)[:160],
                fix="Correct [service] rate_store in shop.toml.",
            ) from error
        self._limiter = SlidingWindowCounterRateLimiter(storage)  # type: ignore[arg-type]
        self._rates = {
            "address": parse(settings.rate_address),
            "site": parse(settings.rate_site),
            "shopper": parse(settings.rate_shopper),
            "sign_in": parse(settings.rate_sign_in),
        }

    def count(self, what: str, *who: str) -> None:
        """Counts one request of somebody.

        Raises:
            RefusedError: 429, they asked too often; says when to come back.
        """
        rate = self._rates[what]
        if self._limiter.hit(rate, what, *who):
            return
        wait = max(1, round(self._limiter.get_window_stats(rate, what, *who).reset_time - time.time()))
        raise RefusedError(
            429,
            "These are too many requests.",
            expected=f"at most {rate} by one {what.replace('_', '-')}",
            got="more",
            fix=f"Try again in {wait} s.",
            headers={"Retry-After": str(wait)},
        )


class BodyLimit:
    """Reads a body before anybody else does: at most so long, in at most so many seconds.

    A sender that says nothing, or speaks a byte a second, is shown the door in time and holds no place meanwhile.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int, seconds: float) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._read(scope, receive)
        except TimeoutError:
            await send_refusal(self._too_slow(), scope, receive, send)
            return
        except RefusedError as error:
            await send_refusal(error, scope, receive, send)
            return
        if body is None:
            return
        await self.app(scope, replayed(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body; None when the sender left in the middle."""
        told = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if told.isdigit() and int(told) > self.most_bytes:
            raise self._too_large()
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            size += len(part)
            if size > self.most_bytes:
                raise self._too_large()
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)

    def _too_large(self) -> RefusedError:
        return RefusedError(
            413,
            "The request's body is too large.",
            expected=f"at most {self.most_bytes} bytes",
            got="more",
            fix="Send less.",
            headers={"Connection": "close"},
        )

    def _too_slow(self) -> RefusedError:
        return RefusedError(
            408,
            "The request's body did not come in time.",
            expected=f"all of it within {self.seconds:g} s",
            got="less",
            fix="Send it at once.",
            headers={"Connection": "close"},
        )
