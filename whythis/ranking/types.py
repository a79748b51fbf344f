"""What ranking gives out: shoppers' events, scored candidates, and the Decision that holds a whole request."""

from __future__ import annotations

from dataclasses import dataclass, field

from whythis.retrieval.types import Exclusion, Filters, Item

EVENT_KINDS = ("view", "cart", "purchase", "like", "dislike")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a shopper did, at an ISO 8601 UTC time."""

    id: str
    shopper_id: str
    item_id: str
    kind: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Something the shopper said they like (weight 1) or dislike (weight -1).

    `kind` is "brand", "category" or "attribute"; an attribute has its `name`, else the name is empty.
    """

    kind: str
    value: str
    weight: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShopperProfile:
    """All that is known of the shopper when a request is scored. Empty for a newcomer."""

    shopper_id: str | None = None
    events: tuple[Event, ...] = ()
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, as understood.

    `text` is the shopper's search words; `price_target_cents` comes from "around 50"; `categories` are the
    kinds of product that the words name, `features` the attributes, each as the (name, value) pairs that its
    words may mean. Both steer the score; filters decide. `sort` is the order that the list was asked for in, one of
    `ranking.shown.ORDERS`; empty means best match first.
    """

    text: str
    message: str
    filters: Filters = field(default_factory=Filters)
    price_target_cents: int | None = None
    categories: tuple[str, ...] = ()
    features: tuple[tuple[tuple[str, str], ...], ...] = ()
    limit: int = 5
    sort: str = ""


@dataclass(frozen=True, slots=True)
class ItemText:
    """The exact texts of an item that the cross-encoder read, by field, in reading order."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event that counted, with what its item was and the weight it had at the time."""

    event_id: str
    item_id: str
    item_title: str
    item_brand: str
    item_category: str
    price_cents: int | None
    kind: str
    at_utc: str
    weight: float


@dataclass(frozen=True, slots=True)
class EventShare:
    """How much one past event gave to the taste signal of one item. Shares sum to the signal.

    `common` is the part of the share that rests on what people chose together; the rest is likeness.
    """

    event_id: str
    share: float
    common: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate with everything its score came from. `signals` follow the Decision's `signal_names`.

    `band` is the word that the probability earns, empty where no calibration was measured.
    `price_reference_cents` is the price in mind that its price fit was measured against, if any.
    """

    item: Item
    text: ItemText
    dense_rank: int | None
    sparse_rank: int | None
    code_rank: int | None
    fused: float
    signals: tuple[float, ...]
    score: float
    probability: float
    price_reference_cents: float | None = None
    taste_shares: tuple[EventShare, ...] = ()
    band: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the decision: names and SHA-256 hashes, enough to say whether it can be replayed."""

    whythis: str
    model: str
    model_sha256: str
    backbone_sha256: str
    catalog_sha256: str
    index_sha256: str
    combiner_sha256: str = ""
    engine: str = "torch"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out of a saved decision at the shopper's wish: when and how much, but not what.

    `events` and `stated` are counts; `request` says that the words asked for are gone too. What is left (candidates,
    signals, scores) still sums, but words can no longer be explained where `stated` or `request` took some away.
    """

    at_utc: str
    events: int = 0
    stated: int = 0
    request: bool = False

    @property
    def words(self) -> bool:
        """Whether words that the cross-encoder read are gone."""
        return self.request or self.stated > 0


@dataclass(frozen=True, slots=True)
class Decision:
    """One list as it was shown, with every intermediate. Explanations are computed from this alone.

    `candidates` are sorted by falling score; `shown` are the item ids that the shopper saw, in order;
    `query_text` and `likes_text` are the two parts of what the cross-encoder read on its first side.
    `weights` follow `signal_names`; score = bias + sum(weights * signals). Both are empty for a combiner of
    trees, which is found by `versions.combiner_sha256`. `erased` says what the shopper had taken out of it since.
    """

    id: str
    session_id: str
    shopper_id: str | None
    made_at_utc: str
    lang: str
    request: Request
    query_text: str
    likes_text: str
    signal_names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    history: tuple[PastEvent, ...]
    candidates: tuple[ScoredCandidate, ...]
    shown: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]
    depth: int
    catalog_size: int
    versions: Versions
    stated: tuple[Stated, ...] = ()
    erased: Erased | None = None

    def candidate(self, item_id: str) -> ScoredCandidate | None:
        return next((c for c in self.candidates if c.item.id == item_id), None)
