"""Planted causes: every stage at which an item can be lost, on the real pipeline of a small shop."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from whythis.agent.verifier import traced
from whythis.agent.wording import tell
from whythis.errors import ModelError
from whythis.explainers.counterfactual import find_counterfactuals
from whythis.explainers.rerun import Edit, Rerun
from whythis.explainers.why_not import WhyNot, explain_why_not
from whythis.ranking.types import Decision, Erased
from whythis.shop import Shop


class Asked:
    """A list that was made, and questions about what is not on it."""

    def __init__(self, shop: Shop, message: str, shopper: str | None = None) -> None:
        reply = shop.ask(message, session=uuid.uuid4().hex, shopper=shopper)
        self.shop = shop
        self.decision: Decision = shop.store.decision(reply.decision_id or "")

    def why_not(self, item_id: str) -> WhyNot:
        return self.shop.why_not(self.decision.id, item_id)[0]


def of_kind(shop: Shop, category: str):
    return [item for item in shop.catalog if item.category == category]


def test_an_item_over_the_limit_is_filtered_by_price_and_comes_in_when_the_limit_is_raised(
    sample_shop: Shop,
) -> None:
    asked = Asked(sample_shop, "kettle under $40")
    dear = [e.item_id for e in asked.decision.exclusions if e.filter == "price"]
    assert dear
    for item_id in dear[:5]:
        found = asked.why_not(item_id)
        assert (found.stage, found.evidence["filter"]) == ("filtered", "price")
        assert found.remedies[0].edits == (Edit("max_price", str(found.evidence["price_cents"])),)
        again = asked.shop.rerun.again(asked.decision, found.remedies[0].edits)
        assert (item_id in again.shown) == found.remedies[0].on_list
        assert again.rank_of(item_id) == found.remedies[0].rank is not None


def test_a_sold_out_item_is_out_of_stock_and_nothing_else(sample_shop: Shop) -> None:
    sold_out = [item for item in sample_shop.catalog if item.stock == 0]
    assert sold_out
    checked = 0
    for item in sold_out:
        asked = Asked(sample_shop, item.category)
        if any(e.item_id == item.id for e in asked.decision.exclusions):
            assert asked.why_not(item.id).stage == "out_of_stock"
            checked += 1
    assert checked


def test_a_brand_that_was_not_asked_for_and_one_that_was_ruled_out_are_told_apart(sample_shop: Shop) -> None:
    kettles = of_kind(sample_shop, "Kettles")
    brand = kettles[0].brand
    only = Asked(sample_shop, f"only {brand} kettles")
    other = next(k for k in kettles if k.brand != brand)
    assert asked_brands(only) == (brand,)
    assert only.why_not(other.id).evidence["filter"] == "brand"
    assert only.why_not(other.id).remedies[0].edits[0] == Edit("any_brand")


def asked_brands(asked: Asked) -> tuple[str, ...]:
    return asked.decision.request.filters.brands


def test_a_compared_item_that_is_not_shown_was_outscored_by_the_last_one_shown(sample_shop: Shop) -> None:
    asked = Asked(sample_shop, "wireless headphones")
    beyond = asked.decision.candidates[asked.decision.request.limit :]
    for candidate in beyond[:5]:
        found = asked.why_not(candidate.item.id)
        assert found.stage in ("outscored", "unlikely")
        if found.stage == "outscored":
            assert found.contrast is not None
            assert (found.contrast.item_id, found.contrast.other_id) == (
                asked.decision.shown[-1],
                candidate.item.id,
            )
            assert found.contrast.output_value >= found.contrast.base_value


def test_an_unknown_id_is_not_in_the_catalogue_and_a_shown_one_is_shown(sample_shop: Shop) -> None:
    asked = Asked(sample_shop, "desk lamp")
    assert asked.why_not("no-such-thing").stage == "not_in_catalogue"
    found = asked.why_not(asked.decision.shown[1])
    assert (found.stage, found.evidence["rank"]) == ("shown", 2)


def test_another_kind_of_thing_was_not_what_was_asked_for(sample_shop: Shop) -> None:
    asked = Asked(sample_shop, "kettle")
    lamp = next(e for e in asked.decision.exclusions if e.filter == "category")
    assert asked.why_not(lamp.item_id).evidence["filter"] == "category"


def test_a_rerun_without_changes_is_the_decision_itself(sample_shop: Shop) -> None:
    shopper = sample_shop.shoppers()[0].id
    for message in ("kettle under $60", "something for reading at night", "wireless mouse"):
        asked = Asked(sample_shop, message, shopper)
        again = sample_shop.rerun.again(asked.decision)
        assert again.shown == asked.decision.shown
        then = [(c.item.id, round(c.score, 9)) for c in asked.decision.candidates]
        assert [(c.item.id, round(c.score, 9)) for c in again.ranked.candidates] == then


def test_a_decision_of_another_model_is_not_run_again(sample_shop: Shop) -> None:
    asked = Asked(sample_shop, "kettle")
    older = replace(asked.decision, versions=replace(asked.decision.versions, model_sha256="0" * 64))
    with pytest.raises(ModelError, match="model"):
        sample_shop.rerun.again(older)


@pytest.mark.parametrize(
    "message", ["wireless headphones under $100", "office keyboard", "board game for two"]
)
def test_every_counterfactual_flips_and_no_edit_of_it_can_be_spared(sample_shop: Shop, message: str) -> None:
    shopper = sample_shop.shoppers()[0].id
    asked, rerun = Asked(sample_shop, message, shopper), sample_shop.rerun
    items = [c.item for c in asked.decision.candidates[:8]]
    flipped = 0
    for item in items:
        was_shown = item.id in asked.decision.shown
        for found in find_counterfactuals(asked.decision, item, rerun):
            flipped += 1
            assert (item.id in rerun.again(asked.decision, found.edits).shown) != was_shown
            for spared in range(len(found.edits)):
                fewer = found.edits[:spared] + found.edits[spared + 1 :]
                assert (item.id in rerun.again(asked.decision, fewer).shown) == was_shown
    assert flipped


@pytest.mark.parametrize(
    ("then", "lang", "said"),
    [
        ("catalogue", "en", "the shop's products or its model have changed since"),
        ("catalogue", "zh", "店里的商品或模型有了变化"),
        ("past", "en", "part of what that list rests on was erased since"),
        ("past", "zh", "部分依据后来被删除了"),
    ],
)
def test_of_a_list_that_cannot_be_made_again_it_is_not_said_that_nothing_helps(
    sample_shop: Shop, then: str, lang: str, said: str
) -> None:
    asked = Asked(sample_shop, "kettle")
    versions = replace(sample_shop.versions, catalog_sha256="of another catalogue")
    decision = replace(asked.decision, lang=lang)
    if then == "past":
        versions = sample_shop.versions
        decision = replace(decision, erased=Erased("2026-03-01T10:00:00Z", 1, 0))
    rerun = Rerun(sample_shop.ranker, versions, sample_shop.settings.list.pool)
    lost = next(c.item.id for c in decision.candidates if c.item.id not in decision.shown)
    found = explain_why_not(decision, lost, rerun)
    assert (found.remedies, found.changed) == ((), (then,))
    told, claims = tell("why_not", found, lost, decision, "USD", sample_shop.catalogues.messages(lang))
    assert said in told[-1].text
    assert traced(claims, decision, found) == claims
    denied = replace(claims[-1], kind="why_not.no_remedy", evidence={})
    assert traced((denied,), decision, found) == ()
