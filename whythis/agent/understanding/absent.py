"""Names of what is not on the list, nor perhaps in the shop: "why no Osprey?", "lululemon missing", 雷蛇没有吗."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whythis.agent.understanding.context import Context
from whythis.agent.understanding.cues import missed_words
from whythis.agent.understanding.lexicon import CHINESE, STOP_WORDS, word_set
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.places import Found
from whythis.agent.understanding.shown_names import ShownNames
from whythis.agent.understanding.spelling import common_words
from whythis.agent.understanding.tokens import Token

_ASKS_FOR = re.compile(
    r"\b(?:no|not|any|got|have|has|show|list|stock|sell|carry|of|from|by|a|an|where(?:'s| is| are)|why's|is|are|or|see|"
    r"wanted|without|missing|wheres)\s$",
    re.IGNORECASE,
)
"""Words right before a name that is missed."""
_MISSED_AFTER = re.compile(
    r"\s(?:(?:is|are)\s)?(?:missing|absent|gone|not\s(?:on|in|here|there|shown|listed)|isn't|aren't)",
    re.IGNORECASE,
)
_NO_BRAND = STOP_WORDS | word_set(
    """
    brand brands kind kinds model models one ones shop list results reason idea way missing come notice here there why
    """
)
_CHINESE_FRAME = re.compile(r"没有|没见|不见|看不到|看不见|找不到|没(?=[吗呢？?]|$)|不卖|不在")


def absent(
    text: str,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    acts: tuple[str, ...],
    context: Context,
    found: Sequence[Found],
) -> list[Found]:
    """The name that a message misses on the list; nothing where it names something shown or misses nothing."""
    refuses = set(acts) <= {"dislike", "preference"} and re.match(r"no\s", text, re.IGNORECASE) is not None
    if found or not context.shown or not ("why_not" in acts or refuses):
        return []
    if any(c > "\u33ff" for c in text):
        return _chinese(text, mentions)
    names = ShownNames(context.shown)
    at = 0
    while at < len(tokens):
        end = at
        while (
            end < len(tokens)
            and _is_strange(tokens, end, text, names)
            and (end == at or not tokens[end].breaks)
        ):
            end += 1
        if end > at:
            start, stop = tokens[at].start, tokens[end - 1].end
            if _ASKS_FOR.search(text[:start]) or _MISSED_AFTER.match(text, stop):
                return [Found(start, stop, ())]
        at = max(end, at + 1)
    return []


def _is_strange(tokens: Sequence[Token], at: int, text: str, names: ShownNames) -> bool:
    """Whether a word is a name that no shown item goes by: capital, unknown to English, or a brand of the world."""
    token = tokens[at]
    word = token.text.removesuffix("'s")
    if word in _NO_BRAND or names.knows(word) or not word.isalpha():
        return False
    capital = text[token.start].isupper() and (at > 0 or len(tokens) == 1)
    return capital or word not in common_words() or word in _WORLD_BRANDS


_WORLD_BRANDS = {name.lower() for name in CHINESE.values() if name[0].isupper()}


def _chinese(text: str, mentions: Sequence[Mention]) -> list[Found]:
    brand = next((m for m in mentions if m.term.kind == "brand"), None)
    if brand is not None:
        return [Found(brand.start, brand.end, ())]
    if not _CHINESE_FRAME.search(text):
        return []
    known = next((name for name, said in CHINESE.items() if said[0].isupper() and name in text), "")
    if known:
        return [Found(text.find(known), text.find(known) + len(known), ())]
    if any(m.end - m.start > 1 for m in mentions):
        return []
    name = missed_words(text).replace(" ", "")
    at = text.find(name) if 1 < len(name) <= 12 else -1
    return [Found(at, at + len(name), ())] if at >= 0 else []
