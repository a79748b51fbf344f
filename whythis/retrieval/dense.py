"""The vector index: FAISS, exact for most shops, by inverted lists for large ones; memory-mapped when opened.

Up to 100,000 items every vector is compared. Above, vectors lie in 16 bits in the lists of their nearest centre
(IVF; Jégou, Douze and Schmid, TPAMI 2011), and as many lists are searched as it takes to find at least 97 % of
the 50 true nearest on a sample: that share is measured against exact search when the index is built.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np

from whythis.errors import ShopError

EXACT_UP_TO = 100_000
"""Items up to which exact search is quick enough: about 10 ms on one core."""
GOAL_RECALL, RECALL_AT = 0.97, 50
_SAMPLE_QUERIES = 200
_TRAINING_PER_LIST = 48
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """How an index searches, and how well: recall@50 against exact search over a sample of noisy items."""

    kind: str
    n_items: int
    n_lists: int = 0
    n_probe: int = 0
    recall_at_50: float = 1.0


class DenseIndex:
    """Search over unit vectors, (n_items, n_dimensions) float32, by inner product."""

    def __init__(self, index: faiss.Index, mean: np.ndarray, facts: IndexFacts) -> None:
        self._index = index
        self._mean = mean
        self.facts = facts

    @classmethod
    def build(cls, vectors: np.ndarray, exact_up_to: int = EXACT_UP_TO, seed: int = 0) -> DenseIndex:
        """An exact index up to `exact_up_to` vectors, inverted lists above."""
        mean = _mean(vectors)
        if len(vectors) <= exact_up_to:
            index = faiss.IndexFlatIP(vectors.shape[1])
            index.add(vectors)  # type: ignore[call-arg]  # FAISS replaces the C++ signature at import
            return cls(index, mean, IndexFacts("flat", len(vectors)))
        return cls(*_inverted_lists(vectors, mean, seed))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Raises ShopError when the file, or the facts beside it, are missing or damaged."""
        try:
            facts = json.loads(_facts_path(path).read_text(encoding="utf-8"))
            mean = np.array(facts.pop("mean"), dtype=np.float32)
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            if index.d != len(mean):
                raise ValueError("a mean of another length")
            return cls(index, mean, IndexFacts(**facts))
        except (RuntimeError, OSError, ValueError, KeyError, TypeError) as error:
            raise ShopError(
                "The shop's vector index cannot be read.",
                expected=f"a FAISS index at {path}, and {_facts_path(path).name} beside it",
                got="a file that FAISS refuses" if path.exists() else "no file",
                fix=f"Build it again with: whythis index --shop {path.parent.parent}",
            ) from error

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))
        facts = asdict(self.facts) | {"mean": [round(float(v), 8) for v in self._mean]}
        _facts_path(path).write_text(json.dumps(facts) + "\n", encoding="utf-8")

    def __len__(self) -> int:
        return self._index.ntotal

    def search(self, vector: np.ndarray, depth: int) -> tuple[np.ndarray, np.ndarray]:
        """The `depth` nearest rows and their cosines, best first; equal cosines by row number.

        Inverted lists may find fewer than `depth`.

        Args:
            vector: (n_dimensions,) float32 of length 1.
        """
        cosines, rows = self._index.search(vector[None, :], min(depth, len(self)))  # type: ignore[call-arg]
        found = rows[0] >= 0
        rows_, cosines_ = rows[0][found], cosines[0][found]
        order = np.lexsort((rows_, -cosines_))
        return rows_[order], cosines_[order]

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The stored vectors of `rows`, (n_rows, n_dimensions) float32."""
        if len(rows) == 0:
            return np.zeros((0, self._index.d), dtype=np.float32)
        return self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))

    def mean_vector(self) -> np.ndarray:
        """The mean of all stored vectors, (n_dimensions,) float32."""
        return self._mean


def _facts_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _mean(vectors: np.ndarray) -> np.ndarray:
    total = np.zeros(vectors.shape[1], dtype=np.float64)
    for start in range(0, len(vectors), _BLOCK):
        total += vectors[start : start + _BLOCK].sum(axis=0, dtype=np.float64)
    return (total / max(len(vectors), 1)).astype(np.float32)


def _inverted_lists(
    vectors: np.ndarray, mean: np.ndarray, seed: int
) -> tuple[faiss.Index, np.ndarray, IndexFacts]:
    rng = np.random.default_rng(seed)
    n, d = vectors.shape
    n_lists = 1 << round(np.log2(4 * np.sqrt(n)))
    quantizer = faiss.IndexFlatIP(d)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, d, n_lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.seed, index.cp.niter, index.cp.spherical = seed + 1, 10, True
    sample = rng.choice(n, size=min(n, n_lists * _TRAINING_PER_LIST), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(sample)]))  # type: ignore[call-arg]
    for start in range(0, n, _BLOCK):
        index.add(np.ascontiguousarray(vectors[start : start + _BLOCK]))  # type: ignore[call-arg]
    index.make_direct_map()
    queries = _noisy(vectors[rng.choice(n, size=min(n, _SAMPLE_QUERIES), replace=False)], rng)
    truth = exact_nearest(vectors, queries, RECALL_AT)
    index.nprobe = 4
    while True:
        _, found = index.search(queries, RECALL_AT)  # type: ignore[call-arg]
        recall = recall_of(found, truth)
        if recall >= GOAL_RECALL or index.nprobe >= n_lists:
            break
        index.nprobe = min(index.nprobe * 2, n_lists)
    facts = IndexFacts("ivf, 16 bits", n, n_lists, int(index.nprobe), round(recall, 4))
    return index, mean, facts


def _noisy(vectors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As far from items as requests are, a cosine of about 0.7: a request is never an item's own text."""
    moved = vectors + rng.normal(scale=1.0 / np.sqrt(vectors.shape[1]), size=vectors.shape).astype(np.float32)
    return np.ascontiguousarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def exact_nearest(vectors: np.ndarray, queries: np.ndarray, k: int) -> np.ndarray:
    """(n_queries, k) rows of the nearest vectors, by comparing all, block by block."""
    best_scores = np.full((len(queries), 0), -np.inf, dtype=np.float32)
    best_rows = np.zeros((len(queries), 0), dtype=np.int64)
    for start in range(0, len(vectors), _BLOCK):
        scores = queries @ vectors[start : start + _BLOCK].T
        rows = np.broadcast_to(np.arange(start, start + scores.shape[1]), scores.shape)
        scores = np.concatenate([best_scores, scores], axis=1)
        rows = np.concatenate([best_rows, rows], axis=1)
        top = np.argpartition(-scores, min(k, scores.shape[1] - 1), axis=1)[:, :k]
        best_scores = np.take_along_axis(scores, top, axis=1)
        best_rows = np.take_along_axis(rows, top, axis=1)
    return best_rows


def recall_of(found: np.ndarray, truth: np.ndarray) -> float:
    """The mean share of each row's true neighbours that were found."""
    shares = [len(set(a) & set(b)) / len(b) for a, b in zip(found.tolist(), truth.tolist(), strict=True)]
    return float(np.mean(shares))
