"""The named people of a shop, where it has a list of them (the sample shop does)."""

from __future__ import annotations

import json
from pathlib import Path

from whythis.errors import ShopError
from whythis.ui.types import ShopperCard

SHOPPERS = "shoppers.jsonl"


class People:
    """The named people of a shop as its list has them now; it is read again when it has changed.

    Raises:
        ShopError: a line of the list cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[int, dict[str, ShopperCard]] | None = None

    def all(self) -> dict[str, ShopperCard]:
        """Shoppers by id."""
        path = self._folder / SHOPPERS
        changed = path.stat().st_mtime_ns if path.exists() else 0
        if self._read is None or self._read[0] != changed:
            self._read = (changed, read_shoppers(self._folder))
        return self._read[1]

    def name(self, shopper_id: str) -> str:
        card = self.all().get(shopper_id)
        return card.name if card else shopper_id


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
