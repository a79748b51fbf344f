"""Items that are liked for the same reasons: the reasons are the same, and true of both."""

from __future__ import annotations

from dataclasses import replace
from statistics import mean

import pytest

from tests.decisions import decision, item, signals
from whythis.errors import NotShownError
from whythis.explainers.groups import grouped
from whythis.explainers.signals import attribute_candidate, candidate_of
from whythis.explainers.similar import cosine, reasons_of, shared_reasons
from whythis.explainers.types import Explanation
from whythis.ranking.types import Decision, EventShare, PastEvent
from whythis.shop import Shop

WISHED = PastEvent("e1", "p1", "Past 1", "Norrvik", "Lamps", 100, "purchase", "2026-01-01T00:00:00Z", 1.0)


def told(made: Decision, item_id: str) -> Explanation:
    base, parts = attribute_candidate(made, candidate_of(made, item_id))
    score = candidate_of(made, item_id).score
    return Explanation(made.id, item_id, "why", "", "", base, score, 0.0, parts, None, (), {})


def shared(made: Decision, one: str, other: str):
    found = shared_reasons(
        made, candidate_of(made, one), told(made, one), candidate_of(made, other), told(made, other)
    )
    return {reason.name: reason for reason in found}


def reasons(made: Decision, item_id: str):
    return reasons_of(candidate_of(made, item_id), told(made, item_id).signals)


def test_items_are_alike_by_what_moved_their_scores() -> None:
    made = decision(
        [
            (item("a"), signals(quality=1.0, popularity=0.1)),
            (item("b"), signals(quality=0.9)),
            (item("c"), signals(popularity=1.0)),
        ]
    )
    assert cosine(reasons(made, "a"), reasons(made, "b")) > 0.9
    assert cosine(reasons(made, "a"), reasons(made, "c")) < 0
    assert cosine(reasons(made, "a"), reasons(made, "a")) == pytest.approx(1.0)
    assert cosine({}, reasons(made, "a")) == 0.0


def test_a_reason_is_shared_only_where_its_facts_hold_for_both() -> None:
    made = decision(
        [
            (
                item("a", brand="Norrvik", rating=4.8, rating_count=9),
                signals(quality=1.0, brand_affinity=1.0),
            ),
            (
                item("b", brand="Corvane", rating=4.6, rating_count=9),
                signals(quality=0.9, brand_affinity=1.0),
            ),
            (item("c", rating=3.0, rating_count=9), signals()),
            (item("d", rating=3.1, rating_count=9), signals(quality=0.9)),
        ],
        history=(WISHED, replace(WISHED, event_id="e2", item_brand="Corvane")),
    )
    found = shared(made, "a", "b")
    assert set(found) == {"quality"}  # both brands were chosen before, and they are two brands
    facts = found["quality"].facts
    assert (facts["rating"], facts["other_rating"], facts["pool_mean"]) == (4.8, 4.6, pytest.approx(3.875))
    assert shared(made, "a", "d") == {}  # its rating is below the mean, whatever its signal says


def test_taste_is_shared_by_the_event_that_speaks_for_both_and_in_the_same_way() -> None:
    other = PastEvent("e2", "p2", "Past 2", "B", "C", 100, "like", "2026-01-01T00:00:00Z", 1.2)

    def made(second: tuple[EventShare, ...]) -> Decision:
        shares = ((EventShare("e2", 0.6), EventShare("e1", 0.4)), second, ())
        rows = [(item("a"), signals(taste=1.0)), (item("b"), signals(taste=0.9)), (item("c"), signals())]
        return decision(rows, history=(WISHED, other), shares=shares)

    alike = shared(made((EventShare("e1", 0.8), EventShare("e2", 0.1))), "a", "b")["taste"]
    assert (alike.facts["event_id"], alike.facts["how"]) == ("e1", "like")
    assert (alike.facts["event_share"], alike.facts["other_event_share"]) == (0.4, 0.8)
    # The one is like it, the other is chosen together with it: not the same reason.
    assert shared(made((EventShare("e1", 0.9, 0.9),)), "a", "b") == {}
    split = reasons(made((EventShare("e1", 0.9),)), "a")
    assert split["event", "e2"] == pytest.approx(1.5 * split["event", "e1"])


def test_shared_reasons_of_the_sample_shop_are_true_of_both(sample_shop: Shop) -> None:
    shopper = sample_shop.shoppers()[0].id
    checked = 0
    for message in ("wireless headphones around 100 dollars", "desk lamp"):
        made = sample_shop.store.decision(sample_shop.ask(message, shopper=shopper).decision_id or "")
        own = candidate_of(made, made.shown[1])
        found, claims, text = sample_shop.similar(made.id, own.item.id)
        assert [s.likeness for s in found] == sorted((s.likeness for s in found), reverse=True)
        assert all(claim.text in text for claim in claims)
        average = mean(c.item.rating for c in made.candidates if c.item.rating is not None)
        parts = grouped(attribute_candidate(made, own)[1])
        for other in found:
            assert other.item_id != own.item.id
            item_ = sample_shop.catalog.get(other.item_id)
            assert item_ is not None
            scored = made.candidate(other.item_id)
            assert other.compared == (scored is not None)
            theirs = grouped(attribute_candidate(made, scored)[1]) if scored else {}
            for reason in other.reasons:
                checked += 1
                assert reason.contribution == pytest.approx(parts[reason.name])
                assert min(reason.contribution, reason.other_contribution) > 0
                assert reason.other_contribution == pytest.approx(
                    theirs.get(reason.name, reason.other_contribution)
                )
                if reason.name == "quality":
                    assert min(own.item.rating or 0, item_.rating or 0) > average
                if reason.name == "feature_match":
                    for feature in reason.facts["features"]:
                        for thing in (own.item, item_):
                            assert feature in [v for _, v in thing.attributes] + [
                                n for n, _ in thing.attributes
                            ]
                if reason.name == "category_match":
                    assert own.item.category == item_.category
                for word in reason.facts.get("words", ()):
                    for thing in (own.item, item_):
                        said = " ".join(
                            (thing.title, thing.category, thing.description, str(thing.attributes))
                        )
                        assert word["text"].casefold().removesuffix("s") in said.casefold()
    assert checked


def test_what_was_never_compared_has_nothing_similar(sample_shop: Shop) -> None:
    made = sample_shop.ask("desk lamp").decision_id or ""
    with pytest.raises(NotShownError):
        sample_shop.similar(made, "kettle-001")
