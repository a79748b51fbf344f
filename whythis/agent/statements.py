"""What shoppers say of themselves without asking for anything: likes, dislikes, a budget."""

from __future__ import annotations

from whythis.agent.types import Understood
from whythis.ranking.types import Stated
from whythis.retrieval.types import Filters


def stated_in(read: Understood) -> tuple[Stated, ...]:
    """Likes and dislikes out of a message that states some, without a request."""
    filters = read.filters
    found = [Stated("brand", name, 1.0) for name in filters.brands]
    found += [Stated("brand", name, -1.0) for name in filters.not_brands]
    found += [Stated("category", name, 1.0) for name in (filters.categories or read.categories)]
    found += [Stated("category", name, -1.0) for name in filters.not_categories]
    found += [Stated("attribute", value, 1.0, name) for name, value in filters.attributes]
    found += [Stated("attribute", value, -1.0, name) for name, value in filters.not_attributes]
    return tuple(found)


def budget_in(read: Understood) -> Filters | None:
    """The price limits of a message that states a budget, without a request."""
    low, high = read.filters.price_min_cents, read.filters.price_max_cents
    return None if low is None and high is None else Filters(price_min_cents=low, price_max_cents=high)


def restated(old: tuple[Stated, ...], new: tuple[Stated, ...]) -> tuple[Stated, ...]:
    """The newest word on a thing is the one that counts."""
    said = {(s.kind, s.name, s.value.casefold()) for s in new}
    return (*(s for s in old if (s.kind, s.name, s.value.casefold()) not in said), *new)
