"""Whether planted tastes are found again: recall of each sample shopper's favourites among the first ten.

A shopper's favourites are the ten products, not yet met in the shop, that the simulator's own utility (without
its noise) values most, a planted kind counting for its strength. Ours ranks the catalogue by what the events
alone taught; nothing here reads the planted tastes but the measure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from data_samples.simulator import Simulator
from whythis.cli.demo import build_sample
from whythis.ranking.bootstrap import paired_bootstrap
from whythis.ranking.ranker import Ranker
from whythis.ranking.training.combine import personal_combiner
from whythis.ranking.training.personal import fit_personal
from whythis.ranking.types import ShopperProfile
from whythis.shop import Shop

SAMPLES = Path(__file__).parents[1] / "data_samples"
FAVOURITES, FIRST = 10, 10


def main(arguments: Sequence[str]) -> None:
    folder = Path(arguments[0] if arguments else "shops/sample")
    build_sample(folder)
    shop = Shop.open(folder)
    tastes = json.loads((SAMPLES / "planted_tastes.json").read_text(encoding="utf-8"))
    catalog = [
        json.loads(line) for line in (SAMPLES / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    simulator = Simulator(catalog, 0)
    learned = fit_personal(shop.ranker.searcher, shop.history, shop.ranker.cross_encoder, 3000, 7)
    rankers = {
        "as shipped": shop.ranker,
        "trained on the events": Ranker(
            shop.ranker.searcher, shop.ranker.cross_encoder, personal_combiner(learned, 7), learned.taste
        ),
    }
    counts = dict.fromkeys(range(len(shop.catalog)), 0)
    for event in shop.history:
        row = shop.catalog.row_of(event.item_id)
        if row is not None:
            counts[row] += 1
    popular = np.array([counts[row] for row in range(len(shop.catalog))], dtype=float)
    recall: dict[str, list[float]] = {name: [] for name in (*rankers, "popularity")}
    for shopper, taste in tastes.items():
        events = shop.history.of(shopper)
        if not events:
            continue
        met = {shop.catalog.row_of(event.item_id) for event in events}
        worth = np.array([_worth(simulator, taste, item) for item in catalog])
        open_rows = np.array([row for row in range(len(catalog)) if row not in met])
        favourites = set(open_rows[np.argsort(-worth[open_rows], kind="stable")[:FAVOURITES]].tolist())
        scores = {
            name: ranker.combiner.scores(
                ranker.history_signals(range(len(catalog)), ShopperProfile(shopper, events))
            )
            for name, ranker in rankers.items()
        }
        for name, values in {**scores, "popularity": popular}.items():
            first = open_rows[np.argsort(-values[open_rows], kind="stable")[:FIRST]]
            recall[name].append(len(favourites & set(first.tolist())) / FAVOURITES)
    print(
        f"recall of {FAVOURITES} planted favourites among the first {FIRST}, {len(recall['popularity'])} shoppers"
    )
    base = float(np.mean(recall["popularity"]))
    for name, values in recall.items():
        difference = paired_bootstrap(values, recall["popularity"])
        print(
            f"  {name:<24} {np.mean(values):.3f}   {np.mean(values) / base:4.1f} × popularity "
            f"(difference {difference.low:+.3f} to {difference.high:+.3f})"
        )


def _worth(simulator: Simulator, taste: dict, item: dict) -> float:
    return simulator.utility(taste, item) + taste["categories"].get(item["category"], 0.0)
