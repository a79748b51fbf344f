"""Signals that are told as one reason, since a shopper would name them by one word."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.explainers.types import Contribution

TEXT_SIGNALS = ("text_relevance", "meaning_match", "word_match")
"""Three views on one thing a shopper can name: how well the item answers the words of the request."""
KIND_SIGNALS = ("category_match", "thing_asked")
"""Two views on whether it is the kind of thing that was named."""
_GROUPS = {"fits_request": TEXT_SIGNALS, "category_match": KIND_SIGNALS}


def members(group: str) -> tuple[str, ...]:
    """The signals of a group; a signal of none is its own group."""
    return _GROUPS.get(group, (group,))


def grouped(signals: Sequence[Contribution]) -> dict[str, float]:
    """The sum of the contributions by group; these sum to what the contributions sum to."""
    sums: dict[str, float] = {}
    for contribution in signals:
        name = next((g for g, names in _GROUPS.items() if contribution.name in names), contribution.name)
        sums[name] = sums.get(name, 0.0) + contribution.value
    return sums
