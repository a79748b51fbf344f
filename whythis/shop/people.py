"""The named people of a shop, where it has a list of them (the sample shop does)."""

from __future__ import annotations

import json
from pathlib import Path

from whythis.errors import ShopError
from whythis.ui.types import ShopperCard

SHOPPERS = "shoppers.jsonl"


def read_shoppers(folder: Path) -> dict[str, ShopperCard]:
    """Shoppers by id; empty when the shop has no list.

    Raises:
        ShopError: a line of the list cannot be read.
    """
    path = folder / SHOPPERS
    if not path.exists():
        return {}
    people = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            people[row["id"]] = ShopperCard(row["id"], row["name"], row.get("about", ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ShopError(
                "The shop's list of shoppers cannot be read.",
                expected='JSON lines with "id", "name" and "about"',
                got=f"line {number}: {error}",
                fix=f"Correct or remove {path}",
            ) from error
    return people
