"""Nothing that a person can type makes the reading fail or slow."""

from __future__ import annotations

import statistics
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agent.understanding.lists import ATTRIBUTES, BRANDS, CATEGORIES, CONTEXTS
from whythis.agent.types import ACTS, Understood
from whythis.agent.understanding import Context, Understanding, Vocabulary
from whythis.agent.understanding.acts import ActClassifier, read_weights
from whythis.agent.understanding.cleaning import CLEAN_LIMIT, clean
from whythis.agent.understanding.features import EMBEDDING
from whythis.agent.understanding.segments import MAX_SPLITS

ODD = [
    "", " ", "\n\n", "?", "!!!", "...", "🔥🔥🔥", "👍", "\x00\x07", "\ud800", "<script>alert(1)</script>", "<b></b>",
    "&lt;img src=x onerror=alert(1)&gt;", "\u202ewhy this one", "مرحبا لماذا هذا", "שלום", "‏why‏ #2", "#0", "#99",
    "why #999999999999", "under 99999999999999999999", "$", "€€€", "0", "-5", "between 50 and 20", "第零个", "一二三四",
    "a" * 10_000, "why " * 2_500, "<" * 10_000, "1," * 5_000, "not " * 2_500, "under " * 1_500, "五" * 10_000,
    "the first " * 1_000, "(" * 5_000, "a," * 5_000, "show me " * 1_200, "' OR 1=1 --", "${7*7}", "{{7*7}}", "%s%n",
]  # fmt: skip


def sound(got: Understood, context: Context) -> None:
    shown = {item.id for item in context.shown}
    assert got.acts
    assert set(got.acts) <= set(ACTS)
    assert 0.0 <= got.confidence <= 1.0
    assert len(got.search_text) <= 2 * CLEAN_LIMIT
    assert "\x00" not in got.search_text
    assert all(set(reference.item_ids) <= shown for reference in got.references)


@pytest.mark.parametrize("message", ODD, ids=[f"{i}-{m[:12]!r}" for i, m in enumerate(ODD)])
@pytest.mark.parametrize("context", ["none", "kettles", "explained"])
def test_odd_messages_are_read(understanding, message, context) -> None:
    sound(understanding.read(message, CONTEXTS[context]), CONTEXTS[context])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.text(max_size=300), context=st.sampled_from(sorted(CONTEXTS)))
def test_no_text_makes_the_reading_fail(understanding, message, context) -> None:
    sound(understanding.read(message, CONTEXTS[context]), CONTEXTS[context])


PIECES = st.sampled_from(
    [
        "why",
        "not",
        "the",
        "second",
        "first",
        "one",
        "#3",
        "cheapest",
        "Sony",
        "no",
        "without",
        "HP",
        "kettle",
        "kettles",
        "for",
        "in",
        "red",
        "under",
        "over",
        "40",
        "$",
        "20-50",
        "between",
        "and",
        "or",
        "but",
        ",",
        ".",
        "?",
        "!",
        "便宜",
        "第二个",
        "不要",
        "索尼",
        "it",
        "this",
        "that",
        "them",
        "like",
        "than",
        "only",
        "black",
        "TWK7203",
        "twk72O3",
        "2kg",
        "13",
        "inch",
        "🔥",
        "<b>",
        "&amp;",
    ]
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=25), context=st.sampled_from(sorted(CONTEXTS)))
def test_no_heap_of_shopping_words_makes_the_reading_fail(understanding, pieces, context) -> None:
    sound(understanding.read(" ".join(pieces), CONTEXTS[context]), CONTEXTS[context])


def test_a_shop_without_any_names_is_read_too() -> None:
    bare = Understanding(Vocabulary())
    got = bare.read("quiet kettle under 40", Context())
    assert (got.acts, got.search_text, got.filters.price_max_cents) == (("recommend",), "quiet kettle", 4000)


def test_emoji_alone_is_smalltalk_and_nothing_is_out_of_scope(understanding) -> None:
    assert understanding.read("🔥🎧", Context()).acts == ("smalltalk",)
    assert understanding.read("", Context()).acts == ("out_of_scope",)


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    text = clean("kettle " + "blah " * 3_000 + "under 40")
    assert len(text) <= CLEAN_LIMIT
    assert text.startswith("kettle ")
    assert text.endswith("under 40")


def test_ten_thousand_characters_cost_less_than_a_tenth_of_a_second_beside_the_encoder(quick) -> None:
    message = "I am looking for a quiet kettle, not too big, under 40. " * 180
    assert statistics.median(_cpu_ms(quick, [message] * 5)) < 100


def test_a_message_costs_less_than_twenty_milliseconds_beside_the_encoder(quick) -> None:
    messages = [
        "why the second one?",
        "quiet kettle under 40",
        "nah too pricey, show me something in red",
        "hi",
    ] * 5
    assert statistics.median(_cpu_ms(quick, messages)) < 20


def test_the_encoder_is_given_few_and_short_texts() -> None:
    given_texts: list[list[str]] = []

    class Encoder:
        def encode(self, texts: list[str]) -> np.ndarray:
            given_texts.append(texts)
            return np.zeros((len(texts), EMBEDDING), dtype=np.float32)

    reader = Understanding(Vocabulary(), ActClassifier(read_weights(), Encoder()))
    reader.read("why this one? and that? " * 400, Context())
    assert len(given_texts) == 1
    assert len(given_texts[0]) <= 1 + 2 * MAX_SPLITS
    assert max(map(len, given_texts[0])) <= 500


@pytest.fixture
def quick() -> Understanding:
    """A reading whose encoder costs nothing: what is left is our own work, whatever else the machine does."""
    vocabulary = Vocabulary.build(BRANDS, CATEGORIES, ATTRIBUTES)

    class Encoder:
        def encode(self, texts: list[str]) -> np.ndarray:
            return np.zeros((len(texts), EMBEDDING), dtype=np.float32)

    reader = Understanding(vocabulary, ActClassifier(read_weights(), Encoder()))
    reader.read("warm samsnug", Context())
    return reader


def _cpu_ms(understanding: Understanding, messages: list[str]) -> list[float]:
    times: list[float] = []
    for message in messages:
        start = time.process_time()
        understanding.read(message, CONTEXTS["kettles"])
        times.append((time.process_time() - start) * 1000)
    return times
