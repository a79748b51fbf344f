from dataclasses import replace

import numpy as np
import pytest

from tests.decisions import decision, item, signals
from whythis.explainers.exposure import (
    ShopperGap,
    ShopperGroup,
    group_shares,
    shopper_gaps,
    shopper_groups,
)
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import Decision, PastEvent

WEIGHTS = tuple({"quality": 2.0}.get(name, 0.0) for name in SIGNAL_NAMES)
SECOND = 1 / np.log2(3)


def history(n: int) -> tuple[PastEvent, ...]:
    return tuple(
        PastEvent(f"e{k}", "p", "P", "B", "C", 100, "view", "2026-01-01T00:00:00Z", 0.2) for k in range(n)
    )


def shown(*item_ids: str, events: int = 0, prices: bool = True) -> Decision:
    """A list over four products: "3" has the most ratings, "0" the highest price."""
    rows = [
        (item(str(n), rating_count=n, price_cents=100 * (4 - n) if prices else None), signals(quality=n))
        for n in range(4)
    ]
    return replace(decision(rows, WEIGHTS, history=history(events)), shown=item_ids)


def groups(lists: list[Decision]) -> dict[str, ShopperGroup]:
    return {g.group: g for g in shopper_groups(lists, 0)}


def gaps(lists: list[Decision]) -> dict[str, ShopperGap]:
    return {g.group: g for g in shopper_gaps(lists, 0)}


def test_exposure_of_a_group_counts_places_as_ndcg_does() -> None:
    rows = [
        (item("a", brand="X"), signals(quality=3.0)),
        (item("b", brand="Y"), signals(quality=2.0)),
        (item("c", brand="Y"), signals(quality=1.0)),
        (item("d", brand="Z"), signals()),
    ]
    shares = {g.group: g for g in group_shares([decision(rows, WEIGHTS)] * 6, lambda _, c: c.item.brand, 0)}
    whole = 1.0 + 1 / np.log2(3) + 0.5
    assert shares["X"].exposure[0] == pytest.approx(1.0 / whole)
    assert shares["Y"].exposure[0] == pytest.approx((1 / np.log2(3) + 0.5) / whole)
    assert shares["Z"].exposure[0] == 0.0
    assert shares["Y"].candidate_share == pytest.approx(0.5)
    assert shares["X"].exposure[1] <= shares["X"].exposure[0] <= shares["X"].exposure[2]


def test_what_a_group_of_shoppers_sees_is_split_at_the_middle_of_what_was_compared() -> None:
    found = groups([shown("3", "0", events=1)] * 6 + [shown("0", "3")] * 6)
    assert found["known"].popular == pytest.approx((1 / (1 + SECOND),) * 3)
    assert found["known"].dear == pytest.approx((SECOND / (1 + SECOND),) * 3)
    assert found["newcomer"].popular == pytest.approx((SECOND / (1 + SECOND),) * 3)
    assert found["newcomer"].score == pytest.approx((3.5,) * 3)
    assert found["known"].probability == pytest.approx((0.75,) * 3)


def test_a_difference_between_groups_is_that_of_their_means_and_is_sure_where_all_lists_are_alike() -> None:
    gap = gaps([shown("3", "0", events=1)] * 6 + [shown("0", "1")] * 6)["known"]
    assert (gap.group, gap.other) == ("known", "newcomer")
    assert gap.popular == pytest.approx((1 / (1 + SECOND),) * 3)
    assert gap.dear == pytest.approx((SECOND / (1 + SECOND) - 1,) * 3)
    assert gap.score == pytest.approx((2.0,) * 3)


def test_groups_that_fare_alike_differ_by_an_interval_that_holds_zero() -> None:
    lists = [shown("3" if n % 2 else "0", events=n % 4 // 2) for n in range(80)]
    middle, low, high = gaps(lists)["known"].popular or (1.0, 1.0, 1.0)
    assert middle == pytest.approx(0.0)
    # Each mean is that of 40 fair coins: its standard error is 0.079, that of their difference 0.112.
    assert (low, high) == pytest.approx((-0.22, 0.22), abs=0.03)


def test_a_past_is_long_when_it_holds_more_events_than_the_middle_one() -> None:
    lists = [shown("3", events=1)] * 5 + [shown("0", events=9)] * 5
    found = groups(lists)
    assert (found["light"].popular, found["heavy"].popular) == ((1.0,) * 3, (0.0,) * 3)
    assert set(gaps(lists)) == {"heavy"}


def test_a_group_of_few_lists_is_not_told_and_neither_is_a_share_without_prices() -> None:
    found = groups([shown("3", events=1)] * 4 + [shown("3", prices=False)] * 6)
    assert set(found) == {"newcomer"}
    assert found["newcomer"].dear is None
    assert found["newcomer"].popular == (1.0, 1.0, 1.0)
