"""Each answer's own check: the words that it cites are left out, and so are as many others, drawn at random.

If the model does not mind the cited words more than the others, the answer says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from whythis.explainers.types import Check, Contribution, WordAttribution
from whythis.explainers.words import MAX_RELATIVE_GAP, METHODS, Reading, trusted

MAX_CITED_WORDS = 3
MIN_SHARE_OF_STRONGEST = 0.15
DRAWS = 10
_DENIALS = (": no", ": none", ": false")
_STOPWORDS = frozenset(
    ["a", "an", "the", "and", "or", "for", "of", "in", "on", "with", "to", "from", "by", "is", "are", "it", "its",
     "this", "that", "your"]
)  # fmt: skip


def explain_words(reading: Reading, direction: int) -> tuple[WordAttribution, Check | None]:
    """The words of a pair by the quickest method that is trusted, with the check of what would be cited.

    Where the check does not hold, the exact method is asked, and its own check stands.
    """
    *quicker, exact = trusted(reading.model)
    for method in quicker:
        words, check = _explained(reading, direction, method)
        if check is None or check.held:
            return words, check
    return _explained(reading, direction, exact)


def _explained(reading: Reading, direction: int, method: str) -> tuple[WordAttribution, Check | None]:
    """The same pair is asked about again and again: by the next shopper, by staff, by "how sure are you?"."""
    about = repr((method, reading.pair))
    found = reading.model.worked_out(f"words|{about}", lambda: _numbers(METHODS[method](reading)))
    words = reading.attribution(*found)
    cited = cited_words(words, direction)
    if not cited:
        return words, None
    check = reading.model.worked_out(
        f"check|{direction}|{about}", lambda: check_citation(reading, cited, direction)
    )
    return words, check


def _numbers(found: WordAttribution) -> tuple[str, str, int, float, float, np.ndarray]:
    """What an attribution is made of, without the words."""
    values = np.array([word.value for word in found.words])
    return found.method, found.baseline, found.steps, found.base_value, found.output_value, values


def cited_words(words: WordAttribution, direction: int) -> tuple[Contribution, ...]:
    """Up to three words of the item that moved the cross-encoder most in this direction, strongest first.

    None when the attributions do not add up to the logit.
    """
    if words.relative_gap > MAX_RELATIVE_GAP:
        return ()
    strongest = max((abs(w.value) for w in words.words), default=0.0)
    cited: dict[str, Contribution] = {}
    for word in sorted(words.words, key=lambda w: -w.value * direction):
        weak = word.value * direction < MIN_SHARE_OF_STRONGEST * strongest
        if weak or len(cited) == MAX_CITED_WORDS:
            break
        if any(s == word.source and t.casefold().endswith(_DENIALS) for s, t in words.texts.items()):
            continue  # "cancelling" of "Noise cancelling: No" is no reason that anybody would accept
        telling = word.source not in ("query", "likes", "separator") and any(c.isalpha() for c in word.name)
        if telling and len(word.name) > 1 and word.name.casefold() not in _STOPWORDS:
            cited.setdefault(word.name.casefold().removesuffix("s"), word)
    return tuple(cited.values())


def check_citation(reading: Reading, cited: Sequence[Contribution], direction: int) -> Check | None:
    """Runs the pair without the cited words, and without as many others, ten times; None when none are cited."""
    if not cited:
        return None
    places = {(word.source, word.span): n for n, word in enumerate(reading.words)}
    numbers = np.array([places[w.source, w.span] for w in cited if w.span is not None], dtype=np.int64)
    seed = zlib.crc32(f"{reading.pair.side_a}|{reading.pair.side_b}".encode())
    gain = random_gain(reading, numbers, seed) * direction
    return Check(tuple(w.name for w in cited), gain, DRAWS, bool(gain > 0))


def random_gain(reading: Reading, cited: np.ndarray, seed: int, draws: int = DRAWS) -> float:
    """By how much more the logit falls without the cited words than without as many others, in logits.

    nan where there are too few others.
    """
    n = len(reading)
    others = np.setdiff1d(np.arange(n), cited)
    if len(others) < len(cited):
        return float("nan")
    rng = np.random.default_rng(seed)
    kept = np.ones((1 + draws, n), dtype=bool)
    kept[0, cited] = False
    for row in range(1, draws + 1):
        kept[row, rng.choice(others, size=len(cited), replace=False)] = False
    logits = reading.logits(kept)
    return float(logits[1:].mean() - logits[0])
