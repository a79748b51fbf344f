"""The words that the items on the screen go by: of titles, brands, kinds and values, well spelt or not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from whythis.agent.understanding import inflection, lexicon
from whythis.agent.understanding.spelling import common_words
from whythis.agent.understanding.tokens import words
from whythis.retrieval.types import Item

_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{3,}", re.IGNORECASE)
_NO_CODE = re.compile(
    r"\d+x\d+|\d+(?:inch|gb|tb|mb|kg|g|ml|l|cm|mm|w|v|mah|hz|ghz|mp|k|th|st|nd|rd|p|x|in|fps|dpi|h|eur|usd|d|bit|bits|way|pin|core|cup|"
    r"cups|pc|pcs|pack|ppm|rpm|lm|min|mins|hr|hrs|gig|gigs|yr|yrs|m|db|nm|ms|s|mb|kbps|mbps|gbps)",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_OH_AND_ELL = str.maketrans({"o": "0", "l": "1", "i": "1"})
_FUZZY_LENGTH = 5
_CODE_PARTS = re.compile(r"[a-z]+\d+|\d{3,}")
_SPELT_ELSEWHERE = (
    ("or", "our"),
    ("er", "re"),
    ("ize", "ise"),
    ("og", "ogue"),
    ("ay", "ey"),
    ("our", "or"),
    ("re", "er"),
)
"""Endings and middles that American and British English spell otherwise."""
_YES, _NO = frozenset(["yes", "true"]), frozenset(["no", "false"])
EVERYDAY: dict[str, tuple[str, ...]] = {
    "anc": ("cancelling",), "nc": ("cancelling",), "canceling": ("cancelling",), "cordless": ("wireless",),
    "cabled": ("wired", "cable"), "corded": ("wired", "mains"), "plug": ("mains",), "transparent": ("clear",),
    "see-through": ("clear",), "ladies": ("women",), "lady": ("women",), "womens": ("women",), "female": ("women",),
    "mens": ("men",), "male": ("men",), "gents": ("men",), "gray": ("grey",), "steel": ("stainless",),
    "rubber": ("tpe",),
    "southpaw": ("left",), "chargeable": ("rechargeable",), "tkl": ("tenkeyless",), "full-size": ("full",),
    "netted": ("mesh",), "sci-fi": ("fiction",), "scifi": ("fiction",), "crime": ("mystery",),
    "detective": ("mystery",),
    "kids": ("children",), "coop": ("cooperative",), "co-op": ("cooperative",), "hardback": ("hardcover",),
    "softcover": ("paperback",), "hooded": ("hood",), "folds": ("foldable",), "reclines": ("reclining",),
    "recliner": ("reclining",), "bendy": ("gooseneck",), "cream": ("beige",), "tan": ("beige", "brown"),
    "navy": ("blue",), "aluminum": ("aluminium",), "metallic": ("metal",), "cloth": ("fabric",), "lit": ("backlight",),
    "silent": ("quiet",), "bike": ("cycling",), "biking": ("cycling",), "commuter": ("commuting",),
    "jogging": ("running",),
}  # fmt: skip
"""Everyday words for what catalogues say otherwise; the first that a shown item goes by is meant."""


def is_code(word: str) -> bool:
    """Whether a folded word looks like a model number: "wp800", and not "15inch"."""
    return bool(_CODE.fullmatch(word)) and not _NO_CODE.fullmatch(word)


class ShownNames:
    """The words of shown items, weighted by how well they tell them apart.

    `proper` are those that stand for nothing but one of the items: brands, model numbers, and title words that are
    neither a kind nor a value.
    """

    def __init__(self, shown: tuple[Item, ...]) -> None:
        self.shown = shown
        self.items = [(item.id, _item_words(item)) for item in shown]
        self.titles = [(item.id, words(item.title)) for item in shown]
        self.ids = {item.id.lower(): item.id for item in shown}
        counts = Counter(word for _, item_words in self.items for word in item_words)
        self.weights = {w: math.log(1 + len(self.items) / count) for w, count in counts.items()}
        self.long = [word for word in counts if len(word) >= _FUZZY_LENGTH or is_code(word)]
        self.brands = {word for item in shown for word in _spellings(item.brand)}
        told = {word for item in shown for _, value in item.attributes for word in _spellings(value)}
        told |= {word for item in shown for name, _ in item.attributes for word in _spellings(name)}
        told |= {word for item in shown for word in _spellings(item.category)}
        named = {word for item in shown for name, _ in item.attributes for word in _spellings(name)}
        self.attributes = named - {w for i in shown for _, v in i.attributes for w in _spellings(v)}
        self.kinds = {
            w for item in shown for w in _spellings(item.category) if w == _last_word(item.category)
        }
        self.features = {
            word for i in shown for n, v in i.attributes if v.lower() in _YES for word in _spellings(n)
        }
        self.labels = {
            word
            for name in {n for i in shown for n, _ in i.attributes}
            if not any(n == name and v.lower() in _YES | _NO for i in shown for n, v in i.attributes)
            for word in _spellings(name)
        } & self.attributes
        titled = {word for item in shown for word in _spellings(item.title)}
        self.proper = (titled - told - lexicon.STOP_WORDS) | self.brands

    def is_id(self, word: str) -> bool:
        return word in self.ids

    def knows(self, word: str) -> bool:
        return word in self.ids or self.match(word) is not None

    def is_proper(self, word: str) -> bool:
        """Whether a word stands for an item wherever it is said; one that is plain English only with a sign of it."""
        meant = self.match(word)
        if word in self.ids or meant in self.brands or (meant is not None and is_code(meant)):
            return True
        return meant in self.proper and meant not in common_words() and not (meant or "").isdigit()

    def may_be_proper(self, word: str) -> bool:
        """Whether a word is of a title and neither a kind nor a value: it names an item where it stands as a name."""
        return self.match(word) in self.proper

    def is_value(self, word: str) -> bool:
        """Whether a word says what an item is ("red"), and is not just the name of what it may have ("battery")."""
        return self.match(word) not in self.attributes

    def is_feature(self, word: str) -> bool:
        """Whether a word says what some items have: "cap", of those whose catalogue says so."""
        return self.match(word) in self.features - self.brands

    def is_kind(self, word: str) -> bool:
        """Whether it is what the items are: "kettle", "chair"."""
        return inflection.singular(word) in self.kinds

    def with_all(self, said: Iterable[str]) -> tuple[str, ...]:
        """The ids of the items that go by every one of the words, as they are or in the singular."""
        told = [{word, inflection.singular(word)} for word in said]
        return tuple(i for i, item_words in self.items if told and all(forms & item_words for forms in told))

    def of_one(self, word: str, other: str) -> bool:
        """Whether an item has both words in one value: "Black, Silver"."""
        both = {self.match(word), self.match(other)}
        return any(both <= _spellings(value) for item in self.shown for _, value in item.attributes)

    def _with_value(self, labels: set[str | None], values: set[str | None]) -> tuple[str, ...]:
        """The ids of the items of which an attribute called by one of the labels has all the values."""
        return tuple(
            item.id
            for item in self.shown
            if any(labels & _spellings(n) and values <= _spellings(v) for n, v in item.attributes)
        )

    def is_plural(self, word: str) -> bool:
        """Whether it is the plural of a word that items go by: "the lamps", "the nikes"."""
        return inflection.singular(word) != word and inflection.singular(word) in self.weights

    def match(self, word: str) -> str | None:
        """The item word that is meant, allowing one wrong character (two from seven letters on)."""
        if word in self.weights:
            return word
        one = inflection.singular(word)
        if one in self.weights:
            return one
        for ending in ("ing", "en", "y"):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= 4 and stem in self.weights:
                return stem  # "the folding one" of a "Fold Lamp", "the lefty mouse"
        everyday = next((name for name in EVERYDAY.get(word, ()) if name in self.weights), None)
        if everyday:
            return everyday
        if any(c.isdigit() for c in word):
            read = next(
                (w for w in self.weights if w.translate(_OH_AND_ELL) == word.translate(_OH_AND_ELL)), None
            )
            if read:
                return read  # "wp8oo"
        for one, other in _SPELT_ELSEWHERE:
            if one in word and len(word) > 4 and word.replace(one, other) in self.weights:
                return word.replace(one, other)  # "harbor"
        code = is_code(word)
        if not self.long or not (code or (len(word) >= 4 and word not in common_words())):
            return None
        if code and len(word) < _FUZZY_LENGTH:
            return None
        limit = 1 if code or len(word) < 7 else 2
        near = process.extract(word, self.long, scorer=OSA.distance, score_cutoff=limit, limit=2)
        if code and len(near) > 1 and near[0][1] == near[1][1]:
            return None  # an LC-1100C is neither the LC-1100Y nor the LC-1100M
        return near[0][0] if near and near[0][0][0] == word[0] else None

    def titled(self, said: list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """Runs of words that are of one title in its order, two of them telling, "foxes in the attic", or that one
        title alone begins with, "boil over": the places of the first and the last word, and the ids of the items.
        """
        best: list[tuple[int, int, tuple[str, ...]]] = []
        known = {word for _, title in self.titles for word in title} - lexicon.STOP_WORDS
        at = 0
        while at < len(said):
            if said[at] not in known:
                at += 1
                continue
            length, ids = 0, ()
            for item_id, title in self.titles:
                run = max((_common(said[at:], title[place:]) for place in range(len(title))), default=0)
                if run > length:
                    length, ids = run, (item_id,)
                elif run == length:
                    ids = (*ids, item_id)
            telling = [w for w in said[at : at + length] if w not in lexicon.STOP_WORDS]
            starts = [title[:length] for _, title in self.titles].count(tuple(said[at : at + length])) == 1
            if (
                (len(telling) >= 2 or (starts and length > 1))
                and said[at] in telling
                and any(w in self.proper - self.brands for w in telling)
            ):
                best.append((at, at + length - 1, ids))
                at += length
            else:
                at += 1
        return best

    def akin(self, item_id: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `ids` that share a word of their title with an item, but are another one; else all others."""
        said = dict(self.items)
        own = (said[item_id] & self.proper) - self.brands
        rest = tuple(i for i in ids if i != item_id)
        return tuple(i for i in rest if own & said[i]) or rest

    def fitting(self, said: list[str]) -> tuple[tuple[str, ...], bool]:
        """The ids of the items that fit the words best, and whether every word was known."""
        for word in said:
            if word in self.ids:
                return (self.ids[word],), True
        labels = {self.match(word) for word in said} & self.labels
        telling = [word for word in said if self.match(word) not in self.labels]
        of_label = (
            self._with_value(labels, {self.match(word) for word in telling}) if labels and telling else ()
        )
        if of_label:
            return of_label, True  # "the steel handle" is no steel pan
        said = (
            telling or said
        )  # "the one with clicky switches": what a switch is called says nothing beside "clicky"
        matched = [self.match(word) for word in said]
        scores = {
            item_id: sum(self.weights[m] for m in matched if m and m in item_words)
            for item_id, item_words in self.items
        }
        top = max(scores.values(), default=0.0)
        if top <= 0:
            return (), False
        if any(m is None and is_code(word) for word, m in zip(said, matched, strict=True)):
            return (), False
        best = tuple(i for i, score in scores.items() if score >= top - 1e-9)
        whole = tuple(
            item.id
            for item in self.shown
            if item.id in best and any(words(value) == (m,) for m in matched for _, value in item.attributes)
        )
        telling = any(w.isdigit() for w in said) or all(m in self.proper - self.brands for m in matched)
        titles = dict(self.titles)
        run = tuple(i for i in best if len(said) > 1 and telling and _has_run(titles[i], tuple(said)))
        best = run or best  # "the Freezer 64" of a title, and no cooler for an Athlon 64
        # "The black" is rather black than black and grey.
        return (whole if len(whole) == 1 else best), all(matched)


@lru_cache(maxsize=64)
def names_of(shown: tuple[Item, ...]) -> ShownNames:
    """The words of what is on a screen, which several readers of one message ask for."""
    return ShownNames(shown)


def _has_run(title: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(title[at : at + len(said)] == said for at in range(len(title) - len(said) + 1))


def _common(one: list[str], other: tuple[str, ...]) -> int:
    """How many words two lists begin with alike."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _last_word(category: str) -> str:
    said = words(category)
    return inflection.singular(said[-1]) if said else ""


def _spellings(name: str) -> set[str]:
    """The words of a name, their singulars, and what a hyphen ties together as one word: "RT-240", "in-ear"."""
    spelt = set(words(name))
    spelt |= {inflection.singular(word) for word in spelt}
    spelt |= {code.lower().replace("-", "") for code in _COMPOUND.findall(name)}
    spelt |= {
        one + other
        for one, other in pairwise(words(name))
        if len(one) <= 2 and one.isalpha() and other[:1].isdigit()
    }  # "E 6s"
    return spelt | {part for word in spelt if is_code(word) for part in _code_parts(word)}


def _code_parts(code: str) -> set[str]:
    """What people shorten a model number to: "p4015" and "4015" of "p4015tn"."""
    parts = {match.group() for match in _CODE_PARTS.finditer(code)}
    parts |= {part.lstrip("abcdefghijklmnopqrstuvwxyz") for part in parts}
    return {part for part in parts if len(part) > 2 and part != code}


def _item_words(item: Item) -> frozenset[str]:
    spelt: set[str] = set()
    for name in (item.title, item.brand, item.category):
        spelt |= _spellings(name)
        joined = "".join(words(name)) if name is not item.title else ""
        spelt |= {joined} if joined else set()
    for name, value in item.attributes:
        spelt |= _spellings(name) if value.lower() in _YES else _spellings(value)
    return frozenset(w for w in spelt if w not in lexicon.STOP_WORDS and len(w) > 1)
