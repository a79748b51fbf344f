"""What retrieval gives out: items, requests, filters, and candidates with their ranks.

The bottom of the house: plain frozen values, no torch, no pydantic.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """One product of the catalogue.

    `price_cents` is in hundredths of `currency`; `rating` is on a 0 to 5 scale; `stock` None means that
    the source does not say, and counts as available. `attributes` are ordered (name, value) pairs.
    `released` is an ISO date or empty; `image` is a path inside the shop folder or empty.
    """

    id: str
    title: str
    brand: str = ""
    category: str = ""
    price_cents: int | None = None
    currency: str = "USD"
    rating: float | None = None
    rating_count: int = 0
    stock: int | None = None
    released: str = ""
    description: str = ""
    image: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Hard conditions: an item that fails one is not shown. Empty means no condition.

    Prices are inclusive, in cents; `rating_min` is in stars. Names are compared without case.
    `not_items` holds ids already shown, for a "show me more".
    """

    price_min_cents: int | None = None
    price_max_cents: int | None = None
    brands: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    not_attributes: tuple[tuple[str, str], ...] = ()
    in_stock_only: bool = True
    not_items: tuple[str, ...] = ()
    rating_min: float | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An item that would have been a candidate, and the first filter that removed it."""

    item_id: str
    filter: str
    expected: str
    actual: str
    dense_rank: int | None
    sparse_rank: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that was found, with its 1-based rank in each index (None: not within the depth searched).

    `cosine` is the inner product of unit vectors; `bm25` is divided by the query's upper bound, so it lies
    in [0, 1); `code_match` is 1.0 when the item carries a model number that was asked for.
    """

    item_id: str
    row: int
    dense_rank: int | None
    sparse_rank: int | None
    code_rank: int | None
    fused: float
    cosine: float
    bm25: float
    code_match: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a search found: candidates by falling fused score, what filters removed, how deep it looked."""

    candidates: tuple[Candidate, ...]
    exclusions: tuple[Exclusion, ...]
    depth: int
    catalog_size: int


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched for: plain words (without the conditions that became filters) and the filters."""

    text: str
    filters: Filters = field(default_factory=Filters)
    pool_size: int = 50
