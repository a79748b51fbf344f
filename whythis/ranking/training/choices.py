"""Choices out of events: what a shopper took, beside like items that they did not take."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import Event, Request, ShopperProfile

CHOICE_SIGNALS = (
    "taste", "brand_affinity", "category_affinity", "price_fit", "quality", "popularity", "freshness"
)  # fmt: skip
ALTERNATIVES = 12
TAKEN = ("purchase", "like")
MIN_HISTORY = 5
"""Events a shopper must have had before a choice says something about taste."""


def choices_from(ranker: Ranker, history: History, limit: int, seed: int) -> Iterator[np.ndarray]:
    """(1 + alternatives, n_signals) of CHOICE_SIGNALS for each taken item, from the events before it only.

    Half of the alternatives are of the same category, half of any.
    """
    rng = random.Random(seed)
    catalog = ranker.catalog
    by_category: dict[str, list[int]] = {}
    for row, category in enumerate(catalog.categories):
        by_category.setdefault(category, []).append(row)
    taken = [first for shopper in history.shopper_ids() for first in _taken_items(history.of(shopper))]
    rng.shuffle(taken)
    columns = [SIGNAL_NAMES.index(name) for name in CHOICE_SIGNALS]
    for before, event in taken[:limit]:
        row = catalog.row_of(event.item_id)
        if row is None:
            continue
        met = {e.item_id for e in before}
        like = [r for r in by_category[catalog.categories[row]] if r != row and catalog.ids[r] not in met]
        others = rng.sample(like, min(ALTERNATIVES // 2, len(like)))
        others += [r for r in rng.sample(range(len(catalog)), ALTERNATIVES // 2) if r != row]
        profile = ShopperProfile(event.shopper_id, before)
        yield ranker.history_signals([row, *others], Request("", ""), profile)[:, columns]


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
