"""`whythis serve`: the API and the chat over one shop."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console
from whythis.errors import InputError

if TYPE_CHECKING:
    from whythis.service.service import Service
    from whythis.service.types import ServedShop
    from whythis.shop.live import LiveShop

_log = logging.getLogger(__name__)


@app.command()
def serve(
    shop: ShopOption,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
) -> None:
    """Serves the API and the chat."""
    run_server(shop, host, port)


def run_server(
    shop: Path,
    host: str,
    port: int,
    on_ready: Callable[[str], None] = lambda url: None,
    examples: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Loads the shop and serves it until it is stopped; what is being answered then is answered first.

    Args:
        on_ready: called with the chat's address once it answers.
        examples: requests to start with, by language; None makes some from the catalogue.

    Raises:
        InputError: the port is taken, or others than this machine are to be served and no site is set up.
    """
    if not port_is_free(host, port):
        raise InputError(
            "The port is taken.",
            expected=f"a free port on {host}",
            got=str(port),
            fix="Name another one: --port " + str(port + 1),
        )
    import uvicorn

    from whythis.service.app import create_app
    from whythis.service.connections import connection_options
    from whythis.service.logs import configure_logs
    from whythis.service.service import Service
    from whythis.shop.live import LiveShop

    live = LiveShop(shop)
    opened = cast("ServedShop", live)
    settings = live.settings.service
    secret = settings.secret or service_secret(shop)
    configure_logs(settings.log)
    service = Service(opened, settings, secret, local=False)
    service.local = _is_local(host, service)
    application = create_app(
        opened,
        secret=secret,
        https_only=settings.https and not service.local,
        examples=examples or live.examples(),
        service=service,
        chat_page=service.local or settings.public_chat,
    )
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level="warning",
        log_config=None,
        access_log=False,
        **connection_options(settings),
    )
    server = uvicorn.Server(config)
    started, stop = server.startup, server.handle_exit

    async def startup(sockets=None) -> None:
        await started(sockets)
        reload_on_signal(live)
        url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - compared, not bound
        console.print(f"{opened.name} is open at {url}  (Ctrl-C stops it)")
        on_ready(url)

    def handle_exit(sig, frame) -> None:
        service.draining = True  # whoever asks /readyz hears of it while the last answers are given
        stop(sig, frame)

    server.startup, server.handle_exit = startup, handle_exit
    if threading.current_thread() is threading.main_thread():
        # The server raises the signal again once it has stopped, which would end the process before the shop is closed.
        signal.signal(signal.SIGTERM, lambda sig, frame: None)
    try:
        server.run()
    finally:
        live.close()


def reload_on_signal(live: LiveShop) -> None:
    """SIGHUP has the shop loaded anew beside the one that serves; where it cannot be loaded, that one stays."""
    if not hasattr(signal, "SIGHUP"):  # Windows: there a restart does it
        return

    def reload() -> None:
        try:
            live.reload()
        except Exception:
            _log.exception("the shop could not be loaded anew; the one before goes on serving")

    def begin() -> None:
        threading.Thread(target=reload, name="reload", daemon=True).start()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, begin)


def _is_local(host: str, service: Service) -> bool:
    """Whether this machine alone is served, with nobody signing in: it is where no site is set up.

    Raises:
        InputError: others are to be served, and no site is set up.
    """
    if any(site.revoked_at_utc is None for site in service.sites.all()):
        return False
    if host in ("127.0.0.1", "localhost", "::1") and not service.settings.proxies:
        return True
    raise InputError(
        "Nobody is set up who may use this service from elsewhere.",
        expected="a site, or an address of this machine alone",
        got=host,
        fix="Run: whythis site add NAME --origin https://… --shop DIR  (or serve on 127.0.0.1)",
    )


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def service_secret(shop: Path) -> str:
    """Signs sessions and seals signing keys: made once a shop, readable by its owner alone."""
    path = shop / "session.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(32)
        file.write(key)
    return key
