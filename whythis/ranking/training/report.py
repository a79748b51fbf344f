"""The figures of a trained ranker on queries that nothing was fitted on, cosine and BM25 beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from whythis.ranking.metrics import auc, expected_calibration_error, ndcg_at_k, reciprocal_rank
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.training.judgments import RELEVANT_GRADE, Judgment, by_query


def held_out_report(ranker: Ranker, judgments: Sequence[Judgment]) -> dict[str, Any]:
    """NDCG@10 and MRR of four rankers over the same judged items, AUC and ECE of the final probability."""
    columns = {
        "cosine": SIGNAL_NAMES.index("meaning_match"),
        "bm25": SIGNAL_NAMES.index("word_match"),
        "cross_encoder": SIGNAL_NAMES.index("text_relevance"),
    }
    ndcg: dict[str, list[float]] = {name: [] for name in ("final", *columns)}
    ranks: dict[str, list[float]] = {name: [] for name in ndcg}
    relevant_all, probability_all = [], []
    for query, group in by_query(judgments).items():
        scores, signals = ranker.score_items(query, [j.item_id for j in group])
        grades = [j.grade for j in group]
        relevant = [grade >= RELEVANT_GRADE for grade in grades]
        for name, values in {"final": scores, **{n: signals[:, c] for n, c in columns.items()}}.items():
            ndcg[name].append(ndcg_at_k(grades, values.tolist()))
            ranks[name].append(reciprocal_rank(relevant, values.tolist()))
        relevant_all += relevant
        probability_all += ranker.combiner.probabilities(scores).tolist()
    return {
        "queries": len(by_query(judgments)),
        "judgments": len(judgments),
        "ndcg@10": {name: _mean(values) for name, values in ndcg.items()},
        "mrr": {name: _mean(values) for name, values in ranks.items()},
        "auc": round(auc(relevant_all, probability_all), 4),
        "ece_15_bins": round(expected_calibration_error(relevant_all, probability_all), 4),
    }


def _mean(values: list[float]) -> float:
    known = [v for v in values if not np.isnan(v)]
    return round(float(np.mean(known)), 4) if known else float("nan")
