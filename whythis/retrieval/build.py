"""Builds a shop's indexes from its catalogue, and opens them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from whythis.errors import ShopError
from whythis.retrieval.backbone import file_sha256
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.codes import CodeIndex
from whythis.retrieval.dense import DenseIndex
from whythis.retrieval.embedding import embed_in_chunks
from whythis.retrieval.encoder import TextEncoder
from whythis.retrieval.search import Searcher
from whythis.retrieval.sparse import SparseIndex
from whythis.retrieval.text import item_text, item_words

_DENSE = "dense.faiss"
_SPARSE = "sparse"
_MANIFEST = "manifest.json"


def build_indexes(
    catalog: Catalog,
    encoder: TextEncoder,
    folder: Path,
    on_progress: Callable[[int, bool], None] = lambda done, kept: None,
) -> None:
    """Embeds the catalogue and writes both indexes into `folder`; the manifest comes last and makes it valid."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / _MANIFEST
    manifest.unlink(missing_ok=True)
    texts = [item_text(item) for item in catalog]
    vectors = embed_in_chunks(texts, encoder, folder / "embeddings", on_progress)
    DenseIndex.build(vectors).save(folder / _DENSE)
    SparseIndex.build([item_words(item) for item in catalog]).save(folder / _SPARSE)
    scratch = manifest.with_suffix(".tmp")
    scratch.write_text(
        json.dumps(
            {
                "catalog_sha256": catalog.sha256,
                "encoder_sha256": encoder.sha256,
                "n_items": len(catalog),
                "dense_sha256": file_sha256(folder / _DENSE),
                "sparse_sha256": _folder_sha256(folder / _SPARSE),
            },
            indent=1,
        )
    )
    scratch.replace(manifest)


def open_searcher(catalog: Catalog, encoder: TextEncoder, folder: Path) -> tuple[Searcher, str]:
    """The searcher over a shop's indexes, and the SHA-256 that names their state.

    Raises:
        ShopError: the indexes are missing, damaged, or made for another catalogue or encoder.
    """
    manifest = _read_manifest(folder)
    for key, actual, what in (
        ("catalog_sha256", catalog.sha256, "this catalogue"),
        ("encoder_sha256", encoder.sha256, "this text encoder"),
        (
            "dense_sha256",
            file_sha256(folder / _DENSE) if (folder / _DENSE).exists() else "",
            "its own manifest",
        ),
        ("sparse_sha256", _folder_sha256(folder / _SPARSE), "its own manifest"),
    ):
        if manifest.get(key) != actual:
            raise _broken(folder, f"an index that was made for {what}", f"another {key}")
    searcher = Searcher(
        catalog,
        encoder,
        DenseIndex.load(folder / _DENSE),
        SparseIndex.load(folder / _SPARSE),
        CodeIndex(catalog.titles),
    )
    return searcher, file_sha256(folder / _MANIFEST)


def _read_manifest(folder: Path) -> dict[str, object]:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text())
    except (OSError, ValueError) as error:
        got = "no manifest" if isinstance(error, FileNotFoundError) else str(error)[:120]
        raise _broken(folder, f"a finished index in {folder}", got) from error
    if not isinstance(manifest, dict):
        raise _broken(folder, "a manifest with hashes", repr(manifest)[:80])
    return manifest


def _broken(folder: Path, expected: str, got: str) -> ShopError:
    return ShopError(
        "The shop's index is missing, unfinished or damaged.",
        expected=expected,
        got=got,
        fix=f"Build it again (the catalogue and all records stay): whythis index --shop {folder.parent}",
    )


def _folder_sha256(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
