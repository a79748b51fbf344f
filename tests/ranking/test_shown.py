"""The order of a list: of the items that fit best, by what the shop states of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from whythis.ranking.shown import choose_shown
from whythis.retrieval.types import Item

POOL = [
    SimpleNamespace(item=Item("a", "A", price_cents=300, rating=4.0, released="2024-01-01"), probability=0.9),
    SimpleNamespace(
        item=Item("b", "B", price_cents=100, rating=None, released="2025-01-01"), probability=0.8
    ),
    SimpleNamespace(item=Item("c", "C", price_cents=None, rating=4.8), probability=0.7),
    SimpleNamespace(item=Item("d", "D", price_cents=100, rating=4.0, released="2023-01-01"), probability=0.6),
    SimpleNamespace(item=Item("far", "E", price_cents=1, rating=5.0), probability=0.01),
]


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("", "abcd"),
        ("price", "bdac"),
        ("-price", "abdc"),
        ("rating", "cadb"),
        ("newest", "badc"),
    ],
)
def test_equal_ones_keep_the_better_match_first_and_unstated_ones_stand_last(sort, ids) -> None:
    assert "".join(choose_shown(POOL, 5, sort)) == ids  # type: ignore[arg-type]


def test_an_order_brings_nothing_onto_the_list_that_does_not_fit() -> None:
    assert choose_shown(POOL, 3, "price") == ("b", "a", "c")  # type: ignore[arg-type]
