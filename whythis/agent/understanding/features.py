"""What the act classifier sees of a clause beside its embedding: surface features and hashed words.

Catalogue names, prices and numbers are replaced by placeholders before hashing, so that the classifier learns
"why no BRAND" and not the brands of one shop.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from whythis.agent.understanding.cleaning import chinese_share, has_words, language
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.heads import asked_categories, asked_chinese
from whythis.agent.understanding.lexicon import STOP_WORDS, word_set
from whythis.agent.understanding.names import Mention, find
from whythis.agent.understanding.places import places
from whythis.agent.understanding.prices import Prices, read_prices
from whythis.agent.understanding.spelling import correct
from whythis.agent.understanding.tokens import Token, tokenize
from whythis.agent.understanding.vocabulary import Vocabulary

WORD_BUCKETS = 2048
CHINESE_BUCKETS = 8192

SURFACE = (
    "price_limit",  # a limit or target was read
    "wish_cheaper",
    "wish_dearer",
    "place",  # "the second one", "#2", "the cheapest"
    "pronoun",  # it, this, that, these, them
    "question_mark",
    "starts_why",
    "starts_how",
    "starts_what",
    "starts_which",
    "starts_where",
    "starts_auxiliary",  # is, are, do, does, can, will, has
    "starts_if",
    "brand",
    "category",
    "category_head",  # a kind of product heads the phrase
    "attribute",
    "negated_name",
    "negation",
    "model_number",
    "first_person",
    "second_person",
    "my_data_word",
    "words_1",
    "words_2_3",
    "words_4_7",
    "words_8_15",
    "words_16_up",
    "chinese_share",
    "shown",  # something was shown before
    "after_why",  # an item was just explained
    "shown_names_only",  # shown, and nothing but names, prices and function words
    "not_shown_names_only",
    "bare",  # only content words, three at most: "usb hub"
    "shown_bare",
    "shown_short_no_category",
    "shown_category_head",
    "after_why_mention",  # just explained, and a short mention of an item
    "shown_price",
)

_STARTS = {
    "starts_why": {"why", "y", "wy", "how come"}, "starts_how": {"how"}, "starts_what": {"what", "what's", "wat"},
    "starts_which": {"which", "who", "whose"}, "starts_where": {"where", "where's", "when"},
    "starts_auxiliary": word_set(
        "is are do does did can could will would has have was were should isn't don't"
    ),
    "starts_if": {"if", "suppose", "imagine", "assuming", "say"},
}  # fmt: skip
_PRONOUNS = frozenset(["it", "this", "that", "these", "those", "them", "its", "it's", "that's"])
_NEGATION = word_set(
    """
    not no don't doesn't didn't isn't never without nothing none can't won't hate
    """
)
_DATA = word_set(
    """
    data history profile purchases purchase bought clicks account preferences privacy browsing orders
    """
)
_FUNCTION = word_set(
    """
    a an the in only just not no please with without one ones and or by from what about how some any but of
    on for me pls
    """
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause, read without knowing its act."""

    text: str
    lang: str
    tokens: list[Token]
    corrected: dict[int, str]
    mentions: list[Mention]
    heads: list[Mention]
    prices: Prices

    @property
    def price_tokens(self) -> set[int]:
        return {
            i
            for i, t in enumerate(self.tokens)
            if any(s < t.end and t.start < e for s, e in self.prices.spans)
        }


def read_clause(text: str, vocabulary: Vocabulary) -> Reading:
    """Tokens, names and prices of a clean text."""
    tokens = tokenize(text)
    corrected = correct(tokens, vocabulary)
    mentions = find(text, tokens, vocabulary, corrected)
    prices = read_prices(text)
    in_price = {i for i, t in enumerate(tokens) if any(s < t.end and t.start < e for s, e in prices.spans)}
    heads = asked_categories(tokens, mentions, vocabulary, corrected, in_price) + asked_chinese(
        text, mentions
    )
    return Reading(text, language(text), tokens, corrected, mentions, heads, prices)


def surface(reading: Reading, context: Context) -> np.ndarray:
    """The surface features of a clause: (len(SURFACE),) float32 in [0, 1], in the order of `SURFACE`."""
    words = [token.text for token in reading.tokens]
    kinds = {m.term.kind for m in reading.mentions}
    share = chinese_share(reading.text)
    length = len(words) + sum(ord(c) > 0x33FF for c in reading.text) // 2
    limit = any(
        v is not None
        for v in (reading.prices.min_cents, reading.prices.max_cents, reading.prices.target_cents)
    )
    priced = limit or reading.prices.cheaper != 0
    place = bool(places(reading.text, context, explicit_only=False)) or bool(_PLACE_WORD.search(reading.text))
    pronoun = any(w in _PRONOUNS for w in words) or bool(re.search("这|那|它", reading.text))
    shown = context.anything_shown
    bare = is_bare(reading)
    values = {
        "price_limit": limit,
        "wish_cheaper": reading.prices.cheaper > 0,
        "wish_dearer": reading.prices.cheaper < 0,
        "place": place,
        "pronoun": pronoun,
        "question_mark": "?" in reading.text or "？" in reading.text or reading.text.endswith(("吗", "呢")),
        "brand": "brand" in kinds,
        "category": "category" in kinds,
        "category_head": bool(reading.heads),
        "attribute": "attribute" in kinds,
        "negated_name": any(m.negated for m in reading.mentions),
        "negation": any(w in _NEGATION for w in words) or bool(re.search("不|没", reading.text)),
        "model_number": any(re.fullmatch(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{4,}", w) for w in words),
        "first_person": any(w in {"i", "i'm", "i've", "i'd", "my", "me"} for w in words)
        or "我" in reading.text,
        "second_person": any(w in {"you", "your", "u"} for w in words) or "你" in reading.text,
        "my_data_word": any(w in _DATA for w in words),
        "words_1": length <= 1,
        "words_2_3": 2 <= length <= 3,
        "words_4_7": 4 <= length <= 7,
        "words_8_15": 8 <= length <= 15,
        "words_16_up": length >= 16,
        "chinese_share": share,
        "shown": shown,
        "after_why": context.after_why,
        "shown_names_only": shown and _names_only(reading),
        "not_shown_names_only": not shown and _names_only(reading),
        "bare": bare,
        "shown_bare": shown and bare,
        "shown_short_no_category": shown and length <= 3 and not reading.heads,
        "shown_category_head": shown and bool(reading.heads),
        "after_why_mention": context.after_why and length <= 6 and (place or pronoun or "brand" in kinds),
        "shown_price": shown and priced,
    }
    values |= {name: bool(words) and words[0] in starts for name, starts in _STARTS.items()}
    return np.array([float(values[name]) for name in SURFACE], dtype=np.float32)


_PLACE_WORD = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|\d(?:st|nd|rd|th)|#\d)\b|第[一二三四五六七八九十\d]",
    re.IGNORECASE,
)


def is_bare(reading: Reading) -> bool:
    """Whether a clause is one to three words without a function word among them: "usb hub"."""
    return 0 < len(reading.tokens) <= 3 and not any(t.text in STOP_WORDS for t in reading.tokens)


def _names_only(reading: Reading) -> bool:
    covered = {i for m in reading.mentions for i in range(m.first, m.last + 1)} | reading.price_tokens
    return (
        bool(reading.tokens)
        and all(i in covered or token.text in _FUNCTION for i, token in enumerate(reading.tokens))
        and any(i in covered for i in range(len(reading.tokens)))
    )


def placeholders(reading: Reading) -> list[str]:
    """The words of a clause with names, prices and numbers replaced: ["why", "no", "_brand"]."""
    names = {m.first: m for m in reading.mentions if m.first >= 0}
    priced = (
        reading.price_tokens
        if reading.prices.max_cents or reading.prices.min_cents or reading.prices.target_cents
        else set()
    )
    words: list[str] = []
    at = 0
    while at < len(reading.tokens):
        if at in names:
            words.append("_" + names[at].term.kind)
            at = names[at].last + 1
            continue
        word = reading.tokens[at].text
        if at in priced and any(c.isdigit() for c in word):
            words.append("_price")
        else:
            words.append("_number" if any(c.isdigit() for c in word) else word)
        at += 1
    return words


def hashed_words(reading: Reading) -> np.ndarray:
    """Word 1- and 2-grams and the opening of a clause, hashed: (WORD_BUCKETS,) float32 of unit length."""
    words = placeholders(reading)
    bounded = ["^", *words, "$"]
    grams = words + [" ".join(pair) for pair in pairwise(bounded)]
    grams.append(" ".join(bounded[:3]))
    return _hashed(grams, WORD_BUCKETS)


def hashed_chinese(reading: Reading) -> np.ndarray:
    """Chinese character 1- to 3-grams with names as placeholders: (CHINESE_BUCKETS,) float32 of unit length."""
    if chinese_share(reading.text) == 0.0:
        return np.zeros(CHINESE_BUCKETS, dtype=np.float32)
    text = reading.text
    for mention in sorted(reading.mentions, key=lambda m: -m.start):
        text = text[: mention.start] + mention.term.kind[0].upper() + text[mention.end :]
    text = "^" + re.sub(r"\d+", "0", re.sub(r"[\s,.!?，。！？、]+", "", text)) + "$"
    grams = [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]
    return _hashed(grams, CHINESE_BUCKETS)


def _hashed(grams: list[str], buckets: int) -> np.ndarray:
    vector = np.zeros(buckets, dtype=np.float32)
    for gram in grams[:600]:
        vector[zlib.crc32(gram.encode("utf-8")) % buckets] += 1.0
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


EMBEDDING = 384
ENGLISH_INPUTS = EMBEDDING + len(SURFACE) + WORD_BUCKETS
CHINESE_INPUTS = len(SURFACE) + CHINESE_BUCKETS
_EMBEDDING_SCALE, _WORDS_SCALE = 4.0, 1.5
"""How far a unit vector is stretched, so that all blocks learn at about one pace."""
_CHINESE_SCALE = 4.0


def english_vector(reading: Reading, context: Context, embedding: np.ndarray) -> np.ndarray:
    """(ENGLISH_INPUTS,) float32: the tuned backbone's vector, surface features, hashed words."""
    return np.concatenate(
        [embedding * _EMBEDDING_SCALE, surface(reading, context), hashed_words(reading) * _WORDS_SCALE]
    ).astype(np.float32)


def chinese_vector(reading: Reading, context: Context) -> np.ndarray:
    """(CHINESE_INPUTS,) float32: surface features and character n-grams, since the backbone reads English only."""
    return np.concatenate([surface(reading, context), hashed_chinese(reading) * _CHINESE_SCALE]).astype(
        np.float32
    )


def is_wordless(text: str) -> bool:
    """Whether there is nothing to classify: empty, emoji or punctuation only ("?" alone asks for help)."""
    return not has_words(text) and text.strip() != "?"
