"""Titles and descriptions: picks phrases that fit an item and joins them in one of several voices."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping

from data_samples.model import Category, Phrase, slot_name

MIN_WORDS, MAX_WORDS = 15, 90
_PROPER = ("Bluetooth", "English", "Victorian", "Edo", "Scottish", "Italian", "Lisbon", "Paris", "London")
_NAMES = ("brand", "line", "model", "author", "title")
_AN = re.compile(r"\b([Aa]) (?=(?:[aeioAEIO]|u(?!s|ni)|8|11\b|18\b|LED|SN|XL|F\d|MDF|RGB)(?!ne\b|ne-))")


def inside(value: str) -> str:
    """A value as it stands inside a sentence: "stainless steel", but "USB-C" and names as they are."""
    if (
        value.startswith(_PROPER)
        or len(value) < 2
        or value[1:2].isupper()
        or value[1] in "-."
        or value[1].isdigit()
    ):
        return value
    return value[0].lower() + value[1:]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Puts values into the slots of a text and makes "a" and "an" agree."""
    slots = {slot_name(name): value for name, value in values.items()}

    def put(match: re.Match[str]) -> str:
        slot = match.group(1)
        value = slots[slot.lower()]
        return inside(value) if slot[0].islower() and slot not in _NAMES else value

    filled = re.sub(r"\{(\w+)\}", put, text)
    return _AN.sub(r"\1n ", re.sub(r"\s+", " ", filled)).strip()


def title_of(category: Category, values: Mapping[str, str], rng: random.Random) -> str:
    """A title in one of the category's forms, with the model number where `values` has one."""
    fitting = [p for p in category.titles if p.fits(values)]
    if values.get("model"):
        fitting = [p for p in fitting if "model" in p.about] or fitting
    else:
        fitting = [p for p in fitting if "model" not in p.about]
    text = fill(rng.choice(fitting).text, values)
    return text[0].upper() + text[1:]


class _Teller:
    """Hands out phrases that fit and that speak of nothing told before."""

    def __init__(self, values: Mapping[str, str], rng: random.Random) -> None:
        self.values, self.rng = values, rng
        self.told: set[str] = set()
        self.used: set[str] = set()

    def take(self, choices: Iterable[Phrase], count: int = 1) -> list[str]:
        """Up to `count` texts. Phrases with tests come first more often: they say more of this very item."""
        taken: list[str] = []
        fitting = [p for p in choices if p.fits(self.values)]
        fitting.sort(key=lambda p: self.rng.random() * (0.6 if p.tests else 1.0))
        for phrase in fitting:
            about = {a for a in phrase.about if a not in ("brand", "line", "model")}
            if len(taken) == count:
                break
            if about & self.told or phrase.text in self.used:
                continue
            self.told |= about
            self.used.add(phrase.text)
            taken.append(_sentence(fill(phrase.text, self.values)))
        return taken


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _plain(t: _Teller, c: Category) -> list[str]:
    return [*t.take(c.leads), *t.take(c.sentences, t.rng.choice((1, 2, 2, 3))), *t.take(c.closers)]


def _short(t: _Teller, c: Category) -> list[str]:
    return [*t.take(c.leads), *t.take(c.sentences, t.rng.choice((1, 1, 2)))]


def _chatty(t: _Teller, c: Category) -> list[str]:
    return [*t.take(c.chats), *t.take(c.sentences, t.rng.choice((2, 2, 3, 4))), *t.take(c.closers)]


def _facts_first(t: _Teller, c: Category) -> list[str]:
    return [*t.take(c.sentences, t.rng.choice((2, 3))), *t.take(c.closers)]


def _bits(t: _Teller, c: Category, low: int, high: int) -> list[str]:
    return [b.rstrip(".") for b in t.take(c.bits, t.rng.randint(low, high))]


def _small(text: str) -> str:
    return inside(text) if not re.match(r"[A-Z]\w*[A-Z\d]|\d", text) else text


def _terse(t: _Teller, c: Category) -> list[str]:
    bits = _bits(t, c, 4, 7)
    return [". ".join(bits) + ".", *t.take(c.sentences, t.rng.choice((0, 1)))]


def _listed(t: _Teller, c: Category) -> list[str]:
    bits = _bits(t, c, 3, 5)
    lead = t.rng.choice(
        ("The short version: ", "In brief: ", "Key points: ", "What you get: ", "At a glance: ")
    )
    return [lead + ", ".join(_small(b) for b in bits) + ".", *t.take(c.sentences, 1), *t.take(c.closers)]


def _lead_then_bits(t: _Teller, c: Category) -> list[str]:
    lead = t.take(c.leads) or t.take(c.chats)
    bits = [_small(b) for b in _bits(t, c, 3, 4)]
    joined = ", ".join(bits[:-1]) + " and " + bits[-1] if len(bits) > 1 else "".join(bits)
    return [*lead, *t.take(c.sentences, 1), t.rng.choice(("Also: ", "Plus: ", "To note: ")) + joined + "."]


def _closer_first(t: _Teller, c: Category) -> list[str]:
    return [*t.take(c.closers), *t.take(c.sentences, t.rng.choice((2, 3)))]


_VOICES: tuple[tuple[Callable[[_Teller, Category], list[str]], int], ...] = (
    (_plain, 5), (_short, 3), (_chatty, 5), (_facts_first, 3), (_terse, 3), (_listed, 2), 
    (_lead_then_bits, 2),     (_closer_first, 2),
)  # fmt: skip


def describe(category: Category, values: Mapping[str, str], rng: random.Random, taken: set[str]) -> str:
    """A description of 15 to 90 words that nobody in `taken` has yet, in a voice drawn for this item.

    Raises:
        ValueError: the category's phrases give no such text.
    """
    for _ in range(200):
        voice = rng.choices([v for v, _ in _VOICES], [w for _, w in _VOICES])[0]
        teller = _Teller(values, rng)
        first = [_sentence(fill(values["logline"], values))] if values.get("logline") else []
        text = " ".join(first + [part for part in voice(teller, category) if part])
        if MIN_WORDS <= len(text.split()) <= MAX_WORDS and text not in taken:
            return text
    raise ValueError(f"no description for {values} in {category.name}")
