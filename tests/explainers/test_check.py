"""What an answer's words and its check cost the second time, and that nothing of a shopper's stays in memory."""

from __future__ import annotations

import pytest

from whythis.explainers.check import explain_words
from whythis.explainers.words import METHODS, Reading
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import item_part, pair_text
from whythis.retrieval.types import Item

ITEM = Item(id="k1", title="Quiet kettle, 1.7 l", brand="Ashdown", category="Kettles")


def test_the_same_pair_is_worked_out_once_and_anew_after_forgetting(
    cross_encoder: CrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = METHODS["marginals"]

    def watched(reading: Reading):
        asked.append(reading.pair.side_a)
        return real(reading)

    monkeypatch.setitem(METHODS, "marginals", watched)
    cross_encoder.forget()

    def explained(query: str, direction: int = 1):
        return explain_words(Reading(cross_encoder, pair_text(query, "", item_part(ITEM))), direction)

    first = explained("quiet kettle")
    assert explained("quiet kettle") == first
    assert len(asked) == 1
    assert explained("loud kettle")[0] != first[0]
    assert len(asked) == 2
    cross_encoder.forget()
    assert explained("quiet kettle") == first
    assert len(asked) == 3
