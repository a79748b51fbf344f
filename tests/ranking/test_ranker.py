import numpy as np
import pytest

from whythis.ranking.combiner import LinearCombiner, load_combiner
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import Event, Request, ShopperProfile, Stated
from whythis.retrieval.types import Filters


def rank(ranker: Ranker, text: str, profile: ShopperProfile | None = None, **filters):
    return ranker.rank(Request(text, text, Filters(**filters)), profile or ShopperProfile(), 50)


def signal(candidate, name: str) -> float:
    return candidate.signals[SIGNAL_NAMES.index(name)]


def test_a_score_is_the_weighted_sum_of_the_signals_that_are_kept(tiny_ranker: Ranker) -> None:
    combiner = tiny_ranker.combiner
    for candidate in rank(tiny_ranker, "quiet kettle").candidates:
        assert candidate.score == pytest.approx(combiner.bias + np.dot(combiner.weights, candidate.signals))
        assert 0.0 < candidate.probability < 1.0


def test_candidates_come_by_falling_score_and_filters_hold(tiny_ranker: Ranker) -> None:
    ranked = rank(tiny_ranker, "kettle", price_max_cents=4000)
    scores = [c.score for c in ranked.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(c.item.price_cents <= 4000 for c in ranked.candidates)  # type: ignore[operator]
    assert {"k3", "h1"} <= {e.item_id for e in ranked.exclusions}


def test_the_same_request_gives_the_same_list_to_the_last_bit(tiny_ranker: Ranker) -> None:
    assert rank(tiny_ranker, "black kettle") == rank(tiny_ranker, "black kettle")


def test_a_purchase_raises_its_brand_its_kind_and_what_is_like_it(tiny_ranker: Ranker) -> None:
    events = tuple(Event(f"e{n}", "s", "h1", "purchase", "2026-01-01T00:00:00Z") for n in range(3))
    fan = {c.item.id: c for c in rank(tiny_ranker, "present", ShopperProfile("s", events)).candidates}
    new = {c.item.id: c for c in rank(tiny_ranker, "present").candidates}
    for name in ("taste", "brand_affinity", "category_affinity"):
        assert signal(fan["h2"], name) > 0
        assert signal(new["h2"], name) == 0
        assert signal(fan["h2"], name) > signal(fan["l1"], name)
    assert fan["h2"].score > new["h2"].score


def test_taste_shares_name_the_events_and_sum_to_the_signal(tiny_ranker: Ranker) -> None:
    events = (
        Event("e1", "s", "k1", "purchase", "2026-01-01T00:00:00Z"),
        Event("e2", "s", "l1", "like", "2026-01-02T00:00:00Z"),
        Event("e3", "s", "gone", "like", "2026-01-03T00:00:00Z"),
    )
    ranked = rank(tiny_ranker, "kettle", ShopperProfile("s", events))
    assert [e.event_id for e in ranked.history] == ["e1", "e2"]
    for candidate in ranked.candidates:
        assert sum(s.share for s in candidate.taste_shares) == pytest.approx(
            signal(candidate, "taste"), abs=1e-9
        )


def test_a_dislike_that_was_stated_sinks_what_it_is_about(tiny_ranker: Ranker) -> None:
    profile = ShopperProfile(stated=(Stated("brand", "Ashdown", -1.0),))
    sunk = {c.item.id: c.score for c in rank(tiny_ranker, "kettle", profile).candidates}
    plain = {c.item.id: c.score for c in rank(tiny_ranker, "kettle").candidates}
    assert sunk["k1"] < plain["k1"]
    assert sunk["d1"] == pytest.approx(plain["d1"])


def test_pairs_are_scored_as_in_a_request(tiny_ranker: Ranker) -> None:
    listed = {c.item.id: c.score for c in rank(tiny_ranker, "kettle").candidates}
    scores, signals = tiny_ranker.score_items("kettle", ["l1", "k1"])
    assert scores == pytest.approx([listed["l1"], listed["k1"]], abs=1e-4)
    assert signals.shape == (2, len(SIGNAL_NAMES))


def test_no_weight_is_below_zero(tiny_ranker: Ranker) -> None:
    assert min(tiny_ranker.combiner.weights) >= 0


def test_a_combiner_comes_back_as_it_was_saved(tmp_path) -> None:
    combiner = LinearCombiner(SIGNAL_NAMES, tuple(n / 8 for n in range(len(SIGNAL_NAMES))), -0.5)
    combiner.save(tmp_path)
    assert load_combiner(tmp_path) == combiner
