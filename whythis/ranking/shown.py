"""Which of the ranked candidates a shopper is shown, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from whythis.ranking.types import ScoredCandidate
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.types import Item

TAIL_SHARE = 0.3
"""An item with less than this share of the best item's chance is not worth showing."""
MIN_PROBABILITY = 0.02
ORDERS: Mapping[str, Callable[[Item], float | str | None]] = {
    "price": lambda item: item.price_cents,
    "-price": lambda item: item.price_cents,
    "rating": lambda item: item.rating,
    "newest": lambda item: item.released or None,
}
"""What each order goes by; an item of which the shop does not state it stands at the end."""
_FALLING = frozenset(["-price", "rating", "newest"])


def is_stated(sort: str, catalog: Catalog) -> bool:
    """Whether a catalogue states what an order goes by, of any item at all."""
    columns = {"rating": catalog.ratings, "newest": catalog.released}
    return any(columns.get(sort, catalog.prices_cents))


def least_probability(candidates: Sequence[ScoredCandidate]) -> float:
    """The chance below which a candidate is left off the list, however short that is."""
    return max(MIN_PROBABILITY, TAIL_SHARE * candidates[0].probability) if candidates else MIN_PROBABILITY


def choose_shown(candidates: Sequence[ScoredCandidate], limit: int, sort: str = "") -> tuple[str, ...]:
    """The best items up to the limit, without a tail that fits far worse than the first.

    An order that was asked for is one of the items that fit best: the cheapest thing of a whole catalogue is seldom
    what "lamps, cheapest first" is after. Of equal ones the better match comes first.

    Args:
        candidates: by falling score.
        sort: one of `ORDERS`, or empty for best match first.
    """
    floor = least_probability(candidates)
    chosen = [c.item for c in candidates[:limit] if c.probability >= floor]
    chosen = chosen or [c.item for c in candidates[:1]]
    if sort:
        value = ORDERS[sort]
        stated = [item for item in chosen if value(item) is not None]
        stated.sort(key=value, reverse=sort in _FALLING)  # type: ignore[arg-type]
        chosen = stated + [item for item in chosen if value(item) is None]
    return tuple(item.id for item in chosen)
