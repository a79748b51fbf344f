"""Mentions of shown items by name: id, model number, brand, kind, attribute or words of the title."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from whythis.agent.understanding import inflection, lexicon
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.lexicon import word_set
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.places import Found
from whythis.agent.understanding.spelling import common_words
from whythis.agent.understanding.tokens import Token, words
from whythis.retrieval.types import Item

_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{3,}", re.IGNORECASE)
_NO_CODE = re.compile(
    r"\d+(?:inch|gb|tb|mb|kg|g|ml|l|cm|mm|w|v|mah|hz|ghz|mp|k|th|st|nd|rd|p|x|in|fps|dpi|h|eur|usd|d)",
    re.IGNORECASE,
)
_DETERMINERS = frozenset(["the", "that", "this", "those", "these", "your"])
_COUNTING = word_set(
    """
    two three both first second third fourth fifth last 1st 2nd 3rd 4th 5th
    """
)
"""Words that count among what the name fits: "the two Bosch ones", "the 2nd lamp"."""
_LIKE = word_set(
    """
    like than over above below beat beats versus vs as as
    """
)
_NO_NAME = lexicon.STOP_WORDS | word_set(
    """
    difference between compare comparing price first second third fourth fifth last quality reason list top
    rank ranked ranking higher lower cheaper cheapest expensive reviews review rating explain tell recommend
    recommended suggest suggested shown suits suit works work working does really much many long big small
    high low come comes cost costs buy bought own already pick picked choose chose chosen size colour color
    weight warranty shipping delivery material loud quiet heavy light time home office day days people money
    product products item items option options brand brands kind work sure confident answer result results
    search query score place position
    """
)
_FUZZY_LENGTH = 5


def titles(
    text: str, tokens: list[Token], mentions: Iterable[Mention], context: Context, *, explicit_only: bool
) -> list[Found]:
    """Mentions by name. With `explicit_only` a mention needs "the", "like" or "than" before it, or a model number."""
    names = _ShownNames(context.shown)
    by_token = {i: m for m in mentions for i in range(m.first, m.last + 1) if m.first >= 0}
    found: list[Found] = []
    for run in _runs(tokens, by_token, names):
        lead = tokens[run[0] - 1].text if run[0] else ""
        explicit = lead in _DETERMINERS or lead in _LIKE or lead in _COUNTING
        coded = any(_is_code(tokens[i].text) or names.is_id(tokens[i].text) for i in run)
        if explicit_only and (not (explicit or coded) or not context.shown):
            continue
        ids, known = names.best(_spelt(run, tokens, names))
        start, end = tokens[run[0]].start, tokens[run[-1]].end
        if ids and len(ids) == len(context.shown) > 1 and lead not in _DETERMINERS:
            continue
        if ids and len(ids) == len(context.shown) > 1 and not known:
            continue
        if ids:
            every = len(ids) > 1 and lead in _DETERMINERS and names.is_plural(tokens[run[-1]].text)
            found.append(Found(start, end, ids, every))
        elif not explicit_only and _is_name(run, tokens, by_token, explicit, text):
            found.append(Found(start, end, ()))
    found += _chinese_words(text, context, explicit_only)
    return found + _chinese(mentions, context, explicit_only)


def _runs(tokens: list[Token], by_token: dict[int, Mention], names: _ShownNames) -> list[list[int]]:
    """Neighbouring tokens that name something: in the vocabulary, in a shown title, or a model number."""
    runs: list[list[int]] = []
    for index, token in enumerate(tokens):
        word = token.text.removesuffix("'s")
        mention = by_token.get(index)
        if mention is None and word in _NO_NAME and not names.is_id(word):
            continue
        if mention is None and not (
            names.knows(word)
            or _is_code(word)
            or _ends_code(index, tokens)
            or _follows_the(index, tokens)
            or _starts_code(index, tokens)
        ):
            continue
        if runs and runs[-1][-1] == index - 1 and not token.breaks:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _spelt(run: list[int], tokens: list[Token], names: _ShownNames) -> list[str]:
    """The words of a run; a hyphened model number is one word where its parts are not known: "nl-201"."""
    spelt: list[str] = []
    for at, index in enumerate(run):
        word = tokens[index].text.removesuffix("'s")
        if at and tokens[index].gap == "-" and not names.knows(word) and names.knows(spelt[-1] + word):
            spelt[-1] += word
        else:
            spelt.append(word)
    return spelt


def _follows_the(index: int, tokens: list[Token]) -> bool:
    return index > 0 and tokens[index - 1].text in _DETERMINERS


def _starts_code(index: int, tokens: list[Token]) -> bool:
    """Whether a hyphen ties the token to a model number: the "wh" of "wh-1000xm5"."""
    return index + 1 < len(tokens) and tokens[index + 1].gap == "-" and _is_code(tokens[index + 1].text)


def _ends_code(index: int, tokens: list[Token]) -> bool:
    """Whether the token is the number of a hyphened model number: the "201" of "nl-201"."""
    return (
        index > 0
        and tokens[index].gap == "-"
        and tokens[index].text.isdigit()
        and tokens[index - 1].text.isalpha()
    )


def _is_code(word: str) -> bool:
    return bool(_CODE.fullmatch(word)) and not _NO_CODE.fullmatch(word)


def _is_name(
    run: list[int], tokens: list[Token], by_token: dict[int, Mention], explicit: bool, text: str
) -> bool:
    """Whether words that fit no shown item name a product all the same."""
    if any(_is_code(tokens[i].text) for i in run):
        return True
    kinds = {by_token[i].term.kind for i in run if i in by_token}
    if "brand" in kinds:
        return True
    one = run[-1] + 1 < len(tokens) and tokens[run[-1] + 1].text in {"one", "ones"}
    if "category" in kinds or "attribute" in kinds:
        return explicit and ("category" in kinds or one)
    capital = text[tokens[run[0]].start].isupper() and run[0] > 0
    return explicit and capital and tokens[run[0]].text not in common_words()


class _ShownNames:
    """The words that the shown items go by, weighted by how well they tell the items apart."""

    def __init__(self, shown: tuple[Item, ...]) -> None:
        self.items = [(item.id, _item_words(item)) for item in shown]
        self.ids = {item.id.lower(): item.id for item in shown}
        counts = Counter(word for _, item_words in self.items for word in item_words)
        self.weights = {w: math.log(1 + len(self.items) / count) for w, count in counts.items()}
        self.long = [word for word in counts if len(word) >= _FUZZY_LENGTH or _is_code(word)]

    def is_id(self, word: str) -> bool:
        return word in self.ids

    def knows(self, word: str) -> bool:
        return word in self.ids or self._match(word) is not None

    def is_plural(self, word: str) -> bool:
        """Whether it is the plural of a word that items go by: "the lamps", "the nikes"."""
        return word not in self.weights and inflection.singular(word) in self.weights

    def _match(self, word: str) -> str | None:
        """The item word that is meant, allowing one wrong character (two from seven letters on)."""
        if word in self.weights:
            return word
        one = inflection.singular(word)
        if one in self.weights:
            return one
        stem = word.removesuffix("ing")
        if len(stem) >= 4 and stem in self.weights:
            return stem  # "the folding one" of a "Fold Lamp"
        code = _is_code(word)
        if not self.long or not (code or (len(word) >= 4 and word not in common_words())):
            return None
        limit = 1 if code or len(word) < 7 else 2
        near = process.extractOne(word, self.long, scorer=OSA.distance, score_cutoff=limit)
        return near[0] if near and near[0][0] == word[0] else None

    def best(self, run: list[str]) -> tuple[tuple[str, ...], bool]:
        """The ids of the items that fit the words best, and whether every word was known."""
        for word in run:
            if word in self.ids:
                return (self.ids[word],), True
        matched = [self._match(word) for word in run]
        scores = {
            item_id: sum(self.weights[m] for m in matched if m and m in item_words)
            for item_id, item_words in self.items
        }
        top = max(scores.values(), default=0.0)
        if top <= 0:
            return (), False
        if any(m is None and _is_code(word) for word, m in zip(run, matched, strict=True)):
            return (), False
        return tuple(i for i, score in scores.items() if score >= top - 1e-9), all(matched)


def _item_words(item: Item) -> frozenset[str]:
    spelt: set[str] = set()
    for name in (item.title, item.brand, item.category):
        for word in words(name):
            spelt |= {word, inflection.singular(word)}
        joined = "".join(words(name)) if name is not item.title else ""
        spelt |= {joined} if joined else set()
    for name, value in item.attributes:
        spelt |= set(words(name)) if value.lower() in {"yes", "true"} else set(words(value))
    spelt |= {
        code.lower().replace("-", "") for code in re.findall(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+", item.title)
    }
    return frozenset(w for w in spelt if w not in lexicon.STOP_WORDS and (len(w) > 1))


_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_THAT_ONE = re.compile(r"色?的?[那这]一?[个款件台]")


def _chinese_words(text: str, context: Context, explicit_only: bool) -> list[Found]:
    """Chinese words of shown titles, brands and values, as long as they go: 登山包 of 登山包 40升, 粉色那个.

    With `explicit_only` a word needs 那个 or the like behind it.
    """
    if not _HAN_RUN.search(text):
        return []
    told = {
        item.id: _HAN_RUN.findall(
            " ".join((item.title, item.brand, *(value for _, value in item.attributes)))
        )
        for item in context.shown
    }
    pieces = {
        run[start:end]
        for runs in told.values()
        for run in runs
        for start in range(len(run) - 1)
        for end in range(start + 2, len(run) + 1)
        if run[start:end] in text
    }
    found: list[Found] = []
    for piece in sorted(pieces, key=len, reverse=True):
        ids = tuple(item_id for item_id, runs in told.items() if any(piece in run for run in runs))
        for match in re.finditer(re.escape(piece), text):
            one = _THAT_ONE.match(text, match.end())
            end = one.end() if one else match.end()
            if any(f.start < end and match.start() < f.end for f in found) or len(ids) == len(told) > 1:
                continue
            if one or not explicit_only:
                found.append(Found(match.start(), end, ids))
    return found


def _chinese(mentions: Iterable[Mention], context: Context, explicit_only: bool) -> list[Found]:
    """Chinese names of brands, kinds and values, looked up among the shown items by their catalogue names."""
    if explicit_only:
        return []
    found: list[Found] = []
    for mention in (m for m in mentions if m.first < 0):
        term = mention.term
        ids = tuple(item.id for item in context.shown if _has(item, term.kind, term.name, term.attribute))
        if ids and (len(ids) < len(context.shown) or len(ids) == 1):
            found.append(Found(mention.start, mention.end, ids))
        elif not ids and term.kind == "brand":
            found.append(Found(mention.start, mention.end, ()))
    return found


def _has(item: Item, kind: str, name: str, attribute: str) -> bool:
    if kind == "brand":
        return item.brand.lower() == name.lower()
    if kind == "category":
        return item.category.lower() == name.lower()
    return any(n == attribute and v.lower() == name.lower() for n, v in item.attributes)
