"""The vector index: FAISS, exact inner product."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from whythis.errors import ShopError


class DenseIndex:
    """Exact search over unit vectors, (n_items, n_dimensions) float32."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: np.ndarray) -> DenseIndex:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)  # type: ignore[call-arg]  # FAISS replaces the C++ signature at import
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise ShopError(
                "The shop's vector index cannot be read.",
                expected=f"a FAISS index at {path}",
                got="a file that FAISS refuses" if path.exists() else "no file",
                fix=f"Build it again with: whythis index --shop {path.parent.parent}",
            ) from error

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return self._index.ntotal

    def search(self, vector: np.ndarray, depth: int) -> tuple[np.ndarray, np.ndarray]:
        """The `depth` nearest rows and their cosines, best first; equal cosines by row number.

        Args:
            vector: (n_dimensions,) float32 of length 1.
        """
        cosines, rows = self._index.search(vector[None, :], min(depth, len(self)))  # type: ignore[call-arg]
        order = np.lexsort((rows[0], -cosines[0]))
        return rows[0][order], cosines[0][order]

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The stored vectors of `rows`, (n_rows, n_dimensions) float32."""
        if len(rows) == 0:
            return np.zeros((0, self._index.d), dtype=np.float32)
        return self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))

    def mean_vector(self) -> np.ndarray:
        """The mean of all stored vectors, (n_dimensions,) float32."""
        total = np.zeros(self._index.d, dtype=np.float64)
        for start in range(0, len(self), 65_536):
            total += self._index.reconstruct_n(start, min(65_536, len(self) - start)).sum(axis=0)
        return (total / len(self)).astype(np.float32)
