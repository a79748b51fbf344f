import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decisions import decision, item, signals
from whythis.explainers.contrast import contrast_claims, explain_contrast, mirrored
from whythis.explainers.types import Claim
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import Decision, EventShare, PastEvent, Stated


def claims(made: Decision, one: str, other: str) -> dict[str, Claim]:
    return {c.kind: c for c in contrast_claims(made, explain_contrast(made, one, other))}


@given(
    st.lists(
        st.lists(st.floats(-5, 5), min_size=len(SIGNAL_NAMES), max_size=len(SIGNAL_NAMES)),
        min_size=2,
        max_size=6,
    ),
    st.lists(st.floats(0, 10), min_size=len(SIGNAL_NAMES), max_size=len(SIGNAL_NAMES)),
)
def test_contributions_sum_to_the_gap_and_swapping_flips_every_sign(
    rows: list[list[float]], weights: list[float]
) -> None:
    made = decision([(item(str(n)), tuple(row)) for n, row in enumerate(rows)], tuple(weights))
    there, back = explain_contrast(made, "0", "1"), explain_contrast(made, "1", "0")
    gap = sum(c.value for c in there.signals)
    assert gap == pytest.approx(there.output_value - there.base_value, abs=1e-6)
    other = {c.name: c.value for c in back.signals}
    assert all(other[c.name] == pytest.approx(-c.value, abs=1e-9) for c in there.signals)
    turned = mirrored(there)
    assert (turned.item_id, turned.other_id, turned.baseline) == (back.item_id, back.other_id, back.baseline)
    assert (turned.base_value, turned.output_value) == (back.base_value, back.output_value)
    assert {c.name: c.value for c in turned.signals} == pytest.approx(other, abs=1e-9)
    assert {c.name: c.detail for c in turned.signals} == {c.name: c.detail for c in back.signals}


def test_what_speaks_for_each_side_is_said_with_the_facts_of_both() -> None:
    made = decision(
        [
            (item("a", rating=4.7, rating_count=29), signals(quality=0.9, popularity=0.1)),
            (item("b", rating=4.2, rating_count=106), signals(quality=0.1, popularity=0.5)),
        ]
    )
    found = claims(made, "a", "b")
    assert found["edge.quality"].direction == 1
    assert (found["edge.quality"].evidence["rating"], found["edge.quality"].evidence["other_rating"]) == (
        4.7,
        4.2,
    )
    assert found["but.popularity"].direction == -1
    assert found["but.popularity"].evidence["title"] == "Item b"
    assert found["but.popularity"].evidence["rating_count"] == 106


def test_a_difference_that_the_facts_do_not_show_is_not_said() -> None:
    made = decision(
        [
            (item("a", rating=4.2, rating_count=900), signals(quality=0.9)),
            (item("b", rating=4.2, rating_count=3), signals(quality=0.1)),
        ]
    )
    assert "edge.quality" not in claims(made, "a", "b")


def test_events_are_told_apart_by_what_they_say_for_the_one_and_not_the_other() -> None:
    history = tuple(
        PastEvent(f"e{n}", f"p{n}", f"Past {n}", "B", "C", 100, "purchase", "2026-01-01T00:00:00Z", 1.0)
        for n in range(2)
    )
    shares = (
        (EventShare("e0", 0.5), EventShare("e1", 0.4)),
        (EventShare("e0", 0.5), EventShare("e1", 0.1)),
    )
    made = decision(
        [(item("a"), signals(taste=0.9)), (item("b"), signals(taste=0.6))], history=history, shares=shares
    )
    contrast = explain_contrast(made, "a", "b")
    assert [(e.name, round(e.value, 6)) for e in contrast.events] == [("e1", 0.3), ("e0", 0.0)]
    assert claims(made, "a", "b")["edge.taste"].evidence["event_title"] == "Past 1"


def test_a_wish_that_both_meet_sets_neither_apart() -> None:
    stated = (Stated("brand", "Norrvik", 1.0),)
    rows = [(item("a", brand="Norrvik"), signals(stated=1.0)), (item("b", brand="Norrvik"), signals())]
    assert "edge.stated" not in claims(decision(rows, stated=stated), "a", "b")


def test_attributes_that_differ_are_listed_with_both_values() -> None:
    rows = [
        (item("a", attributes=(("Colour", "red"), ("Power", "5 W"))), signals(quality=1)),
        (item("b", attributes=(("Power", "7 W"), ("Colour", "Red"))), signals()),
    ]
    assert claims(decision(rows), "a", "b")["compare.facts"].evidence["facts"] == [["Power", "5 W", "7 W"]]
