"""The answer to "why not that one": the stage that lost it, and what would bring it in."""

from __future__ import annotations

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, sentences_of, values_of
from whythis.agent.wording.contrast import edge_clause
from whythis.agent.wording.edits import edits_evidence, worded_edits
from whythis.agent.wording.forms import stage_key
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.contrast import contrast_claims
from whythis.explainers.counterfactual import Counterfactual
from whythis.explainers.types import Claim
from whythis.explainers.why_not import WhyNot
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten


def spoken_why_not(
    found: WhyNot, decision: Decision, currency: str, messages: Messages, seed: str
) -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    """The answer and the claims that it makes."""
    evidence = {"stage": found.stage, "title": found.title, "currency": currency} | found.evidence
    limit = str(evidence.get("expected", "")).split()
    if evidence.get("filter") == "price" and limit and limit[-1].isdigit():
        evidence["limit_cents"] = int(limit[-1])
    if evidence.get("filter") == "rating" and evidence["expected"].startswith("at least "):
        evidence["least_rating"] = float(limit[-1])
    claims = [
        Claim("c1", f"why_not.{found.stage}", found.item_id, -1, evidence, _stage(evidence, messages, seed))
    ]
    if found.contrast is not None:
        claims += _outscored(found, decision, messages, seed)
    if found.stage not in ("shown", "not_in_catalogue"):
        claims.append(_remedy(found, decision, currency, messages, seed))
    numbered = [
        Claim(f"c{n}", c.kind, c.item_id, c.direction, c.evidence, c.text, found.title)
        for n, c in enumerate(claims, 1)
    ]
    return sentences_of(numbered), tuple(numbered)


def _stage(evidence: dict, messages: Messages, seed: str) -> str:
    values = values_of(evidence, messages)
    values["title"] = shorten(evidence["title"], TITLE_CHARS)
    for name in ("rank", "shown", "compared", "depth", "dense_rank", "sparse_rank", "catalog_size"):
        if evidence.get(name) is not None:
            values[name] = messages.number(evidence[name])
    if evidence.get("least_rating") is not None:
        values["least"] = messages.number(evidence["least_rating"], 1)
    for name in ("probability", "best"):
        if evidence.get(name) is not None:
            values[name] = messages.percent(evidence[name])
    return messages.say(stage_key(evidence), seed, **values)


def _outscored(found: WhyNot, decision: Decision, messages: Messages, seed: str) -> list[Claim]:
    """At most two reasons why the last one that was shown came before it."""
    if found.contrast is None:
        return []
    edges = [c for c in contrast_claims(decision, found.contrast) if c.kind.startswith("edge.")][:2]
    if not edges:
        return []
    clauses = messages.listed([edge_clause(c, messages, seed) for c in edges], "last_clause")
    title = shorten(str(found.evidence["last_title"]), TITLE_CHARS)
    text = messages.say("why_not.edges", seed, title=title, reasons=clauses)
    evidence = {
        "edges": [{"kind": c.kind} | c.evidence for c in edges],
        "currency": found.evidence.get("currency", "USD"),
    }
    return [Claim("", "why_not.edges", found.item_id, -1, evidence, text)]


def _remedy(found: WhyNot, decision: Decision, currency: str, messages: Messages, seed: str) -> Claim:
    """What was tried, and how it turned out; or that nothing could be."""
    if found.changed:
        key = "why_not.erased" if "past" in found.changed else "why_not.changed"
        return Claim("", key, found.item_id, 0, {"changed": list(found.changed)}, messages.say(key, seed))
    if not found.remedies:
        text = messages.say("why_not.no_remedy", seed)
        return Claim("", "why_not.no_remedy", found.item_id, 0, {}, text)
    remedy: Counterfactual = found.remedies[0]
    edits = worded_edits(remedy.edits, decision, currency, messages)
    key = "remedy" if remedy.on_list else "remedy_short" if remedy.rank else "remedy_lost"
    text = messages.say(
        f"why_not.{key}",
        seed,
        edits=edits,
        rank=messages.number(remedy.rank or 0),
        shown=messages.number(len(remedy.shown)),
    )
    evidence = remedy.evidence() | {"edits": edits_evidence(remedy.edits, decision), "currency": currency}
    evidence["room"] = len(remedy.shown)
    return Claim("", f"why_not.{key}", found.item_id, 1 if remedy.on_list else 0, evidence, text)
