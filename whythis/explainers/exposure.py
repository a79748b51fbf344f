"""Who is shown, and to whom: exposure of brands, and what stands on the lists of groups of shoppers.

Exposure of a place is 1 / log2(1 + rank), as NDCG discounts it (Singh and Joachims, KDD 2018). Intervals are of 95 %,
resampled over lists (Efron and Tibshirani 1993, percentiles).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from whythis.ranking.types import Decision, ScoredCandidate
from whythis.retrieval.types import Item

RESAMPLES = 2_000
MIN_LISTS = 5
"""A group of fewer lists is not told: its interval would say nothing."""
SHOPPER_PAIRS = (("known", "newcomer"), ("heavy", "light"))
"""Groups that leave no list to both, and are held against each other."""

Interval = tuple[float, float, float]
"""A value with the two ends of its interval."""


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How a group of products fares: mean score and share of exposure, each with its interval.

    `candidate_share` is the group's share of what was compared: what exposure would be by chance.
    """

    group: str
    score: Interval
    exposure: Interval
    candidate_share: float
    decisions: int


@dataclass(frozen=True, slots=True)
class ShopperGroup:
    """What stands on the lists of a group of shoppers: means over its lists, each with its interval.

    `probability` and `score` are those of the shown products. `popular` is the share of a list's exposure that goes
    to products with more ratings than the middle of what was compared for it, `dear` to those with a higher price;
    what is left goes to the niche and to the cheap. None where no list can tell.
    """

    group: str
    decisions: int
    probability: Interval
    score: Interval
    popular: Interval | None
    dear: Interval | None


@dataclass(frozen=True, slots=True)
class ShopperGap:
    """By how much the means of one group of shoppers are above those of another, each with its interval.

    None where one of the groups cannot tell.
    """

    group: str
    other: str
    probability: Interval
    score: Interval
    popular: Interval | None
    dear: Interval | None


def group_shares(
    decisions: Sequence[Decision],
    group_of: Callable[[Decision, ScoredCandidate], str],
    seed: int,
    most: int = 12,
) -> tuple[GroupShare, ...]:
    """Mean score and exposure of each group of products, the largest groups first."""
    rows = [_by_group(decision, group_of) for decision in decisions]
    counts: dict[str, float] = {}
    for row in rows:
        for group, (n, *_) in row.items():
            counts[group] = counts.get(group, 0.0) + n
    total = sum(counts.values())
    largest = sorted((g for g in counts if g), key=lambda g: (-counts[g], g))[:most]
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(rows), size=(RESAMPLES, len(rows)))
    found = []
    for group in largest:
        table = np.array([row.get(group, (0.0, 0.0, 0.0)) for row in rows])
        everything = np.array([sum(v[2] for v in row.values()) for row in rows])
        found.append(
            GroupShare(
                group,
                _ratio(table[:, 1], table[:, 0], draws),
                _ratio(table[:, 2], everything, draws),
                counts[group] / total,
                int((table[:, 0] > 0).sum()),
            )
        )
    return tuple(found)


def shopper_groups(decisions: Sequence[Decision], seed: int) -> tuple[ShopperGroup, ...]:
    """What each group of shoppers is shown: those with a past and newcomers, and, of those with a past, the half
    with more events and the half with fewer."""
    found = []
    for name, lists in _lists(decisions).items():
        probability, score, popular, dear = _tables(lists, seed)
        found.append(
            ShopperGroup(
                name, len(lists), _interval(probability), _interval(score), _known(popular), _known(dear)
            )
        )
    return tuple(found)


def shopper_gaps(decisions: Sequence[Decision], seed: int) -> tuple[ShopperGap, ...]:
    """The differences between the groups of shoppers that can be held against each other."""
    lists, found = _lists(decisions), []
    for one, other in SHOPPER_PAIRS:
        if one in lists and other in lists:
            probability, score, popular, dear = _tables(lists[one], seed) - _tables(lists[other], seed + 1)
            found.append(
                ShopperGap(
                    one, other, _interval(probability), _interval(score), _known(popular), _known(dear)
                )
            )
    return tuple(found)


def exposure_at(place: int) -> float:
    """Exposure of a place, counted from 1."""
    return 1.0 / math.log2(1 + place)


def _by_group(
    decision: Decision, group_of: Callable[[Decision, ScoredCandidate], str]
) -> dict[str, tuple[float, float, float]]:
    """For each group: candidates, sum of scores, exposure."""
    place = {item_id: n for n, item_id in enumerate(decision.shown, start=1)}
    out: dict[str, tuple[float, float, float]] = {}
    for candidate in decision.candidates:
        group = group_of(decision, candidate)
        n, score, exposure = out.get(group, (0.0, 0.0, 0.0))
        seen = exposure_at(place[candidate.item.id]) if candidate.item.id in place else 0.0
        out[group] = (n + 1, score + candidate.score, exposure + seen)
    return out


def _ratio(part: np.ndarray, whole: np.ndarray, draws: np.ndarray) -> Interval:
    """The ratio of two sums over lists, both (n_lists,)."""
    part, whole = (np.concatenate(([v.sum()], v[draws].sum(axis=1))) for v in (part, whole))
    return _interval(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))


def _lists(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    """The lists of each group of shoppers that has enough of them."""
    shown = [d for d in decisions if d.shown]
    known = [d for d in shown if d.history]
    middle = median(len(d.history) for d in known) if known else 0
    groups = {
        "known": known,
        "newcomer": [d for d in shown if not d.history],
        "heavy": [d for d in known if len(d.history) > middle],
        "light": [d for d in known if len(d.history) <= middle],
    }
    return {name: lists for name, lists in groups.items() if len(lists) >= MIN_LISTS}


def _tables(lists: Sequence[Decision], seed: int) -> np.ndarray:
    """Mean probability, score, popular and dear share with their resamples, (4, 1 + RESAMPLES)."""
    return np.array([_means(column, seed) for column in np.array([_fare(d) for d in lists]).T])


def _fare(decision: Decision) -> tuple[float, float, float, float]:
    shown = [c for c in map(decision.candidate, decision.shown) if c is not None]
    return (
        float(np.mean([c.probability for c in shown])),
        float(np.mean([c.score for c in shown])),
        _upper_share(decision, lambda item: item.rating_count),
        _upper_share(decision, lambda item: item.price_cents),
    )


def _upper_share(decision: Decision, value_of: Callable[[Item], int | None]) -> float:
    """The share of exposure of products above the middle of what was compared; nan where all are alike or unknown."""
    values = {c.item.id: v for c in decision.candidates if (v := value_of(c.item)) is not None}
    if len(set(values.values())) < 2:
        return float("nan")
    middle = median(values.values())
    seen = {item_id: exposure_at(n) for n, item_id in enumerate(decision.shown, start=1) if item_id in values}
    above = sum(exposure for item_id, exposure in seen.items() if values[item_id] > middle)
    return above / sum(seen.values()) if seen else float("nan")


def _means(values: np.ndarray, seed: int) -> np.ndarray:
    """The mean of the values that are known, and then its resamples, (1 + RESAMPLES,)."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return np.full(1 + RESAMPLES, np.nan)
    draws = np.random.default_rng(seed).integers(0, len(known), size=(RESAMPLES, len(known)))
    return np.concatenate(([known.mean()], known[draws].mean(axis=1)))


def _known(resampled: np.ndarray) -> Interval | None:
    return None if np.isnan(resampled[0]) else _interval(resampled)


def _interval(resampled: np.ndarray) -> Interval:
    """The first value, with the 2.5 and 97.5 percentiles of the others."""
    if np.isnan(resampled[1:]).all():
        return float(resampled[0]), float("nan"), float("nan")
    low, high = np.nanpercentile(resampled[1:], [2.5, 97.5])
    return float(resampled[0]), float(low), float(high)
