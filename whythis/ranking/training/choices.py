"""Choices out of events: what a shopper took, beside items that they did not take."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whythis.ranking.history import History
from whythis.ranking.types import Event, ShopperProfile
from whythis.retrieval.catalog import Catalog

CHOICE_SIGNALS = (
    "taste", "brand_affinity", "category_affinity", "price_fit", "quality", "popularity", "freshness"
)  # fmt: skip
ALTERNATIVES = 12
TAKEN = ("purchase", "like")
MIN_HISTORY = 5
"""Events a shopper must have had before a choice says something about taste."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One taken item and its alternatives as rows of the catalogue, the taken one first, and who chose.

    The profile holds the events before the choice. All choices of a shopper share a `fold`, a large number whose
    remainder says which of several parts they are in.
    """

    rows: tuple[int, ...]
    profile: ShopperProfile
    fold: int


def choices_from(catalog: Catalog, history: History, limit: int, seed: int) -> Iterator[Choice]:
    """Each taken item, at most `limit` of them by chance, with twelve others that the shopper had not met.

    Half of the others are of the same category, half of any.
    """
    rng = random.Random(seed)
    by_category: dict[str, list[int]] = {}
    for row, category in enumerate(catalog.categories):
        by_category.setdefault(category, []).append(row)
    taken = [first for shopper in history.shopper_ids() for first in _taken_items(history.of(shopper))]
    rng.shuffle(taken)
    for before, event in taken[:limit]:
        row = catalog.row_of(event.item_id)
        if row is None:
            continue
        met = {catalog.row_of(e.item_id) for e in before} | {row}
        like = [r for r in by_category[catalog.categories[row]] if r not in met]
        others = rng.sample(like, min(ALTERNATIVES // 2, len(like)))
        anything = rng.sample(range(len(catalog)), min(ALTERNATIVES, len(catalog)))
        others += [r for r in anything if r not in met and r not in others][: ALTERNATIVES // 2]
        if others:
            fold = zlib.crc32(event.shopper_id.encode())
            yield Choice((row, *others), ShopperProfile(event.shopper_id, before), fold)


def last_taken(events: Sequence[Event], most: int) -> list[str]:
    """The last different items that were taken, the latest first."""
    return list(dict.fromkeys(e.item_id for e in reversed(events) if e.kind in TAKEN))[:most]


def _taken_items(events: tuple[Event, ...]) -> Iterator[tuple[tuple[Event, ...], Event]]:
    """Each item that was taken, with the events before the shopper first met it.

    Later ones, such as the look at an item before it was bought, would tell the answer.
    """
    first_met: dict[str, int] = {}
    seen: set[str] = set()
    for index, event in enumerate(events):
        first = first_met.setdefault(event.item_id, index)
        if event.kind in TAKEN and event.item_id not in seen and first >= MIN_HISTORY:
            seen.add(event.item_id)
            yield events[:first], event
