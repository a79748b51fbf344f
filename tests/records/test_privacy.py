"""What is kept: every table is accounted for, what is too old goes and leaves tombstones, one's own is given out."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.records.test_decision_log import execute
from tests.records.test_erasure import SECRET, decided
from whythis.cli import main
from whythis.errors import NotShownError
from whythis.ranking.history import History, write_events
from whythis.ranking.types import Event
from whythis.records.clock import as_utc
from whythis.records.export import HELD, NOT_HELD, Person, export
from whythis.records.opinions import Opinion, Opinions
from whythis.records.privacy import KINDS, Periods, privacy_markdown
from whythis.records.retention import Retained, Retention
from whythis.records.store import Store
from whythis.records.tables import Base
from whythis.records.talks import Talks
from whythis.records.types import Feedback
from whythis.records.verify import verify_log
from whythis.shop.holdings import Holdings

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
OLD, NEW = as_utc(NOW - timedelta(days=800)), as_utc(NOW - timedelta(days=3))
TELLS_OF_SOMEBODY = {"shopper_id", "shopper_sha256", "owner", "subject", "conversation_id"}


def test_every_table_stands_once_in_the_table_of_what_is_kept_and_is_exported_or_said_not_to_be() -> None:
    tables = set(Base.metadata.tables)
    kept = [name for kind in KINDS for name in kind.tables]
    assert sorted(kept) == sorted(tables), "name new tables in whythis/records/privacy.py"
    assert HELD.keys() | NOT_HELD.keys() == tables, "name new tables in whythis/records/export.py"
    assert not HELD.keys() & NOT_HELD.keys()


def test_a_table_with_a_column_that_tells_of_a_shopper_is_exported() -> None:
    for name, table in Base.metadata.tables.items():
        if TELLS_OF_SOMEBODY & set(table.columns.keys()):
            assert name in HELD, f"{name} tells of shoppers and is not exported"


def test_the_documentation_holds_the_table_that_the_program_goes_by() -> None:
    assert privacy_markdown() in (ROOT / "docs/privacy.md").read_text(encoding="utf-8"), (
        "\n" + privacy_markdown()
    )


def filled(store: Store) -> None:
    """A decision, a talk, feedback and an opinion of long ago, and the same of now."""
    for n, at in enumerate((OLD, NEW)):
        store.save_decision(replace(decided(f"d{n}"), made_at_utc=at, session_id=f"t{n}"))
        store.save_turn(
            f"t{n}", "s1", message=f"about {SECRET}", reply='{"a": 1}', state="{}", decision_id=None
        )
        execute(store, "UPDATE turns SET at_utc = :at WHERE conversation_id = :talk", at=at, talk=f"t{n}")
        execute(store, "UPDATE conversations SET started_at_utc = :at WHERE id = :talk", at=OLD, talk=f"t{n}")
        clock = datetime.fromisoformat(at)
        Talks(store.engine, lambda clock=clock: clock).claim(f"t{n}", "shop", "shopper:s1")
        Opinions(store.engine, lambda clock=clock: clock).add(
            Opinion(f"d{n}", None, None, "helpful", "hm"), "shop", "shopper:s1"
        )
        store.feedback.add("s1", [Feedback(f"f{n}", "like", at, item_id=f"i{n}")])


def ids(store: Store, table: str, column: str = "id") -> list[str]:
    with store.engine.connect() as connection:
        return sorted(connection.execute(text(f"SELECT {column} FROM {table}")).scalars())  # noqa: S608


def test_what_is_too_old_goes_leaves_a_tombstone_and_the_log_holds(store: Store) -> None:
    filled(store)
    noted = verify_log(store.engine).head
    found = Retention(store.engine, Periods(), lambda: NOW).run()
    assert found == Retained(decisions=1, conversations=1, turns=1, feedback=1)
    assert ids(store, "decisions") == ["d1"]
    assert ids(store, "decision_items", "decision_id") == ["d1"] * 2
    assert ids(store, "conversations") == ["t1"]
    assert ids(store, "talk_owners", "conversation_id") == ["t1"]
    assert ids(store, "feedback") == ["f1"]
    assert ids(store, "opinions", "decision_id") == ["d1"]
    log = verify_log(store.engine, noted)
    assert (log.decisions, log.removed, log.since_noted) == (1, 1, 1)
    assert [(e.scope, e.decisions, e.turns) for e in store.erasing.erasures()] == [("expired", 1, 1)]
    with pytest.raises(NotShownError):
        store.decision("d0")
    assert Retention(store.engine, Periods(), lambda: NOW).run() == Retained()


def test_zero_days_keep_for_ever_and_a_talk_that_goes_on_is_not_old(store: Store) -> None:
    filled(store)
    for_ever = Periods(0, 0, 0, 0, 0, 0)
    assert Retention(store.engine, for_ever, lambda: NOW).run() == Retained()
    assert ids(store, "conversations") == ["t0", "t1"]


def test_many_old_decisions_go_some_at_a_time_and_no_byte_of_them_is_left(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    for n in range(230):
        store.save_decision(replace(decided(f"d{n}"), made_at_utc=OLD))
    found = Retention(store.engine, Periods(), lambda: NOW).run()
    assert found.decisions == 230
    assert verify_log(store.engine).removed == 230
    assert len(store.erasing.erasures()) == 1
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.close()


def test_old_events_leave_the_shops_files_where_the_owner_says_so(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    path = tmp_path / "events.parquet"
    write_events([Event("e0", "s1", "a", "like", OLD), Event("e1", "s1", "a", "like", NEW)], path)
    history = History(path)
    assert Holdings(tmp_path, store, history, Periods()).retain(lambda: NOW).events == 0
    assert Holdings(tmp_path, store, history, Periods(events_days=365)).retain(lambda: NOW).events == 1
    assert [e.id for e in history] == ["e1"]
    store.close()


def test_an_export_has_the_rows_of_one_person_alone(store: Store) -> None:
    filled(store)
    store.save_decision(replace(decided("other", "s2"), session_id="t9"))
    store.save_decision(replace(decided("nobody", None), session_id="t8"))
    found = export(store.engine, Person("s1", callers=(("shop", "shopper:s1"),)))
    assert {name: len(rows) for name, rows in found.items() if rows} == {
        "conversations": 2, "turns": 2, "decisions": 2, "decision_items": 4, "decision_log": 2, "feedback": 2,
        "talk_owners": 2, "opinions": 2,
    }  # fmt: skip
    assert found["decisions"][0]["body"]["history"][0]["event_id"] == SECRET
    assert [d["id"] for d in export(store.engine, Person(None, ("t8",)))["decisions"]] == ["nobody"]
    assert not any(export(store.engine, Person(None)).values())


def test_the_commands_tell_the_table_the_run_and_the_export(
    sample_folder: Path, tmp_path: Path, capsys
) -> None:
    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, "--shop", str(sample_folder)])
        captured = capsys.readouterr()
        assert not stopped.value.code, captured.err
        return captured.out

    kinds = {row["name"]: row for row in json.loads(run("privacy", "--json"))}
    assert kinds["access log"]["kept"] == "90 days"
    assert "decisions" in run("privacy")
    assert json.loads(run("retain", "--json"))["decisions"] == 0
    shopper = json.loads((sample_folder / "shoppers.jsonl").read_text().splitlines()[0])["id"]
    out = tmp_path / f"{uuid.uuid4().hex}.json"
    run("export", "--shopper", shopper, "--out", str(out))
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["files"]["events.parquet"]
    assert found["files"]["shoppers.jsonl"][0]["id"] == shopper
