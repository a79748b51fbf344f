"""The names of categories, attributes and values in English and Chinese."""

from __future__ import annotations

from typing import Any

from data_samples.vocabulary import CATEGORIES
from data_samples.vocabulary.chinese import ATTRIBUTES, VALUES


def make_names(catalog: list[dict[str, Any]]) -> dict[str, Any]:
    """What `names.json` holds. Yes and No have no Chinese names: they are said by their attribute's name.

    Raises:
        KeyError: an attribute of the catalogue has no Chinese name.
    """
    used: dict[str, set[str]] = {}
    for item in catalog:
        for name, value in item["attributes"].items():
            used.setdefault(name, set()).add(value)
    values = {value for found in used.values() for value in found}
    return {
        "categories": {
            c.name: {
                "singular": c.singular,
                "plural": c.plural,
                "synonyms": list(c.synonyms),
                "zh": list(c.zh),
            }
            for c in CATEGORIES
        },
        "attributes": {name: {"zh": ATTRIBUTES[name]} for name in sorted(used)},
        "values": {value: {"zh": zh} for value, zh in VALUES.items() if value in values},
    }
