"""The trained act classifier: multinomial logistic regression on the vectors of `features`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from whythis.agent.types import ACTS
from whythis.errors import ModelError

WEIGHTS = Path(__file__).with_name("weights")
_FIX = "Train it again: python -m whythis.agent.understanding.training"

SECOND_ACT_PROBABILITY = 0.55
"""A clause of a longer message counts as an act of its own from this probability on."""
_REQUESTS = frozenset(["recommend", "refine", "more"])


@dataclass(frozen=True)
class ActClassifier:
    """`weight` (n_acts, n_inputs) float32, `bias` (n_acts,) float32, rows in the order of `labels`."""

    labels: tuple[str, ...]
    weight: np.ndarray
    bias: np.ndarray

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """(n, n_inputs) vectors -> (n, n_acts) probabilities."""
        logits = vectors @ self.weight.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        return odds / odds.sum(axis=1, keepdims=True)


def load(folder: Path = WEIGHTS) -> ActClassifier:
    """The classifier saved in a folder.

    Raises:
        ModelError: when a file is missing or does not fit this version.
    """
    try:
        about = json.loads((folder / "acts.json").read_text(encoding="utf-8"))
        tensors = load_file(folder / "acts.safetensors")
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(
            "The act classifier cannot be read.", expected=f"acts.json and acts.safetensors in {folder}",
            got=f"{type(error).__name__}: {error}", fix=_FIX,
        ) from error  # fmt: skip
    labels = tuple(about["labels"])
    weight = tensors["weight"].astype(np.float32)
    if set(labels) - set(ACTS) or weight.shape != (len(labels), about["inputs"]):
        raise ModelError(
            "The act classifier does not fit.", expected=f"acts of {ACTS} and {about['inputs']} inputs",
            got=f"acts {labels} and weights of shape {weight.shape}", fix=_FIX,
        )  # fmt: skip
    return ActClassifier(labels, weight, tensors["bias"].astype(np.float32))


def choose(labels: tuple[str, ...], whole: np.ndarray, clauses: np.ndarray) -> tuple[tuple[str, ...], float]:
    """The acts of a message from the probabilities of its whole and of its clauses.

    Args:
        labels: the acts, in column order.
        whole: (n_acts,) probabilities of the whole message.
        clauses: (n_clauses, n_acts) probabilities of its clauses; with fewer than two the whole decides.

    Returns:
        One or two acts in order, and the probability of the less likely one.
    """
    best = int(whole.argmax())
    alone = (labels[best],), float(whole[best])
    if len(clauses) < 2:
        return alone
    found: list[tuple[str, float]] = []
    for row in clauses:
        act, probability = labels[int(row.argmax())], float(row.max())
        if probability >= SECOND_ACT_PROBABILITY and act not in [a for a, _ in found]:
            found.append((act, probability))
    found = _settle(found)
    if not found or (len(found) == 1 and found[0][0] != labels[best]):
        return _weigh(found, alone)
    return tuple(act for act, _ in found[:2]), min(p for _, p in found[:2])


def _weigh(
    found: list[tuple[str, float]], alone: tuple[tuple[str, ...], float]
) -> tuple[tuple[str, ...], float]:
    """One clause and the whole disagree: small talk gives way, else the more probable reading wins."""
    if not found:
        return alone
    act, probability = found[0]
    if act == "smalltalk" or (alone[0][0] != "smalltalk" and alone[1] >= probability):
        return alone
    return (act,), probability


def _settle(found: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Acts of one message that are one act: a greeting before a request, a need told with the request."""
    acts = {act for act, _ in found}
    if len(acts) > 1:
        found = [(act, p) for act, p in found if act != "smalltalk"]
        acts = {act for act, _ in found}
    if acts & _REQUESTS:
        found = [(act, p) for act, p in found if act not in {"preference", "help"}]
    if {"recommend", "refine"} <= acts:
        first = next(act for act, _ in found if act in {"recommend", "refine"})
        found = [(act, p) for act, p in found if act not in {"recommend", "refine"} or act == first]
    if {"why", "why_not"} <= acts:
        found = [(act, p) for act, p in found if act != "why"]
    if "out_of_scope" in acts and len(found) > 1 and dict(found)["out_of_scope"] >= 0.7:
        return [(act, p) for act, p in found if act == "out_of_scope"]
    return [(act, p) for act, p in found if act != "out_of_scope" or len(found) == 1]
