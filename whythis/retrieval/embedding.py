"""Embeds a catalogue in chunks that are kept on disk, so that an import which was killed resumes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from whythis.retrieval.encoder import TextEncoder

CHUNK_ITEMS = 512


def embed_in_chunks(
    texts: Sequence[str],
    encoder: TextEncoder,
    folder: Path,
    on_progress: Callable[[int, bool], None] = lambda done, kept: None,
) -> np.ndarray:
    """Embeds `texts` in order; each finished chunk is saved before the next one starts.

    A chunk's file is named by the hash of its texts and of the encoder, so a chunk is reused exactly when
    both are unchanged, and a damaged or outdated one is made again. Files of other contents are removed.

    Args:
        on_progress: called with the number of texts done and whether the chunk came from an earlier run.

    Returns:
        (n_texts, n_dimensions) float32 unit vectors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chunks, used = [], set()
    for start in range(0, len(texts), CHUNK_ITEMS):
        part = texts[start : start + CHUNK_ITEMS]
        path = folder / f"{_key(part, encoder.sha256)}.npy"
        used.add(path.name)
        vectors = _load(path, len(part))
        kept = vectors is not None
        if vectors is None:
            vectors = encoder.encode(part)
            scratch = path.with_suffix(".tmp")
            with scratch.open("wb") as file:
                np.save(file, vectors)
            scratch.replace(path)
        chunks.append(vectors)
        on_progress(start + len(part), kept)
    for path in folder.iterdir():
        if path.name not in used:
            path.unlink()
    return np.concatenate(chunks)


def _key(texts: Sequence[str], encoder_sha256: str) -> str:
    digest = hashlib.sha256(encoder_sha256.encode())
    for text in texts:
        digest.update(len(text).to_bytes(4, "big") + text.encode())
    return digest.hexdigest()[:32]


def _load(path: Path, n_texts: int) -> np.ndarray | None:
    if not path.exists():
        return None
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return vectors if vectors.ndim == 2 and len(vectors) == n_texts else None
