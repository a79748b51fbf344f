"""Puts the reading of one message together: acts first, then the slots that these acts allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import numpy as np

from whythis.agent.types import Reference, Understood
from whythis.agent.understanding import acts as act_model
from whythis.agent.understanding.cleaning import clean, language
from whythis.agent.understanding.conditions import CONDITIONAL, Conditions, conditions
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.features import Reading, input_vector, is_bare, is_wordless, read_clause
from whythis.agent.understanding.prices import drops_limit
from whythis.agent.understanding.references import find_references
from whythis.agent.understanding.search_text import chinese_search_words, corrections, search_words
from whythis.agent.understanding.segments import split
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.retrieval.types import Filters

MAX_ENCODED_WORDS = 48
"""Words of a clause that are encoded: together about the backbone's first 64 tokens."""

_ASKING = frozenset(["recommend", "refine", "more", "preference"])
_IDLE = frozenset(["help", "smalltalk", "out_of_scope"])
_IDLE_PROBABILITY = 0.65
"""Below it a bare phrase ("calculator") is searched for: in a shop an unknown noun is a product more often."""
_NAMING = frozenset(["what_if", "why_not"])
_PURPOSE = re.compile(
    r"\bfor (?!me\b|it\b|this\b|that\b|her\b|him\b|them\b|us\b|\d)((?:an? |my |the )?[a-z]+(?: [a-z]+)?)\s*[?.!]?$",
    re.IGNORECASE,
)


class Understanding:
    """Reads messages with one vocabulary.

    Args:
        encode: texts -> (n, 384) float32 unit vectors of the packaged backbone.
        vocabulary: the names of the shop's catalogue.

    Raises:
        ModelError: from the first `read`, when the shipped weights cannot be read.
    """

    def __init__(self, encode: Callable[[list[str]], np.ndarray], vocabulary: Vocabulary) -> None:
        self._encode = encode
        self._vocabulary = vocabulary

    @cached_property
    def _classifier(self) -> act_model.ActClassifier:
        return act_model.load()

    def read(self, message: str, context: Context) -> Understood:
        """What the message means after what was said and shown before. Any string can be read.

        Of a message longer than 1,000 characters the first 700 and the last 300 are read.
        """
        text = clean(message)
        if is_wordless(text):
            act = "smalltalk" if text else "out_of_scope"
            return Understood((act,), 1.0, "", Filters())
        reading = read_clause(text, self._vocabulary)
        acts, confidence = self._acts(reading, context)
        taken = list(reading.prices.spans) if any(act in CONDITIONAL for act in acts) else []
        references = find_references(text, reading.tokens, reading.mentions, taken, acts, context)
        # "I like Norrvik" is about the brand, even when something of it is on the list.
        places = [] if acts == ("preference",) else _places_of(references, text)
        asked = conditions(reading, acts, context, places)
        conditional = any(act in CONDITIONAL for act in acts)
        drops_price = acts == ("refine",) and drops_limit(text)
        return Understood(
            acts=acts,
            confidence=round(confidence, 6),
            search_text="" if drops_price else self._search_text(reading, acts, asked, references),
            filters=asked.filters,
            price_target_cents=reading.prices.target_cents if conditional else None,
            cheaper=reading.prices.cheaper if conditional else 0,
            drops_price=drops_price,
            categories=tuple(dict.fromkeys(head.term.name for head in reading.heads)),
            features=_features(reading) if "recommend" in acts else (),
            references=references,
            lang=language(text),
        )

    def _acts(self, reading: Reading, context: Context) -> tuple[tuple[str, ...], float]:
        parts = split(reading.text)
        clauses = [read_clause(part, self._vocabulary) for part in parts] if len(parts) > 1 else []
        readings = [reading, *clauses]
        embeddings = self._encode([" ".join(r.text.split()[:MAX_ENCODED_WORDS])[:400] for r in readings])
        vectors = np.stack(
            [input_vector(r, context, e) for r, e in zip(readings, np.asarray(embeddings), strict=True)]
        )
        odds = self._classifier.probabilities(vectors)
        labels = self._classifier.labels
        acts, confidence = act_model.choose(labels, odds[0], odds[1:])
        if acts[0] in _IDLE and confidence < _IDLE_PROBABILITY and is_bare(reading):
            return ("recommend",), float(odds[0][labels.index("recommend")])
        return acts, confidence

    def _search_text(
        self, reading: Reading, acts: tuple[str, ...], asked: Conditions, references: tuple[Reference, ...]
    ) -> str:
        """Search words: of a request all but its conditions, of a refinement what is new, else what is named."""
        if not _ASKING & set(acts):
            return self._named(reading, asked, references) if _NAMING & set(acts) else ""
        strict = not {"recommend", "preference"} & set(acts)
        spans = list(reading.prices.spans)
        spans += [(m.phrase_start, m.end) for m in asked.used if m.negated]
        if "recommend" not in acts:
            spans += [(m.start, m.end) for m in asked.used]
            spans += _places_of(references, reading.text)
        if reading.lang == "zh":
            return chinese_search_words(reading.text, spans, reading.mentions, strict=strict)
        replaced = corrections(reading.tokens, reading.corrected, reading.mentions)
        return search_words(reading.text, spans, replaced, strict=strict)

    def _named(self, reading: Reading, asked: Conditions, references: tuple[Reference, ...]) -> str:
        """The products and qualities that a question about the list names: "Dyson" of "why no Dyson?"."""
        used = {mention.start for mention in asked.used}
        places = _places_of(references, reading.text)
        names = [
            (m.start, m.term.english or m.term.name)
            for m in reading.mentions
            if m.start not in used and not any(start < m.end and m.start < end for start, end in places)
        ]
        known = [m.term.name.lower() for m in reading.mentions]
        names += [
            (reading.text.find(r.text), r.text)
            for r in references
            if not r.item_ids
            and not any(name in r.text.lower() for name in known)
            and not r.text[-1:].isspace()
        ]
        purpose = _PURPOSE.search(reading.text)
        names += [(purpose.start(1), purpose[1])] if purpose else []
        return " ".join(dict.fromkeys(name for _, name in sorted(names)))


def _features(reading: Reading) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The attributes that a request names, each with all that its words may mean in this catalogue."""
    named = [m for m in reading.mentions if m.term.kind == "attribute" and not m.negated]
    terms = [(m.term, *(t for t in m.others if t.kind == "attribute")) for m in named]
    return tuple(dict.fromkeys(tuple((t.attribute, t.name) for t in group) for group in terms))


def _places_of(references: tuple[Reference, ...], text: str) -> list[tuple[int, int]]:
    """Where the words of the references stand. "It" is a word of its own and no part of "with"."""
    found = [
        re.search(rf"(?<![a-z0-9]){re.escape(r.text.lower())}(?![a-z0-9])", text.lower())
        for r in references
        if r.item_ids
    ]
    return [match.span() for match in found if match]
