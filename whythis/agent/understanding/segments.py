"""Splits a message into the clauses that may hold an act each."""

from __future__ import annotations

import re

MAX_SEGMENTS = 4

_SENTENCE = re.compile(
    r"(?<=[.!?;。！？；])\s+|(?<=[。！？；])|(?<=[!?])(?=[^\s!?.])|(?:\.{2,}|…)\s*|\s*\n\s*"
)
_OPENERS = (
    r"(?:but|and|so|then|show|can|could|would|why|what|which|how|is|are|do|does|did|i|i'm|i'd|give|find|get|any|anything|something|"
    r"delete|forget|also|more|not|just|only|compare|tell|explain|remove|please|need|want|let|where|when|who|have|got|under|next|"
    r"don't|stop|it's|that's|too|no|cheaper|thanks|thank)\b"
)
_COMMA = re.compile(rf"\s*,\s*(?={_OPENERS})|\s*，\s*|(?<=[\u3400-\u9fff])\s*,\s*", re.IGNORECASE)
_LINK = re.compile(
    r"\s+(?:and\s+then|and\s+also|and|but|then)\s+(?=(?:show|why|what|how|can\s+you|could\s+you|give|delete|forget|tell|"
    r"find|compare|is\s+(?:it|there)|do\s+you|are\s+you|explain|remove|i\s+(?:want|need)|please)\b)",
    re.IGNORECASE,
)

_ONE_THOUGHT = re.compile(
    r"\s*(?:and\s+)?(?:what\s+)?(?:if|suppose|supposing|imagine|assuming|between|say|when)\b", re.IGNORECASE
)
"""A sentence that opens so needs its second half: "if I paid more, what would change"."""


def split(text: str) -> list[str]:
    """The clauses of a clean message in order, at most `MAX_SEGMENTS` (the last one holds the rest)."""
    clauses = [
        clause.strip(" ,;.")
        for sentence in _SENTENCE.split(text)
        for part in ([sentence] if _ONE_THOUGHT.match(sentence or "") else _COMMA.split(sentence or ""))
        for clause in _LINK.split(part)
    ]
    clauses = [clause for clause in clauses if any(c.isalnum() for c in clause)]
    if len(clauses) > MAX_SEGMENTS:
        clauses = [*clauses[: MAX_SEGMENTS - 1], " ".join(clauses[MAX_SEGMENTS - 1 :])]
    return clauses or ([text] if text else [])
