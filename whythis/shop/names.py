"""What the shop's kinds, features and values are called, for the agent's vocabulary."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from whythis.agent.questions import FactNames
from whythis.agent.understanding import Vocabulary
from whythis.errors import ShopError
from whythis.retrieval.catalog import Catalog

NAMES = "names.json"
MAX_VALUE_CHARS = 30
MIN_VALUE_COUNT = 2
SAID_BY_NAME = frozenset(["yes", "true", "y"])
"""Values that are said by the attribute's own name: "with a hip belt", and not "with yes"."""


def read_vocabulary(folder: Path, catalog: Catalog) -> Vocabulary:
    """The vocabulary of a catalogue, with the names and translations of `names.json` where there is one.

    Raises:
        ShopError: `names.json` is there but cannot be used.
    """
    named = _read_names(folder / NAMES)
    chinese_values = {value: parts.get("zh", []) for value, parts in named.get("values", {}).items()}
    chinese_names = {name: parts.get("zh", []) for name, parts in named.get("attributes", {}).items()}
    counts: Counter[tuple[str, str]] = Counter()
    for item in catalog:
        counts.update((n, v) for n, v in item.attributes if len(v) <= MAX_VALUE_CHARS)
    attributes: dict[str, dict[str, Any]] = {}
    for (name, value), count in counts.most_common():
        if count >= MIN_VALUE_COUNT and not value.replace(".", "").isdigit():
            said = chinese_names if value.strip().lower() in SAID_BY_NAME else chinese_values
            attributes.setdefault(name, {})[value] = said.get(name if said is chinese_names else value, [])
    known = named.get("categories", {})
    categories = {name: known.get(name, {}) for name in catalog.category_counts}
    return Vocabulary.build(list(catalog.brand_counts), categories, attributes)


def read_fact_names(folder: Path) -> FactNames:
    """What a shop's attributes and values are also called, out of `names.json`; nothing where there is none.

    Raises:
        ShopError: `names.json` is there but cannot be used.
    """
    named = _read_names(folder / NAMES)

    def others(part: str) -> dict[str, tuple[str, ...]]:
        found = {}
        for name, parts in named.get(part, {}).items():
            chinese = parts.get("zh", ())
            found[name] = (chinese,) if isinstance(chinese, str) else tuple(chinese)
        return found

    return FactNames(others("attributes"), others("values"))


def _read_names(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(names.get(part, {}), dict) for part in ("categories", "attributes", "values")):
            raise ValueError("categories, attributes and values must be objects")
        return names
    except (OSError, ValueError, AttributeError) as error:
        raise ShopError(
            "The shop's names cannot be read.",
            expected='a JSON object with "categories", "attributes" and "values"',
            got=str(error)[:160],
            fix=f"Correct or remove {path}",
        ) from error
