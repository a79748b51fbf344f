"""Where a message may fall into two parts that each do something: "nah too pricey | show me something under 40".

Every place is only offered here. Whether the message is one act or two, and where the second begins, is weighed
together with what the parts mean (`joint`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SPLITS = 4
"""Places that are weighed; of more, the plainest ones. Each costs two more texts to read."""

_CJK = "\u3400-\u9fff"
_SENTENCE = re.compile(
    rf"\s*(?:[.!?;…]+[\s)]+|\n+|[。！？；…]+\s*|(?<=[!?])(?=[^\s!?.])|\.{{2,}}\s*)(?=[\w{_CJK}'\"])"
)
_COMMA = re.compile(r"\s*(?:[,，、:：]\s*|(?<=\s)[-–—]+\s|\s?—\s?|～+\s*)")
_LINK = re.compile(
    r"\s+(?:and|but|then|also|so|or|n|&|plus|now|though|tho|while|because|cuz|cause|since|otherwise|instead|anyway|"
    r"rather|unless)\s+",
    re.IGNORECASE,
)
_CHINESE_LINK = re.compile(
    r"\s*(?=然后|还有|另外|顺便|再(?!说)|不过|但是?|那么?(?=你|有|就|给)|所以|而且|同时|麻烦|请)"
    rf"|(?<=[{_CJK}])\s+(?=[{_CJK}])"
)
_OPENER = re.compile(
    r"(?<!\bme)(?<!\bthe)(?<!\ba)(?<!\bthat)(?<!\bnow)(?<!\band)(?<!\bso)(?<!\bto)(?<!\byou)(?<!\bi)(?<!\bif)(?<!\bhow)"
    r"(?<!\bwhat)(?<!\bwhy)(?<!,)\s+(?=(?:show|give|find|get|gimme|tell|explain|compare|delete|forget|remove|erase|wipe|why|how|what|what's|"
    r"whats|which|where|who|can|could|would|do|does|is|are|will|any|got|only|just|something|anything|i|i'm|im|i've|my|"
    r"we|we've|it's|its|let|please|pls|no|not|make|keep|add|drop|next|more|thanks|thank)\b)",
    re.IGNORECASE,
)
_CONNECTIVES = re.compile(
    r"^(?:(?:and|but|then|also|so|or|n|&|plus|because|cuz|cause|since|now|然后|还有|另外|顺便|不过|但是?|而且|所以|同时)"
    rf"(?:\s+|[,，]\s*|(?=[{_CJK}])))+",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\s*(?:and\s+)?(?:what\s+)?(?:if|suppose|supposing|imagine|assuming|between|say|when)\b|(?:如果|要是|假如|万一)",
    re.IGNORECASE,
)
"""A part that opens so and has no end of its own needs the next one: "if I paid more, what would change"."""

KINDS = ("sentence", "comma", "condition", "link", "opener")
"""What stands at the place, the plainest sign first; "condition" is a comma behind an "if"."""


@dataclass(frozen=True, slots=True)
class Split:
    """A place where a message may fall apart; `kind` is one of `KINDS`."""

    left: str
    right: str
    kind: str


def splits(text: str) -> list[Split]:
    """The places where a clean message may fall into two, in order; at most `MAX_SPLITS`."""
    found: dict[int, tuple[int, int, str]] = {}
    for rank, (kind, start, end) in enumerate(sorted(_places(text), key=lambda place: KINDS.index(place[0]))):
        if not any(abs(end - other) <= 1 or start <= other <= end for other in found):
            found[end] = (rank, start, kind)
    kept: list[tuple[int, Split]] = []
    for end, (_, start, kind) in sorted(found.items(), key=lambda place: place[1][0]):
        left, right = text[:start].strip(" ,;，、-–—"), _CONNECTIVES.sub("", text[end:].strip(" ,;，、-–—"))
        if _says_something(left) and _says_something(right) and (kind != "opener" or len(left.split()) > 1):
            kept.append((end, Split(left, right, kind)))
    return [split for _, split in sorted(kept[:MAX_SPLITS], key=lambda place: place[0])]


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _SENTENCE.finditer(text):
        yield "sentence", *match.span()
    for match in _COMMA.finditer(text):
        behind_condition = _CONDITION.match(_SENTENCE.split(text[: match.start()])[-1])
        yield "condition" if behind_condition else "comma", *match.span()
    for pattern in (_LINK, _CHINESE_LINK):
        for match in pattern.finditer(text):
            yield "link", *match.span()
    for match in _OPENER.finditer(text):
        yield "opener", *match.span()


def _says_something(part: str) -> bool:
    return any(c.isalnum() for c in part)
