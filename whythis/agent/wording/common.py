"""What all answers are worded with: evidence as text in the manner of a language, and conditions as words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.types import Claim
from whythis.ranking.types import Request
from whythis.retrieval.text import shorten

TITLE_CHARS = 64
_AMOUNTS = (
    ("price", "price_cents"),
    ("other_price", "other_price_cents"),
    ("reference", "reference_cents"),
    ("max", "max_cents"),
    ("limit", "limit_cents"),
)


def conditions(request: Request, currency: str, messages: Messages) -> str:
    """The filters of a request as words that follow the request: " under $40 by Norrvik"."""
    filters, parts = request.filters, []
    low, high = filters.price_min_cents, filters.price_max_cents
    if low is not None and high is not None:
        parts.append(
            messages.say(
                "condition.between", low=messages.price(low, currency), high=messages.price(high, currency)
            )
        )
    elif high is not None:
        parts.append(messages.say("condition.max", price=messages.price(high, currency)))
    elif low is not None:
        parts.append(messages.say("condition.min", price=messages.price(low, currency)))
    if request.price_target_cents is not None:
        price = messages.price(request.price_target_cents, currency)
        parts.append(messages.say("condition.around", price=price))
    if filters.rating_min is not None:
        parts.append(messages.say("condition.rating", rating=messages.number(filters.rating_min, 1)))
    kinds = () if set(filters.categories) <= set(request.categories) else filters.categories
    for name, names in (
        ("brands", filters.brands),
        ("categories", kinds),
        ("attributes", _by_name(filters.attributes, messages)),
    ):
        if names:
            parts.append(messages.say(f"condition.{name}", names=messages.listed(names)))
    refused = (*filters.not_brands, *filters.not_categories, *_by_name(filters.not_attributes, messages))
    if refused:
        parts.append(messages.say("condition.refused", names=messages.listed(refused, "last_or")))
    return "".join(parts)


def _by_name(pairs: Sequence[tuple[str, str]], messages: Messages) -> list[str]:
    """Attributes with all values that are named of each: "Colour: Red or Blue"."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return [f"{name}: {messages.listed(values, 'last_or')}" for name, values in grouped.items()]


def values_of(evidence: dict[str, Any], messages: Messages) -> dict[str, object]:
    """Evidence as text, each number in the manner of the language."""
    values: dict[str, object] = {
        key: value
        for key, value in evidence.items()
        if isinstance(value, str | int) and key != "contribution"
    }
    currency = evidence.get("currency", "USD")
    for name, key in _AMOUNTS:
        if evidence.get(key) is not None:
            values[name] = messages.price(evidence[key], currency)
    if "words" in evidence:
        values["words"] = messages.listed([messages.quote(word["text"]) for word in evidence["words"]])
    if "features" in evidence:
        values["features"] = messages.listed([messages.quote(name) for name in evidence["features"]])
    for lead in ("", "other_"):
        if evidence.get(f"{lead}rating_count") is not None:
            values[f"{lead}ratings"] = messages.count("ratings", evidence[f"{lead}rating_count"])
        if evidence.get(f"{lead}rating") is not None:
            values[f"{lead}rating"] = messages.number(evidence[f"{lead}rating"], 1)
        if evidence.get(f"{lead}released"):
            values[f"{lead}date"] = messages.date(evidence[f"{lead}released"])
    if evidence.get("pool_mean") is not None:
        values["mean"] = messages.number(evidence["pool_mean"], 1)
    for name in ("event_title", "title", "other_title", "last_title"):
        if name in evidence:
            values[name] = shorten(evidence[name], TITLE_CHARS)
    return values


def sentences_of(claims: Sequence[Claim]) -> tuple[Sentence, ...]:
    """The claims' own texts, each resting on its claim."""
    return tuple(Sentence(claim.text, (claim.id,)) for claim in claims)


def joined(sentences: Sequence[str], messages: Messages) -> str:
    return ("" if messages.lang == "zh" else " ").join(sentences)
