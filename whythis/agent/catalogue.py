"""The message catalogues: every fixed sentence, by language, with numbers and prices in that language's manner."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from whythis.errors import InputError

FOLDER = Path(__file__).parent / "messages"
_LOCALES = {"en": "en_US", "zh": "zh_CN"}


def languages() -> list[str]:
    """The languages that there is a catalogue for."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=16)
def messages(lang: str) -> Messages:
    """The catalogue of a language.

    Raises:
        InputError: there is none.
    """
    if lang not in languages():
        raise InputError(
            "This language is not available.",
            expected=" | ".join(languages()),
            got=repr(lang)[:40],
            fix="Choose one of these, or add a catalogue to whythis/agent/messages.",
        )
    return Messages(lang, tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8")))


class Messages:
    """Says things in one language. Which of several ways is told by a seed, so equal input reads equal."""

    def __init__(self, lang: str, entries: dict[str, Any]) -> None:
        self.lang = lang
        self._entries = entries
        self._locale = Locale.parse(_LOCALES.get(lang, lang))

    def say(self, key: str, seed: str = "", **values: object) -> str:
        """The sentence `key` ("section.name"), with values filled in as text."""
        section, _, name = key.partition(".")
        ways = self._entries[section][name]
        if isinstance(ways, list):
            digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
            ways = ways[int.from_bytes(digest[:4], "big") % len(ways)]
        return ways.format_map(values)

    def ways(self, key: str) -> tuple[str, ...]:
        """All ways to say `key`, with their {names} as they stand; empty when there is no such entry."""
        section, _, name = key.partition(".")
        ways = self._entries.get(section, {}).get(name, ())
        return (ways,) if isinstance(ways, str) else tuple(ways)

    def keys(self, section: str) -> tuple[str, ...]:
        """The full keys of a section's entries."""
        return tuple(f"{section}.{name}" for name in self._entries.get(section, {}))

    @property
    def entries(self) -> dict[str, Any]:
        """The catalogue as it was read, for what is not a sentence (plural forms, the verifier's words)."""
        return self._entries

    def has(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self._entries.get(section, {})

    def count(self, key: str, n: int) -> str:
        """A number with its noun in the right plural form."""
        forms = self._entries["plural"][key]
        form = forms.get(self._locale.plural_form(n), forms["other"])
        return form.format(n=self.number(n))

    def number(self, value: float, digits: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self._locale)

    def points(self, value: float) -> str:
        """A part of a score with its sign, to three digits."""
        return f"{value:+.3f}".replace("-", "−")

    def percent(self, share: float) -> str:
        """A share in whole percent; below 1 % and above 99 % it never reads as none or certain."""
        whole = min(max(round(share * 100), 1), 99) if 0 < share < 1 else round(share * 100)
        return format_percent(whole / 100, locale=self._locale)

    def price(self, cents: int, currency: str) -> str:
        """An amount with its currency; whole amounts without decimals."""
        amount = Decimal(cents) / 100
        pattern = (
            None if cents % 100 else re.sub(r"\.0+", "", self._locale.currency_formats["standard"].pattern)
        )
        return format_currency(
            amount, currency, format=pattern, locale=self._locale, currency_digits=pattern is None
        )

    def date(self, iso: str) -> str:
        return format_date(date.fromisoformat(iso), format="long", locale=self._locale)

    def ordinal(self, n: int) -> str:
        return self._entries["ordinal"].get(str(n), str(n))

    def quote(self, text: str) -> str:
        return self.say("list.quote", text=text)

    def listed(self, parts: Sequence[str], last: str = "last") -> str:
        """ "a", "a and b", "a, b and c"; with `last_or`: "a, b or c"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("list.join").join(parts[:-1]) + self.say(f"list.{last}") + parts[-1]
