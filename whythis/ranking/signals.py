"""The named signals that a score is made of. Each is a pure function with a unit; none looks at another."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from whythis.ranking.types import Event, Request, Stated
from whythis.retrieval.filters import has_value
from whythis.retrieval.types import Item


@dataclass(frozen=True, slots=True)
class SignalSpec:
    """A signal's name, plain-language label and unit. Common sense says that more of each never hurts."""

    name: str
    label: str
    unit: str


SIGNALS = (
    SignalSpec("text_relevance", "how well its description answers your words", "cross-encoder logit"),
    SignalSpec("meaning_match", "closeness in meaning to your words", "cosine, -1 to 1"),
    SignalSpec("word_match", "your words found in its text", "scaled BM25, 0 to 1"),
    SignalSpec("model_number", "the model number you named", "0 or 1"),
    SignalSpec("brand_match", "the brand you named", "0 or 1"),
    SignalSpec("category_match", "the kind of product you named", "0 or 1"),
    SignalSpec("thing_asked", "being the thing you named, not something made for it", "-1, 0 or 1"),
    SignalSpec("feature_match", "the features you named", "share of those named, 0 to 1"),
    SignalSpec("taste", "fit to what you chose before", "sum over your events"),
    SignalSpec("brand_affinity", "brands you chose before", "mean event weight, -1.5 to 1.2"),
    SignalSpec("category_affinity", "kinds of product you chose before", "mean event weight, -1.5 to 1.2"),
    SignalSpec("price_fit", "closeness to the price you have in mind", "minus log ratio, -2 to 0"),
    SignalSpec("quality", "rating by shoppers", "stars from the shop's mean, shrunken"),
    SignalSpec("popularity", "number of ratings", "log share of the most rated, 0 to 1"),
    SignalSpec("freshness", "how new it is", "0 to 1, halved every two years"),
    SignalSpec("stated", "likes and dislikes you told me", "sum of statements that match"),
)
SIGNAL_NAMES = tuple(spec.name for spec in SIGNALS)

EVENT_WEIGHTS = {"view": 0.2, "cart": 0.6, "purchase": 1.0, "like": 1.2, "dislike": -1.5}
"""How much one event says about taste, a purchase being 1."""
HALF_LIFE_DAYS = 180.0
AFFINITY_PRIOR = 3.0
"""Weight of "no opinion" in the affinities, in purchases: a single event moves little."""
RATING_PRIOR = 20.0
"""Ratings at the shop's mean that are added to each item's own (a Bayesian mean)."""
PRICE_KINDS = ("cart", "purchase", "like")


@dataclass(frozen=True, slots=True)
class CatalogStats:
    """What some signals measure against: the shop's mean rating, highest rating count, and newest date."""

    mean_rating: float
    max_rating_count: int
    newest: str


@dataclass(frozen=True, slots=True)
class PastItem:
    """An event with the item that it was about, and its weight at the time of the newest event."""

    event: Event
    item: Item
    weight: float


def event_weights(events: Sequence[Event]) -> list[float]:
    """Weights of one shopper's events: by kind, halved every 180 days before the newest of them."""
    if not events:
        return []
    times = [datetime.fromisoformat(event.at_utc) for event in events]
    newest = max(times)
    return [
        EVENT_WEIGHTS[event.kind] * 0.5 ** ((newest - time).total_seconds() / 86_400 / HALF_LIFE_DAYS)
        for event, time in zip(events, times, strict=True)
    ]


def affinity_norm(past: Sequence[PastItem]) -> float:
    """The constant that event sums are divided by."""
    return AFFINITY_PRIOR + sum(abs(p.weight) for p in past)


def affinities(names: Sequence[str], past_names: Sequence[str], past: Sequence[PastItem]) -> np.ndarray:
    """How much the events speak for each brand (or kind) by its name, (n_names,); spelling in capitals or not is one.

    Args:
        past_names: the brand (or kind) of each event's item, in the order of `past`.
    """
    sums: dict[str, float] = {}
    for name, event in zip(past_names, past, strict=True):
        if name:
            sums[name.casefold()] = sums.get(name.casefold(), 0.0) + event.weight
    norm = affinity_norm(past)
    return np.array([sums.get(name.casefold(), 0.0) / norm if name else 0.0 for name in names])


def brand_match(brand: str, text: str) -> float:
    """1 when the text names the brand, as whole words."""
    if not brand:
        return 0.0
    return float(re.search(rf"(?<!\w){re.escape(brand.casefold())}(?!\w)", text.casefold()) is not None)


def category_match(item: Item, request: Request) -> float:
    return float(item.category.casefold() in {c.casefold() for c in request.categories})


def features_had(item: Item, request: Request) -> list[tuple[tuple[str, str], ...]]:
    """Those of the named features that the item has, in whichever of their meanings."""
    held = {name.casefold(): value.casefold() for name, value in item.attributes}
    return [f for f in request.features if any(has_value(held, name, value) for name, value in f)]


def feature_match(item: Item, request: Request) -> float:
    """The share of the named features that the item has; 0 when none was named."""
    return len(features_had(item, request)) / len(request.features) if request.features else 0.0


def reference_price_cents(category: str, request: Request, past: Sequence[PastItem]) -> float | None:
    """The price in mind: the one that was named, else the middle of what the shopper took of this kind."""
    if request.price_target_cents is not None:
        return float(request.price_target_cents)
    paid = [
        p.item.price_cents
        for p in past
        if category and p.item.category == category and p.event.kind in PRICE_KINDS and p.item.price_cents
    ]
    return float(np.median(paid)) if len(paid) >= 2 else None


def price_fit(price_cents: int | None, reference_cents: float | None) -> float:
    """Minus the absolute log ratio of price and reference, at least -2; 0 when there is no reference."""
    if reference_cents is None or reference_cents <= 0:
        return 0.0
    if not price_cents:
        return -1.0
    return max(-2.0, -abs(math.log(price_cents / reference_cents)))


def quality(rating: float | None, rating_count: int, stats: CatalogStats) -> float:
    """Shrunken rating minus the shop's mean, in stars; 0 without ratings."""
    if rating is None or rating_count <= 0:
        return 0.0
    shrunken = (rating_count * rating + RATING_PRIOR * stats.mean_rating) / (rating_count + RATING_PRIOR)
    return shrunken - stats.mean_rating


def popularity(rating_count: int, stats: CatalogStats) -> float:
    if stats.max_rating_count <= 0:
        return 0.0
    return math.log1p(rating_count) / math.log1p(stats.max_rating_count)


def freshness(released: str, stats: CatalogStats) -> float:
    """0.5 to the power of half the years since the shop's newest release; 0 when the date is not known."""
    if not released or not stats.newest:
        return 0.0
    years = (date.fromisoformat(stats.newest) - date.fromisoformat(released)).days / 365.25
    return 0.5 ** (years / 2.0)


def stated_match(item: Item, stated: Sequence[Stated]) -> float:
    """The sum of weights of what the shopper said about this item's brand, category or attributes."""
    return sum(s.weight for s in stated if _matches(item, s))


def _matches(item: Item, stated: Stated) -> bool:
    wanted = stated.value.casefold()
    if stated.kind == "brand":
        return item.brand.casefold() == wanted
    if stated.kind == "category":
        return item.category.casefold() == wanted
    return any(
        value.casefold() == wanted and (not stated.name or name.casefold() == stated.name.casefold())
        for name, value in item.attributes
    )
