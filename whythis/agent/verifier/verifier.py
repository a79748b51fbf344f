"""Nothing unproven is said: a sentence that names, counts or compares otherwise than its claims do is dropped.

A sentence is checked against the evidence of the claims that it cites, by a closed vocabulary. Names that stand in the
evidence are found first, then numbers with their units, then words that turn a statement round ("not", "below",
"bought"). What is left has to be a word that the message catalogue uses for these claims, or a plain one. So an
invented feature, praise, pressure, a link or another language has no place to hide, whoever wrote the sentence.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from whythis.agent.catalogue import Messages
from whythis.agent.tally import REJECTED, TALLY
from whythis.agent.verifier.amounts import MONEY, NUMBER, PERCENT, POINTS, Amount
from whythis.agent.verifier.facts import ABOUT_OTHER, OTHER, OWN, Fact, Facts, Row, facts_of
from whythis.agent.verifier.lexicon import Lexicon, lexicon
from whythis.agent.verifier.reading import BOTH, Mention, Reading, read_sentence, read_way
from whythis.agent.wording.forms import Part, forms_of
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.types import Claim

_log = logging.getLogger(__name__)
MAX_CITED = 2
"""A sentence that leans on more claims than this could mix up what belongs to which."""
MAX_CHARS = 600
REASONS = ("cites", "unfinished", "markup", "number", "name", "word", "direction")
"""Why a sentence is rejected: it cites nothing or nothing that exists; it breaks off; it holds markup; it has a number,
a name or a word that its claims do not support; or it turns the statement round."""
_ENDS = (".", "!", "?", "。", "！", "？", ":", "：", ".”", "。”", ".)", "”", "）", ")")
_MARKUP = re.compile(
    r"[<>{}\[\]*_`#\\|~^@]|https?:|www\.|[ａ-ｚＡ-Ｚ]|[^\D0-9]|[\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_PAIRS = (("“", "”"), ("(", ")"), ("（", "）"))
_LOOSE_QUOTE = re.compile(r"[“\"「『']([^”\"」』\ue000]*[^\W\ue000\ue001][^”\"」』\ue000]*)[”\"」』]")
_SUBJECT_FIRST = ("edge.", "but.", "why_not.edges", *ABOUT_OTHER)
_ALLOWED = re.compile(r"[\w\s\ue000\ue001.,;:!?()“”\"'’‘、，。；：！？（）…—–\-$€£¥%×&/+−=]")


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a sentence is not said: one of REASONS, and what in it was found wrong (never logged: it may be personal)."""

    reason: str
    what: str


@dataclass(frozen=True, slots=True)
class _Way:
    """A group of entries of which one words a part of the sentence, as far as the verifier needs it."""

    words: frozenset[str]
    pairs: frozenset[str]
    least: Counter[tuple[str, str]]
    most: Counter[tuple[str, str]]
    slots: frozenset[str]
    constants: tuple[Amount, ...]
    quotes: frozenset[str]
    """What the catalogue itself says in quotes, such as an example of a question."""


def verify(
    sentences: Sequence[Sentence], claims: Sequence[Claim], messages: Messages, by: str = "templates"
) -> tuple[Sentence, ...]:
    """The sentences that their claims support, in order. What was rejected is logged by reason, without its text.

    Args:
        by: who worded them, for the log.
    """
    kept: list[Sentence] = []
    rejected: Counter[str] = Counter()
    for sentence in sentences:
        found = rejection(sentence, claims, messages)
        if found is None:
            kept.append(sentence)
        else:
            rejected[found.reason] += 1
    for reason, n in rejected.items():
        TALLY.add(REJECTED, reason, n)
    if rejected:
        why = ", ".join(f"{reason} {n}" for reason, n in sorted(rejected.items()))
        _log.warning(
            "wording by %s: %d of %d sentences rejected (%s)", by, rejected.total(), len(sentences), why
        )
    return tuple(kept)


def rejection(sentence: Sentence, claims: Sequence[Claim], messages: Messages) -> Rejection | None:
    """Why a sentence must not be said; None when its claims support it."""
    words = lexicon(messages)
    by_id = {claim.id: claim for claim in claims}
    missing = [c for c in sentence.cites if c not in by_id]
    if not sentence.cites or missing or len(set(sentence.cites)) > MAX_CITED:
        return Rejection("cites", ", ".join(missing) or f"{len(sentence.cites)} claims")
    cited = [by_id[c] for c in dict.fromkeys(sentence.cites)]
    text = sentence.text.strip()
    if not text.endswith(_ENDS) or len(text) > MAX_CHARS:
        return Rejection("unfinished", text[-20:])
    facts = [facts_of(claim, messages) for claim in cited]
    reading = read_sentence(text, words, [n for f in facts for n in f.names])
    if any(
        reading.masked.count(a) != reading.masked.count(b) for a, b in _PAIRS
    ):  # a title may be cut in brackets
        return Rejection("unfinished", text[-20:])
    if _MARKUP.search(reading.named) or _ALLOWED.sub("", reading.masked):
        return Rejection("markup", _ALLOWED.sub("", reading.masked))
    parts = [_licences(claim, claims, messages) for claim in cited]
    licence = [way for ways in parts for way, _ in ways]
    return (
        _wrong_name(reading, cited, parts)
        or _wrong_number(reading, facts, licence)
        or _wrong_rows(reading, [row for f in facts for row in f.rows])
        or _wrong_wish(reading, cited)
        or _wrong_word(reading, licence, words)
        or (_wrong_direction(reading, parts) if words.knows_words else None)
    )


def _licences(claim: Claim, claims: Sequence[Claim], messages: Messages) -> list[tuple[_Way, bool]]:
    reasons = [c.id for c in claims if c.kind.startswith("reason.")]
    place = reasons.index(claim.id) if claim.id in reasons else 0
    forms: list[Part] = forms_of(claim, messages, place, len(reasons))
    return [(_way(messages, keys), needed) for keys, needed in forms]


@lru_cache(maxsize=4096)
def _way(messages: Messages, keys: tuple[str, ...]) -> _Way:
    words = lexicon(messages)
    readings = [
        read_way(text, words, about_other=key in ABOUT_OTHER) for key in keys for text in messages.ways(key)
    ]
    counts = [reading.directions() for reading, _ in readings]
    least: Counter[tuple[str, str]] = counts[0].copy() if counts else Counter()
    most: Counter[tuple[str, str]] = Counter()
    for count in counts:
        least &= count
        most |= count
    return _Way(
        frozenset(words.stem(w) for reading, _ in readings for w in reading.words()),
        frozenset(pair for reading, _ in readings for _, run in reading.han_runs() for pair in _pairs(run)),
        least,
        most,
        frozenset.intersection(*(frozenset(slots) for _, slots in readings)) if readings else frozenset(),
        tuple(a for reading, _ in readings for a in reading.amounts),
        frozenset(_bare(m[0]) for reading, _ in readings for m in _LOOSE_QUOTE.finditer(reading.masked)),
    )


def _bare(quoted: str) -> str:
    """A quotation with one mark in the place of each name and number."""
    return re.sub(r"[\ue000\ue001]+", "\ue000", quoted)


def _wrong_name(
    reading: Reading, cited: Sequence[Claim], parts: Sequence[list[tuple[_Way, bool]]]
) -> Rejection | None:
    own = frozenset().union(*(way.quotes for ways in parts for way, _ in ways))
    loose = next((m for m in _LOOSE_QUOTE.finditer(reading.masked) if _bare(m[0]) not in own), None)
    if loose:
        return Rejection("name", loose[0])
    if any(c.kind.startswith(_SUBJECT_FIRST) for c in cited):
        first = next((m for m in reading.mentions if m.roles & {OWN, OTHER}), None)
        if first and OWN not in first.roles:
            return Rejection("name", reading.text[first.start : first.end])
    for claim, ways in zip(cited, parts, strict=True):
        keys = {name.key for mention in reading.mentions for name in mention.names}
        for way, needed in ways:
            for slot in (way.slots & claim.evidence.keys()) - _COMPOSED:
                told = claim.evidence[slot]
                if (
                    needed
                    and told
                    and isinstance(told, str | list)
                    and not keys & {slot, _INNER.get(slot, slot)}
                ):
                    return Rejection("name", f"without {slot}")
    return _wrong_dates(reading) or _wrong_order(reading.mentions)


_INNER = {"words": "text"}
_COMPOSED = frozenset(
    [
        "title",
        "other_title",
        "edits",
        "reasons",
        "reason",
        "varied",
        "rule",
        "conditions",
        "facts",
        "shown",
        "events",
    ]
)
"""Slots that need not stand there (a pronoun does), or are put together of evidence that is checked piece by piece."""


def _wrong_dates(reading: Reading) -> Rejection | None:
    """Of two release dates, each has to stand with its own product."""
    dates = [m for m in reading.mentions if any(n.key.endswith("released") for n in m.names)]
    for mention in dates:
        if len(dates) > 1 and mention.roles != {OWN, OTHER}:
            role = reading.role_at(mention.start, mention.end, (OWN, OTHER))
            if role != BOTH and role not in mention.roles:
                return Rejection("name", reading.text[mention.start : mention.end])
    return None


def _wrong_order(mentions: Sequence[Mention]) -> Rejection | None:
    """What one product has comes before what the other has, each after the attribute that it is of."""
    expected: list[tuple[str, int]] = []
    for mention in mentions:
        grouped = [(n.group, n.place) for n in mention.names if n.group]
        if not grouped:
            continue
        if expected and expected[0] in grouped:
            expected.pop(0)
        elif not expected and any(place == 0 for _, place in grouped):
            group = next(g for g, place in grouped if place == 0)
            expected = [(group, 1), (group, 2)]
        else:
            return Rejection("name", mention.names[0].text)
    return Rejection("name", "a fact without both values") if expected else None


def _wrong_number(reading: Reading, facts: Sequence[Facts], licence: Sequence[_Way]) -> Rejection | None:
    numbers = [fact for f in facts for fact in f.numbers]
    constants = [c for way in licence for c in way.constants]
    for amount in reading.amounts:
        if any(_same(amount, c.value, c.unit, c.currency) for c in constants):
            continue
        fitting = [f for f in numbers if any(_same(amount, v, f.unit, f.currency) for v in f.values)]
        if not fitting:
            return Rejection("number", reading.text[amount.start : amount.end])
        if reading.lexicon.knows_words and not _is_whose(amount, fitting, numbers, reading):
            return Rejection("number", reading.text[amount.start : amount.end])
    return None


def _wrong_rows(reading: Reading, rows: Sequence[Row]) -> Rejection | None:
    """Of a list's entries, each has to stand whole and in its place: what it is called beside its own number."""
    if not rows:
        return None
    called = frozenset().union(*(way for row in rows for way in row.names))
    said: list[tuple[int, str | Amount]] = [
        (m.start, text) for m in reading.mentions if (text := reading.text[m.start : m.end]) in called
    ]
    said += [(a.start, a) for a in reading.amounts if rows[0].unit and a.unit == rows[0].unit]
    tokens = [token for _, token in sorted(said, key=lambda place: place[0])]
    for row in rows:
        size = len(row.names) + bool(row.unit)
        entry, tokens = tokens[:size], tokens[size:]
        names = [token for token in entry if isinstance(token, str)]
        amounts = [token for token in entry if isinstance(token, Amount)]
        named = len(names) == len(row.names) and all(any(n in way for n in names) for way in row.names)
        right = [a for a in amounts if any(_same(a, v, row.unit, row.currency) for v in row.values)]
        if not named or len(amounts) != bool(row.unit) or right != amounts:
            return Rejection("number" if named else "name", " ".join(names))
    return Rejection("name", "more than the list holds") if tokens else None


def _wrong_wish(reading: Reading, cited: Sequence[Claim]) -> Rejection | None:
    """Of several likes and dislikes in one sentence, each clause has to turn its own down, or not."""
    if not reading.lexicon.knows_words:
        return None
    ends = [m.start() for m in _CLAUSE_ENDS.finditer(reading.masked)]
    refused = {
        sum(e < start for e in ends) for start, _, group in reading.marked if group in ("not", "disliked")
    }
    for claim in cited:
        for _, _, value, weight in claim.evidence.get("stated", ()) if claim.kind in _WISHES else ():
            mention = next((m for m in reading.mentions if reading.text[m.start : m.end] == value), None)
            if mention is None or (sum(e < mention.start for e in ends) in refused) != (weight < 0):
                return Rejection("direction", value)
    return None


_WISHES = ("preference.noted", "profile.said")
_CLAUSE_ENDS = re.compile(r"[;；:：.。]")


def _same(amount: Amount, value: float, unit: str, currency: str) -> bool:
    if abs(amount.value - value) > 1e-6:
        return False
    if amount.unit == unit:
        return amount.currency == currency or (amount.currency == "CNY" == currency)
    return amount.unit == NUMBER and unit not in (MONEY, PERCENT, POINTS, "factor")


def _is_whose(amount: Amount, fitting: Sequence[Fact], numbers: Sequence[Fact], reading: Reading) -> bool:
    """Whether a number stands with whom it belongs to, where evidence has such numbers of several."""
    units = {f.unit for f in fitting}
    roles = {f.role for f in numbers if f.unit in units and f.role}
    held = {f.role for f in fitting}
    if len(roles) < 2 or roles <= held:
        return True
    said = reading.role_at(amount.start, amount.end, roles)
    return said in held or (said == BOTH and bool(held & {OWN, OTHER}))


def _wrong_word(reading: Reading, licence: Sequence[_Way], lexicon: Lexicon) -> Rejection | None:
    known = frozenset().union(*(way.words for way in licence))
    for word in reading.words():
        if word not in lexicon.plain and lexicon.stem(word) not in known:
            return Rejection("word", word)
    pairs = frozenset().union(*(way.pairs for way in licence))
    marked = [(s, e) for s, e, _ in reading.marked]
    for start, run in reading.han_runs():
        covered = [any(s <= start + i < e for s, e in marked) for i in range(len(run))]
        for i in range(len(run)):
            for length in range(1, 5):
                if (
                    (length == 2 and run[i : i + 2] in pairs)
                    or (run in pairs and len(run) == 1)
                    or run[i : i + length] in lexicon.plain
                ):
                    covered[i : i + length] = [True] * len(run[i : i + length])
        if not all(covered):
            return Rejection("word", run)
    return None


def _pairs(run: str) -> list[str]:
    """Neighbouring characters; and each for itself, for one that stands alone between names and numbers."""
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]


def _wrong_direction(reading: Reading, parts: Sequence[list[tuple[_Way, bool]]]) -> Rejection | None:
    said = reading.directions()
    most: Counter[tuple[str, str]] = Counter()
    least: Counter[tuple[str, str]] = Counter()
    for ways in parts:
        for way, needed in ways:
            most += way.most
            if needed:
                least += way.least
    for turn, n in said.items():
        if n > most[turn]:
            return Rejection("direction", turn[0])
    for turn, n in least.items():
        if said[turn] < n:
            return Rejection("direction", f"without {turn[0]}")
    return None


def knows_direction(messages: Messages) -> bool:
    """Whether the catalogue tells the words that turn a statement; without them only its own sentences are said."""
    return lexicon(messages).knows_words
