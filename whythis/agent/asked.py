"""Questions that the acts do not tell apart, known by their cues: what has to stay the same, and the same reasons."""

from __future__ import annotations

from whythis.agent.turn import Turn

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


def _about_the_list(turn: Turn) -> bool:
    return bool(turn.shown) and set(turn.read.acts) <= _ABOUT_A_LIST
