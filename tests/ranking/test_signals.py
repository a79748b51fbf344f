import math

import numpy as np
import pytest

from whythis.ranking import signals as s
from whythis.ranking.types import Event, Request, Stated
from whythis.retrieval.types import Item

STATS = s.CatalogStats(mean_rating=4.0, max_rating_count=999, newest="2026-01-01")


def event(n: int, kind: str, day: str, item_id: str = "x") -> Event:
    return Event(f"e{n}", "s1", item_id, kind, f"{day}T00:00:00Z")


def past(kind: str, weight: float, **fields) -> s.PastItem:
    return s.PastItem(event(1, kind, "2026-01-01"), Item("p", "p", **fields), weight)


def test_an_event_fades_to_half_in_180_days_and_a_dislike_counts_against() -> None:
    weights = s.event_weights([event(1, "purchase", "2025-07-05"), event(2, "dislike", "2026-01-01")])
    assert weights == pytest.approx([0.5, -1.5])


def test_taste_shares_sum_to_the_signal_and_a_likeness_to_something_disliked_lowers_it() -> None:
    history = [past("purchase", 1.0), past("dislike", -1.5)]
    shares = s.taste_shares(np.array([[0.8, 0.0], [0.0, 0.6], [-0.4, -0.4]]), history)
    norm = s.AFFINITY_PRIOR + 2.5
    assert shares.sum(axis=1) == pytest.approx([0.8 / norm, -0.9 / norm, 0.0])


def test_a_brand_chosen_before_raises_only_that_brand_however_it_is_spelt() -> None:
    history = [past("purchase", 1.0, brand="Norrvik")]
    assert s.brand_affinity(Item("a", "a", brand="NORRVIK"), history) == pytest.approx(
        1 / (s.AFFINITY_PRIOR + 1)
    )
    assert s.brand_affinity(Item("b", "b", brand="Other"), history) == 0.0
    assert s.brand_affinity(Item("c", "c", brand=""), [past("purchase", 1.0, brand="")]) == 0.0


def test_price_fit_is_best_at_the_price_in_mind_and_falls_on_both_sides() -> None:
    fits = [s.price_fit(Item("a", "a", price_cents=cents), 5000.0) for cents in (2500, 5000, 10000, 10**7)]
    assert fits == pytest.approx([-math.log(2), 0.0, -math.log(2), -2.0])
    assert s.price_fit(Item("a", "a"), 5000.0) == -1.0
    assert s.price_fit(Item("a", "a", price_cents=100), None) == 0.0


def test_the_price_in_mind_is_the_named_one_else_the_middle_of_what_was_taken_of_this_kind() -> None:
    taken = [past("purchase", 1, category="Lamps", price_cents=c) for c in (1000, 3000, 5000)]
    viewed = [past("view", 0.2, category="Lamps", price_cents=90000)]
    lamp = Item("a", "a", category="Lamps")
    assert s.reference_price_cents(lamp, Request("x", "x", price_target_cents=700), taken) == 700
    assert s.reference_price_cents(lamp, Request("x", "x"), taken + viewed) == 3000
    assert s.reference_price_cents(lamp, Request("x", "x"), taken[:1]) is None
    assert s.reference_price_cents(Item("b", "b", category="Mice"), Request("x", "x"), taken) is None


def test_few_ratings_move_quality_little_and_none_not_at_all() -> None:
    many = s.quality(Item("a", "a", rating=5.0, rating_count=980), STATS)
    few = s.quality(Item("b", "b", rating=5.0, rating_count=2), STATS)
    assert many == pytest.approx(0.98)
    assert few == pytest.approx(2 / 22)
    assert s.quality(Item("c", "c", rating=None), STATS) == 0.0


def test_popularity_and_freshness_lie_between_zero_and_one() -> None:
    assert s.popularity(Item("a", "a", rating_count=999), STATS) == 1.0
    assert s.popularity(Item("a", "a"), STATS) == 0.0
    assert s.freshness(Item("a", "a", released="2026-01-01"), STATS) == 1.0
    assert s.freshness(Item("a", "a", released="2024-01-01"), STATS) == pytest.approx(0.5, abs=0.01)
    assert s.freshness(Item("a", "a"), STATS) == 0.0


def test_statements_about_brand_kind_and_feature_add_up() -> None:
    lamp = Item(
        "a", "a", brand="Norrvik", category="Lamps", attributes=(("Colour", "Red"), ("Shape", "Round"))
    )
    said = (
        Stated("brand", "norrvik", 1.0),
        Stated("category", "Lamps", 1.0),
        Stated("attribute", "red", -1.0, "Colour"),
        Stated("attribute", "Red", 1.0, "Shape"),
    )
    assert s.stated_match(lamp, said) == 1.0


def test_the_share_of_named_features_counts_in_whichever_meaning_and_none_named_is_nothing() -> None:
    lamp = Item("a", "a", attributes=(("Colour", "Black, Red"), ("Dimmable", "Yes")))
    named = ((("Shade", "red"), ("Colour", "red")), (("Dimmable", "yes"),), (("Mounting", "clamp"),))
    assert s.feature_match(lamp, Request("x", "x", features=named)) == pytest.approx(2 / 3)
    assert s.feature_match(lamp, Request("x", "x")) == 0.0
