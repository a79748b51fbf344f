"""From a score to a probability, and from a probability to a word: both only as far as judgments carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

METHODS = ("none", "temperature", "platt", "isotonic")
BANDS = (("very_likely", 0.8), ("likely", 0.5), ("guess", 0.0))
"""The words for a probability, each with the least probability that earns it."""
LEAST_JUDGMENTS, LEAST_QUERIES = 200, 20
"""With fewer judgments than these the error of a calibration cannot be told from chance."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Maps scores to the chance that an item fits (a grade of 2 or more).

    "temperature" is sigmoid(slope * score), "platt" adds an intercept (Platt 1999), "isotonic" interpolates
    between `knots` of (score, probability) (Zadrozny and Elkan, KDD 2002). "none" is the bare sigmoid of the
    score: no judgments, or too few, stand behind it, and no band word may be said.
    """

    method: str = "none"
    slope: float = 1.0
    intercept: float = 0.0
    knots: tuple[tuple[float, float], ...] = ()
    n_judgments: int = 0
    n_queries: int = 0

    @property
    def measured(self) -> bool:
        return self.method != "none"

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """(n_items,) scores to (n_items,) chances, never falling as the score rises."""
        if self.method == "isotonic":
            x, y = np.array(self.knots, dtype=np.float64).T
            return np.interp(scores, x, y)
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * np.asarray(scores) + self.intercept, -60, 60)))

    def band(self, probability: float) -> str:
        """The word that a probability earns; empty without a measured calibration."""
        return next(name for name, least in BANDS if probability >= least) if self.measured else ""

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"method": self.method}
        if self.method == "isotonic":
            out["knots"] = [[round(x, 6), round(y, 6)] for x, y in self.knots]
        else:
            out |= {"slope": round(self.slope, 6), "intercept": round(self.intercept, 6)}
        return out | {"judgments": self.n_judgments, "queries": self.n_queries}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Calibration:
        """Raises ValueError, KeyError or TypeError for what is no calibration."""
        if data["method"] not in METHODS:
            raise ValueError(f"calibration method {data['method']!r}")
        knots = tuple((float(x), float(y)) for x, y in data.get("knots", ()))
        if data["method"] == "isotonic" and (len(knots) < 2 or list(knots) != sorted(knots)):
            raise ValueError("isotonic calibration without rising knots")
        return cls(
            data["method"],
            float(data.get("slope", 1.0)),
            float(data.get("intercept", 0.0)),
            knots,
            int(data.get("judgments", 0)),
            int(data.get("queries", 0)),
        )
