from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from whythis.errors import ModelError
from whythis.ranking.history import History
from whythis.ranking.signals import PastItem, affinity_norm
from whythis.ranking.taste import TASTE_FILE, Taste
from whythis.ranking.training.taste import ease, interactions, learn_taste
from whythis.ranking.types import Event
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.types import Item


def event(n: int, shopper: str, item: str, kind: str = "purchase") -> Event:
    return Event(f"{shopper}-{n}", shopper, item, kind, f"2026-01-{n % 28 + 1:02d}T00:00:00Z")


def past(item_id: str, weight: float) -> PastItem:
    return PastItem(event(1, "s", item_id), Item(item_id, item_id), weight)


def two_camps(shoppers: int = 60) -> Iterator[Event]:
    """Half of the shoppers choose among a0..a9, the others among b0..b9."""
    rng = np.random.default_rng(2)
    for number in range(shoppers):
        camp = "ab"[number % 2]
        for n, item in enumerate(rng.permutation(10)[:8]):
            yield event(n, f"s{number:02d}", f"{camp}{item}")


@pytest.fixture
def catalog(tiny_searcher) -> Catalog:
    return tiny_searcher.catalog


def test_weights_are_those_of_a_ridge_regression_of_each_item_on_all_others() -> None:
    rng = np.random.default_rng(4)
    matrix = sparse.csr_array((rng.random((40, 7)) < 0.4).astype(np.float32))
    weights, x = ease(matrix, 3.0), matrix.toarray().astype(float)
    for item in range(7):
        others = [i for i in range(7) if i != item]
        direct = np.linalg.solve(x[:, others].T @ x[:, others] + 3.0 * np.eye(6), x[:, others].T @ x[:, item])
        assert weights[others, item] == pytest.approx(direct, abs=1e-6)
        assert weights[item, item] == 0.0


def test_what_is_chosen_together_speaks_for_each_other_and_for_nothing_else() -> None:
    found = learn_taste(History.from_events(two_camps()))
    assert found is not None
    taste, _ = found
    place = {item: n for n, item in enumerate(taste.item_ids)}
    weights = taste.together.toarray()
    within = np.mean([weights[place["a0"], place[f"a{n}"]] for n in range(1, 10)])
    across = np.mean([weights[place["a0"], place[f"b{n}"]] for n in range(10)])
    assert within > across + 0.02


def test_too_few_shoppers_teach_nothing() -> None:
    assert learn_taste(History.from_events(two_camps(20))) is None


def test_what_was_disliked_or_chosen_by_few_is_not_learned_from() -> None:
    events = {f"s{n}": [event(1, f"s{n}", "x"), event(2, f"s{n}", "y", "dislike")] for n in range(5)}
    events["s0"].append(event(3, "s0", "rare"))
    found = interactions(events)
    assert found.item_ids == ("x",)
    assert found.matrix.toarray().shape == (5, 1)


def test_shares_are_linear_in_each_event_and_split_by_kind(catalog: Catalog) -> None:
    ids = (catalog.ids[0], catalog.ids[1])
    taste = Taste(0.5, 2.0, ids, sparse.csr_array(np.array([[0.0, 0.3], [0.1, 0.0]], dtype=np.float32)))
    history = [past(ids[0], 1.0), past(ids[1], -1.5)]
    likeness = np.array([[0.9, 0.2], [0.0, -0.4]])
    content, common = taste.over(catalog).shares(np.array([1, 2]), np.array([0, 1]), likeness, history)
    norm = affinity_norm(history)
    assert content == pytest.approx(0.5 * np.array([[0.9, -0.3], [0.0, 0.0]]) / norm)
    # Row 1 is the second item: event 0 is about the first, which speaks 0.3 for it. Row 2 was never learned.
    assert common == pytest.approx(np.array([[2.0 * 0.3, 0.0], [0.0, 0.0]]))


def test_a_newcomer_has_no_taste(catalog: Catalog) -> None:
    content, common = (
        Taste().over(catalog).shares(np.array([0, 1]), np.array([], dtype=int), np.zeros((2, 0)), [])
    )
    assert content.shape == common.shape == (2, 0)


def test_a_taste_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    taste = Taste(0.25, 0.75, ("é1", "b"), sparse.csr_array(np.array([[0, 0.5], [0, 0]], dtype=np.float32)))
    taste.save(tmp_path)
    again = Taste.load(tmp_path)
    assert (again.content, again.common, again.item_ids) == (0.25, 0.75, ("é1", "b"))
    assert np.array_equal(again.together.toarray(), taste.together.toarray())


def test_a_version_without_a_learned_taste_has_likeness_and_a_damaged_one_says_so(tmp_path: Path) -> None:
    assert (Taste.load(tmp_path).content, Taste.load(tmp_path).common) == (1.0, 0.0)
    (tmp_path / TASTE_FILE).write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(ModelError, match="taste"):
        Taste.load(tmp_path)


def test_hiding_items_in_training_draws_weights_together_as_more_ridge_on_popular_items_does() -> None:
    rng = np.random.default_rng(0)
    matrix = sparse.csr_array((rng.random((60, 12)) < 0.3).astype(np.float32))
    gram = (matrix.T @ matrix).toarray().astype(float)
    # By hand (Steck 2020, equation for B): the diagonal grows by p / (1 - p) of itself.
    inverse = np.linalg.inv(gram + np.diag(0.5 / 0.5 * np.diag(gram) + 10.0))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0.0)
    assert np.allclose(ease(matrix, 10.0, dropout=0.5), expected)
    assert np.abs(ease(matrix, 10.0, 0.5)).sum() < np.abs(ease(matrix, 10.0)).sum()
