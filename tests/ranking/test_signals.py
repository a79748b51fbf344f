import math

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


def test_a_brand_chosen_before_raises_only_that_brand_however_it_is_spelt() -> None:
    history = [past("purchase", 1.0, brand="Norrvik"), past("view", 0.2, brand="")]
    values = s.affinities(["NORRVIK", "Other", ""], [p.item.brand for p in history], history)
    assert values == pytest.approx([1 / (s.AFFINITY_PRIOR + 1.2), 0.0, 0.0])


@pytest.mark.parametrize(
    ("brand", "text", "named"),
    [("Dell", "dell laptop", 1.0), ("Dell", "modelling clay", 0.0), ("Case Logic", "a CASE LOGIC bag", 1.0),
     ("HP", "hp's printers", 1.0), ("", "anything", 0.0), ("C2G", "c2g-cable", 1.0)],
)  # fmt: skip
def test_a_brand_is_named_by_whole_words_only(brand: str, text: str, named: float) -> None:
    assert s.brand_match(brand, text) == named


def test_price_fit_is_best_at_the_price_in_mind_and_falls_on_both_sides() -> None:
    fits = [s.price_fit(cents, 5000.0) for cents in (2500, 5000, 10000, 10**7)]
    assert fits == pytest.approx([-math.log(2), 0.0, -math.log(2), -2.0])
    assert s.price_fit(None, 5000.0) == -1.0
    assert s.price_fit(100, None) == 0.0


def test_the_price_in_mind_is_the_named_one_else_the_middle_of_what_was_taken_of_this_kind() -> None:
    taken = [past("purchase", 1, category="Lamps", price_cents=c) for c in (1000, 3000, 5000)]
    viewed = [past("view", 0.2, category="Lamps", price_cents=90000)]
    assert s.reference_price_cents("Lamps", Request("x", "x", price_target_cents=700), taken) == 700
    assert s.reference_price_cents("Lamps", Request("x", "x"), taken + viewed) == 3000
    assert s.reference_price_cents("Lamps", Request("x", "x"), taken[:1]) is None
    assert s.reference_price_cents("Mice", Request("x", "x"), taken) is None


def test_few_ratings_move_quality_little_and_none_not_at_all() -> None:
    many = s.quality(5.0, 980, STATS)
    few = s.quality(5.0, 2, STATS)
    assert many == pytest.approx(0.98)
    assert few == pytest.approx(2 / 22)
    assert s.quality(None, 0, STATS) == 0.0


def test_popularity_and_freshness_lie_between_zero_and_one() -> None:
    assert s.popularity(999, STATS) == 1.0
    assert s.popularity(0, STATS) == 0.0
    assert s.freshness("2026-01-01", STATS) == 1.0
    assert s.freshness("2024-01-01", STATS) == pytest.approx(0.5, abs=0.01)
    assert s.freshness("", STATS) == 0.0


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
