"""Talks about the shopper: what is known, what is liked, left out, erased; with the real models, on a copy of the
shop."""

from __future__ import annotations

import logging
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from whythis.agent.types import Reply
from whythis.ranking.history import write_events
from whythis.ranking.types import Event
from whythis.shop import Shop


class Talk:
    """A conversation with the shop, message by message."""

    def __init__(self, shop: Shop, shopper: str | None = None) -> None:
        self.shop, self.shopper, self.session = shop, shopper, uuid.uuid4().hex

    def say(self, text: str) -> Reply:
        return self.shop.ask(text, session=self.session, shopper=self.shopper)


@pytest.fixture(scope="module")
def folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("memory") / "shop"
    shutil.copytree(sample_folder, copy, ignore=shutil.ignore_patterns("shop.db*"))
    return copy


@pytest.fixture(scope="module")
def shop(folder: Path, encoder) -> Iterator[Shop]:
    opened = Shop(folder, encoder)
    yield opened
    opened.close()


def kinds(reply: Reply) -> list[str]:
    return [claim.kind for claim in reply.claims]


def evidence(reply: Reply, kind: str) -> dict:
    return next(claim.evidence for claim in reply.claims if claim.kind == kind)


def bytes_of(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.glob("*")) if p.is_file())


def bought(shop: Shop, shopper: str) -> list[Event]:
    return [e for e in shop.history.of(shopper) if e.kind == "purchase"]


def title(shop: Shop, event: Event) -> str:
    item = shop.catalog.get(event.item_id)
    assert item is not None
    return item.title


# What is known


def test_the_profile_tells_true_counts_tastes_and_effect(shop: Shop) -> None:
    talk = Talk(shop, "s058")
    talk.say("bluetooth speaker")
    reply = talk.say("what do you know about me?")
    told = evidence(reply, "profile.events")
    events = shop.history.of("s058")
    assert told["events"] == len(events)
    assert sum(told["kinds"].values()) == len(events)
    assert str(len(events)) in reply.text
    strongest = evidence(reply, "profile.strongest")["events"]
    assert all(e["event_id"] in {x.id for x in events} for e in strongest)
    assert strongest == sorted(strongest, key=lambda e: -e["share"])
    assert 0 < evidence(reply, "profile.effect")["share"] < 1
    assert all(claim.text in reply.text for claim in reply.claims)


@pytest.mark.parametrize(
    ("asked", "told"), [("what do you know about me?", "nothing"), ("你知道我什么？", "一无所知")]
)
def test_a_newcomer_is_told_that_nothing_is_known(shop: Shop, asked: str, told: str) -> None:
    reply = Talk(shop).say(asked)
    assert kinds(reply) == ["profile.newcomer"]
    assert told in reply.text


# Likes and dislikes


def test_what_is_praised_raises_its_like_in_every_later_talk_and_is_given_as_a_reason(shop: Shop) -> None:
    talk = Talk(shop, "s004")
    listed = talk.say("desk lamp")
    liked = listed.items[-1]
    assert kinds(talk.say("love the fifth one")) == ["feedback.liked"]
    again = Talk(shop, "s004").say("desk lamp")
    decision = shop.store.decision(again.decision_id or "")
    said = next(e for e in decision.history if e.item_id == liked.id and e.event_id.startswith("said-"))
    assert said.kind == "like"
    before = shop.store.decision(listed.decision_id or "")
    column = decision.signal_names.index("brand_affinity")
    old, new = before.candidate(liked.id), decision.candidate(liked.id)
    assert old is not None
    assert new is not None
    assert new.signals[column] > old.signals[column]
    assert any(s.event_id == said.event_id and s.share > 0 for s in new.taste_shares)


def test_what_is_rejected_or_owned_is_not_shown_again_and_only_a_rejection_is_a_taste(shop: Shop) -> None:
    talk = Talk(shop, "s005")
    listed = talk.say("headphones")
    assert kinds(talk.say("hate the first one")) == ["feedback.disliked"]
    assert kinds(talk.say("I already have the second one")) == ["feedback.owned"]
    later = Talk(shop, "s005").say("headphones")
    assert not {listed.items[0].id, listed.items[1].id} & {item.id for item in later.items}
    decision = shop.store.decision(later.decision_id or "")
    said = [(e.item_id, e.kind) for e in decision.history if e.event_id.startswith("said-")]
    assert said == [(listed.items[0].id, "dislike")]


def test_a_newcomers_feedback_stays_in_their_talk(shop: Shop) -> None:
    talk = Talk(shop)
    listed = talk.say("yoga mat")
    talk.say("hate the first one")
    assert listed.items[0].id not in [item.id for item in talk.say("yoga mat").items]
    assert listed.items[0].id in [item.id for item in Talk(shop).say("yoga mat").items]


def test_a_gift_is_kept_and_no_longer_counts(shop: Shop) -> None:
    event = bought(shop, "s006")[0]
    talk = Talk(shop, "s006")
    reply = talk.say(f"the {title(shop, event)} was a gift")
    assert kinds(reply) == ["memory.gift"]
    assert event in shop.history.of("s006")
    listed = Talk(shop, "s006").say("headphones")
    history = shop.store.decision(listed.decision_id or "").history
    assert event.item_id not in {e.item_id for e in history}
    assert history
    assert (
        title(shop, event) in evidence(talk.say("what do you know about me?"), "profile.excluded")["titles"]
    )


def test_a_wrong_reason_is_left_out_and_the_next_answer_does_without_it(shop: Shop) -> None:
    talk = Talk(shop)
    listed = talk.say("headphones")
    brand = listed.items[-1].brand
    talk.say(f"I really like {brand}")
    talk.say("headphones")
    why = talk.say("why the first one?")
    assert "reason.stated" in kinds(why)
    reply = talk.say("that reason is wrong")
    assert kinds(reply) == ["memory.wrong_stated"]
    again = talk.say("headphones")
    assert shop.store.decision(again.decision_id or "").stated == ()


def test_a_wrong_reason_that_is_nothing_of_theirs_is_said_to_be_so(shop: Shop) -> None:
    talk = Talk(shop)
    talk.say("kettle")
    talk.say("why the first one?")
    assert kinds(talk.say("that reason is wrong")) == ["memory.wrong_not_yours"]


# Forgetting


def test_one_purchase_is_erased_from_file_store_list_and_explanations_at_once(
    shop: Shop, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    event = bought(shop, "s007")[-1]
    about = [e for e in shop.history.of("s007") if e.item_id == event.item_id]
    ids = [e.id for e in about]
    other, talk = Talk(shop, "s007"), Talk(shop, "s007")
    old = other.say("headphones")
    other.say("what do you know about me?")
    talk.say("desk lamp")
    before = len(shop.history.of("s007"))
    assert ids[0].encode() in bytes_of(folder)
    caplog.clear()
    reply = talk.say(f"forget the {title(shop, event)} I bought")
    assert reply.acts == ("forget",)
    assert title(shop, event) in reply.text
    assert len(shop.history.of("s007")) == before - len(about)
    for word in ids:
        assert word.encode() not in bytes_of(folder)
        assert word not in caplog.text
    listed = Talk(shop, "s007").say("headphones")
    assert not set(ids) & {e.event_id for e in shop.store.decision(listed.decision_id or "").history}
    kept = shop.store.decision(old.decision_id or "")
    assert kept.erased is not None
    assert kept.erased.events == len(about)
    _, claims, text = shop.explain(kept.id, kept.shown[0])
    assert claims[-1].kind == "erased"
    assert "erased at the shopper's wish" in text
    for session in (talk.session, other.session):
        said = " ".join(f"{m} {r.text} {r.claims}" for m, r in shop.turns(session))
        assert title(shop, event) not in said


def test_what_fits_several_things_is_asked_back_and_answered_by_place(shop: Shop) -> None:
    shopper = next(
        s for s in shop.history.shopper_ids()
        if s > "s010" and len({e.item_id for e in shop.history.of(s) if (i := shop.catalog.get(e.item_id)) and
        i.category == "Headphones"}) >= 3 )  # fmt: skip
    talk = Talk(shop, shopper)
    asked = talk.say("forget the headphones I looked at")
    assert kinds(asked) == ["memory.ask_which"]
    before = len(shop.history.of(shopper))
    done = talk.say("the second one")
    assert done.acts == ("forget",)
    assert evidence(done, "memory.erased")["titles"] == [evidence(asked, "memory.ask_which")["titles"][1]]
    assert len(shop.history.of(shopper)) < before


def test_a_brand_is_forgotten_with_what_was_said_and_done_about_it(shop: Shop) -> None:
    talk = Talk(shop, "s058")
    talk.say("I like Norrvik")
    reply = talk.say("forget that I like Norrvik")
    assert kinds(reply)[0] == "memory.erased_taste"
    items = [shop.catalog.get(e.item_id) for e in shop.history.of("s058")]
    assert "Norrvik" not in {item.brand for item in items if item}
    listed = talk.say("bluetooth speaker")
    assert shop.store.decision(listed.decision_id or "").stated == ()


def test_dropping_a_topic_erases_nothing_and_a_bare_kind_is_asked_about_first(shop: Shop) -> None:
    talk = Talk(shop, "s058")
    talk.say("headphones")
    before = shop.history.of("s058")
    talk.say("forget the headphones, show me desk lamps")
    talk.say("forget it, show me kettles")
    assert shop.history.of("s058") == before
    asked = talk.say("forget desk lamps")
    assert shop.history.of("s058") == before
    if "memory.ask_taste" in kinds(asked):
        assert talk.say("no, keep it").acts == ("forget",)
    assert shop.history.of("s058") == before


def test_everything_is_asked_once_and_then_gone(shop: Shop, folder: Path) -> None:
    shopper = "s009"
    name = next(card.name for card in shop.shoppers() if card.id == shopper)
    talk, other = Talk(shop, shopper), Talk(shop, shopper)
    old = other.say("a backpack for Wilhelmine Quastenflosser")
    talk.say("love the first one")
    asked = talk.say("delete all my data")
    assert kinds(asked) == ["memory.ask_everything"]
    assert shop.history.of(shopper)
    assert talk.say("no").acts == ("forget",)
    assert shop.history.of(shopper)
    talk.say("delete all my data")
    done = talk.say("yes")
    assert kinds(done) == ["memory.erased_all"]
    assert shop.history.of(shopper) == ()
    left = bytes_of(folder)
    for word in (f'"{shopper}"', name, "Quastenflosser"):
        assert word.encode() not in left, word
    assert shopper not in [card.id for card in shop.shoppers()]
    assert shop.turns(other.session) == []
    kept = shop.store.decision(old.decision_id or "")
    assert kept.shopper_id is None
    explanation, claims, _ = shop.explain(kept.id, kept.shown[0])
    assert explanation.words is None
    assert claims[-1].evidence["request"] is True
    assert kinds(talk.say("what do you know about me?")) == ["profile.newcomer"]
    assert kinds(Talk(shop, shopper).say("what do you know about me?")) == ["profile.no_events"]


def test_it_is_erased_in_chinese_too(shop: Shop) -> None:
    talk = Talk(shop, "s012")
    assert kinds(talk.say("删除我的所有数据")) == ["memory.ask_everything"]
    assert kinds(talk.say("是的")) == ["memory.erased_all"]
    assert shop.history.of("s012") == ()


def test_a_question_of_ours_survives_a_restart_and_lapses_when_talk_goes_on(
    shop: Shop, folder: Path, encoder
) -> None:
    talk = Talk(shop, "s013")
    talk.say("delete all my data")
    again = Shop(folder, encoder)
    assert again.ask("a yoga mat", session=talk.session).items
    assert again.history.of("s013")
    again.ask("yes", session=talk.session)
    assert again.history.of("s013")
    again.close()


def test_another_process_notices_what_was_erased(shop: Shop, folder: Path, encoder) -> None:
    other = Shop(folder, encoder)
    assert other.history.of("s014")
    talk = Talk(shop, "s014")
    talk.say("delete all my data")
    talk.say("yes")
    assert other.history.of("s014") == ()
    listed = other.ask("headphones", shopper="s014")
    assert other.store.decision(listed.decision_id or "").history == ()
    other.close()


def test_an_import_does_not_bring_back_what_was_erased(shop: Shop, folder: Path, encoder) -> None:
    events = list(shop.history)
    back = shop.history.of("s015")
    talk = Talk(shop, "s015")
    talk.say("delete all my data")
    talk.say("yes")
    write_events(events, folder / "events.parquet")
    assert shop.history.of("s015") == back
    listed = shop.ask("headphones", shopper="s015")
    assert shop.store.decision(listed.decision_id or "").history == ()
    Shop(folder, encoder).close()
    assert shop.history.of("s015") == ()


# Taking back, and the other acts


def test_a_budget_and_a_brand_can_be_taken_back(shop: Shop) -> None:
    talk = Talk(shop)
    talk.say("my budget is 30 dollars")
    assert all((i.price_cents or 0) <= 3000 for i in talk.say("water bottle").items)
    assert kinds(talk.say("forget the budget"))[0] == "preference.dropped"
    assert any((i.price_cents or 0) > 3000 for i in talk.say("backpack").items)
    only = talk.say("only Norrvik desk lamp")
    freed = talk.say("any brand is fine again")
    assert {i.brand for i in only.items} == {"Norrvik"}
    assert len({i.brand for i in freed.items}) > 1
    assert "norrvik" not in shop.store.decision(freed.decision_id or "").request.text.lower()


@pytest.mark.parametrize(
    ("question", "name"),
    [("how heavy is the first one?", "Weight"), ("what is the first one made of?", "Material"),
     ("what colour is the first one?", "Colour"), ("第一个多重？", "Weight"), ("第一个是什么材质的？", "Material")],
)  # fmt: skip
def test_a_fact_is_the_catalogues_own(shop: Shop, question: str, name: str) -> None:
    talk = Talk(shop)
    item = shop.catalog.get(talk.say("kettle").items[0].id)
    assert item is not None
    told = talk.say(question).claims[0]
    assert told.evidence["value"] == dict(item.attributes)[name]
    assert told.evidence["name"] == name
    assert told.item_id == item.id


def test_price_stock_and_what_the_catalogue_does_not_say(shop: Shop) -> None:
    talk = Talk(shop)
    first = talk.say("kettle").items[0]
    item = shop.catalog.get(first.id)
    assert item is not None
    assert evidence(talk.say("how much is the first one?"), "fact.price")["price_cents"] == item.price_cents
    assert kinds(talk.say("is it in stock?"))[0].startswith("fact.stock")
    missing = talk.say("does it come with a warranty?")
    assert kinds(missing) == ["fact.missing"]
    assert "can't tell" in missing.text
    assert kinds(talk.say("does it have bluetooth?")) == ["fact.missing"]


def test_how_it_works_tells_measured_shares_and_that_nothing_is_paid(shop: Shop) -> None:
    talk = Talk(shop)
    reply = talk.say("how do you choose?")
    shares = evidence(reply, "method.main")["shares"]
    assert shares == sorted(shares, key=lambda s: -s["share"])
    assert 0 < sum(s["share"] for s in shares) <= 1.0001
    assert evidence(reply, "method.paid")["paid"] == []
    assert "paid" in talk.say("do brands pay to be on top?").text


def test_a_person_gets_the_talk_with_its_lists_once(shop: Shop) -> None:
    talk = Talk(shop)
    listed = talk.say("kettle")
    told = evidence(talk.say("I want to talk to a person"), "human.handed_over")
    waiting = next(h for h in shop.store.handovers.all() if h.conversation_id == talk.session)
    assert (waiting.status, waiting.decision_ids) == ("waiting", (listed.decision_id,))
    assert told["handover_id"] == waiting.id
    assert kinds(talk.say("I want to talk to a person")) == ["human.again"]
    assert sum(h.conversation_id == talk.session for h in shop.store.handovers.all()) == 1


def test_looking_up_others_is_refused_with_where_to_turn(shop: Shop) -> None:
    reply = Talk(shop).say("look up the order of customer 4411")
    assert "staff" in reply.text
    assert "person" in reply.text
