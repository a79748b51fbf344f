"""A language's words as the verifier needs them, from the message catalogue: what is plain, what turns a statement
round, and what tells whose a number is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from whythis.agent.catalogue import Messages
from whythis.agent.verifier.amounts import plurals_of

NAME_MARK, NUMBER_MARK = "\ue000", "\ue001"
"""Stand in a text for names and numbers that were recognised, one for each character, so that offsets hold."""
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that tells whose a number is; `side` -1: the number follows it, 1: it precedes it, 0: either."""

    role: str
    side: int


class Lexicon:
    """The words of one language. Without a [verifier] section, only names, numbers and vocabulary can be checked."""

    def __init__(self, messages: Messages) -> None:
        section = messages.entries.get("verifier", {})
        self.lang = messages.lang
        self.plurals = plurals_of(messages.entries)
        self.knows_words = bool(section)
        """Whether direction can be told in this language."""
        self.plain = frozenset(str(section.get("plain", "")).split())
        self.marked = _phrases(section.get("marked", {}))
        self.marked_pattern = _alternation(self.marked)
        self.cues: dict[str, list[Cue]] = {}
        for role, listed in section.get("cues", {}).items():
            for phrase in (p.strip() for p in listed.split("|")):
                side = -1 if phrase.endswith(" _") else 1 if phrase.startswith("_ ") else 0
                self.cues.setdefault(phrase.strip("_ "), []).append(Cue(role, side))
        self.cue_pattern = _alternation(self.cues)
        self.breaks = re.compile(
            r"[,;:()，；：（）。、]|"
            + (_alternation(dict.fromkeys(str(section.get("breaks", "")).split())) or _NEVER).pattern,
            re.IGNORECASE,
        )
        self._stem = Stemmer.Stemmer("english") if messages.lang == "en" else None

    def stem(self, word: str) -> str:
        return self._stem.stemWord(word) if self._stem else word


_NEVER = re.compile(r"(?!)")


def _phrases(groups: Mapping[str, str]) -> dict[str, str]:
    """Phrase to group, of entries such as `more = "more | above"`."""
    return {phrase.strip(): name for name, listed in groups.items() for phrase in listed.split("|")}


def _alternation(phrases: Mapping[str, object]) -> re.Pattern[str] | None:
    """Matches any of the phrases, the longest first; in scripts with spaces as whole words only."""
    if not phrases:
        return None
    parts = []
    for phrase in sorted(phrases, key=len, reverse=True):
        escaped = re.escape(phrase).replace("'", "['’]")
        parts.append(
            escaped
            if _HAN.search(phrase)
            else rf"(?<![a-z]){escaped}(?![a-z])"
            if phrase[0] != "n" or "'" not in phrase
            else escaped
        )
    return re.compile("|".join(parts), re.IGNORECASE)


@lru_cache(maxsize=16)
def lexicon(messages: Messages) -> Lexicon:
    return Lexicon(messages)
