"""A service over the scripted shop, and a browser that watches where its requests go."""

from __future__ import annotations

import shutil
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.service.conftest import PASSWORD, Running
from whythis.service.app import create_app
from whythis.shop import Shop

from .scripted import ScriptedShop
from .widget_fixtures import site, visit, widget_shop

__all__ = ["site", "visit", "widget_shop"]  # fixtures that live in a file of their own

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SECRET = "a secret of the tests, not of a shop"  # noqa: S105
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160"><circle cx="80" cy="80" r="50"/></svg>'
)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for name in ("item-1", "item-2", "a_b"):
        (folder / f"{name}.svg").write_text(PICTURE)
    return folder


@pytest.fixture(scope="session")
def assistant(pictures: Path) -> ScriptedShop:
    """Overridden by whoever runs the behaviours over another shop."""
    return ScriptedShop(folder=pictures)


@pytest.fixture(scope="session")
def base_url(assistant: ScriptedShop) -> Iterator[str]:
    """The address of a running service. Overridden together with `assistant`, or alone."""
    with serving(assistant) as url:
        yield url


class serving:  # noqa: N801
    """Runs the service over a shop in a thread, on a free port of localhost."""

    def __init__(self, assistant: ScriptedShop, **options: Any) -> None:
        app = create_app(assistant, secret=SECRET, **options)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        until = time.monotonic() + 30
        while not self.server.started:
            if time.monotonic() > until:
                raise TimeoutError("the service did not start")
            time.sleep(0.02)
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)


@pytest.fixture(scope="session")
def console(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with its staff console over a shop of its own, with the real models."""
    folder = tmp_path_factory.mktemp("console") / "tiny"
    shutil.copytree(tiny_folder, folder)
    shop = Shop.open(folder)
    with Running(shop, local=True) as running:
        yield running
    shop.close()


def staff_cookie(console: Running, role: str) -> str:
    """The session of a new member of staff."""
    name = f"{role}-{uuid.uuid4().hex[:8]}"
    console.service.staff.add(name, role, PASSWORD)
    return console.service.staff.sign_in(name, PASSWORD).token


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGS)
        yield opened
        opened.close()
