"""Amounts that shown items go by: "the 80 buck one", "the one for 78.95", "the 4.9 one", 4.8分那件.

An amount is of a shown item where it is about its price, its rating, or a value of it with the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from whythis.agent.understanding.amounts import NUMBER_WORD, find_amounts, spelt
from whythis.agent.understanding.measures import UNITS, VALUE
from whythis.retrieval.types import Item

_MONEY, _STARS, _ANY = "money", "stars", ""
_NAMES = {
    **dict.fromkeys(["gram", "grams", "克"], "g"), **dict.fromkeys(["kilo", "kilos", "kgs", "公斤", "千克"], "kg"),
    **dict.fromkeys(["litre", "litres", "liter", "liters", "升"], "l"), **dict.fromkeys(["毫升", "mls"], "ml"),
    **dict.fromkeys(["厘米", "公分"], "cm"), "毫米": "mm", **dict.fromkeys(["inches", "in", "寸", "英寸"], "inch"),
    **dict.fromkeys(["hour", "hours", "hr", "hrs", "小时"], "h"), **dict.fromkeys(["watt", "watts", "瓦"], "w"),
    **dict.fromkeys(["lumen", "lumens", "流明"], "lm"), **dict.fromkeys(["decibel", "decibels", "分贝"], "db"),
    **dict.fromkeys(["minute", "minutes", "mins", "分钟"], "min"), **dict.fromkeys(["page", "页"], "pages"),
    **dict.fromkeys(["year", "年"], "years"), **dict.fromkeys(["month", "个月"], "months"),
    **dict.fromkeys(["cup", "杯"], "cups"), **dict.fromkeys(["button", "键"], "buttons"),
    **dict.fromkeys(["gig", "gigs", "gigabyte", "gigabytes"], "gb"),
    **dict.fromkeys(["t", "terabyte", "terabytes"], "tb"),
    **dict.fromkeys(["piece", "pieces", "pc", "片", "块装"], "pcs"), "\"": "inch", "″": "inch", "”": "inch",
    **dict.fromkeys(["packs", "pack", "支装", "只装", "个装"], "pack"),
    **dict.fromkeys(["star", "分", "星"], _STARS), _STARS: _STARS,
}  # fmt: skip
"""A unit as people say it -> as catalogues write it."""
_WRITTEN = [
    "g",
    "kg",
    "l",
    "ml",
    "cm",
    "mm",
    "m",
    "inch",
    "h",
    "w",
    "lm",
    "db",
    "min",
    "pages",
    "years",
    "months",
    "cups",
    "buttons",
    "dpi",
    "players",
    "pcs",
    "gb",
    "tb",
    "mah",
    "hz",
    "rpm",
    "ms",
]
_UNIT = "|".join(sorted([*_NAMES, *_WRITTEN], key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?P<n>\d+(?:[.,]\d+)?|half an?)\s?-?(?P<unit>{_UNIT})?(?![a-z\d%]|[.,]\d)"
    rf"|(?<=[\u3400-\u9fff])(?P<after_han>\d+(?:\.\d+)?)\s?(?P<han_unit>{_UNIT})?(?![a-z\d%]|\.\d)",
    re.IGNORECASE,
)
_LONG_UNIT = "|".join(
    sorted(
        (u for u in [*_NAMES, *_WRITTEN] if len(u) > 3 or u > "\u33ff" or u in {"cup", "gig"}),
        key=len,
        reverse=True,
    )
)
_SPELT = re.compile(
    rf"(?:\b(?P<words>{NUMBER_WORD}(?:[\s-]{NUMBER_WORD})*)|(?<!第)(?P<han>半|[一二两三四五六七八九十百]+))"
    rf"\s?-?(?P<unit>{_LONG_UNIT})(?![a-z钱])",
    re.IGNORECASE,
)
"""A spelt number with its unit: "one litre", 半升. Short units would be words: "the one in black"."""
_BLOCKS = re.compile(r"(?<!\d)(\d+)块(\d)(?!\d)")
"""128块9 is 128.9."""
_SOME_MORE = re.compile(
    r"(?:(?P<han>[一二两三四五六七八九十百千]+)|(?<![\d.])(?P<n>\d+0))(?:多|[\s-]?(?:odd|something|plus)\b)"
    r"\s?(?P<money>块钱?|元|美元|美金|刀|bucks?|dollars?)?",
    re.IGNORECASE,
)
"""三十多块, "160-odd"."""
_PACK_OF = re.compile(rf"\b(?:pack|set|box) of (?P<n>\d+|{NUMBER_WORD})\b", re.IGNORECASE)
_CENTS = re.compile(r"(?<![\d.,])(\d{1,2}) cents?\b", re.IGNORECASE)
_TOP_RATING = 5.0
_SAME = 1e-6
_NEAR_SHARE, _NEAR_CENTS = 0.01, 100
"""How near a price has to be to what people call it: 34.99 is 35 dollars."""


@dataclass(frozen=True, slots=True)
class ShownAmount:
    """An amount at [start, end): `unit` is "money", "stars", a catalogue's unit, or "" where none was said; `limit` is
    -1 where what is below it is meant, 1 where what is above. `below` ends a range that begins with the number: 三十多.
    """

    start: int
    end: int
    number: float
    unit: str
    limit: int = 0
    below: float = 0.0

    @property
    def decimal(self) -> bool:
        return self.number != int(self.number)


def shown_amounts(text: str) -> list[ShownAmount]:
    """The amounts of a text in order; what a currency stands beside is money."""
    found = [
        ShownAmount(amount.start, amount.end, amount.cents / 100, _MONEY)
        for amount in find_amounts(text)
        if amount.currency and not _BLOCKS.match(text, amount.start)
    ]
    found += [
        ShownAmount(m.start(), m.end(), float(f"{m[1]}.{m[2]}"), _MONEY) for m in _BLOCKS.finditer(text)
    ]
    for match in _SOME_MORE.finditer(text):
        number = spelt(match["han"]) if match["han"] else float(match["n"])
        unit = _MONEY if match["money"] else _ANY
        found.append(ShownAmount(match.start(), match.end(), number, unit, below=number + _step(number)))
    for match in _CENTS.finditer(text):
        found.append(ShownAmount(match.start(), match.end(), float(match[1]) / 100, _MONEY))
    for match in _PACK_OF.finditer(text):
        said = match["n"] if match["n"].isdigit() else spelt(match["n"])
        found.append(ShownAmount(match.start(), match.end(), float(said), "pack"))
    for match in _SPELT.finditer(text):
        value = 0.5 if match["han"] == "半" else spelt(match["words"] or match["han"])
        unit = match["unit"].lower()
        found.append(ShownAmount(match.start(), match.end(), value, _NAMES.get(unit, unit)))
    for match in _NUMBER.finditer(text):
        if any(one.start < match.end() and match.start() < one.end for one in found):
            continue
        number, unit = match["n"] or match["after_han"], (match["unit"] or match["han_unit"] or "").lower()
        value = 0.5 if number.lower().startswith("half") else float(number.replace(",", "."))
        if unit or not number.lower().startswith("half"):
            found.append(ShownAmount(match.start(), match.end(), value, _NAMES.get(unit, unit)))
    return sorted(found, key=lambda one: one.start)


def all_fitting(text: str, items: Iterable[Item]) -> tuple[str, ...]:
    """The only item that all amounts of a text are of, at least one of them with a unit: "160gb for 95 dollars is a
    scam"; none where several are.
    """
    items = tuple(items)
    amounts = [one for one in shown_amounts(text) if one.unit not in (_ANY, _STARS)]
    ids = [set(fitting(one, items)) for one in amounts]
    common = set.intersection(*ids) if ids else set[str]()
    enough = len(amounts) > 1 or any(one.unit != _MONEY for one in amounts)
    return tuple(common) if len(common) == 1 and enough else ()


def fitting(amount: ShownAmount, items: Iterable[Item]) -> tuple[str, ...]:
    """The ids of the items that go by the amount; one without a unit is a rating, else a price, else a value."""
    items = tuple(items)
    readers = {_MONEY: (_is_price,), _STARS: (_is_rating,), _ANY: (_is_rating, _is_price, _is_value)}
    for fits in readers.get(amount.unit, (_is_value,)):
        ids = tuple(item.id for item in items if fits(item, amount))
        if ids:
            return ids
    return fitting(replace(amount, unit="gb"), items) if amount.unit == "g" else ()  # "the 160G one"


def _step(number: float) -> float:
    """How far "some more" reaches: a last round digit's worth, 10 of 160, 100 of 300."""
    whole = str(int(number))
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def _is_price(item: Item, amount: ShownAmount) -> bool:
    cents = amount.number * 100
    if item.price_cents is None or cents <= 0:
        return False
    if amount.below:
        return cents <= item.price_cents < amount.below * 100
    if amount.limit:
        return (item.price_cents - cents) * amount.limit >= 0
    near = max(_NEAR_CENTS, _NEAR_SHARE * cents) if not amount.decimal else 10
    return abs(item.price_cents - cents) <= near


def _is_rating(item: Item, amount: ShownAmount) -> bool:
    said = amount.unit == _STARS or (amount.decimal and not amount.limit)
    return said and amount.number <= _TOP_RATING and item.rating == amount.number


def _is_value(item: Item, amount: ShownAmount) -> bool:
    told: list[tuple[float, str]] = []
    for name, value in item.attributes:
        match = VALUE.match(value)
        if match is None:
            continue
        unit = match[2].lower()
        if amount.unit == "pack":
            unit = "pack" if _PACK.search(name) else unit
        elif not unit and _UNSAID_UNIT.get(amount.unit, _NEVER).search(name):
            unit = amount.unit
        told.append((float(match[1].replace(",", ".")), unit))
    if amount.unit not in (_ANY, "pack"):
        told += [(one.number, one.unit) for one in _titled(item.title)]
    for number, unit in told:
        unit = _NAMES.get(unit, unit)
        same = unit == amount.unit or not amount.unit
        alike = unit in UNITS and amount.unit in UNITS and _kind(unit) == _kind(amount.unit)
        scale = UNITS[unit] / UNITS[amount.unit] if alike and not same else 1.0
        if (same or alike) and abs(number * scale - amount.number) < _SAME:
            return True
    return False


_PACK = re.compile(r"\b(?:packs?|quantity|set)\b", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")
_UNSAID_UNIT = {
    unit: re.compile(words, re.IGNORECASE)
    for unit, words in {
        "gb": r"memory|storage|hdd|ssd|ram\b|capacity", "tb": r"storage|hdd|ssd|capacity", "g": r"weight",
        "kg": r"weight|drum|load", "inch": r"diagonal|screen size|drive size", "pcs": r"pieces",
        "db": r"noise", "w": r"power|watt", "mah": r"battery", "hz": r"frequency|refresh",
        "rpm": r"spin|speed", "mm": r"width|height|depth|thickness|diameter|length|size",
        "cm": r"width|height|depth|diameter|length", "m": r"length|cable", "ms": r"response|time",
        "l": r"volume|capacity", "pages": r"pages?\b|yield|capacity",
    }.items()
}  # fmt: skip
"""The names of attributes that may mean a unit which their values leave out: "hdd capacity: 160"."""


@lru_cache(maxsize=512)
def _titled(title: str) -> tuple[ShownAmount, ...]:
    """The amounts with units in a title: "… washing machine Front-load White 9 kg"."""
    return tuple(one for one in shown_amounts(title) if one.unit not in (_ANY, _MONEY))


def _kind(unit: str) -> str:
    """Units that can be put into one another."""
    return next((kind for kind in ("g kg", "l ml", "m cm mm", "gb tb") if unit in kind.split()), unit)
