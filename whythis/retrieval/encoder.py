"""The text encoder (sentence-transformers): texts to unit vectors."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from cachetools import LRUCache

from whythis.retrieval.backbone import PACKAGED, backbone_path, backbone_sha256, quiet_libraries

MAX_TOKENS = 128
KEPT_REQUESTS = 10_000
"""Vectors of single texts kept in memory, about 15 MB."""


class TextEncoder:
    """Mean-pooled, normalised sentence embeddings.

    Args:
        backbone: "packaged", a Hugging Face name or a local path.
        device: a torch device name; None takes CUDA when there is one, else the CPU.
    """

    def __init__(self, backbone: str = PACKAGED, device: str | None = None) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        quiet_libraries()
        self.backbone = backbone
        self.sha256 = backbone_sha256(backbone)
        self._model = SentenceTransformer(
            backbone_path(backbone), device=device or ("cuda" if torch.cuda.is_available() else "cpu")
        )
        self._model.max_seq_length = MAX_TOKENS
        self._lock = threading.Lock()
        self._kept: LRUCache[tuple[str, str], np.ndarray] = LRUCache(KEPT_REQUESTS)

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> np.ndarray:
        """Returns (n_texts, n_dimensions) float32, rows of length 1. Same text, same vector.

        A single text, which is what a request is, is kept in memory for the next time.
        """
        key = (self.sha256, texts[0]) if len(texts) == 1 else None
        with self._lock:
            if key is not None and key in self._kept:
                return self._kept[key].copy()
            vectors = self._model.encode(
                list(texts),
                batch_size=batch_size,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            found = np.ascontiguousarray(vectors, dtype=np.float32)
            if key is not None:
                self._kept[key] = found.copy()
        return found
