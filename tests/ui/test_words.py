"""Words are marked where they stand, by how much they counted and in which direction."""

from __future__ import annotations

import re
from dataclasses import replace

from whythis.explainers.types import Contribution
from whythis.ui.words import highlighted

from .scripted import words


def word(name: str, value: float, span: tuple[int, int] | None, source: str = "query") -> Contribution:
    return Contribution("word", name, value, source=source, span=span)


def marked(texts: dict[str, str], *found: Contribution) -> str:
    return highlighted(replace(words(), texts=texts, words=found), "en")


def marks(html: str) -> list[tuple[str, str, str]]:
    """Side, strength and words of each mark that stands for a word."""
    return re.findall(r'<mark class="wt-(for|against) wt-w(\d)" title="[^"]*">([^<]*)</mark>', html)


def test_a_repeated_word_is_marked_where_it_counted():
    html = marked({"query": "red shoe red"}, word("red", 0.5, (9, 12)), word("shoe", 1.0, (4, 8)))
    assert 'red <mark class="wt-for wt-w4" title="+1.00">shoe</mark> <mark' in html
    assert marks(html) == [("for", "4", "shoe"), ("for", "3", "red")]


def test_a_word_against_is_told_apart():
    html = marked({"query": "wired set"}, word("wired", -0.6, (0, 5)), word("set", 0.6, (6, 9)))
    assert [side for side, _, _ in marks(html)] == ["against", "for"]


def test_a_stronger_word_is_marked_more():
    html = marked({"query": "aa bb"}, word("aa", 0.2, (0, 2)), word("bb", 1.0, (3, 5)))
    assert [strength for _, strength, _ in marks(html)] == ["1", "4"]


def test_a_word_that_hardly_counted_is_left_plain():
    html = marked({"query": "aa bb"}, word("aa", 0.01, (0, 2)), word("bb", 1.0, (3, 5)))
    assert [name for _, _, name in marks(html)] == ["bb"]


def test_spans_outside_the_text_or_across_one_another_are_left_plain():
    html = marked(
        {"query": "aa bb"},
        word("aa", 1.0, (0, 2)), word("a b", 1.0, (1, 4)), word("?", 1.0, (4, 90)), word("?", 1.0, None),
    )  # fmt: skip
    assert [name for _, _, name in marks(html)] == ["aa"]


def test_the_text_is_escaped_around_and_inside_marks():
    text = "<b>x</b> <img>"
    html = marked({"title": text}, word("<img>", 1.0, (9, 14), source="title"))
    assert "&lt;b&gt;x&lt;/b&gt; " in html
    assert ">&lt;img&gt;</mark>" in html


def test_a_long_text_is_folded_and_says_how_many_words_counted():
    text = "filler " * 40 + "quiet"
    html = marked({"description": text}, word("quiet", 1.0, (280, 285), source="description"))
    assert '<details class="wt-source"><summary>Description: 1 words counted</summary>' in html


def test_nothing_that_counted_is_said_in_words():
    assert "No single word stood out" in marked({"query": "aa"}, word("aa", 0.0, (0, 2)))


def test_all_attributes_stand_under_one_name():
    html = marked(
        {"attribute:colour": "colour: red", "attribute:size": "size: 9"},
        word("red", 1.0, (8, 11), source="attribute:colour"),
        word("9", -1.0, (6, 7), source="attribute:size"),
    )
    assert html.count("wt-source-name") == 1
    assert [name for _, _, name in marks(html)] == ["red", "9"]
