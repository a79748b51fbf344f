from pathlib import Path

import numpy as np
import pytest

from whythis.errors import ShopError
from whythis.retrieval.dense import DenseIndex, exact_nearest, recall_of


def clustered(n: int, seed: int = 1, d: int = 48) -> np.ndarray:
    centres = np.random.default_rng(99).normal(size=(60, d))
    rng = np.random.default_rng(seed)
    vectors = centres[rng.integers(0, 60, n)] + rng.normal(scale=0.6, size=(n, d))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return clustered(6000)


@pytest.mark.parametrize("exact_up_to", [10_000, 1000])
def test_what_is_saved_and_opened_finds_the_same(
    tmp_path: Path, vectors: np.ndarray, exact_up_to: int
) -> None:
    built = DenseIndex.build(vectors, exact_up_to)
    built.save(tmp_path / "dense.faiss")
    opened = DenseIndex.load(tmp_path / "dense.faiss")
    assert opened.facts == built.facts
    assert len(opened) == len(vectors)
    for row in (0, 77):
        rows, cosines = opened.search(vectors[row], 20)
        assert rows[0] == row
        assert np.all(np.diff(cosines) <= 0)
        assert rows.tolist() == built.search(vectors[row], 20)[0].tolist()
    assert opened.mean_vector() == pytest.approx(vectors.mean(axis=0), abs=1e-5)
    assert opened.vectors(np.array([5, 0])) == pytest.approx(vectors[[5, 0]], abs=2e-3)


def test_a_small_shop_is_searched_exactly(vectors: np.ndarray) -> None:
    index = DenseIndex.build(vectors)
    assert index.facts.kind == "flat"
    queries = clustered(30, seed=9)
    truth = exact_nearest(vectors, queries, 50)
    found = np.array([index.search(query, 50)[0] for query in queries])
    assert recall_of(found, truth) == 1.0


def test_a_large_shop_is_searched_by_lists_with_the_recall_that_is_promised(vectors: np.ndarray) -> None:
    index = DenseIndex.build(vectors, exact_up_to=1000)
    facts = index.facts
    assert facts.kind.startswith("ivf")
    assert 0 < facts.n_probe < facts.n_lists
    queries = clustered(60, seed=11)
    truth = exact_nearest(vectors, queries, 50)
    found = [index.search(query, 50)[0] for query in queries]
    shares = [len(set(a.tolist()) & set(b.tolist())) / 50 for a, b in zip(found, truth, strict=True)]
    assert np.mean(shares) >= 0.9
    assert facts.recall_at_50 >= 0.95


@pytest.mark.parametrize("damage", ["facts", "cut", "other"])
def test_a_damaged_index_says_how_to_mend_it(tmp_path: Path, vectors: np.ndarray, damage: str) -> None:
    path = tmp_path / "dense.faiss"
    DenseIndex.build(vectors[:200]).save(path)
    if damage == "facts":
        path.with_suffix(".json").unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:40])
    else:
        path.with_suffix(".json").write_text('{"kind": "flat"}')
    with pytest.raises(ShopError, match="vector index") as error:
        DenseIndex.load(path)
    assert "whythis index" in error.value.fix
