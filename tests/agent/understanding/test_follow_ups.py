"""Messages that lean on the talk: what they ask, and which of the shown items they mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.agent.understanding.lists import CONTEXTS, HEADPHONES, KETTLES, LAMPS
from whythis.agent.understanding import Context
from whythis.agent.understanding.pronouns import pronouns
from whythis.agent.understanding.shown_amounts import fitting, shown_amounts
from whythis.agent.understanding.shown_names import ShownNames
from whythis.agent.understanding.tokens import tokenize
from whythis.agent.understanding.world_brands import WORLD_BRANDS


def after(shown: str, *ids: str, act: str = "item_question", choices: tuple[str, ...] = ()) -> Context:
    """A talk in which items were spoken of, those of `ids` together."""
    return replace(CONTEXTS[shown], recent=ids, spoken=ids, last_acts=(act,), choices=choices)


def meant(read) -> set[str]:
    return {i for r in read.references if r.every or len(r.item_ids) == 1 for i in r.item_ids}


@pytest.mark.parametrize(
    "text",
    ["dishwasher safe?", "does the lid come off?", "can't you take it apart?", "can you set a timer on it",
    "how many litres",
     "keeps warm?", "能保温吗", "有滤网没", "会不会漏水", "是有线的还是无线的", "可以拆开洗吗", "几升的"],
)  # fmt: skip
def test_a_short_question_without_a_subject_is_about_what_was_spoken_of_last(understanding, text) -> None:
    read = understanding.read(text, after("kettles", "k2"))
    assert read.acts == ("item_question",)
    assert meant(read) == {"k2"}


@pytest.mark.parametrize(
    "text",
    ["anything quieter?", "in red?", "cheaper?", "under 40?", "other brands?", "got any with a filter?",
    "can you show more?",
     "有没有便宜点的", "还有别的吗", "有红色的吗", "一百以下的有吗"],
)  # fmt: skip
def test_a_question_for_other_products_stays_a_request(understanding, text) -> None:
    read = understanding.read(text, after("kettles", "k2"))
    assert set(read.acts) <= {"refine", "more", "recommend"}
    assert not any(len(r.item_ids) == 1 and not r.text for r in read.references)


@pytest.mark.parametrize(
    "text",
    ["Is there any Smeg?", "what about Zojirushi", "how about one from Russell Hobbs", "and Breville?? my aunt has one",
     "tefal?", "do you sell Krups at all", "got any kitchenaid", "smeg, do you carry that",
     "Delonghi doesn't show up, how come",
     "没有Smeg吗", "象印有吗", "有没有苏泊尔", "那九阳的水壶怎么没有", "美的呢"],
)  # fmt: skip
def test_a_name_that_is_not_on_the_list_is_missed_whatever_the_act(understanding, text) -> None:
    read = understanding.read(text, after("kettles", "k2"))
    assert any(not r.item_ids for r in read.references), read
    assert not meant(read)


@pytest.mark.parametrize("text", ["Is there any Smeg?", "tefal?", "没有Smeg吗", "象印有吗"])
def test_a_bare_question_for_a_name_asks_why_it_is_missing(understanding, text) -> None:
    assert understanding.read(text, after("kettles", "k2")).acts == ("why_not",)


@pytest.mark.parametrize(
    "text", ["does it work with my Samsung phone", "is it as loud as they say", "any good?"]
)
def test_no_name_is_missed_where_none_is_asked_for(understanding, text) -> None:
    assert all(r.item_ids for r in understanding.read(text, after("kettles", "k2")).references)


@pytest.mark.parametrize(
    ("text", "item"),
    [("the 30 dollar one, is it loud", "k2"), ("the one for 44.99?", "k4"), ("why is the 4.7 one third", "k3"),
     ("the one with 4.1 stars", "k2"), ("the 140 buck kettle", "k3"), ("the one under 35, is it plastic?", "k2"),
     ("the only one over 150, why", "k5"), ("4.7分那个怎么样", "k3"), ("30块的那个呢", "k2"),
     ("那个45块钱的响不响", "k4")],
)  # fmt: skip
def test_an_item_goes_by_its_price_or_rating(understanding, text, item) -> None:
    assert meant(understanding.read(text, CONTEXTS["kettles"])) == {item}


def test_a_price_that_names_an_item_or_repeats_its_own_is_no_limit(understanding) -> None:
    for text in ("the 140 dollar one is too much", "140 bucks tho... jesus"):
        read = understanding.read(text, after("kettles", "k3"))
        assert meant(read) == {"k3"}
        assert (read.filters.price_max_cents, read.price_target_cents, read.cheaper) == (None, None, 1)
    assert understanding.read("I have 140 bucks", after("kettles", "k3")).filters.price_max_cents == 14000


def test_amounts_are_read_with_their_units_and_compared_with_what_items_state() -> None:
    assert [(a.number, a.unit) for a in shown_amounts("the 1.7 litre one, half a litre, 20 quid")] == [
        (1.7, "l"), (0.5, "l"), (20.0, "money"),
    ]  # fmt: skip
    assert [(a.number, a.unit) for a in shown_amounts("128块9那件，4.8分")] == [
        (128.9, "money"),
        (4.8, "stars"),
    ]
    assert fitting(shown_amounts("45 dollars")[0], KETTLES) == ("k4",)
    assert fitting(shown_amounts("33 dollars")[0], KETTLES) == ()


@pytest.mark.parametrize(
    ("text", "items"),
    [("why is the black one better", {"k1"}), ("黑色那个为什么好", {"k1"})],
)
def test_after_two_were_spoken_of_a_description_means_the_one_of_them_that_it_fits(
    understanding, text, items
) -> None:
    assert meant(understanding.read(text, after("kettles", "k1", "k2", act="compare"))) == items
    assert not meant(understanding.read(text, CONTEXTS["kettles"]))  # two are black: it is asked which


def test_the_talk_turns_to_the_other_of_two_that_a_description_fits(understanding) -> None:
    assert meant(understanding.read("what about the black one", after("kettles", "k1"))) == {"k5"}


@pytest.mark.parametrize(
    ("text", "items"),
    [("the last one I mentioned, is it steel", {"k4"}),
    ("is it lighter than the first one I asked about?", {"k2", "k4"}),
     ("刚才说的那个是钢的吗", {"k4"}), ("一开始问的那个多重", {"k2"})],
)  # fmt: skip
def test_the_order_of_the_talk_is_not_the_order_of_the_list(understanding, text, items) -> None:
    context = replace(after("kettles", "k2", "k1", "k4"), spoken=("k4",))
    assert meant(understanding.read(text, context)) == items


@pytest.mark.parametrize("text", ["kirrano", "Norvik", "the norrvik"])
def test_a_name_answers_which_is_meant(understanding, text) -> None:
    read = understanding.read(text.replace("kirrano", "tilda"), after("lamps", choices=("l1", "l3")))
    assert meant(read) <= {"l1", "l3"}
    assert meant(read)


def test_a_name_that_fits_several_is_the_one_at_the_place_that_is_told(understanding) -> None:
    assert meant(understanding.read("why did you put Norrvik second", CONTEXTS["lamps"])) == {"l2"}
    assert meant(understanding.read("norrvik为什么排第一", CONTEXTS["lamps"])) == {"l1"}


@pytest.mark.parametrize(
    ("text", "items"),
    [("compare the two cheapest", {"k2", "k4"}), ("the three priciest, how do they differ", {"k1", "k3", "k5"}),
     ("最便宜的两个有什么区别", {"k2", "k4"}), ("why all but the red one", {"k1", "k2", "k4", "k5"})],
)  # fmt: skip
def test_several_are_chosen_by_a_measure_or_by_leaving_one_out(understanding, text, items) -> None:
    assert meant(understanding.read(text, CONTEXTS["kettles"])) == items


@pytest.mark.parametrize(
    ("text", "acts"),
    [("the blue one, is it loud?", ("item_question",)), ("the Philips. plastic?", ("item_question",)),
     ("how are these picked", ("how_it_works",))],
)  # fmt: skip
def test_what_only_leads_up_to_a_question_is_no_request(understanding, text, acts) -> None:
    assert understanding.read(text, CONTEXTS["kettles"]).acts == acts


def test_pointing_at_another_right_after_a_why_asks_why_again(understanding) -> None:
    context = after("kettles", "k1", act="why")
    for text in ("the blue one", "and the red one", "蓝色那个"):
        assert understanding.read(text, context).acts == ("why",), text
    assert understanding.read("blue ones", context).acts == ("refine",)


def test_a_title_is_known_without_an_article(understanding) -> None:
    assert meant(understanding.read("would wake-up light suit my gran", CONTEXTS["lamps"])) == {LAMPS[4].id}


def test_a_question_about_a_word_is_about_no_item(understanding) -> None:
    for text in ("what means dpi", "what does BPA mean", "什么叫快充"):
        assert not understanding.read(text, after("kettles", "k2")).references, text


def test_a_brand_that_is_shown_is_not_missed(understanding) -> None:
    assert "bose" in WORLD_BRANDS
    read = understanding.read("what about the Bose", CONTEXTS["headphones"])
    assert meant(read) == {HEADPHONES[1].id}


def test_what_is_told_of_others_is_not_searched_for(understanding) -> None:
    read = understanding.read("wireless headphones, my room mate is really loud", CONTEXTS["none"])
    assert read.search_text == "wireless headphones"
    assert {value for group in read.features for _, value in group} == {"wireless"}


def test_cheap_ones_are_of_the_lowest_third_and_cheaper_is_not(understanding) -> None:
    assert understanding.read("cheap ones", CONTEXTS["kettles"]).price_level == "low"
    assert understanding.read("cheaper ones", CONTEXTS["kettles"]).price_level == ""


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("the one litre one", 1.0, "l"),
        ("nine hours?? is that all", 9.0, "h"),
        ("a twenty-five watts one", 25.0, "w"),
        ("才半升", 0.5, "l"),
        ("红色一升那个", 1.0, "l"),
    ],
)
def test_amounts_in_words_go_with_their_units(text, number, unit) -> None:
    found = shown_amounts(text)
    assert [(a.number, a.unit) for a in found] == [(number, unit)]


@pytest.mark.parametrize("text", ["the one in black", "one more thing", "第一个"])
def test_words_for_numbers_without_a_unit_are_no_amounts(text) -> None:
    assert shown_amounts(text) == []


@pytest.mark.parametrize("text", ["why isn't Smeg on there?", "怎么一个搪瓷的都没有", "虎牌的怎么没看到"])
def test_what_a_list_has_none_of_is_missed(understanding, text) -> None:
    read = understanding.read(text, after("kettles", "k2", act="why"))
    assert any(not r.item_ids for r in read.references), read
    assert not meant(read)


def test_a_title_is_known_by_its_beginning() -> None:
    game = replace(KETTLES[0], id="g1", title="Boil Over, Boil Under – family board game", attributes=())
    names = ShownNames((game, *KETTLES[1:]))
    assert names.titled(["why", "is", "boil", "over", "first"]) == [(2, 3, ("g1",))]
    assert names.titled(["does", "it", "boil", "fast"]) == []


def test_its_before_an_article_stands_for_nothing(understanding) -> None:
    context = after("kettles", "k2")
    assert pronouns_in("so its the red or the blue, which is lighter", context) == []
    assert pronouns_in("what is its weight", context) == ["its"]


def pronouns_in(text: str, context: Context) -> list[str]:
    found = pronouns(text, tokenize(text), context, ("compare",))
    return [text[f.start : f.end] for f in found]
