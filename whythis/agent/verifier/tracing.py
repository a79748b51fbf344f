"""Traces what a claim holds back to the saved decision and to what was found: the second half of "nothing unproven".

A sentence is checked against its claims; here claims are checked against what made the choice. Every value of the
evidence has its own way back, written apart from the code that made the evidence. A value that has none is a fault.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from statistics import mean, median
from typing import Any

from whythis.agent.tally import TALLY, UNTRACED
from whythis.explainers.groups import grouped, members
from whythis.explainers.types import Claim, Explanation
from whythis.ranking.calibration import BANDS
from whythis.ranking.signals import PRICE_KINDS
from whythis.ranking.types import Decision, PastEvent, ScoredCandidate
from whythis.retrieval.filters import has_value
from whythis.retrieval.types import Item

_log = logging.getLogger(__name__)
_DIRECTIONS = {
    "reason": 1, "edge": 1, "limit": 1, "against": -1, "but": -1, "lacks": -1, "why_not": -1, "what_if.on": 1,
    "what_if.off": -1, "similar.listed": 1, "similar.compared": 1, "similar.beside": 1, "anchor.rule": 1,
    "anchor.whatever": 1, "why_not.remedy": 1, "why_not.remedy_short": 0, "why_not.remedy_lost": 0,
    "why_not.no_remedy": 0, "why_not.changed": 0, "why_not.erased": 0,
}  # fmt: skip
"""Which way a kind speaks, by the kind or its first part; the others speak neither way."""


@dataclass(frozen=True, slots=True)
class _Trace:
    """What the values of a claim are looked up in. `own` and `other` are the products that it is about."""

    claim: Claim
    decision: Decision
    found: Any
    own: Item | None
    other: Item | None
    evidence: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The reason that the evidence is about."""
        return self.claim.kind.split(".", 1)[-1]

    def scored(self, item: Item | None) -> ScoredCandidate | None:
        return self.decision.candidate(item.id) if item else None

    def event(self) -> PastEvent | None:
        return next((e for e in self.decision.history if e.event_id == self.evidence.get("event_id")), None)


def traced(claims: Sequence[Claim], decision: Decision, found: Any) -> tuple[Claim, ...]:
    """The claims that hold; the others are logged by kind and dropped, and with them every sentence that cites them."""
    kept = []
    for claim in claims:
        fault = untraced(claim, decision, found)
        if fault is None:
            kept.append(claim)
        else:
            TALLY.add(UNTRACED, claim.kind)
            _log.error("a claim of kind %s does not hold: %s", claim.kind, fault)
    return tuple(kept)


def untraced(claim: Claim, decision: Decision, found: Any) -> str | None:
    """The key of a value of a claim that decision and explanation do not bear out; None when all do."""
    way = _DIRECTIONS.get(claim.kind, _DIRECTIONS.get(claim.kind.split(".", 1)[0], 0))
    if claim.kind != "figures.signal" and claim.direction != way:
        return "direction"
    own, other = _products(claim, decision, found)
    if claim.item_title and own is not None and claim.item_title != _about(claim, decision, found):
        return "item_title"
    trace = _Trace(claim, decision, found, own, other, claim.evidence)
    if claim.kind.startswith(_WHOLE):
        return _whole(trace)
    return _values(trace)


def _products(claim: Claim, decision: Decision, found: Any) -> tuple[Item | None, Item | None]:
    items = {c.item.id: c.item for c in decision.candidates}
    own, other = items.get(claim.item_id), items.get(getattr(found, "other_id", "") or "")
    return (other, own) if claim.kind.startswith("but.") else (own, other)


def _about(claim: Claim, decision: Decision, found: Any) -> str:
    candidate = decision.candidate(claim.item_id)
    return candidate.item.title if candidate else str(getattr(found, "title", claim.item_title))


def _values(trace: _Trace) -> str | None:
    if isinstance(trace.found, Explanation) and trace.claim.item_id != trace.found.item_id:
        return "item_id"
    for key, value in trace.evidence.items():
        check = _TRACES.get(key)
        if check is None or not check(trace, value):
            return key
    return None


def _attr(name: str, of_other: bool = False) -> Callable[[_Trace, Any], bool]:
    def check(trace: _Trace, value: Any) -> bool:
        item = trace.other if of_other else trace.own
        return item is not None and getattr(item, name) == value

    return check


def _near(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def _place(decision: Decision, item: Item | None) -> int | None:
    order = [*decision.shown, *(c.item.id for c in decision.candidates if c.item.id not in decision.shown)]
    return order.index(item.id) + 1 if item and item.id in order else None


def _rank(trace: _Trace, item: Item | None) -> int | None:
    if item is None:
        return None
    if trace.claim.kind == "compare.position":
        return _place(trace.decision, item)
    sorted_by_fit = trace.claim.kind == "position" and trace.decision.request.sort
    if item.id in trace.decision.shown and not sorted_by_fit:
        return trace.decision.shown.index(item.id) + 1
    return next((n for n, c in enumerate(trace.decision.candidates, 1) if c.item.id == item.id), None)


def _group_value(trace: _Trace) -> float | None:
    return grouped(trace.found.signals).get(trace.name) if isinstance(trace.found, Explanation) else None


def _share(trace: _Trace, value: Any) -> bool:
    own = _group_value(trace)
    sums = grouped(trace.found.signals).values()
    if own is None or own * trace.claim.direction <= 0:
        return False
    return _near(own / sum(v for v in sums if v * own > 0), value)


def _contribution(trace: _Trace, value: Any) -> bool:
    own = _group_value(trace)
    return own is not None and _near(own, value) and own * trace.claim.direction > 0


def _signals(trace: _Trace, value: Any) -> bool:
    parts = {
        c.name: {"contribution": c.value, **c.detail}
        for c in trace.found.signals
        if c.name in members(trace.name)
    }
    return parts == value


def _words(trace: _Trace, value: Any) -> bool:
    words = trace.found.words.words if trace.found.words else ()
    known = {(w.name, w.source, tuple(w.span or ()), w.value) for w in words}
    return all(
        (w["text"], w["source"], tuple(w["span"]), w["value"]) in known
        and w["value"] * trace.claim.direction > 0
        for w in value
    )


def _of_event(name: str) -> Callable[[_Trace, Any], bool]:
    def check(trace: _Trace, value: Any) -> bool:
        event = trace.event()
        return event is not None and getattr(event, name) == value

    return check


def _event_share(trace: _Trace, value: Any) -> bool:
    scored = trace.scored(trace.own)
    shares = [s for s in scored.taste_shares if s.share > 0] if scored else []
    own = next((s.share for s in shares if s.event_id == trace.evidence["event_id"]), None)
    return (
        own is not None
        and own == max(s.share for s in shares)
        and _near(own / sum(s.share for s in shares), value)
    )


def _how(trace: _Trace, value: Any) -> bool:
    if trace.name == "taste":
        scored = trace.scored(trace.own)
        share = (
            next((s for s in scored.taste_shares if s.event_id == trace.evidence["event_id"]), None)
            if scored
            else None
        )
        return share is not None and value == ("together" if share.common > share.share / 2 else "like")
    chosen = [e for e in _same(trace) if e.kind in PRICE_KINDS]
    return value == ("chose" if chosen else "viewed")


def _same(trace: _Trace) -> list[PastEvent]:
    """The past events with things of the item's brand or kind."""
    key = "item_brand" if trace.name == "brand_affinity" else "item_category"
    told = str(trace.evidence.get("value", "")).casefold()
    return [e for e in trace.decision.history if getattr(e, key).casefold() == told]


def _count(trace: _Trace, value: Any) -> bool:
    how = trace.evidence.get("how", "chose")
    return value == sum(e.kind in PRICE_KINDS if how == "chose" else e.kind == "view" for e in _same(trace))


def _value(trace: _Trace, value: Any) -> bool:
    if trace.name == "stated":
        wanted = trace.claim.direction if trace.claim.kind.startswith(("reason", "against")) else 1
        return any(s.value == value and s.weight * wanted > 0 for s in trace.decision.stated)
    item = trace.own
    return item is not None and value == (item.brand if trace.name == "brand_affinity" else item.category)


def _features(trace: _Trace, value: Any) -> bool:
    if trace.own is None:
        return False
    has = {n.casefold(): v.casefold() for n, v in trace.own.attributes}
    lacking = trace.claim.kind in ("lacks", "against.feature_match")
    for name in value:
        asked = [
            f
            for f in trace.decision.request.features
            if name == (f[0][0] if f[0][1].casefold() in ("yes", "true") else f[0][1])
        ]
        if not asked:
            return False
        named = any(has_value(has, n, v) for f in asked for n, v in f)
        if named == lacking:
            return False
    return bool(value)


def _pairs_of_request(trace: _Trace, value: Any) -> bool:
    asked = [[list(p) for p in f] for f in trace.decision.request.features]
    return all(pair in asked for pair in value)


def _differing(trace: _Trace, value: Any) -> bool:
    if trace.own is None or trace.other is None:
        return False
    own, other = dict(trace.own.attributes), dict(trace.other.attributes)
    return all(own.get(n) == a and other.get(n) == b and a.casefold() != b.casefold() for n, a, b in value)


def _reference(trace: _Trace, value: Any) -> bool:
    scored = trace.scored(trace.own)
    return (
        scored is not None
        and scored.price_reference_cents is not None
        and value == round(scored.price_reference_cents)
    )


def _pool_mean(trace: _Trace, value: Any) -> bool:
    pool = [c.item for c in trace.decision.candidates]
    rated = [i.rating for i in pool if i.rating is not None and i.rating_count > 0]
    own = trace.own.rating if trace.own else None
    if not rated or own is None or not _near(mean(rated), value):
        return False
    return (own - value) * trace.claim.direction > 0


def _pool_median(trace: _Trace, value: Any) -> bool:
    pool, way, own = [c.item for c in trace.decision.candidates], trace.claim.direction, trace.own
    if own is None:
        return False
    if trace.name == "popularity":
        return _near(median(i.rating_count for i in pool), value) and (own.rating_count - value) * way > 0
    dates = sorted(i.released for i in pool if i.released)
    return (
        bool(dates)
        and dates[len(dates) // 2] == value
        and ((own.released > value) if way > 0 else (own.released < value))
    )


def _points(name: str) -> Callable[[_Trace, Any], bool]:
    def check(trace: _Trace, value: Any) -> bool:
        found = trace.found
        known = {
            "base_points": found.base_value,
            "score_points": found.output_value,
            "moved_points": sum(c.value for c in found.signals),
            "residual_points": found.residual,
        }
        return _near(known[name], value)

    return check


def _signal_points(trace: _Trace, value: Any) -> bool:
    sign = (value > 0) - (value < 0)
    label = trace.evidence.get("label")
    return sign == trace.claim.direction and any(
        c.label == label and c.value == value for c in trace.found.signals
    )


def _source(trace: _Trace, value: Any) -> bool:
    return value == ("asked" if trace.decision.request.price_target_cents is not None else "usual")


def _band(trace: _Trace, value: Any) -> bool:
    scored = trace.scored(trace.own)
    return (
        scored is not None
        and value == scored.band
        and value in ("", next(name for name, least in BANDS if scored.probability >= least))
    )


def _chance(trace: _Trace, value: Any) -> bool:
    scored = trace.scored(trace.own)
    return scored is not None and _near(scored.probability, value)


def _taste_gap(trace: _Trace, value: Any) -> bool:
    own, other = trace.scored(trace.own), trace.scored(trace.other)
    if own is None or other is None:
        return False
    event = trace.evidence["event_id"]
    a, b = (sum(s.share for s in c.taste_shares if s.event_id == event) for c in (own, other))
    return _near(a - b, value) and value > 0


def _gap(trace: _Trace, value: Any) -> bool:
    own, other = trace.scored(trace.own), trace.scored(trace.other)
    return own is not None and other is not None and _near(own.score - other.score, value)


_TRACES: dict[str, Callable[[_Trace, Any], bool]] = {
    **{key: _attr(key) for key in ("title", "price_cents", "rating", "rating_count", "released", "brand")},
    **{f"other_{k}": _attr(k, True) for k in ("title", "price_cents", "rating", "rating_count", "released")},
    **{f"other_{k}": _attr(k, True) for k in ("brand", "category")},
    "category": _attr("category"),
    "currency": lambda t, v: v == (t.own.currency if t.own else v),
    "other_id": lambda t, v: t.other is not None and v == t.other.id,
    "rank": lambda t, v: v == _rank(t, t.own),
    "other_rank": lambda t, v: v == _rank(t, t.other),
    "shown": lambda t, v: t.own is not None and v == (t.own.id in t.decision.shown),
    "place": lambda t, v: t.own is not None and t.own.id in t.decision.shown
    and v == t.decision.shown.index(t.own.id) + 1,
    "sort": lambda t, v: v == t.decision.request.sort,
    "compared": lambda t, v: v == len(t.decision.candidates),
    "catalog_size": lambda t, v: v == t.decision.catalog_size,
    "max_cents": lambda t, v: v == t.decision.request.filters.price_max_cents and t.own is not None
    and t.own.price_cents is not None and t.own.price_cents <= v,
    "reference_cents": _reference,
    "source": _source,
    "pool_mean": _pool_mean,
    "pool_median": _pool_median,
    "share": _share,
    "contribution": _contribution,
    "signals": _signals,
    "words": _words,
    "check_held": lambda t, v: t.found.check is not None and v == t.found.check.held,
    "check_gain": lambda t, v: t.found.check is not None and v == t.found.check.gain,
    "query": lambda t, v: v == t.decision.query_text,
    "wanted": lambda t, v: v == list(t.decision.request.categories),
    "features": _features,
    "pairs": _pairs_of_request,
    "event_id": lambda t, v: t.event() is not None,
    "event_kind": _of_event("kind"),
    "event_title": _of_event("item_title"),
    "event_at_utc": _of_event("at_utc"),
    "event_share": _event_share,
    "difference": _taste_gap,
    "how": _how,
    "events": lambda t, v: v == len(t.decision.history) > 0,
    "value": _value,
    "count": _count,
    "kind": lambda t, v: any(
        s.kind == v and s.value == t.evidence.get("value") for s in t.decision.stated
    ),
    "probability": _chance,
    "band": _band,
    "gap": _gap,
    "facts": _differing,
    **{key: _points(key) for key in ("base_points", "score_points", "moved_points", "residual_points")},
    "label": lambda t, v: any(c.label == v for c in t.found.signals),
    "signal_points": _signal_points,
    "method": lambda t, v: v == t.found.method,
    "baseline": lambda t, v: v == t.found.baseline,
    "model": lambda t, v: v == str(t.found.versions.get("model", "")),
}  # fmt: skip
"""For each key of evidence, whether a value is the one that the decision holds."""

_WHOLE = ("why_not.", "what_if.", "anchor.", "similar.", "confidence.", "recommend.")
"""Kinds that were found whole: their evidence is that of what was found."""


def _whole(trace: _Trace) -> str | None:
    section = trace.claim.kind.split(".", 1)[0]
    expected = _EXPECTED[section](trace)
    for key, value in trace.evidence.items():
        if key == "edges":
            fault = _edges(trace, value)
        elif key not in expected or not _equal(expected[key], value):
            fault = key
        else:
            fault = None
        if fault:
            return fault
    return _kind_fault(trace, expected)


def _equal(expected: Any, value: Any) -> bool:
    if isinstance(expected, tuple) and len(expected) == 2 and expected[0] == "any":
        return value in expected[1]
    return expected == value and type(expected) is type(value)


def _edges(trace: _Trace, edges: Sequence[Mapping[str, Any]]) -> str | None:
    contrast = trace.found.contrast
    if contrast is None:
        return "edges"
    items = {c.item.id: c.item for c in trace.decision.candidates}
    for edge in edges:
        claim = Claim("", str(edge["kind"]), contrast.item_id, 1, dict(edge))
        evidence = {k: v for k, v in edge.items() if k != "kind"}
        inner = _Trace(
            claim, trace.decision, contrast, items[contrast.item_id], items[contrast.other_id], evidence
        )
        fault = _values(inner)
        if fault:
            return f"edges.{fault}"
    return None


def _edits_of(decision: Decision, edits: Sequence[Any]) -> list[dict[str, Any]]:
    from whythis.agent.wording.edits import edits_evidence

    return edits_evidence(edits, decision)


def _flip(trace: _Trace, flips: Sequence[Any]) -> dict[str, Any]:
    edits = trace.evidence.get("edits")
    flip = next((f for f in flips if _edits_of(trace.decision, f.edits) == edits), None)
    if flip is None or flip.item_id != trace.claim.item_id:
        return {}
    return flip.evidence() | {"edits": edits, "room": len(flip.shown), "currency": _currency(trace)}


def _currency(trace: _Trace) -> tuple[str, set[str]]:
    return ("any", {c.item.currency for c in trace.decision.candidates} | {"USD"})


def _why_not(trace: _Trace) -> dict[str, Any]:
    found = trace.found
    if isinstance(found, Sequence):  # a what-if that found nothing to bring it in
        return {"on_list": trace.claim.item_id in trace.decision.shown}
    if found.item_id != trace.claim.item_id:
        return {}
    if trace.claim.kind.startswith("why_not.remedy"):
        return _flip(trace, found.remedies)
    if trace.claim.kind in ("why_not.changed", "why_not.erased"):
        return {"changed": list(found.changed)}
    limit = str(found.evidence.get("expected", "")).split()[-1:]
    extra = {"limit_cents": int(limit[0])} if limit and limit[0].isdigit() else {}
    if found.evidence.get("filter") == "rating" and limit and limit[0][:1].isdigit():
        extra = {"least_rating": float(limit[0])}
    return {"stage": found.stage, "title": found.title, "currency": _currency(trace)} | found.evidence | extra


def _what_if(trace: _Trace) -> dict[str, Any]:
    if "edits" in trace.evidence:
        return _flip(trace, trace.found)
    return {"on_list": trace.claim.item_id in trace.decision.shown}


def _anchor(trace: _Trace) -> dict[str, Any]:
    from whythis.explainers.anchors import PRECISION

    if trace.found.item_id != trace.claim.item_id:
        return {}
    return trace.found.evidence() | {"goal": PRECISION, "currency": _currency(trace)}


def _similar(trace: _Trace) -> dict[str, Any]:
    own = {
        "title": trace.own.title if trace.own else trace.claim.item_id,
        "compared": len(trace.decision.candidates),
    }
    if trace.claim.kind in ("similar.lead", "similar.none"):
        return own
    other = next((s for s in trace.found if s.item_id == trace.evidence.get("other_id")), None)
    return {"title": own["title"], "currency": _currency(trace)} | other.evidence() if other else {}


def _confidence(trace: _Trace) -> dict[str, Any]:
    found, titles = trace.found, {c.item.id: c.item.title for c in trace.decision.candidates}
    if found.item_id != trace.claim.item_id:
        return {}
    expected: dict[str, Any] = {
        "verdict": found.verdict,
        "probability": found.probability,
        "band": found.band,
        "next_id": found.next_id,
        "next_probability": found.next_probability,
        "next_title": titles.get(found.next_id),
        "agreement": found.agreement,
    }
    if found.check is not None:
        expected |= {"cited": list(found.check.cited), "gain": found.check.gain}
    return expected


def _recommend(trace: _Trace) -> dict[str, Any]:
    from whythis.agent.recommend import asked_of, called, near_misses

    decision = trace.decision
    near = near_misses(decision)
    prices = [int(e.actual) for e in near if e.filter == "price" and e.actual.isdigit()]
    return {
        "shown": list(decision.shown),
        "listed": len(decision.shown),
        "best_probability": decision.candidates[0].probability if decision.candidates else 0.0,
        "compared": len(decision.candidates),
        "query": called(decision.request),
        "currency": _currency(trace),
        "asked": asked_of(decision.request),
        "sort": decision.request.sort,
        "excluded": len(near),
        "filters": sorted({e.filter for e in near}),
        "cheapest_cents": min(prices, default=None),
    }


_EXPECTED: dict[str, Callable[[_Trace], dict[str, Any]]] = {
    "why_not": _why_not,
    "what_if": _what_if,
    "anchor": _anchor,
    "similar": _similar,
    "confidence": _confidence,
    "recommend": _recommend,
}


def _kind_fault(trace: _Trace, expected: Mapping[str, Any]) -> str | None:
    """A kind that says something else than its evidence: "on the list" of what is off it, "sure" of a guess."""
    kind, evidence = trace.claim.kind, trace.evidence
    if not expected and evidence:
        return "item_id"
    if (kind == "confidence.close" and not trace.found.close) or (
        kind == "confidence.apart" and trace.found.close
    ):
        return "kind"
    if "verdict" in evidence and kind != f"confidence.{evidence['verdict']}":
        return "kind"
    if kind in ("what_if.on", "what_if.off") and evidence["on_list"] != (kind == "what_if.on"):
        return "kind"
    if "stage" in evidence and kind != f"why_not.{evidence['stage']}":
        return "kind"
    if kind == "why_not.no_remedy" and getattr(trace.found, "changed", ()):
        return "kind"  # nothing was tried
    if "changed" in evidence and ("past" in evidence["changed"]) != (kind == "why_not.erased"):
        return "kind"
    return None
