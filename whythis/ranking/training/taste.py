"""Learns which items people choose together, and chooses the method on items that were held out.

Every candidate is a matrix of item-to-item weights, so that a prediction is a sum over a shopper's events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from whythis.ranking.history import History
from whythis.ranking.metrics import ndcg_at_k
from whythis.ranking.signals import event_weights
from whythis.ranking.taste import Taste
from whythis.ranking.training.choices import TAKEN, last_taken
from whythis.ranking.types import Event

MIN_SHOPPERS, MIN_ITEM_EVENTS = 30, 3
"""With fewer shoppers, or fewer events of an item, what is learned would be chance."""
MAX_ITEMS = 8_000
"""The most chosen items that weights are learned for: the method inverts a matrix of this size."""
KEPT_PER_ITEM = 500
_HELD_OUT = 3


@dataclass(frozen=True, slots=True)
class Interactions:
    """What whom took: `matrix` (n_shoppers, n_items) of event weights above zero, and the ids of its axes."""

    shopper_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    matrix: sparse.csr_array


def interactions(events_of: Mapping[str, Sequence[Event]], least: int = MIN_ITEM_EVENTS) -> Interactions:
    """Positive events by shopper and item. Items with fewer than `least` shoppers are left out."""
    liked: dict[str, dict[str, float]] = {}
    counts: dict[str, int] = {}
    for shopper, events in events_of.items():
        best: dict[str, float] = {}
        for event, weight in zip(events, event_weights(events), strict=True):
            best[event.item_id] = max(best.get(event.item_id, 0.0), weight)
        liked[shopper] = {item: weight for item, weight in best.items() if weight > 0}
        for item in liked[shopper]:
            counts[item] = counts.get(item, 0) + 1
    kept = sorted((i for i, n in counts.items() if n >= least), key=lambda i: (-counts[i], i))[:MAX_ITEMS]
    column = {item: place for place, item in enumerate(kept)}
    shoppers = sorted(liked)
    cells = [
        (row, column[item], weight)
        for row, shopper in enumerate(shoppers)
        for item, weight in liked[shopper].items()
        if item in column
    ]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    matrix = sparse.csr_array(
        (np.array(values, dtype=np.float32), (rows, columns)), shape=(len(shoppers), len(kept))
    )
    return Interactions(tuple(shoppers), tuple(kept), matrix)


def ease(matrix: sparse.csr_array, ridge: float, dropout: float = 0.0) -> np.ndarray:
    """(n_items, n_items) weights by closed-form ridge regression with a zero diagonal (EASE, Steck, WWW 2019).

    Args:
        dropout: the share of each shopper's items that is hidden in training, in expectation, so that an item is
            not told by itself and its twins alone (EDLAE, Steck, NeurIPS 2020).
    """
    binary = sparse.csr_array((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
    gram = (binary.T @ binary).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += ridge + dropout / (1.0 - dropout) * np.diag(gram)
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    weights[np.diag_indices_from(weights)] = 0.0
    return weights


def item_neighbours(matrix: sparse.csr_array, neighbours: int) -> np.ndarray:
    """(n_items, n_items) cosines of each item's nearest ones, by implicit's item-item recommender."""
    from implicit.nearest_neighbours import CosineRecommender

    model = CosineRecommender(K=neighbours, num_threads=1)
    model.fit(sparse.csr_matrix(matrix), show_progress=False)
    weights = sparse.csr_array(model.similarity).toarray().astype(np.float64)
    weights[np.diag_indices_from(weights)] = 0.0
    return weights


def candidates() -> dict[str, Callable[[sparse.csr_array], np.ndarray]]:
    """The methods to choose from, by name."""
    found: dict[str, Callable[[sparse.csr_array], np.ndarray]] = {
        f"EASE, ridge {ridge:g}": lambda matrix, ridge=ridge: ease(matrix, ridge)
        for ridge in (30.0, 100.0, 300.0, 1000.0)
    }
    for dropout in (0.33, 0.5):
        name = f"EDLAE, ridge 300, dropout {dropout:g}"
        found[name] = lambda matrix, dropout=dropout: ease(matrix, 300.0, dropout)
    found["item neighbours, 50"] = lambda matrix: item_neighbours(matrix, 50)
    return found


def learn_taste(history: History) -> tuple[Taste, str] | None:
    """Item-to-item weights by the method whose NDCG@10 is best on each shopper's last items.

    Returns:
        The taste (with scales of content and common choice still to be fitted) and the method's name; None
        where there are too few events to learn from.
    """
    everyone = {shopper: history.of(shopper) for shopper in history.shopper_ids()}
    earlier = {shopper: _without_last(events) for shopper, events in everyone.items()}
    found = interactions({shopper: events for shopper, (events, _) in earlier.items()})
    if len(found.shopper_ids) < MIN_SHOPPERS or len(found.item_ids) < 10:
        return None
    column = {item: place for place, item in enumerate(found.item_ids)}
    targets = [
        [column[item] for item in earlier[shopper][1] if item in column] for shopper in found.shopper_ids
    ]
    scores = {
        name: _held_out_ndcg(found.matrix, method(found.matrix), targets)
        for name, method in candidates().items()
    }
    best = max(scores, key=lambda name: scores[name])
    return learn_matrix(everyone, best), best


def learn_matrix(events_of: Mapping[str, Sequence[Event]], method: str) -> Taste:
    """Item-to-item weights by one method; the taste counts them alone, at full scale."""
    found = interactions(events_of)
    if not len(found.item_ids):
        return Taste(content=0.0)
    return Taste(0.0, 1.0, found.item_ids, _sparse(candidates()[method](found.matrix)))


def _without_last(events: Sequence[Event]) -> tuple[Sequence[Event], list[str]]:
    """The events before the last few items that were taken, and those items."""
    last = last_taken(events, _HELD_OUT)
    if sum(event.kind in TAKEN for event in events) <= _HELD_OUT:
        return events, []
    return [event for event in events if event.item_id not in last], last


def _held_out_ndcg(matrix: sparse.csr_array, weights: np.ndarray, targets: Sequence[Sequence[int]]) -> float:
    values = []
    for row, wanted in enumerate(targets):
        if not wanted:
            continue
        seen = matrix[[row]]
        scores = (seen @ weights).reshape(-1)
        scores[seen.indices] = -np.inf
        grades = np.zeros(len(scores))
        grades[list(wanted)] = 1.0
        kept = np.isfinite(scores)
        values.append(ndcg_at_k(grades[kept].tolist(), scores[kept].tolist()))
    return float(np.mean(values)) if values else 0.0


def _sparse(weights: np.ndarray) -> sparse.csr_array:
    """The strongest weights into each item; the rest is noise and would not fit on disk."""
    if len(weights) > KEPT_PER_ITEM:
        cut = np.partition(np.abs(weights), -KEPT_PER_ITEM, axis=0)[-KEPT_PER_ITEM]
        weights = np.where(np.abs(weights) >= cut[None, :], weights, 0.0)
    return sparse.csr_array(weights.astype(np.float32))
