"""How long answers of the API take when several people chat at once, and what memory the service then holds.

    python -m benchmarks service [SHOP [PEOPLE [TURNS]]]

The service runs as `whythis serve` in a process of its own; the people are threads of this one, each with a session,
one question after the other without a pause, every second one streamed. One talk goes first and is not counted.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np

PORT = 7899
TALK = (
    "wireless headphones under 100",
    "why the first one?",
    "something cheaper",
    "why not the second?",
    "more",
)
REQUESTS = ("a quiet kettle", "desk lamp", "backpack for rain", "yoga mat", "running shoes", "a board game for four",
            "frying pan", "office chair", "a novel", "bluetooth speaker")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    source, people, turns = (*arguments, *("shops/sample", "16", "10")[len(arguments) :])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "shop"
        shutil.copytree(source, folder)
        with (folder / "shop.toml").open("a", encoding="utf-8") as file:
            file.write('\n[service]\nrate_address = "1000000/minute"\nrate_shopper = "1000000/minute"\n')
        command = [sys.executable, "-m", "whythis", "serve", "--shop", str(folder), "--port", str(PORT)]
        with (Path(scratch) / "log").open("w") as log, subprocess.Popen(command, stderr=log) as server:  # noqa: S603
            try:
                _wait()
                _person(0, 2, [], [], [])
                before = _memory_mb(server.pid)
                _report(int(people), int(turns))
                print(f"memory: {before:.0f} MB before, {_memory_mb(server.pid):.0f} MB after")
            finally:
                server.terminate()


def _report(people: int, turns: int) -> None:
    plain: list[float] = []
    streamed: list[float] = []
    first: list[float] = []
    errors: list[str] = []

    def run(n: int) -> None:
        try:
            _person(n, turns, plain, streamed, first)
        except (httpx.HTTPError, KeyError, ValueError) as error:
            errors.append(f"{type(error).__name__}: {error}"[:200])

    threads = [threading.Thread(target=run, args=(n,)) for n in range(people)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    answers = len(plain) + len(streamed)
    print(f"{people} people, {answers} answers in {seconds:.1f} s, {len(errors)} errors {errors[:2]}")
    for name, values in (("JSON", plain), ("stream, whole", streamed), ("stream, first text", first)):
        if values:
            middle, high = np.percentile(values, [50, 95])
            print(f"{name:<20} p50 {middle:>6.0f} ms   p95 {high:>6.0f} ms   max {max(values):>6.0f} ms")


def _person(n: int, turns: int, plain: list[float], streamed: list[float], first: list[float]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as client:
        token = client.post("/api/v1/sessions", json={}).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        session = None
        for turn in range(turns):
            step = (turn + n) % len(TALK)
            text = REQUESTS[(n + turn) % len(REQUESTS)] if session is None or step == 0 else TALK[step]
            body = {"message": text} | ({"session": session} if session else {})
            asked = time.perf_counter()
            if turn % 2:
                session, text_at = _streamed(client, body)
                first.append(1000 * (text_at - asked))
                streamed.append(1000 * (time.perf_counter() - asked))
            else:
                session = client.post("/api/v1/chat", json=body).raise_for_status().json()["session"]
                plain.append(1000 * (time.perf_counter() - asked))


def _streamed(client: httpx.Client, body: dict) -> tuple[str, float]:
    """The talk's id, and when the first text came."""
    text_at, reply = 0.0, {}
    with client.stream("POST", "/api/v1/chat", json=body, headers={"Accept": "text/event-stream"}) as stream:
        stream.raise_for_status()
        name = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
                if name == "text" and not text_at:
                    text_at = time.perf_counter()
            elif line.startswith("data: ") and name == "reply":
                reply = json.loads(line[6:])
    return reply["session"], text_at


def _wait(seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the service did not start")


def _memory_mb(pid: int) -> float:
    """Resident memory, as Linux tells it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
