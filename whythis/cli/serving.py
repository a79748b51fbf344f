"""`whythis serve`: the chat over one shop."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console
from whythis.errors import InputError


@app.command()
def serve(
    shop: ShopOption,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
) -> None:
    """Serves the chat."""
    run_server(shop, host, port)


def run_server(
    shop: Path,
    host: str,
    port: int,
    on_ready: Callable[[str], None] = lambda url: None,
    examples: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Loads the shop and serves it until it is stopped.

    Args:
        on_ready: called with the chat's address once it answers.
        examples: requests to start with, by language; None makes some from the catalogue.
    """
    if not port_is_free(host, port):
        raise InputError(
            "The port is taken.",
            expected=f"a free port on {host}",
            got=str(port),
            fix="Name another one: --port " + str(port + 1),
        )
    import uvicorn

    from whythis.shop import Shop
    from whythis.ui.app import create_app

    opened = Shop.open(shop)
    application = create_app(opened, secret=_secret(shop), examples=examples or opened.examples())
    server = uvicorn.Server(uvicorn.Config(application, host=host, port=port, log_level="warning"))
    started = server.startup

    async def startup(sockets=None) -> None:
        await started(sockets)
        url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - compared, not bound
        console.print(f"{opened.name} is open at {url}  (Ctrl-C stops it)")
        on_ready(url)

    server.startup = startup
    server.run()
    opened.close()


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _secret(shop: Path) -> str:
    """The key that signs session cookies: made once a shop, readable by its owner alone."""
    path = shop / "session.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(32)
        file.write(key)
    return key
