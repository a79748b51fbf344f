import numpy as np
import pytest

from whythis.ranking.bootstrap import paired_bootstrap
from whythis.ranking.evaluation import calibration_report, classification, ranking_report
from whythis.ranking.metrics import brier_score, recall_at_k, reliability_bins
from whythis.ranking.signals import SIGNAL_NAMES


def test_a_small_steady_gain_is_clear_and_a_large_wild_one_is_not() -> None:
    rng = np.random.default_rng(0)
    base = rng.random(60)
    steady = paired_bootstrap(base + 0.01 + rng.normal(scale=0.005, size=60), base)
    wild = paired_bootstrap(base + 0.05 + rng.normal(scale=0.9, size=60), base)
    assert steady.is_clear
    assert steady.mean == pytest.approx(0.01, abs=0.003)
    assert steady.low < steady.mean < steady.high
    assert not wild.is_clear


def test_queries_without_anything_relevant_take_no_part_in_a_difference() -> None:
    assert paired_bootstrap([0.5, float("nan"), 0.7], [0.4, 0.1, 0.6]).mean == pytest.approx(0.1)
    assert np.isnan(paired_bootstrap([float("nan")], [0.1]).mean)


def test_recall_counts_what_ten_places_could_hold() -> None:
    relevant = [True] * 20 + [False] * 5
    assert recall_at_k(relevant, list(range(25, 0, -1))) == 1.0
    assert recall_at_k(relevant, list(range(25))) == pytest.approx(0.5)
    assert np.isnan(recall_at_k([False], [1.0]))


def test_the_brier_score_is_the_mean_square_of_the_error() -> None:
    assert brier_score([True, False], np.array([0.8, 0.4])) == pytest.approx((0.04 + 0.16) / 2)


def test_bins_have_equal_mass_and_hold_everything() -> None:
    bins = reliability_bins([True, False] * 50, np.linspace(0, 1, 100), bins=10)
    assert [count for _, _, count in bins] == [10] * 10
    assert all(share == pytest.approx(0.5) for _, share, _ in bins)
    assert bins[0][0] < bins[-1][0]


def test_precision_and_recall_are_told_for_both_classes() -> None:
    fits = np.array([True, True, True, False, False])
    told = classification(np.array([0.9, 0.8, 0.2, 0.7, 0.1]), fits)
    assert told["fits"] == {"precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "support": 3}
    assert told["does_not_fit"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}


def report(scores: list[float]) -> dict:
    signals = np.zeros((6, len(SIGNAL_NAMES)))
    signals[:, SIGNAL_NAMES.index("meaning_match")] = [0.1, 0.2, 0.3, 0.3, 0.2, 0.1]
    groups = {"a": np.array([0, 1, 2]), "b": np.array([3, 4, 5]), "nothing fits": np.array([], dtype=int)}
    del groups["nothing fits"]
    grades = np.array([3.0, 0.0, 0.0, 3.0, 0.0, 0.0])
    return ranking_report(groups, grades, signals, np.array(scores))


def test_a_ranking_is_reported_beside_cosine_with_the_difference() -> None:
    told = report([3, 2, 1, 3, 2, 1])
    assert told["ndcg@10"]["final"] == 1.0
    assert told["ndcg@10"]["cosine"] == pytest.approx((0.5 + 1) / 2)
    assert told["ndcg@10_difference"]["final - cosine"]["mean"] == pytest.approx(0.25)
    assert set(told["mrr"]) == {"final", "cosine", "bm25", "popularity", "cross_encoder"}


def test_bands_say_what_they_held() -> None:
    probabilities = np.array([0.9, 0.85, 0.6, 0.6, 0.1, 0.2])
    told = calibration_report(probabilities, np.array([3, 2, 3, 0, 1, 0], dtype=float))
    shares = {band["band"]: (band["items"], band["share_that_fits"]) for band in told["bands"]}
    assert shares == {"very_likely": (2, 1.0), "likely": (2, 0.5), "guess": (2, 0.0)}
