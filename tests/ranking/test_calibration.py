import numpy as np
import pytest

from whythis.ranking.calibration import Calibration
from whythis.ranking.metrics import expected_calibration_error
from whythis.ranking.training.calibrate import choose_calibration


def judged(n: int, curve, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, outcomes with the chance that `curve` gives, and folds."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(scale=2.0, size=n)
    return scores, rng.random(n) < curve(scores), rng.integers(0, 4, n)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def test_overconfident_scores_are_cooled_and_the_error_falls() -> None:
    scores, fits, folds = judged(6000, lambda s: sigmoid(0.4 * s + 0.8))
    before = expected_calibration_error(fits, sigmoid(scores))
    calibration, held_out = choose_calibration(scores, fits, folds, 100)
    after = expected_calibration_error(fits, held_out)
    assert before > 0.12
    assert after < 0.03
    assert calibration.probabilities(np.array([0.0]))[0] == pytest.approx(
        sigmoid(np.array([0.8]))[0], abs=0.05
    )


def test_a_curve_that_is_no_sigmoid_is_left_to_isotonic_regression() -> None:
    scores, fits, folds = judged(8000, lambda s: np.where(s > 0, 0.9, 0.45))
    assert choose_calibration(scores, fits, folds, 100)[0].method == "isotonic"


def test_few_judgments_give_no_calibration_and_no_band_word() -> None:
    scores, fits, folds = judged(199, sigmoid)
    calibration, _ = choose_calibration(scores, fits, folds, 40)
    assert calibration.method == "none"
    assert not calibration.measured
    assert calibration.band(0.99) == ""
    many_of_few_queries, fits, folds = judged(500, sigmoid)
    assert not choose_calibration(many_of_few_queries, fits, folds, 19)[0].measured
    assert not choose_calibration(many_of_few_queries, np.ones(500, dtype=bool), folds, 50)[0].measured


@pytest.mark.parametrize(
    "calibration",
    [
        Calibration(),
        Calibration("temperature", 0.7),
        Calibration("platt", 0.7, -0.3),
        Calibration("isotonic", knots=((-1.0, 0.1), (0.5, 0.4), (0.5, 0.6), (2.0, 0.9))),
    ],
)
def test_probabilities_never_fall_as_scores_rise_and_files_keep_them(calibration: Calibration) -> None:
    scores = np.linspace(-90, 90, 700)
    found = calibration.probabilities(scores)
    assert np.all(np.diff(found) >= 0)
    assert found.min() >= 0
    assert found.max() <= 1
    again = Calibration.from_json(calibration.to_json())
    assert again.probabilities(scores) == pytest.approx(found, abs=1e-5)


@pytest.mark.parametrize(
    ("probability", "word"), [(1.0, "very_likely"), (0.8, "very_likely"), (0.799, "likely"), (0.5, "likely"),
                              (0.49, "guess"), (0.0, "guess")],
)  # fmt: skip
def test_bands_stand_at_fixed_probabilities(probability: float, word: str) -> None:
    assert Calibration("platt").band(probability) == word


@pytest.mark.parametrize("data", [{"method": "magic"}, {"method": "isotonic", "knots": [[1, 0.5]]},
                                  {"method": "isotonic", "knots": [[1, 0.5], [0, 0.4]]}])  # fmt: skip
def test_what_is_no_calibration_is_refused(data) -> None:
    with pytest.raises(ValueError, match=r"calibration"):
        Calibration.from_json(data)
