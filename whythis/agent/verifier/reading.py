"""A sentence taken apart: the names and numbers in it, the words left over, and whose each number is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whythis.agent.verifier.amounts import Amount, amounts_in
from whythis.agent.verifier.facts import OTHER, OWN, Name
from whythis.agent.verifier.lexicon import NAME_MARK, NUMBER_MARK, Cue, Lexicon

BOTH = "both"
_SLOT = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff\ue000\ue001]+(?:['’][^\W\d_\u3400-\u9fff\ue000\ue001]+)*")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_TITLE_SLOTS = {"title": OWN, "other_title": OTHER, "other": OTHER, "last_title": OTHER}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, and all that evidence holds under this name."""

    start: int
    end: int
    names: tuple[Name, ...]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(n.role for n in self.names)


class Reading:
    """What stands in a text. `masked` is the text with names and numbers blanked out, of the same length."""

    def __init__(self, text: str, lexicon: Lexicon, mentions: Sequence[Mention]) -> None:
        self.text, self.lexicon, self.mentions = text, lexicon, mentions
        chars = list(text)
        for mention in mentions:
            chars[mention.start : mention.end] = NAME_MARK * (mention.end - mention.start)
        self.named = "".join(chars)
        self.amounts: list[Amount] = amounts_in(self.named, lexicon.plurals)
        for amount in self.amounts:
            chars[amount.start : amount.end] = NUMBER_MARK * (amount.end - amount.start)
        self.masked = "".join(chars)
        self._breaks = [m.start() for m in lexicon.breaks.finditer(self.masked)]
        self.cues: list[tuple[int, int, Cue]] = [
            (*m.span(), cue)
            for m in _found(lexicon.cue_pattern, self.masked)
            for cue in lexicon.cues[_plain(m[0])]
        ]
        self.owners = [(s, e, c) for s, e, c in self.cues if c.role in (OWN, OTHER, BOTH)]
        for mention in mentions:
            for role in mention.roles & {OWN, OTHER}:
                cue = (mention.start, mention.end, Cue(role, 0))
                if any(n.key.endswith("title") for n in mention.names):
                    self.cues.append(cue)
                    self.owners.append(cue)
        self.marked: list[tuple[int, int, str]] = [
            (m.start(), m.end(), lexicon.marked[_plain(m[0])])
            for m in _found(lexicon.marked_pattern, self.masked)
        ]

    def clause(self, position: int) -> int:
        return sum(b < position for b in self._breaks)

    def role_at(self, start: int, end: int, roles: Iterable[str]) -> str:
        """Whose the thing at this place is, of several: by the nearest cue in its clause, else the last one before."""
        wanted = set(roles) | {BOTH}
        here = self.clause(start)
        best: tuple[int, str] | None = None
        before: tuple[int, str] | None = None
        for s, e, cue in self.cues:
            if cue.role not in wanted or (s >= start and e <= end):
                continue
            precedes = e <= start
            if (precedes and cue.side == 1) or (not precedes and cue.side == -1):
                continue
            distance = start - e if precedes else s - end
            if cue.side and distance > 2:
                continue  # a cue with a side stands right beside its number
            if self.clause(s) == here and (best is None or distance < best[0]):
                best = (distance, cue.role)
            if precedes and (before is None or distance < before[0]):
                before = (distance, cue.role)
        return (best or before or (0, OWN))[1]

    def directions(self) -> Counter[tuple[str, str]]:
        """How often each group of words that turn a statement occurs, and of which of two products."""
        return Counter(
            (group, self._owner(start) if group in OWNED else "") for start, _, group in self.marked
        )

    def _owner(self, start: int) -> str:
        before = [(e, c.role) for s, e, c in self.owners if e <= start]
        role = max(before)[1] if before else OWN
        return OWN if role == BOTH else role

    def words(self) -> list[str]:
        """The words that are left, without those that turn a statement; not of scripts without spaces."""
        spans = [(s, e) for s, e, _ in self.marked]
        return [
            m[0].replace("’", "'").lower()
            for m in _WORD.finditer(self.masked)
            if not any(s <= m.start() and m.end() <= e for s, e in spans)
        ]

    def han_runs(self) -> list[tuple[int, str]]:
        return [(m.start(), m[0]) for m in _HAN_RUN.finditer(self.masked)]


OWNED = frozenset(
    [
        "not",
        "closer",
        "further",
        "better",
        "more",
        "less",
        "later",
        "earlier",
        "ahead",
        "behind",
        "cheaper",
        "dearer",
    ]
)


def _plain(phrase: str) -> str:
    return phrase.lower().replace("’", "'")


def _found(pattern: re.Pattern[str] | None, text: str) -> Iterable[re.Match[str]]:
    return pattern.finditer(text) if pattern else ()


def read_sentence(text: str, lexicon: Lexicon, names: Sequence[Name]) -> Reading:
    """A sentence with the names that evidence holds found in it, the longest first."""
    by_text: dict[str, list[Name]] = {}
    for name in names:
        if name.text in text:
            by_text.setdefault(name.text, []).append(name)
    mentions: list[Mention] = []
    for name in sorted(by_text, key=len, reverse=True):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if _stands_alone(text, start, end) and all(end <= m.start or start >= m.end for m in mentions):
                mentions.append(Mention(start, end, tuple(by_text[name])))
            start = text.find(name, start + 1)
    return Reading(text, lexicon, sorted(mentions, key=lambda m: m.start))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is no part of a longer word or number; a single letter counts in quotes alone."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if start == 0 and text[:end].lower() in ("yes", "no"):
        return False  # the answer, and not the catalogue's value of the same letters
    if end - start == 1 and text[start].isascii():
        return before in ("“", '"') and after in ("”", '"')
    return not (_joins(before) and _joins(text[start])) and not (_joins(after) and _joins(text[end - 1]))


def _joins(char: str) -> bool:
    return char.isascii() and char.isalnum()


def read_way(text: str, lexicon: Lexicon, about_other: bool = False) -> tuple[Reading, tuple[str, ...]]:
    """A sentence of the catalogue, its {slots} taken as names; and the slots."""
    mentions = []
    for match in _SLOT.finditer(text):
        role = _TITLE_SLOTS.get(match[1], "")
        if about_other and role:
            role = OWN if role == OTHER else OTHER
        mentions.append(Mention(*match.span(), (Name(match[1], role, "title" if role else match[1]),)))
    return Reading(text, lexicon, mentions), tuple(m.names[0].text for m in mentions)
