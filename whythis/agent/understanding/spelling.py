"""Recognises misspelt catalogue names, and leaves everyday English words alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from whythis.agent.understanding import lexicon
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.retrieval.backbone import backbone_path


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The 20,000 English words of four letters or more in the BERT uncased vocabulary (Apache-2.0)."""
    path = Path(__file__).with_name("common_words.txt")
    return frozenset(path.read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def whole_words() -> frozenset[str]:
    """All words of letters that the backbone has as one token: about 22,000, the seldom ones among them."""
    told = Path(backbone_path(), "vocab.txt").read_text(encoding="utf-8").split()
    return frozenset(word for word in told if word.isalpha())


def correct(tokens: list[Token], vocabulary: Vocabulary) -> dict[int, str]:
    """Token index -> the vocabulary's word it is a misspelling of.

    A word of four letters or more, unknown to English and to the vocabulary, is corrected to a vocabulary word
    of five letters or more at an edit distance of 1 (2 from eight letters on) with the same first letter.
    """
    corrected: dict[int, str] = {}
    for index, token in enumerate(tokens):
        word = token.text.removesuffix("'s")
        if _may_be_misspelt(word, vocabulary):
            nearest = _nearest(word, vocabulary.spelling)
            if nearest:
                corrected[index] = nearest
    return corrected


def _may_be_misspelt(word: str, vocabulary: Vocabulary) -> bool:
    if len(word) < 4 or not word.isalpha() or not word.isascii() or len(word) > 30:
        return False
    if word in vocabulary.spelling or (word,) in vocabulary.terms or word in lexicon.STOP_WORDS:
        return False
    stem = word.removesuffix("s")
    return not any(form in common_words() for form in (word, f"{word}s", stem, stem.removesuffix("e")))


def _nearest(word: str, candidates: frozenset[str]) -> str | None:
    limit = 2 if len(word) >= 8 else 1
    found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=limit, limit=4)
    same_start = sorted((distance, name) for name, distance, _ in found if name[0] == word[0])
    return same_start[0][1] if same_start else None
