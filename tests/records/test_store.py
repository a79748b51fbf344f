import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.decisions import decision, item, signals
from whythis.errors import NotShownError, ShopError
from whythis.ranking.types import Decision, EventShare, PastEvent, Stated
from whythis.records.store import Store
from whythis.records.tables import Base
from whythis.retrieval.types import Exclusion, Filters


def full_decision() -> Decision:
    """One with something in every field, and floats that do not end."""
    history = (PastEvent("e1", "p1", "Pást “1”", "B", "C", None, "purchase", "2026-01-01T00:00:00Z", 1 / 3),)
    things = [
        (
            item("a", title="无线 lamp", price_cents=1, attributes=(("Colour", "Red"),)),
            signals(quality=1 / 3, taste=0.1),
        ),
        (item("b", rating=4.5), signals()),
    ]
    return decision(
        things,
        filters=Filters(price_max_cents=100, brands=("B",), attributes=(("Colour", "Red"),)),
        history=history,
        shares=((EventShare("e1", 0.1),), ()),
        stated=(Stated("attribute", "red", -1.0, "Colour"),),
        exclusions=(Exclusion("z", "price", "at most 100", "200", 3, None),),
    )


def test_a_decision_comes_back_exactly_as_it_was_saved(store: Store, url: str) -> None:
    made = full_decision()
    store.save_decision(made)
    assert store.decision("d1") == made
    again = Store(url)
    assert again.decision("d1") == made
    again.close()


def test_equal_items_are_kept_once_over_many_decisions(store: Store) -> None:
    store.save_decision(full_decision())
    store.save_decision(replace(full_decision(), id="d2"))
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM item_snapshots").scalar() == 2
    assert store.decision("d2") == replace(full_decision(), id="d2")


def test_an_unknown_decision_is_a_clear_error(store: Store) -> None:
    with pytest.raises(NotShownError, match="no such decision"):
        store.decision("nope")


def test_decisions_are_found_by_shopper_item_and_time(store: Store) -> None:
    first = full_decision()
    store.save_decision(replace(first, shopper_id="s1"))
    store.save_decision(
        replace(first, id="d2", shopper_id="s2", made_at_utc="2026-02-01T00:00:00.000Z", shown=("b",))
    )
    assert [d.id for d in store.decisions()] == ["d2", "d1"]
    assert [d.id for d in store.decisions(shopper_id="s1")] == ["d1"]
    assert [d.id for d in store.decisions(item_id="a")] == ["d1"]
    assert [d.id for d in store.decisions(since_utc="2026-01-15")] == ["d2"]
    assert store.decisions(shopper_id="s2")[0].shown == ("b",)


def test_turns_keep_their_order_and_the_state_moves_with_them(store: Store) -> None:
    for n in range(3):
        store.save_turn("c1", "s1", message=f"m{n}", reply=f"r{n}", state=f"state {n}", decision_id=None)
    store.save_turn("c2", None, message="x", reply="y", state="other", decision_id=None)
    assert [(t.position, t.message, t.reply) for t in store.turns("c1")] == [
        (1, "m0", "r0"),
        (2, "m1", "r1"),
        (3, "m2", "r2"),
    ]
    talk = store.conversation("c1")
    assert talk is not None
    assert (talk.shopper_id, talk.state) == ("s1", "state 2")
    assert store.conversation("nope") is None


def test_writers_at_once_lose_nothing(store: Store) -> None:
    made = full_decision()
    errors: list[BaseException] = []

    def write(n: int) -> None:
        try:
            for k in range(5):
                store.save_decision(replace(made, id=f"d{n}-{k}"))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(store.decisions(limit=100)) == 20


def test_the_migrations_make_just_the_tables_that_the_code_uses(store: Store) -> None:
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_decision_that_was_changed_afterwards_is_refused(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.save_decision(full_decision())
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("UPDATE decisions SET body = replace(body, '无线', 'x') || ' '")
    with pytest.raises(ShopError, match="changed after it was saved"):
        store.decision("d1")
    store.close()


@pytest.mark.parametrize(
    "url", ["sqlite:////nonexistent/folder/shop.db", "nonsense", "postgresql+psycopg://127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_opened_is_a_clear_error(url: str) -> None:
    with pytest.raises(ShopError, match="database cannot be opened"):
        Store(url)


def test_a_file_that_is_no_database_is_a_clear_error_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    path.write_bytes(b"these are my shopping notes, not a database" * 50)
    with pytest.raises(ShopError, match="database cannot be opened"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"these are my shopping notes")
