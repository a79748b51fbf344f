"""Every number of a sentence with its unit: digits, currencies, percentages, places, number words of two languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whythis.agent.numerals import HAN_DIGITS, HAN_SCALES, SPELT

MONEY, POINTS, PERCENT, ORDINAL, TIMES, RATING, RATINGS, PRODUCTS, FACTOR, NUMBER = (
    "money", "points", "percent", "ordinal", "times", "rating", "ratings", "products", "factor", "number",
)  # fmt: skip
"""Units. `factor` is "twice as much", "half the price", 两倍; `number` is a number that names no unit."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it was said, its unit, and its currency if it is money; `start` and `end` are offsets."""

    value: float
    unit: str
    start: int
    end: int
    currency: str = ""


_DIGITS = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SYMBOLS = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "￥": "CNY", "CN¥": "CNY", "¥": "CNY", "元": "CNY",
            "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "块": "CNY",
            "dollars": "USD", "dollar": "USD", "bucks": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP",
            "pound": "GBP", "yuan": "CNY", "yen": "JPY"}  # fmt: skip
_NTH = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
)
_WORD = "|".join(sorted((w for w in SPELT if w not in ("zero", "one")), key=len, reverse=True))
_SPELT = (
    rf"(?:(?:an?|one|{_WORD})[ -])?(?:hundred|thousand|million|dozen)|(?:{_WORD})(?:[ -](?:{_WORD}|one))?"
)
_HAN = "零〇一二两三四五六七八九十百千万"
_HAN_VALUE = HAN_DIGITS | {"〇": 0}
_MONEY_WORD = "|".join(sorted((re.escape(s) for s in _SYMBOLS), key=len, reverse=True))
_CODE = r"(?:USD|EUR|GBP|CNY|RMB|JPY|CHF|CAD|AUD)"
_IDIOMS = re.compile(
    r"另一件|其中一件|哪一点|这一点|的一点|一样|一点|一起|一些|任何一项|一类|一项|一下|同一|唯一|统一|两者|两件都|这两件"
    r"|万一|十分(?!之)"
)
"""Chinese words that hold a numeral and count nothing."""


def _spelt(text: str) -> float:
    total = 0.0
    for part in re.split(r"[ -]", text.lower()):
        if part in ("hundred", "thousand", "million", "dozen"):
            total = (total or 1) * {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12}[part]
        else:
            total += 1 if part in ("a", "an") else SPELT[part]
    return total


def _han(text: str) -> float:
    if text.startswith("半"):
        return 0.5
    total = section = digit = 0
    for c in text:
        if c in _HAN_VALUE:
            digit = digit * 10 + _HAN_VALUE[c] if digit and not total and not section else _HAN_VALUE[c]
        elif c == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        else:
            section += (digit or 1) * HAN_SCALES[c]
            digit = 0
    return float(total + section + digit)


def _digits(text: str) -> float:
    return float(text.replace(",", ""))


def _value(text: str) -> float:
    text = text.strip()
    if re.fullmatch(_DIGITS, text):
        return _digits(text)
    return _han(text) if any(c in _HAN or c == "半" for c in text) else _spelt(text)


_N = rf"(?:{_DIGITS}|\b(?:{_SPELT})\b|[{_HAN}半]+)"
_Reader = Callable[[re.Match[str]], tuple[float, str, str]]
_FIXED: tuple[tuple[str, _Reader], ...] = (
    (rf"(?P<s>[+−])(?P<n>{_DIGITS})", lambda m: (_digits(m["n"]) * (-1 if m["s"] == "−" else 1), POINTS, "")),
    (rf"百分之(?P<n>{_N})", lambda m: (_value(m["n"]), PERCENT, "")),
    (rf"(?P<n>{_N})成(?!为|了|本|功)", lambda m: (10 * _value(m["n"]), PERCENT, "")),
    (rf"(?P<a>{_N})分之(?P<b>{_N})", lambda m: (_value(m["b"]) / max(_value(m["a"]), 1e-9), FACTOR, "")),
    (rf"(?P<n>{_N})\s*(?:%|％|percent\b|per cent\b)", lambda m: (_value(m["n"]), PERCENT, "")),
    (
        rf"(?P<s>US\$|CN¥|[$€£¥￥]|\b{_CODE})\s*(?P<n>{_DIGITS})",
        lambda m: (_value(m["n"]), MONEY, _SYMBOLS.get(m["s"], m["s"])),
    ),
    (
        rf"(?P<n>{_N})\s*(?P<s>\b{_CODE}\b|(?:{_MONEY_WORD})(?![a-z]))",
        lambda m: (_value(m["n"]), MONEY, _SYMBOLS.get(m["s"], m["s"])),
    ),
    (rf"(?P<n>{_N})\s*(?:cents?\b|美分|分钱)", lambda m: (_value(m["n"]) / 100, MONEY, "USD")),
    (rf"(?P<n>{_N})\s*(?:out of 5\b|/\s*5\b|stars?\b|星)", lambda m: (_value(m["n"]), RATING, "")),
    (r"满分\s*5(?!\d)", lambda m: (5.0, "scale", "")),
    (rf"\bfirst (?P<n>{_DIGITS})", lambda m: (_value(m["n"]), NUMBER, "")),
    (rf"(?:\bnumber|\bno\.|#|\brank(?:ed)?|\bplace)\s*(?P<n>{_N})", lambda m: (_value(m["n"]), ORDINAL, "")),
    (rf"第\s*(?P<n>{_N})", lambda m: (_value(m["n"]), ORDINAL, "")),
    (rf"\b(?P<n>{'|'.join(_NTH)})\b", lambda m: (1.0 + _NTH.index(m["n"].lower()), ORDINAL, "")),
    (r"\b(?P<n>\d+)(?:st|nd|rd|th)\b", lambda m: (_digits(m["n"]), ORDINAL, "")),
    (rf"(?P<n>{_N})\s*倍", lambda m: (_value(m["n"]), FACTOR, "")),
    (r"\b(?:twice|double[ds]?|doubling)\b", lambda m: (2.0, FACTOR, "")),
    (r"\b(?:thrice|triple[ds]?)\b", lambda m: (3.0, FACTOR, "")),
    (r"\b(?:half|halved|halves)\b|一半|减半|半价", lambda m: (0.5, FACTOR, "")),
    (r"\b(?:a|one|two|three) (?:quarters?|thirds?|fifths?|tenths?)\b", lambda m: (-1.0, FACTOR, "")),
    (r"翻倍|翻番", lambda m: (2.0, FACTOR, "")),
    (rf"(?P<n>{_N})\s*(?:×|times\b|次)", lambda m: (_value(m["n"]), TIMES, "")),
    (rf"(?P<n>{_N})\s*(?:reviews?\b|opinions?\b|条评论|个评价)", lambda m: (_value(m["n"]), RATINGS, "")),
    (r"\bonce\b", lambda m: (1.0, TIMES, "")),
    (r"\b(?:a couple|a pair) of\b", lambda m: (2.0, NUMBER, "")),
    (r"\bone(?= (?:products?|items?|ratings?|dollars?|percent|stars?|day|year)\b)", lambda m: (1.0, NUMBER, "")),
)  # fmt: skip
_PLAIN = re.compile(
    rf"{_DIGITS}|\b(?:{_SPELT})\b|[{_HAN}]{{2,}}|[{_HAN}](?=[件个条位种款天年月人只分点])|半(?=价)", re.I
)


@lru_cache(maxsize=32)
def _patterns(plurals: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[re.Pattern[str], _Reader]]:
    """The fixed forms, and each counted noun of a catalogue in each of its plural forms."""
    nouns = []
    for unit, forms in plurals:
        for form in forms:
            before, _, after = form.partition("{n}")
            noun = re.escape(after).replace(re.escape(" "), r"\s*")
            pattern = rf"{re.escape(before)}(?P<n>{_N}){noun}"
            pattern += r"(?!\w)" if after[-1:].isascii() and after[-1:].isalnum() else ""
            nouns.append((pattern, lambda m, unit=unit: (_value(m["n"]), unit, "")))
    nouns.sort(key=lambda pair: -len(pair[0]))  # "29 products looked at" before "29 products"
    return [(re.compile(p, re.IGNORECASE), read) for p, read in (*_FIXED[:10], *nouns, *_FIXED[10:])]


def amounts_in(text: str, plurals: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> list[Amount]:
    """All numbers of a text in the order of reading; where two readings overlap, the one that names more wins.

    Args:
        plurals: the counted nouns of the language: ("ratings", ("{n} rating", "{n} ratings")).
    """
    if not _MAY_COUNT.search(text):
        return []
    taken = [m.span() for m in _IDIOMS.finditer(text)]
    found: list[Amount] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for pattern, read in _patterns(plurals):
        for match in pattern.finditer(text):
            if free(*match.span()):
                value, unit, currency = read(match)
                taken.append(match.span())
                found.append(Amount(value, unit, *match.span(), currency))
    for match in _PLAIN.finditer(text):
        if free(*match.span()):
            taken.append(match.span())
            found.append(Amount(_value(match[0]), NUMBER, *match.span()))
    return sorted(found, key=lambda a: a.start)


_MAY_COUNT = re.compile(
    rf"[\d{_HAN}半翻]|\b(?:{_SPELT}|{'|'.join(_NTH)}|twice|thrice|once|half|halv|doubl|tripl|couple|pair|quarter"
    r"|one|zero|fifth|tenth)",
    re.IGNORECASE,
)


def plurals_of(entries: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The counted nouns of a message catalogue, as `amounts_in` wants them."""
    forms: dict[str, dict[str, str]] = entries.get("plural", {})
    return tuple((unit, tuple(dict.fromkeys(ways.values()))) for unit, ways in forms.items())


def shown_as(value: float, unit: str) -> tuple[float, ...]:
    """The values that a number of evidence may be said as: money exactly, a rating by one digit, a share in percent."""
    if unit == PERCENT:
        whole = float(round(value * 100))
        return (min(max(whole, 1.0), 99.0) if 0 < value < 1 else whole,)
    if unit == RATING:
        return (round(value, 1), round(value, 2))
    if unit == POINTS:
        return (round(value, 3),)
    return (value / 100,) if unit == MONEY else (float(value),)
