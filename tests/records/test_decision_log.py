"""The decision log: whatever is done to it or to a decision is found, and named."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

import whythis.records.migrations as migrations
from tests.decisions import decision, item, signals
from tests.records.test_erasure import NOW, SECRET, Blank, decided
from whythis.cli import main
from whythis.errors import InputError, ShopError
from whythis.records.chain import GENESIS, Entry
from whythis.records.codec import decision_to_json, sha256_of
from whythis.records.store import Store
from whythis.records.types import Gone, Owner
from whythis.records.verify import LogBrokenError, verify_log
from whythis.shop.settings import Settings, write_settings


def filled(store: Store, count: int = 5) -> None:
    made = decision([(item(i), signals(quality=0.1)) for i in ("a", "b", "c")])
    for n in range(1, count + 1):
        store.save_decision(replace(made, id=f"d{n}", shopper_id="s1", session_id=f"t{n}"))


def execute(store: Store, *statements: str, **values: object) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)


def broken(store: Store) -> LogBrokenError:
    with pytest.raises(LogBrokenError) as found:
        verify_log(store.engine)
    return found.value


def test_an_empty_log_holds_and_so_does_one_with_decisions(store: Store) -> None:
    assert verify_log(store.engine).head == GENESIS
    filled(store, 3)
    found = verify_log(store.engine)
    assert (found.entries, found.decisions, found.erased, found.removed) == (3, 3, 0, 0)


_BODY = "UPDATE decisions SET body = replace(body, '{}', '{}') WHERE id = 'd3'"
TAMPERED = {
    "a score": [_BODY.format("0.9", "0.8")],
    "the body and the hash beside it": [
        "UPDATE decisions SET body = (SELECT body FROM decisions WHERE id = 'd2'), "
        "sha256 = (SELECT sha256 FROM decisions WHERE id = 'd2') WHERE id = 'd3'"
    ],
    "the hash beside the body": ["UPDATE decisions SET sha256 = repeat('0', 64) WHERE id = 'd3'"],
    "whose it is": ["UPDATE decisions SET shopper_id = 's2' WHERE id = 'd3'"],
    "nobody's": ["UPDATE decisions SET shopper_id = NULL WHERE id = 'd3'"],
    "the time": ["UPDATE decisions SET made_at_utc = '2026-01-01T00:00:00.001Z' WHERE id = 'd3'"],
    "the talk": ["UPDATE decisions SET conversation_id = 't9' WHERE id = 'd3'"],
    "the words": ["UPDATE decisions SET request_text = 'lamps' WHERE id = 'd3'"],
    "the salt": ["UPDATE decisions SET salt = repeat('0', 32) WHERE id = 'd3'"],
    "a salt that is none": ["UPDATE decisions SET salt = 'none' WHERE id = 'd3'"],
    "the index by item": [
        "UPDATE decision_items SET item_id = 'z' WHERE decision_id = 'd3' AND position = 1"
    ],
    "an item taken out of the index": [
        "DELETE FROM decision_items WHERE decision_id = 'd3' AND position = 3"
    ],
    "removed with its items": [
        "DELETE FROM decision_items WHERE decision_id = 'd3'",
        "DELETE FROM decisions WHERE id = 'd3'",
    ],
    "an entry's hash of the content": [
        "UPDATE decision_log SET content_sha256 = repeat('0', 64) WHERE sequence = 3"
    ],
    "an entry's decision": ["UPDATE decision_log SET decision_id = 'd9' WHERE sequence = 3"],
    "an entry's time": ["UPDATE decision_log SET at_utc = '' WHERE sequence = 3"],
    "an entry's own hash": ["UPDATE decision_log SET sha256 = repeat('0', 64) WHERE sequence = 3"],
    "two decisions exchanged": [
        "UPDATE decisions SET body = body || ' ' WHERE id = 'd4'",
        "UPDATE decisions SET salt = (SELECT salt FROM decisions WHERE id = 'd4') WHERE id = 'd3'",
    ],
    "two entries exchanged": [
        "UPDATE decision_log SET sequence = -3 WHERE sequence = 3",
        "UPDATE decision_log SET sequence = 3 WHERE sequence = 4",
        "UPDATE decision_log SET sequence = 4 WHERE sequence = -3",
    ],
    "a tombstone forged over an entry": ["UPDATE decision_log SET kind = 'erased' WHERE sequence = 3"],
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_change_is_found_at_its_row(store: Store, what: str) -> None:
    filled(store)
    execute(store, *(s if store.engine.dialect.name != "sqlite" else _sqlite(s) for s in TAMPERED[what]))
    found = broken(store)
    assert found.sequence == 3, found
    assert found.decision_id in ("d3", "d4", "d9")


def _sqlite(statement: str) -> str:
    for count in (32, 64):
        statement = statement.replace(f"repeat('0', {count})", f"'{'0' * count}'")
    return statement


def test_a_changed_or_missing_item_as_it_was_seen_is_found(store: Store) -> None:
    filled(store)
    made = decision([(item("other"), signals())])
    store.save_decision(replace(made, id="d6"))
    _, snapshots = decision_to_json(made)
    execute(
        store, "UPDATE item_snapshots SET body = body || ' ' WHERE sha256 = :key", key=next(iter(snapshots))
    )
    assert (broken(store).sequence, broken(store).decision_id) == (6, "d6")
    with pytest.raises(ShopError, match="cannot be read"):  # nor is it explained
        store.decision("d6")
    execute(store, "DELETE FROM item_snapshots WHERE sha256 = :key", key=next(iter(snapshots)))
    assert broken(store).sequence == 6


@pytest.mark.parametrize(("gone", "named"), [(1, 1), (3, 3), (5, 5)])
def test_an_entry_that_was_taken_out_is_found_first_middle_and_last(
    store: Store, gone: int, named: int
) -> None:
    filled(store)
    execute(
        store,
        "DELETE FROM decision_log WHERE sequence = :gone",
        "DELETE FROM decision_items WHERE decision_id = :d",
        "DELETE FROM decisions WHERE id = :d",
        gone=gone,
        d=f"d{gone}",
    )
    found = broken(store)
    assert found.sequence in (named, named + 1)
    assert "taken out" in str(found) or "missing at its end" in str(found)


def test_a_decision_that_was_put_in_is_found_and_so_is_a_head_that_is_gone_or_wrong(store: Store) -> None:
    filled(store)
    execute(
        store,
        "INSERT INTO decisions (id, conversation_id, made_at_utc, request_text, body, sha256, salt) "
        "SELECT 'forged', conversation_id, made_at_utc, request_text, body, sha256, salt FROM decisions "
        "WHERE id = 'd1'",
    )
    assert broken(store).decision_id == "forged"
    execute(store, "DELETE FROM decisions WHERE id = 'forged'", "UPDATE decision_log_head SET entries = 4")
    assert "head was changed" in str(broken(store))
    execute(store, "DELETE FROM decision_log_head")
    assert "head is missing" in str(broken(store))
    with pytest.raises(ShopError, match="no head"):
        store.save_decision(decided("new"))


def test_a_log_that_was_rewritten_whole_is_found_by_a_head_that_was_noted(store: Store) -> None:
    filled(store, 3)
    noted = verify_log(store.engine).head
    store.save_decision(replace(store.decision("d1"), id="later"))
    assert verify_log(store.engine, noted).since_noted == 1
    execute(store, "DELETE FROM decision_items", "DELETE FROM decisions", "DELETE FROM decision_log",
            "UPDATE decision_log_head SET entries = 0, sha256 = :none", none=GENESIS)  # fmt: skip
    filled(store, 3)
    assert verify_log(store.engine).entries == 3  # a log like any other
    with pytest.raises(LogBrokenError, match="the head that was noted is not in it"):
        verify_log(store.engine, noted)
    with pytest.raises(InputError, match="no hash"):
        verify_log(store.engine, "abc")


def test_the_command_prints_the_head_and_fails_with_the_first_broken_row(tmp_path: Path, capsys) -> None:
    write_settings(tmp_path, Settings())
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    filled(store, 3)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(["verify-log", "--shop", str(tmp_path), *arguments])
        return int(stopped.value.code or 0), *capsys.readouterr()

    code, out, _ = run("--json")
    told = json.loads(out)
    assert (code, told["ok"], told["entries"], told["decisions"]) == (0, True, 3, 3)
    assert run("--head", told["head"])[0] == 0
    assert told["head"] in run()[1]
    execute(store, "UPDATE decisions SET request_text = 'x' WHERE id = 'd2'")
    code, out, err = run()
    error = json.loads(err)
    assert (code, out) == (1, "")
    assert error.keys() == {"error", "expected", "got", "fix"}
    assert "entry 2, decision d2" in error["error"]
    execute(store, "DROP TABLE decision_log")
    assert "cannot be read" in json.loads(run()[2])["error"]
    store.close()


# Erasing


def test_after_an_erasure_the_log_holds_and_says_that_something_was_erased(store: Store) -> None:
    store.save_decision(decided("d1"))
    store.save_decision(decided("d2", "s2"))
    before = salts(store)
    first = verify_log(store.engine).head
    store.erasing.part(Owner("s1"), Gone(frozenset([SECRET])), Blank(SECRET), NOW)
    found = verify_log(store.engine, first)
    assert (found.entries, found.decisions, found.erased, found.since_noted) == (3, 2, 1, 1)
    store.erasing.everything(Owner("s1"), 1, NOW)
    found = verify_log(store.engine, first)
    assert (found.entries, found.decisions, found.erased) == (4, 2, 1)
    after = salts(store)
    assert after["d2"] == before["d2"]
    assert after["d1"] != before["d1"]  # with which nobody can guess what the old hash was of


def salts(store: Store) -> dict[str, str]:
    with store.engine.connect() as connection:
        return dict(connection.execute(text("SELECT id, salt FROM decisions")).tuples().all())


def test_what_was_erased_without_a_tombstone_is_found(store: Store) -> None:
    store.save_decision(decided("d1"))
    with store.engine.connect() as connection:
        kept = connection.execute(text("SELECT body, sha256, salt FROM decisions")).one()
    store.erasing.everything(Owner("s1"), 1, NOW)
    # The row that an erasure would leave, without the entry that it would write; and the other way round.
    execute(
        store,
        "DELETE FROM decision_log WHERE kind = 'erased'",
        "UPDATE decision_log_head SET entries = 1, sha256 = (SELECT sha256 FROM decision_log)",
    )
    assert broken(store).decision_id == "d1"
    execute(
        store,
        "UPDATE decisions SET body = :body, sha256 = :sha256, salt = :salt, shopper_id = 's1', request_text = 'lamp'",
        **kept._asdict(),
    )
    assert verify_log(store.engine).decisions == 1


def test_a_tombstone_without_an_erasure_is_found(store: Store) -> None:
    store.save_decision(decided("d1"))
    store.erasing.everything(Owner("s1"), 1, NOW)
    execute(store, "DELETE FROM erasures")
    assert "tombstone is of no erasure" in str(broken(store))


def test_a_tombstone_that_somebody_hashed_by_the_rules_needs_an_erasure_too(store: Store) -> None:
    filled(store, 2)
    forged = Entry(3, "removed", "d2", NOW, "", "0" * 32, verify_log(store.engine).head).sealed()
    execute(
        store,
        "DELETE FROM decision_items WHERE decision_id = 'd2'",
        "DELETE FROM decisions WHERE id = 'd2'",
        "INSERT INTO decision_log VALUES (:sequence, :kind, :decision_id, :at_utc, :content_sha256, :erasure_id, "
        ":previous_sha256, :sha256)",
        "UPDATE decision_log_head SET entries = 3, sha256 = :sha256",
        **{field: getattr(forged, field) for field in Entry.__slots__},
    )
    assert broken(store).sequence == 3


def test_nothing_of_the_content_stands_in_the_log(store: Store) -> None:
    store.save_decision(decided("d1"))
    with store.engine.connect() as connection:
        logged = str(connection.execute(text("SELECT * FROM decision_log")).all())
    assert "s1" not in logged
    assert "lamp" not in logged


# Who writes, and where from


def test_the_order_is_that_of_the_log_when_the_clock_is_set_back(store: Store) -> None:
    made = decided("first")
    store.save_decision(replace(made, session_id="t", made_at_utc="2026-06-01T00:00:00.000Z"))
    store.save_decision(replace(made, id="second", session_id="t", made_at_utc="2026-05-01T00:00:00.000Z"))
    assert store.decision_ids("t") == ["second", "first"]
    assert verify_log(store.engine).entries == 2


def _write(url: str, name: str, count: int) -> None:
    store = Store(url)  # the schema, too, is made by whoever comes first
    made = decision([(item("a"), signals())])
    for n in range(count):
        store.save_decision(replace(made, id=f"{name}-{n}"))
    store.close()


def test_processes_that_open_and_write_one_new_database_at_once_make_one_chain(url: str) -> None:
    names, count = ("one", "two", "three"), 25
    server = multiprocessing.get_context("forkserver")  # it imports once what all three need
    server.set_forkserver_preload([__name__])
    writers = [server.Process(target=_write, args=(url, name, count)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    store = Store(url)
    assert verify_log(store.engine).decisions == len(names) * count
    store.close()


def test_an_older_database_is_taken_into_a_log(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    old = [replace(decided(f"d{n}"), made_at_utc=f"2026-01-0{1 + n % 3}T00:00:00.000Z") for n in range(7)]
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for made in old:
            body, snapshots = decision_to_json(made)
            for key, (item_id, snapshot) in snapshots.items():
                connection.execute(
                    text("INSERT INTO item_snapshots VALUES (:k, :i, :b) ON CONFLICT DO NOTHING"),
                    {"k": key, "i": item_id, "b": snapshot},
                )
            connection.execute(
                text("INSERT INTO decisions VALUES (:id, :talk, :shopper, :at, :words, :body, :sha)"),
                {"id": made.id, "talk": made.session_id, "shopper": made.shopper_id, "at": made.made_at_utc,
                 "words": made.request.text, "body": body, "sha": sha256_of(body)},
            )  # fmt: skip
            for n, shown in enumerate(made.shown, start=1):
                connection.execute(
                    text("INSERT INTO decision_items VALUES (:d, :n, :i)"), {"d": made.id, "n": n, "i": shown}
                )
    engine.dispose()
    store = Store(url)
    assert verify_log(store.engine).decisions == 7
    assert store.decision("d4") == old[4]
    with store.engine.connect() as connection:
        taken = connection.execute(text("SELECT kind, decision_id FROM decision_log ORDER BY sequence")).all()
    assert {kind for kind, _ in taken} == {"adopted"}
    assert [d for _, d in taken] == ["d0", "d3", "d6", "d1", "d4", "d2", "d5"]
    assert len(set(salts(store).values())) == 7
    store.save_decision(decided("new"))
    store.erasing.everything(Owner("s1"), 0, NOW)
    assert verify_log(store.engine).erased == 8
    execute(store, "UPDATE decisions SET request_text = 'x' WHERE id = 'd6'")
    assert broken(store).decision_id == "d6"
    store.close()


# Whatever is written into one of the log's tables


@pytest.fixture(scope="module")
def long_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('log') / 'shop.db'}")
    filled(store, 250)
    store.erasing.part(Owner("s1"), Gone(frozenset([SECRET])), Blank(SECRET), NOW)
    return store


_COLUMNS = [
    *(("decisions", "id", c) for c in ("id", "conversation_id", "shopper_id", "made_at_utc", "request_text", "body",
                                       "sha256", "salt")),
    *(("decision_log", "decision_id", c) for c in ("sequence", "kind", "decision_id", "at_utc", "content_sha256",
                                                   "erasure_id", "previous_sha256", "sha256")),
]  # fmt: skip


@given(st.sampled_from(_COLUMNS), st.integers(1, 250), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_one_character_anywhere_is_found(long_store: Store, column, number: int, place: int) -> None:
    table, key, name = column
    with long_store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        where: dict[str, str | int] = {"d": f"d{number}"}
        old = connection.execute(text(f"SELECT {name} FROM {table} WHERE {key} = :d"), where).scalar_one()  # noqa: S608
        where["new"] = old + 1000 if isinstance(old, int) else _other(old, place)
        connection.execute(text(f"UPDATE {table} SET {name} = :new WHERE {key} = :d"), where)  # noqa: S608
        with pytest.raises(LogBrokenError):
            verify_log(connection)  # type: ignore[arg-type] - inside of the change, which is then taken back
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _other(value: str, place: int) -> str:
    """The text with one character changed, or with one where there is none."""
    at = place % max(1, len(value))
    return value[:at] + ("Y" if value[at : at + 1] == "X" else "X") + value[at + 1 :]
