"""A service over the tiny shop with its real models, reached over a real socket."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from whythis.service.app import create_app
from whythis.service.connections import connection_options
from whythis.service.service import Service
from whythis.service.settings import ServiceSettings
from whythis.shop import Shop

SECRET = "the secret of the service's tests, of no shop"  # noqa: S105
ORIGIN = "https://shop.example"
PASSWORD = "correct horse battery"  # noqa: S105
QUICK = {"rate_address": "100000/minute", "rate_shopper": "100000/minute", "rate_site": "100000/minute",
         "rate_sign_in": "100000/minute", "heartbeat_seconds": 0.05}  # fmt: skip


class Running:
    """A service in a thread of this process, on a free port of localhost."""

    def __init__(self, shop: Shop, *, local: bool, **settings: Any) -> None:
        self.service = Service(shop, ServiceSettings(**{**QUICK, **settings}), SECRET, local=local)
        self.app = create_app(shop, secret=SECRET, service=self.service, chat_page=False)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        options = connection_options(self.service.settings) | {"timeout_graceful_shutdown": 5}
        config = uvicorn.Config(self.app, log_level="error", log_config=None, **options)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Running:
        self.thread.start()
        until = time.monotonic() + 30
        while not self.server.started:
            if time.monotonic() > until:
                raise TimeoutError("the service did not start")
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)

    def client(self, token: str = "", **headers: str) -> httpx.Client:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def session(self) -> str:
        """The token of a new anonymous session, on a service without sites."""
        with self.client() as client:
            return client.post("/api/v1/sessions", json={}).raise_for_status().json()["token"]


@pytest.fixture(scope="session")
def shop(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("service") / "tiny"
    shutil.copytree(tiny_folder, folder)
    opened = Shop.open(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def local(shop: Shop) -> Iterator[Running]:
    """As `whythis serve` is on this machine's own address before any site is set up."""
    with Running(shop, local=True) as running:
        yield running


@pytest.fixture(scope="session")
def public(shop: Shop) -> Iterator[Running]:
    """As `whythis serve` is with a site."""
    with Running(shop, local=False) as running:
        yield running


@pytest.fixture
def running(shop: Shop) -> Iterator[Callable[..., Running]]:
    """Starts services with settings of the test's own."""
    started: list[Running] = []

    def start(local: bool = True, **settings: Any) -> Running:
        started.append(Running(shop, local=local, **settings).__enter__())
        return started[-1]

    yield start
    for one in started:
        one.__exit__()


@pytest.fixture
def me(local: Running) -> Iterator[httpx.Client]:
    """A client with an anonymous session of its own."""
    with local.client(local.session()) as client:
        yield client


@pytest.fixture
def stranger(local: Running) -> Iterator[httpx.Client]:
    """Another one."""
    with local.client(local.session()) as client:
        yield client
