"""The answer to a "why"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, sentences_of, values_of
from whythis.agent.wording.forms import order_key, reason_key
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.types import Claim, Explanation
from whythis.retrieval.text import shorten


def word_claims(
    claims: Sequence[Claim], messages: Messages, seed: str, reader: str = "staff"
) -> tuple[Claim, ...]:
    """The claims with their sentences, in an order that reads well: where it stands, why, but, and how sure."""
    claims = _with_nothing_said(claims)
    reasons = [c for c in claims if c.kind.startswith("reason.")]
    worded = []
    for claim in claims:
        if claim.kind.startswith("reason."):
            text = _reason(claim, reasons.index(claim), len(reasons), messages, seed, reader)
        elif claim.kind.startswith("against."):
            text = messages.say("why.against", seed, reason=_clause(claim, "against", messages, seed))
        else:
            text = _PLAIN[claim.kind](claim.evidence, messages, seed)
        worded.append(replace(claim, text=text))
    return tuple(worded)


def _with_nothing_said(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Where no reason carries a sentence, that is a statement of its own."""
    if any(c.kind.startswith("reason.") for c in claims):
        return claims
    return [
        *claims,
        Claim(f"c{len(claims) + 1}", "none", claims[0].item_id, 0, {}, item_title=claims[0].item_title),
    ]


def spoken(claims: Sequence[Claim], reader: str = "staff") -> tuple[Sentence, ...]:
    """The answer to a "why": two to four sentences, for a developer all that is claimed.

    What else is claimed is on the card and in the chart.
    """
    by_kind = {claim.kind: claim for claim in claims}
    reasons = [c for c in claims if c.kind.startswith("reason.")]
    if reader == "developer":
        rest = [c for c in claims if c not in reasons and c.kind != "position"]
        return sentences_of([by_kind["position"], *reasons, *rest])
    against = [c for c in claims if c.kind.startswith("against.")]
    order = [by_kind["order"]] if "order" in by_kind else []
    said = [by_kind["position"], *order, *(reasons[:2] or [by_kind["none"]])]
    if "lacks" in by_kind:
        against = [by_kind["lacks"]]
    closing = against or [by_kind[kind] for kind in ("limit",) if kind in by_kind] or reasons[2:3]
    said += closing[:1]
    ending = by_kind.get("limit", by_kind["chance"])
    if len(said) < 4:
        said.append(by_kind["chance"] if ending in said else ending)
    if reader == "staff" and by_kind["chance"] not in said:
        said.append(by_kind["chance"])
    return sentences_of(said)


def figures(explanation: Explanation, first: int, messages: Messages, title: str) -> tuple[Claim, ...]:
    """For developers: how the score adds up, signal by signal."""
    whole = {
        "base_points": explanation.base_value,
        "score_points": explanation.output_value,
        "moved_points": sum(c.value for c in explanation.signals),
        "residual_points": explanation.residual,
    }
    told = {name: messages.points(value) for name, value in whole.items()}
    names = {"method": explanation.method, "baseline": explanation.baseline}
    model = str(explanation.versions.get("model", ""))
    claims = [
        ("figures.score", 0, whole, told),
        ("figures.method", 0, names | {"model": model}, names | {"model": model}),
    ]
    claims += [
        ("figures.signal", (c.value > 0) - (c.value < 0), {"label": c.label, "signal_points": c.value},
         {"label": c.label, "signal_points": messages.points(c.value)})
        for c in explanation.signals
        if abs(c.value) >= 0.0005
    ]  # fmt: skip
    return tuple(
        Claim(f"c{n}", kind, explanation.item_id, way, evidence, messages.say(kind, **values), title)
        for n, (kind, way, evidence, values) in enumerate(claims, start=first)
    )


def _reason(claim: Claim, index: int, count: int, messages: Messages, seed: str, reader: str) -> str:
    values = values_of(claim.evidence, messages)
    clause = messages.say(reason_key(claim.kind.split(".", 1)[1], claim.evidence, "reason"), seed, **values)
    key = "why.only" if count == 1 else ("why.first", "why.second", "why.third")[index]
    if reader != "shopper" and messages.has(f"{key}_staff"):
        key += "_staff"
    return messages.say(key, seed, reason=clause, share=messages.percent(claim.evidence["share"]))


def _clause(claim: Claim, section: str, messages: Messages, seed: str) -> str:
    """The half-sentence of a reason; which one depends on what the evidence holds."""
    key = reason_key(claim.kind.split(".", 1)[1], claim.evidence, section)
    return messages.say(key, seed, **values_of(claim.evidence, messages))


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


def _order(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    values = values_of(evidence, messages) | {"place": messages.number(evidence["place"])}
    return messages.say(order_key(evidence), seed, order=messages.say(f"order.{evidence['sort']}"), **values)


def _chance(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    key = f"chance_{evidence['band'] or 'unmeasured'}"
    return messages.say(f"why.{key}", seed, probability=messages.percent(evidence["probability"]))


def _lacks(evidence: dict[str, Any], messages: Messages, seed: str) -> str:
    return messages.say("why.lacks", seed, features=values_of(evidence, messages)["features"])


def _none(_: dict[str, Any], messages: Messages, seed: str) -> str:
    return messages.say("why.none", seed)


_PLAIN = {
    "none": _none,
    "position": _position,
    "order": _order,
    "lacks": _lacks,
    "limit": _limit,
    "chance": _chance,
}
