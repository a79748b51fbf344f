"""Nothing leaves the machine: a process whose every connection and name lookup is watched answers all the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_WATCHED = """
import asyncio, os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        inside = not isinstance(address, tuple) or str(address[0]).startswith(("127.", "::1", "localhost"))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        inside = arguments[0] in (None, "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1")
    else:
        return
    if not inside:
        sys.stderr.write(f"LEAVES THE MACHINE: {event} {arguments!r}\\n")
        sys.stderr.flush()
        os._exit(42)

sys.addaudithook(watch)
"""
_EVERYTHING = """
from fastapi.testclient import TestClient

import whythis
from whythis.service.app import create_app
from whythis.service.service import Service
from whythis.service.settings import ServiceSettings

shop = whythis.open(sys.argv[1])
listed = shop.ask("kettle", session="s")
assert listed.items, listed.text
for message in ("why the first one?", "why is it above the second?", "how sure are you?", "what if it cost less?",
                "how do you choose?", "what do you know about me?", "let me talk to a person", "delete all my data"):
    assert shop.ask(message, session="s").text
service = Service(shop, ServiceSettings(), "a secret of this test alone", local=True)
app = create_app(shop, secret="a secret of this test alone", service=service)
with TestClient(app, base_url="http://127.0.0.1") as client:
    for path in ("/", "/docs", "/widget.js", "/demo-shop", "/healthz", "/readyz"):
        assert client.get(path).status_code == 200, path
print("answered")
"""


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=240, check=False
    )


def test_a_default_installation_answers_without_a_request_to_anywhere(
    tiny_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "shop")
    done = _run(_WATCHED + _EVERYTHING, str(folder))
    assert done.returncode == 0, done.stderr[-2000:]
    assert "answered" in done.stdout


def test_the_watch_sees_who_leaves() -> None:
    done = _run(_WATCHED + "import socket\nsocket.getaddrinfo('shop.example', 443)\n")
    assert done.returncode == 42
    assert "LEAVES THE MACHINE" in done.stderr
