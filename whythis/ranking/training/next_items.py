"""Next items: each shopper's last items are held out, and the whole catalogue is ranked for them.

Nothing that is fitted sees the held-out events, nor what comes after them: not taste, not the combiner's weights,
not popularity.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from whythis.ranking.bootstrap import paired_bootstrap
from whythis.ranking.combiner import Combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.evaluation import mean
from whythis.ranking.history import History
from whythis.ranking.metrics import ndcg_at_k
from whythis.ranking.ranker import Ranker
from whythis.ranking.training.choices import last_taken
from whythis.ranking.training.combine import personal_combiner
from whythis.ranking.training.personal import fit_personal
from whythis.ranking.training.taste import Interactions, interactions, item_neighbours
from whythis.ranking.types import Event, ShopperProfile
from whythis.retrieval.search import Searcher

HELD_OUT = 5
LEAST_BEFORE = 5
"""Events that a shopper must have before the held-out ones."""
MAX_SHOPPERS = 1000
MAX_CHOICES = 3000


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One shopper's events up to the first held-out one, and the items that are held out."""

    shopper_id: str
    before: tuple[Event, ...]
    targets: tuple[str, ...]


def hold_out(history: History) -> list[HeldOut]:
    """The last few items that each shopper took; shoppers with too little before them are not measured."""
    found = []
    for shopper in history.shopper_ids():
        events = history.of(shopper)
        first = {}
        for place, event in enumerate(events):
            first.setdefault(event.item_id, place)
        targets = last_taken(events, HELD_OUT)
        if not targets:
            found.append(HeldOut(shopper, events, ()))
            continue
        cut = min(first[item] for item in targets)
        enough = cut >= LEAST_BEFORE
        found.append(HeldOut(shopper, events[:cut] if enough else events, tuple(targets) if enough else ()))
    return found


def next_items_report(
    searcher: Searcher,
    history: History,
    cross_encoder: CrossEncoder,
    seed: int,
    on_progress: Callable[[str, int, int], None],
) -> dict[str, Any]:
    """NDCG@10 over the whole catalogue, less what the shopper met before, of ours and of what it is compared with.

    Peers are popularity, and implicit's ALS and item-item recommenders with their own defaults, all of them
    trained on the same earlier events.
    """
    parts = hold_out(history)
    before = {part.shopper_id: part.before for part in parts}
    past = History.from_events(event for events in before.values() for event in events)
    counts = _counts(past)
    earlier = searcher.over(_as_before(searcher, counts))
    on_progress("learning from earlier events", 0, 1)
    learned = fit_personal(earlier, past, cross_encoder, MAX_CHOICES, seed)
    combiner = personal_combiner(learned, seed)
    on_progress("learning from earlier events", 1, 1)
    ranker = Ranker(earlier, cross_encoder, combiner, learned.taste)
    measured = [part for part in parts if part.targets]
    random.Random(seed).shuffle(measured)
    measured = measured[:MAX_SHOPPERS]
    taken = interactions(before, least=1)
    peers = {"als": _als(taken, seed), "item_knn": _item_knn(taken)}
    ndcg: dict[str, list[float]] = {"final": [], "popularity": [], **{name: [] for name in peers}}
    popular = np.array([counts.get(item_id, 0) for item_id in earlier.catalog.ids], dtype=float)
    for done, part in enumerate(measured, start=1):
        scores = {
            "final": _ours(ranker, combiner, part),
            "popularity": popular,
            **{name: _theirs(score, taken, part, earlier) for name, score in peers.items()},
        }
        for name, values in scores.items():
            ndcg[name].append(_ndcg(values, part, earlier))
        on_progress("ranking the catalogue", done, len(measured))
    better = max(peers, key=lambda name: mean(ndcg[name]))
    return {
        "shoppers": len(measured),
        "items": len(earlier.catalog),
        "held_out_items": sum(len(part.targets) for part in measured),
        "taste": learned.method,
        "combiner": "trees" if combiner.linear is None else "linear",
        "ndcg@10": {name: mean(values) for name, values in ndcg.items()},
        "ndcg@10_difference": {
            f"final - {name}": paired_bootstrap(ndcg["final"], ndcg[name]).rounded()
            for name in dict.fromkeys(("popularity", better))
        },
    }


def _ours(ranker: Ranker, combiner: Combiner, part: HeldOut) -> np.ndarray:
    rows = range(len(ranker.catalog))
    return combiner.scores(ranker.history_signals(rows, ShopperProfile(part.shopper_id, part.before)))


def _ndcg(scores: np.ndarray, part: HeldOut, searcher: Searcher) -> float:
    catalog = searcher.catalog
    grades = np.zeros(len(catalog))
    grades[[row for row in map(catalog.row_of, part.targets) if row is not None]] = 1.0
    met = {catalog.row_of(event.item_id) for event in part.before}
    kept = np.array([row for row in range(len(catalog)) if row not in met])
    return ndcg_at_k(grades[kept].tolist(), scores[kept].tolist())


def _counts(history: History) -> dict[str, int]:
    counts: dict[str, int] = {}
    for event in history:
        counts[event.item_id] = counts.get(event.item_id, 0) + 1
    return counts


def _as_before(searcher: Searcher, counts: dict[str, int]):
    """The catalogue as it stood before: the number of events stands for the number of ratings, means are unknown."""
    return searcher.catalog.with_ratings(
        [None] * len(searcher.catalog), [counts.get(item_id, 0) for item_id in searcher.catalog.ids]
    )


PeerScore = Callable[[int], np.ndarray]


def _als(taken: Interactions, seed: int) -> PeerScore:
    from implicit.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    model = AlternatingLeastSquares(random_state=seed, num_threads=1)
    model.fit(csr_matrix(taken.matrix), show_progress=False)
    users, items = np.asarray(model.user_factors), np.asarray(model.item_factors)
    return lambda row: items @ users[row]


def _item_knn(taken: Interactions) -> PeerScore:
    weights = item_neighbours(taken.matrix, 20)
    return lambda row: np.asarray(taken.matrix[[row]] @ weights).reshape(-1)


def _theirs(score: PeerScore, taken: Interactions, part: HeldOut, searcher: Searcher) -> np.ndarray:
    """A peer's scores by catalogue row; items that it does not know come last."""
    out = np.full(len(searcher.catalog), -1e9)
    place = {shopper: row for row, shopper in enumerate(taken.shopper_ids)}
    if part.shopper_id in place:
        rows = [searcher.catalog.row_of(item) for item in taken.item_ids]
        known = [(row, column) for column, row in enumerate(rows) if row is not None]
        values = score(place[part.shopper_id])
        out[[row for row, _ in known]] = values[[column for _, column in known]]
    return out
