"""The trained act classifier: which acts a message holds, in order, and how likely that is.

English goes through the tuned backbone, Chinese through character n-grams, both with surface features and hashed words
beside them, into one linear layer for the first act and one for the second (or none).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from safetensors import SafetensorError, safe_open

from whythis.agent.types import ACTS
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.encoder import LORA, TunedEncoder
from whythis.agent.understanding.features import (
    CHINESE_INPUTS,
    ENGLISH_INPUTS,
    Reading,
    chinese_vector,
    english_vector,
)
from whythis.errors import ModelError

WEIGHTS = Path(__file__).with_name("acts.safetensors")
FORMAT = "2"
_FIX = "Train it again: whythis train-understanding"
_REQUESTS = frozenset(["recommend", "refine", "more"])


class Encoder(Protocol):
    """Texts -> (n, 384) float32 unit vectors."""

    def encode(self, texts: Sequence[str], /) -> np.ndarray: ...


@dataclass(frozen=True)
class Head:
    """`weight` (n_out, n_inputs) float32 and `bias` (n_out,) float32."""

    weight: np.ndarray
    bias: np.ndarray

    def log_odds(self, vectors: np.ndarray) -> np.ndarray:
        """(n, n_inputs) vectors -> (n, n_out) log probabilities."""
        logits = vectors @ self.weight.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Weights:
    """All that training writes: heads by language, changes to the backbone, and the measured threshold.

    `second` heads have one row more than there are acts: the last one stands for "no second act".
    `ask_below` is the probability below which asking back serves people better than acting.
    """

    first: dict[str, Head]
    second: dict[str, Head]
    lora: dict[str, np.ndarray]
    ask_below: float
    about: dict[str, object]


class ActClassifier:
    """Predicts acts.

    Args:
        weights: from `read_weights`.
        encoder: in place of the tuned backbone, for tests of what stands around it.
    """

    def __init__(self, weights: Weights, encoder: Encoder | None = None) -> None:
        self._weights = weights
        self._encoder = encoder or TunedEncoder(weights.lora)

    @property
    def ask_below(self) -> float:
        return self._weights.ask_below

    def predict(
        self, readings: Sequence[Reading], context: Context, said: Callable[[Reading], str]
    ) -> tuple[tuple[str, ...], float, dict[str, float]]:
        """The acts of a message.

        Args:
            readings: the whole message, then its clauses if there are two or more.
            said: the characters of a reading that are encoded.

        Returns:
            One or two acts in order, their probability, and the probability of every first act.
        """
        lang = readings[0].lang
        if lang == "zh":
            vectors = np.stack([chinese_vector(r, context) for r in readings])
        else:
            encoded = self._encoder.encode([said(r) for r in readings])
            vectors = np.stack(
                [english_vector(r, context, e) for r, e in zip(readings, np.asarray(encoded), strict=True)]
            )
        first = self._weights.first[lang].log_odds(vectors)
        second = self._weights.second[lang].log_odds(vectors[:1])[0]
        acts, probability = choose(first[0], second, first[1:])
        return acts, probability, dict(zip(ACTS, np.exp(first[0]).tolist(), strict=True))


CLAUSE_WEIGHT = 1.0
"""What the clauses, each read alone, count beside the reading of the whole; measured on the validation split."""
CLAUSE_FLOOR = -4.0
"""The least log probability that a clause can count: one that says nothing must not decide."""


def choose(first: np.ndarray, second: np.ndarray, clauses: np.ndarray) -> tuple[tuple[str, ...], float]:
    """The most probable one or two acts.

    Args:
        first: (n_acts,) log probabilities of the first act, read from the whole message.
        second: (n_acts + 1,) of the second act, the last one of "none".
        clauses: (n_clauses, n_acts) of the first act of each clause alone; none for a message of one clause.

    Returns:
        The acts and their probability among all single acts and pairs.
    """
    n = len(ACTS)
    pairs = first[:, None] + second[None, :n]
    single = first + second[n]
    if len(clauses) >= 2:
        # A pair stands in two clauses, the first act before the second; a single act in all of them.
        before = np.maximum.accumulate(clauses, axis=0)[:-1]
        ordered = (before[:, :, None] + clauses[1:, None, :]).max(axis=0)
        together = 2 * np.maximum(clauses, CLAUSE_FLOOR).mean(axis=0)
        pairs = pairs + CLAUSE_WEIGHT * ordered
        single = single + CLAUSE_WEIGHT * together
    np.fill_diagonal(pairs, -np.inf)
    for one, other in _ONE_ACT:
        pairs[ACTS.index(one), ACTS.index(other)] = -np.inf
    scores = np.concatenate([single, pairs.ravel()])
    odds = np.exp(scores - scores.max())
    at = int(scores.argmax())
    probability = float(odds[at] / odds.sum())
    if at < n:
        return (ACTS[at],), probability
    one, other = divmod(at - n, n)
    return (ACTS[one], ACTS[other]), probability


_ONE_ACT = (
    [("smalltalk", act) for act in ACTS]
    + [("preference", act) for act in _REQUESTS]
    + [(act, other) for act in _REQUESTS for other in ("preference", "smalltalk", *_REQUESTS)]
)
"""Two readings that are one act: a greeting before anything, a need told with the request for it."""


@lru_cache(maxsize=4)
def load(path: Path = WEIGHTS) -> ActClassifier:
    """The classifier saved in a file; one for all readers in this process.

    Raises:
        ModelError: the file is missing or does not fit this version.
    """
    return ActClassifier(read_weights(path))


def read_weights(path: Path = WEIGHTS) -> Weights:
    """The weights saved in a file.

    Raises:
        ModelError: the file is missing or does not fit this version.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads((file.metadata() or {}).get("about", "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(
            "The act classifier cannot be read.", expected=f"weights in {path}",
            got=f"{type(error).__name__}: {error}", fix=_FIX,
        ) from error  # fmt: skip
    sizes = {"en": ENGLISH_INPUTS, "zh": CHINESE_INPUTS}
    wanted = {
        f"{lang}.{place}.weight": (len(ACTS) + (place == "second"), size)
        for lang, size in sizes.items()
        for place in ("first", "second")
    }
    found = {name: tensors[name].shape if name in tensors else None for name in wanted}
    if about.get("format") != FORMAT or about.get("labels") != list(ACTS) or found != wanted:
        raise ModelError(
            "The act classifier does not fit.", expected=f"format {FORMAT} and weights of shapes {wanted}",
            got=f"format {about.get('format')} and shapes {found}", fix=_FIX,
        )  # fmt: skip

    def head(lang: str, place: str) -> Head:
        name = f"{lang}.{place}"
        return Head(tensors[f"{name}.weight"].astype(np.float32), tensors[f"{name}.bias"].astype(np.float32))

    return Weights(
        first={lang: head(lang, "first") for lang in sizes},
        second={lang: head(lang, "second") for lang in sizes},
        lora={k.removeprefix(LORA): v for k, v in tensors.items() if k.startswith(LORA)},
        ask_below=float(about["ask_below"]),
        about=about,
    )
