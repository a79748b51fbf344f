"""What a category of the sample shop is, and the small language that its phrases are written in.

A phrase is one line of text, optionally behind tests: "Noise level<=58; Material=Glass :: A {material} one."
Tests compare an attribute with = or != (several values with |) or its leading number with <=, >=, < or >.
`{noise_level}` is the attribute's value as it stands inside a sentence, `{Noise_level}` as in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data_samples.draw import Draw

_TEST = re.compile(r"^(\w[\w -]*?)\s*(<=|>=|!=|=|<|>)\s*(.+)$")
_SLOT = re.compile(r"\{(\w+)\}")


def number_in(value: str) -> float:
    """The first number of a value such as "1.7 l" or "2-4"; minus one where there is none."""
    found = re.search(r"\d+(?:\.\d+)?", value)
    return float(found.group()) if found else -1.0


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. `name` is an attribute, or "price" (dollars), "brand" or "title" (which must
    contain the value) in queries."""

    name: str
    op: str
    value: str

    def holds(self, values: Mapping[str, str]) -> bool:
        if self.name not in values:
            return False
        actual = values[self.name]
        if self.name == "title":
            return any(part in actual for part in self.value.split("|"))
        if self.op in ("=", "!="):
            return (actual in self.value.split("|")) == (self.op == "=")
        left, right = number_in(actual), number_in(self.value)
        return {"<=": left <= right, ">=": left >= right, "<": left < right, ">": left > right}[self.op]


def read_tests(text: str) -> tuple[Test, ...]:
    """The tests of "Noise level<=58; Material=Glass".

    Raises:
        ValueError: a part is no comparison.
    """
    tests = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        match = _TEST.match(part)
        if match is None:
            raise ValueError(f"not a test: {part!r}")
        tests.append(Test(*match.groups()))
    return tuple(tests)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with the tests that must hold for it, and the attributes that it speaks of."""

    tests: tuple[Test, ...]
    text: str
    about: frozenset[str]

    def fits(self, values: Mapping[str, str]) -> bool:
        slots = set(_SLOT.findall(self.text))
        return all(t.holds(values) for t in self.tests) and all(
            any(slot_name(name) == slot.lower() for name in values) for slot in slots
        )


def slot_name(attribute: str) -> str:
    return re.sub(r"\W", "_", attribute).lower()


def phrases(block: str) -> tuple[Phrase, ...]:
    """One phrase a line; an indented line continues the one before."""
    lines: list[str] = []
    for line in block.strip("\n").split("\n"):
        if line.startswith("  ") and lines:
            lines[-1] += " " + line.strip()
        elif line.strip():
            lines.append(line.strip())
    return tuple(_phrase(line) for line in lines)


def _phrase(line: str) -> Phrase:
    tests_text, mark, text = line.rpartition("::")
    tests = read_tests(tests_text) if mark else ()
    text = text.strip()
    about = {slot_name(t.name) for t in tests} | {s.lower() for s in _SLOT.findall(text)}
    return Phrase(tests, text, frozenset(about))


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of product: its names, what its items can be like, and how they are written about.

    `facts` draws the attributes of one item. `leads` and `chats` open a description soberly or chattily,
    `sentences` tell one fact each, `bits` are fragments for terse texts, `closers` end a description.
    `seeds` are fixed parts of single items (for books and games): title, attributes, a first sentence.
    """

    name: str
    prefix: str
    singular: str
    plural: str
    synonyms: tuple[str, ...]
    zh: tuple[str, ...]
    count: int
    brands: tuple[str, ...]
    price: tuple[float, float]
    facts: Callable[[Draw], dict[str, str]]
    titles: tuple[Phrase, ...]
    leads: tuple[Phrase, ...]
    chats: tuple[Phrase, ...]
    sentences: tuple[Phrase, ...]
    bits: tuple[Phrase, ...]
    closers: tuple[Phrase, ...]
    lines: tuple[str, ...] = ()
    coded: float = 0.0
    accessory_of: tuple[str, ...] = ()
    seeds: tuple[Mapping[str, str], ...] = field(default=())

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")
