"""Long texts are read whole, and what was prepared when a shop was built is what would be read without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.ranking.passages import MAX_PASSAGES, MAX_TOKENS, PairTokenizer, best_passage, cut
from whythis.ranking.prepared import PreparedTexts, write_prepared
from whythis.ranking.types import ItemText
from whythis.retrieval.types import Item
from whythis.shop import Shop

ROOM = MAX_TOKENS - 3


@given(st.integers(0, 120), st.integers(0, 3000), st.integers(0, 60))
def test_passages_cover_a_text_in_order_and_none_is_too_long(
    n_request: int, n_item: int, n_head: int
) -> None:
    read, passages = cut(n_request, n_item, min(n_head, n_item), ROOM)
    assert all(read + len(places) <= ROOM for places in passages)
    assert read == n_request or read >= ROOM // 2
    covered = sorted({place for places in passages for place in places})
    assert covered == list(range(len(covered)))
    assert len(covered) == n_item or len(passages) == MAX_PASSAGES
    for places in passages:
        assert places == sorted(places)


def long_pair(words: int, query: str = "quiet kettle") -> PairText:
    text = "Boils in three minutes; nobody hears it. " * (words // 8)
    return pair_text(
        query,
        "",
        ItemText((("title", "Ashdown kettle"), ("description", text), ("attribute:Noise", "55 dB"))),
    )


@pytest.mark.parametrize("words", [8, 100, 400])
def test_the_first_passage_is_what_the_tokenizer_itself_would_cut(
    cross_encoder: CrossEncoder, words: int
) -> None:
    pair = long_pair(words)
    whole = cross_encoder.encode([pair])
    ids, types = PairTokenizer(cross_encoder.tokenizer).rows([pair])[0][0]
    assert ids == whole["input_ids"][0].tolist()
    assert types == whole["token_type_ids"][0].tolist()


def test_a_pair_scores_as_its_best_passage(cross_encoder: CrossEncoder) -> None:
    pair = long_pair(600)
    split = cross_encoder.split(pair)
    assert len(split.passages) > 3
    alone = cross_encoder.run([p.ids for p in split.passages], [p.types for p in split.passages])
    assert cross_encoder.logits([long_pair(8), pair, long_pair(8)])[1] == pytest.approx(alone.max(), abs=1e-4)
    assert best_passage(np.array([1.0, 5.0, 2.0, -1.0]), [1, 2, 1]).tolist() == [1.0, 5.0, -1.0]


def test_every_further_passage_names_the_item(cross_encoder: CrossEncoder) -> None:
    split = cross_encoder.split(long_pair(600))
    title = cross_encoder.tokenizer("Ashdown kettle", add_special_tokens=False)["input_ids"]
    for passage in split.passages:
        side_b = [i for i, place in zip(passage.ids, passage.places, strict=True) if place and place[0] == 1]
        assert side_b[: len(title)] == title


def test_texts_and_item_come_back_as_they_were() -> None:
    item = ItemText((("title", "A"), ("description", "b c, " * 200), ("attribute:D", "D: e")))
    pair = pair_text("q", "f", item)
    assert pair.item == item
    assert pair.texts["description"] == "b c, " * 200
    for piece in pair.pieces_b:
        assert pair.side_b[piece.start : piece.start + len(piece.text)] == piece.text
        assert pair.texts[piece.source][piece.offset : piece.offset + len(piece.text)] == piece.text


def test_what_was_prepared_is_what_would_be_read_without_it(sample_shop: Shop) -> None:
    model, catalog = sample_shop.ranker.cross_encoder, sample_shop.catalog
    prepared = model._pairs.prepared
    assert prepared is not None
    fresh = PairTokenizer(model.tokenizer)
    pairs = [pair_text("kettle", "", item_part(item)) for item in catalog]
    assert all(prepared.get(pair.side_b) is not None for pair in pairs)
    assert model._pairs.rows(pairs) == fresh.rows(pairs)


def test_a_text_that_changed_is_not_read_by_its_old_pieces(
    tmp_path: Path, cross_encoder: CrossEncoder
) -> None:
    tokenizer = PairTokenizer(cross_encoder.tokenizer)
    pairs = [pair_text("", "", item_part(Item(id=str(n), title=f"kettle number {n}"))) for n in range(5)]
    pieces = zip(pairs, tokenizer.items(pairs), strict=True)
    write_prepared(((pair.side_b, *found) for pair, found in pieces), tmp_path, "this tokenizer")
    prepared = PreparedTexts.load(tmp_path, "this tokenizer")
    assert prepared is not None
    assert prepared.get(pairs[3].side_b) == tokenizer.items(pairs)[3]
    assert prepared.get(pairs[3].side_b + " in red") is None
    assert PreparedTexts.load(tmp_path, "another tokenizer") is None
    (tmp_path / "pieces.npy").write_bytes((tmp_path / "pieces.npy").read_bytes()[:-8])
    assert PreparedTexts.load(tmp_path, "this tokenizer") is None
    assert PreparedTexts.load(tmp_path / "nowhere", "this tokenizer") is None
