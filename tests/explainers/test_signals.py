import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decisions import decision, item, signals
from whythis.errors import NotShownError
from whythis.explainers.history import attribute_events
from whythis.explainers.signals import attribute_signals
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import EventShare, PastEvent

VALUES = st.floats(-10, 10, allow_nan=False)
ROW = st.tuples(*[VALUES] * len(SIGNAL_NAMES))


@given(st.lists(ROW, min_size=1, max_size=8), st.tuples(*[st.floats(0, 5)] * len(SIGNAL_NAMES)), VALUES)
def test_signals_and_base_value_sum_to_the_score(rows, weights, bias) -> None:
    made = decision([(item(str(n)), row) for n, row in enumerate(rows)], weights, bias=bias)
    for candidate in made.candidates:
        base, contributions = attribute_signals(made, candidate.item.id)
        assert base + sum(c.value for c in contributions) == pytest.approx(candidate.score, abs=1e-4)


@given(st.lists(ROW, min_size=1, max_size=8))
def test_over_the_pool_every_signal_sums_to_nothing(rows) -> None:
    made = decision([(item(str(n)), row) for n, row in enumerate(rows)])
    totals = dict.fromkeys(SIGNAL_NAMES, 0.0)
    for candidate in made.candidates:
        for contribution in attribute_signals(made, candidate.item.id)[1]:
            totals[contribution.name] += contribution.value
    assert all(abs(total) < 1e-6 for total in totals.values())


def test_a_signal_above_the_pools_mean_speaks_for_an_item_and_one_below_against() -> None:
    weights = tuple(2.0 if name == "quality" else 1.0 for name in SIGNAL_NAMES)
    made = decision(
        [
            (item("a"), signals(quality=1.0, popularity=0.0)),
            (item("b"), signals(quality=0.0, popularity=0.6)),
        ],
        weights,
    )
    base, contributions = attribute_signals(made, "a")
    by_name = {c.name: c.value for c in contributions}
    assert base == pytest.approx(0.5 + 2.0 * 0.5 + 0.3)
    assert by_name["quality"] == pytest.approx(1.0)
    assert by_name["popularity"] == pytest.approx(-0.3)
    assert contributions[0].name == "quality"


def test_a_signal_that_all_share_explains_nothing() -> None:
    made = decision([(item("a"), signals(freshness=0.7)), (item("b"), signals(freshness=0.7, quality=1.0))])
    assert {c.name: c.value for c in attribute_signals(made, "a")[1]}["freshness"] == pytest.approx(0.0)


def test_an_item_that_was_no_candidate_is_not_explained() -> None:
    with pytest.raises(NotShownError, match="not a candidate"):
        attribute_signals(decision([(item("a"), signals())]), "zz")


def test_events_are_named_with_their_exact_shares() -> None:
    history = tuple(
        PastEvent(f"e{n}", f"p{n}", f"Past {n}", "B", "C", 100, kind, "2026-01-01T00:00:00Z", 1.0)
        for n, kind in enumerate(("purchase", "view"))
    )
    shares = ((EventShare("e1", 0.4), EventShare("e0", -0.1)), ())
    made = decision([(item("a"), signals(taste=0.3)), (item("b"), signals())], history=history, shares=shares)
    events = attribute_events(made, made.candidates[0])
    assert [(e.name, e.value) for e in events] == [("e1", 0.4), ("e0", -0.1)]
    assert events[0].label == "view: Past 1"
    assert sum(e.value for e in events) == pytest.approx(0.3)
