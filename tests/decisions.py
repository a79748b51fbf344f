"""Decisions made by hand, with numbers that are easy to follow."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import (
    Decision,
    EventShare,
    ItemText,
    PastEvent,
    Request,
    ScoredCandidate,
    Stated,
    Versions,
)
from whythis.retrieval.types import Exclusion, Filters, Item

VERSIONS = Versions("0", "v", "m" * 64, "b" * 64, "c" * 64, "i" * 64)


def signals(**values: float) -> tuple[float, ...]:
    """A row of signals, zero where nothing is said."""
    assert set(values) <= set(SIGNAL_NAMES)
    return tuple(float(values.get(name, 0.0)) for name in SIGNAL_NAMES)


def item(item_id: str, **fields) -> Item:
    return Item(item_id, fields.pop("title", f"Item {item_id}"), **fields)


def decision(
    rows: Sequence[tuple[Item, tuple[float, ...]]],
    weights: tuple[float, ...] = tuple(1.0 for _ in SIGNAL_NAMES),
    *,
    bias: float = 0.5,
    filters: Filters | None = None,
    target_cents: int | None = None,
    references: Sequence[float | None] = (),
    history: tuple[PastEvent, ...] = (),
    shares: Sequence[tuple[EventShare, ...]] = (),
    stated: tuple[Stated, ...] = (),
    exclusions: tuple[Exclusion, ...] = (),
    shown: int = 3,
) -> Decision:
    """A decision over `rows` with a linear score; probabilities fall with rank."""
    scored = []
    for n, (thing, values) in enumerate(rows):
        score = bias + sum(w * s for w, s in zip(weights, values, strict=True))
        scored.append(
            ScoredCandidate(
                thing,
                ItemText((("title", thing.title),)),
                n + 1,
                None,
                None,
                0.01,
                values,
                score,
                0.9 - 0.1 * n,
                references[n] if references else None,
                shares[n] if shares else (),
            )
        )
    scored.sort(key=lambda c: -c.score)
    return Decision(
        "d1", "s1", None, "2026-01-01T00:00:00.000Z", "en",
        Request("lamp", "a lamp", filters or Filters(), target_cents), "lamp", "", SIGNAL_NAMES, weights, bias,
        history, tuple(scored), tuple(c.item.id for c in scored[:shown]), exclusions, 200, 1000, VERSIONS, stated,
    )  # fmt: skip
