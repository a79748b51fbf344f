"""How many of the ranked candidates a shopper is shown."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.ranking.types import ScoredCandidate

TAIL_SHARE = 0.3
"""An item with less than this share of the best item's chance is not worth showing."""
MIN_PROBABILITY = 0.02


def least_probability(candidates: Sequence[ScoredCandidate]) -> float:
    """The chance below which a candidate is left off the list, however short that is."""
    return max(MIN_PROBABILITY, TAIL_SHARE * candidates[0].probability) if candidates else MIN_PROBABILITY


def choose_shown(candidates: Sequence[ScoredCandidate], limit: int) -> tuple[str, ...]:
    """The best items up to the limit, without a tail that fits far worse than the first.

    Args:
        candidates: by falling score.
    """
    floor = least_probability(candidates)
    chosen = [c for c in candidates[:limit] if c.probability >= floor]
    return tuple(c.item.id for c in chosen or candidates[:1])
