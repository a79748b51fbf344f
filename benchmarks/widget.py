"""How long a page waits for the widget: from the page's first byte asked for until the bubble can be pressed.

    python -m benchmarks widget [SHOP [VISITS]]

Every visit is a fresh browser profile in Chromium with nothing in its cache, on a page of another origin than the
service. The clock is the page's own, and starts when the page is navigated to.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.shops import SAMPLE_SHOP, open_shop

CHROMIUM = "/usr/bin/chromium"
SECRET = "the secret of a benchmark, of no shop"  # noqa: S105
NOTE = """
document.addEventListener('whythis:ready', () => {
  const bubble = document.querySelector('whythis-chat').shadowRoot.querySelector('.bubble');
  requestAnimationFrame(() => { window.ready_ms = bubble.getBoundingClientRect().width > 0 && performance.now(); });
});
"""


def main(arguments: Sequence[str]) -> None:
    from playwright.sync_api import sync_playwright

    source, visits = (*arguments, *(SAMPLE_SHOP, "20")[len(arguments) :])
    with _service(source) as (service, page), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        times = [_visit(browser, page) for _ in range(int(visits))]
        browser.close()
    from whythis.ui.widget.bundle import widget_bundle

    middle, high = np.percentile(times, [50, 95])
    print(
        f"widget.js: {len(widget_bundle().gzipped)} bytes gzipped, {len(widget_bundle().plain)} plain; from {service}"
    )
    print(
        f"interactive, cold, {visits} visits: p50 {middle:.0f} ms, p95 {high:.0f} ms, max {max(times):.0f} ms"
    )


def _visit(browser: Any, url: str) -> float:
    """Milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(NOTE)
    page.goto(url)
    page.wait_for_function("window.ready_ms")
    ready_ms = page.evaluate("window.ready_ms")
    context.close()
    return ready_ms


@contextmanager
def _service(source: str) -> Iterator[tuple[str, str]]:
    """The addresses of a service over a copy of the shop, and of a page of a site of its."""
    import uvicorn

    from whythis.service.app import create_app
    from whythis.service.service import Service
    from whythis.service.settings import ServiceSettings
    from whythis.shop import Shop

    open_shop(source).close()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "shop"
        shutil.copytree(source, folder)
        shop = Shop.open(folder)
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        pages = ThreadingHTTPServer(("localhost", 0), _page(address))
        origin = f"http://localhost:{pages.server_address[1]}"
        service = Service(shop, ServiceSettings(rate_address="100000/minute"), SECRET, local=False)
        service.sites.add("bench", (origin,))
        app = create_app(shop, secret=SECRET, service=service, chat_page=False)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", log_config=None))
        running = threading.Thread(target=server.run, args=([listening],), daemon=True)
        running.start()
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        while not server.started:
            time.sleep(0.02)
        yield address, origin
        server.should_exit = True
        running.join(timeout=10)
        pages.shutdown()
        shop.close()


def _page(service: str) -> type[BaseHTTPRequestHandler]:
    html = (
        f'<!doctype html><html lang="en"><title>A shop</title>'
        f'<script async src="{service}/widget.js" data-site="bench"></script><h1>A kettle</h1></html>'
    ).encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_: Any) -> None:
            pass

    return Page
