"""Finds amounts of money in a message, and keeps its hands off sizes, counts and model numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whythis.agent.numerals import HAN_DIGITS, HAN_SCALES, ONES, SPELT, TENS

_UNITS = {word: SPELT[word] for word in (*ONES[1:], *TENS)} | {"fourty": 40, "tenner": 10, "fiver": 5}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000}
NUMBER_WORD = "(?:" + "|".join(sorted([*_UNITS, *_SCALES], key=len, reverse=True)) + ")"
_AMOUNT = re.compile(
    rf"""(?P<before>(?:us\$|[$€£¥]|\b(?:usd|eur|gbp|rmb|cny))\s?)?
    (?:(?<![0-9A-Za-zÀ-ɏ_])(?<![0-9][.,])(?<!\.)(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?(?!\d)|\d{{1,7}}(?:[.,]\d{{1,2}})?(?!\d))(?P<kilo>\s?k\b)?
      |\b(?P<words>(?:an?\s+(?=hundred|thousand|grand|tenner|fiver))?{NUMBER_WORD}(?:(?:[\s-]+|(?<=hundred)\sand\s|(?<=thousand)\sand\s){NUMBER_WORD})*)\b
      |(?P<han>[一二两三四五六七八九十百千万]+)(?=\s?(?:元|块|人民币|美元|美金|欧元|以下|以内|以上|左右|之[间内下上]|到|至))|(?P<han_bare>[一二两三四五六七八九]*[十百千][一二三四五六七八九十百零]*)(?=[。！？，的]|$))
    (?P<after>\s?(?:[$€£¥元块]钱?|人民币|美元|美金|欧元|英镑|刀(?!具)|(?:us\s)?doll[ae]rs?|bucks?|usd|euros?|eur|pounds?(?!\s+of)|quid|gbp|yuan|rmb|cny|yen|jpy|rupees?|inr|francs?|chf)(?![a-z]))?""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_MONEY_AFTER = re.compile(
    r"""\s?[-+]?\s?(?:inch(?:es)?|["″”'%°+]?["″”%°]|'|(?:in|cm|mm|m|km|ft|kgs?|g|lbs?|oz|ml|l|cl|dl|gb|tb|mb|kb|mbps|gbps|
    mhz|ghz|hz|db|w|kw|v|mah|ah|wh|fps|mp|px|dpi|rpm|hrs?|h|x|p|th|st|nd|rd|d|am|pm|cc|va|kva|u)\b(?!\s*(?:red|blue|black))|
    (?:feet|foot|yards?|kilos?|kilograms?|grams?|ounces?|litres?|liters?|gallons?|cups?|gigs?|gigabytes?|terabytes?|
    decibels?|watts?|volts?|amps?|lumens?|lux|megapixels?|pixels?|hours?|minutes?|mins?|seconds?|secs?|days?|weeks?|
    months?|years?|yrs?|nights?|degrees?|players?|people|persons?|kids?|guests?|pieces?|pcs?|packs?|sheets?|pages?|songs?|
    ports?|cores?|keys?|buttons?|bottles?|slots?|speeds?|stars?|reviews?|ratings?|points?|times|steps?|miles?|results?|
    items?|options?|products?|metres?|meters?|centimet\w+|millimet\w+|other|others|more|ones?|way|person|player|year|
    in-?1|in\sone|k\s(?:monitor|tv|screen|display|video|resolution)|of\s(?:them|these|those|my|the))\b|
    寸|英寸|厘米|毫米|米|公斤|千克|克|斤|升|毫升|人|个|件|台|款|小时|分钟|天|年|岁|号|级|核|页|张|瓦|伏|星|度|种)""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:size|model|version|windows|iphone|ipad|ps|playstation|galaxy|xbox|gen|generation|type|series|number|no\.?|nr|"
    r"usb|hdmi|wifi|wi-fi|bluetooth|office|pixel|mark|mk|page|top|option|item|product|class|level|aged?|core|i|first|"
    r"last|next|the|these|those|than #|my)|#|第|前)\s?-?$",
    re.IGNORECASE,
)


_RANGE_AHEAD = re.compile(r"\s?(?:-|to|and)\s?[$€£¥]?\d+\s(?:price\s)?range\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at [start, end) that may be money: `cents`, and whether a currency says that it is."""

    cents: int
    currency: bool
    start: int
    end: int


def find_amounts(text: str) -> list[Amount]:
    """Numbers that are not measures, counts or part of a name, in order."""
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        currency = bool(match["before"] or match["after"])
        if not currency and _is_other(text, match):
            continue
        cents = round(_value(match) * 100)
        if 0 < cents < 10**11:
            found.append(Amount(cents, currency, match.start(), match.end()))
    return found


def _is_other(text: str, match: re.Match[str]) -> bool:
    if _RANGE_AHEAD.match(text, match.end()):
        return False  # "in the 30-50 range"
    if _NOT_MONEY_AFTER.match(text, match.end()) or _NAME_BEFORE.search(text[: match.start()]):
        return True
    after = text[match.end() : match.end() + 1]
    ish = text.startswith("ish", match.end())
    return bool(after) and not ish and (after.isascii() and after.isalpha())


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        digits = match["digits"]
        thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", digits)
        value = float(digits.replace(",", "" if thousands else "."))
        return value * 1000 if match["kilo"] else value
    return spelt(match["words"] or match["han"] or match["han_bare"])


def spelt(phrase: str) -> float:
    """The number that words or Han characters spell: "two hundred", 一百二."""
    return float(_from_words(phrase) if phrase.isascii() else _from_han(phrase))


def _from_words(phrase: str) -> int:
    total = part = 0
    for word in re.split(r"[\s-]+", phrase.lower()):
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            if _SCALES[word] == 1000:
                total, part = total + part, 0
        else:
            part += _UNITS.get(word, 0)
    return total + part


def _from_han(phrase: str) -> int:
    total = part = digit = 0
    for char in phrase:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
        elif char in HAN_SCALES:
            part, digit = part + max(digit, 1) * HAN_SCALES[char], 0
        else:
            total, part, digit = (total + part + digit) * 10_000, 0, 0
    if digit and len(phrase) > 1 and phrase[-2] in "百千万":
        digit *= {"百": 10, "千": 100, "万": 1000}[phrase[-2]]  # 一百二 is 120
    return total + part + digit
