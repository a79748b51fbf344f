from pathlib import Path

import numpy as np
import pytest

from whythis.errors import ModelError, ShopError
from whythis.retrieval import backbone
from whythis.retrieval.build import build_indexes, open_searcher
from whythis.retrieval.catalog import Catalog, write_catalog
from whythis.retrieval.embedding import CHUNK_ITEMS, embed_in_chunks
from whythis.retrieval.types import Item


class CountingEncoder:
    """Tells one vector from a text's length, counts what it embeds, and can be killed."""

    sha256 = "counting"

    def __init__(self, dies_after: int | None = None) -> None:
        self.texts, self.dies_after = 0, dies_after

    def encode(self, texts) -> np.ndarray:
        if self.dies_after is not None and self.texts >= self.dies_after:
            raise KeyboardInterrupt
        self.texts += len(texts)
        return np.array([[len(t), 1.0] for t in texts], dtype=np.float32)


TEXTS = [f"text {n}" for n in range(3 * CHUNK_ITEMS + 7)]


def test_an_embedding_that_was_killed_resumes_with_the_chunk_it_was_in(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        embed_in_chunks(TEXTS, CountingEncoder(dies_after=2 * CHUNK_ITEMS), tmp_path)  # type: ignore[arg-type]
    resumed = CountingEncoder()
    vectors = embed_in_chunks(TEXTS, resumed, tmp_path)  # type: ignore[arg-type]
    assert resumed.texts == len(TEXTS) - 2 * CHUNK_ITEMS
    assert np.array_equal(vectors[:, 0], [len(t) for t in TEXTS])


def test_a_chunk_whose_texts_changed_is_embedded_again_and_a_damaged_one_too(tmp_path: Path) -> None:
    embed_in_chunks(TEXTS, CountingEncoder(), tmp_path)  # type: ignore[arg-type]
    changed = ["other text", *TEXTS[1:]]
    encoder = CountingEncoder()
    embed_in_chunks(changed, encoder, tmp_path)  # type: ignore[arg-type]
    assert encoder.texts == CHUNK_ITEMS
    damaged = next(iter(sorted(tmp_path.glob("*.npy"))))
    damaged.write_bytes(damaged.read_bytes()[:50])
    encoder = CountingEncoder()
    vectors = embed_in_chunks(changed, encoder, tmp_path)  # type: ignore[arg-type]
    assert encoder.texts in (CHUNK_ITEMS, 7)
    assert vectors[0, 0] == len("other text")


def test_vectors_of_another_encoder_are_not_reused(tmp_path: Path) -> None:
    embed_in_chunks(TEXTS[:3], CountingEncoder(), tmp_path)  # type: ignore[arg-type]
    other = CountingEncoder()
    other.sha256 = "other"
    embed_in_chunks(TEXTS[:3], other, tmp_path)  # type: ignore[arg-type]
    assert other.texts == 3


@pytest.mark.parametrize("name", ["manifest.json", "dense.faiss", "sparse"])
def test_a_missing_or_damaged_index_is_named_with_the_way_to_rebuild_it(
    tmp_path: Path, encoder, name
) -> None:
    write_catalog([Item("a", "a lamp"), Item("b", "a kettle")], tmp_path / "catalog.parquet")
    catalog = Catalog(tmp_path / "catalog.parquet")
    build_indexes(catalog, encoder, tmp_path / "index")
    open_searcher(catalog, encoder, tmp_path / "index")
    target = tmp_path / "index" / name
    if target.is_dir():
        target = next(target.glob("*.npy"))
    target.write_bytes(target.read_bytes()[:-3] + b"???")
    with pytest.raises(ShopError) as error:
        open_searcher(catalog, encoder, tmp_path / "index")
    assert "whythis index" in error.value.fix
    target.unlink()
    with pytest.raises(ShopError, match="whythis index"):
        open_searcher(catalog, encoder, tmp_path / "index")


def test_an_index_of_another_catalogue_is_refused(tmp_path: Path, encoder) -> None:
    write_catalog([Item("a", "a lamp")], tmp_path / "catalog.parquet")
    build_indexes(Catalog(tmp_path / "catalog.parquet"), encoder, tmp_path / "index")
    write_catalog([Item("z", "a kettle")], tmp_path / "catalog.parquet")
    with pytest.raises(ShopError, match="this catalogue"):
        open_searcher(Catalog(tmp_path / "catalog.parquet"), encoder, tmp_path / "index")


@pytest.mark.parametrize("content", [b"", b"not parquet at all"])
def test_a_damaged_catalogue_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalog.parquet").write_bytes(content)
    with pytest.raises(ShopError, match="catalogue cannot be read"):
        Catalog(tmp_path / "catalog.parquet")


def test_a_backbone_with_other_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbone, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the ones"):
        backbone.backbone_path()


def test_a_catalogue_comes_back_as_it_was_written(tmp_path: Path) -> None:
    items = [
        Item(
            "a",
            "Lamp “Größe”",
            "B",
            "C",
            1999,
            "EUR",
            4.5,
            3,
            0,
            "2024-02-29",
            "d",
            "images/x.svg",
            (("k", "v"),),
        ),
        Item("b", "无线耳机"),
    ]
    write_catalog(items, tmp_path / "catalog.parquet")
    catalog = Catalog(tmp_path / "catalog.parquet")
    assert list(catalog) == items
    assert [catalog[0], catalog.get("b")] == items
    assert catalog.get("zz") is None
