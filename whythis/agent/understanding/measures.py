"""Adjectives that compare shown items by a measure: "the brightest", "the lighter one", 最轻的, 续航久的那个.

A measure is the price, the rating, or a catalogue's attribute whose values can be put in order: numbers with a unit
("1.7 l"), or words of a scale ("Quiet", "Medium", "Loud").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from whythis.agent.understanding.lexicon import word_set
from whythis.agent.understanding.tokens import words
from whythis.retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared: a field ("price", "rating") or the first attribute whose name has one of `words`; `sign` is 1
    where more of it is meant."""

    words: tuple[str, ...]
    sign: int
    field: str = ""


_PRICE, _RATING = ("price",), ("rating",)
_WEIGHT, _NOISE = ("weight",), ("noise",)
_ROOM = ("capacity", "volume", "tank", "cups", "size", "diameter", "max", "pages")
_LENGTH = ("length", "battery", "warranty", "duration", "time", "pages")
_POWER, _TASK = ("power", "wattage", "load"), ("difficulty",)
_ADJECTIVES: dict[str, tuple[tuple[str, ...], int]] = {
    "cheap": (_PRICE, -1), "expensive": (_PRICE, 1), "dear": (_PRICE, 1), "pric": (_PRICE, 1), "costl": (_PRICE, 1),
    "inexpensive": (_PRICE, -1), "affordable": (_PRICE, -1), "light": (_WEIGHT, -1), "heav": (_WEIGHT, 1),
    "quiet": (_NOISE, -1), "loud": ((*_NOISE, "power"), 1), "nois": (_NOISE, 1), "big": (_ROOM, 1), "large": (_ROOM, 1),
    "huge": (_ROOM, 1), "small": (_ROOM, -1), "little": (_ROOM, -1), "tin": (_ROOM, -1), "room": (_ROOM, 1),
    "long": (_LENGTH, 1), "short": (_LENGTH, -1),
    "thick": (("thickness", "pages"), 1), "thin": (("thickness", "pages"), -1), "bright": (("brightness",), 1),
    "dim": (("brightness",), -1), "powerful": (_POWER, 1), "strong": (_POWER, 1), "sturd": (("load",), 1),
    "weak": (_POWER, -1), "quick": (("time",), -1), "fast": (("time",), -1), "eas": (_TASK, -1), "simpl": (_TASK, -1),
    "hard": ((*_TASK, "firmness"), 1), "difficult": (_TASK, 1), "complex": (_TASK, 1),
    "complicated": (_TASK, 1), "wide": (("width",), 1), "narrow": (("width",), -1),
    "tall": (("height",), 1), "deep": (("depth",), 1), "soft": (("cushioning", "firmness"), -1),
    "firm": (("cushioning", "firmness"), 1), "sensitive": (("sensor", "dpi"), 1), "grippy": (("grip",), 1),
}  # fmt: skip
"""Stem of an adjective -> what it measures, and whether more or less of it."""
_CHINESE = {
    "便宜": (_PRICE, -1), "贵": (_PRICE, 1), "轻": (_WEIGHT, -1), "重": (_WEIGHT, 1), "安静": (_NOISE, -1),
    "吵": (_NOISE, 1), "大": (_ROOM, 1), "小": (_ROOM, -1), "长": (_LENGTH, 1), "短": (_LENGTH, -1),
    "厚": (("thickness", "pages"), 1), "薄": (("thickness", "pages"), -1), "亮": (("brightness",), 1),
    "暗": (("brightness",), -1),
    "宽": (("width",), 1), "窄": (("width",), -1), "软": (("cushioning", "firmness"), -1),
    "硬": (("cushioning", "firmness"), 1), "久": (("battery", "warranty", "time"), 1), "强": (_POWER, 1),
    "难": (_TASK, 1), "简单": (_TASK, -1), "容易": (_TASK, -1), "快": (("time",), -1),
    "多": ((), 1), "少": ((), -1), "高": ((), 1), "低": ((), -1), "好": ((), 1), "差": ((), -1),
}  # fmt: skip
_CHINESE_NOUNS = {
    "价格": "price", "价钱": "price", "评分": "rating", "评价": "rating", "口碑": "rating", "好评": "rating",
    "星级": "rating", "续航": "battery", "电池": "battery", "容量": "capacity", "声音": "noise", "噪音": "noise",
    "功率": "power", "亮度": "brightness", "流明": "brightness", "重量": "weight", "体积": "size", "尺寸": "size",
    "质保": "warranty", "保修": "warranty", "按键": "buttons", "灵敏度": "sensor", "厚度": "thickness",
    "长度": "length", "页数": "pages", "时长": "time", "难度": "difficulty", "直径": "diameter", "容积": "volume",
    "杯数": "cups", "高度": "height",
    "保冷时间": "cold", "保冷": "cold", "保温时间": "warm", "续航时间": "battery", "承重": "max load", "落差": "drop",
}  # fmt: skip
CHINESE_NOUN = "(?:" + "|".join(_CHINESE_NOUNS) + ")"
CHINESE_ADJECTIVE = "(?:" + "|".join(sorted(_CHINESE, key=len, reverse=True)) + ")"
_DEGREES = {
    **dict.fromkeys(word_set("highest most longest largest biggest greatest best"), 1),
    **dict.fromkeys(word_set("lowest least fewest shortest smallest worst"), -1),
    **dict.fromkeys(word_set("higher more longer larger bigger greater better"), 1),
    **dict.fromkeys(word_set("lower less fewer shorter smaller worse"), -1),
}
_OF_ANYTHING = frozenset(
    ["highest", "most", "lowest", "least", "fewest", "greatest", "higher", "more", "lower", "fewer"]
)
_RATED = frozenset(
    ["rated", "rating", "ratings", "reviewed", "reviews", "review", "stars", "scoring", "score"]
)
_PRICED = frozenset(["priced", "price"])
_JUDGED = word_set("battery warranty grip sensor brightness noise capacity range padding")
"""Of these more is better."""
_SCALE = {
    name: place
    for place, names in enumerate(
        ("none no silent pocket", "quiet low soft small thin narrow portable light easy", "medium normal regular",
         "high loud firm large wide shelf hard", "party extra")
    )
    for name in names.split()
}  # fmt: skip
UNITS = {
    "tb": 1000.0,
    "gb": 1.0,
    "kg": 1000.0,
    "g": 1.0,
    "l": 1000.0,
    "ml": 1.0,
    "m": 100.0,
    "cm": 1.0,
    "mm": 0.1,
    "years": 12.0,
    "days": 24.0,
}
VALUE = re.compile(r"(\d+(?:[.,]\d+)?)\s?([a-z]*)", re.IGNORECASE)


def english_measure(words: list[str]) -> tuple[Measure, str, int] | None:
    """The measure that words begin with, "superlative" or "comparative", and how many of the words say it.

    Args:
        words: folded, with what may follow: ["best", "rated", "one"], ["longest", "battery", "life"].
    """
    first, second = words[0], words[1] if len(words) > 1 else ""
    degree = _degree(first)
    if degree and first in _DEGREES:
        sign = _DEGREES[first]
        if second in _RATED:
            return Measure((), sign, "rating"), degree, 2
        if second in _PRICED:
            return Measure((), sign, "price"), degree, 2
        if first in {"most", "more", "least", "less"} and second in _ADJECTIVES:
            said, own = _ADJECTIVES[second]
            return _of(said, sign * own), degree, 2
        if (_names_a_measure(second) and first in _OF_ANYTHING) or second in _JUDGED:
            return Measure((second,), sign), degree, 2
    if first in {"top"} and second in _RATED:
        return Measure((), 1, "rating"), "superlative", 2
    for ending, kind in (("est", "superlative"), ("er", "comparative")):
        stem = first.removesuffix(ending)
        if stem != first:
            for form in (stem, stem.removesuffix("i"), stem + "e", stem[:-1]):
                if form in _ADJECTIVES:
                    said, sign = _ADJECTIVES[form]
                    measure = _of(said, sign)
                    if not measure.field and _names_a_measure(second):
                        measure = Measure((second, *measure.words), sign)  # "the longest warranty"
                    return measure, kind, 1
    return None


def positive_measure(word: str) -> Measure | None:
    """What "the big one" compares by: the same as "the biggest"."""
    forms = (word, word.removesuffix("y"), word.removesuffix("ey"))
    said = next((_ADJECTIVES[form] for form in forms if form in _ADJECTIVES), None)
    return _of(*said) if said else None


def _names_a_measure(word: str) -> bool:
    return len(word) > 3 and word.isalpha()


def _degree(word: str) -> str:
    if word.endswith("st"):
        return "superlative"
    return "comparative" if word in _DEGREES else ""


def chinese_measure(noun: str, adjective: str) -> Measure | None:
    """The measure of 续航 + 久, 评分 + 高, 轻; None where an adjective says nothing without a noun."""
    said, sign = _CHINESE[adjective]
    if noun:
        name = _CHINESE_NOUNS[noun]
        return Measure((), sign, name) if name in {"price", "rating"} else Measure(tuple(name.split()), sign)
    return _of(said, sign) if said else None


def _of(words: tuple[str, ...], sign: int) -> Measure:
    return Measure((), sign, words[0]) if words in (_PRICE, _RATING) else Measure(words, sign)


def extreme(measure: Measure, items: Iterable[Item]) -> tuple[str, ...]:
    """The ids of the items that have the most (or the least) of it; empty where none states it."""
    items = tuple(items)
    for word in measure.words or ("",):
        values = {
            item.id: value for item in items if (value := _value(item, measure.field, word)) is not None
        }
        if values:
            wanted = max(values.values()) if measure.sign > 0 else min(values.values())
            return tuple(item_id for item_id, value in values.items() if value == wanted)
    return ()


def ranked(measure: Measure, items: Iterable[Item]) -> list[str]:
    """The ids of the items in the order of the measure, the most meant first."""
    items = tuple(items)
    for word in measure.words or ("",):
        values = {
            item.id: value for item in items if (value := _value(item, measure.field, word)) is not None
        }
        if values:
            return sorted(values, key=lambda item_id: -measure.sign * values[item_id])
    return []


_VERBS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(word_set("holds hold fits fit carries carry takes"), _ROOM),
    **dict.fromkeys(word_set("costs cost"), _PRICE), **dict.fromkeys(word_set("weighs weigh"), _WEIGHT),
    **dict.fromkeys(word_set("lasts last runs run"), _LENGTH),
}  # fmt: skip
_EXTREMES = {"most": 1, "longest": 1, "least": -1}


def measured_by_verb(verb: str, degree: str) -> Measure | None:
    """The measure of "holds the most", "weighs least"."""
    return _of(_VERBS[verb], _EXTREMES[degree]) if verb in _VERBS and degree in _EXTREMES else None


_ASKS_WHICH = re.compile(r"\b(?:which|what|who|whose)\b", re.IGNORECASE)
_CHINESE_ASKED = re.compile(
    rf"(?P<noun>{CHINESE_NOUN})?(?:是|的)?(?:最|更|比较)?(?P<adj>{CHINESE_ADJECTIVE})(?:一点|点|一些|些)?"
)


_STAYS = re.compile(
    r"\b(?:stays?|keeps?) (?:\w+ )?(cold|hot|warm)(?: the)? (?:longest|longer)\b", re.IGNORECASE
)


def asked_measure(text: str, *, superlative: bool = False) -> Measure | None:
    """What a question asks the items to be put in order by: "which has the longest battery", 哪个最亮.

    Args:
        superlative: whether only "the longest" counts, and not "longer".
    """
    if "哪" in text:
        found = (
            chinese_measure(m["noun"] or "", m["adj"])
            for m in _CHINESE_ASKED.finditer(text)
            if not superlative or "最" in m.group()
        )
        return next((measure for measure in found if measure), None)
    stays = _STAYS.search(text)
    if stays:
        return Measure((stays[1].lower(),), 1)
    asks = _ASKS_WHICH.search(text)
    said = [word for word in words(text[asks.end() :]) if word != "the"] if asks else []
    for at in range(len(said)):
        by_verb = measured_by_verb(said[at], said[at + 1]) if at + 1 < len(said) else None
        found = (by_verb, "superlative") if by_verb else english_measure(said[at:])
        if found and (not superlative or found[1] == "superlative"):
            return found[0]
    return None


def told_by(measure: Measure, items: Iterable[Item]) -> tuple[str, list[tuple[Item, str]]]:
    """What a measure is called ("price", "rating", or an attribute's name), and the items that state it in its order,
    the most meant first, each with what it states; of price and rating that is left to whoever words it.
    """
    by_id = {item.id: item for item in items}
    order = [by_id[item_id] for item_id in ranked(measure, by_id.values())]
    if measure.field:
        return measure.field, [(item, "") for item in order]
    for word in measure.words:
        stated = [
            (item, name, value)
            for item in order
            for name, value in item.attributes
            if word in re.findall(r"[a-z]+", name.lower())
        ]
        if stated:
            return stated[0][1], [(item, value) for item, name, value in stated if name == stated[0][1]]
    return "", []


def _value(item: Item, field: str, word: str) -> float | None:
    if field == "price":
        return item.price_cents
    if field == "rating":
        return item.rating
    for name, value in item.attributes:
        if word in re.findall(r"[a-z]+", name.lower()):
            number = VALUE.search(value)
            if number:
                return float(number[1].replace(",", ".")) * UNITS.get(number[2].lower(), 1.0)
            return _SCALE.get(value.strip().lower())
    return None
