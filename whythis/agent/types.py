"""What the agent gives out: what a message was understood to mean, and the reply to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whythis.explainers.types import Claim, Explanation
from whythis.retrieval.types import Filters

ACTS = (
    "recommend", "more", "refine", "why", "why_not", "compare", "what_if", "confidence", "item_question",
    "preference", "profile", "forget", "like", "dislike", "how_it_works", "help", "human", "smalltalk",
    "lookup", "out_of_scope",
)  # fmt: skip

Early = Callable[[str], None]
"""Is told how a reply begins before the work that takes long, and returns when that work may start. What it was told
stands: the reply begins with it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of shown items: the words used, and the ids that fit.

    Several ids are several items if `every` is set ("both", "the first two"); else one of them is meant and nobody
    can say which, so that it is asked back. No id: what is named is not on the list.
    """

    text: str
    item_ids: tuple[str, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """A message, read: ordered acts, the search words left over, conditions, and mentions of shown items.

    `unsure` says that the acts are a guess (their probability is below the measured threshold).
    `cheaper` is 1 for "cheaper" and -1 for "more expensive"; `drops_price` says that price no longer matters;
    `price_level` is "low", "middle" or "high" for "cheap ones", "medium priced" and "expensive ones";
    `price_unclear` says that a price was named which can be none ("under $0"), and `currency` is the ISO code of the
    currency that was named. `brands` and `categories` are those that are asked for, also where they are search words
    and no filter; `features` are attributes that a request names, each as the (name, value) pairs that it may mean.
    `adds` says that names come on top of those before ("or red"); `sizes` are measures as they were written,
    `rating_min` is in stars, `sort` is "price", "-price", "rating", "newest" or empty, `recipient` is for whom it is.
    `cues` are names from `understanding.cues`; `missed` is what a "why is there no X" names, word by word.
    """

    acts: tuple[str, ...]
    confidence: float
    search_text: str
    filters: Filters
    price_target_cents: int | None = None
    cheaper: int = 0
    drops_price: bool = False
    price_level: str = ""
    price_unclear: bool = False
    currency: str = ""
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    features: tuple[tuple[tuple[str, str], ...], ...] = ()
    adds: bool = False
    quantity: int | None = None
    recipient: str = ""
    sizes: tuple[str, ...] = ()
    rating_min: float | None = None
    sort: str = ""
    unsure: bool = False
    cues: frozenset[str] = frozenset()
    missed: str = ""
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
