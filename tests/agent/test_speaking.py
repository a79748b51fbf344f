"""A voice that lies in every way, behind the verifier: what is wrong is not said, and the templates stand in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.agent.claims import SEEN, TITLE, why_answer
from tests.agent.verifier.test_verifier import CHINESE_LIES, LIES
from whythis.agent.catalogue import messages
from whythis.agent.llm.reply import tagged_sentences
from whythis.agent.llm.types import Message
from whythis.agent.speaking import Speaker


class Scripted:
    """A language model that says what it is told to: what a model says is the input here, not the part under test."""

    name = "scripted"

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def complete(self, prompt: Sequence[Message]) -> str:
        return self.answer


GOOD = {
    "c1": f"“{TITLE}” is number 2 of the 15 products that I compared.",
    "c2": "Mainly, its rating of 4.6 out of 5 (44 ratings) is above the 4.1 that the products I compared average.",
    "c3": f"Also, it is like “{SEEN}”, which you viewed.",
    "c4": "But it has only 44 ratings, fewer than most that I compared.",
}


def say(answer: str) -> tuple[str, str]:
    """What is said with this voice, and without any."""
    sentences, claims = why_answer("en", "shopper")
    words = messages("en")
    return Speaker(Scripted(answer)).say(sentences, claims, words), Speaker().say(sentences, claims, words)


def lines(**changed: str) -> str:
    return "\n".join(f"[{claim}] {text}" for claim, text in (GOOD | changed).items() if text)


def test_a_voice_that_tells_the_truth_is_heard() -> None:
    said, plain = say(lines())
    assert said == " ".join(GOOD.values())
    assert said != plain


SAID_LIES = [lie for lie in LIES if lie[2] and lie[3] != "cites"]


@pytest.mark.parametrize(
    ("claim", "text"), [lie[1:3] for lie in SAID_LIES], ids=[lie[0] for lie in SAID_LIES]
)
def test_no_lie_is_ever_said(claim: str, text: str) -> None:
    said, plain = say(lines(**{claim: text}))
    assert text not in said
    needed = claim in ("c1", "c2", "c4")  # without these the rest is no answer
    assert said == (plain if needed else " ".join(t for c, t in GOOD.items() if c != claim))


@pytest.mark.parametrize(("claim", "text"), [lie[:2] for lie in CHINESE_LIES if lie[1] and lie[2] != "cites"])
def test_no_lie_is_ever_said_in_chinese(claim: str, text: str) -> None:
    sentences, claims = why_answer("zh")
    answer = "\n".join(f"[{s.cites[0]}] {text if claim in s.cites else s.text}" for s in sentences)
    said = Speaker(Scripted(answer)).say(sentences, claims, messages("zh"))
    assert text not in said
    assert "44 条评价" in said


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Sure! Here is the answer:",
        "I like this kettle a lot.",
        '{"sentences": [{"claims": ["c1"]',
        lines(c4=""),  # what speaks against it is left out
        lines(c2=""),  # the first reason is left out
        f"[c1] {GOOD['c1']}",
        f"[c1] {GOOD['c1']}\n" * 5,
        "\n".join(f"- [{c}] {t}" for c, t in GOOD.items()),
    ],
)
def test_too_little_left_and_the_templates_answer(answer: str) -> None:
    said, plain = say(answer)
    assert said == plain


def test_the_order_of_claims_is_kept_whatever_the_voice_does() -> None:
    said, _ = say("\n".join(reversed(lines().splitlines())))
    assert said == " ".join(GOOD.values())


def test_tags_are_read_strictly() -> None:
    read = tagged_sentences("[c1] A.\n [c2,c3] B.\n[c4]\nc5 C.\n[x1] D.\n\n**[c6]** E.")
    assert [s.cites for s in read] == [("c1",), ("c2", "c3"), (), (), (), ()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_three_readers_hear_the_same_reasons_with_more_or_less_figures(lang: str) -> None:
    said = {
        reader: Speaker().say(*why_answer(lang, reader), messages(lang), reader)
        for reader in ("shopper", "staff", "developer")
    }
    assert "81" not in said["shopper"]
    assert "81" in said["staff"]
    assert "93" in said["staff"]
    assert len(said["shopper"]) < len(said["staff"]) <= len(said["developer"])
    assert all("44" in text for text in said.values())
