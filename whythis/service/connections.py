"""Connections: a request's head must come in time, and one address holds only so many at once.

Without it whoever sends a byte now and then (slowloris) holds a connection as long as they like, and thousands of them
leave no place for anybody else.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Sequence
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from whythis.service.settings import ServiceSettings


def connection_options(settings: ServiceSettings) -> dict[str, Any]:
    """What uvicorn is to be told so that `settings` hold for connections."""
    return {
        "http": guarded_protocol(settings.head_seconds, settings.connections_address, settings.proxies),
        "ws": "none",
        "server_header": False,
        "h11_max_incomplete_event_size": 32 * 1024,
        "timeout_graceful_shutdown": settings.drain_seconds,
        "proxy_headers": bool(settings.proxies),
        "forwarded_allow_ips": settings.proxies,
    }


def guarded_protocol(head_seconds: float, most: int, proxies: Sequence[str]) -> type[H11Protocol]:
    """A protocol for one server.

    Args:
        head_seconds: from the connection's opening, or the end of the answer before, to the end of a request's head.
        most: connections of one address at once; a proxy, through which everybody comes, has no limit.
    """
    held: Counter[str] = Counter()

    class GuardedProtocol(H11Protocol):
        _head: asyncio.TimerHandle | None = None
        _address = ""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            address = self.client[0] if self.client else ""
            if address and not _is_proxy(address, proxies):
                if held[address] >= most:
                    transport.abort()
                    return
                held[address] += 1
                self._address = address
            self._awaiting_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_timer()
            if self._address:
                held[self._address] -= 1
                if not held[self._address]:
                    del held[self._address]
                self._address = ""
            super().connection_lost(exc)

        def handle_events(self) -> None:
            super().handle_events()
            self._awaiting_head()

        def _awaiting_head(self) -> None:
            """Starts the clock when a head is awaited, and never anew for another byte of the same one."""
            if self.conn.their_state is not h11.IDLE:
                self._stop_timer()
            elif self._head is None:
                self._head = self.loop.call_later(head_seconds, self._too_slow)

        def _stop_timer(self) -> None:
            if self._head is not None:
                self._head.cancel()
                self._head = None

        def _too_slow(self) -> None:
            self._head = None
            if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
                self.transport.abort()

    return GuardedProtocol


def _is_proxy(address: str, proxies: Sequence[str]) -> bool:
    """Whether an address is among the proxies, which are addresses, networks, or "*" for everybody."""
    for proxy in proxies:
        if proxy in ("*", address):
            return True
        try:
            if "/" in proxy and ipaddress.ip_address(address) in ipaddress.ip_network(proxy, strict=False):
                return True
        except ValueError:
            continue  # a name, which uvicorn compares as it stands
    return False
