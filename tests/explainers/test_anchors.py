"""Anchors: on rankers whose rule is known by hand, and on the sample shop, where a loop of its own measures again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import write_tiny
from tests.decisions import decision, item, signals
from whythis.errors import InputError, ModelError, NotShownError
from whythis.explainers.anchors import _loosened, find_anchor, find_rule, meets, stricter, wilson
from whythis.explainers.situations import Aspect, Condition, aspects_of, coverage, draw, version
from whythis.ranking.combiner import load_combiner
from whythis.ranking.model_store import SHIPPED
from whythis.ranking.ranker import Ranker
from whythis.ranking.shown import choose_shown
from whythis.ranking.types import Decision, Request, ShopperProfile
from whythis.retrieval.build import open_searcher
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.types import Filters, Item
from whythis.shop import Shop
from whythis.shop.build import import_source, index_shop

PRICES = [4000 * (1 + n // 4) for n in range(20)]
LAMPS = [
    item(
        f"l{n}",
        brand=f"Brand {n % 4}",
        category="Lamps",
        price_cents=price,
        rating=3.0 + n % 3,
        rating_count=10,
        attributes=(("Colour", ("red", "blue")[n % 2]),),
    )
    for n, price in enumerate(PRICES)
]


class Lamps:
    """A catalogue of twenty lamps."""

    ids = tuple(lamp.id for lamp in LAMPS)
    categories = tuple(lamp.category for lamp in LAMPS)

    def __getitem__(self, row: int) -> Item:
        return LAMPS[row]


class PlacedBy:
    """A pipeline whose list depends on what a function says of the item, and on nothing else."""

    def __init__(self, stays) -> None:
        self._stays = stays
        self.ranker = self
        self.catalog = Lamps()

    def places_of(self, made: Decision, versions: list[Item], conditions: object) -> tuple[int | None, ...]:
        return tuple(1 if self._stays(v) else None for v in versions)


def lamps() -> Decision:
    made = decision([(lamp, signals(quality=20.0 - n)) for n, lamp in enumerate(LAMPS)], shown=5)
    return replace(made, request=replace(made.request, text="lamp"))


def found_for(stays, item_id: str = "l2", top: int | None = None):
    return find_anchor(lamps(), item_id, PlacedBy(stays), top)  # type: ignore[arg-type]


def test_where_the_price_alone_counts_the_rule_is_its_bound_and_nothing_else() -> None:
    found = found_for(lambda lamp: lamp.price_cents <= 12_500)
    assert found.conditions == (Condition("price_max", 12_000),)
    assert (found.stayed, found.tried, found.held) == (found.tried, 100, True)
    # 11 of the 19 other lamps cost at most $120, and in half of all situations the price stays as it is.
    assert found.coverage == pytest.approx(0.5 + 0.5 * 11 / 19)
    assert found.free == pytest.approx(found.coverage, abs=0.12)


def test_two_things_that_both_count_are_both_in_the_rule() -> None:
    found = found_for(lambda lamp: lamp.price_cents <= 12_500 and ("Colour", "red") in lamp.attributes)
    assert found.conditions == (Condition("attribute", "red", "Colour"), Condition("price_max", 12_000))
    assert found.precision == 1.0
    assert found.coverage == pytest.approx((0.5 + 0.5 * 11 / 19) * (0.5 + 0.5 * 9 / 19))


def test_what_stays_whatever_changes_needs_no_condition() -> None:
    found = found_for(lambda lamp: True)
    assert (found.conditions, found.coverage, found.free, found.held) == ((), 1.0, 1.0, True)
    assert set(found.varied) == {"price", "rating", "brand", "attribute:Colour"}


def test_where_no_rule_holds_that_is_said_with_what_was_measured() -> None:
    rng = np.random.default_rng(5)
    found = found_for(lambda lamp: rng.random() < 0.6)
    assert not found.held
    assert 0.35 < found.precision < 0.85
    assert found.low < found.precision < found.high


def test_the_same_question_finds_the_same_rule() -> None:
    def stays(lamp: Item) -> bool:
        return lamp.rating is not None and lamp.rating >= 4.0 and (lamp.price_cents or 0) < 17_000

    # l2 is rated 5: the bound moves down to the lowest that still does.
    assert found_for(stays) == found_for(stays)
    assert found_for(stays).conditions == (Condition("price_max", 16_000), Condition("rating_min", 4.0))


def test_only_what_is_in_its_place_can_be_anchored_there() -> None:
    with pytest.raises(NotShownError, match="in its place"):
        found_for(lambda lamp: True, "l7")
    with pytest.raises(NotShownError, match="in its place"):
        found_for(lambda lamp: True, "l2", top=2)
    assert found_for(lambda lamp: True, "l2", top=3).top == 3


def test_drawn_situations_meet_the_rule_and_come_as_often_as_its_coverage_says() -> None:
    rng = np.random.default_rng(1)
    aspects = aspects_of(lamps(), LAMPS[2], Lamps(), rng)  # type: ignore[arg-type]
    rule = (Condition("brand", "Brand 2"), Condition("price_max", 9000))
    assert all(meets(rule, s) for s in draw(aspects, rule, 300, rng))
    everything = draw(aspects, (), 6000, rng)
    share = sum(meets(rule, s) for s in everything) / len(everything)
    assert share == pytest.approx(coverage(aspects, rule), abs=0.02)
    kept = [s["price"] for s in everything if meets(rule, s)]
    drawn = [s["price"] for s in draw(aspects, rule, 3000, rng)]
    assert np.mean(drawn) == pytest.approx(np.mean(kept), rel=0.05)


def test_a_rule_is_only_ever_made_stricter() -> None:
    forty, fifty = Condition("price_max", 4000), Condition("price_max", 5000)
    assert stricter((fifty,), forty) == (forty,)
    assert stricter((forty,), fifty) is None
    assert stricter((forty,), Condition("rating_min", 4.0)) == (forty, Condition("rating_min", 4.0))


def test_of_rules_that_hold_the_one_that_covers_most_is_taken() -> None:
    conditions = tuple(Condition("price_max", bound) for bound in (1, 2, 3))
    aspect = Aspect("price", 1, (1, 2, 3, 4), conditions)
    situations = [{"price": price} for price in (1, 2, 3, 4) * 30]
    stays = np.array([s["price"] <= 2 for s in situations])
    assert find_rule([aspect], situations, stays) == ((conditions[1],), True)


def test_a_bound_is_moved_out_as_far_as_the_rule_still_holds() -> None:
    bounds = tuple(Condition("price_max", bound) for bound in (1, 2, 3))
    rating = Condition("rating_min", 4.0)
    loose = _loosened((bounds[0], rating), (*bounds, rating), lambda rule: float(rule[0].value <= 2))  # type: ignore[operator]
    assert loose == (bounds[1], rating)


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(10, 10, 1.96) == (pytest.approx(0.7225, abs=1e-3), 1.0)
    assert wilson(50, 100, 1.96) == (pytest.approx(0.4038, abs=1e-3), pytest.approx(0.5962, abs=1e-3))
    assert wilson(0, 0, 1.96) == (0.0, 1.0)


def test_a_value_that_the_title_tells_is_told_there_as_it_would_be() -> None:
    own = item(
        "h",
        title="Norrvik over-ear headphones, beige",
        brand="Norrvik",
        description="Beige, by Norrvik. Wirelessly yours.",
        attributes=(("Colour", "Beige"), ("Connectivity", "Wireless"), ("Microphone", "Yes")),
    )
    other = version(
        own,
        {
            "brand": "Corvane",
            "attribute:Colour": "Red",
            "attribute:Connectivity": "Wired",
            "attribute:Microphone": "No",
        },
    )
    assert other.title == "Corvane over-ear headphones, red"
    assert other.description == "Red, by Corvane. Wirelessly yours."
    assert other.attributes == (("Colour", "Red"), ("Connectivity", "Wired"), ("Microphone", "No"))
    assert version(own, {}) == own


# The real pipeline


def asked(shop: Shop, message: str, shopper: str | None = None) -> Decision:
    return shop.store.decision(shop.ask(message, shopper=shopper).decision_id or "")


def test_an_item_as_it_is_has_the_score_and_place_that_it_had(sample_shop: Shop) -> None:
    shopper = sample_shop.shoppers()[0].id
    for message in ("kettle under $60", "something for reading at night"):
        made, rerun = asked(sample_shop, message, shopper), sample_shop.rerun
        for rank, candidate in enumerate(made.candidates[:8], start=1):
            own = sample_shop.catalog.get(candidate.item.id)
            assert own is not None
            place = rerun.places_of(made, [own])[0]
            assert place == (rank if candidate.item.id in made.shown else None)


def test_an_altered_item_scores_as_it_does_in_a_shop_that_has_it_so(
    tiny_folder: Path, encoder, cross_encoder, tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in write_tiny(tmp_path / "s.jsonl").open(encoding="utf-8")]
    kettle = next(row for row in rows if row["id"] == "k1")
    kettle |= {
        "brand": "Corvane",
        "title": "Corvane loud kettle 1.7 l",
        "price_cents": 5100,
        "rating_count": 11,
    }
    kettle["attributes"]["Colour"] = "Orange"
    (tmp_path / "s.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    import_source("jsonl", tmp_path / "s.jsonl", tmp_path / "shop")
    index_shop(tmp_path / "shop", encoder, lambda done, kept: None)

    def ranker(folder: Path) -> Ranker:
        searcher, _ = open_searcher(Catalog(folder / "catalog.parquet"), encoder, folder / "index")
        return Ranker(searcher, cross_encoder, load_combiner(SHIPPED))

    before, after = ranker(tiny_folder), ranker(tmp_path / "shop")
    request = Request("kettle", "kettle", Filters(), price_target_cents=5000, categories=("Kettles",))
    really = next(c for c in after.rank(request, ShopperProfile(), 10).candidates if c.item.id == "k1")
    altered = after.catalog.get("k1")
    assert altered is not None
    supposed = before.score_as(request, ShopperProfile(), [altered], 10)[0]
    assert supposed.signals == pytest.approx(really.signals, abs=1e-3)
    assert supposed.score == pytest.approx(really.score, abs=2e-3)
    with pytest.raises(InputError, match="one item"):
        before.score_as(request, ShopperProfile(), [replace(altered, id="k9")], 10)


def test_an_altered_item_that_a_filter_stops_is_off_the_list(sample_shop: Shop) -> None:
    made, rerun = asked(sample_shop, "kettle under $60"), sample_shop.rerun
    best = sample_shop.catalog.get(made.shown[0])
    assert best is not None
    dear, gone = replace(best, price_cents=6001), replace(best, stock=0)
    assert rerun.places_of(made, [best, dear, gone]) == (1, None, None)


def test_what_no_index_would_find_before_the_pool_is_full_is_off_the_list(
    sample_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, rerun = asked(sample_shop, "something for reading at night"), sample_shop.rerun
    assert len(made.candidates) == rerun._pool_size
    best, saved = sample_shop.catalog.get(made.shown[0]), made.candidate(made.shown[0])
    assert best is not None
    assert saved is not None
    last = min(c.fused for c in made.candidates)
    # It keeps its score, which would be the best of the list; only how the search finds it differs.
    for fused, place in ((saved.fused, 1), (0.9 * last, None), (0.0, None)):
        as_found = (replace(saved, fused=fused, dense_rank=None, sparse_rank=None),)
        monkeypatch.setattr(rerun.ranker, "score_as", lambda *_, found=as_found: found)
        assert rerun.places_of(made, [best]) == (place,)


def test_a_rule_holds_in_a_loop_of_its_own(sample_shop: Shop) -> None:
    made = asked(sample_shop, "desk lamp around 50 dollars")
    found, claims, text = sample_shop.anchor(made.id, made.shown[0])
    assert found.held
    assert found.conditions
    assert [c.kind for c in claims] == ["anchor.rule", "anchor.coverage", "anchor.varied"]
    assert all(claim.text in text for claim in claims)
    rng = np.random.default_rng(99)
    own = sample_shop.catalog.get(made.shown[0])
    assert own is not None
    aspects = aspects_of(made, own, sample_shop.catalog, rng)
    # Drawn with no rule and thrown away until they meet it; placed by hand among what was saved.
    every = draw(aspects, (), 400, rng)
    assert sum(meets(found.conditions, s) for s in every) / 400 == pytest.approx(found.coverage, abs=0.09)
    versions = [version(own, s) for s in every if meets(found.conditions, s)][:40]
    scored = sample_shop.ranker.score_as(made.request, ShopperProfile(), versions, made.depth)
    others = [c for c in made.candidates if c.item.id != own.id]
    stayed = 0
    for candidate in scored:
        if candidate.item.stock == 0:
            continue
        pool = sorted([*others, candidate], key=lambda c: (-c.score, c.item.id))
        stayed += own.id in choose_shown(pool, made.request.limit)
    assert found.low - 0.05 <= stayed / len(versions)


def test_a_list_of_another_model_has_no_anchor(sample_shop: Shop) -> None:
    made = asked(sample_shop, "kettle")
    older = replace(made, versions=replace(made.versions, model_sha256="0" * 64))
    with pytest.raises(ModelError, match="model"):
        find_anchor(older, made.shown[0], sample_shop.rerun)
