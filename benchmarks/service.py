"""How long answers of the API take when several people chat at once, and what memory the service then holds.

    python -m benchmarks service [SHOP [PEOPLE [TURNS [REQUESTS]]]]

The service runs as `whythis serve` in a process of its own; the people are in this one, each with a session and talks
of their own: no two ask for the same kind of thing at a time, and what they ask next is drawn by a seed of theirs.
Every second turn is streamed. Three rounds of TURNS (10) turns each are timed:

- cold: nobody asked anything before, but for one talk that loads what is loaded once; each asks again at once,
- warm: the same talks again, so that nothing is new to the service,
- reading: other talks, cold, each person taking 4 to 12 s to read and type, as people do.

Beside times stands what a turn costs the service in processor time, which other work on the machine hardly changes.

Then REQUESTS (600) further turns go at once, and the memory that the service holds is told after the first tenth of
them and at the end. 7,200 are an hour of 16 people who read.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

PORT = 7899
URL = f"http://127.0.0.1:{PORT}"
RATES = ("RATE_ADDRESS", "RATE_SHOPPER")
"""Limits that 16 people on one address would run into."""
SUBJECTS = (
    "a quiet kettle", "desk lamp with a warm light", "backpack for rain", "yoga mat",
    "running shoes for long distances", "a board game for four", "frying pan for induction",
    "office chair for a bad back", "a crime novel", "bluetooth speaker for the garden", "wireless headphones",
    "mechanical keyboard", "espresso machine", "water bottle for hiking", "tent for two", "reading lamp",
    "noise cancelling headphones", "a puzzle game for kids", "trail shoes", "a light suitcase",
    "pour over coffee maker", "insulated flask", "gaming chair", "ergonomic mouse", "non-stick wok", "floor lamp",
    "a historical novel", "day pack with a laptop sleeve", "kettle with temperature control", "party speaker",
    "camping stove", "saucepan with a lid",
)  # fmt: skip
LIMITS = ("", " under $40", " under $60", " under $100", " over $20", " in black", " in blue")
NEXT = (
    (5, "why the first one?"),
    (4, "why the second one?"),
    (2, "why the third?"),
    (4, "something cheaper"),
    (2, "only in black"),
    (2, "under $50 please"),
    (3, "more"),
    (3, "compare the first and the second"),
    (2, "why not the second?"),
    (2, "which material is the first one?"),
    (1, "how sure are you?"),
    (1, "what would take the first one off the list?"),
    (1, "what if price did not matter?"),
    (1, "thanks, that helps"),
)
"""What comes after a request, each with how often."""
TALK_TURNS = (4, 8)
READING_S = (4.0, 12.0)


@dataclass
class Times:
    """Milliseconds of answers, and what went wrong."""

    plain: list[float] = field(default_factory=list)
    streamed: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = [
            f"{name} p50 {np.percentile(values, 50):.0f} p95 {np.percentile(values, 95):.0f} ms"
            for name, values in (
                ("turn", self.plain + self.streamed),
                ("JSON", self.plain),
                ("stream", self.streamed),
                ("first text", self.first),
            )
            if values
        ]
        return ", ".join(told) + f"; {len(self.errors)} errors {self.errors[:2] or ''}"


def main(arguments: Sequence[str]) -> None:
    source, people, turns, requests = (*arguments, *("shops/sample", "16", "10", "600")[len(arguments) :])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "shop"
        shutil.copytree(source, folder)
        command = [sys.executable, "-m", "whythis", "serve", "--shop", str(folder), "--port", str(PORT)]
        environment = os.environ | {f"WHYTHIS_SERVICE__{name}": "1000000/minute" for name in RATES}
        with (
            (Path(scratch) / "log").open("w") as log,
            subprocess.Popen(command, stderr=log, env=environment) as server,  # noqa: S603
        ):
            try:
                _wait()
                asyncio.run(_round(1, 4, seed=99))
                for name, seed, reading in (("cold", 0, False), ("warm", 0, False), ("reading", 1, True)):
                    _report(name, server.pid, int(people), int(turns), seed, reading)
                _report_memory(server.pid, int(people), int(requests))
                print(_stages())
            finally:
                server.terminate()


def _report(name: str, pid: int, people: int, turns: int, seed: int, reading: bool) -> None:
    started, worked = time.perf_counter(), _processor_s(pid)
    times = asyncio.run(_round(people, turns, seed, reading))
    seconds = time.perf_counter() - started
    each = 1000 * (_processor_s(pid) - worked) / (people * turns)
    took = f"{people * turns} turns in {seconds:.1f} s, {each:.0f} ms of a core each"
    print(f"{name:<9}{people} people, {took}: {times}", flush=True)


def _report_memory(pid: int, people: int, requests: int) -> None:
    parts, held = 10, []
    for part in range(parts):
        times = asyncio.run(_round(people, max(1, requests // parts // people), seed=100 + part))
        held.append(_memory_mb(pid))
        if times.errors:
            print(f"errors: {times.errors[:2]}")
    growth = 100 * (held[-1] / held[0] - 1)
    after = f"{held[0]:.0f} MB after {requests // parts} turns, {held[-1]:.0f} MB after {requests}"
    print(f"memory   {after}: {growth:+.1f} %")


async def _round(people: int, turns: int, seed: int, reading: bool = False) -> Times:
    times = Times()
    async with httpx.AsyncClient(
        base_url=URL, timeout=60, limits=httpx.Limits(max_connections=None)
    ) as client:
        await asyncio.gather(*(_person(client, n, turns, seed, reading, times) for n in range(people)))
    return times


async def _person(
    client: httpx.AsyncClient, n: int, turns: int, seed: int, reading: bool, times: Times
) -> None:
    chance = random.Random(1000 * seed + n)
    answer = await client.post("/api/v1/sessions", json={})
    headers = {"Authorization": f"Bearer {answer.raise_for_status().json()['token']}"}
    session = None
    said = _messages(chance, n)
    for turn in range(turns):
        if reading:
            await asyncio.sleep(chance.uniform(*READING_S))
        starts, text = next(said)
        body = {"message": text} | ({"session": session} if session and not starts else {})
        asked = time.perf_counter()
        try:
            if (turn + n) % 2:
                session, first_at = await _streamed(client, body, headers)
                times.first.append(1000 * (first_at - asked))
                times.streamed.append(1000 * (time.perf_counter() - asked))
            else:
                reply = await client.post("/api/v1/chat", json=body, headers=headers)
                session = reply.raise_for_status().json()["session"]
                times.plain.append(1000 * (time.perf_counter() - asked))
        except (httpx.HTTPError, KeyError, ValueError) as error:
            times.errors.append(f"{text!r}: {type(error).__name__}: {error}"[:200])


def _messages(chance: random.Random, n: int) -> Iterator[tuple[bool, str]]:
    """What a person says, and whether a new talk begins with it."""
    weights, texts = zip(*NEXT, strict=True)
    for talk in range(10_000):
        subject = SUBJECTS[(n + 16 * talk) % len(SUBJECTS)]
        yield True, subject + chance.choice(LIMITS)
        for text in chance.choices(texts, weights, k=chance.randint(*TALK_TURNS) - 1):
            yield False, text


async def _streamed(client: httpx.AsyncClient, body: dict, headers: dict[str, str]) -> tuple[str, float]:
    """The talk's id, and when the first text came.

    Raises:
        ValueError: the pieces do not make the text, or there was an error in the stream.
    """
    first_at, said, reply, name = 0.0, "", {}, ""
    accept = headers | {"Accept": "text/event-stream"}
    async with client.stream("POST", "/api/v1/chat", json=body, headers=accept) as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                name = line[7:]
                if name == "text" and not first_at:
                    first_at = time.perf_counter()
            elif line.startswith("data: ") and name == "text":
                said += json.loads(line[6:])["text"]
            elif line.startswith("data: ") and name in ("reply", "error"):
                reply = json.loads(line[6:])
    if reply.get("text") != said or not said:
        raise ValueError(f"the pieces {said[-60:]!r} do not make the reply {reply!r}")
    return reply["session"], first_at


def _wait(seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(f"{URL}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the service did not start")


def _stages() -> str:
    """The mean time of every part of the work, from the service's own figures."""
    sums: dict[str, dict[str, float]] = {}
    for line in httpx.get(f"{URL}/metrics").text.splitlines():
        for what in ("sum", "count"):
            lead = f'whythis_stage_seconds_{what}{{stage="'
            if line.startswith(lead):
                stage, _, value = line.removeprefix(lead).partition('"} ')
                sums.setdefault(stage, {})[what] = float(value)
    means = {stage: 1000 * found["sum"] / max(found["count"], 1) for stage, found in sums.items()}
    return "means    " + ", ".join(f"{stage} {mean:.0f} ms" for stage, mean in means.items())


def _processor_s(pid: int) -> float:
    """Seconds of processor time that a process has used: what a turn costs however busy the machine is."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    """Resident memory, as Linux tells it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
