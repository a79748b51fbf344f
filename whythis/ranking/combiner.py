"""The linear combiner: signals to one score, and the score to a probability."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whythis.errors import ModelError
from whythis.ranking.signals import SIGNAL_NAMES

COMBINER_FILE = "combiner.json"


@dataclass(frozen=True, slots=True)
class LinearCombiner:
    """score = bias + sum(weights * signals); probability = sigmoid(slope * score + intercept).

    Weights are never negative: more of any signal never hurts.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    slope: float = 1.0
    intercept: float = 0.0

    def scores(self, signals: np.ndarray) -> np.ndarray:
        """(n_items, n_signals) float64 to (n_items,) scores."""
        return signals @ np.asarray(self.weights) + self.bias

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """(n_items,) calibrated chances that an item fits what was asked."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * scores + self.intercept, -60, 60)))

    def save(self, folder: Path) -> None:
        data = {
            "weights": dict(zip(self.names, (round(w, 6) for w in self.weights), strict=True)),
            "bias": round(self.bias, 6),
            "calibration": {"slope": round(self.slope, 6), "intercept": round(self.intercept, 6)},
        }
        (folder / COMBINER_FILE).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearCombiner:
        """Raises ModelError when the file is missing, damaged, or lacks a signal."""
        path = folder / COMBINER_FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            weights = tuple(float(data["weights"][name]) for name in SIGNAL_NAMES)
            calibration = data["calibration"]
            return cls(
                SIGNAL_NAMES,
                weights,
                float(data["bias"]),
                float(calibration["slope"]),
                float(calibration["intercept"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                "The model version's combiner cannot be read.",
                expected=f"{path} with a weight for each of {', '.join(SIGNAL_NAMES)}",
                got=f"{type(error).__name__}: {error}"[:160],
                fix="Train again (whythis train) or go back to another version under models/.",
            ) from error
