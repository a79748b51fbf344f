"""The answer to a "why"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, joined, values_of
from whythis.explainers.types import Claim
from whythis.retrieval.text import shorten


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
    return joined(sentences, messages)


def _reason(claim: Claim, index: int, count: int, messages: Messages, seed: str) -> str:
    clause = _clause(claim, "reason", messages, seed)
    if count == 1:
        return messages.say("why.only", seed, reason=clause)
    key = ("why.first", "why.second", "why.third")[index]
    return messages.say(key, seed, reason=clause, share=messages.percent(claim.evidence["share"]))


def _clause(claim: Claim, section: str, messages: Messages, seed: str) -> str:
    """The half-sentence of a reason; which one depends on what the evidence holds."""
    name, evidence = claim.kind.split(".", 1)[1], claim.evidence
    key, values = name, values_of(evidence, messages)
    if name == "fits_request" and evidence["words"]:
        key = "fits_request_words" if evidence.get("check_held", True) else "fits_request_unsure"
    elif name == "taste" and section == "reason":
        key = f"taste_{evidence['event_kind']}" if evidence["how"] == "like" else "taste_together"
    elif name in ("brand_affinity", "category_affinity") and section == "reason":
        key = f"{name}_{evidence['how']}"
    elif name == "price_fit":
        key = f"price_fit_{evidence['source']}"
    return messages.say(f"{section}.{key}", seed, **values)


def _position(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    return messages.say(
        "why.position",
        seed,
        title=shorten(evidence["title"], TITLE_CHARS),
        rank=messages.number(evidence["rank"]),
        compared=messages.count("products", evidence["compared"]),
    )


def _limit(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    values = values_of(evidence, messages)
    return messages.say("why.limit", seed, price=values["price"], max=values["max"])


def _chance(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    key = f"chance_{evidence['band'] or 'unmeasured'}"
    return messages.say(f"why.{key}", seed, probability=messages.percent(evidence["probability"]))


def _lacks(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    return messages.say("why.lacks", seed, features=values_of(evidence, messages)["features"])


_PLAIN = {"position": _position, "lacks": _lacks, "limit": _limit, "chance": _chance}
