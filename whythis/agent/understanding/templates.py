"""Writes training messages out of templates: "why {is|was} <item> {first|here}?" gives many.

A template file has one heading an act ("# why") and one template a line. `{a|b|}` is a choice, `<kind>` is filled
from `fillers.toml`; a leading "*" says that something was on the screen before.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from whythis.errors import InputError

DATA = Path(__file__).with_name("training_data")
_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(\w+)>")
_TRIES = 4
"""Draws for one wanted message; a short template gives the same one again and again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message made from a template, its act, and whether something had been shown before it."""

    text: str
    act: str
    shown: bool


def write(language: str, per_template: int, rng: random.Random, data: Path = DATA) -> list[Written]:
    """Up to `per_template` different messages of every template of a language ("english" or "chinese").

    Raises:
        InputError: a template names a filler that is not there, or stands before the first act.
    """
    fillers = tomllib.loads((data / "fillers.toml").read_text(encoding="utf-8"))[language]
    written: dict[tuple[str, str], Written] = {}
    act = ""
    for number, line in enumerate((data / f"{language}.txt").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            act = line[2:].strip()
            continue
        if not line.strip():
            continue
        unknown = [name for name in _SLOT.findall(line) if name not in fillers]
        if unknown or not act:
            raise InputError(
                f"Line {number} of {language}.txt cannot be written out.",
                expected=f"a template below an act, with fillers among {', '.join(sorted(fillers))}",
                got=line[:80], fix="Correct the line, or add the filler to fillers.toml.",
            )  # fmt: skip
        shown, template = line.startswith("*"), line.removeprefix("*")
        made: set[str] = set()
        for _ in range(per_template * _TRIES):
            if len(made) >= per_template:
                break
            text = _filled(template, fillers, rng)
            if text and (text, act) not in written:
                made.add(text)
                written[text, act] = Written(text, act, shown)
    return list(written.values())


def _filled(template: str, fillers: dict[str, list[str]], rng: random.Random) -> str:
    text = _CHOICE.sub(lambda m: rng.choice(m[1].split("|")), template)
    text = _SLOT.sub(lambda m: rng.choice(fillers[m[1]]), text)
    text = re.sub(r"\ba (?=[aeiou])", "an ", re.sub(r"\s+", " ", text))
    return re.sub(r"\s+([?!.,;:])", r"\1", text).strip()
