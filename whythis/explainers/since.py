"""What differs between a saved list and the same request today: what moved, what is gone or new, and why each did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from whythis.explainers.rerun import Outcome
from whythis.ranking.types import Decision, ScoredCandidate
from whythis.retrieval.types import Item

REASONS = (
    "same", "price", "stock", "rating", "text", "signals", "beside", "not_in_catalogue", "filtered", "not_found",
    "outscored", "new_in_catalogue", "filtered_then", "not_found_then", "outscored_then",
)  # fmt: skip
"""`beside`: the item is as it was, and others around it changed."""
_MOVED = 0.005
_STRONGEST = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """One item on the list then or now. Ranks are places on the list, from 1; None: not on it.

    `reason` is one of REASONS, `evidence` the values that it stands on; `signals` are (name, then, now) of those that
    changed most.
    """

    item_id: str
    title: str
    then: int | None
    now: int | None
    reason: str
    evidence: dict[str, Any] = field(default_factory=dict)
    signals: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """`versions`: what of model, combiner, catalogue, index and engine is another now ("past": something was erased).

    `replayed` says whether the run under the conditions of then gives the very list of then, with the same scores;
    None where it cannot be told because versions changed.
    """

    versions: tuple[str, ...]
    replayed: bool | None
    moves: tuple[Moved, ...]
    events_then: int
    events_now: int


def is_replayed(decision: Decision, outcome: Outcome) -> bool:
    """Whether a run gives the list of the decision: the same candidates, in the same order, with the same scores."""
    then = [(c.item.id, c.score, c.probability) for c in decision.candidates]
    now = [(c.item.id, c.score, c.probability) for c in outcome.ranked.candidates]
    return then == now and decision.shown == outcome.shown


def moves(decision: Decision, today: Outcome, item_now: Callable[[str], Item | None]) -> tuple[Moved, ...]:
    """Every item that is on either list, those of then first, each with the reason of its move.

    Args:
        today: the same request, run now.
        item_now: the catalogue of today.
    """
    ids = list(decision.shown) + [i for i in today.shown if i not in decision.shown]
    return tuple(_moved(item_id, decision, today, item_now(item_id)) for item_id in ids)


def _moved(item_id: str, decision: Decision, today: Outcome, item: Item | None) -> Moved:
    then, now = _place(item_id, decision.shown), _place(item_id, today.shown)
    before = decision.candidate(item_id)
    after = next((c for c in today.ranked.candidates if c.item.id == item_id), None)
    title = item.title if item else before.item.title if before else item_id
    signals = _signals(decision, before, after)
    if now is None:
        reason, evidence = _lost(item_id, today, item, after)
    elif then is None:
        reason, evidence = _came(item_id, decision, before)
    else:
        reason, evidence = _changed(before, after, signals) if then != now else ("same", {})
    # A change of the item itself is the nearest reason for one that fell or rose.
    if reason in ("outscored", "outscored_then"):
        own, values = _changed(before, after, signals)
        if own != "beside":
            reason, evidence = own, evidence | values
    return Moved(item_id, title, then, now, reason, evidence, signals)


def _place(item_id: str, shown: tuple[str, ...]) -> int | None:
    return shown.index(item_id) + 1 if item_id in shown else None


def _lost(
    item_id: str, today: Outcome, item: Item | None, after: ScoredCandidate | None
) -> tuple[str, dict[str, Any]]:
    if item is None:
        return "not_in_catalogue", {}
    excluded = next((e for e in today.ranked.exclusions if e.item_id == item_id), None)
    if excluded is not None:
        reason = "stock" if excluded.filter == "stock" else "filtered"
        return reason, {"filter": excluded.filter, "expected": excluded.expected, "actual": excluded.actual}
    if after is None:
        return "not_found", {}
    return "outscored", {"rank": today.rank_of(item_id), "score": after.score}


def _came(item_id: str, decision: Decision, before: ScoredCandidate | None) -> tuple[str, dict[str, Any]]:
    excluded = next((e for e in decision.exclusions if e.item_id == item_id), None)
    if excluded is not None:
        return "filtered_then", {
            "filter": excluded.filter,
            "expected": excluded.expected,
            "actual": excluded.actual,
        }
    if before is None:
        return "not_found_then", {}
    order = [c.item.id for c in decision.candidates]
    return "outscored_then", {"rank": order.index(item_id) + 1, "score": before.score}


def _changed(
    before: ScoredCandidate | None,
    after: ScoredCandidate | None,
    signals: tuple[tuple[str, float, float], ...],
) -> tuple[str, dict[str, Any]]:
    """What of the item itself is another now; else that its signals moved, or that others did."""
    if before is None or after is None:
        return "beside", {}
    old, new = before.item, after.item
    if old.price_cents != new.price_cents:
        return "price", {"then": old.price_cents, "now": new.price_cents, "currency": new.currency}
    if (old.rating, old.rating_count) != (new.rating, new.rating_count):
        return "rating", {"then": old.rating, "now": new.rating}
    if before.text != after.text:
        return "text", {}
    return ("signals", {}) if signals else ("beside", {})


def _signals(
    decision: Decision, before: ScoredCandidate | None, after: ScoredCandidate | None
) -> tuple[tuple[str, float, float], ...]:
    if before is None or after is None:
        return ()
    pairs = zip(decision.signal_names, before.signals, after.signals, strict=False)
    moved = [(n, a, b) for n, a, b in pairs if abs(a - b) >= _MOVED]
    return tuple(sorted(moved, key=lambda m: -abs(m[1] - m[2]))[:_STRONGEST])
