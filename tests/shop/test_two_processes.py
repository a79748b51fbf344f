"""Two processes over one shop: what one erases while the other answers is not stored by the other."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from whythis.shop import Shop


@pytest.fixture
def pair(sample_folder: Path, tmp_path: Path, encoder) -> Iterator[tuple[Shop, Shop]]:
    """The same shop folder opened twice, as two processes have it: only its database is between them."""
    folder = tmp_path / "shop"
    shutil.copytree(sample_folder, folder, ignore=shutil.ignore_patterns("shop.db*"))
    shops = Shop(folder, encoder), Shop(folder, encoder)
    yield shops
    for shop in shops:
        shop.close()


def newest_purchase(shop: Shop, shopper: str) -> str:
    event = max((e for e in shop.history.of(shopper) if e.kind == "purchase"), key=lambda e: e.at_utc)
    item = shop.catalog.get(event.item_id)
    assert item is not None
    return item.title


@pytest.mark.parametrize("wish", ["forget the {title} I bought", "delete all my data"])
def test_a_turn_under_way_stores_nothing_of_what_is_erased_meanwhile(
    pair: tuple[Shop, Shop], monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    here, there = pair
    title, talk = newest_purchase(here, "s030"), uuid.uuid4().hex
    here.ask("headphones", session=talk, shopper="s030")
    save, erased = here.store.save_turn, []

    def erase_first(*args: object, **kwargs: object) -> None:
        """Between the answer and its saving, the other process erases; once."""
        if not erased:
            erased.append(True)
            other = uuid.uuid4().hex
            there.ask(wish.format(title=title), session=other, shopper="s030")
            there.ask("yes", session=other, shopper="s030")
        save(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(here.store, "save_turn", erase_first)
    here.ask(f"the {title} was a gift", session=talk, shopper="s030")
    assert erased
    assert title not in " ".join(f"{m} {r.text} {r.claims}" for m, r in here.turns(talk))
    database = b"".join(p.read_bytes() for p in here.folder.glob("shop.db*"))
    assert f"the {title} was a gift".encode() not in database


def test_two_processes_that_answer_in_one_talk_lose_neither_turn(pair: tuple[Shop, Shop]) -> None:
    talk = uuid.uuid4().hex
    pair[0].ask("kettle", session=talk)
    said = ["I like Norrvik", "I like Ostermark"]
    threads = [
        threading.Thread(target=shop.ask, args=(text,), kwargs={"session": talk})
        for shop, text in zip(pair, said, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {m for m, _ in pair[0].turns(talk)} == {"kettle", *said}
    known = pair[0].ask("what do you know about me?", session=talk).text
    assert "Norrvik" in known
    assert "Ostermark" in known
