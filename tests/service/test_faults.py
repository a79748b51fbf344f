"""The service when its database goes away, and a shop whose files were cut short."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.postgres import Postgres
from whythis.errors import WhyThisError
from whythis.records.verify import verify_log
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
