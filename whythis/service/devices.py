"""Browsers in which somebody of the staff signed in before: guessing from elsewhere does not hold those up."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets

from fastapi import Request, Response

from whythis.service.service import Service

_DAYS = 400
"""The longest that browsers keep a cookie."""
_DEVICE = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{32}")


def keep_device(service: Service, answer: Response, name: str) -> None:
    """Gives the browser a cookie by which `name` is known there; it opens nothing."""
    device = secrets.token_hex(16)
    answer.set_cookie(
        _cookie(name),
        f"{device}.{_mark(service, name, device)}",
        max_age=_DAYS * 86400,
        httponly=True,
        samesite="strict",
        secure=service.settings.https and not service.local,
    )


def known_device(request: Request, name: str) -> str:
    """The browser's own id when `name` signed in there before; else empty."""
    service: Service = request.app.state.service
    kept = request.cookies.get(_cookie(name), "")
    if not _DEVICE.fullmatch(kept):
        return ""
    device, mark = kept.split(".")
    return device if hmac.compare_digest(mark, _mark(service, name, device)) else ""


def network(address: str) -> str:
    """The address, or of IPv6 the /64 that one customer of a provider has whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


def _mark(service: Service, name: str, device: str) -> str:
    return service.seal.mark(f"device|{name.casefold()}|{device}")


def _cookie(name: str) -> str:
    """One for each name, since several may share a browser."""
    return "wt_known_" + hashlib.sha256(name.casefold().encode()).hexdigest()[:12]
