"""A rebuilt shop takes over in a service process under requests: nothing is refused, and what was said stays true."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.conftest import write_tiny
from whythis.cli import main
from whythis.explainers.words.amortised import Amortised, Fidelity, save_fidelity, save_head
from whythis.ranking.model_store import current, make_current
from whythis.retrieval.encoder import TextEncoder
from whythis.shop.build import import_source, index_shop
from whythis.shop.live import LiveShop

PATIENCE_S = 120.0
SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "WHYTHIS_SERVICE__RATE_ADDRESS": "100000/minute",
    "WHYTHIS_SERVICE__RATE_SHOPPER": "100000/minute",
}


@dataclass
class Serving:
    """`whythis serve` in a process of its own."""

    folder: Path
    process: subprocess.Popen[bytes]
    url: str

    def ready(self) -> dict:
        return httpx.get(f"{self.url}/readyz", timeout=10).raise_for_status().json()

    def person(self) -> httpx.Client:
        token = httpx.post(f"{self.url}/api/v1/sessions", json={}).raise_for_status().json()["token"]
        return httpx.Client(
            base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
        )

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")


def until(told, seconds: float = PATIENCE_S) -> None:
    end = time.monotonic() + seconds
    while not told():
        if time.monotonic() > end:
            raise TimeoutError("it did not come to pass")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def serving(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("reload") / "tiny"
    shutil.copytree(tiny_folder, folder)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "whythis", "serve", "--shop", str(folder), "--port", str(port)]
    url = f"http://127.0.0.1:{port}"

    def is_ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError((folder / "serve.log").read_text(encoding="utf-8", errors="replace"))
        try:
            return httpx.get(f"{url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    with (
        (folder / "serve.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | SETTINGS) as process,
    ):
        try:
            until(is_ready)
            yield Serving(folder, process, url)
        finally:
            process.terminate()


def rebuild(folder: Path, encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another catalogue (a price, an item gone, an item new) with its indexes, and a ranker trained on it."""
    rows = [json.loads(line) for line in write_tiny(folder / "source.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["id"] != "h3"]
    rows[0]["price_cents"] = 4100
    rows.append(dict(rows[0], id="k9", title="Corvane quiet kettle 1.5 l", brand="Corvane", price_cents=2500))
    (folder / "source.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    import_source("jsonl", folder / "source.jsonl", folder)
    index_shop(folder, encoder, lambda done, kept: None)
    told = ["train", "--shop", str(folder), "--catalog-queries", "8", "--taught-queries", "4"]
    told += ["--warmup-epochs", "0.2", "--combiner", "linear", "--report-to", "none"]
    monkeypatch.setattr(sys, "argv", ["whythis", *told])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code


def test_a_rebuilt_shop_takes_over_without_a_lost_request(
    serving: Serving, encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(client: httpx.Client, session: str | None, message: str) -> dict:
        body = {"message": message} | ({"session": session} if session else {})
        return client.post("/chat", json=body).raise_for_status().json()

    def explained(client: httpx.Client, reply: dict, kind: str) -> bytes:
        asked = {"item": reply["items"][0]["id"], "kind": kind}
        return (
            client.get(f"/decisions/{reply['decision_id']}/explanations", params=asked)
            .raise_for_status()
            .content
        )

    me = serving.person()
    listed = told(me, None, "quiet kettle")
    before = {kind: explained(me, listed, kind) for kind in ("why", "compare")}
    why = told(me, listed["session"], "why the first one?")
    made_by = me.get(f"/decisions/{listed['decision_id']}").json()["versions"]

    failed: list[str] = []
    answered = [0]
    stopped = threading.Event()

    def chat(n: int) -> None:
        with serving.person() as client:
            session = None
            for step in range(10_000):
                if stopped.is_set():
                    return
                text = ("kettle", "why the first one?", "headphones", "something cheaper", "why the first?")[
                    (step + n) % 5
                ]
                try:
                    session = told(client, session, text)["session"]
                    serving.ready()
                    answered[0] += 1
                    time.sleep(0.2)
                except (httpx.HTTPError, KeyError) as error:
                    failed.append(f"{text}: {error!r}")

    people = [threading.Thread(target=chat, args=(n,)) for n in range(3)]
    for person in people:
        person.start()
    try:
        rebuild(serving.folder, encoder, monkeypatch)
        old = serving.ready()
        asked = answered[0]
        serving.reload()
        until(lambda: serving.ready()["model"] != old["model"])
        until(lambda: answered[0] > asked + 6)
    finally:
        stopped.set()
        for person in people:
            person.join(60)
    assert failed == []

    again = told(me, None, "quiet kettle")
    assert "k9" in [item["id"] for item in again["items"]]
    now = me.get(f"/decisions/{again['decision_id']}").json()["versions"]
    for part in ("model", "model_sha256", "catalog_sha256", "index_sha256", "combiner_sha256"):
        assert now[part] != made_by[part]

    assert {kind: explained(me, listed, kind) for kind in before} == before
    why_not = json.loads(explained(me, {**listed, "items": [{"id": "l1"}]}, "why_not"))
    assert (why_not["remedies"], "catalogue" in why_not["changed"]) == ([], True)
    assert "have changed since that list was made" in why_not["text"]
    repeated = told(me, listed["session"], "why the first one?")
    same = {"latency_ms": 0.0, "suggestions": []}
    assert repeated | same == why | same


def test_a_shop_that_cannot_be_loaded_does_not_take_over(serving: Serving) -> None:
    models = serving.folder / "models"
    used, model = current(models).name, serving.ready()["model"]
    (models / "CURRENT").write_text("v99\n", encoding="utf-8")
    try:
        serving.reload()
        until(lambda: "could not be loaded anew" in serving.log())
    finally:
        make_current(models, used)
    assert serving.ready()["model"] == model
    with serving.person() as client:
        assert client.post("/chat", json={"message": "kettle"}).status_code == 200


def test_after_an_exchange_nothing_holds_the_shop_of_before(tiny_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder, tmp_path / "tiny"))
    live = LiveShop(folder)
    ranking = live.ranker.cross_encoder
    save_head(Amortised.untrained(ranking).head, ranking.folder, ranking.sha256)
    save_fidelity(
        Fidelity(1.0, 1, ranking.sha256), ranking.folder
    )  # so that it answers, and is kept in memory
    del ranking
    listed = live.ask("quiet kettle")
    why = live.ask("why the first one?", session=listed.session)
    assert "amortised" in str(why.explanation)
    held = [weakref.ref(live.ranker.cross_encoder), weakref.ref(live.ranker.searcher)]
    del listed, why
    live.reload()
    assert [one() for one in held] == [None, None]
    live.close()
