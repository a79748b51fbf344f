"""Mentions by place or rank among the shown items: "the second one", "#2", "the cheapest", "the other one"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whythis.agent.understanding.context import Context
from whythis.agent.understanding.inflection import singular
from whythis.agent.understanding.lexicon import MEASURE_WORDS
from whythis.agent.understanding.tokens import words

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "1st": 1, "2nd": 2, "3rd": 3, "frist": 1, "secnd": 2, "scond": 2, "thrid": 3,
}  # fmt: skip
_CARDINALS = {
    w: i
    for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_HAN = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_ORD = r"(?:" + "|".join([*_ORDINALS, r"\d{1,2}th"]) + ")"
_CARD = r"(?:\d{1,2}|" + "|".join(_CARDINALS) + ")"
_NOUN = (
    r"(?:ones?|items?|products?|options?|results?|picks?|choices?|suggestions?|recommendations?|entry|card)"
)

_PLACE = re.compile(
    rf"""(?P<several>\b(?:the\s)?(?:first|top|last)\s(?P<count>[2-9]|two|three|four|five)\b(?!\s?(?:inch|gb|hours?|%|days?|weeks?|months?|years?))(?:\s{_NOUN})?)
    |(?P<last>\b(?:the|your|that)\s(?:very\s)?(?:last|bottom)(?:\s(?:{_NOUN}\b|on\sthe\slist)|(?!\s(?:\w+ly\b|time|thing|night|week|month|year|day|purchase|order|message|resort|minute|question|list|few|two|three|four|but|of\b|i\b|you\b))|last\s{_NOUN}\b|(?:lowest|bottom)\s{_NOUN}\b))
    |(?P<top>\b(?:the|your|that)\stop\s(?:one|item|product|option|result|pick|choice|suggestion|recommendation)\b|\b(?:the\s)?(?:number|no\.?)\s(?:one|1)\b
        |\b(?:the|that|this)\s(?:one|item|product)\s(?:(?:is\s)?(?:on|at\sthe)\s)top\b)
    |(?P<the>\b(?:the|your|that|this)\s(?:very\s)?(?P<the_ord>{_ORD})\b(?!\s(?:\w+est\b|most\b|least\b|of\sall|time|place|thing|hand|glance|half|year|week|month))(?:\s{_NOUN}\b)?)
    |(?P<noun>\b(?P<noun_ord>{_ORD})\s{_NOUN}\b)
    |(?P<put>\b(?:the\s(?:one|item|product)\s)?(?:that\s)?(?:you|u)\s(?:put|placed?|ranked?|listed|have)\s(?:it\s)?(?:at\s|in\s|on\s|as\s)?(?:the\s)?(?P<put_ord>{_ORD})\b)
    |(?P<hash>(?:\#\s?|\b(?:number|no\.?|nr\.?|nb|option|item|product|result|rank|position|choice)\s\#?)(?P<hash_n>{_CARD})\b(?!\s?(?:inch|gb|kg)))
    |(?P<card>(?<=\bthe\s)(?P<card_n>[1-9])(?=\s*(?:[?.!]|$)))
    |(?P<middle>\bthe\smiddle\s{_NOUN}\b|中间[的那这]{{0,2}}一?[{MEASURE_WORDS}])
    |(?P<from_last>\bthe\s(?:second|2nd)(?:\sto|-to-|\s)last\b(?:\s{_NOUN}\b)?|\b(?:the\s)?last\sbut\sone\b|倒数第[二2][{MEASURE_WORDS}]?)
    |(?P<whole>\ball\s(?:of\s(?:them|these|those)|five|four|three)\b)
    |(?P<han_last>(?:最后|倒数第一)(?:的)?(?:一|那|这)?[{MEASURE_WORDS}]?)
    |(?P<han_several>(?:前|最?后)(?P<han_count>[两二三四五2-5])[{MEASURE_WORDS}]?)
    |(?P<han>(?:(?<![排在名列到数])|(?=第[一二三四五\d]的[那这])|(?<=在)(?=第[一二三四五\d][{MEASURE_WORDS}]的?[前后上下]))第(?P<han_n>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[{MEASURE_WORDS}]?)""",
    re.IGNORECASE | re.VERBOSE,
)
_BACK = re.compile(r"(?:the\s)?last|最?后", re.IGNORECASE)
_BARE_ORDINAL = re.compile(
    rf"(?:^(?:(?:and|why|what about|how about|but|so|ok)\s)*|\b(?:vs\.?|versus|compare|or|between)\s|(?<=\band\s))"
    rf"(?P<ord>{_ORD})\b(?=\s*(?:[?.!,]|$|and\b|or\b|vs\b|versus\b|with\b))",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(
    r"(?:\b(?:why|vs\.?|versus|compare|or|and|between|over|above|than|with|about|not)\s|^\s*)#?(?P<n>[1-9])\b(?!\s?(?:[-.,:/%\"″]?\d|inch|gb|kg|of|more|years?|people|[a-z]*(?:dollars?|bucks|hours?)|元|[$€£]))(?=\s*(?:[?.!,]|$|and\b|or\b|vs\b|versus\b|over\b|above\b|than\b|with\b|better\b|before\b|is\b|so\b|in\b|there\b|instead\b|please\b|pl[sz]\b))",
    re.IGNORECASE,
)
_OF_TWO = r"of\s(?:the\s|these\s|those\s)?(?:two|them|these|those|both)\b(?:\stwo\b)?"


@dataclass(frozen=True, slots=True)
class Found:
    """A mention at characters [start, end), the ids of the shown items that it fits, and whether it means them all."""

    start: int
    end: int
    item_ids: tuple[str, ...]
    every: bool = False


def places(text: str, context: Context, *, explicit_only: bool) -> list[Found]:
    """Mentions by place; with `explicit_only`, bare numbers and superlatives do not count."""
    ids = tuple(item.id for item in context.shown)
    found = [
        Found(*m.span(), _ids_at(m, ids), any(m[name] for name in ("several", "han_several", "whole")))
        for m in _PLACE.finditer(text)
        if not m["whole"] or _ids_at(m, ids)
    ]
    if not ids:
        return found
    found += _numbered(text, context)
    found += _next_to(text, context)
    if not explicit_only or len(text) < 20:
        found += [Found(*m.span("ord"), _nth(ids, _ordinal(m["ord"]))) for m in _BARE_ORDINAL.finditer(text)]
    if not explicit_only:
        found += [Found(*m.span("n"), _nth(ids, int(m["n"]))) for m in _BARE_NUMBER.finditer(text)]
    return _of_two(text, context) + found


_BOTH = re.compile(
    r"\bboth(?: of (?:them|these|those))?\b|\bmy two\b|\bthis two\b|"
    r"\beither of (?:the two|these|those|them)\b|\b(?:these|those|the|them) two\b(?! (?:hours|days|years|"
    r"litres))|\bbetween them\b|\btwo of them\b|"
    rf"两个都|[这那]两[{MEASURE_WORDS}]|它们俩?|这俩|两者",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\bthe (?:(?P<former>former)|(?P<latter>latter))\b|(?P<han_former>前者)|(?P<han_latter>后者)",
    re.IGNORECASE,
)


_NTH_OF_TWO = re.compile(
    rf"\bthe (?P<ord>first|second|1st|2nd|last)(?: one)? (?=of (?:these|those|them|the two)\b){_OF_TWO}",
    re.IGNORECASE,
)


def _of_two(text: str, context: Context) -> list[Found]:
    """ "Both", "these two", "the former": of the two on the screen, else of the two that were spoken of last."""
    pair = tuple(i.id for i in context.shown) if len(context.shown) == 2 else context.pair
    if not pair:
        return []
    found = [
        Found(*m.span(), pair, True) for m in _BOTH.finditer(text) if not _CHOOSES.search(text[: m.start()])
    ][:1]
    for match in _NTH_OF_TWO.finditer(text):
        place = _ordinal(match["ord"]) if match["ord"].lower() != "last" else len(pair)
        found.insert(0, Found(*match.span(), _nth(pair, place)))
    for match in _FORMER.finditer(text):
        first = match["former"] or match["han_former"]
        found.append(Found(*match.span(), pair[:1] if first else pair[1:]))
    return found


_CHOOSES = re.compile(r"\b(?:\w+er|\w+est|expensive|other|first|second|last)(?: one)? of $", re.IGNORECASE)
"""Before "the two" it chooses one of them."""
_NEXT_TO = re.compile(
    r"\bthe (?:one|item|product)? ?(?:right |just |directly )?(?P<side>above|before|over|below|after|"
    r"under|beneath)(?: (?:it|that|this)\b(?: one\b)?|(?=\s*(?:[?.!,]|$|"
    r"(?:and|is|then|too|please|has|have|does|so|look\w*)\b)))"
    r"|\bthe (?P<step>next|previous) (?:one|item|product)\b|"
    rf"(?P<han>上|下|前(?=面)|后(?=面))(?:面(?:的?[那这]?|一)?|一)[{MEASURE_WORDS}]",
    re.IGNORECASE,
)


_SAID_BEFORE = re.compile(
    r"\bthe (?:very )?(?P<which>first|second|last|one|other|thing|pair)(?: (?:one|ones|pair|"
    r"item|thing|product))?(?: that)? (?:i|we|you) "
    r"(?:just |originally |already )?(?:mentioned|asked(?: you)? about|asked|talked about|spoke (?:of|"
    r"about)|named|said|brought up|started with|"
    r"was asking about|were talking about|discussed)(?P<when> (?:first|before|earlier|at first|last|just now))?"
    rf"|(?P<han_first>(?:一开始|最开始|最早|最先|刚开始)[^，。,]{{0,6}}?的[那这]?[{MEASURE_WORDS}])"
    rf"|(?P<han_last>(?:刚才?|刚刚|上面|前面|之前|我)(?:刚)?(?:说|问|提|聊|讲|看)(?:到|过|起)?的?[那这][{MEASURE_WORDS}])",
    re.IGNORECASE,
)


def said_before(text: str, context: Context) -> list[Found]:
    """ "The last one I mentioned", 刚才问的那个: by the order in which items were spoken of, and not by their place."""
    ids = {item.id for item in context.shown}
    spoken = [item_id for item_id in context.recent if item_id in ids]
    found = []
    for match in _SAID_BEFORE.finditer(text):
        which = (match["which"] or "").lower()
        first = match["han_first"] or which == "first" or (match["when"] or "").endswith("first")
        order = (
            list(dict.fromkeys(spoken))
            if first or which == "second"
            else list(dict.fromkeys(reversed(spoken)))
        )
        place = 1 if which in {"second", "other"} else 0
        if place < len(order):
            found.append(Found(*match.span(), (order[place],)))
    return found


def _numbered(text: str, context: Context) -> list[Found]:
    """ "Chair 2": the kind of what is shown, with a place."""
    kinds = {singular(word) for item in context.shown for word in words(item.category)[-1:]}
    if not kinds:
        return []
    pattern = rf"\b(?:{'|'.join(map(re.escape, kinds))})\s#?(?P<n>[1-9])\b(?!\s?(?:[a-z]|[-.,:/%]\d))"
    ids = tuple(item.id for item in context.shown)
    return [Found(*m.span(), _nth(ids, int(m["n"]))) for m in re.finditer(pattern, text, re.IGNORECASE)]


def _next_to(text: str, context: Context) -> list[Found]:
    """ "The one above", "the next one": beside the item that was spoken of last."""
    ids = [item.id for item in context.shown]
    if context.last_item is None:
        return []
    at = ids.index(context.last_item)
    found = []
    for match in _NEXT_TO.finditer(text):
        word = (match["side"] or match["step"] or match["han"]).lower()
        place = at - 1 if word in {"above", "before", "over", "previous", "上", "前"} else at + 1
        found.append(Found(*match.span(), (ids[place],) if 0 <= place < len(ids) else ()))
    return found


def _ids_at(match: re.Match[str], ids: tuple[str, ...]) -> tuple[str, ...]:
    if match["several"] or match["han_several"]:
        count = _number(match["count"] or match["han_count"])
        return ids[-count:] if _BACK.match(match["several"] or match["han_several"]) else ids[:count]
    if match["last"] or match["han_last"]:
        return ids[-1:]
    if match["middle"]:
        return ids[len(ids) // 2 : len(ids) // 2 + 1] if len(ids) % 2 else ids
    if match["from_last"]:
        return ids[-2:-1]
    if match["whole"]:
        number = _CARDINALS.get(match["whole"].split()[-1].lower(), len(ids))
        return ids if number == len(ids) else ()
    if match["top"]:
        return ids[:1]
    if match["the"] or match["noun"] or match["put"]:
        return _nth(ids, _ordinal(match["the_ord"] or match["noun_ord"] or match["put_ord"]))
    return _nth(ids, _number(match["hash_n"] or match["card_n"] or match["han_n"]))


def _nth(ids: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (ids[place - 1],) if 1 <= place <= len(ids) else ()


def ordinal_of(words: str) -> int | None:
    """The place that a mention names: 2 of "the second one", "2nd"; None of "the last", "the other one"."""
    match = re.search(rf"\b{_ORD}\b", words, re.IGNORECASE)
    return _ordinal(match.group()) if match else None


def place_of(word: str, count: int) -> int:
    """The place that a word names on a list of `count`: "first", "top", "2nd", "3", "last", 三; 0: none."""
    word = word.lower()
    if word in {"last", "top"}:
        return count if word == "last" else 1
    if word in _HAN or word.isdigit():
        return _HAN.get(word) or int(word)
    return _ordinal(word) if re.fullmatch(_ORD, word) else 0


def _ordinal(word: str) -> int:
    word = word.lower()
    return _ORDINALS[word] if word in _ORDINALS else int(word.removesuffix("th"))


def _number(word: str) -> int:
    word = word.lower()
    if "十" in word and len(word) > 1:  # 十二, 二十, 二十一
        tens, _, ones = word.partition("十")
        return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)
    return _CARDINALS.get(word) or _HAN.get(word) or int(word)
