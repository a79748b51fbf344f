"""Which thing a request names, and whether an item is that thing or only something made for it.

The head of an English noun phrase stands last: a mouse pad is a pad, and a printer drum no printer. The words that
can be heads are learned from the catalogue's own categories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from whythis.retrieval.sparse import Tokenizer

_PREPOSITION = re.compile(r"\b(?:for|with|without|in|on|from|by|under|over|to|of|below|above|around)\b")

_LINK = re.compile(r",|&|\band\b")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A category's stems: what it is ("interface cards/adapter" is either), and what it is for."""

    heads: frozenset[str]
    modifiers: frozenset[str]


class Kinds:
    """The kinds of thing that a catalogue's categories name."""

    def __init__(self, categories: Iterable[str]) -> None:
        self._stems = Tokenizer()
        self._phrases = {category: self._read(category) for category in set(categories) if category}
        self._heads = frozenset(head for phrase in self._phrases.values() for head in phrase.heads)

    def thing(self, text: str) -> str:
        """The stem of the thing that a text asks for: its last word, or the last before "for", "with" and the like.

        Empty where no category of the catalogue is such a thing.
        """
        part = _PREPOSITION.split(text.casefold().strip(), maxsplit=1)[0]
        stems = self._stems(part)
        return stems[-1] if stems and stems[-1] in self._heads else ""

    def thing_asked(self, thing: str, category: str) -> float:
        """1 when a category is this thing, -1 when it is something made for it, 0 when neither is known."""
        phrase = self._phrases.get(category)
        if phrase is None or not thing:
            return 0.0
        return 1.0 if thing in phrase.heads else -1.0 if thing in phrase.modifiers else 0.0

    def _read(self, category: str) -> _Phrase:
        part = _PREPOSITION.split(category.casefold(), maxsplit=1)[0].strip() or category.casefold()
        last_words = [option.split()[-1] for option in _LINK.split(part) if option.split()]
        options = [option for word in last_words for option in word.split("/")]
        heads = frozenset(stems[-1] for option in options if (stems := self._stems(option)))
        return _Phrase(heads, frozenset(self._stems(part.replace("/", " "))) - heads)
