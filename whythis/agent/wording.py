"""Puts claims into sentences a shopper understands. A sentence uses its claim's evidence and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.explainers.types import Claim
from whythis.ranking.types import Request
from whythis.retrieval.text import shorten

TITLE_CHARS = 64


def word_claims(claims: Sequence[Claim], messages: Messages, seed: str) -> tuple[Claim, ...]:
    """The claims with their sentences, in an order that reads well: where it stands, why, but, and how sure."""
    reasons = [c for c in claims if c.kind.startswith("reason.")]
    worded = []
    for claim in claims:
        if claim.kind.startswith("reason."):
            text = _reason(claim, reasons.index(claim), len(reasons), messages, seed)
        elif claim.kind.startswith("against."):
            text = messages.say("why.against", seed, reason=_clause(claim, "against", messages, seed))
        else:
            text = _PLAIN[claim.kind](claim.evidence, messages, seed)
        worded.append(replace(claim, text=text))
    return tuple(worded)


def spoken(claims: Sequence[Claim], messages: Messages, seed: str) -> str:
    """The answer to a "why": two to four sentences. What else is claimed is on the card and in the chart."""
    by_kind = {claim.kind: claim for claim in claims}
    reasons = [c for c in claims if c.kind.startswith("reason.")]
    against = [c for c in claims if c.kind.startswith("against.")]
    sentences = [by_kind["position"].text]
    sentences += [c.text for c in reasons[:2]] or [messages.say("why.none", seed)]
    if "lacks" in by_kind:
        against = [by_kind["lacks"]]
    closing = against or [by_kind[kind] for kind in ("limit",) if kind in by_kind] or reasons[2:3]
    sentences += [c.text for c in closing[:1]]
    if len(sentences) < 4:
        ending = by_kind.get("limit", by_kind["chance"])
        sentences.append(by_kind["chance"].text if ending.text in sentences else ending.text)
    return _joined(sentences, messages)


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
    for name in ("brands", "not_brands", "categories", "not_categories"):
        names = getattr(filters, name)
        if names and not (name == "categories" and set(names) <= set(request.categories)):
            parts.append(messages.say(f"condition.{name}", names=messages.listed(names)))
    for name in ("attributes", "not_attributes"):
        grouped: dict[str, list[str]] = {}
        for key, value in getattr(filters, name):
            grouped.setdefault(key, []).append(value)
        values = [f"{key}: {messages.listed(named, 'last_or')}" for key, named in grouped.items()]
        if values:
            parts.append(messages.say(f"condition.{name}", names=messages.listed(values)))
    return "".join(parts)


def _reason(claim: Claim, index: int, count: int, messages: Messages, seed: str) -> str:
    clause = _clause(claim, "reason", messages, seed)
    if count == 1:
        return messages.say("why.only", seed, reason=clause)
    key = ("why.first", "why.second", "why.third")[index]
    return messages.say(key, seed, reason=clause, share=messages.percent(claim.evidence["share"]))


def _clause(claim: Claim, section: str, messages: Messages, seed: str) -> str:
    """The half-sentence of a reason; which one depends on what the evidence holds."""
    name, evidence = claim.kind.split(".", 1)[1], claim.evidence
    key, values = name, _values(evidence, messages)
    if name == "fits_request" and evidence["words"]:
        key = "fits_request_words"
    elif name == "taste" and section == "reason":
        key = f"taste_{evidence['event_kind']}" if evidence["how"] == "like" else "taste_together"
    elif name in ("brand_affinity", "category_affinity") and section == "reason":
        key = f"{name}_{evidence['how']}"
    elif name == "price_fit":
        key = f"price_fit_{evidence['source']}"
    return messages.say(f"{section}.{key}", seed, **values)


def _values(evidence: dict[str, Any], messages: Messages) -> dict[str, object]:
    """Evidence as text, each number in the manner of the language."""
    values: dict[str, object] = {
        key: value
        for key, value in evidence.items()
        if isinstance(value, str | int) and key != "contribution"
    }
    currency = evidence.get("currency", "USD")
    for name, key in (("price", "price_cents"), ("reference", "reference_cents"), ("max", "max_cents")):
        if evidence.get(key) is not None:
            values[name] = messages.price(evidence[key], currency)
    if "words" in evidence:
        values["words"] = messages.listed([messages.quote(word["text"]) for word in evidence["words"]])
    if "features" in evidence:
        values["features"] = messages.listed([messages.quote(name) for name in evidence["features"]])
    if evidence.get("rating_count") is not None:
        values["ratings"] = messages.count("ratings", evidence["rating_count"])
    if evidence.get("rating") is not None:
        values["rating"] = messages.number(evidence["rating"], 1)
    if evidence.get("pool_mean") is not None:
        values["mean"] = messages.number(evidence["pool_mean"], 1)
    if evidence.get("released"):
        values["date"] = messages.date(evidence["released"])
    if "event_title" in evidence:
        values["event_title"] = shorten(evidence["event_title"], TITLE_CHARS)
    return values


def _position(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    return messages.say(
        "why.position",
        seed,
        title=shorten(evidence["title"], TITLE_CHARS),
        rank=messages.number(evidence["rank"]),
        compared=messages.count("products", evidence["compared"]),
    )


def _limit(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    values = _values(evidence, messages)
    return messages.say("why.limit", seed, price=values["price"], max=values["max"])


def _chance(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    key = f"chance_{evidence['band'] or 'unmeasured'}"
    return messages.say(f"why.{key}", seed, probability=messages.percent(evidence["probability"]))


def _lacks(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    return messages.say("why.lacks", seed, features=_values(evidence, messages)["features"])


_PLAIN = {"position": _position, "lacks": _lacks, "limit": _limit, "chance": _chance}


def _joined(sentences: Sequence[str], messages: Messages) -> str:
    return ("" if messages.lang == "zh" else " ").join(sentences)
