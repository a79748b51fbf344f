"""An explainer that has learned to tell at a look what leaving out every word in its place would find.

The first-order worth of each word (`attending`) is a good guess already. A small network that is trained on exact
answers (`whythis train-explainer`) corrects it: where an effect bends, where a word stands twice. What it gives is made
to sum to the logit. It is used where its rank correlation with the exact method (`in_place`) was measured on the shop's
own products and is high enough; where an answer's own check fails, the exact method of the chat answers instead.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast
from weakref import WeakKeyDictionary

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from transformers import BertForSequenceClassification, PretrainedConfig

from whythis.errors import ModelError
from whythis.explainers.types import WordAttribution
from whythis.explainers.words.attending import BertLooks, Look
from whythis.explainers.words.coalitions import marginals, players_of
from whythis.explainers.words.in_place import costs_in_place, summed
from whythis.explainers.words.reading import PassageWords, Reading
from whythis.ranking.cross_encoder import CrossEncoder

MIN_FIDELITY = 0.9
"""The mean rank correlation with the exact method from which it may answer."""
WEIGHTS, FIDELITY = "words.safetensors", "words.json"
_SCALE = 0.1
"""Logits below this count as small: effects are seen on the scale of asinh(value / _SCALE)."""
_N_TOLD = 10
WIDTH, DROPOUT = 64, 0.2
AMORTISED = "amortised"
"""What the name of its way of working begins with."""


class AmortisedHead(torch.nn.Module):
    """Corrects first-order worths of words: (n_words, n_features) in, (n_words,) what absence costs out.

    Args:
        n_parts: attention heads of the network, in all layers together.
    """

    def __init__(self, n_parts: int, width: int = WIDTH, dropout: float = DROPOUT) -> None:
        super().__init__()
        self.n_parts = n_parts
        self.parts = torch.nn.Parameter(torch.ones(n_parts))
        out = torch.nn.Linear(width, 2)
        # It begins as what it corrects.
        torch.nn.init.zeros_(out.weight)
        torch.nn.init.zeros_(out.bias)
        self.network = torch.nn.Sequential(
            torch.nn.Linear(n_parts + _N_TOLD, width),
            torch.nn.GELU(),
            torch.nn.Dropout(dropout),
            torch.nn.Linear(width, width),
            torch.nn.GELU(),
            torch.nn.Dropout(dropout),
            out,
        )

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        worth, told = features.split([self.n_parts, _N_TOLD], dim=1)
        bend, shift = self.network(torch.cat([torch.asinh(worth / _SCALE), told], dim=1)).unbind(dim=1)
        return (worth @ self.parts) * bend.exp() + _SCALE * shift


def features(look: Look, passage: PassageWords, of_request: np.ndarray) -> np.ndarray:
    """(n_words, n_parts + 10) float32: what `AmortisedHead` reads of each word of a passage."""
    n_words = len(of_request)
    parts = look.worth.reshape(-1, n_words).T
    worth = parts.sum(axis=1)
    pieces: list[tuple[int, ...]] = [()] * n_words
    for token, word in zip(passage.ids, passage.word_of.tolist(), strict=True):
        if word >= 0:
            pieces[word] += (token,)
    count = Counter(pieces)
    asked = {word for word, own in zip(pieces, of_request, strict=True) if own}
    total = Counter[tuple[int, ...]]()
    for word, value in zip(pieces, worth.tolist(), strict=True):
        total[word] += value

    def small(values: np.ndarray) -> np.ndarray:
        return np.arcsinh(values / _SCALE)

    told = (
        of_request,
        np.log1p([len(word) for word in pieces]),
        np.full(n_words, look.output / 3.0),
        np.full(n_words, np.log(n_words) / 5.0),
        small(worth),
        small(np.linalg.norm(parts, axis=1)),
        np.log([count[word] for word in pieces]),
        [word in asked for word in pieces],
        small(np.array([total[word] for word in pieces]) - worth),
        np.arange(n_words) / n_words,
    )
    return np.concatenate([parts, np.stack(told, axis=1)], axis=1).astype(np.float32)


def n_parts(model: CrossEncoder) -> int:
    """How many attention heads a network has in all its layers."""
    config = cast(PretrainedConfig, model.model.config)
    return config.num_hidden_layers * config.num_attention_heads


class Amortised:
    """The trained explainer of one model version.

    Args:
        model: the cross-encoder whose words it explains.
        head: what was learned for it.

    Raises:
        ModelError: the network is no BERT, or the head was trained for another one.
    """

    def __init__(self, model: CrossEncoder, head: AmortisedHead) -> None:
        self._looks = BertLooks(model.model)
        self.head = head.eval()
        if head.n_parts != n_parts(model):
            raise ModelError(
                "The amortised explainer was trained for another network.",
                expected=f"one for {n_parts(model)} attention heads",
                got=f"one for {head.n_parts}",
                fix="Train it again: whythis train-explainer --shop DIR",
            )

    @classmethod
    def untrained(cls, model: CrossEncoder) -> Amortised:
        """First-order worths as they are."""
        return cls(model, AmortisedHead(n_parts(model)))

    def read(self, reading: Reading) -> np.ndarray:
        """(n_words, n_features) what the head reads of the words of the deciding passage."""
        with reading.model.exclusive():
            look = self._looks.look(reading.deciding, len(reading))
        return features(look, reading.deciding, reading.of_request)

    def __call__(self, reading: Reading) -> WordAttribution:
        """The worths of words; of a text in several passages, or without an item's words, by the exact method."""
        if not seen_at_a_look(reading):
            return marginals(reading)
        with torch.no_grad():
            worth = self.head(torch.from_numpy(self.read(reading))).double().numpy()
        players = players_of(reading)
        costs = np.array([worth[words].sum() for words in players])
        # What leaves together, the marks, is too large a change for first order, and one run of the engine finds it.
        together = [n for n, words in enumerate(players) if len(words) > 1]
        if together:
            costs[together] = costs_in_place(reading, [players[n] for n in together])
        return summed(f"{AMORTISED} marginal contributions in place", reading, players, costs, len(together))


def seen_at_a_look(reading: Reading) -> bool:
    """Whether a pair is one that a look explains: of a BERT, in one passage, and with words of an item."""
    is_bert = isinstance(reading.model.model, BertForSequenceClassification)
    return is_bert and len(reading.passages) == 1 and not reading.of_request.all()


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How well the amortised explainer says what the exact one finds, on pairs that it was not trained on.

    Attributes:
        rank_correlation: Spearman's rho of the words' values, mean over pairs.
        pairs: how many.
        model_sha256: the weights it was measured with.
    """

    rank_correlation: float
    pairs: int
    model_sha256: str


def save_head(head: AmortisedHead, folder: Path, model_sha256: str) -> None:
    """Writes `words.safetensors` into a model version's folder."""
    scratch = folder / f"{WEIGHTS}.tmp"
    tensors = {name: tensor.contiguous() for name, tensor in head.state_dict().items()}
    save_file(tensors, scratch, metadata={"model_sha256": model_sha256})
    scratch.replace(folder / WEIGHTS)


def save_fidelity(fidelity: Fidelity, folder: Path) -> None:
    """Writes `words.json`: what lets the amortised explainer answer, or not."""
    text = json.dumps(asdict(fidelity), indent=2) + "\n"
    (folder / FIDELITY).write_text(text, encoding="utf-8")


def read_fidelity(model: CrossEncoder) -> Fidelity | None:
    """What was measured for a model version, if anything was with these weights."""
    try:
        found = Fidelity(**json.loads((model.folder / FIDELITY).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.model_sha256 == model.sha256 else None


_loaded: WeakKeyDictionary[CrossEncoder, Amortised] = WeakKeyDictionary()
_untrained: WeakKeyDictionary[CrossEncoder, Amortised] = WeakKeyDictionary()
"""None of them holds its model, which would keep both in memory for ever."""
_loading = threading.Lock()


def amortised_of(model: CrossEncoder) -> Amortised:
    """The explainer that was trained for a model version; loaded once.

    Raises:
        ModelError: there is none, or it is damaged or of other weights.
    """
    with _loading:
        if model not in _loaded:
            _loaded[model] = Amortised(model, _read_head(model.folder / WEIGHTS, model.sha256))
        return _loaded[model]


def forget_loaded(model: CrossEncoder) -> None:
    """After a training: the next question loads what was trained, and nothing that another explainer found is left."""
    with _loading:
        _loaded.pop(model, None)
    model.forget()


def _read_head(path: Path, model_sha256: str) -> AmortisedHead:
    try:
        with safe_open(path, "pt") as file:
            made_for = (file.metadata() or {}).get("model_sha256", "none")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        head = AmortisedHead(len(tensors["parts"]))
        head.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise ModelError(
            "There is no amortised explainer of this model version.",
            expected=f"weights in {path}",
            got=f"{type(error).__name__}: {str(error).splitlines()[0][:120]}",
            fix="Train one: whythis train-explainer --shop DIR",
        ) from error
    if made_for != model_sha256:
        raise ModelError(
            "The amortised explainer was trained for other weights.",
            expected=f"one for the model {model_sha256[:12]}",
            got=f"one for {made_for[:12]}",
            fix="Train it again: whythis train-explainer --shop DIR",
        )
    return head


def amortised(reading: Reading) -> WordAttribution:
    """The words' worths at a look, see the module. Raises ModelError where no explainer was trained."""
    return amortised_of(reading.model)(reading)


def first_order(reading: Reading) -> WordAttribution:
    """The worths as they are read off a look (`attending`), with nothing trained and nothing left out.

    Raises:
        ModelError: the network is no BERT.
    """
    with _loading:
        if reading.model not in _untrained:
            _untrained[reading.model] = Amortised.untrained(reading.model)
        look = _untrained[reading.model]
    return look(reading)
