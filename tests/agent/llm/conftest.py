"""A real server process for the endpoint's tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SERVER = Path(__file__).parent / "server.py"


class Served:
    """A running server, and what it was asked."""

    def __init__(self, plan: list[dict], log: Path) -> None:
        self._log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, str(SERVER), json.dumps(plan)], stdout=subprocess.PIPE, stderr=file
            )
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/v1"

    @property
    def requests(self) -> list[dict]:
        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(*plan: dict) -> Served:
        running.append(Served(list(plan), tmp_path / f"requests-{len(running)}.jsonl"))
        return running[-1]

    yield start
    for served in running:
        served.process.kill()
        served.process.communicate()
