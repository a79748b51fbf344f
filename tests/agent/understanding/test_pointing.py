"""How strangers point at products: by parts of model numbers, amounts, meanings of Chinese words, or nothing at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.agent.understanding.lists import BRANDS
from whythis.agent.understanding import Context, Understanding
from whythis.agent.understanding.chinese_dictionary import meanings
from whythis.agent.understanding.shown_amounts import all_fitting, fitting, shown_amounts
from whythis.agent.understanding.shown_names import ShownNames
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.retrieval.types import Item


def washer(id_: str, title: str, brand: str, cents: int, **values: str) -> Item:
    attributes = tuple((name.replace("_", " "), value) for name, value in values.items())
    return Item(
        id=id_, title=title, brand=brand, category="washing machine", price_cents=cents, attributes=attributes
    )


WASHERS = (
    washer("w1", "Samsung WW90J3283KW washing machine White 9 kg", "Samsung", 32095, drum_capacity="9"),
    washer("w2", "Indesit IWC 71253 washing machine White 7 kg", "Indesit", 23495, drum_capacity="7"),
    washer("w3", "Samsung P1453 washing machine Black 6 kg", "Samsung", 4095, product_colour="Black"),
    washer(
        "w4", "Samsung P1253 washing machine Black,Silver", "Samsung", 5095, product_colour="Black,Silver"
    ),
    washer("w5", "Fox and Canal cotton washer", "Beko", 16995, handle="Steel", housing="Plastic"),
)
SHOWN = Context(shown=WASHERS, asked=True, last_acts=("recommend",))


@pytest.fixture(scope="module")
def reader() -> Understanding:
    brands = {**BRANDS, "Indesit": [], "Beko": [], "Samsung": ["三星"]}
    return Understanding(Vocabulary.build(brands, {"washing machine": {"zh": ["洗衣机"]}}, {}))


def after(*ids: str) -> Context:
    return replace(SHOWN, recent=ids, spoken=ids, last_acts=("item_question",))


def meant(read) -> set[str]:
    return {i for r in read.references if r.every or len(r.item_ids) == 1 for i in r.item_ids}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("how loud is the 1453", {"w3"}),
        ("is the 71253 any good?", {"w2"}),
        ("why the 9 kilo one", {"w1"}),
        ("the 7 kg Indesit, is that noisy?", {"w2"}),
        ("9公斤那台多重", {"w1"}),
        ("狐狸那台为什么排最后", {"w5"}),
        ("黑银色那台多少钱", {"w4"}),
        ("why the black and silver one?", {"w4"}),
        ("the one with the steel handle, is it heavy?", {"w5"}),
        ("why is there a 41 dollar machine in here?", {"w3"}),
        ("三百多的那台能烘干吗", {"w1"}),
    ],
)
def test_a_product_is_known_by_a_part_of_what_it_says(reader, text, ids) -> None:
    assert meant(reader.read(text, SHOWN)) == ids


@pytest.mark.parametrize(
    "text",
    [
        "metal housing or plastic",
        "shame, looks nice",
        "fits under a 60 cm worktop?",
        "太重了吧",
        "噪音有点大啊",
    ],
)
def test_what_names_nothing_goes_on_about_what_was_spoken_of_last(reader, text) -> None:
    assert meant(reader.read(text, after("w2"))) == {"w2"}
    assert meant(reader.read(text, SHOWN)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "thx",
        "cheers mate",
        "i hate plastic",
        "do you deliver on sundays",
        "in red?",
        "cheaper?",
        "谢谢",
        "什么时候发货",
    ],
)
def test_what_is_no_word_on_a_product_is_about_none(reader, text) -> None:
    assert meant(reader.read(text, after("w2"))) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("got the ubiquiti dream machine?", "ubiquiti"),
        ("do you have the anglepoise one", "anglepoise"),
        ("no hikvision?", "hikvision"),
        ("A Miele Triflex would have been nice.", "Miele Triflex"),
        ("有米家的吗", "米家"),
    ],
)
def test_a_name_that_the_shop_is_asked_for_is_missed(reader, text, name) -> None:
    read = reader.read(text, after("w2"))
    assert [(r.text, r.item_ids) for r in read.references] == [(name, ())]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("is it cheaper than the P1253", {"w2", "w4"}),
        ("nearly twice the price of the P1253..", {"w2", "w4"}),
        ("how much lighter is the P1253", {"w2", "w4"}),
        ("为什么排在P1253后面", {"w2", "w4"}),
    ],
)
def test_a_comparison_with_one_is_with_what_was_spoken_of(reader, text, ids) -> None:
    assert meant(reader.read(text, after("w2"))) == ids


@pytest.mark.parametrize(
    "text", ["how much more is the P1253?", "and how much cheaper is the 9 kilo one?", "比9公斤那台贵多少"]
)
def test_how_far_two_are_from_each_other_is_a_comparison(reader, text) -> None:
    assert reader.read(text, after("w2")).acts == ("compare",)


def test_what_a_question_asks_of_its_subject_names_nothing_else(reader) -> None:
    assert meant(reader.read("does the P1453 support plastic?", after("w2"))) == {"w3"}


def test_two_model_numbers_that_are_equally_near_are_neither() -> None:
    names = ShownNames(tuple(replace(WASHERS[0], id=c, title=f"Ink LC-1100{c}") for c in "YM"))
    assert names.match("lc1100c") is None
    assert names.match("lc1100y") == "lc1100y"


def test_units_are_told_by_the_name_of_an_attribute_where_its_value_leaves_them_out() -> None:
    assert fitting(shown_amounts("the 9 kg one")[0], WASHERS) == ("w1",)
    assert fitting(shown_amounts("40多刀")[0], WASHERS) == ("w3",)


def test_amounts_of_one_product_alone_point_at_it() -> None:
    assert all_fitting("9 kg for 321 dollars is fair", WASHERS) == ("w1",)
    assert all_fitting("9 kg for 41 dollars", WASHERS) == ()
    assert all_fitting("about 41 dollars", WASHERS) == ()


def test_the_dictionary_translates_the_longest_words_first() -> None:
    found = [("时代广场"[start:end], told) for start, end, told in meanings("时代广场")]
    assert found[0] == ("时代广场", (("times", "square"),))
    assert not list(meanings("2.5米 wide"))
