"""Claims against the decision that they are about: what was changed after the fact does not hold."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.decisions import decision, item, signals
from tests.explainers.test_evidence import explain
from whythis.agent.catalogue import messages
from whythis.agent.grounding.corruptions import changed_catalogue, corrupted_claims
from whythis.agent.grounding.material import Told
from whythis.agent.grounding.measure import measure
from whythis.agent.verifier import traced, untraced
from whythis.agent.wording import tell
from whythis.explainers.contrast import explain_contrast
from whythis.retrieval.types import Filters


@pytest.fixture(scope="module")
def told() -> Told:
    """A "why" about a product with a rating, ratings, a price within its limit, and a rival."""
    made = decision(
        [
            (
                item("a", title="Tall lamp", brand="Lumo", rating=4.8, rating_count=90, price_cents=4000),
                signals(text_relevance=3.0, quality=1.0, popularity=0.5),
            ),
            (
                item("b", title="Low lamp", brand="Dimm", rating=3.0, rating_count=10, price_cents=4500),
                signals(),
            ),
        ],
        filters=Filters(price_max_cents=5000),
    )
    found = replace(
        explain(made, "a"), method="Shapley values", baseline="the mean", versions={"model": "v7"}
    )
    sentences, claims = tell("why", found, "a", made, "USD", messages("en"), "developer", "s")
    return Told("why", "developer", messages("en"), made, found, tuple(sentences), tuple(claims))


def test_every_claim_of_an_explanation_holds(told: Told) -> None:
    assert len(told.claims) >= 6
    assert [untraced(c, told.decision, told.found) for c in told.claims] == [None] * len(told.claims)


def test_every_changed_value_is_noticed(told: Told) -> None:
    rng, kinds = random.Random(1), set()
    for claim in told.claims:
        for kind, false in corrupted_claims(claim, told, rng):
            kinds.add(kind)
            assert untraced(false, told.decision, told.found), (claim.kind, kind, false.evidence)
    assert kinds >= {"direction", "item", "count", "measure", "text", "title"}


def test_a_catalogue_that_changed_since_bears_no_claim_out(told: Told) -> None:
    position = told.claims[0]
    changed = dict(changed_catalogue(told, random.Random(1)))
    assert untraced(position, changed["catalogue_title"].decision, told.found) == "item_title"


def test_a_claim_with_a_value_that_nothing_is_known_of_is_dropped(told: Told) -> None:
    stranger = replace(told.claims[0], evidence=told.claims[0].evidence | {"charm": 0.9})
    assert traced([stranger, *told.claims[1:]], told.decision, told.found) == told.claims[1:]


def test_a_comparison_holds_and_turned_round_it_does_not(told: Told) -> None:
    found = explain_contrast(told.decision, "a", "b")
    _, claims = tell("compare", found, "a", told.decision, "USD", messages("en"), "staff", "s")
    assert traced(claims, told.decision, found) == claims
    turned = explain_contrast(told.decision, "b", "a")
    assert not traced([c for c in claims if c.kind != "compare.none"], told.decision, turned)


def test_the_measure_counts_what_it_is_given(told: Told) -> None:
    report = measure([told] * 40)
    assert report["answers"] == 40
    assert report["unsupported"] == 0
    assert report["true_kept"] == 1.0
    assert report["corrupted"] > 50
    false = replace(told, claims=tuple(replace(c, direction=-c.direction) for c in told.claims))
    assert measure([false] * 40)["true_kept"] < 0.8
