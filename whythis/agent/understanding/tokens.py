"""Words of a message with their places in it, folded so that case, accents and hyphens do not matter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_\u3400-\u9fff\uf900-\ufaff]+(?:'(?:s|t|re|m|ll|d|ve)(?![^\W_]))?", re.IGNORECASE)
_CONTRACTIONS = {"dont": "don't", "isnt": "isn't", "cant": "can't", "wont": "won't", "whats": "what's"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `text` is folded, [start, end) is its place in the clean message, `gap` what stood before it."""

    text: str
    start: int
    end: int
    gap: str

    @property
    def breaks(self) -> bool:
        """Whether punctuation parts it from the word before."""
        return any(c in ",.;:!?()|。，；！？、\n" for c in self.gap)


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Lower case without accents: "Café" becomes "cafe"."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    parts = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in parts if not unicodedata.combining(c))


def tokenize(text: str) -> list[Token]:
    """The words of the text in order; Han characters are none (they are searched as substrings)."""
    tokens: list[Token] = []
    at = 0
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        tokens.append(
            Token(_CONTRACTIONS.get(folded, folded), match.start(), match.end(), text[at : match.start()])
        )
        at = match.end()
    return tokens


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name: "TP-Link" gives ("tp", "link")."""
    return tuple(token.text.removesuffix("'s") for token in tokenize(name))
