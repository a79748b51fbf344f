from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whythis.errors import ModelError
from whythis.ranking.calibration import Calibration
from whythis.ranking.combiner import Combiner, LinearCombiner, TreeCombiner, load_combiner
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.training.trees import Group, grow

N = len(SIGNAL_NAMES)
TEXT, TASTE, ASKED = (SIGNAL_NAMES.index(name) for name in ("text_relevance", "taste", "category_match"))


@pytest.fixture(scope="module")
def trees() -> TreeCombiner:
    """Trees that were grown on lists in which text and taste decide together, and nothing else does."""
    rng = np.random.default_rng(1)
    groups = []
    for fold in range(120):
        signals = np.zeros((12, N))
        signals[:, [TEXT, TASTE]] = rng.normal(size=(12, 2))
        worth = np.maximum(signals[:, TEXT], 0) + np.tanh(2 * signals[:, TASTE]) * (signals[:, TEXT] > -0.5)
        groups.append(Group(signals, np.clip(np.round(1.2 * worth), 0, 3), fold % 4))
    return grow(groups, seed=3)


@pytest.fixture(scope="module", params=["linear", "trees"])
def combiner(request: pytest.FixtureRequest, trees: TreeCombiner) -> Combiner:
    """The contract that every combiner keeps."""
    if request.param == "trees":
        return trees
    return LinearCombiner(SIGNAL_NAMES, tuple(n / 8 for n in range(N)), -0.5)


def pool(seed: int, size: int = 9) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(size, N))


def test_base_value_and_contributions_sum_to_the_score(combiner: Combiner) -> None:
    signals = pool(2)
    for row in signals:
        base, values = combiner.attribute(row, signals)
        assert base == pytest.approx(combiner.scores(signals).mean())
        assert base + values.sum() == pytest.approx(combiner.scores(row[None, :])[0], abs=1e-6)


def test_a_signal_that_is_the_same_in_the_whole_pool_gets_nothing(combiner: Combiner) -> None:
    signals = pool(3)
    signals[:, ASKED] = 1.0
    assert combiner.attribute(signals[0], signals)[1][ASKED] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    row=st.lists(st.floats(-3, 3), min_size=N, max_size=N),
    name=st.integers(0, N - 1),
    more=st.floats(0.01, 3),
)
def test_more_of_any_signal_never_lowers_the_score(combiner: Combiner, row, name: int, more: float) -> None:
    low = np.array(row)
    high = low.copy()
    high[name] += more
    scores = combiner.scores(np.stack([low, high]))
    assert scores[1] >= scores[0] - 1e-9


def test_it_comes_back_as_it_was_saved(combiner: Combiner, tmp_path: Path) -> None:
    combiner.save(tmp_path)
    loaded = load_combiner(tmp_path)
    assert loaded.sha256 == combiner.sha256
    assert loaded.scores(pool(4)) == pytest.approx(combiner.scores(pool(4)))


def test_values_of_trees_are_shapley_values_against_the_pool(trees: TreeCombiner) -> None:
    """By the definition: over all orders in which the signals that matter could be revealed."""
    signals = np.zeros((6, N))
    moving = [TEXT, TASTE, ASKED]
    signals[:, moving] = np.random.default_rng(5).normal(size=(6, 3))
    item = signals[2]

    def worth(known: tuple[int, ...]) -> float:
        mixed = signals.copy()
        mixed[:, list(known)] = item[list(known)]
        return float(trees.scores(mixed).mean())

    _, values = trees.attribute(item, signals)
    for place in moving:
        others = [other for other in moving if other != place]
        expected = sum(
            factorial(size) * factorial(2 - size) / factorial(3) * (worth((*known, place)) - worth(known))
            for size in range(3)
            for known in combinations(others, size)
        )
        assert values[place] == pytest.approx(expected, abs=1e-6)
        assert abs(expected) > 1e-3


def test_trees_count_what_was_asked_for_outright(trees: TreeCombiner) -> None:
    signals = np.zeros((2, N))
    signals[1, ASKED] = 1.0
    plain, asked = trees.scores(signals)
    assert asked > plain


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"kind": "linear", "weights": {}, "bias": 0, "calibration": {"method": "none"}}']
)
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "combiner.json").write_text(text)
    with pytest.raises(ModelError, match="combiner") as error:
        load_combiner(tmp_path)
    assert "whythis train" in error.value.fix


def test_another_calibration_makes_another_combiner() -> None:
    one = LinearCombiner(SIGNAL_NAMES, (1.0,) * N, 0.0)
    other = LinearCombiner(SIGNAL_NAMES, (1.0,) * N, 0.0, Calibration("temperature", 2.0))
    assert one.sha256 != other.sha256


def test_trees_that_only_choices_taught_still_answer_the_words_of_a_request() -> None:
    rng = np.random.default_rng(7)
    groups = []
    for fold in range(80):
        signals = np.zeros((10, N))
        signals[:, TASTE] = rng.normal(size=10)
        groups.append(Group(signals, (signals[:, TASTE] > 0.8).astype(float) * 2, fold % 4))
    grown = grow(groups, 1, {"text_relevance": 0.5})
    signals = np.zeros((2, N))
    signals[1, TEXT] = 4.0
    plain, answered = grown.scores(signals)
    assert answered == pytest.approx(plain + 2.0)
