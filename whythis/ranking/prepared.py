"""Word pieces of a shop's item texts, made once when its indexes are built.

Kept by what the text says, so a changed item is never read by its old pieces: it is simply not among them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

_KEYS, _STARTS, _PIECES, _HEADS, _MADE_FOR = (
    "keys.npy",
    "starts.npy",
    "pieces.npy",
    "heads.npy",
    "made-for.json",
)


class PreparedTexts:
    """Looks up the word pieces of item texts.

    Held: `keys` (n_texts,) uint64, sorted; `starts` (n_texts + 1,); `pieces`, all ids in a row; `heads` (n_texts,),
    how many pieces of each text are the title's.
    """

    def __init__(self, keys: np.ndarray, starts: np.ndarray, pieces: np.ndarray, heads: np.ndarray) -> None:
        self._keys, self._starts, self._pieces, self._heads = keys, starts, pieces, heads

    @classmethod
    def load(cls, folder: Path, made_for: str) -> PreparedTexts | None:
        """Opens them, mapped into memory; None when there are none for this tokenizer."""
        try:
            if json.loads((folder / _MADE_FOR).read_text(encoding="utf-8")) != made_for:
                return None
            parts = [np.load(folder / name, mmap_mode="r") for name in (_KEYS, _STARTS, _PIECES, _HEADS)]
        except (OSError, ValueError):
            return None
        keys, starts, pieces, heads = parts
        whole = len(starts) == len(keys) + 1 and len(heads) == len(keys) and starts[-1] == len(pieces)
        return cls(keys, starts, pieces, heads) if whole else None

    def get(self, text: str) -> tuple[list[int], int] | None:
        """A text's pieces, and how many of them are the title's; None for a text that was not prepared."""
        key = _key(text)
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        start, end = int(self._starts[place]), int(self._starts[place + 1])
        return self._pieces[start:end].tolist(), int(self._heads[place])


def write_prepared(texts: Iterable[tuple[str, Sequence[int], int]], folder: Path, made_for: str) -> None:
    """Writes texts with their pieces and heads into `folder`; what names the tokenizer comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MADE_FOR).unlink(missing_ok=True)
    rows = {int(_key(text)): (ids, n_head) for text, ids, n_head in texts}
    keys = sorted(rows)
    lengths = [len(rows[key][0]) for key in keys]
    np.save(folder / _KEYS, np.array(keys, dtype=np.uint64))
    np.save(folder / _STARTS, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
    np.save(folder / _PIECES, np.array([piece for key in keys for piece in rows[key][0]], dtype=np.int32))
    np.save(folder / _HEADS, np.array([rows[key][1] for key in keys], dtype=np.int32))
    (folder / _MADE_FOR).write_text(json.dumps(made_for), encoding="utf-8")


def _key(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"))
