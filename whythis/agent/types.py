"""What the agent gives out: what a message was understood to mean, and the reply to it."""

from __future__ import annotations

from dataclasses import dataclass

from whythis.explainers.types import Claim, Explanation
from whythis.retrieval.types import Filters

ACTS = (
    "recommend", "more", "refine", "why", "why_not", "compare", "what_if", "confidence", "item_question",
    "preference", "profile", "forget", "like", "dislike", "how_it_works", "help", "human", "smalltalk",
    "lookup", "out_of_scope",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of a shown item: the words used, and the item ids that fit (several: ask back)."""

    text: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A message, read: ordered acts, the search words left over, conditions, and mentions of shown items.

    `cheaper` is 1 for "cheaper" and -1 for "more expensive"; `drops_price` says that price no longer matters;
    `features` are attributes that a request names, each as the (name, value) pairs that it may mean.
    """

    acts: tuple[str, ...]
    confidence: float
    search_text: str
    filters: Filters
    price_target_cents: int | None = None
    cheaper: int = 0
    drops_price: bool = False
    categories: tuple[str, ...] = ()
    features: tuple[tuple[tuple[str, str], ...], ...] = ()
    references: tuple[Reference, ...] = ()
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A product card. `probability` is the chance that it fits the request; `band` is the word that it earns.

    An empty band means that no calibration was measured for this shop.
    """

    rank: int
    id: str
    title: str
    brand: str
    category: str
    price_cents: int | None
    currency: str
    rating: float | None
    rating_count: int
    image: str
    probability: float
    band: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one message. `text` is plain text; `explanation` is set when an item was explained."""

    session: str
    decision_id: str | None
    acts: tuple[str, ...]
    text: str
    lang: str
    items: tuple[ShownItem, ...] = ()
    claims: tuple[Claim, ...] = ()
    explanation: Explanation | None = None
    suggestions: tuple[str, ...] = ()
    latency_ms: float = 0.0
