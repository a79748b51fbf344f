"""A shop's page on another origin than the service, and a browser page that watches what happens on it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WAIT_MS = 10_000
KETTLES = "a kettle under 40"
TWO = '<why-this item="k1"></why-this><why-this item="d1">为何</why-this>'
HOSTILE = '<img src=x onerror="window.hacked=1"><b>bold</b>'
# What docs/widget.md tells a shop to allow, on top of nothing at all.
POLICY = (
    "default-src 'none'; script-src {service} {own}; connect-src {service}; img-src {service}; "
    "require-trusted-types-for 'script'; report-uri {own}/violations"
)


class ShopPage:
    """Serves one page, which its address changes: `body`, `head`, `lang`, `script` (the attributes of the tag)."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.service = ""
        handler = type("Handler", (_Handler,), {"shop": self})
        self.server = ThreadingHTTPServer(("localhost", 0), handler)
        self.origin = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def html(self, wanted: dict[str, str]) -> str:
        tag = (
            f'<script async src="{self.service}/widget.js" {wanted.get("script", "data-site=shop")}></script>'
        )
        return (
            f'<!doctype html><html lang="{escape(wanted.get("lang", "en"))}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>'
            f'{wanted.get("head", "")}{tag}</head><body><main><h1>A kettle</h1><a href="#x">a link</a>'
            f"{wanted.get('body', '')}</main></body></html>"
        )


class _Handler(BaseHTTPRequestHandler):
    shop: ShopPage

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        wanted = {key: values[0] for key, values in parse_qs(address.query).items()}
        if address.path == "/own.js":
            self._send(wanted["code"], "text/javascript")
        elif address.path == "/":
            self._send(self.shop.html(wanted), "text/html")
        else:
            self._send("", "text/plain", 404)

    def do_POST(self) -> None:
        self.shop.violations.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._send("", "text/plain", 204)

    def _send(self, text: str, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        policy = POLICY.format(service=self.shop.service, own=self.shop.origin)
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Watched:
    """A page with the widget on it. Locators reach into its open shadow roots by themselves."""

    page: Any
    requests: list[Any] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    @property
    def dialog(self) -> Any:
        return self.page.locator("whythis-chat dialog")

    @property
    def answer(self) -> Any:
        """The latest one."""
        return self.page.locator("whythis-chat .turn:last-child .answer")

    def open(self) -> Watched:
        self.page.locator(".bubble").click()
        self.page.locator("whythis-chat :is(.welcome, .turn)").first.wait_for()
        return self

    def say(self, text: str) -> Watched:
        self.page.locator("form textarea").fill(text)
        self.page.keyboard.press("Enter")
        return self.settled()

    def settled(self) -> Watched:
        """Waits until the latest question has its answer and nothing is under way."""
        self.page.locator("whythis-chat .turn:last-child .answer > p").first.wait_for()
        self.until(
            "document.querySelector('whythis-chat').shadowRoot.querySelector('.status').textContent === ''"
        )
        return self

    def until(self, condition: str) -> None:
        """Waits until an expression is true. Asks from outside: Playwright's own wait evaluates text in the page, which
        the policy forbids.
        """
        last = time.monotonic() + WAIT_MS / 1000
        while not self.page.evaluate(condition):
            assert time.monotonic() < last, f"it did not come true: {condition}"
            self.page.wait_for_timeout(20)

    def focused(self) -> str:
        """What has the focus, through all shadow roots: its tag, classes and label."""
        return self.page.evaluate(
            "() => { let at = document.activeElement;"
            "while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;"
            "return [at.getRootNode().host ? at.getRootNode().host.localName : 'page', at.localName, at.className,"
            "at.getAttribute('aria-label') || ''].join(' '); }"
        )

    def hosts(self) -> set[str]:
        return {urlsplit(r.url).netloc for r in self.requests if urlsplit(r.url).scheme.startswith("http")}

    def posts(self, path: str) -> list[Any]:
        return [r for r in self.requests if r.method == "POST" and urlsplit(r.url).path == f"/api/v1/{path}"]
