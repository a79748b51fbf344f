"""Private counts: the noise is what it should be, nobody adds more than their share, and the budget holds."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from tests.records.test_decision_log import execute
from tests.records.test_erasure import decided
from whythis.errors import InputError
from whythis.records.noise import discrete_laplace
from whythis.records.opinions import Opinion, Opinions
from whythis.records.statistics import MOST_A_PERSON, Measure, Statistics
from whythis.records.store import Store
from whythis.records.types import Feedback

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = "2026-03-01"
DOMAINS: dict[Measure, tuple[str, ...]] = {
    "acts": ("why", "more"),
    "items": ("a", "b", "c"),
    "reactions": ("helpful",),
    "feedback": ("like",),
}


@pytest.mark.parametrize("scale", [Fraction(1, 2), Fraction(3), Fraction(10, 3)])
def test_the_noise_is_discrete_laplace(scale: Fraction) -> None:
    chance = random.Random(7)
    draws = Counter(discrete_laplace(scale, chance.randrange) for _ in range(20_000))
    step = math.exp(-1 / scale)
    for z in range(-4, 5):
        expected = (1 - step) / (1 + step) * step ** abs(z)
        sigma = math.sqrt(expected * (1 - expected) / 20_000)
        assert abs(draws[z] / 20_000 - expected) < 5 * sigma, z


def filled(store: Store) -> None:
    """One who asks 30 times, one who asks once, and one of the day after."""
    for talk, turns, day in (("t1", 30, DAY), ("t2", 1, DAY), ("t3", 1, "2026-03-02")):
        for n in range(turns):
            reply = json.dumps({"acts": ["why"]})
            store.save_turn(talk, None, message="m", reply=reply, state="{}", decision_id=None)
            made = replace(decided(f"{talk}-{n}", None), session_id=talk, made_at_utc=f"{day}T10:00:00.000Z")
            store.save_decision(made)
        execute(
            store,
            "UPDATE turns SET at_utc = :at WHERE conversation_id = :t",
            at=f"{day}T10:00:00.000Z",
            t=talk,
        )
    opinions = Opinions(store.engine, lambda: datetime(2026, 3, 1, 9, tzinfo=UTC))
    for n in range(12):
        opinions.add(Opinion(f"t1-{n}", None, None, "helpful", ""), "shop", "session:x")


def test_nobody_adds_more_than_their_share(store: Store) -> None:
    filled(store)
    exact = Statistics(store.engine, DOMAINS, lambda: NOW, noise=lambda scale: 0)
    assert exact.of(DAY, "acts").counts == {"why": MOST_A_PERSON + 1, "more": 0}
    assert sum(exact.of(DAY, "items").counts.values()) == MOST_A_PERSON + 2
    assert exact.of(DAY, "reactions").counts == {"helpful": MOST_A_PERSON}


def test_what_is_asked_again_is_told_again_and_costs_nothing(store: Store) -> None:
    filled(store)
    statistics = Statistics(store.engine, DOMAINS, lambda: NOW)
    first = statistics.of(DAY, "acts", 400)
    assert (first.epsilon, first.spread, first.left_of_budget) == (0.4, 25.0, 0.6)
    assert all(statistics.of(DAY, "acts", 100) == first for _ in range(5))
    other_process = Statistics(store.engine, DOMAINS, lambda: NOW)
    assert other_process.of(DAY, "acts") == first
    assert all(count >= 0 for count in first.counts.values())


def test_a_budget_that_is_spent_is_spent_and_another_day_has_its_own(store: Store) -> None:
    statistics = Statistics(store.engine, DOMAINS, lambda: NOW)
    statistics.of(DAY, "acts", 700)
    with pytest.raises(InputError, match="budget of 2026-03-01 is spent") as refused:
        statistics.of(DAY, "items", 400)
    assert "0.3" in refused.value.expected
    assert statistics.of(DAY, "items", 300).left_of_budget == 0
    assert statistics.of("2026-02-28", "items", 400).left_of_budget == 0.6


def test_many_who_ask_at_once_get_one_answer_and_pay_once(store: Store) -> None:
    filled(store)
    with ThreadPoolExecutor(4) as pool:
        asked = [Statistics(store.engine, DOMAINS, lambda: NOW) for _ in range(8)]
        found = list(pool.map(lambda statistics: statistics.of(DAY, "acts", 300), asked))
    assert all(one == found[0] for one in found)
    assert found[0].left_of_budget == 0.7


@pytest.mark.parametrize(("day", "milli"), [("2026-03-02", 300), ("tomorrow", 300), (DAY, 0), (DAY, 1001)])
def test_what_cannot_be_asked_is_refused(store: Store, day: str, milli: int) -> None:
    with pytest.raises(InputError):
        Statistics(store.engine, DOMAINS, lambda: NOW).of(day, "acts", milli)


def test_days_are_added_up_before_anything_is_hidden_and_told_once(store: Store) -> None:
    """Noise below 0 counts too: were it hidden day by day, days on which nothing happened would add up to something."""
    draws = iter([-40, 35, -30, 45, -20, 20] * 100)
    statistics = Statistics(store.engine, DOMAINS, lambda: NOW, lambda scale: next(draws))
    first = statistics.together(3, "acts", 200)
    assert (first.days, dict(first.counts)) == (3, {"why": 0, "more": 100})
    assert first.spread == pytest.approx(math.sqrt(3 * 2 * 50**2))
    silent = Statistics(store.engine, DOMAINS, lambda: NOW, lambda scale: 1000)
    assert silent.together(3, "acts", 200) == first  # no budget is spent again, and no new number drawn
    assert silent.of(DAY, "acts").left_of_budget == 0.8
    assert all(count >= 0 for count in silent.of(DAY, "acts").counts.values())


def test_a_day_whose_budget_is_spent_is_left_out_of_several(store: Store) -> None:
    statistics = Statistics(store.engine, DOMAINS, lambda: NOW)
    statistics.of(DAY, "items", 900)
    assert statistics.together(3, "acts", 200).days == 2


def test_likes_are_counted_with_their_noise(store: Store) -> None:
    for n in range(3):
        store.feedback.add(f"s{n}", [Feedback(f"f{n}", "like", f"{DAY}T10:00:00.000Z", "a")])
    exact = Statistics(store.engine, DOMAINS, lambda: NOW, lambda scale: 0)
    assert exact.together(1, "feedback", 200).counts == {"like": 3}
