"""Icecat products as published by the Chorus project: JSON lines with typed, flattened attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from whythis.retrieval.importers.rows import Rejected, Row
from whythis.retrieval.importers.tabular import FieldMap, read_tabular
from whythis.retrieval.text import plain_text

_FIELDS = FieldMap(
    columns={
        "brand": "supplier",
        "description": "short_description",
        "price_cents": "price",  # the data set holds US cents
        "price": "price_in_main_units",
        "released": "date_released",
        "image": "image_in_shop",  # its image addresses lead to another host, so none is taken
        "attributes": "specifications",
    }
)
# How a parcel is packed and stored says nothing about why somebody would want what is in it.
_LOGISTICS = re.compile(
    r"package|pallet|master__outer|master|harmonized|country_of_origin|certifi|rohs|^status$|carton|"
    r"storage_temperature|storage_relative|operating_relative|operating_altitude|non_operating|shock|vibration|"
    r"heat_dissipation|sustainab|launch|intel_|processor_(lithography|code|package|stepping|socket)|^width|^height"
    r"|^depth|_code$|quantity_per_master"
)
_CATEGORY_MIN_ITEMS = 5
_CATEGORY_MAX_WORDS = 4
# First words of longer categories, left over where a title's next word is an abbreviation.
_QUALIFIERS = frozenset(
    [
        "power",
        "network",
        "video",
        "storage",
        "portable",
        "internal",
        "external",
        "electric",
        "hair",
        "blank",
        "component",
        "interface",
        "handheld",
        "wireless",
        "digital",
        "large",
        "flat",
        "desktop",
        "audio",
        "electrical",
        "mobile",
        "optical",
        "data",
        "serial",
        "signal",
    ]
)


def read_icecat(path: Path) -> Iterator[Row | Rejected]:
    """Items with attributes in plain words, and categories read out of the titles (see `find_categories`).

    Raises:
        ImportSourceError: the file cannot be read.
    """
    rows = list(read_tabular("jsonl", path, _FIELDS))
    good = [row for row in rows if not isinstance(row, Rejected)]
    categories = find_categories(
        {item.id: (plain_text(str(raw.get("name") or "")), item.title) for _, item, raw in good}
    )
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        line, item, raw = row
        category = categories.get(item.id) or _stated_type(raw)
        yield line, replace(item, category=category, attributes=attributes_of(raw)), raw


def attributes_of(raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """`attr_t_printing_colours: "Black"` as ("printing colours", "Black"), logistics last."""
    pairs, logistics = [], []
    for key, value in raw.items():
        match = re.fullmatch(r"attr_([tnb])_(.+)", key)
        if not match or value is None or value == "":
            continue
        name = re.sub(r"__(.+?)_+$", r" (\1)", match.group(2)).replace("_", " ").strip()
        if isinstance(value, bool):
            text = "yes" if value else "no"
        elif isinstance(value, float):
            text = f"{value:g}"
        else:
            text = plain_text(str(value))
        (logistics if _LOGISTICS.search(match.group(2)) else pairs).append((name, text))
    return tuple(pairs + logistics)


def find_categories(titles: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Categories out of titles, since the data set has no column for them.

    An Icecat title reads brand, product name, category, features; the category's words start in lower case
    and the features' do not ("Lexmark | 08A0476 | toner cartridge | Original Black"). Phrases that follow the
    name of at least five products make up the list of categories; a product takes its phrase where that is
    listed ("mouse pad" is no "mouse"), or without a phrase the longest listed one that the first part of its
    title ends with. Many get none: a category that is not certain would be told to people as a fact.

    Args:
        titles: item id to (product name, title).
    """
    phrases = {key: _phrase(*parts) for key, parts in titles.items()}
    counts = Counter(phrase for phrase in phrases.values() if phrase)
    listed = {p for p, count in counts.items() if count >= _CATEGORY_MIN_ITEMS and p not in _QUALIFIERS}
    found = {}
    for key, phrase in phrases.items():
        words = _head(titles[key][1]).split()
        parts = (" ".join(words[-n:]) for n in range(min(len(words), _CATEGORY_MAX_WORDS), 0, -1))
        category = next((part for part in ([phrase] if phrase else parts) if part in listed), "")
        if category:
            found[key] = category
    return found


def _phrase(name: str, title: str) -> str:
    """The lower-case words that follow the product's name in its title, with the abbreviations among them."""
    position = title.casefold().find(name.casefold()) if name else -1
    if position == -1:
        return ""
    words: list[str] = []
    for word in title[position + len(name) :].split()[: _CATEGORY_MAX_WORDS + 1]:
        if not re.fullmatch(r"[a-z][a-z/'&-]*|Notebook|USB|KVM|DVI|VGA|HDMI|SATA|TV|SLR|DVD|CD", word):
            break
        words.append(word)
    while words and words[-1].isupper():
        words.pop()
    return " ".join(words).lower()


def _head(title: str) -> str:
    """The part of a title before the first comma, bracket, dash or number: where its noun stands last."""
    head = re.split(r"[,(;:]| [-–/|] | \d", title)[0].lower()
    return re.sub(r"s$", "", head) if not head.endswith("ss") else head


def _stated_type(raw: dict[str, Any]) -> str:
    stated = plain_text(str(raw.get("attr_t_product_type") or ""))
    return stated.lower() if len(stated) > 2 and not any(c.isdigit() for c in stated) else ""
