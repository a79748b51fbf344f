"""Finds brands, kinds of product and attribute values in a message, and which of them are turned down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from whythis.agent.understanding import lexicon
from whythis.agent.understanding.lexicon import word_set
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.vocabulary import Term, Vocabulary

_NEGATIONS = word_set(
    """
    no not without except excluding isn't aren't don't doesn't didn't won't can't hate hates dislike avoid
    never besides neither hide leave ban reject skip minus nothing non neither nor stop hated wasn't
    drop exclude remove ditch
    """
)
_NEGATION_PAIRS = frozenset(
    [("anything", "but"), ("other", "than"), ("apart", "from"), ("rather", "than"), ("sick", "of"),
     ("instead", "of"), ("aside", "from"), ("tired", "of"), ("everything", "but"), ("any", "but"),
     ("get", "rid"), ("fed", "up"), ("any", "bar"), ("brand", "bar"), ("take", "out"), ("stay", "away"), ("w", "o"),
     ("clear", "of")]
)  # fmt: skip
_NEGATION_REACH = 6
_NOT_REFUSED = frozenset(
    ["only", "just", "too", "so", "that", "very", "more", "less", "over", "above", "under", "care", "mind"]
)
"""After "not" they speak of a degree and refuse nothing: "not too pricey"."""
_ZH_NEGATION = re.compile(
    r"(?:不要|不想要|别要|除了|不是|不含|讨厌|不喜欢|别给我|不用|去掉|排除|别推荐|非|不带)[的了有]?$"
)
_ZH_REFUSED = re.compile(r"的?(?:就|都|也)?(?:不要|不想要|不行|不考虑|除外|算了)")
"""A refusal that follows the name: 塑料的不要."""
_POSSESSIVES = word_set(
    """
    my your his her our their a an the this that i you we they he she in on
    """
)
_BRAND_CUES = word_set(
    """
    from by only just not no without except brand brands but made like prefer love hate
    """
)


_LEFT_OUT = re.compile(
    r"\s(?:is|was|were|are|being|had been|got)\s(?:excluded|removed|left out|gone|banned|out|"
    r"off the list)\b",
    re.IGNORECASE,
)
"""What follows a name that is turned down after it: "if Bosch was excluded"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A catalogue name in the message at characters [start, end), tokens [first, last] (-1 in Chinese).

    `phrase_start` is where its word of refusal begins when it is turned down, else `start`.
    """

    term: Term
    others: tuple[Term, ...]
    start: int
    end: int
    first: int
    last: int
    negated: bool
    corrected: bool = False
    phrase_start: int = -1


def find(
    text: str, tokens: list[Token], vocabulary: Vocabulary, corrected: Mapping[int, str]
) -> list[Mention]:
    """Every name in the message in order, without overlaps; longer names win over shorter ones."""
    found = _find_words(text, tokens, vocabulary, corrected)
    if any(ord(c) > 0x33FF for c in text):
        found += _find_chinese(text, vocabulary)
    return sorted(found, key=lambda mention: mention.start)


def _find_words(
    text: str, tokens: list[Token], vocabulary: Vocabulary, corrected: Mapping[int, str]
) -> list[Mention]:
    spelt = [corrected.get(i, token.text.removesuffix("'s")) for i, token in enumerate(tokens)]
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        length, terms = _longest(at, spelt, tokens, vocabulary)
        if length:
            last = at + length - 1
            term = _preferred(terms)
            if term.kind != "brand" or _is_brand(at, last, text, tokens, vocabulary):
                # A list of what is refused goes on with more of the same: "no Sony, Bose", but "no Sony, headphones".
                refused = [m for m in found if m.negated]
                refusal = _refusal(at, tokens, [m.last for m in refused if m.term.kind == term.kind])
                of_brand = bool(refused) and refused[-1].last == at - 1 and refused[-1].term.kind == "brand"
                if of_brand and term.kind == "category":
                    refusal = None  # "no Dovetta lamps" wants lamps
                if refusal is None and _LEFT_OUT.match(text, tokens[last].end):
                    refusal = at
                phrase_start = tokens[at if refusal is None else refusal].start
                if refusal is None and (
                    chinese := _chinese_refusal(text, tokens[at].start, tokens[last].end)
                ):
                    refusal, phrase_start = at, chinese - 1
                found.append(
                    Mention(
                        term=term, others=terms, start=tokens[at].start, end=tokens[last].end, first=at,
                        last=last, negated=refusal is not None,
                        corrected=any(i in corrected for i in range(at, last + 1)),
                        phrase_start=phrase_start,
                    )
                )  # fmt: skip
        at += max(length, 1)
    return found


def _longest(
    at: int, spelt: list[str], tokens: list[Token], vocabulary: Vocabulary
) -> tuple[int, tuple[Term, ...]]:
    reach = 1
    while reach < vocabulary.longest and at + reach < len(tokens) and not tokens[at + reach].breaks:
        reach += 1
    for length in range(reach, 0, -1):
        terms = vocabulary.lookup(tuple(spelt[at : at + length]))
        if not terms and length == 2:
            terms = vocabulary.lookup((spelt[at] + spelt[at + 1],))
        if terms:
            return length, terms
    return 0, ()


def _preferred(terms: tuple[Term, ...]) -> Term:
    order = {"category": 0, "brand": 1, "attribute": 2}
    return min(terms, key=lambda term: order[term.kind])


def _is_brand(first: int, last: int, text: str, tokens: list[Token], vocabulary: Vocabulary) -> bool:
    """Whether an everyday word is meant as a brand here ("brother printer" but not "my brother")."""
    word = tokens[first].text
    if first != last or word not in lexicon.AMBIGUOUS_BRANDS:
        return True
    if len(tokens) == 1 or (first > 0 and text[tokens[first].start].isupper()):
        return True
    before = tokens[first - 1].text if first else ""
    after = tokens[last + 1].text if last + 1 < len(tokens) and not tokens[last + 1].breaks else ""
    if any(term.kind == "category" for term in vocabulary.lookup((after,))) or any(
        c.isdigit() for c in after
    ):
        return True
    if len(tokens) > first + 2 and any(
        term.kind == "category" for term in vocabulary.lookup((after, tokens[first + 2].text))
    ):
        return True
    return before in _BRAND_CUES or (before not in _POSSESSIVES and len(tokens) <= 3)


def _refusal(at: int, tokens: list[Token], refused_before: list[int]) -> int | None:
    """The token of the word of refusal that stands before the name, near it and in the same clause."""
    for back in range(1, _NEGATION_REACH + 1):
        index = at - back
        if index < 0:
            return None
        if index in refused_before and back <= 2:
            return index + 1
        if tokens[index + 1].breaks:
            return None
        word, follows = tokens[index].text, tokens[index + 1].text
        if index and (tokens[index - 1].text, word) in _NEGATION_PAIRS:
            return index - 1
        if word == "non" and (tokens[index + 1].gap == "-" or follows == "stick"):
            return None  # "a non-stick pan" refuses no pan
        if word in _NEGATIONS:
            return None if word in {"not", "isn't", "no", "don't"} and follows in _NOT_REFUSED else index
        if word == "but" or (word == "only" and back > 1):
            return None
    return None


def _find_chinese(text: str, vocabulary: Vocabulary) -> list[Mention]:
    found: list[Mention] = []
    longest = max((len(name) for name in vocabulary.chinese), default=0)
    at = 0
    while at < len(text):
        taken = 0
        if ord(text[at]) > 0x33FF:
            for length in range(min(longest, len(text) - at), 0, -1):
                terms = vocabulary.chinese.get(text[at : at + length])
                if terms:
                    taken = length
                    found.append(_chinese_mention(text, at, at + length, terms, found))
                    break
        at += max(taken, 1)
    return found


def _chinese_refusal(text: str, start: int, end: int) -> int:
    """Where the phrase begins that turns the name at [start, end) down in Chinese, counted from 1; 0: none does."""
    window = text[max(0, start - 6) : start]
    before = _ZH_NEGATION.search(window)
    if before:
        return start - len(window) + before.start() + 1
    return start + 1 if _ZH_REFUSED.match(text, end) else 0


def _chinese_mention(
    text: str, start: int, end: int, terms: tuple[Term, ...], before: list[Mention]
) -> Mention:
    refusal = _chinese_refusal(text, start, end)
    phrase_start = refusal - 1 if refusal else start
    listed = (
        bool(before)
        and before[-1].negated
        and text[before[-1].end : start] in {"和", "、", "或", "或者", "跟"}
    )
    if listed:
        phrase_start = before[-1].end
    return Mention(
        term=_preferred(terms), others=terms, start=start, end=end, first=-1, last=-1,
        negated=bool(refusal) or listed, phrase_start=phrase_start,
    )  # fmt: skip
