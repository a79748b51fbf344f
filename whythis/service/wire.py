"""What answers are as JSON: the same for the command line's `--json` and for the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from whythis.agent.recommend import shown_items
from whythis.agent.types import Reply
from whythis.explainers.types import Claim, Contribution, Explanation
from whythis.explainers.why_not import WhyNot
from whythis.ranking.types import Decision


def reply_json(reply: Reply) -> dict[str, Any]:
    """A reply as `whythis ask --json` gives it."""
    return {
        "session": reply.session,
        "decision_id": reply.decision_id,
        "acts": list(reply.acts),
        "text": reply.text,
        "lang": reply.lang,
        "items": [asdict(item) for item in reply.items],
        "claims": [claim_json(claim) for claim in reply.claims],
        "explanation": explanation_json(reply.explanation) if reply.explanation else None,
        "suggestions": list(reply.suggestions),
        "latency_ms": reply.latency_ms,
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "kind": claim.kind,
        "item_id": claim.item_id,
        "direction": claim.direction,
        "size": claim.size,
        "source": claim.source,
        "text": claim.text,
        "evidence": claim.evidence,
    }


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """An explanation with all contributions in one list, and what each level sums to."""
    words = explanation.words
    return {
        "decision_id": explanation.decision_id,
        "item_id": explanation.item_id,
        "other_id": explanation.other_id,
        "kind": explanation.kind,
        "method": explanation.method,
        "baseline": explanation.baseline,
        "base_value": explanation.base_value,
        "output_value": explanation.output_value,
        "residual": explanation.residual,
        "contributions": [_contribution_json(c) for c in explanation.contributions],
        "words": words
        and {
            "method": words.method,
            "baseline": words.baseline,
            "steps": words.steps,
            "base_value": words.base_value,
            "output_value": words.output_value,
            "scored_value": words.scored_value,
            "relative_gap": words.relative_gap,
            "texts": words.texts,
        },
        "check": asdict(explanation.check) if explanation.check else None,
        "versions": explanation.versions,
    }


def why_not_json(found: WhyNot) -> dict[str, Any]:
    """Why an item is not on a list. `contrast` is the last shown item over it, where it was outscored."""
    return {
        "decision_id": found.decision_id,
        "item_id": found.item_id,
        "kind": "why_not",
        "title": found.title,
        "stage": found.stage,
        "evidence": found.evidence,
        "remedies": [remedy.evidence() for remedy in found.remedies],
        "changed": list(found.changed),
        "contrast": explanation_json(found.contrast) if found.contrast else None,
    }


def _contribution_json(contribution: Contribution) -> dict[str, Any]:
    out: dict[str, Any] = {
        "level": contribution.level,
        "name": contribution.name,
        "value": contribution.value,
    }
    if contribution.level == "word":
        out |= {"source": contribution.source, "span": list(contribution.span or ())}
    if contribution.label:
        out["label"] = contribution.label
    return out | contribution.detail


def decision_json(decision: Decision) -> dict[str, Any]:
    """A saved list for the one it was made for: the items as they were shown, with their signals."""
    items = []
    for card in shown_items(decision):
        candidate = decision.candidate(card.id)
        signals = candidate.signals if candidate else ()
        items.append(asdict(card) | {"signals": dict(zip(decision.signal_names, signals, strict=False))})
    return {
        "id": decision.id,
        "session": decision.session_id,
        "made_at_utc": decision.made_at_utc,
        "lang": decision.lang,
        "request": asdict(decision.request),
        "items": items,
        "compared": len(decision.candidates),
        "catalog_size": decision.catalog_size,
        "versions": asdict(decision.versions),
        "history": [asdict(event) for event in decision.history],
        "stated": [asdict(stated) for stated in decision.stated],
    }


def trace_json(decision: Decision) -> dict[str, Any]:
    """Everything that was saved of a list: every candidate, every exclusion, the combiner's weights."""
    return decision_json(decision) | {
        "shopper": decision.shopper_id,
        "query_text": decision.query_text,
        "likes_text": decision.likes_text,
        "weights": dict(zip(decision.signal_names, decision.weights, strict=False)),
        "bias": decision.bias,
        "depth": decision.depth,
        "shown": list(decision.shown),
        "candidates": [
            {
                "rank": rank,
                "item": asdict(candidate.item),
                "score": candidate.score,
                "probability": candidate.probability,
                "signals": dict(zip(decision.signal_names, candidate.signals, strict=False)),
                "dense_rank": candidate.dense_rank,
                "sparse_rank": candidate.sparse_rank,
                "code_rank": candidate.code_rank,
            }
            for rank, candidate in enumerate(decision.candidates, start=1)
        ],
        "exclusions": [asdict(exclusion) for exclusion in decision.exclusions],
    }
