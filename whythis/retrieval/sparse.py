"""The word index: BM25 (bm25s, Lucene's variant), with scores scaled by the query's upper bound."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN

from whythis.errors import ShopError

_WORD = re.compile(r"\w+(?:[-.]\w+)*")
# Irregular plurals that a stemmer does not join and that shops are full of.
_IRREGULAR = {"mice": "mouse", "women": "woman", "men": "man", "knives": "knife", "shelves": "shelf"}
_STOPWORDS = frozenset(STOPWORDS_EN)


class Tokenizer:
    """Lower-cased, stemmed words; "T-5600" also yields "t", "5600" and "t5600"."""

    def __init__(self) -> None:
        self._stem = Stemmer.Stemmer("english").stemWord

    def __call__(self, text: str) -> list[str]:
        tokens: list[str] = []
        for word in _WORD.findall(text.casefold()):
            if word in _STOPWORDS:
                continue
            tokens.append(self._stem(_IRREGULAR.get(word, word)))
            if "-" in word or "." in word:
                parts = re.split(r"[-.]", word)
                tokens += [self._stem(_IRREGULAR.get(part, part)) for part in parts if part]
                tokens.append("".join(parts))
        return tokens


class SparseIndex:
    """BM25 over item texts. Scores lie in [0, 1]: a sum of term scores over the sum of their maxima."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model
        self._tokenize = Tokenizer()

    @classmethod
    def build(cls, texts: Sequence[str]) -> SparseIndex:
        tokenize = Tokenizer()
        model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        model.index([tokenize(text) or [""] for text in texts], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> SparseIndex:
        try:
            return cls(bm25s.BM25.load(str(folder), load_corpus=False))
        except (OSError, ValueError, KeyError, json.JSONDecodeError) as error:
            raise ShopError(
                "The shop's word index cannot be read.",
                expected=f"a bm25s index in {folder}",
                got=str(error)[:200],
                fix=f"Build it again with: whythis index --shop {folder.parent.parent}",
            ) from error

    def save(self, folder: Path) -> None:
        self._model.save(str(folder), corpus=None)

    def __len__(self) -> int:
        return int(self._model.scores["num_docs"])

    def scores(self, query: str) -> np.ndarray:
        """Scaled BM25 of every item, (n_items,) float32; zeros when no word of the query is known."""
        ids = list(self._known(query).values())
        bound = self._bound(ids)
        if bound <= 0:
            return np.zeros(len(self), dtype=np.float32)
        return (self._model.get_scores_from_ids(ids) / bound).astype(np.float32)

    def scores_of(self, query: str, texts: Sequence[str], row: int, row_text: str) -> np.ndarray:
        """Scaled BM25 of texts as if each stood in the place of an indexed one, (n_texts,) float32.

        How rare words are and how long texts are on average stays as it is in the index.

        Args:
            row_text: the text that `row` was indexed with; from it the mean length is found, which an index does not
                keep.
        """
        asked = self._known(query)
        bound = self._bound(asked.values())
        if bound <= 0:
            return np.zeros(len(texts), dtype=np.float32)
        mean_length, out = self._mean_length(row, row_text), []
        for text in texts:
            tokens = self._tokenize(text) or [""]
            counts, floor = Counter(tokens), self._floor(len(tokens), mean_length)
            parts = ((self._rarity(i), counts[token]) for token, i in asked.items())
            out.append(sum(rarity * count / (floor + count) for rarity, count in parts))
        return (np.array(out) / bound).astype(np.float32)

    def knows(self, text: str) -> bool:
        """Whether any word of a text is in the index."""
        return bool(self._known(text))

    def _known(self, query: str) -> dict[str, int]:
        """The words of a query that the index knows, with their numbers there."""
        vocabulary = self._model.vocab_dict
        return {token: vocabulary[token] for token in self._tokenize(query) if token in vocabulary}

    def _bound(self, ids: Iterable[int]) -> float:
        """The most that any text could reach for these words: the sum of each one's highest score."""
        data, starts = self._model.scores["data"], self._model.scores["indptr"]
        return sum(float(data[starts[i] : starts[i + 1]].max(initial=0.0)) for i in ids)

    def _rarity(self, token_id: int) -> float:
        """Lucene's inverse document frequency."""
        starts = self._model.scores["indptr"]
        having = int(starts[token_id + 1] - starts[token_id])
        return math.log(1 + (len(self) - having + 0.5) / (having + 0.5))

    def _floor(self, length: int, mean_length: float) -> float:
        """What a word's count competes with; longer texts have a higher one."""
        return self._model.k1 * (1 - self._model.b + self._model.b * length / mean_length)

    def _mean_length(self, row: int, row_text: str) -> float:
        """The mean number of words of the indexed texts, from the scores that one of them has for its own words."""
        k1, b, scores = self._model.k1, self._model.b, self._model.scores
        tokens = self._tokenize(row_text) or [""]
        found = []
        for token, count in Counter(tokens).items():
            token_id = self._model.vocab_dict[token]
            start, end = scores["indptr"][token_id], scores["indptr"][token_id + 1]
            place = start + np.flatnonzero(scores["indices"][start:end] == row)[0]
            part = float(scores["data"][place]) / self._rarity(token_id)
            floor = count * (1 - part) / part
            found.append(b * len(tokens) / (floor / k1 - (1 - b)))
        return float(np.median(found))
