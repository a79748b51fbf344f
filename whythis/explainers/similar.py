"""Items that are liked for the same reasons as one of a list, and what these reasons are.

Items are alike here by what moved their scores: signals, past events and words, each by its contribution, all against
the same pool. Two items of the same kind whose scores rest on different things are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from whythis.explainers.check import cited_words
from whythis.explainers.evidence import MAX_REASONS, MIN_SHARE, event_facts, reason_facts
from whythis.explainers.groups import grouped
from whythis.explainers.rerun import Rerun
from whythis.explainers.signals import attribute_candidate, candidate_of
from whythis.explainers.types import Contribution, Explanation
from whythis.explainers.why import explain_candidate
from whythis.ranking.types import Decision, ScoredCandidate
from whythis.retrieval.filters import filter_check

MAX_FOUND, SHORTLIST, NEAR = 3, 4, 20
LEAST_LIKENESS = 0.5
Reasons = dict[tuple[str, str], float]
"""What moved a score, by ("signal", name), ("event", id) or ("word", the word), in score units."""


@dataclass(frozen=True, slots=True)
class SharedReason:
    """A reason that the evidence supports for both items. Contributions are in score units, and each of the two shares
    is the reason's part of all that speaks for its item; `facts` hold those of both.
    """

    name: str
    contribution: float
    other_contribution: float
    share: float
    other_share: float
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Similar:
    """An item that is liked for the same reasons. `likeness` is the cosine of the two items' Reasons.

    `place` is its number on the list, None off it; `compared` tells whether the decision scored it, or it was scored
    since.
    """

    item_id: str
    title: str
    place: int | None
    compared: bool
    score: float
    likeness: float
    reasons: tuple[SharedReason, ...]

    def evidence(self) -> dict[str, Any]:
        """What a claim about it stands on."""
        return {
            "other_id": self.item_id,
            "other_title": self.title,
            "place": self.place,
            "compared": self.compared,
            "score": self.score,
            "likeness": self.likeness,
            "reasons": [
                {
                    "name": r.name,
                    "contribution": r.contribution,
                    "other_contribution": r.other_contribution,
                    "share": r.share,
                    "other_share": r.other_share,
                }
                | r.facts
                for r in self.reasons
            ],
        }


def find_similar(
    decision: Decision, item_id: str, rerun: Rerun, most: int = MAX_FOUND
) -> tuple[Similar, ...]:
    """Up to `most` items that are liked for the same reasons, the most alike first; each shares one at least.

    Looked through are the decision's candidates and, if the shop is still what made it, the item's nearest neighbours
    in the catalogue that pass the filters; these are scored for the request.

    Raises:
        NotShownError: the item was not among the decision's candidates.
        ModelError: the loaded model is not the one that made the decision.
    """
    own, combiner = candidate_of(decision, item_id), rerun.ranker.combiner
    others = [c for c in decision.candidates if c.item.id != item_id]
    if not rerun.changed(decision):
        others += _near(decision, item_id, rerun)
    parts = {c.item.id: attribute_candidate(decision, c, combiner) for c in (own, *others)}
    rough = reasons_of(own, parts[item_id][1])
    alike = [
        (cosine(rough, reasons_of(c, parts[c.item.id][1])), c)
        for c in others
        if c.score > parts[c.item.id][0]  # one below the pool's mean is not liked
    ]
    alike.sort(key=lambda pair: (-pair[0], pair[1].item.id))
    # Words are slow to attribute, so only the most alike by signals and events are compared by words too.
    shortlist = [c for likeness, c in alike[:SHORTLIST] if likeness >= LEAST_LIKENESS]
    cross_encoder = rerun.ranker.cross_encoder
    told = {c.item.id: explain_candidate(decision, c, cross_encoder, combiner) for c in (own, *shortlist)}
    full = _with_words(rough, told[item_id])
    found = []
    for c in shortlist:
        likeness = cosine(full, _with_words(reasons_of(c, told[c.item.id].signals), told[c.item.id]))
        reasons = shared_reasons(decision, own, told[item_id], c, told[c.item.id])
        if reasons and likeness >= LEAST_LIKENESS:
            place = decision.shown.index(c.item.id) + 1 if c.item.id in decision.shown else None
            compared = decision.candidate(c.item.id) is not None
            found.append(Similar(c.item.id, c.item.title, place, compared, c.score, likeness, reasons))
    return tuple(sorted(found, key=lambda s: (-s.likeness, s.item_id))[:most])


def _near(decision: Decision, item_id: str, rerun: Rerun) -> list[ScoredCandidate]:
    """The item's nearest neighbours that were not compared and that pass the request's filters, scored."""
    searcher, catalog = rerun.ranker.searcher, rerun.ranker.catalog
    row = catalog.row_of(item_id)
    if row is None:
        return []
    rows, _ = searcher.dense.search(
        searcher.dense.vectors(np.array([row]))[0], 2 * NEAR + len(decision.candidates)
    )
    check = filter_check(decision.request.filters, catalog)
    known = {c.item.id for c in decision.candidates}
    new = [n for n in rows.tolist() if catalog.ids[n] not in known and check(n) is None]
    return list(rerun.score_rows(decision, new[:NEAR]))


# Likeness


def reasons_of(candidate: ScoredCandidate, signals: tuple[Contribution, ...]) -> Reasons:
    """Contributions by reason, the text's signals and the kind's taken together, and taste by past event."""
    reasons: Reasons = {("signal", name): value for name, value in grouped(signals).items()}
    taste = next((c for c in signals if c.name == "taste"), None)
    total = sum(s.share for s in candidate.taste_shares)
    if taste is not None and taste.value > 0 and total > 0:
        del reasons["signal", "taste"]
        for share in candidate.taste_shares:
            reasons["event", share.event_id] = taste.value * share.share / total
    return reasons


def _with_words(reasons: Reasons, explanation: Explanation) -> Reasons:
    """The same with what the cross-encoder gave split over the words that it is cited for, in their proportion."""
    relevance = next((c.value for c in explanation.signals if c.name == "text_relevance"), 0.0)
    words = explanation.words
    cited = cited_words(words, 1) if words is not None and relevance > 0 else ()
    total = sum(word.value for word in cited)
    if total <= 0:
        return reasons
    split = dict(reasons)
    split["signal", "fits_request"] = split.get(("signal", "fits_request"), 0.0) - relevance
    for word in cited:
        split["word", _stem(word.name)] = relevance * word.value / total
    return split


def cosine(one: Mapping[tuple[str, str], float], other: Mapping[tuple[str, str], float]) -> float:
    """Of two sparse vectors; 0 where one is all zero."""
    lengths = sqrt(sum(v * v for v in one.values())) * sqrt(sum(v * v for v in other.values()))
    return sum(v * other.get(key, 0.0) for key, v in one.items()) / lengths if lengths else 0.0


def _stem(word: str) -> str:
    return word.casefold().removesuffix("s")


# Reasons that both have


def shared_reasons(
    decision: Decision,
    own: ScoredCandidate,
    own_told: Explanation,
    other: ScoredCandidate,
    other_told: Explanation,
) -> tuple[SharedReason, ...]:
    """At most three reasons that speak for both and whose facts are the same or point the same way, strongest first."""
    values, others = grouped(own_told.signals), grouped(other_told.signals)
    lift, other_lift = (sum(v for v in g.values() if v > 0) for g in (values, others))
    found = []
    for name, value in values.items():
        share, other_share = _part(value, lift), _part(others.get(name, 0.0), other_lift)
        if min(share, other_share) < MIN_SHARE:
            continue
        facts = reason_facts(name, 1, decision, own_told, own)
        other_facts = reason_facts(name, 1, decision, other_told, other)
        if facts is None or other_facts is None:
            continue
        common = _taste(decision, own, other) if name == "taste" else _common(name, facts, other_facts)
        if common is not None:
            found.append(SharedReason(name, value, others[name], share, other_share, common))
    found.sort(key=lambda r: (-min(r.share, r.other_share), r.name))
    return tuple(found[:MAX_REASONS])


def _part(value: float, lift: float) -> float:
    return value / lift if lift > 0 else 0.0


def _common(name: str, facts: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """The facts that both have; None where the reason is only of the same sort: another brand, another feature."""
    if name == "fits_request":
        held = facts.get("check_held", True) and other.get("check_held", True)
        theirs = {_stem(word["text"]) for word in other["words"]}
        return {"words": [w for w in facts["words"] if _stem(w["text"]) in theirs] if held else []}
    if name == "feature_match":
        both = [feature for feature in facts["features"] if feature in other["features"]]
        return {"features": both} if both else None
    same = _SAME.get(name, ())
    if any(facts[key] != other[key] for key in same):
        return None
    return facts | {f"other_{key}": other[key] for key in _BOTH if key in other and key not in same}


_SAME = {
    "brand_match": ("brand",),
    "category_match": ("category",),
    "brand_affinity": ("value", "how"),
    "category_affinity": ("value", "how"),
    "price_fit": ("reference_cents",),
    "stated": ("value", "kind"),
}
"""What must be equal for a reason to be the same one."""
_BOTH = ("price_cents", "rating", "rating_count", "released")
"""What is told of each."""


def _taste(decision: Decision, own: ScoredCandidate, other: ScoredCandidate) -> dict[str, Any] | None:
    """The past event that speaks most for both, and in the same way."""
    theirs = {s.event_id: s for s in other.taste_shares}
    ways = [
        (min(s.share, theirs[s.event_id].share), s, theirs[s.event_id])
        for s in own.taste_shares
        if s.event_id in theirs
    ]
    best = max(ways, key=lambda way: (way[0], way[1].event_id), default=None)
    if best is None or best[0] <= 0:
        return None
    how = {"together" if s.common > s.share / 2 else "like" for s in best[1:]}
    if len(how) > 1:
        return None
    event = next(e for e in decision.history if e.event_id == best[1].event_id)
    shares = {"event_share": best[1].share, "other_event_share": best[2].share}
    return event_facts(event) | shares | {"how": how.pop()}
