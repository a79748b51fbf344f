import math

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from whythis.ranking.metrics import expected_calibration_error, ndcg_at_k, reciprocal_rank


def test_ndcg_agrees_with_scikit_learn_on_random_lists_with_ties() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        grades = rng.integers(0, 4, 20).astype(float)
        scores = rng.integers(0, 6, 20).astype(float)
        expected = ndcg_score([2**grades - 1], [scores], k=10)
        assert ndcg_at_k(grades.tolist(), scores.tolist()) == pytest.approx(expected)


def test_a_list_without_a_gain_has_no_ndcg() -> None:
    assert math.isnan(ndcg_at_k([0, 0], [1, 2]))


def test_the_reciprocal_rank_is_that_of_the_first_hit() -> None:
    assert reciprocal_rank([False, True, True], [3, 1, 2]) == 0.5


def test_calibration_error_is_zero_when_shares_match_and_the_gap_when_they_do_not() -> None:
    labels = [True, False] * 150
    assert expected_calibration_error(labels, [0.5] * 300) == pytest.approx(0.0)
    assert expected_calibration_error(labels, [0.9] * 300) == pytest.approx(0.4)
