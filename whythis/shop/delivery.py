"""Takes handovers out of the queue to an e-mail address or a webhook, in the background, until they are delivered.

What goes out are ids alone: the talk's, its lists', and the shopper's where there is one. Nothing that was said.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import urlsplit

from whythis.errors import WhyThisError
from whythis.records.handovers import HandoverQueue, later
from whythis.records.store import utc_now
from whythis.records.types import Handover
from whythis.shop.settings import HandoverSettings

PASSWORD_VARIABLE = "WHYTHIS_SMTP_PASSWORD"  # noqa: S105 - the variable's name, not a password
MAX_ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 30.0
"""Doubled after every failure: the eighth try is an hour after the first."""
IDLE_SECONDS = 30.0


_GIVEN_OUT = ipaddress.ip_network("2000::/3")


class DeliveryError(WhyThisError):
    """A handover that could not be delivered."""


class Deliveries:
    """Delivers what is in the queue, oldest first, in a thread of its own.

    Any number of processes may do so over one store: each handover is leased to one of them at a time. It arrives at
    least once, with its id, by which a receiver can drop a second copy.
    """

    def __init__(self, queue: HandoverQueue, settings: HandoverSettings, shop: str) -> None:
        self._queue = queue
        self._settings = settings
        self._send = _sender(settings, shop)
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def wake(self) -> None:
        """Starts the thread if it is not there, and lets it look at once."""
        with self._starting:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="handovers", daemon=True)
                self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """Stops after the delivery under way; what is left stays in the queue."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(self._settings.timeout_s + 1)

    def deliver_due(self) -> int:
        """Tries everything that is due, and says how many were delivered."""
        count = 0
        while not self._stopped.is_set():
            handover = self._queue.take(utc_now())
            if handover is None:
                break
            count += self._delivered(handover)
        return count

    def _delivered(self, handover: Handover) -> bool:
        try:
            self._send(handover)
        except (
            DeliveryError,
            OSError,
            smtplib.SMTPException,
            http.client.HTTPException,
            ValueError,
        ) as error:
            attempts = handover.attempts + 1
            pause = FIRST_PAUSE_SECONDS * 2 ** (attempts - 1)
            again = None if attempts >= MAX_ATTEMPTS else later(utc_now(), pause)
            self._queue.not_delivered(handover.id, attempts, f"{type(error).__name__}: {error}"[:300], again)
            return False
        self._queue.delivered(handover.id, utc_now())
        return True

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            self.deliver_due()
            self._wake.wait(IDLE_SECONDS)


def _sender(settings: HandoverSettings, shop: str) -> Callable[[Handover], None]:
    if settings.target == "webhook":
        return lambda handover: post(settings, _body(handover, shop))
    if settings.target == "email":
        return lambda handover: mail(settings, handover, shop)
    return lambda handover: None


def _body(handover: Handover, shop: str) -> dict[str, object]:
    return {
        "kind": "handover",
        "id": handover.id,
        "shop": shop,
        "at_utc": handover.at_utc,
        "conversation_id": handover.conversation_id,
        "decision_ids": list(handover.decision_ids),
        "shopper_id": handover.shopper_id,
        "lang": handover.lang,
    }


def post(settings: HandoverSettings, body: dict[str, object]) -> None:
    """Posts JSON to the webhook.

    The name is resolved once, the address checked, and that address connected to, so that no name can lead to another
    address after the check. Redirects are not followed.

    Raises:
        DeliveryError: the address is not allowed, or the answer is not a 2xx.
    """
    parts = urlsplit(settings.url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _address(host, port, settings.allow_private_addresses)
    connection = _Pinned(host, port, address, secure, settings.timeout_s)
    data = json.dumps(body, ensure_ascii=False).encode()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, data, {"Content-Type": "application/json", "User-Agent": "WhyThis"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise DeliveryError(
            "The webhook did not take the handover.",
            expected="an answer of 200 to 299",
            got=str(status),
            fix="Check [handover] url; it is tried again.",
        )


class _Pinned(http.client.HTTPConnection):
    """A connection to one checked address, which speaks to the host by its name."""

    def __init__(self, host: str, port: int, address: str, secure: bool, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._address = address
        self._secure = secure

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
            if self._secure
            else plain
        )


def _address(host: str, port: int, allow_private: bool) -> str:
    """The address that a host's name stands for, if every one of them may be called."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    refused = [address for address in found if not _is_public(address)]
    if refused and not allow_private:
        raise DeliveryError(
            "The webhook leads into a private network.",
            expected="a public address",
            got=f"{host}: {refused[0]}",
            fix="If that is meant, set allow_private_addresses = true in [handover] of shop.toml.",
        )
    return found[0]


def _is_public(address: str) -> bool:
    """Whether an address is of the public internet: not private, loopback, link-local, multicast, nor a way to such.

    Of IPv6 only what is given out to the public counts (2000::/3, RFC 4291); of the ways into IPv4 that lie there, 6to4
    and Teredo, neither is in use any more. What a network translates for itself (64:ff9b::/96) leads wherever it likes.
    """
    parsed = ipaddress.ip_address(address.split("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped
        if inner is not None:
            return _is_public(str(inner))
        if parsed not in _GIVEN_OUT or parsed.sixtofour or parsed.teredo:
            return False
    return parsed.is_global and not parsed.is_multicast


def mail(settings: HandoverSettings, handover: Handover, shop: str) -> None:
    """Sends an e-mail. TLS is used wherever the server offers it; a password never goes out without."""
    message = EmailMessage()
    message["Subject"] = f"{shop}: a shopper asks for a person"
    message["From"], message["To"] = settings.email_from or settings.email_to, settings.email_to
    message["Message-ID"] = f"<{handover.id}@whythis>"
    lists = "\n".join(f"  {decision_id}" for decision_id in handover.decision_ids) or "  none"
    message.set_content(
        f"Conversation: {handover.conversation_id}\nAsked at: {handover.at_utc}\n"
        f"Shopper: {handover.shopper_id or 'a newcomer'}\nLanguage: {handover.lang}\nLists:\n{lists}\n"
    )
    password = os.environ.get(PASSWORD_VARIABLE, "")
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=settings.timeout_s) as server:
        server.ehlo()
        encrypted = server.has_extn("starttls")
        if encrypted:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if settings.smtp_user:
            if not encrypted:
                raise DeliveryError(
                    "The mail server offers no encryption.",
                    expected="STARTTLS, since a password is to be sent",
                    got=f"{settings.smtp_host}:{settings.smtp_port} without it",
                    fix="Use a server with STARTTLS, or leave smtp_user empty.",
                )
            server.login(settings.smtp_user, password)
        server.send_message(message)
