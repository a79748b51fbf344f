"""Nothing leaves the machine: a service whose every connection and name lookup is watched answers all the same."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

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
_SERVE = """
from whythis.cli import main

sys.argv = ["whythis", "serve", "--shop", sys.argv[1], "--port", sys.argv[2]]
main()
"""
PATIENCE_S = 120.0
LEFT = 42
"""The exit code of a process that would have left the machine."""
QUESTIONS = (
    "why the first one?", "why is it above the second?", "how sure are you?", "what if it cost less?",
    "how do you choose?", "what do you know about me?", "let me talk to a person", "delete all my data",
)  # fmt: skip
PAGES = (
    "/",
    "/chat/",
    "/docs",
    "/openapi.json",
    "/widget.js",
    "/demo-shop",
    "/staff/sign-in",
    "/healthz",
    "/readyz",
)


def test_a_default_installation_answers_without_a_request_to_anywhere(
    tiny_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "shop")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", _WATCHED + _SERVE, str(folder), str(port)]
    log = tmp_path / "serve.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(command, stdout=told, stderr=told) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, follow_redirects=True) as client,
    ):
        try:
            _wait(client, server)
            _use(client)
            server.send_signal(signal.SIGTERM)
            assert server.wait(60) == 0, log.read_text(errors="replace")[-2000:]
        finally:
            server.kill()
    assert "LEAVES THE MACHINE" not in log.read_text(errors="replace")


def _use(client: httpx.Client) -> None:
    """What shoppers do, and the pages that anybody opens."""
    token = client.post("/api/v1/sessions", json={}).raise_for_status().json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    listed = (
        client.post("/api/v1/chat", json={"message": "kettle"}, headers=headers).raise_for_status().json()
    )
    assert listed["items"]
    for n, message in enumerate(QUESTIONS):
        body = {"message": message, "session": listed["session"]}
        accept = {"Accept": "text/event-stream"} if n % 2 else {}
        assert client.post("/api/v1/chat", json=body, headers=headers | accept).raise_for_status().text
    for page in PAGES:
        assert client.get(page).status_code == 200, page


def _wait(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the service did not start")


def test_the_watch_sees_who_leaves() -> None:
    for leaving in (
        "socket.getaddrinfo('shop.example', 443)",
        "socket.create_connection(('192.0.2.1', 443))",
    ):
        done = subprocess.run(
            [sys.executable, "-c", f"{_WATCHED}\nimport socket\n{leaving}"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == LEFT
        assert "LEAVES THE MACHINE" in done.stderr
