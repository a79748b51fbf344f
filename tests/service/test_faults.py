"""The service that is killed, whose database goes away or whose disk is full, beside another one over the same SQLite,
and under a clock that is set back; and a shop whose files were cut short.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.faults import kill_service
from tests.records.postgres import Postgres
from whythis.errors import WhyThisError
from whythis.records.clock import system_clock
from whythis.records.verify import verify_log
from whythis.service.principals import LOCAL
from whythis.shop import Shop

from .conftest import Running


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_folder, tmp_path / "tiny"))


@pytest.fixture
def server() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


def test_while_the_database_is_gone_the_service_says_so_and_goes_on_when_it_is_back(
    folder: Path, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYTHIS_DATABASE__URL", server.url)
    shop = Shop.open(folder)
    with Running(shop, local=True) as running, running.client(running.session()) as client:
        asked = {"message": "kettle"}
        before = client.post("/api/v1/chat", json=asked)
        assert before.status_code == 200
        server.stop()
        for path, body in (("/api/v1/chat", asked), ("/api/v1/recommendations", {"query": "lamp"})):
            failed = client.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
            assert failed.status_code == 503, failed.text
            assert failed.json().keys() >= {"error", "expected", "got", "fix", "request_id"}
            assert "cannot be reached" in failed.json()["error"]
            assert failed.headers["retry-after"]
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        server.start()
        assert client.get("/readyz").status_code == 200
        again = {"message": "cheaper ones", "session": before.json()["session"]}
        assert client.post("/api/v1/chat", json=again).status_code == 200
        assert client.get(f"/api/v1/decisions/{before.json()['decision_id']}").status_code == 200
    assert verify_log(shop.store.engine).decisions == 2
    shop.close()


@pytest.mark.parametrize(
    ("pattern", "fix"),
    [
        ("models/*/adapter/adapter_model.safetensors", "whythis train"),
        ("models/*/combiner.json", "whythis train"),
        ("catalog.parquet", "whythis import"),
        ("index/dense.faiss", "whythis index"),
    ],
)
def test_a_file_that_was_cut_short_is_named_with_what_to_do(folder: Path, pattern: str, fix: str) -> None:
    (path,) = folder.glob(pattern)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(WhyThisError) as refused:
        Shop.open(folder)
    assert fix in refused.value.fix
    told = str(refused.value)
    assert path.name in told or path.stem in told or path.parent.name in told


def test_a_service_that_is_killed_under_load_has_lost_nothing_that_it_acknowledged(folder: Path) -> None:
    found = kill_service(folder, "", 1)
    assert found.acknowledged
    assert (found.lost, found.broken) == ([], []), str(found)


def test_a_full_disk_is_told_and_what_was_acknowledged_is_there_when_there_is_room(folder: Path) -> None:
    shop = Shop.open(folder)
    engine, room = shop.store.engine, [0]

    def so_large(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={room[0]}")

    with engine.connect() as connection:
        room[0] = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 30
    event.listen(engine, "connect", so_large)
    with Running(shop, local=True) as running, running.client(running.session()) as client:
        engine.dispose()  # new connections find the disk nearly full
        saved, refused = [], None
        for n in range(200):
            answer = client.post("/api/v1/recommendations", json={"query": f"kettle {n}"})
            if answer.status_code != 200:
                refused = answer
                break
            saved.append(answer.json()["id"])
        assert saved
        assert refused is not None
        assert refused.status_code == 503, refused.text
        assert "no space left" in refused.json()["error"]
        assert client.get("/healthz").status_code == 200
        room[0] += 10_000
        engine.dispose()
        assert client.post("/api/v1/recommendations", json={"query": "kettle"}).status_code == 200
        assert all(client.get(f"/api/v1/decisions/{one}").status_code == 200 for one in saved)
    assert verify_log(engine).decisions == len(saved) + 1
    shop.close()


def test_two_services_over_one_sqlite_file_lose_nothing_of_each_other(folder: Path) -> None:
    shops = Shop.open(folder), Shop.open(folder)
    with Running(shops[0], local=True) as one, Running(shops[1], local=True) as other:
        token = one.session()  # both have the secret, so a session holds for both

        def ask(n: int) -> tuple[str, str]:
            with (one, other)[n % 2].client(token) as client:
                listed = client.post("/api/v1/chat", json={"message": "kettle"}).raise_for_status().json()
            with (other, one)[n % 2].client(token) as client:
                body = {"message": "why the first one?", "session": listed["session"]}
                why = client.post("/api/v1/chat", json=body).raise_for_status().json()
            return listed["decision_id"], why["decision_id"]

        with ThreadPoolExecutor(4) as people:
            told = list(people.map(ask, range(8)))
    assert all(listed == why for listed, why in told)
    assert verify_log(shops[0].store.engine).decisions == 8
    for shop in shops:
        shop.close()


def test_a_clock_that_is_set_back_ends_no_session_and_no_talk(
    local: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = local.service.tokens
    with monkeypatch.context() as ahead:
        ahead.setattr(tokens, "_clock", lambda: system_clock() + timedelta(hours=1))
        ahead.setattr("whythis.agent.lists.utc_now", lambda: "2199-01-01T00:00:00.000Z")
        token, _, _ = tokens.session("anonymous", LOCAL)
        with local.client(token) as client:
            before = client.post("/api/v1/chat", json={"message": "quiet kettle"}).raise_for_status().json()
    with local.client(token) as client:
        body = {"message": "headphones", "session": before["session"]}
        listed = client.post("/api/v1/chat", json=body).raise_for_status().json()
        body["message"] = "why the first one?"
        why = client.post("/api/v1/chat", json=body).raise_for_status().json()
    assert why["decision_id"] == listed["decision_id"] != before["decision_id"]
    assert listed["items"][0]["title"] in why["text"]
