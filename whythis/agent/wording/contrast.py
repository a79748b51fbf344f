"""The answer to "why this one above that one" and to "how do they differ"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import sentences_of, values_of
from whythis.agent.wording.forms import edge_key
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.types import Claim


def word_contrast(
    claims: Sequence[Claim], messages: Messages, seed: str, reader: str = "staff"
) -> tuple[Claim, ...]:
    """The claims with their sentences."""
    if not any(c.kind.startswith("edge.") for c in claims):
        claims = [*claims, Claim(f"c{len(claims) + 1}", "compare.none", claims[0].item_id, 0, {})]
    edges = [c for c in claims if c.kind.startswith("edge.")]
    worded = []
    for claim in claims:
        section = claim.kind.split(".", 1)[0]
        values = values_of(claim.evidence, messages)
        if section == "edge":
            way = "compare.first" if claim is edges[0] else "compare.more"
            if reader != "shopper" and messages.has(f"{way}_staff"):
                way, values = f"{way}_staff", values | {"share": messages.percent(claim.evidence["share"])}
            text = messages.say(way, seed, reason=edge_clause(claim, messages, seed), **values)
        elif section == "but":
            text = messages.say("compare.but", seed, reason=edge_clause(claim, messages, seed), **values)
        else:
            text = _PLAIN[claim.kind](claim, messages, seed)
        worded.append(replace(claim, text=text))
    return tuple(worded)


def spoken_contrast(claims: Sequence[Claim], reader: str = "staff") -> tuple[Sentence, ...]:
    """Where the two stand, at most two reasons, what speaks for the other, and how they differ as things."""
    if reader == "developer":
        return sentences_of(claims)
    by_section: dict[str, list[Claim]] = {}
    for claim in claims:
        by_section.setdefault(claim.kind.split(".", 1)[0], []).append(claim)
    plain = {claim.kind: claim for claim in by_section.get("compare", [])}
    said = [plain["compare.position"]]
    said += [plain["compare.order"]] if "compare.order" in plain else []
    said += by_section.get("edge", [])[:2] or [plain["compare.none"]]
    said += by_section.get("but", [])[:1]
    told = {c.kind.split(".", 1)[1] for c in said if c.kind.startswith(("edge.", "but."))}
    if "price_fit" not in told and "compare.prices" in plain:
        said.append(plain["compare.prices"])
    if "compare.facts" in plain:
        said.append(plain["compare.facts"])
    return sentences_of(said)


def edge_clause(claim: Claim, messages: Messages, seed: str) -> str:
    """The half-sentence of one reason, about "it" and "the other"."""
    key = edge_key(claim.kind.split(".", 1)[1], claim.evidence)
    return messages.say(key, seed, **values_of(claim.evidence, messages))


def _position(claim: Claim, messages: Messages, seed: str) -> str:
    values = values_of(claim.evidence, messages)
    return messages.say(
        "compare.position",
        seed,
        title=values["title"],
        other_title=values["other_title"],
        rank=messages.number(claim.evidence["rank"]),
        other_rank=messages.number(claim.evidence["other_rank"]),
    )


def _prices(claim: Claim, messages: Messages, seed: str) -> str:
    values = values_of(claim.evidence, messages)
    same = claim.evidence["price_cents"] == claim.evidence["other_price_cents"]
    return messages.say("compare.same_price" if same else "compare.prices", seed, **values)


def _facts(claim: Claim, messages: Messages, seed: str) -> str:
    facts = [
        messages.say("compare.fact", name=name, value=value, other=other)
        for name, value, other in claim.evidence["facts"]
    ]
    return messages.say("compare.facts", seed, facts=messages.listed(facts))


def _order(claim: Claim, messages: Messages, seed: str) -> str:
    values = values_of(claim.evidence, messages)
    return messages.say(
        "compare.order", seed, order=messages.say(f"order.{claim.evidence['sort']}"), **values
    )


def _none(_: Claim, messages: Messages, seed: str) -> str:
    return messages.say("compare.none", seed)


_PLAIN = {
    "compare.order": _order,
    "compare.none": _none,
    "compare.position": _position,
    "compare.prices": _prices,
    "compare.facts": _facts,
}
