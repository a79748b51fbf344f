"""Combiners: signals to one score, and the score to a probability. All of them are explained exactly."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from whythis.errors import ModelError
from whythis.ranking.calibration import Calibration
from whythis.ranking.signals import SIGNAL_NAMES

COMBINER_FILE = "combiner.json"
TREES_FILE = "combiner.txt"


class Combiner(Protocol):
    """What a ranker needs of a combiner. More of any signal never lowers the score."""

    @property
    def names(self) -> tuple[str, ...]:
        """The signals, in the order of the columns that `scores` takes."""
        ...

    @property
    def calibration(self) -> Calibration: ...

    @property
    def sha256(self) -> str:
        """What a decision names, so that it is explained by the combiner that made it and by no other."""
        ...

    @property
    def linear(self) -> tuple[tuple[float, ...], float] | None:
        """Weights and bias where score = bias + sum(weights * signals); None where the score is no such sum."""
        ...

    def scores(self, signals: np.ndarray) -> np.ndarray:
        """(n_items, n_signals) float64 to (n_items,) scores."""
        ...

    def attribute(self, signals: np.ndarray, pool: np.ndarray) -> tuple[float, np.ndarray]:
        """Exact Shapley values of one item's signals (n_signals,) against a pool (n_pool, n_signals).

        Returns:
            The base value, which is the mean score of the pool, and (n_signals,) values; both sum to the score.
        """
        ...

    def save(self, folder: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class LinearCombiner:
    """score = bias + sum(weights * signals), with weights that are never negative."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    calibration: Calibration = field(default_factory=Calibration)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(self._data(), sort_keys=True).encode()).hexdigest()

    @property
    def linear(self) -> tuple[tuple[float, ...], float]:
        return self.weights, self.bias

    def scores(self, signals: np.ndarray) -> np.ndarray:
        return signals @ np.asarray(self.weights) + self.bias

    def attribute(self, signals: np.ndarray, pool: np.ndarray) -> tuple[float, np.ndarray]:
        return attribute_linear(self.weights, self.bias, signals, pool)

    def _data(self) -> dict[str, Any]:
        return {
            "kind": "linear",
            "weights": dict(zip(self.names, (round(w, 6) for w in self.weights), strict=True)),
            "bias": round(self.bias, 6),
            "calibration": self.calibration.to_json(),
        }

    def save(self, folder: Path) -> None:
        (folder / COMBINER_FILE).write_text(json.dumps(self._data(), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def blank(cls) -> LinearCombiner:
        """For rankers whose signals are wanted and whose score is not."""
        return cls(SIGNAL_NAMES, (0.0,) * len(SIGNAL_NAMES), 0.0)


def attribute_linear(
    weights: tuple[float, ...], bias: float, signals: np.ndarray, pool: np.ndarray
) -> tuple[float, np.ndarray]:
    """weight * (signal - mean of the pool) (Lundberg and Lee, NeurIPS 2017, Corollary 1)."""
    means = pool.mean(axis=0)
    return float(means @ np.asarray(weights) + bias), np.asarray(weights) * (signals - means)


@dataclass(frozen=True)
class TreeCombiner:
    """LambdaMART (Burges 2010) by LightGBM, monotone in every signal, plus a weighted sum.

    The sum holds what was asked for outright, which neither judgments nor events can teach trees. `model` is in
    LightGBM's text format.
    """

    names: tuple[str, ...]
    model: str
    weights: tuple[float, ...]
    calibration: Calibration = field(default_factory=Calibration)

    @property
    def linear(self) -> None:
        return None

    @property
    def sha256(self) -> str:
        body = self.model + json.dumps([self.weights, self.calibration.to_json()], sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()

    @cached_property
    def _booster(self) -> Any:
        import lightgbm

        return lightgbm.Booster(model_str=self.model)

    def scores(self, signals: np.ndarray) -> np.ndarray:
        if len(signals) == 0:
            return np.zeros(0)
        grown = self._booster.predict(signals, raw_score=True, num_threads=1)
        return np.asarray(grown, dtype=np.float64) + signals @ np.asarray(self.weights)

    def attribute(self, signals: np.ndarray, pool: np.ndarray) -> tuple[float, np.ndarray]:
        """Interventional TreeSHAP (Lundberg et al., Nature Machine Intelligence 2020) with the pool as background."""
        import shap

        explainer = shap.TreeExplainer(
            self._booster, data=np.asarray(pool), feature_perturbation="interventional", model_output="raw"
        )
        grown = np.asarray(explainer.shap_values(np.asarray(signals)[None, :], check_additivity=False))
        # The Shapley value of a sum of two models is the sum of their Shapley values.
        _, asked = attribute_linear(self.weights, 0.0, signals, pool)
        return float(self.scores(pool).mean()), grown.reshape(-1) + asked

    def save(self, folder: Path) -> None:
        (folder / TREES_FILE).write_text(self.model, encoding="utf-8")
        data = {
            "kind": "trees",
            "weights": dict(zip(self.names, self.weights, strict=True)),
            "calibration": self.calibration.to_json(),
        }
        (folder / COMBINER_FILE).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def load_combiner(folder: Path) -> LinearCombiner | TreeCombiner:
    """The combiner of a model version.

    Raises:
        ModelError: its file is missing, damaged, or made for other signals than this release has.
    """
    path = folder / COMBINER_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        calibration = Calibration.from_json(data["calibration"])
        weights = tuple(float(data["weights"][name]) for name in SIGNAL_NAMES)
        if data["kind"] == "trees":
            if tuple(data["weights"]) != SIGNAL_NAMES:
                raise ValueError("trees that were grown over other signals")
            model = (folder / TREES_FILE).read_text(encoding="utf-8")
            return TreeCombiner(SIGNAL_NAMES, model, weights, calibration)
        return LinearCombiner(SIGNAL_NAMES, weights, float(data["bias"]), calibration)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, f"{type(error).__name__}: {error}"[:160]) from error


def _unreadable(path: Path, got: str) -> ModelError:
    return ModelError(
        "The model version's combiner cannot be read.",
        expected=f"{path} with a weight for each of {', '.join(SIGNAL_NAMES)}",
        got=got,
        fix="Train again (whythis train) or go back to another version under models/.",
    )
