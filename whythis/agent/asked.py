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
