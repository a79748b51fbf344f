"""The message catalogues: every fixed sentence, by language, with numbers and prices in that language's manner.

A catalogue is one TOML file, named after its language; `[language] locale` says how it writes numbers. What it lacks is
said in English, so a new language can begin small.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from whythis.errors import InputError, ShopError

FOLDER = Path(__file__).parent / "messages"
FALLBACK = "en"


class Catalogues:
    """The languages that can be spoken: those of the package, and those of a shop's own folder, which win.

    Args:
        own: a folder with catalogues of a shop, which need not exist.

    Raises:
        ShopError: a catalogue of it cannot be used.
    """

    def __init__(self, own: Path | None = None) -> None:
        packaged = {path.stem: path for path in FOLDER.glob("*.toml")}
        added = {path.stem: path for path in own.glob("*.toml")} if own is not None and own.is_dir() else {}
        base = _read(packaged[FALLBACK])
        self._messages: dict[str, Messages] = {}
        for lang in sorted(packaged | added):
            entries = _over(base, _read(packaged[lang]) if lang in packaged else {})
            if lang in added:
                entries = _over(entries, _checked(_read(added[lang]), base, added[lang]))
            self._messages[lang] = Messages(lang, entries)

    def languages(self) -> list[str]:
        return list(self._messages)

    def messages(self, lang: str) -> Messages:
        """The catalogue of a language.

        Raises:
            InputError: there is none.
        """
        if lang not in self._messages:
            raise InputError(
                "This language is not available.",
                expected=" | ".join(self._messages),
                got=repr(lang)[:40],
                fix="Choose one of these, or put a catalogue into the shop's folder messages/.",
            )
        return self._messages[lang]


@lru_cache(maxsize=1)
def packaged() -> Catalogues:
    return Catalogues()


def languages() -> list[str]:
    """The languages of the package."""
    return packaged().languages()


def messages(lang: str) -> Messages:
    """The package's catalogue of a language.

    Raises:
        InputError: there is none.
    """
    return packaged().messages(lang)


def locale_of(lang: str) -> str:
    """How a language of the package writes numbers, as Babel names it; English for any other."""
    known = lang if lang in languages() else FALLBACK
    return str(messages(known).locale)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _unusable(path, "TOML in UTF-8", str(error)) from error


def _over(base: dict[str, Any], entries: dict[str, Any]) -> dict[str, Any]:
    """The entries, with what they lack out of the base; plural forms are a language's own and never mixed."""
    return {section: {**base.get(section, {}), **entries.get(section, {})} for section in {**base, **entries}}


def _checked(entries: dict[str, Any], base: dict[str, Any], path: Path) -> dict[str, Any]:
    """A shop's own entries: each must be known, of the right form, and fill in nothing that has no value."""
    for section, table in entries.items():
        if section == "language":
            _check_language(table, path)
            continue
        if section not in base or not isinstance(table, dict):
            raise _unusable(path, "the sections of en.toml: " + ", ".join(base), f"[{section}]")
        for name, said in table.items():
            ways = base[section].get(name)
            if section.startswith("plural") or section == "ordinal":
                continue
            if ways is None:
                raise _unusable(path, f"a key of [{section}] in en.toml", name)
            _check_ways(said, ways, f"{section}.{name}", path)
    for name, forms in entries.get("plural", {}).items():
        if not isinstance(forms, dict) or "other" not in forms:
            raise _unusable(path, 'plural forms with at least "other"', f"plural.{name}")
    return entries


def _check_language(table: Any, path: Path) -> None:
    locale = table.get("locale") if isinstance(table, dict) else None
    try:
        Locale.parse(locale)  # type: ignore[arg-type]
    except (ValueError, TypeError, UnknownLocaleError) as error:
        raise _unusable(path, 'a locale such as "de_DE" in [language]', repr(locale)) from error


def _check_ways(said: Any, ways: Any, key: str, path: Path) -> None:
    own = [said] if isinstance(said, str) else said
    if not isinstance(own, list) or not own or not all(isinstance(way, str) and way.strip() for way in own):
        raise _unusable(path, "a sentence, or a list of some", f"{key} = {said!r}"[:120])
    known = {name for way in ([ways] if isinstance(ways, str) else ways) for name in _names_in(way)}
    for way in own:
        try:
            strange = _names_in(way) - known
        except ValueError as error:
            raise _unusable(path, "braces in pairs", f"{key}: {error}") from error
        if strange:
            raise _unusable(path, f"in {key} only {sorted(known) or 'plain text'}", sorted(strange)[0])


def _names_in(way: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(way) if name is not None}


def _unusable(path: Path, expected: str, got: str) -> ShopError:
    return ShopError(
        "A message catalogue cannot be used.",
        expected=expected,
        got=got[:200],
        fix=f"Correct {path}; whythis/agent/messages/en.toml shows every key.",
    )


class Messages:
    """Says things in one language. Which of several ways is told by a seed, so equal input reads equal."""

    def __init__(self, lang: str, entries: dict[str, Any]) -> None:
        self.lang = lang
        self._entries = entries
        self.locale = Locale.parse(entries["language"]["locale"])

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
        form = forms.get(self.locale.plural_form(n), forms["other"])
        return form.format(n=self.number(n))

    def number(self, value: float, digits: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def points(self, value: float) -> str:
        """A part of a score with its sign, to three digits."""
        return f"{value:+.3f}".replace("-", "−")

    def percent(self, share: float) -> str:
        """A share in whole percent; below 1 % and above 99 % it never reads as none or certain."""
        whole = min(max(round(share * 100), 1), 99) if 0 < share < 1 else round(share * 100)
        return format_percent(whole / 100, locale=self.locale)

    def price(self, cents: int, currency: str) -> str:
        """An amount with its currency; whole amounts without decimals."""
        amount = Decimal(cents) / 100
        pattern = (
            None if cents % 100 else re.sub(r"\.0+", "", self.locale.currency_formats["standard"].pattern)
        )
        return format_currency(
            amount, currency, format=pattern, locale=self.locale, currency_digits=pattern is None
        )

    def date(self, iso: str) -> str:
        return format_date(date.fromisoformat(iso), format="long", locale=self.locale)

    def ordinal(self, n: int) -> str:
        return self._entries["ordinal"].get(str(n), str(n))

    def quote(self, text: str) -> str:
        return self.say("list.quote", text=text)

    def listed(self, parts: Sequence[str], last: str = "last") -> str:
        """ "a", "a and b", "a, b and c"; with `last_or`: "a, b or c"; `last_asked` is the "or" of a question."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("list.join").join(parts[:-1]) + self.say(f"list.{last}") + parts[-1]
