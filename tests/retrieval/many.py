"""A catalogue with as many items as a test asks for, and vectors that need no model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from whythis.retrieval.catalog import Catalog, write_catalog
from whythis.retrieval.codes import CodeIndex
from whythis.retrieval.dense import DenseIndex
from whythis.retrieval.search import Searcher
from whythis.retrieval.sparse import SparseIndex
from whythis.retrieval.types import Item


class FixedEncoder:
    """Gives one vector for every text; rows of the index lie at rising angles from it."""

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1))


def many_searcher(folder: Path, n_items: int) -> Searcher:
    """Item 0 is nearest to every query, the last one farthest; every 50th from row 300 on is of brand "Rare"."""
    items = [
        Item(f"i{n}", f"thing {n}", brand="Rare" if n >= 300 and n % 50 == 0 else "Common")
        for n in range(n_items)
    ]
    write_catalog(items, folder / "catalog.parquet")
    angles = np.linspace(0.0, np.pi / 2, n_items)
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    return Searcher(
        Catalog(folder / "catalog.parquet"),
        FixedEncoder(),  # type: ignore[arg-type]
        DenseIndex.build(vectors),
        SparseIndex.build([item.title for item in items]),
        CodeIndex(item.title for item in items),
    )
