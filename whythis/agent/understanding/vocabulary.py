"""The names that a catalogue uses: brands, kinds of product and attribute values, ready to be found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from whythis.agent.understanding import inflection, lexicon
from whythis.agent.understanding.cleaning import simplified
from whythis.agent.understanding.tokens import words
from whythis.retrieval.types import Item

Words = tuple[str, ...]
_YES = frozenset({"yes", "true", "y"})
_NO = frozenset({"no", "false", "n", "none", "n/a", "-"})


@dataclass(frozen=True, slots=True)
class Term:
    """One catalogue name. `kind` is "brand", "category" or "attribute"; `name` is spelt as in the catalogue.

    `attribute` is the name of the attribute that has the value `name`, empty for the other kinds;
    `english` is how the term is said in English search words.
    """

    kind: str
    name: str
    attribute: str = ""
    english: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Folded words of a name -> the terms they may mean. Made by `build` or `from_items`.

    `chinese` does the same for Chinese names; `spelling` holds every single word of the names, to
    recognise misspelt ones; `longest` is the number of words of the longest name.
    """

    terms: Mapping[Words, tuple[Term, ...]] = field(default_factory=dict)
    chinese: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    spelling: frozenset[str] = frozenset()
    longest: int = 1

    @classmethod
    def build(
        cls,
        brands: Iterable[str] | Mapping[str, Iterable[str]] = (),
        categories: Iterable[str] | Mapping[str, Mapping[str, str | Sequence[str]]] = (),
        attributes: Mapping[str, Iterable[str] | Mapping[str, Iterable[str]]] | None = None,
    ) -> Vocabulary:
        """A vocabulary from plain data; whatever is missing is made by rule.

        Args:
            brands: names, or name -> Chinese names.
            categories: names, or name -> {"singular": str, "plural": str, "synonyms": [str], "zh": [str]},
                each part optional.
            attributes: attribute name -> frequent values, or -> {value: Chinese names}. A value of yes or
                true is found by the attribute's own name ("waterproof").

        Returns:
            The vocabulary. When a word is a value of several attributes, the first attribute comes first.
        """
        maker = _Maker()
        for brand, chinese in _with_chinese(brands):
            maker.add_brand(brand, chinese)
        named = categories if isinstance(categories, Mapping) else {name: {} for name in categories}
        for name, parts in named.items():
            maker.add_category(name, parts)
        for attribute, values in (attributes or {}).items():
            for value, chinese in _with_chinese(values):
                maker.add_attribute(attribute, value, chinese)
        return maker.vocabulary()

    @classmethod
    def from_items(cls, items: Iterable[Item], *, min_value_count: int = 2) -> Vocabulary:
        """The vocabulary of a catalogue without language data: its own brands, categories and values."""
        brands: dict[str, None] = {}
        categories: dict[str, None] = {}
        counts: Counter[tuple[str, str]] = Counter()
        for item in items:
            if item.brand:
                brands[item.brand] = None
            if item.category:
                categories[item.category] = None
            counts.update(item.attributes)
        attributes: dict[str, list[str]] = {}
        for (name, value), count in counts.most_common():
            if count >= min_value_count:
                attributes.setdefault(name, []).append(value)
        return cls.build(list(brands), list(categories), attributes)

    def lookup(self, name: Words) -> tuple[Term, ...]:
        return self.terms.get(name, ())


def _with_chinese(
    names: Iterable[str] | Mapping[str, Iterable[str]],
) -> Iterable[tuple[str, Iterable[str]]]:
    if isinstance(names, Mapping):
        return [(name, _listed(chinese)) for name, chinese in names.items()]
    return [(name, ()) for name in names]


def _listed(value: str | Iterable[str] | None) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else [v for v in value if v]


class _Maker:
    """Gathers terms; one place where spellings are multiplied."""

    def __init__(self) -> None:
        self.terms: dict[Words, list[Term]] = {}
        self.chinese: dict[str, list[Term]] = {}

    def add_brand(self, name: str, chinese: Iterable[str]) -> None:
        term = Term("brand", name, english=name)
        spelt = words(name)
        self._put(spelt, term)
        if len(spelt) > 1 and len("".join(spelt)) > 3:
            self._put(("".join(spelt),), term)
        if len(spelt) == 2 and spelt[1] in {"com", "inc", "ltd", "corp", "gmbh", "technology"}:
            self._put(spelt[:1], term)
        self._put_chinese(chinese, term)

    def add_category(self, name: str, parts: Mapping[str, str | Sequence[str]]) -> None:
        one = next(iter(_listed(parts.get("singular"))), name)
        term = Term("category", name, english=one.lower() if one.islower() or one.istitle() else one)
        spellings = [name, *_listed(parts.get("singular")), *_listed(parts.get("plural"))]
        for spelling in spellings + _listed(parts.get("synonyms")):
            for spelt in inflection.forms(words(spelling)):
                self._put(spelt, term)
                if len(spelt) == 2:
                    self._put(("".join(spelt),), term)
        self._put_chinese(_listed(parts.get("zh")), term)

    def add_attribute(self, name: str, value: str, chinese: Iterable[str]) -> None:
        lowered = value.strip().lower()
        term = Term("attribute", value, attribute=name, english=value)
        if lowered in _YES:
            term = Term("attribute", value, attribute=name, english=name.replace("_", " "))
            self._put(words(name.replace("_", " ")), term)
            self._put_chinese(chinese, term)
        elif lowered not in _NO and len(lowered) <= 30:
            spelt = words(value)
            if spelt and not spelt[0].isdigit():
                self._put(spelt, term)
            self._put_chinese(chinese, term)

    def _put(self, spelt: Words, term: Term) -> None:
        if not spelt or not any(c.isalpha() for c in "".join(spelt)):
            return
        if len(spelt) == 1 and (len(spelt[0]) < 2 or spelt[0] in lexicon.STOP_WORDS):
            return
        known = self.terms.setdefault(spelt, [])
        if term not in known:
            known.append(term)

    def _put_chinese(self, names: Iterable[str], term: Term) -> None:
        for spelt in dict.fromkeys(spelt for name in names for spelt in (name, simplified(name))):
            known = self.chinese.setdefault(spelt, [])
            if term not in known:
                known.append(term)

    def vocabulary(self) -> Vocabulary:
        for chinese, english in lexicon.CHINESE.items():
            for term in self.terms.get(words(english), []):
                self._put_chinese([chinese], term)
        return Vocabulary(
            terms=MappingProxyType({spelt: tuple(terms) for spelt, terms in self.terms.items()}),
            chinese=MappingProxyType({name: tuple(terms) for name, terms in self.chinese.items()}),
            spelling=frozenset(word for spelt in self.terms for word in spelt if len(word) >= 5),
            longest=max((len(spelt) for spelt in self.terms), default=1),
        )
