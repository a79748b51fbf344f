"""What must hold of every explanation, over random requests through the real pipeline of the sample shop."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whythis.explainers.contrast import explain_contrast
from whythis.explainers.history import attribute_events
from whythis.explainers.signals import attribute_signals
from whythis.explainers.why import explain_why
from whythis.ranking.decide import decide
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import Decision, Request, ShopperProfile, Stated
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.types import Filters
from whythis.shop import Shop

POOL = 6
TASTE = SIGNAL_NAMES.index("taste")
some_requests = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@cache
def words_of(catalog: Catalog) -> list[str]:
    texts = (f"{item.title} {item.description}" for item in catalog)
    return sorted({word.casefold() for text in texts for word in text.split()})


def random_decision(shop: Shop, seed: int) -> Decision:
    """A list for words, conditions, a past and wishes that were drawn from the shop; it may be short or empty."""
    rng, catalog = random.Random(seed), shop.catalog
    item = catalog[rng.randrange(len(catalog))]
    text = " ".join(rng.sample(words_of(catalog), rng.randint(1, 5)))
    filters = Filters(
        price_max_cents=rng.choice((None, item.price_cents)),
        not_brands=rng.choice(((), (item.brand,))),
        categories=rng.choice(((), (item.category,))),
        attributes=rng.choice(((), (), item.attributes[:1])),
        in_stock_only=rng.random() < 0.7,
    )
    request = Request(
        text,
        text,
        filters,
        price_target_cents=rng.choice((None, 5000)),
        categories=rng.choice(((), (item.category,))),
        features=rng.choice(((), (item.attributes[:1],))) if item.attributes else (),
    )
    wishes = (Stated("brand", item.brand, 1.0), Stated("category", item.category, -1.0))
    shopper = rng.choice((None, *shop.history.shopper_ids()[:20]))
    profile = ShopperProfile(shopper, shop.history.of(shopper), tuple(rng.sample(wishes, rng.randint(0, 2))))
    return decide(shop.ranker, request, profile, POOL, shop.versions)


@some_requests
@given(seed=st.integers(0, 10**6))
def test_base_and_signals_sum_to_the_output_and_events_to_the_taste_of_every_candidate(
    sample_shop: Shop, seed: int
) -> None:
    decision = random_decision(sample_shop, seed)
    for candidate in decision.candidates:
        base, signals = attribute_signals(decision, candidate.item.id, sample_shop.ranker.combiner)
        assert base + sum(c.value for c in signals) == pytest.approx(candidate.score, abs=1e-4)
        events = attribute_events(decision, candidate)
        assert sum(e.value for e in events) == pytest.approx(candidate.signals[TASTE], abs=1e-6)


@some_requests
@given(seed=st.integers(0, 10**6))
def test_a_contrast_sums_to_the_gap_and_every_sign_flips_when_it_is_swapped(
    sample_shop: Shop, seed: int
) -> None:
    decision, combiner = random_decision(sample_shop, seed), sample_shop.ranker.combiner
    for one, other in pairwise(decision.candidates):
        there = explain_contrast(decision, one.item.id, other.item.id, combiner)
        back = {
            (c.level, c.name): c.value
            for c in explain_contrast(decision, other.item.id, one.item.id, combiner).contributions
        }
        assert sum(c.value for c in there.signals) == pytest.approx(one.score - other.score, abs=1e-4)
        assert there.contributions
        for c in there.contributions:
            assert back[c.level, c.name] == pytest.approx(-c.value, abs=1e-9)


@settings(some_requests, max_examples=3)
@given(seed=st.integers(0, 10**6))
def test_the_whole_explanation_of_a_random_list_adds_up_on_all_three_levels(
    sample_shop: Shop, seed: int
) -> None:
    decision, ranker = random_decision(sample_shop, seed), sample_shop.ranker
    for candidate in decision.candidates[:1]:
        found = explain_why(decision, candidate.item.id, ranker.cross_encoder, ranker.combiner)
        assert abs(found.residual) < 1e-4
        assert found.output_value == candidate.score
        assert found.words is not None
        assert found.words.relative_gap <= 0.01
