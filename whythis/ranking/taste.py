"""Taste: what a shopper's past says about an item, as a sum over events, so that it splits by event exactly.

An event speaks for an item in two ways: by likeness of their texts, which also works for items that nobody has
chosen yet, and by what people chose together, as item-to-item weights that were learned from all shoppers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy import sparse

from whythis.errors import ModelError
from whythis.ranking.signals import PastItem, affinity_norm
from whythis.retrieval.catalog import Catalog

TASTE_FILE = "taste.npz"


@dataclass(frozen=True)
class Taste:
    """How much of an event's likeness counts by content and by common choice.

    `together[j, i]` is what a choice of item j says for item i, (n, n) sparse, over the items in `item_ids`.
    """

    content: float = 1.0
    common: float = 0.0
    item_ids: tuple[str, ...] = ()
    together: sparse.csr_array = field(default_factory=lambda: sparse.csr_array((0, 0), dtype=np.float32))

    def over(self, catalog: Catalog) -> TasteOver:
        """The same, with items found by their row in a catalogue."""
        return TasteOver(self, catalog)

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / TASTE_FILE,
            scales=np.array([self.content, self.common]),
            item_ids=np.array(self.item_ids, dtype=np.str_),
            data=self.together.data.astype(np.float32),
            indices=self.together.indices.astype(np.int32),
            indptr=self.together.indptr.astype(np.int64),
        )

    @classmethod
    def load(cls, folder: Path) -> Taste:
        """A version's taste; likeness of texts alone where it has learned none.

        Raises:
            ModelError: the file is there but damaged.
        """
        path = folder / TASTE_FILE
        if not path.exists():
            return cls()
        try:
            with np.load(path, allow_pickle=False) as kept:
                ids = tuple(kept["item_ids"].tolist())
                shape = (len(ids), len(ids))
                matrix = sparse.csr_array((kept["data"], kept["indices"], kept["indptr"]), shape=shape)
                return cls(float(kept["scales"][0]), float(kept["scales"][1]), ids, matrix)
        except (OSError, ValueError, KeyError, EOFError, IndexError, BadZipFile) as error:
            raise ModelError(
                "The model version's taste cannot be read.",
                expected=f"{path} with item-to-item weights",
                got=f"{type(error).__name__}: {error}"[:160],
                fix="Train again (whythis train) or go back to another version (whythis models).",
            ) from error


class TasteOver:
    """A taste over one catalogue's rows."""

    def __init__(self, taste: Taste, catalog: Catalog) -> None:
        self._taste = taste
        place = {item_id: place for place, item_id in enumerate(taste.item_ids)}
        self._place = np.array([place.get(item_id, -1) for item_id in catalog.ids], dtype=np.int64)

    def shares(
        self, rows: np.ndarray, past_rows: np.ndarray, similarities: np.ndarray, past: Sequence[PastItem]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Each event's part of the taste signal by content and by common choice, both (n_rows, n_events).

        The sum of both over all events is the signal.

        By content a share is weight * cosine (where positive) over the sum of all weights, a mean; by common
        choice it is weight * learned weight, a sum, since evidence adds up.

        Args:
            similarities: (n_rows, n_events) centred cosines between candidates and past items.
        """
        if not past:
            return np.zeros((len(rows), 0)), np.zeros((len(rows), 0))
        weights = np.array([p.weight for p in past])
        content = self._taste.content * np.maximum(similarities, 0.0) * weights / affinity_norm(past)
        if self._taste.common <= 0:
            return content, np.zeros_like(content)
        return content, self._taste.common * self.common(rows, past_rows) * weights

    def common(self, rows: np.ndarray, past_rows: np.ndarray) -> np.ndarray:
        """(n_rows, n_past) learned weights from each past item to each row; 0 for items it does not know."""
        out = np.zeros((len(rows), len(past_rows)))
        here, there = self._place[rows], self._place[past_rows]
        known_here, known_there = np.flatnonzero(here >= 0), np.flatnonzero(there >= 0)
        if len(known_here) and len(known_there):
            block = self._taste.together[there[known_there]][:, here[known_here]].toarray()
            out[np.ix_(known_here, known_there)] = block.T
        return out
