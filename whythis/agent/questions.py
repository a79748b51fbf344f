"""What a question about a product asks for: one of the catalogue's fields, or words to look for.

Names are matched by their stems first; then common ways of asking ("how heavy") by a small table; then by the packaged
encoder, where it is sure enough. Nothing here knows an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from whythis.agent.understanding.lexicon import word_set
from whythis.retrieval.sparse import Tokenizer
from whythis.retrieval.types import Item

LEAST_SIMILARITY = 0.55
"""Cosine from which an attribute's name is taken to be what a question asks for. Of 46 questions written for it over
the sample shop (25 about an attribute in other words, 21 about none) it answered 6 rightly and none wrongly; at 0.4, 13
rightly and 2 wrongly."""
FIELDS = {
    "price": re.compile(r"\bhow much (?:is|does it cost|are|do they cost|for)\b|\bhow much[?\s]*$"
        r"|\bpric(?:e|ed|ing)\b|\bcosts?\b|多少钱|价格|价钱|售价|几块", re.IGNORECASE),
    "stock": re.compile(r"\b(?:in stock|out of stock|available|availability|sold out|how many (?:are )?left"
        r"|stock)\b|有货|库存|现货|缺货|还有吗|卖完|售罄", re.IGNORECASE),
    "rating": re.compile(r"\brat(?:ing|ings|ed)\b|\breviews?\b|\bstars?\b|评分|评价|口碑|好评|几星", re.IGNORECASE),
    "brand": re.compile(r"\bbrand\b|\bwho (?:makes|made|produces)\b|\bmade by\b|\bmanufacturer\b"
        r"|\bmaker\b|品牌|牌子|厂家|谁生产|哪家", re.IGNORECASE),
    "released": re.compile(r"\b(?:released?|come out|came out|launch(?:ed)?|how (?:old|new) is)\b"
        r"|上市|发布|什么时候出|哪年", re.IGNORECASE),
    "description": re.compile(r"\b(?:tell me (?:more )?about|describe|description|more (?:details"
        r"|info|information)|specs?|specifications|details)\b|介绍|详情"
        r"|参数|详细|说明|描述", re.IGNORECASE),
}  # fmt: skip
"""Fields that every item may have, by the words that ask for them."""
_WAYS = {
    "weight": r"\bhow (?:heavy|light)\b|\bweigh(?:s|t)?\b|\bgrams?\b|\bkilos?\b|多重|重量|重不重|轻不轻",
    "material": r"\bmade (?:of|out of|from)\b|\bmaterials?\b|\bfabric\b|材质|材料|什么做的|什么料|面料",
    "size": r"\bhow (?:big|large|small|wide|tall|long|high)\b|\bsizes?\b|\bdimensions?\b"
        r"|\bmeasurements?\b|多大|尺寸|大小|尺码|多高|多宽|多长",
    "capacity": r"\bhow (?:much|many) (?:water|liquid|does it hold|can it hold|liters?"
        r"|litres?|fits?)\b|\bhold\b|\bcapacity\b|\bvolume\b|容量|多少升"
        r"|能装",
    "battery": r"\bbatter(?:y|ies)\b|\bcharge\b.{0,12}\blast\b|\bhours? of (?:use|play)|电池|续航|待机|能用多久",
    "colour": r"\bcolou?rs?\b|颜色|什么色",
    "noise": r"\bhow (?:loud|quiet|noisy)\b|\bnois(?:e|y)\b(?! cancel)|\bdecibels?\b|\bdb\b|噪音|声音大|吵不吵|静音",
    "power": r"\bhow powerful\b|\bwatts?\b|\bwattage\b|功率|多少瓦",
    "connectivity": r"\b(?:connect|bluetooth|wireless|wired|wi-?fi|cable|usb)\w*\b|蓝牙|无线|有线|连接",
    "waterproof": r"\b(?:waterproof|water[- ]?resist\w*|rain|splash)\b|防水",
    "brightness": r"\bhow bright\b|\blumens?\b|亮度|多亮",
    "pages": r"\bhow (?:many pages|long is the book|thick)\b|\bpages\b|多少页|页数",
    "age": r"\b(?:what|which) age\b|\bhow old\b.{0,12}\bfor\b|\bkids?\b.{0,12}\bage\b|几岁|年龄",
    "players": r"\bhow many (?:players|people)\b|几个人|多少人|人数",
    "warranty": r"\bwarrant(?:y|ies)\b|\bguarantee\b|保修|质保",
    "author": r"\bwho (?:wrote|is the author)\b|\bauthor\b|作者|谁写",
}  # fmt: skip
"""Common ways of asking, by the notion; `_NAMES` says which attributes hold it."""
_NAMES = {
    "weight": ("weight",),
    "material": ("material", "fabric", "upper", "upholstery", "cover", "construction", "body", "filling"),
    "size": (
        "size",
        "dimension",
        "dimensions",
        "diameter",
        "width",
        "height",
        "length",
        "depth",
        "thickness",
    ),
    "capacity": ("capacity", "volume", "cups"),
    "battery": ("battery",),
    "colour": ("colour", "color"),
    "noise": ("noise",),
    "power": ("power", "wattage"),
    "connectivity": ("connectivity", "connection", "bluetooth", "wireless", "interface"),
    "waterproof": ("waterproof", "water"),
    "brightness": ("brightness",),
    "pages": ("pages",),
    "age": ("age",),
    "players": ("players",),
    "warranty": ("warranty",),
    "author": ("author",),
}
_SPECIFIC = {"how wide": "width", "how tall": "height", "how high": "height", "how long": "length", "how deep": "depth",
             "how thick": "thickness", "多高": "height", "多宽": "width", "多长": "length"}  # fmt: skip
_ASKING = word_set(
    """
    what which who how when where why does do did is are was were has have had can could will would should may it its
    this that these those they them the a an of for in on at to with and or any some there i me my you your one ones
    first second third fourth fifth last tell know about much many big long good come comes made make makes get got item
    product thing please kind type also too really actually if be use used using say says listed number
    """
)
_NO = frozenset(["no", "none", "false", "without", "not", "n/a", "-"])
_YES = frozenset(["yes", "true", "y"])


@dataclass(frozen=True, slots=True)
class FactNames:
    """Other names of a catalogue's attributes and values, such as the Chinese ones of `names.json`."""

    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about.

    `fields` are of FIELDS; `attributes` (name, value) pairs that the item has; `wanted` is the value that was asked
    for, if one was; `absent` attributes of the catalogue that the item lacks; `words` what is left to look for.
    """

    fields: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    wanted: str = ""
    absent: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    how: str = ""


class Questions:
    """Reads questions about items of one catalogue.

    Args:
        encode: texts -> (n, d) float32 unit vectors.
        attribute_values: attribute name -> its values anywhere in the catalogue.
    """

    def __init__(
        self,
        encode: Callable[[Sequence[str]], np.ndarray],
        attribute_values: Mapping[str, Sequence[str]],
        names: FactNames,
    ) -> None:
        self._encode = encode
        self._names = names
        self._stems = Tokenizer()
        self._of_name = {name: frozenset(self._stems(name)) for name in attribute_values}
        self._values: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for name, values in attribute_values.items():
            for value in values:
                stems = frozenset(self._stems(value))
                if stems and value.casefold() not in _YES | _NO and not any(c.isdigit() for c in value):
                    self._values.setdefault(name, []).append((value, stems))

    def read(self, question: str, item: Item, named: Sequence[str] = ()) -> Asked:
        """What a question asks of an item.

        Args:
            named: the words that name the item itself, which ask for nothing.
        """
        text = question
        for words in sorted(named, key=len, reverse=True):
            if len(words) > 3:
                text = re.sub(re.escape(words), " ", text, flags=re.IGNORECASE)
        said = re.sub(r"['’](?:s|re|ll|d|ve|m)\b", " ", text.casefold())
        words = tuple(w for w in re.findall(r"[^\W_]+(?:-[^\W_]+)*", said) if w not in _ASKING)
        stems = set(self._stems(" ".join(words)))
        held = dict(item.attributes)
        fields = tuple(name for name, told in FIELDS.items() if told.search(text))
        by_name = [name for name in held if self._is_named(name, stems, text)]
        if by_name:
            return Asked(
                fields,
                tuple((n, held[n]) for n in by_name),
                self._value(by_name, stems, text),
                words=words,
                how="name",
            )
        by_value, wanted = self._by_value(held, stems, text)
        if by_value:
            return Asked(fields, tuple((n, held[n]) for n in by_value), wanted, words=words, how="value")
        by_way = self._by_way(held, text)
        if by_way:
            return Asked(fields, tuple((n, held[n]) for n in by_way), words=words, how="way")
        if fields:
            return Asked(fields, words=words, how="field")
        absent = [name for name in self._of_name if name not in held and self._is_named(name, stems, text)]
        if absent or not held:
            return Asked(absent=tuple(absent[:1]), words=words, how="absent")
        near = self._nearest(text, list(held)) if words and text.isascii() else None
        if near is not None:
            return Asked(attributes=((near, held[near]),), words=words, how="near")
        return Asked(words=words)

    def asks_for(self, words: str) -> bool:
        """Whether words name an attribute or a value and so ask for one, rather than point at an item."""
        stems = set(self._stems(words))
        if not stems or re.search(r"\d", words):
            return False
        named = any(
            own and (own == stems or (len(stems) == 1 and stems < own)) for own in self._of_name.values()
        )
        return named or any(own == stems for values in self._values.values() for _, own in values)

    def _is_named(self, name: str, stems: set[str], text: str) -> bool:
        own = self._of_name.get(name) or frozenset(self._stems(name))
        return bool(own) and (
            own <= stems or any(other in text for other in self._names.attributes.get(name, ()))
        )

    def _value(self, names: Sequence[str], stems: set[str], text: str) -> str:
        """The value of one of these attributes that a question names."""
        for name in names:
            for value, own in self._values.get(name, ()):
                if own <= stems or any(other in text for other in self._names.values.get(value, ())):
                    return value
        return ""

    def _by_value(self, held: Mapping[str, str], stems: set[str], text: str) -> tuple[list[str], str]:
        """Attributes of the item of which a question names a value, that of the item or another."""
        for name in held:
            value = self._value([name], stems, text)
            if value:
                return [name], value
        return [], ""

    def _by_way(self, held: Mapping[str, str], text: str) -> list[str]:
        folded = text.casefold()
        for way, single in _SPECIFIC.items():
            if way in folded:
                exact = [n for n in held if single in self._words(n)]
                if exact:
                    return exact
        for notion, pattern in _WAYS.items():
            if re.search(pattern, text, re.IGNORECASE):
                wanted = set(_NAMES[notion])
                found = [name for name in held if wanted & self._words(name)]
                if found:
                    return found
        return []

    @staticmethod
    def _words(name: str) -> set[str]:
        return set(re.findall(r"[^\W_]+", name.casefold()))

    def _nearest(self, asked: str, names: list[str]) -> str | None:
        """The attribute whose name is closest in meaning, if it is close enough."""
        vectors = np.asarray(self._encode([asked, *names]))
        similarities = vectors[1:] @ vectors[0]
        best = int(np.argmax(similarities))
        return names[best] if similarities[best] >= LEAST_SIMILARITY else None

    def quote(self, description: str, words: Sequence[str]) -> str:
        """The sentence of a description that speaks of what was asked; empty when none does."""
        wanted = set(self._stems(" ".join(words)))
        if not wanted:
            return ""
        best, found = 0, ""
        for sentence in re.split(r"(?<=[.!?。！？])\s+", description):
            hits = len(wanted & set(self._stems(sentence)))
            if hits > best:
                best, found = hits, sentence.strip()
        return found if best / len(wanted) >= 0.5 else ""


def is_yes(value: str) -> bool:
    return value.strip().casefold() in _YES


def is_no(value: str) -> bool:
    return value.strip().casefold() in _NO
