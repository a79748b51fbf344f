"""Makes the catalogue: draws every item's attributes, then its price, rating, title and description."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from data_samples.draw import Draw
from data_samples.model import Category
from data_samples.vocabulary import CATEGORIES
from data_samples.vocabulary.pools import BRANDS
from data_samples.wording import describe, title_of

_FIRST_RELEASE, _LAST_RELEASE = date(2022, 2, 1), date(2026, 8, 20)
_NOT_SHOWN = {
    ("Switches", "None"), ("Water tank", "None"), ("Battery life", "No battery"), ("Keeps cold", "Not insulated"),
    ("Brightness", "Depends on bulb"), ("Light colour", "Depends on bulb"),
}  # fmt: skip
"""What does not apply to an item: known while its texts are written, left out of the catalogue."""
_CODE_LETTERS = "ABCDEFGHKLMNPRSTVWX"


def make_catalog(seed: int) -> list[dict[str, Any]]:
    """All products, in the order of the categories. Every category has a generator of its own.

    Raises:
        ValueError: a category's vocabulary is too small for its count.
    """
    codes: set[str] = set()
    products = []
    for category in CATEGORIES:
        facts = random.Random(f"{seed}:{category.name}")
        words = random.Random(f"{seed}:{category.name}:words")  # so that a new phrase changes no facts
        products += list(_items(category, facts, words, codes))
    return products


def _items(
    category: Category, facts: random.Random, words: random.Random, codes: set[str]
) -> Iterator[dict[str, Any]]:
    texts: set[str] = set()
    titles: set[str] = set()
    lines = _line_names(category, words)
    for number in range(1, category.count + 1):
        seed = category.seeds[(number - 1) % len(category.seeds)] if category.seeds else {}
        brand = category.brands[(number + facts.randrange(2)) % len(category.brands)]
        quality = min(1.0, max(0.0, BRANDS[brand] + facts.uniform(-0.28, 0.28)))
        draw = Draw(facts, quality, seed)
        attributes = category.facts(draw)
        model = _code(words, codes) if words.random() < category.coded else ""
        values = dict(seed) | attributes | {"brand": brand, "line": lines(brand), "model": model}
        values = {name: value for name, value in values.items() if value}
        yield {
            "id": f"{category.prefix}-{number:03d}",
            "title": _title(category, values, words, titles),
            "brand": brand,
            "category": category.name,
            **_figures(category, draw, facts),
            "description": _describe(category, values, words, texts),
            "image": f"images/{category.slug}.svg",
            "attributes": {n: v for n, v in attributes.items() if (n, v) not in _NOT_SHOWN},
        }


def _line_names(category: Category, rng: random.Random):
    """A function that gives every brand's items different line names."""
    left: dict[str, list[str]] = {}

    def next_line(brand: str) -> str:
        if not left.get(brand):
            left[brand] = rng.sample(category.lines, len(category.lines))
        return left[brand].pop() if left[brand] else ""

    return next_line


def _title(category: Category, values: dict[str, str], rng: random.Random, titles: set[str]) -> str:
    for _ in range(60):
        title = title_of(category, values, rng)
        if title not in titles:
            titles.add(title)
            return title
    raise ValueError(f"no new title for {values} in {category.name}")


def _describe(category: Category, values: dict[str, str], rng: random.Random, texts: set[str]) -> str:
    text = describe(category, values, rng, texts)
    texts.add(text)
    return text


def _code(rng: random.Random, codes: set[str]) -> str:
    """A model number that no other product has: "AX-310", "TK450", "M7-20" or "R62S"."""
    while True:
        a, b = rng.choice(_CODE_LETTERS), rng.choice(_CODE_LETTERS)
        number = rng.randrange(11, 99) * 10
        form = rng.randrange(5)
        code = (
            f"{a}{b}-{number}",
            f"{a}{b}{number}",
            f"{a}{rng.randrange(2, 10)}-{rng.randrange(1, 10) * 10}",
            f"{a}{rng.randrange(21, 99)}{b}",
            f"{a}{b}-{number}",
        )[form]
        plain = code.replace("-", "")
        if plain not in codes:
            codes.add(plain)
            return code


def _figures(category: Category, draw: Draw, rng: random.Random) -> dict[str, Any]:
    """Price from quality and what the attributes are worth; rating from quality for the money."""
    level = 0.13 + 0.55 * draw.quality + draw.worth + rng.gauss(0, 0.07)
    level = min(1.0, max(0.0, level))
    low, high = category.price
    dollars = low * (high / low) ** level
    cents = _shop_price(dollars, rng)
    bargain = draw.quality + draw.worth - level
    rating = 3.75 + 0.75 * draw.quality + 0.5 * bargain + rng.gauss(0, 0.18)
    released = _FIRST_RELEASE + timedelta(
        days=int((_LAST_RELEASE - _FIRST_RELEASE).days * rng.random() ** 0.75)
    )
    age_years = (date(2026, 11, 1) - released).days / 365
    count = int(math.exp(rng.gauss(4.6, 0.95)) * min(1.6, 0.25 + 0.45 * age_years)) + 3
    stock = 0 if rng.random() < 0.055 else int(rng.expovariate(1 / 45)) + 1
    return {
        "price_cents": cents,
        "currency": "USD",
        "rating": round(min(4.9, max(2.9, rating)), 1),
        "rating_count": count,
        "stock": stock,
        "released": released.isoformat(),
    }


def _shop_price(dollars: float, rng: random.Random) -> int:
    if dollars < 15:
        return round(dollars * 2) * 50 - rng.choice((1, 1, 5, 0))
    whole = round(dollars) if dollars < 60 else round(dollars / 5) * 5 - rng.choice((0, 1, 1))
    return whole * 100 - rng.choice((1, 1, 5, 0, 10))
