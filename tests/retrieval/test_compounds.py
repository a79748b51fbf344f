import pytest

from whythis.retrieval.compounds import Compounds

TITLES = ["Philips headset black", "Sony Headset", "gaming headset", "USB headset", "headset stand",
          "set of two, head strap", "power bank", "power bank 10000", "powerbank slim", "laser printer",
          "USB hub", "hub USB"]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "read"),
    [("head set", "headset"), ("a Head Set for work", "a HeadSet for work"), ("headset", "headset"),
     ("power bank", "power bank"), ("usb hub", "usb hub"), ("", ""), ("head", "head")],
)  # fmt: skip
def test_words_are_joined_only_where_the_catalogue_does_so_more_often(asked: str, read: str) -> None:
    assert Compounds(TITLES).join(asked) == read


def test_a_joined_word_in_few_titles_may_be_a_misspelling() -> None:
    assert Compounds(TITLES[1:5]).join("head set") == "head set"


def test_a_request_is_searched_as_the_catalogue_spells_it(tiny_searcher) -> None:
    words = ["Desklamp one", "Desklamp two", "Desklamp three", "Desklamp four", "Desklamp five"]
    tiny = Compounds([*tiny_searcher.catalog.titles, *words])
    assert tiny.join("desk lamp") in ("desk lamp", "desklamp")
