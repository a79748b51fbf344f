"""Mentions by place or rank among the shown items: "the second one", "#2", "the cheapest", "the other one"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whythis.agent.understanding.context import Context
from whythis.retrieval.types import Item

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
    |(?P<last>\b(?:(?:the|your|that)\s(?:very\s)?(?:last|bottom)(?:\s(?:{_NOUN}|on\sthe\slist)\b|(?=\s*(?:[?.!,]|$|and\b|is\b|in\b|there\b|so\b|on\b)))|last\s{_NOUN}\b|(?:lowest|bottom)\s{_NOUN}\b))
    |(?P<top>\b(?:the|your|that)\stop\s(?:one|item|product|option|result|pick|choice|suggestion|recommendation)\b|\b(?:the\s)?(?:number|no\.?)\s(?:one|1)\b
        |\b(?:the|that|this)\s(?:one|item|product)\s(?:(?:is\s)?(?:on|at\sthe)\s)top\b)
    |(?P<the>\b(?:the|your|that|this)\s(?:very\s)?(?P<the_ord>{_ORD})\b(?!\s(?:of\sall|time|place|thing|hand|glance|half|year|week|month))(?:\s{_NOUN}\b)?)
    |(?P<noun>\b(?P<noun_ord>{_ORD})\s{_NOUN}\b)
    |(?P<hash>(?:\#\s?|\b(?:number|no\.?|nr\.?|nb|option|item|product|result|rank|position|choice)\s\#?)(?P<hash_n>{_CARD})\b(?!\s?(?:inch|gb|kg)))
    |(?P<card>(?<=\bthe\s)(?P<card_n>[1-9])(?=\s*(?:[?.!]|$)))
    |(?P<han_last>最后(?:的)?(?:一|那|这)?[个款件项台]?)
    |(?P<han_several>前(?P<han_count>[两二三四五2-5])[个款件项台]?)
    |(?P<han>(?<![排在名列到])第(?P<han_n>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[个款件项台种本双把副盏张只瓶]?)""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE_ORDINAL = re.compile(
    rf"(?:^(?:(?:and|why|what about|how about|but|so|ok)\s)*|\b(?:vs\.?|versus|compare|or|between)\s|(?<=\band\s))"
    rf"(?P<ord>{_ORD})\b(?=\s*(?:[?.!,]|$|and\b|or\b|vs\b|versus\b|with\b))",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(
    r"(?:\b(?:why|vs\.?|versus|compare|or|and|between|over|above|than|with|about|not)\s|^\s*)#?(?P<n>[1-9])\b(?!\s?(?:[-.,:/%\"″]?\d|inch|gb|kg|of|more|years?|people|[a-z]*(?:dollars?|bucks|hours?)|元|[$€£]))(?=\s*(?:[?.!,]|$|and\b|or\b|vs\b|versus\b|over\b|above\b|than\b|with\b|better\b|before\b|is\b|so\b|in\b|there\b|instead\b))",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"\b(?:the|that)\s(?:others?\b(?:\s(?:{_NOUN}|two|three|four)\b)?|rest\b)|另(?:外)?(?:一|那)?[个款]|其他的?|其它的?",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"others|rest|two|three|four|其他|其它", re.IGNORECASE)
_OF_TWO = r"of\s(?:the\s|these\s|those\s)?(?:two|them|these|those|both)\b(?:\stwo\b)?"
_EXTREME = re.compile(
    rf"""\b(?:(?:the|your|that)\s)?(?:(?P<low>cheapest|least\sexpensive|lowest[-\s]priced?)|(?P<high>most\sexpensive|dearest|priciest|highest[-\s]priced?)|
    (?P<best>(?:best|highest|top)[-\s]?rated|best\sreviewed)|(?P<worst>(?:worst|lowest)[-\s]?rated))\b(?:\s{_NOUN}\b)?
    |\bthe\s(?:(?P<lower>cheaper|less\sexpensive)|(?P<higher>more\sexpensive|pricier|dearer))\s(?:(?:one|1|item|option|product)\b(?:\s{_OF_TWO})?|{_OF_TWO})
    |(?P<han_lower>(?<!最)便宜(?:点|一点)?的?[那这]一?[个款])|(?P<han_higher>(?<!最)贵(?:点|一点)?的?[那这]一?[个款])
    |(?P<han_low>最便宜的?[那这]?[个款]?)|(?P<han_high>最贵的?[那这]?[个款]?)|(?P<han_best>(?:评分|评价)最高的?[那这]?[个款]?)""",
    re.IGNORECASE | re.VERBOSE,
)


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
        Found(*m.span(), _ids_at(m, ids), m["several"] is not None or m["han_several"] is not None)
        for m in _PLACE.finditer(text)
    ]
    if not ids:
        return found
    found += _next_to(text, context)
    if not explicit_only or len(text) < 20:
        found += [Found(*m.span("ord"), _nth(ids, _ordinal(m["ord"]))) for m in _BARE_ORDINAL.finditer(text)]
    if not explicit_only:
        found += [Found(*m.span("n"), _nth(ids, int(m["n"]))) for m in _BARE_NUMBER.finditer(text)]
    like = re.search(r"\b(?:like|than)\s+the\b", text, re.IGNORECASE)
    for match in _EXTREME.finditer(text):
        chosen = context.pair and match.group().endswith(_ENDS_OF_ONE)
        chosen = chosen or _TAKEN.search(text[: match.start()])
        if not explicit_only or like or chosen or re.search(r"[那这][个款]$", match.group()):
            found.append(Found(*match.span(), _extreme(match, _compared(match, context))))
    for match in _OTHER.finditer(text):
        others = _others(match.group(), context, found)
        found.append(
            Found(*match.span(), others, len(others) > 1 and _OTHERS.search(match.group()) is not None)
        )
    return _of_two(text, context) + found


_ENDS_OF_ONE = ("one", " 1", "two", "them", "these", "those", "个", "款")
_BOTH = re.compile(
    r"\bboth(?: of (?:them|these|those))?\b|\b(?:these|those|the|them) two\b(?! (?:hours|days|years|"
    r"litres))|\bbetween them\b|\btwo of them\b|"
    r"两个都|[这那]两[个款件台]|它们俩?|这俩|两者",
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
    chosen = [m.span() for m in _EXTREME.finditer(text)]
    found = [
        Found(*m.span(), pair, True)
        for m in _BOTH.finditer(text)
        if not any(start <= m.start() < end for start, end in chosen)
    ][:1]
    for match in _NTH_OF_TWO.finditer(text):
        place = _ordinal(match["ord"]) if match["ord"].lower() != "last" else len(pair)
        found.insert(0, Found(*match.span(), _nth(pair, place)))
    for match in _FORMER.finditer(text):
        first = match["former"] or match["han_former"]
        found.append(Found(*match.span(), pair[:1] if first else pair[1:]))
    return found


_TAKEN = re.compile(
    r"\b(?:take|buy|drop|remove|ditch|skip|order|choose|get rid of|what about|how about|and)\s$",
    re.IGNORECASE,
)
"""Words before "the cheapest" that make it one item, and no wish for cheaper ones."""
_NEXT_TO = re.compile(
    r"\bthe (?:one|item|product)? ?(?:right |just |directly )?(?P<side>above|before|over|below|after|"
    r"under|beneath)(?: (?:it|that|this)(?: one)?)?(?=\s*(?:[?.!,]|$|and\b|is\b))"
    r"|\bthe (?P<step>next|previous) (?:one|item|product)\b|(?P<han>上|下)(?:面(?:那|一)?|一)[个款]",
    re.IGNORECASE,
)


def _next_to(text: str, context: Context) -> list[Found]:
    """ "The one above", "the next one": beside the item that was spoken of last."""
    ids = [item.id for item in context.shown]
    if context.last_item is None:
        return []
    at = ids.index(context.last_item)
    found = []
    for match in _NEXT_TO.finditer(text):
        word = (match["side"] or match["step"] or match["han"]).lower()
        place = at - 1 if word in {"above", "before", "over", "previous", "上"} else at + 1
        found.append(Found(*match.span(), (ids[place],) if 0 <= place < len(ids) else ()))
    return found


def _compared(match: re.Match[str], context: Context) -> tuple[Item, ...]:
    """What a comparative or superlative chooses from: "the cheaper one" of the two spoken of last, else of all."""
    comparative = match["lower"] or match["higher"] or match["han_lower"] or match["han_higher"]
    if comparative and context.pair:
        return tuple(item for item in context.shown if item.id in context.pair)
    return context.shown


def _ids_at(match: re.Match[str], ids: tuple[str, ...]) -> tuple[str, ...]:
    if match["several"] or match["han_several"]:
        count = _number(match["count"] or match["han_count"])
        return (
            ids[-count:]
            if (match["several"] or "").lower().removeprefix("the ").startswith("last")
            else ids[:count]
        )
    if match["last"] or match["han_last"]:
        return ids[-1:]
    if match["top"]:
        return ids[:1]
    if match["the"] or match["noun"]:
        return _nth(ids, _ordinal(match["the_ord"] or match["noun_ord"]))
    return _nth(ids, _number(match["hash_n"] or match["card_n"] or match["han_n"]))


def _nth(ids: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (ids[place - 1],) if 1 <= place <= len(ids) else ()


def ordinal_of(words: str) -> int | None:
    """The place that a mention names: 2 of "the second one", "2nd"; None of "the last", "the other one"."""
    match = re.search(rf"\b{_ORD}\b", words, re.IGNORECASE)
    return _ordinal(match.group()) if match else None


def _ordinal(word: str) -> int:
    word = word.lower()
    return _ORDINALS[word] if word in _ORDINALS else int(word.removesuffix("th"))


def _number(word: str) -> int:
    word = word.lower()
    if "十" in word and len(word) > 1:  # 十二, 二十, 二十一
        tens, _, ones = word.partition("十")
        return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)
    return _CARDINALS.get(word) or _HAN.get(word) or int(word)


def _others(words: str, context: Context, found: list[Found]) -> tuple[str, ...]:
    """All shown items but those named in the message or, when none is, the one in focus."""
    said = {item_id for f in found for item_id in f.item_ids}
    if len(said) == 1 and said < set(context.pair) and not _OTHERS.search(words):
        return tuple(i for i in context.pair if i not in said)  # the other of the two that are talked of
    rest = tuple(item.id for item in context.shown if item.id not in context.pair)
    if not said and context.pair and "compare" in context.last_acts and len(rest) == 1:
        return rest  # after two of three were compared
    named = said or {context.last_item}
    if words.lower().startswith("that") and len(context.shown) == 1:
        return (context.shown[0].id,)
    return tuple(item.id for item in context.shown if item.id not in named)


def _extreme(match: re.Match[str], shown: tuple[Item, ...]) -> tuple[str, ...]:
    low = match["low"] or match["lower"] or match["han_low"] or match["han_lower"] or match["worst"]
    rated = match["best"] or match["worst"] or match["han_best"]
    values = [
        (item.id, item.rating if rated else item.price_cents)
        for item in shown
        if (item.rating if rated else item.price_cents) is not None
    ]
    if not values:
        return ()
    wanted = min(v for _, v in values if v is not None) if low else max(v for _, v in values if v is not None)
    return tuple(item_id for item_id, value in values if value == wanted)
