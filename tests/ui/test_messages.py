"""Replies become messages that hold our own tags and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whythis.agent.types import Reply
from whythis.explainers.types import Contribution
from whythis.ui.messages import MAX_TURNS, answered, asked, clean, conversation, typed, welcome
from whythis.ui.texts import LANGS, TEXTS, ask_why, preferred_lang, price, signed
from whythis.ui.types import ShopperCard

from .scripted import HOSTILE, explanation, item


def reply(**changes) -> Reply:
    made = Reply(session="s", decision_id="d-1", acts=("recommend",), text="Here you are.", lang="en")
    return replace(made, **changes)


def html(message) -> str:
    return "\n".join(part["text"] for part in message["content"])


def test_what_the_shopper_wrote_is_escaped():
    assert html(asked("<b>&</b>")) == "&lt;b&gt;&amp;&lt;/b&gt;"


def test_a_hostile_item_brings_no_tag_of_its_own():
    made = html(
        answered(
            reply(text=HOSTILE, items=(item(1, title=HOSTILE, id='"><script>'),)), askable=True, latest=True
        )
    )
    assert "<script" not in made
    assert "<b>" not in made
    assert made.count("<img") == 1
    assert 'src="/images/%22%3E%3Cscript%3E"' in made


def test_cards_show_price_rating_and_rank():
    made = html(answered(reply(items=(item(1),)), askable=True, latest=True))
    for shown in ("$129.00", "4.6 out of 5 from 2310 ratings", '"Place 1">1<', "Halden Quiet 40", "86% fit"):
        assert shown in made


@pytest.mark.parametrize(("chance", "told"), [(0.9984, "99% fit"), (0.002, "1% fit"), (0.5, "50% fit")])
def test_no_card_says_that_it_is_certain(chance, told):
    assert told in html(answered(reply(items=(item(1, probability=chance),)), askable=True, latest=True))


def test_an_item_without_price_or_rating_says_so():
    made = html(answered(reply(items=(item(5),)), askable=True, latest=True))
    assert "Price on request" in made
    assert "Not rated yet" in made


def test_the_button_of_a_card_asks_about_its_own_rank():
    made = html(answered(reply(items=(item(1), item(2))), askable=True, latest=True))
    assert 'data-ask="Why the second one?"' in made


def test_a_list_that_is_no_longer_the_latest_has_no_buttons():
    first, second = reply(items=(item(1),)), reply(decision_id="d-2", items=(item(2),))
    older, newer = (html(m) for m in conversation([("a", first), ("b", second)], "en")[1::2])
    assert "wt-why-button" not in older
    assert "wt-why-button" in newer


def test_an_answer_about_the_latest_list_keeps_its_buttons():
    why = reply(acts=("why",), explanation=explanation())
    listed = conversation([("a", reply(items=(item(1),))), ("why", why)], "en")[1]
    assert "wt-why-button" in html(listed)


def test_chips_belong_to_the_latest_answer_and_go_while_the_next_is_awaited():
    turns = [("a", reply(suggestions=("one?",))), ("b", reply(suggestions=("two?",)))]
    assert "one?" not in "".join(map(html, conversation(turns, "en")))
    assert "two?" in "".join(map(html, conversation(turns, "en")))
    assert "two?" not in "".join(map(html, conversation(turns, "en", answering=True)))


def test_a_very_long_conversation_shows_its_end_and_says_that_there_is_more():
    turns = [(f"question {n}", reply()) for n in range(MAX_TURNS + 5)]
    drawn = conversation(turns, "en")
    assert "Earlier messages are kept" in html(drawn[0])
    assert html(drawn[1]) == "question 5"
    assert len(drawn) == 1 + 2 * MAX_TURNS


@pytest.mark.parametrize(
    "text",
    [
        "A few words, revealed one by one.",
        "没有空格的中文句子也要逐步显示出来。",
        "one",
        "",
        "line\nline\n\nline",
    ],
)
def test_the_streamed_text_only_ever_grows_towards_the_whole(text):
    shown = [html(part) for part in typed(reply(text=text), 5)]
    assert len(shown) < 5
    assert all(text.startswith(part) and part != text for part in shown)
    assert shown == sorted(shown, key=len)


def test_the_panel_shows_history_and_where_the_numbers_come_from():
    made = html(answered(reply(explanation=explanation()), askable=False, latest=False))
    for shown in (
        "Halden Mini Speaker",
        "you bought it",
        "80%",
        "exact Shapley values",
        "9f9f9f9f9f9f",
        "d-1",
    ):
        assert shown in made


def test_a_large_gap_in_the_word_score_is_admitted():
    words = replace(explanation().words, relative_gap=0.2)
    made = html(answered(reply(explanation=explanation(words=words)), askable=False, latest=False))
    assert "20% of the word score is not accounted for" in made


def test_cleaning_drops_scripts_handlers_styles_and_foreign_pictures():
    made = clean(
        '<div onclick="x()" style="position:fixed">a<script>x()</script><form action="/x"><input></form>'
        '<img src="http://evil.example/a.png"><img src="/images/a"><a href="javascript:x()">b</a></div>'
    )
    assert made == '<div>a<img><img src="/images/a">b</div>'


def test_cleaning_keeps_a_panel_whole():
    panel = answered(reply(explanation=explanation()), askable=False, latest=False)["content"][1]["text"]
    assert panel.count('class="wt-row"') == 7
    assert 'aria-labelledby="c' in panel
    assert 'patternTransform="rotate(45)"' in panel


def test_the_welcome_names_the_shopper_without_trusting_the_name():
    made = html(welcome("en", ShopperCard("t", "Tomás <b>", "records music")))
    assert "Tomás &lt;b&gt;: records music" in made


def test_both_languages_have_the_same_texts():
    assert set(TEXTS["en"]) == set(TEXTS["zh"])
    for key, text in TEXTS["en"].items():
        holes = {part.split("}")[0] for part in text.split("{")[1:]}
        assert holes == {part.split("}")[0] for part in TEXTS["zh"][key].split("{")[1:]}, key


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de-DE,de;q=0.9", "en"),
        ("fr,en-GB;q=0.8,zh", "en"),
        ("", "en"),
    ],
)
def test_the_language_follows_the_browser(header, lang):
    assert preferred_lang(header) == lang


def test_numbers_are_written_as_the_language_writes_them():
    assert price("en", 129900, "USD") == "$1,299.00"
    assert price("zh", 129900, "CNY") == "¥1,299.00"
    assert (signed(0.426), signed(-0.426), signed(-0.001)) == ("+0.43", "−0.43", "0.00")


@pytest.mark.parametrize("lang", LANGS)
def test_every_rank_has_its_question(lang):
    questions = [ask_why(lang, rank) for rank in range(1, 26)]
    assert len(set(questions)) == 25


def test_words_of_a_signal_without_weight_are_not_shown_as_reasons():
    def panel(weight: float) -> str:
        read = Contribution("signal", "text_relevance", 0.4 * weight, detail={"weight": weight})
        made = explanation(signals=(read,))
        return html(answered(reply(explanation=made), askable=False, latest=False))

    assert "The words that counted" in panel(1.0)
    assert "How well it answers your words (+0.40)" in panel(1.0)
    assert "The words that counted" not in panel(0.0)


def test_words_of_a_signal_that_moved_little_are_folded():
    def panel(value: float) -> str:
        read = Contribution("signal", "text_relevance", value, detail={"weight": 1.0})
        made = explanation(signals=(read, Contribution("signal", "quality", 1.0)))
        return html(answered(reply(explanation=made), askable=False, latest=False))

    assert '<details class="wt-minor"><summary>The words that counted' in panel(0.02)
    assert "wt-minor" not in panel(0.5)
