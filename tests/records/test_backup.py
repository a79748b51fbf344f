"""Back-up while the shop is written to, and restore: what is put back is checked first."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.records.postgres import Postgres
from tests.records.test_erasure import decided
from whythis.errors import ShopError
from whythis.records.store import Store
from whythis.records.types import Owner
from whythis.records.verify import LogBrokenError, verify_log
from whythis.shop.backup import back_up, restore
from whythis.shop.settings import Settings, write_settings


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


def a_folder(tmp_path: Path) -> Path:
    """A shop's folder with a secret and a language of its own, without a database yet."""
    folder = tmp_path / "shop"
    folder.mkdir()
    write_settings(folder, Settings(name="Lamps"))
    (folder / "session.key").write_text("a secret of the shop")
    (folder / "messages").mkdir()
    (folder / "messages" / "de.toml").write_text('[language]\nlocale = "de"\n')
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop's folder; its database is the file in it, or the server's."""
    folder = a_folder(tmp_path)
    if request.param == "postgres":
        server = request.getfixturevalue("server")
        empty(server.url)
        monkeypatch.setenv("WHYTHIS_DATABASE__URL", server.url)
    return folder


def empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    engine.dispose()


def opened(shop: Path) -> Store:
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import database_url

    return Store(database_url(shop, read_settings(shop)))


def lose(shop: Path) -> None:
    """The disk breaks."""
    from whythis.shop.settings import read_settings

    url = read_settings(shop).database.url
    if url:
        empty(url)
    shutil.rmtree(shop)


def programs(request: pytest.FixtureRequest) -> Path | None:
    return request.getfixturevalue("server").programs if "postgres" in request.node.name else None


def test_what_was_saved_before_the_backup_is_there_after_the_restore(
    shop: Path, request, tmp_path: Path
) -> None:
    store = opened(shop)
    for n in range(20):
        store.save_decision(decided(f"d{n}", f"s{n % 2}"))
    store.erasing.everything(Owner("s0"), 1, "2026-03-01T00:00:00.000Z")
    stop = threading.Event()

    def go_on() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            store.save_decision(decided(f"meanwhile-{n}"))

    writing = threading.Thread(target=go_on)
    writing.start()
    manifest = back_up(shop, tmp_path / "copy", programs(request))
    stop.set()
    writing.join()
    store.close()
    assert manifest["log"]["erased"] == 10
    lose(shop)
    found = restore(tmp_path / "copy", shop, programs(request))
    assert found.erased == 10
    assert found.decisions >= 20
    assert found.since_noted is not None
    store = opened(shop)
    assert store.decision("d3") == decided("d3", "s1")
    store.save_decision(decided("after"))
    assert verify_log(store.engine, manifest["log"]["head"]).decisions == found.decisions + 1
    store.close()
    assert (shop / "session.key").read_text() == "a secret of the shop"
    assert (shop / "session.key").stat().st_mode & 0o777 == 0o600
    assert (shop / "messages" / "de.toml").is_file()


def test_nothing_is_overwritten(shop: Path, request, tmp_path: Path) -> None:
    store = opened(shop)
    store.save_decision(decided())
    back_up(shop, tmp_path / "copy", programs(request))
    store.save_decision(replace(decided(), id="newer"))
    with pytest.raises(ShopError, match="a database already"):
        restore(tmp_path / "copy", shop, programs(request))
    with pytest.raises(ShopError, match="something there already"):
        back_up(shop, tmp_path / "copy", programs(request))
    assert verify_log(store.engine).decisions == 2
    store.close()


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Path, Path]:
    """A shop on SQLite and its back-up."""
    shop = tmp_path / "shop"
    shop.mkdir()
    write_settings(shop, Settings())
    store = opened(shop)
    store.save_decision(decided())
    store.close()
    back_up(shop, tmp_path / "copy")
    return shop, tmp_path / "copy"


def test_a_backup_is_one_file_of_the_database_that_only_its_owner_reads(copied) -> None:
    _, copy = copied
    assert sorted(path.name for path in copy.iterdir()) == ["backup.json", "shop.db", "shop.toml"]
    assert copy.stat().st_mode & 0o077 == 0


def test_a_backup_that_was_changed_or_is_not_finished_is_not_put_back(copied, tmp_path: Path) -> None:
    shop, copy = copied
    lose(shop)
    whole = (copy / "shop.db").read_bytes()
    (copy / "shop.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ShopError, match=r"was changed: shop\.db"):
        restore(copy, shop)
    (copy / "shop.db").write_bytes(whole)
    (copy / "backup.json").unlink()
    with pytest.raises(ShopError, match="no finished back-up"):
        restore(copy, shop)
    assert not (shop / "shop.db").exists()


def test_a_backup_of_a_log_that_does_not_hold_is_refused(copied, tmp_path: Path) -> None:
    shop, _ = copied
    with sqlite3.connect(shop / "shop.db") as connection:
        connection.execute("UPDATE decisions SET request_text = 'forged'")
    with pytest.raises(LogBrokenError):
        back_up(shop, tmp_path / "second")
    assert not (tmp_path / "second" / "backup.json").exists()


def test_a_missing_pg_dump_is_said(tmp_path: Path, server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(tmp_path, Settings())
    monkeypatch.setenv("WHYTHIS_DATABASE__URL", server.url)
    with pytest.raises(ShopError, match="pg_dump is not installed"):
        back_up(tmp_path, tmp_path / "copy", tmp_path)


@pytest.mark.parametrize(
    "name",
    ["../outside", "../../etc/cron.d/x", "/etc/passwd", "messages/../../outside.toml", "messages/x.sh",
     "catalog.parquet", "models/v1/card.json", "..", "", "messages/de.toml/../../../x", "shop.toml\x00"],
)  # fmt: skip
def test_a_backup_that_names_files_elsewhere_is_refused_whole(tmp_path: Path, name: str) -> None:
    copied, shop = saved(tmp_path), tmp_path / "restored"
    outside = tmp_path / "outside"
    outside.write_text("of somebody else")
    manifest = json.loads((copied / "backup.json").read_text())
    manifest["sha256"][name] = hashlib.sha256(b"of somebody else").hexdigest()
    (copied / "backup.json").write_text(json.dumps(manifest))
    with pytest.raises(ShopError, match="does not belong"):
        restore(copied, shop)
    assert not shop.exists()


@pytest.mark.parametrize("linked", ["session.key", "shop.db", "messages"])
def test_a_backup_with_links_is_refused(tmp_path: Path, linked: str) -> None:
    copied, shop = saved(tmp_path), tmp_path / "restored"
    (copied / linked).rename(tmp_path / "elsewhere")
    (copied / linked).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ShopError, match="no links"):
        restore(copied, shop)
    assert not shop.exists()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"sha256": 1}', '{"sha256": {}, "database": "x", "log": {"head": "h"}}',
     '{"sha256": {"../x": "0"}, "database": "../x", "log": {"head": "h"}}', "[" * 100_000,
     '{"sha256": {"shop.db": 1}}'],
)  # fmt: skip
def test_what_is_no_manifest_is_told_and_nothing_is_put_anywhere(tmp_path: Path, text: str) -> None:
    copied, shop = saved(tmp_path), tmp_path / "restored"
    (copied / "backup.json").write_text(text)
    with pytest.raises(ShopError, match="no finished back-up"):
        restore(copied, shop)
    assert not shop.exists()


def saved(tmp_path: Path) -> Path:
    """A back-up of a shop on SQLite, with a secret and a language of its own."""
    folder = a_folder(tmp_path)
    opened(folder).close()
    back_up(folder, tmp_path / "backup")
    return tmp_path / "backup"
