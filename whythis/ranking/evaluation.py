"""The measures of a ranking and of its probabilities, as `whythis eval` and the model card give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from whythis.ranking.bootstrap import paired_bootstrap
from whythis.ranking.calibration import BANDS
from whythis.ranking.metrics import (
    auc,
    brier_score,
    expected_calibration_error,
    ndcg_at_k,
    recall_at_k,
    reciprocal_rank,
    reliability_bins,
)
from whythis.ranking.signals import SIGNAL_NAMES

RELEVANT_GRADE = 2.0
"""Grades from here on count as "it fits" for probabilities, AUC, MRR and recall."""
COMPARED = {
    "cosine": "meaning_match",
    "bm25": "word_match",
    "popularity": "popularity",
    "cross_encoder": "text_relevance",
}
"""The rankers that always stand beside ours, and the signal that each of them sorts by."""


def ranking_report(
    groups: Mapping[str, np.ndarray], grades: np.ndarray, signals: np.ndarray, scores: np.ndarray
) -> dict[str, Any]:
    """NDCG@10, MRR and recall@10 of the final score and of what it is compared with, over judged items.

    Args:
        groups: the row numbers of each query.
        grades: (n,) judgments, 0 to 3.
        signals: (n, n_signals); scores: (n,) final scores.

    Returns:
        Means by ranker, the paired difference of final (and of the cross-encoder) to cosine with its 95 %
        interval, and counts. Queries to which nothing is relevant take no part in the means.
    """
    columns = {"final": scores} | {n: signals[:, SIGNAL_NAMES.index(s)] for n, s in COMPARED.items()}
    ndcg: dict[str, list[float]] = {name: [] for name in columns}
    mrr: dict[str, list[float]] = {name: [] for name in columns}
    recall: dict[str, list[float]] = {name: [] for name in columns}
    for rows in groups.values():
        graded = grades[rows].tolist()
        relevant = [grade >= RELEVANT_GRADE for grade in graded]
        for name, values in columns.items():
            found = values[rows].tolist()
            ndcg[name].append(ndcg_at_k(graded, found))
            mrr[name].append(reciprocal_rank(relevant, found))
            recall[name].append(recall_at_k(relevant, found))
    differences = {
        f"{name} - cosine": paired_bootstrap(ndcg[name], ndcg["cosine"])
        for name in ("final", "cross_encoder")
    }
    return {
        "queries": len(groups),
        "queries_with_relevant": int(np.sum(~np.isnan(ndcg["final"]))),
        "judgments": len(grades),
        "ndcg@10": {name: mean(values) for name, values in ndcg.items()},
        "mrr": {name: mean(values) for name, values in mrr.items()},
        "recall@10": {name: mean(values) for name, values in recall.items()},
        "ndcg@10_difference": {name: difference.rounded() for name, difference in differences.items()},
    }


def calibration_report(probabilities: np.ndarray, grades: np.ndarray) -> dict[str, Any]:
    """ECE over 15 bins of equal mass, Brier score, AUC, what each band held, and a classification report.

    Args:
        probabilities: (n,) chances that were made without the item's query.
        grades: (n,) judgments; 2 and above count as "it fits".
    """
    fits = grades >= RELEVANT_GRADE
    return {
        "judgments": len(grades),
        "share_that_fits": round(float(fits.mean()), 4) if len(fits) else float("nan"),
        "ece_15_bins": round(expected_calibration_error(fits, probabilities), 4),
        "brier": round(brier_score(fits, probabilities), 4),
        "auc": round(auc(fits, probabilities), 4),
        "bands": _bands(probabilities, fits),
        "classification": classification(probabilities, fits),
        "bins": [
            {"probability": round(p, 4), "share": round(s, 4), "count": n}
            for p, s, n in reliability_bins(fits, probabilities)
        ],
    }


def _bands(probabilities: np.ndarray, fits: np.ndarray) -> list[dict[str, Any]]:
    out, above = [], np.inf
    for name, least in BANDS:
        inside = (probabilities >= least) & (probabilities < above)
        share = round(float(fits[inside].mean()), 4) if inside.any() else None
        out.append({"band": name, "from": least, "items": int(inside.sum()), "share_that_fits": share})
        above = least
    return out


def classification(probabilities: np.ndarray, fits: np.ndarray) -> dict[str, Any]:
    """Precision, recall, F1 and support of "fits" and "does not fit", deciding at a probability of 0.5."""
    decided = probabilities >= 0.5
    out = {}
    for name, real, said in (("fits", fits, decided), ("does_not_fit", ~fits, ~decided)):
        hits = int((real & said).sum())
        precision = hits / int(said.sum()) if said.any() else 0.0
        recall = hits / int(real.sum()) if real.any() else 0.0
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        out[name] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "support": int(real.sum()),
        }
    return out


def mean(values: list[float]) -> float:
    known = [v for v in values if not np.isnan(v)]
    return round(float(np.mean(known)), 4) if known else float("nan")
