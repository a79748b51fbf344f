"""Words that people split and the catalogue writes as one: "head set" is read as "headset"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+")
MIN_TITLES = 5
"""A joined word must stand in at least this many titles, or it may be a misspelling there."""


class Compounds:
    """Which neighbouring words a catalogue's titles write as one word, oftener than as two."""

    def __init__(self, titles: Iterable[str]) -> None:
        split: Counter[tuple[str, str]] = Counter()
        whole: Counter[str] = Counter()
        for title in titles:
            words = _WORD.findall(title.casefold())
            whole.update(set(words))
            split.update(set(pairwise(words)))
        self._joined = {word: count for word, count in whole.items() if count >= MIN_TITLES}
        self._split = {pair: count for pair, count in split.items() if "".join(pair) in self._joined}

    def join(self, text: str) -> str:
        """The text with such neighbours joined; all else, capitals too, stays as it is."""
        words = text.split()
        out: list[str] = []
        for word in words:
            pair = (out[-1].casefold(), word.casefold()) if out else None
            if pair and self._joined.get("".join(pair), 0) > self._split.get(pair, 0):
                out[-1] += word
            else:
                out.append(word)
        return " ".join(out)
