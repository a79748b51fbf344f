"""Fits the calibration, and chooses its method on queries that it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from whythis.ranking.calibration import LEAST_JUDGMENTS, LEAST_QUERIES, Calibration

_SMALLEST = 0.005
"""No probability is nearer to 0 or 1 than this: a few thousand judgments cannot tell."""


def choose_calibration(
    scores: np.ndarray, fits: np.ndarray, folds: np.ndarray, n_queries: int
) -> tuple[Calibration, np.ndarray]:
    """The method with the least log loss across folds, fitted on everything, and its cross-fitted probabilities.

    Args:
        scores: (n,) final scores that were made without the item's query.
        fits: (n,) whether the item fits its query.
        folds: (n,) which rows are held out together.

    Returns:
        The calibration ("none" where there are too few judgments), and for each row the probability by a
        calibration that was fitted on the other folds: what errors are measured on.
    """
    enough = len(scores) >= LEAST_JUDGMENTS and n_queries >= LEAST_QUERIES and 0 < fits.sum() < len(fits)
    if not enough:
        plain = Calibration(n_judgments=len(scores), n_queries=n_queries)
        return plain, plain.probabilities(scores)
    held_out = {name: np.zeros(len(scores)) for name in _FITS}
    for fold in np.unique(folds):
        inside, outside = folds == fold, folds != fold
        for name, fit in _FITS.items():
            if 0 < fits[outside].sum() < outside.sum():
                held_out[name][inside] = fit(scores[outside], fits[outside]).probabilities(scores[inside])
            else:
                held_out[name][inside] = fits[outside].mean()
    best = min(_FITS, key=lambda name: _log_loss(held_out[name], fits))
    fitted = _FITS[best](scores, fits)
    chosen = Calibration(fitted.method, fitted.slope, fitted.intercept, fitted.knots, len(scores), n_queries)
    return chosen, held_out[best]


def plain_sigmoid(scores: np.ndarray, fits: np.ndarray) -> Calibration:
    """A sigmoid for shops that these judgments are not of: better than none, and never called calibrated."""
    slope, intercept = _sigmoid_fit(scores, fits, with_intercept=True)
    return Calibration("none", slope, intercept)


def _log_loss(probabilities: np.ndarray, fits: np.ndarray) -> float:
    p = np.clip(probabilities, _SMALLEST, 1 - _SMALLEST)
    return float(-np.mean(np.where(fits, np.log(p), np.log(1 - p))))


def _sigmoid_fit(scores: np.ndarray, fits: np.ndarray, with_intercept: bool) -> tuple[float, float]:
    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = theta[0] * scores + (theta[1] if with_intercept else 0.0)
        residual = 1.0 / (1.0 + np.exp(-z)) - fits
        gradient = np.array([residual @ scores, residual.sum() if with_intercept else 0.0]) / len(scores)
        return float(np.mean(np.logaddexp(0.0, z) - fits * z)), gradient

    found = minimize(
        loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(1e-3, None), (None, None)]
    )
    return float(found.x[0]), float(found.x[1])


def _temperature(scores: np.ndarray, fits: np.ndarray) -> Calibration:
    return Calibration("temperature", _sigmoid_fit(scores, fits, with_intercept=False)[0])


def _platt(scores: np.ndarray, fits: np.ndarray) -> Calibration:
    return Calibration("platt", *_sigmoid_fit(scores, fits, with_intercept=True))


def _isotonic(scores: np.ndarray, fits: np.ndarray) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(y_min=_SMALLEST, y_max=1 - _SMALLEST, out_of_bounds="clip")
    model.fit(scores, fits.astype(float))
    knots = zip(model.X_thresholds_.tolist(), model.y_thresholds_.tolist(), strict=True)
    return Calibration("isotonic", knots=tuple(knots))


_FITS: dict[str, Callable[[np.ndarray, np.ndarray], Calibration]] = {
    "temperature": _temperature,
    "platt": _platt,
    "isotonic": _isotonic,
}
