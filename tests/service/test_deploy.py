"""What is in deploy/: the unit and the container file fit the program, and a stop stays within the unit's time."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
import typer.core
import typer.main

from whythis.cli import app
from whythis.service.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
UNIT, CONTAINER = ROOT / "deploy/whythis.service", ROOT / "deploy/Containerfile"
INSTRUCTIONS = [
    "FROM",
    "WORKDIR",
    "RUN",
    "COPY",
    "ENV",
    "USER",
    "VOLUME",
    "EXPOSE",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "ENTRYPOINT",
    "CMD",
]
CLOSING_S = 20
"""Beside what is being answered: upkeep and deliveries get ten seconds each to finish what they write."""


@pytest.fixture(scope="module")
def unit() -> configparser.SectionProxy:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(UNIT.read_text())
    return read["Service"]


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Instructions of the container file, with continued lines put together."""
    text = re.sub(r"^#.*\n", "", CONTAINER.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in text.splitlines() if line.strip()
    ]


def options_of_serve() -> set[str]:
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    return {option for parameter in command.commands["serve"].params for option in parameter.opts}


def test_the_unit_and_the_container_start_the_program_as_it_is(unit, steps):
    known = options_of_serve()
    started = shlex.split(unit["ExecStart"])
    assert started[0].endswith("/bin/whythis")
    (entry,) = [json.loads(value) for name, value in steps if name == "ENTRYPOINT"]
    (command,) = [json.loads(value) for name, value in steps if name == "CMD" and value.startswith('["serve')]
    for words in (started[1:], (entry + command)[1:]):
        assert words[0] == "serve"
        for word in words:
            if word.startswith("--"):
                assert word in known, word


def test_a_reload_of_the_unit_sends_what_the_service_listens_to(unit):
    assert unit["ExecReload"] == "/bin/kill -HUP $MAINPID"


def test_a_stop_has_longer_than_answers_may_take(unit, steps):
    longest = ServiceSettings().drain_seconds + CLOSING_S
    assert int(unit["TimeoutStopSec"]) >= longest
    assert int(re.search(r"--stop-timeout (\d+)", CONTAINER.read_text())[1]) >= longest  # type: ignore[index]
    assert unit["KillSignal"] == "SIGTERM"
    assert ("STOPSIGNAL", "SIGTERM") in steps


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    here = tmp_path / "whythis.service"
    here.write_text(UNIT.read_text().replace("/opt/whythis/bin/whythis", shutil.which("true") or "/bin/true"))
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False
    )
    told = [line for line in (checked.stdout + checked.stderr).splitlines() if "whythis" in line]
    assert (checked.returncode, told) == (0, [])
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(here)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert exposed.returncode == 0, exposed.stdout[-300:]


def test_the_container_is_built_of_what_is_there_and_runs_as_nobody(steps):
    copied = [
        word
        for name, value in steps
        if name == "COPY" and "--from" not in value
        for word in value.split()[:-1]
    ]
    assert copied
    let_in = {
        line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")
    }
    for path in copied:
        assert (ROOT / path).exists(), path
        assert path.removeprefix("./") in let_in, path
    last = [value for name, value in steps if name == "USER"][-1]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last)
    environment = dict(
        pair.split("=", 1) for name, value in steps if name == "ENV" for pair in shlex.split(value)
    )
    assert environment["HF_HUB_OFFLINE"] == environment["TRANSFORMERS_OFFLINE"] == "1"
    assert all(
        environment[name].split("/")[1] == "tmp" for name in ("HOME", "HF_HOME")
    )  # all else is only read
    for name, value in steps:
        assert name in INSTRUCTIONS, name
        assert not (name == "FROM" and (":" not in value or value.endswith(":latest"))), value


def test_the_health_check_of_the_container_tells_well_from_gone(local, steps):
    (value,) = [value for name, value in steps if name == "HEALTHCHECK"]
    words = json.loads(value[value.index("CMD ") + 4 :])
    words[0] = sys.executable
    for port, code in ((local.port, 0), (1, 1)):
        run = [word.replace(":7860", f":{port}") for word in words]
        assert subprocess.run(run, capture_output=True, check=False, timeout=30).returncode == code


def test_a_service_that_is_told_to_stop_answers_what_it_was_asked_and_leaves_in_time(
    tiny_folder, tmp_path, unit
):
    folder = Path(shutil.copytree(tiny_folder, tmp_path / "shop"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "whythis", "serve", "--shop", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server)
        token = httpx.post(f"{url}/api/v1/sessions", json={}).json()["token"]
        heard: list[str] = []
        begun = threading.Semaphore(0)

        def ask() -> None:
            headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
            body = {"message": "a quiet kettle"}
            with httpx.stream("POST", f"{url}/api/v1/chat", json=body, headers=headers, timeout=60) as stream:
                for line in stream.iter_lines():
                    if line == "event: started":
                        begun.release()
                    heard.append(line)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for one in asking:
            one.start()
        assert all(begun.acquire(timeout=60) for _ in asking)
        started = time.monotonic()
        server.send_signal(signal.SIGTERM)
        for one in asking:
            one.join()
        code = server.wait(int(unit["TimeoutStopSec"]))
        assert time.monotonic() - started < int(unit["TimeoutStopSec"])
        assert (code, heard.count("event: reply")) == (0, 3)
    finally:
        server.kill()
        server.communicate()
    assert not list(folder.glob("shop.db-wal"))  # the database was closed


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            httpx.get(f"{url}/readyz").raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > until or server.poll() is not None:
                raise
            time.sleep(0.1)
