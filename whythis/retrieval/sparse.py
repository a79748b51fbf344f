"""The word index: BM25 (bm25s, Lucene's variant), with scores scaled by the query's upper bound."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
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
        vocabulary = self._model.vocab_dict
        tokens = [token for token in dict.fromkeys(self._tokenize(query)) if token in vocabulary]
        if not tokens:
            return np.zeros(len(self), dtype=np.float32)
        ids = [vocabulary[token] for token in tokens]
        scores = self._model.get_scores_from_ids(ids)
        data, starts = self._model.scores["data"], self._model.scores["indptr"]
        bound = sum(float(data[starts[i] : starts[i + 1]].max(initial=0.0)) for i in ids)
        return (scores / bound).astype(np.float32) if bound > 0 else np.zeros(len(self), dtype=np.float32)
