"""Lists in an order that was asked for, and with a least rating: what is shown, said, saved and taken back."""

from __future__ import annotations

import uuid

import pytest

from whythis.agent.types import Reply
from whythis.shop import Shop


class Talk:
    """A conversation with the shop, message by message."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.session = shop, uuid.uuid4().hex

    def say(self, text: str) -> Reply:
        return self.shop.ask(text, session=self.session)


@pytest.fixture
def talk(sample_shop: Shop) -> Talk:
    return Talk(sample_shop)


def evidence(reply: Reply, kind: str) -> dict:
    return next(claim.evidence for claim in reply.claims if claim.kind == kind)


@pytest.mark.parametrize(
    ("said", "sort", "of", "falling"),
    [
        ("cheapest first", "price", lambda i: i.price_cents, False),
        ("sort by price, high to low", "-price", lambda i: i.price_cents, True),
        ("best rated first", "rating", lambda i: i.rating, True),
        ("便宜的排前面", "price", lambda i: i.price_cents, False),
        ("按评分排序", "rating", lambda i: i.rating, True),
    ],
)
def test_the_items_that_fit_best_are_put_in_the_order_that_was_asked_for(
    talk, said, sort, of, falling
) -> None:
    first = talk.say("show me headphones")
    ordered = talk.say(said)
    assert {i.id for i in ordered.items} == {i.id for i in first.items}
    values = [of(i) for i in ordered.items]
    assert values == sorted(values, reverse=falling)
    decision = talk.shop.store.decision(ordered.decision_id)
    assert decision.request.sort == sort
    assert evidence(ordered, "recommend.sorted")["sort"] == sort
    assert ordered.text


def test_an_item_is_first_because_the_cheapest_was_asked_for_first_and_that_is_said(talk) -> None:
    cards = talk.say("show me headphones, cheapest first").items
    reply = talk.say("why the first one?")
    order = evidence(reply, "order")
    assert (order["place"], order["sort"], order["price_cents"]) == (1, "price", cards[0].price_cents)
    assert "the cheapest first" in reply.text
    assert "list" in reply.text
    beside = talk.say("why is the first one above the second?")
    assert evidence(beside, "compare.order")["sort"] == "price"


def test_a_least_rating_is_a_condition_that_is_named_explained_and_taken_back(talk) -> None:
    talk.say("show me headphones")
    least = talk.say("at least 4.5 stars")
    assert least.items
    assert all(item.rating >= 4.5 for item in least.items)
    assert "4.5" in least.text
    decision = talk.shop.store.decision(least.decision_id)
    lost = next(e for e in decision.exclusions if e.filter == "rating")
    assert lost.expected == "at least 4.5"
    why_not = talk.say(f"why not {lost.item_id}?")
    assert evidence(why_not, "why_not.filtered")["filter"] == "rating"
    assert "4.5" in why_not.text
    assert lost.actual in why_not.text
    back = talk.say("forget the rating")
    assert talk.shop.store.decision(back.decision_id).request.filters.rating_min is None
    assert any(item.rating < 4.5 for item in back.items)


def test_an_order_holds_until_it_is_taken_back(talk) -> None:
    talk.say("show me headphones, cheapest first")
    cards = talk.say("only black ones").items or talk.say("any colour").items
    assert [i.price_cents for i in cards] == sorted(i.price_cents for i in cards)
    back = talk.say("best match first")
    assert talk.shop.store.decision(back.decision_id).request.sort == ""


def test_what_the_catalogue_does_not_state_is_said_and_not_pretended(talk, monkeypatch) -> None:
    catalog = talk.shop.ranker.catalog
    monkeypatch.setattr(catalog, "ratings", [None] * len(catalog))
    rated = talk.say("headphones with at least 4 stars")
    assert "no ratings" in rated.text
    assert rated.items
    assert "order" not in {claim.kind for claim in talk.say("best rated first").claims}


@pytest.mark.parametrize(
    ("asked", "said", "weak", "order"),
    [
        ("a birthday cake with candles", "cheapest first", "nothing that clearly fits", "the cheapest first"),
        ("推荐个给妈妈的礼物", "便宜的排前面", "没有明显符合的商品", "便宜的排在前面"),
    ],
)
def test_an_order_hides_no_word_that_nothing_fits(talk, asked, said, weak, order) -> None:
    assert weak in talk.say(asked).text
    ordered = talk.say(said)
    assert [i.price_cents for i in ordered.items] == sorted(i.price_cents for i in ordered.items)
    assert weak in ordered.text
    assert order in ordered.text


def test_an_order_hides_no_word_that_nothing_is_left(talk) -> None:
    talk.say("headphones, cheapest first")
    none = talk.say("under 1 dollar")
    assert not none.items
    assert "I found nothing that fits" in none.text
