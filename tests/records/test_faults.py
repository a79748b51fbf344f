"""Writers that are killed, a disk that is full, a database that is gone: nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from benchmarks.faults import kill_writers
from tests.decisions import decision, item, signals
from tests.records.postgres import Postgres
from whythis.records.faults import records_unreachable
from whythis.records.store import Store
from whythis.records.verify import verify_log

ROOT = Path(__file__).parents[2]
MADE = decision([(item("a", title="A " * 500), signals())])


def test_no_acknowledged_decision_is_lost_when_writers_are_killed(url: str) -> None:
    found = kill_writers(url, 3)
    assert found.acknowledged >= 3
    assert (found.lost, found.broken, found.erased_back) == ([], [], []), str(found)


def test_a_full_database_says_so_keeps_what_was_saved_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    with store.engine.connect() as connection:  # the pool has this one connection
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 30}")
    saved = _until_it_fails(store)
    assert 0 < len(saved) < 400
    assert verify_log(store.engine).decisions == len(saved)
    with store.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10_000}")
    store.save_decision(replace(MADE, id="after"))
    assert verify_log(store.engine).decisions == len(saved) + 1
    assert all(store.decision(one).id == one for one in saved)
    store.close()


def _until_it_fails(store: Store) -> list[str]:
    saved: list[str] = []

    def fill() -> None:
        for n in range(400):
            store.save_decision(replace(MADE, id=f"d{n}"))
            saved.append(f"d{n}")

    with pytest.raises(SQLAlchemyError) as failed:
        fill()
    assert "no space left" in str(records_unreachable(failed.value))
    return saved


_FILL = """
import resource, sys
from tests.records.test_faults import _until_it_fails
from whythis.records.store import Store
store = Store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
print(*_until_it_fails(store))
"""


def test_a_file_that_may_not_grow_any_more_loses_nothing_either(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    Store(url).close()
    limit = max(path.stat().st_size for path in tmp_path.iterdir()) + 200_000
    filling = subprocess.run(
        [sys.executable, "-c", _FILL, url, str(limit)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert filling.returncode == 0, filling.stderr
    saved = filling.stdout.split()
    store = Store(url)
    assert saved
    assert verify_log(store.engine).decisions == len(saved)
    assert all(store.decision(one).id == one for one in saved)
    store.close()


def test_a_postgres_that_is_stopped_and_started_again_is_used_again() -> None:
    with Postgres() as server:
        store = Store(server.url)
        store.save_decision(replace(MADE, id="before"))
        server.stop()
        with pytest.raises(SQLAlchemyError) as failed:
            store.save_decision(replace(MADE, id="while"))
        assert "cannot be reached" in str(records_unreachable(failed.value))
        server.start()
        store.save_decision(replace(MADE, id="after"))
        assert verify_log(store.engine).decisions == 2
        store.close()
