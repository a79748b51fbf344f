"""A pair as the cross-encoder reads it: its words, the tokens of each, and the logit with any of them left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True, slots=True)
class PassageWords:
    """One passage as the network reads it: `word_of` (n_tokens,) gives each token its word, or -1."""

    ids: list[int]
    types: list[int]
    word_of: np.ndarray


class Reading:
    """One pair as it was read: in one passage, or a long text in several.

    `words` are in reading order, the request's first, each once, however many passages it stands in. What is beyond
    the passages that are read is not among them.
    """

    def __init__(self, model: CrossEncoder, pair: PairText) -> None:
        split = model.split(pair)
        self.model = model
        self.pair = pair
        self.words: list[Word] = []
        numbers: list[dict[int, int]] = [{}, {}]
        of_token = [
            _word_places(text, spans)
            for text, spans in zip((pair.side_a, pair.side_b), split.spans, strict=True)
        ]
        self.passages: list[PassageWords] = []
        for passage in split.passages:
            word_of = np.full(len(passage.ids), -1)
            for token, place in enumerate(passage.places):
                if place is None:
                    continue
                side, number = place
                span = of_token[side][number]
                if span is None:
                    continue
                if span[0] not in numbers[side]:
                    numbers[side][span[0]] = len(self.words)
                    text, pieces = (pair.side_a, pair.pieces_a) if side == 0 else (pair.side_b, pair.pieces_b)
                    self.words.append(_word(span, text, pieces))
                word_of[token] = numbers[side][span[0]]
            self.passages.append(PassageWords(passage.ids, passage.types, word_of))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def of_request(self) -> np.ndarray:
        """(n_words,) bool, which words are the shopper's and not the item's."""
        return np.array([word.source in ("query", "likes") for word in self.words], dtype=bool)

    @cached_property
    def deciding(self) -> PassageWords:
        """The passage that gives the pair its logit: the best."""
        if len(self.passages) == 1:
            return self.passages[0]
        logits = self.model.run([p.ids for p in self.passages], [p.types for p in self.passages])
        return self.passages[int(np.argmax(logits))]

    def logits(self, kept: np.ndarray, *, in_place: bool = False) -> np.ndarray:
        """The logits with only some of the words, as if the others had never been written; of the best passage.

        Args:
            kept: (n_coalitions, n_words) bool.
            in_place: what is left stays where it stands and does not move up, if the network has places.

        Returns:
            (n_coalitions,) float64.
        """
        # Most coalitions leave most passages as they are, and what is left is often the same.
        rows: dict[tuple[int, bytes], int] = {}
        ids, types, places, row_of = [], [], [], []
        for coalition in kept:
            for number, passage in enumerate(self.passages):
                tokens = np.flatnonzero((passage.word_of < 0) | coalition[passage.word_of])
                key = (number, tokens.tobytes())
                if key not in rows:
                    rows[key] = len(rows)
                    ids.append([passage.ids[t] for t in tokens])
                    types.append([passage.types[t] for t in tokens])
                    places.append(tokens.tolist())
                row_of.append(rows[key])
        found = self.model.run(ids, types, places if in_place and self.model.has_places else None)
        return found[row_of].reshape(len(kept), len(self.passages)).max(axis=1)

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
        """Values of the deciding passage's tokens summed to words, (n_words,)."""
        out = np.zeros(len(self.words))
        for word, value in zip(self.deciding.word_of, token_values, strict=True):
            if word >= 0:
                out[word] += value
        return out

    @property
    def texts(self) -> dict[str, str]:
        """The texts that spans point into."""
        return self.pair.texts | {"separator": SEPARATOR_TEXT}


def _word_places(text: str, tokens: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """The word that each token of a text belongs to, as (start, end); each token has exactly one."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    found: list[tuple[int, int] | None] = []
    position = 0
    for start, _ in tokens:
        while position < len(words) - 1 and words[position][1] <= start:
            position += 1
        found.append(words[position] if words else None)
    return found


def _word(span: tuple[int, int], text: str, pieces: tuple[Piece, ...]) -> Word:
    start, end = span
    name = text[start:end]
    for piece in pieces:
        if piece.start <= start and end <= piece.start + len(piece.text):
            shift = piece.offset - piece.start
            return Word(name, piece.source, (start + shift, end + shift))
    # The bars between fields and the lead "likes:" are read too; they keep their part of the sum.
    start = max(0, SEPARATOR_TEXT.find(name))
    return Word(name, "separator", (start, start + len(name)))
