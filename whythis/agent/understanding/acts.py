"""The trained act classifier: which acts a message holds, in order, and how likely that is.

English goes through the tuned backbone, Chinese through character n-grams, both with surface features and hashed words
beside them, into one linear layer for the first act and one for the second (or none). What these say of the whole
message and of the parts into which it may fall is weighed in `joint`. One more output tells whether a message that
names nothing goes on about the product spoken of last.
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
from whythis.agent.understanding.joint import TERMS, Views, choose
from whythis.agent.understanding.segments import splits
from whythis.errors import ModelError

WEIGHTS = Path(__file__).with_name("acts.safetensors")
FORMAT = "4"
_FIX = "Train it again: whythis train-understanding"


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

    def probability(self, vector: np.ndarray) -> float:
        """The probability that a head of one output gives an (n_inputs,) vector."""
        return float(1.0 / (1.0 + np.exp(-(self.weight[0] @ vector + self.bias[0]))))


@dataclass(frozen=True)
class Weights:
    """All that training writes: heads by language, changes to the backbone, and the measured threshold.

    `second` heads have one row more than there are acts: the last one stands for "no second act".
    `leans` heads have one output: whether a message goes on about the product spoken of last.
    `joint` are (n_terms,) float32, what the heads' words on the whole and its parts weigh against each other.
    `ask_below` is the probability below which asking back serves people better than acting.
    """

    first: dict[str, Head]
    second: dict[str, Head]
    leans: dict[str, Head]
    joint: dict[str, np.ndarray]
    lora: dict[str, np.ndarray]
    ask_below: float
    about: dict[str, object]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One or two acts in order, their probability, the probability of every first act, and how probably a message that
    names nothing goes on about the product spoken of last.
    """

    acts: tuple[str, ...]
    probability: float
    odds: dict[str, float]
    leans: float


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

    def predict(self, reading: Reading, context: Context, read: Callable[[str], Reading]) -> Prediction:
        """The acts of a message.

        Args:
            read: reads a part of the message as the whole was read.
        """
        views = self.views(reading, context, read)
        acts, probability = choose(views, self._weights.joint[reading.lang])
        odds: dict[str, float] = dict(zip(ACTS, np.exp(views.first).tolist(), strict=True))
        return Prediction(acts, probability, odds, views.leans)

    def views(self, reading: Reading, context: Context, read: Callable[[str], Reading]) -> Views:
        """What the heads say of a message and of its parts."""
        lang, places = reading.lang, splits(reading.text)
        parts = [read(place.left) for place in places] + [read(place.right) for place in places]
        vectors = self._vectors([reading, *parts], lang, context)
        first = self._weights.first[lang].log_odds(vectors)
        second = self._weights.second[lang].log_odds(vectors[:1])[0]
        return Views(
            first[0],
            second,
            first[1 : len(places) + 1],
            first[len(places) + 1 :],
            [place.kind for place in places],
            self._weights.leans[lang].probability(vectors[0]),
        )

    def _vectors(self, readings: Sequence[Reading], lang: str, context: Context) -> np.ndarray:
        """All in the language of the message: a part of a Chinese one may hold nothing but "iPhone"."""
        if lang == "zh":
            return np.stack([chinese_vector(r, context) for r in readings])
        encoded = self._encoder.encode([encoded_text(r) for r in readings])
        return np.stack(
            [english_vector(r, context, e) for r, e in zip(readings, np.asarray(encoded), strict=True)]
        )


MAX_ENCODED_WORDS = 64
"""Words that are encoded: about as many as the encoder reads."""


def encoded_text(reading: Reading) -> str:
    """The characters of a reading that are encoded."""
    return " ".join(reading.text.split()[:MAX_ENCODED_WORDS])[:500]


@lru_cache(maxsize=4)
def load(path: Path = WEIGHTS) -> ActClassifier:
    """The classifier saved in a file; one for all readers in this process.

    Raises:
        ModelError: the file is missing or does not fit this version.
    """
    return ActClassifier(read_weights(path))


def read_backbone(path: Path = WEIGHTS) -> dict[str, np.ndarray]:
    """The changes to the backbone saved in a file, whatever else is in it.

    Raises:
        ModelError: the file is missing or no safetensors file.
    """
    return _lora(_tensors(path)[0])


def _lora(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name.removeprefix(LORA): values for name, values in tensors.items() if name.startswith(LORA)}


def _tensors(path: Path) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """What a file of weights holds, and what it says of itself."""
    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads((file.metadata() or {}).get("about", "{}"))
            return {name: file.get_tensor(name) for name in file.keys()}, about  # noqa: SIM118
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(
            "The act classifier cannot be read.", expected=f"weights in {path}",
            got=f"{type(error).__name__}: {error}", fix=_FIX,
        ) from error  # fmt: skip


def read_weights(path: Path = WEIGHTS) -> Weights:
    """The weights saved in a file.

    Raises:
        ModelError: the file is missing or does not fit this version.
    """
    tensors, about = _tensors(path)
    sizes = {"en": ENGLISH_INPUTS, "zh": CHINESE_INPUTS}
    wanted: dict[str, tuple[int, ...]] = {
        f"{lang}.{place}.weight": (len(ACTS) + (place == "second"), size)
        for lang, size in sizes.items()
        for place in ("first", "second")
    }
    wanted |= {f"{lang}.leans.weight": (1, size) for lang, size in sizes.items()}
    wanted |= {f"{lang}.joint": (len(TERMS),) for lang in sizes}
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
        leans={lang: head(lang, "leans") for lang in sizes},
        joint={lang: tensors[f"{lang}.joint"].astype(np.float32) for lang in sizes},
        lora=_lora(tensors),
        ask_below=float(str(about["ask_below"])),
        about=about,
    )
