"""Questions that the acts do not tell apart, known by their cues: what has to stay the same, and the same reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whythis.agent.turn import Turn
from whythis.agent.types import Understood

_TAKING_UP = re.compile(
    r"\W*(?:and|ok|okay|so|then|what about|how about|what of|\s|,)*\s*(?:the |for )?(?:#?\d|\w+(?:st|nd|rd|th)"
    r"|first|second|third|last|other)(?: (?:one|item|product))?\W*"
    r"|\W*(?:那么?|还有)?第?[一二三四五六七八九十\d]{1,2}[个款件台本双把]?呢?\W*",
    re.IGNORECASE,
)

_ABOUT_A_LIST = frozenset(
    ["why", "why_not", "compare", "what_if", "confidence", "item_question", "more", "refine", "recommend"]
)
"""Acts that such a question may be taken for; beside any other, a message is answered act by act."""


def asks_what_keeps(turn: Turn) -> bool:
    """Whether a message asks what has to stay the same for an item of the list to stay where it is."""
    return _about_the_list(turn) and "what_keeps" in turn.read.cues


def asks_same_reasons(turn: Turn) -> bool:
    """Whether a message asks for what is liked for the same reasons as an item of the list."""
    return _about_the_list(turn) and "same_reasons" in turn.read.cues


_ABOUT_THE_SHOP = {
    "program": frozenset(
        ["how_it_works", "smalltalk", "help", "out_of_scope", "profile", "confidence", "recommend"]
    ),
    "fake_ratings": frozenset(
        ["how_it_works", "confidence", "item_question", "out_of_scope", "refine", "recommend"]
    ),
    "delivery": frozenset(
        ["item_question", "how_it_works", "help", "out_of_scope", "smalltalk", "confidence", "human"]
    ),
}
"""A cue, and the acts that a question about it may be taken for."""
_QUESTION = re.compile(
    r"[?？吗么]|^\W*(?:are|r|is|do|does|can|could|will|would|when|how|what|which|who)\b|什么时候|几天|多久|是不是|能不能",
    re.IGNORECASE,
)
_SURE_OF_PERSON = 0.8
"""From here on a message that is taken for the wish for a person is one, and no question about returns."""


def asks_about_the_shop(turn: Turn) -> str:
    """The cue of a question about the shop's service, its ratings or this program; empty for any other message."""
    read = turn.read
    if _QUESTION.search(turn.message) is None or (
        "human" in read.acts and read.confidence >= _SURE_OF_PERSON
    ):
        return ""
    fits = (cue for cue, acts in _ABOUT_THE_SHOP.items() if cue in read.cues and set(read.acts) <= acts)
    return next(fits, "")


def is_taking_up(message: str) -> bool:
    """Whether a message only names another item, so that it asks the question before again: "and the second?"."""
    return _TAKING_UP.fullmatch(message) is not None


_MAY_SAY_WHICH = frozenset(["recommend", "refine", "why", "preference", "confidence"])
"""Acts that a few words which only name an item are taken for."""
_FEW_WORDS, _FEW_CHARACTERS = 6, 12


def answers_which(read: Understood, choices: Sequence[str], message: str) -> bool:
    """Whether a message does no more than say which of the items is meant that it was asked about: "the clamp one"."""
    meant = {i for r in read.references if len(r.item_ids) == 1 for i in r.item_ids}
    if len(meant) != 1 or not meant <= set(choices) or not set(read.acts) <= _MAY_SAY_WHICH:
        return False
    return len(message.split()) <= _FEW_WORDS and (message.isascii() or len(message) <= _FEW_CHARACTERS)


def _about_the_list(turn: Turn) -> bool:
    return bool(turn.shown) and set(turn.read.acts) <= _ABOUT_A_LIST
