"""Decides whether a message is one act or two, and which: all readings of it are scored against each other.

A reading is one act, or two with the place where the second begins. Its score is a weighted sum (a log-linear model) of
what three readers say: the head for the first act and the head for the second, both of the whole message, and the head
for the first act of either part alone. The weights are learned from messages that the heads were not trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whythis.agent.types import ACTS
from whythis.agent.understanding.segments import KINDS

TERMS = (
    "single_first",  # the whole message, first head
    "single_none",  # second head: "no second act"
    "single_parts",  # the parts alone, where there are two: their mean for the same act
    "pair_first",
    "pair_second",
    "pair_left",
    "pair_right",
    *(f"split_{kind}" for kind in KINDS),
    "split_nowhere",  # two acts without a place between them: "whats that and how sure" said in one breath
    "left_idle",  # how surely the left part is a greeting or the like, told apart from a plain opening
)
"""What is weighed, in the order of the weights."""
FLOOR = -6.0
"""The least log probability that a part can count: one that says nothing must not decide."""
_REQUESTS = ("recommend", "refine", "more")
_IMPOSSIBLE = (
    [(act, act) for act in ACTS]
    + [(one, other) for one in _REQUESTS for other in _REQUESTS]
    + [("lookup", act) for act in ACTS] + [(act, "lookup") for act in ACTS if act != "smalltalk"]
)  # fmt: skip
"""Two acts that are one: a list is asked for once, and a staff question about a past case stands alone."""
IMPOSSIBLE = np.zeros((len(ACTS), len(ACTS)), dtype=bool)
for _one, _other in _IMPOSSIBLE:
    IMPOSSIBLE[ACTS.index(_one), ACTS.index(_other)] = True
_IDLE = ACTS.index("smalltalk")


@dataclass(frozen=True, slots=True)
class Views:
    """What the heads say of a message, as log probabilities.

    `first` (n_acts,) and `second` (n_acts + 1,) of the whole; `left` and `right` (n_splits, n_acts) of the parts;
    `kinds` (n_splits,) of the places; `leans` how probably it goes on about the product spoken of last.
    """

    first: np.ndarray
    second: np.ndarray
    left: np.ndarray
    right: np.ndarray
    kinds: Sequence[str]
    leans: float = 0.0


def terms(views: Views) -> tuple[np.ndarray, np.ndarray]:
    """The terms of every reading: (n_acts, n_terms) of one act, (n_splits + 1, n_acts, n_acts, n_terms) of two."""
    n, at = len(ACTS), {name: i for i, name in enumerate(TERMS)}
    left, right = np.maximum(views.left, FLOOR), np.maximum(views.right, FLOOR)
    first, second = np.maximum(views.first, 2 * FLOOR), np.maximum(views.second, 2 * FLOOR)
    single = np.zeros((n, len(TERMS)), dtype=np.float32)
    single[:, at["single_first"]] = first
    single[:, at["single_none"]] = second[n]
    if len(left):
        single[:, at["single_parts"]] = ((left + right) / 2).max(axis=0)
    pairs = np.zeros((len(left) + 1, n, n, len(TERMS)), dtype=np.float32)
    pairs[..., at["pair_first"]] = first[:, None]
    pairs[..., at["pair_second"]] = second[None, :n]
    for k, kind in enumerate(views.kinds):
        pairs[k, ..., at["pair_left"]] = left[k][:, None]
        pairs[k, ..., at["pair_right"]] = right[k][None, :]
        pairs[k, ..., at[f"split_{kind}"]] = 1.0
        pairs[k, _IDLE, :, at["left_idle"]] = np.exp(left[k, _IDLE])
    pairs[-1, ..., at["pair_left"]] = pairs[-1, ..., at["pair_right"]] = FLOOR / 2
    pairs[-1, ..., at["split_nowhere"]] = 1.0
    return single, pairs


def choose(views: Views, weights: np.ndarray) -> tuple[tuple[str, ...], float]:
    """The most probable one or two acts and their probability among all readings.

    Args:
        weights: (n_terms,) float32.
    """
    single, pairs = terms(views)
    of_pairs = pairs @ weights
    top = of_pairs.max(axis=0)
    of_pairs = np.log(np.exp(of_pairs - top).sum(axis=0)) + top
    of_pairs[IMPOSSIBLE] = -np.inf
    scores = np.concatenate([single @ weights, of_pairs.ravel()])
    odds = np.exp(scores - scores.max())
    best = int(scores.argmax())
    probability = float(odds[best] / odds.sum())
    if best < len(ACTS):
        return (ACTS[best],), probability
    one, other = divmod(best - len(ACTS), len(ACTS))
    return (ACTS[one], ACTS[other]), probability


def fit(
    examples: Sequence[tuple[Views, tuple[str, ...]]], rounds: int = 150, decay: float = 2e-3
) -> np.ndarray:
    """The weights that make the right readings most probable: (n_terms,) float32, by L-BFGS.

    Without examples all readers count alike.
    """
    import torch

    start = [1.0 if name.startswith(("single", "pair")) else 0.0 for name in TERMS]
    examples = [(views, acts) for views, acts in examples if len(acts) == 1 or not IMPOSSIBLE[_pair(acts)]]
    if not examples:
        return np.array(start, dtype=np.float32)
    made = [terms(views) for views, _ in examples]
    deepest = max(pairs.shape[0] for _, pairs in made)
    single = torch.from_numpy(np.stack([single for single, _ in made]))
    padded = np.zeros((len(made), deepest, len(ACTS), len(ACTS), len(TERMS)), dtype=np.float32)
    there = np.zeros((len(made), deepest), dtype=bool)
    for row, (_, pairs) in enumerate(made):
        padded[row, : pairs.shape[0]], there[row, : pairs.shape[0]] = pairs, True
    both, hidden = torch.from_numpy(padded), torch.from_numpy(~there)[:, :, None, None]
    impossible = torch.from_numpy(IMPOSSIBLE)
    target = torch.tensor([_reading(acts) for _, acts in examples])
    weights = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=rounds, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        of_pairs = (both @ weights).masked_fill(hidden, -torch.inf).logsumexp(dim=1)
        of_pairs = of_pairs.masked_fill(impossible, -torch.inf).flatten(1)
        value = torch.nn.functional.cross_entropy(torch.cat([single @ weights, of_pairs], dim=1), target)
        value = value + decay * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach().numpy().astype(np.float32)


def _reading(acts: tuple[str, ...]) -> int:
    """The place of a reading among all: the single acts first, then the pairs row by row."""
    if len(acts) == 1:
        return ACTS.index(acts[0])
    one, other = _pair(acts)
    return len(ACTS) * (1 + one) + other


def _pair(acts: tuple[str, ...]) -> tuple[int, int]:
    return ACTS.index(acts[0]), ACTS.index(acts[1])
