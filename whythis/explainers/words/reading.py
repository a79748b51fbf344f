"""A pair as the cross-encoder reads it: its words, the tokens of each, and the logit with any of them left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whythis.explainers.types import Contribution, WordAttribution
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import LIKES_LEAD, SEPARATOR, PairText, Piece

SEPARATOR_TEXT = SEPARATOR + LIKES_LEAD
"""The text that spans of the source "separator" point into."""
# A hyphen or point inside a word belongs to it (T-5600, 1.7), as does an apostrophe.
_WORD = re.compile(r"\w+(?:[-.'’]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was read: `source` is "query", "likes", an item's field or "separator", `span` its place there."""

    text: str
    source: str
    span: tuple[int, int]

    def worth(self, value: float) -> Contribution:
        return Contribution("word", self.text, float(value), self.source, self.span)


class Reading:
    """One pair, tokenised.

    `words` are in reading order, the query's first; what was cut off because the text was too long is not
    among them. `word_of` gives each token its word, or -1 for [CLS] and [SEP].
    """

    def __init__(self, model: CrossEncoder, pair: PairText) -> None:
        batch = model.encode([pair])
        self.model = model
        self.pair = pair
        self.ids: list[int] = batch["input_ids"][0].tolist()
        self.sides: list[int | None] = batch.sequence_ids(0)
        self.types: list[int] = (
            batch["token_type_ids"][0].tolist() if "token_type_ids" in batch else [s or 0 for s in self.sides]
        )
        self.words: list[Word] = []
        self.word_of = np.full(len(self.ids), -1)
        offsets = batch["offset_mapping"][0].tolist()
        for side, pieces in ((0, pair.pieces_a), (1, pair.pieces_b)):
            self._read_side(side, pieces, pair.side_a if side == 0 else pair.side_b, offsets)

    def _read_side(
        self, side: int, pieces: tuple[Piece, ...], text: str, offsets: Sequence[Sequence[int]]
    ) -> None:
        """Gives each token of a side to exactly one word."""
        spans = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        number: dict[int, int] = {}
        position = 0
        for token, ((start, _), token_side) in enumerate(zip(offsets, self.sides, strict=True)):
            if token_side != side or not spans:
                continue
            while position < len(spans) - 1 and spans[position][1] <= start:
                position += 1
            if position not in number:
                number[position] = len(self.words)
                self.words.append(_word(spans[position], text, pieces))
            self.word_of[token] = number[position]

    def __len__(self) -> int:
        return len(self.words)

    def logits(self, kept: np.ndarray) -> np.ndarray:
        """The logits with only some of the words, as if the others had never been written.

        Args:
            kept: (n_coalitions, n_words) bool.

        Returns:
            (n_coalitions,) float64.
        """
        ids, types = [], []
        for coalition in kept:
            tokens = np.flatnonzero((self.word_of < 0) | coalition[self.word_of])
            ids.append([self.ids[t] for t in tokens])
            types.append([self.types[t] for t in tokens])
        return self.model.run(ids, types)

    def attribution(
        self, method: str, baseline: str, steps: int, base: float, output: float, values: np.ndarray
    ) -> WordAttribution:
        """What a method gives out: one value a word, (n_words,), and how far they are from summing to output - base.

        Args:
            steps: how often the network was asked, or how finely a path was cut.
        """
        gap = abs(float(values.sum()) + base - output) / max(abs(output - base), 1e-6)
        words = tuple(word.worth(value) for word, value in zip(self.words, values.tolist(), strict=True))
        return WordAttribution(method, baseline, steps, base, output, gap, words, self.texts)

    def by_word(self, token_values: Sequence[float] | np.ndarray) -> np.ndarray:
        """Token values summed to words, (n_words,)."""
        out = np.zeros(len(self.words))
        for word, value in zip(self.word_of, token_values, strict=True):
            if word >= 0:
                out[word] += value
        return out

    @property
    def texts(self) -> dict[str, str]:
        """The texts that spans point into."""
        return self.pair.texts | {"separator": SEPARATOR_TEXT}


def _word(span: tuple[int, int], text: str, pieces: tuple[Piece, ...]) -> Word:
    start, end = span
    name = text[start:end]
    for piece in pieces:
        if piece.start <= start and end <= piece.start + len(piece.text):
            return Word(name, piece.source, (start - piece.start, end - piece.start))
    # The bars between fields and the lead "likes:" are read too; they keep their part of the sum.
    start = max(0, SEPARATOR_TEXT.find(name))
    return Word(name, "separator", (start, start + len(name)))
