"""Why an item is not on a list: the first stage that lost it, with its numbers, and what would bring it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from whythis.explainers.contrast import explain_contrast
from whythis.explainers.counterfactual import Counterfactual, find_counterfactuals, relaxing
from whythis.explainers.rerun import Conditions, Edit, Rerun, applied
from whythis.explainers.types import Explanation
from whythis.ranking.shown import least_probability
from whythis.ranking.types import Decision
from whythis.retrieval.filters import filter_check
from whythis.retrieval.types import Exclusion, Item

STAGES = (
    "shown", "not_in_catalogue", "out_of_stock", "already_shown", "filtered", "not_retrieved", "not_compared",
    "outscored", "unlikely",
)  # fmt: skip
"""`shown`: it is on the list; `not_compared`: found, and beyond the pool that is scored; `unlikely`: its chance is
far below that of the best."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The stage that lost an item, and the evidence of it.

    `contrast` is set for an outscored item: the last item that was shown, over this one. `remedies` were run, unless
    something is `changed` since, of which the list cannot be made again.
    """

    decision_id: str
    item_id: str
    title: str
    stage: str
    evidence: dict[str, Any] = field(default_factory=dict)
    contrast: Explanation | None = None
    remedies: tuple[Counterfactual, ...] = ()
    changed: tuple[str, ...] = ()


def explain_why_not(decision: Decision, item_id: str, rerun: Rerun, with_remedies: bool = True) -> WhyNot:
    """Where an item was lost, read from the saved decision.

    A condition that it fails is named wherever it stood, since no rank would have let it in. Ranks of an item
    that no index found near enough are looked up in today's indexes, if these are still the ones that were
    searched.

    Args:
        with_remedies: looks for what would bring it in, which takes nearly all of the time.
    """
    catalog = rerun.ranker.catalog
    candidate = decision.candidate(item_id)
    item = candidate.item if candidate else catalog.get(item_id)
    if item is None:
        return WhyNot(
            decision.id, item_id, item_id, "not_in_catalogue", {"catalog_size": decision.catalog_size}
        )
    stage, evidence, contrast = "shown", {}, None
    if item_id in decision.shown:
        evidence = {"rank": decision.shown.index(item_id) + 1}
    elif candidate is not None:
        stage, evidence = _scored(decision, item_id)
        if stage == "outscored":
            contrast = explain_contrast(decision, evidence["last_id"], item_id, rerun.ranker.combiner)
    elif (excluded := _exclusion(decision, item_id, rerun)) is not None:
        stage, evidence = _excluded(item, excluded)
    else:
        stage, evidence = _not_found(decision, item_id, rerun)
    changed = rerun.changed(decision)
    wanted = with_remedies and stage != "shown" and not changed
    remedies = _remedies(decision, item, stage, rerun) if wanted else ()
    return WhyNot(decision.id, item_id, item.title, stage, evidence, contrast, remedies, changed)


def _scored(decision: Decision, item_id: str) -> tuple[str, dict[str, Any]]:
    order = [c.item.id for c in decision.candidates]
    own = decision.candidates[order.index(item_id)]
    last = next((c for c in reversed(decision.candidates) if c.item.id in decision.shown), None)
    evidence: dict[str, Any] = {
        "rank": order.index(item_id) + 1,
        "shown": len(decision.shown),
        "compared": len(order),
        "score": own.score,
        "probability": own.probability,
    }
    if last is not None and order.index(item_id) >= decision.request.limit:
        evidence |= {"last_id": last.item.id, "last_title": last.item.title, "last_score": last.score}
        return "outscored", evidence
    best = decision.candidates[0].probability
    return "unlikely", evidence | {"least": least_probability(decision.candidates), "best": best}


def _exclusion(decision: Decision, item_id: str, rerun: Rerun) -> Exclusion | None:
    """The condition that lost an item: the saved one, or the one that it fails where the search never came to it."""
    saved = next((e for e in decision.exclusions if e.item_id == item_id), None)
    row = rerun.ranker.catalog.row_of(item_id)
    if saved is not None or row is None or "catalogue" in rerun.changed(decision):
        return saved
    failed = filter_check(decision.request.filters, rerun.ranker.catalog)(row)
    return Exclusion(item_id, *failed, None, None) if failed else None


def _excluded(item: Item, excluded: Exclusion) -> tuple[str, dict[str, Any]]:
    stage = {"stock": "out_of_stock", "already_shown": "already_shown"}.get(excluded.filter, "filtered")
    ranks = [rank for rank in (excluded.dense_rank, excluded.sparse_rank) if rank is not None]
    return stage, {
        "filter": excluded.filter,
        "expected": excluded.expected,
        "actual": excluded.actual,
        "dense_rank": excluded.dense_rank,
        "sparse_rank": excluded.sparse_rank,
        "best_rank": min(ranks, default=None),
        "price_cents": item.price_cents,
        "rating": item.rating,
        "currency": item.currency,
        "brand": item.brand,
        "category": item.category,
    }


def _not_found(decision: Decision, item_id: str, rerun: Rerun) -> tuple[str, dict[str, Any]]:
    searcher = rerun.ranker.searcher
    evidence: dict[str, Any] = {"depth": decision.depth, "compared": len(decision.candidates)}
    row = searcher.catalog.row_of(item_id)
    wordless = decision.erased is not None and decision.erased.request
    if row is not None and not wordless and not {"catalogue", "index"} & set(rerun.changed(decision)):
        dense, sparse = searcher.ranks_of(searcher.as_indexed(decision.request.text), row)
        evidence |= {"dense_rank": dense, "sparse_rank": sparse}
        if min(dense, sparse or dense) <= decision.depth:
            return "not_compared", evidence
    return "not_retrieved", evidence


def _remedies(decision: Decision, item: Item, stage: str, rerun: Rerun) -> tuple[Counterfactual, ...]:
    """What would have put it on the list, each run again; empty where nothing small does."""
    if stage in ("filtered", "out_of_stock", "already_shown"):
        edits = all_relaxed(decision, item, rerun)
        outcome = rerun.again(decision, edits)
        return (
            Counterfactual(item.id, edits, item.id in outcome.shown, outcome.rank_of(item.id), outcome.shown),
        )
    return find_counterfactuals(decision, item, rerun, most=1)


def all_relaxed(decision: Decision, item: Item, rerun: Rerun) -> tuple[Edit, ...]:
    """The changes that let an item through every filter that it fails, in the order in which it fails them."""
    catalog = rerun.ranker.catalog
    row, conditions, edits = catalog.row_of(item.id), Conditions.of(decision), []
    while row is not None and (failed := filter_check(conditions.request.filters, catalog)(row)) is not None:
        edit = relaxing(failed[0], failed[1], item)
        if edit in edits:
            break  # it changes nothing, so there is no way through
        edits.append(edit)
        conditions = applied(edit, conditions)
    return tuple(edits)
