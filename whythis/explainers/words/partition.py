"""SHAP's partition explainer over words (Lundberg et al.): Owen values over halves of the text."""

from __future__ import annotations

from typing import Any

import numpy as np

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.coalitions import BASELINE
from whythis.explainers.words.reading import Reading

EVALUATIONS = 300


def partition_shap(reading: Reading, evaluations: int = EVALUATIONS) -> WordAttribution:
    """Words next to each other are split last, as SHAP's text masker does it; what it asks is the engine that ran."""
    import shap
    from scipy.cluster.hierarchy import linkage

    n = len(reading)
    both = reading.logits(np.array([[False] * n, [True] * n]))
    if n < 2:
        values = np.full(n, both[1] - both[0])
    else:
        places = np.arange(n, dtype=np.float64)[:, None]
        clustering = linkage(places, method="average")

        def masker(mask: np.ndarray, *_row: object) -> tuple[np.ndarray]:
            return (mask.astype(bool)[None, :],)

        masker.clustering = clustering  # type: ignore[attr-defined]
        masker.shape = (1, n)  # type: ignore[attr-defined]
        explainer = shap.explainers.Partition(
            lambda kept: reading.logits(np.asarray(kept, dtype=bool)), masker
        )
        found: Any = explainer(np.ones((1, n)), max_evals=evaluations, silent=True)
        values = np.asarray(found.values).reshape(-1)
    base, output = float(both[0]), float(both[1])
    return reading.attribution("SHAP, partition over words", BASELINE, evaluations, base, output, values)
