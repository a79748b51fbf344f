"""Pronouns that stand for shown items: it, this, that one, them, 这个."""

from __future__ import annotations

import re

from whythis.agent.understanding.context import Context
from whythis.agent.understanding.lexicon import MEASURE_WORDS, word_set
from whythis.agent.understanding.places import Found
from whythis.agent.understanding.tokens import Token, words
from whythis.retrieval.types import Item

_ONE = re.compile(
    r"\b(?:this|that)\s(?:one|item|product|thing|option)\b|\b(?:this|that)(?=\s*(?:[?.!,]|$))|"
    r"(?:^|(?<=\bwhy\s)|(?<=\bis\s)|(?<=\babout\s)|(?<=\blike\s)|(?<=\bthan\s)|(?<=\bbetween\s)|(?<=\bwas\s)|(?<=\bdoes\s)|(?<=\btake\s)|(?<=\bput\s)|(?<=\bpick\s)|(?<=\bshow\s)|(?<=\bchoose\s)|(?<=\bsuggest\s)|(?<=\brecommend\s)|(?<=\bbuy\s)|"
    r"(?<=\bhate\s)|(?<=\blove\s)|(?<=\bown\s)|(?<=\bhave\s)|(?<=\bwould\s)|(?<=\bcould\s)|(?<=\bdid\s))(?:this|that)\b(?!\s(?:list|order|way|kind|sort|much|many|shop|site|chat))|"
    r"\bthat's\b|\bit\b(?!\s(?:possible|is possible|would be|'s possible|work like)\b)|"
    r"\bit'?s\b(?!\s(?:the|either|between|just|down)\b)|"
    r"\b(?:this|that)\b(?=\s(?:or|and)\s(?:the|a)\b)|"
    rf"\bthis\b(?=\s(?:with|to|vs)\b)|[这那]一?[{MEASURE_WORDS}](?!里)|它(?![俩们两])|(?<=为什么是)这|(?<=为什么)这(?!些|样|么)",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:these|those)\b(?!\s(?:days|things))|\bthem\b|(?<!\w)'?em\b|\bthey(?:'?re)?\b|"
    r"\b(?:all of (?:them|these|those))\b|"
    rf"这些|那些|它们|[它这那]俩|它两|[这那]几[{MEASURE_WORDS}]|"
    rf"(?<![第\u3400-\u9fff])两[{MEASURE_WORDS}](?=比|哪|对比|都|有什么|差|区别)",
    re.IGNORECASE,
)
_EXPLICIT_ONE = re.compile(
    rf"\b(?:like|than|as)\s(?P<it>(?:this|that)(?:\sone)?|it)\b|\b(?P<one>(?:this|that)\sone)\b|(?P<its>\bits\b)|(?P<han>(?:[像跟和比]|刚才的?|刚刚的?)(?:这|那)一?[{MEASURE_WORDS}]|它)",
    re.IGNORECASE,
)
_CLAUSE_OF_THAT = word_set(
    """
    know think see said say says hope sure told tell so noticed feel heard guess
    """
)
_PAIRS = word_set("shoes boots headphones earphones glasses socks gloves trousers earbuds")


def is_pair(item: Item | None) -> bool:
    """Whether one product of the kind is spoken of as "they"."""
    return item is not None and any(word in _PAIRS for word in words(f"{item.category} {item.title}"))


_IDIOM = re.compile(
    r"\b(?:sleep on|think(?: \w+)? (?:about|over)|think|got|get|forget|leave|that's|thats|for) it\b"
    r"(?=\W*(?:$|[.,!]|(?:and|then|first|over)\b))",
    re.IGNORECASE,
)
""" "Let me sleep on it" is about no item, and what follows may be."""
_BESIDE_THEM = re.compile(r"\bthey\b.*\b(?:than|vs|versus|against|compared)\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(r"\b(?:an?|my|his|her|our|their)\s(?:\w+\s){0,2}\w+\s(?:\w+\s){0,3}$", re.IGNORECASE)
"""Words before "it" that it stands for, where nothing of the list was spoken of: "she had a plastic one and it …"."""
_NEEDS_FOCUS = frozenset(["forget", "preference", "what_if"])


def pronouns(text: str, tokens: list[Token], context: Context, acts: tuple[str, ...]) -> list[Found]:
    """Pronouns and what they stand for: the item in focus, else the only item shown, else all that are shown.

    For acts of asking ("refine", "recommend", "more") only "like this one" counts.
    """
    if not context.shown:
        return []
    every = tuple(item.id for item in context.shown)
    one = (context.last_item,) if context.last_item else every
    if context.pair and context.last_acts == ("compare",) and len(context.spoken) != 1:
        one = context.pair  # after two were compared, "it" may be either
    if acts and all(act in {"refine", "recommend", "more", "preference", "smalltalk"} for act in acts):
        match = _EXPLICIT_ONE.search(text)
        return [Found(*match.span(match.lastgroup or 0), one)] if match else []
    if context.group and (len(context.spoken) > 1 or "compare" in acts or "compare" in context.last_acts):
        every = context.group  # "which of them", after two were compared
    if (
        (acts != ("compare",) or _BESIDE_THEM.search(text))
        and len(context.spoken) == 1
        and is_pair(next((i for i in context.shown if i.id in context.spoken), None))
    ):
        every = context.spoken  # shoes are "they" even where they are one product
    many = _MANY.search(text)
    found = [Found(*many.span(), every, True)] if many else []
    if all(act in _NEEDS_FOCUS for act in acts) and context.last_item is None:
        return found
    text = _IDIOM.sub(lambda m: " " * len(m.group()), text)
    before = {token.start: tokens[i - 1].text for i, token in enumerate(tokens) if i}
    for match in _ONE.finditer(text):
        if match.group().lower().startswith("that") and before.get(match.start()) in _CLAUSE_OF_THAT:
            continue
        if context.last_item is None and _SPOKEN_OF.search(text[: match.start()]):
            continue
        found.append(Found(*match.span(), one))
        break
    return found
