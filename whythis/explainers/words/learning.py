"""Trains the amortised explainer on what the exact method finds, and measures it where it was not trained."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from whythis.explainers.words.agreement import agreement, rank_correlation
from whythis.explainers.words.amortised import Amortised, AmortisedHead, Fidelity, seen_at_a_look
from whythis.explainers.words.coalitions import players_of
from whythis.explainers.words.in_place import costs_in_place, in_32_bits, in_place
from whythis.explainers.words.reading import Reading
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText

EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY = 30, 1024, 2e-3, 0.05
LOSS_SCALE, LOSS_BEND = 0.05, 0.5
"""Errors are measured on the scale of asinh(value / LOSS_SCALE), squared up to LOSS_BEND and straight beyond."""


@dataclass(frozen=True, slots=True)
class Example:
    """The exact answer for one pair: (n_players, …) of the words that are players alone."""

    features: np.ndarray
    costs: np.ndarray


def example(explainer: Amortised, reading: Reading) -> Example | None:
    """What the exact method finds for a pair; None where the amortised one does not answer."""
    if not seen_at_a_look(reading):
        return None
    alone = [words for words in players_of(reading) if len(words) == 1]
    return Example(
        explainer.read(reading)[[word for (word,) in alone]], costs_in_place(in_32_bits(reading), alone)
    )


def fit(
    examples: Sequence[Example],
    n_parts: int,
    seed: int = 0,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> AmortisedHead:
    """Trains a head to say what a word's absence costs.

    Args:
        n_parts: attention heads of the network, in all layers together.
    """
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    read, costs = (
        torch.from_numpy(np.concatenate([getattr(e, name) for e in examples])).float()
        for name in ("features", "costs")
    )
    head = AmortisedHead(n_parts).train()
    optimizer = torch.optim.AdamW(head.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    batches = max(1, len(read) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS * batches)
    for epoch in range(EPOCHS):
        on_progress(epoch, EPOCHS)
        for rows in torch.randperm(len(read), generator=generator).tensor_split(batches):
            loss = torch.nn.functional.smooth_l1_loss(
                torch.asinh(head(read[rows]) / LOSS_SCALE),
                torch.asinh(costs[rows] / LOSS_SCALE),
                beta=LOSS_BEND,
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    on_progress(EPOCHS, EPOCHS)
    return head.eval()


def better(heads: Sequence[AmortisedHead], held_out: Sequence[Example]) -> AmortisedHead:
    """The head whose order of words is nearest to the exact one, in the mean over examples; without any, the last."""

    def correlation(head: AmortisedHead) -> float:
        with torch.no_grad():
            found = [
                rank_correlation(head(torch.from_numpy(example.features)).numpy(), example.costs)
                for example in held_out
                if len(example.costs) > 2
            ]
        return float(np.nanmean(found)) if found else 0.0

    return max(reversed(heads), key=correlation)


def measure(model: CrossEncoder, explainer: Amortised, pairs: Iterable[PairText]) -> Fidelity:
    """Compares the amortised explainer with the exact method, word by word."""
    found = []
    for pair in pairs:
        reading = Reading(model, pair)
        if seen_at_a_look(reading):
            found.append(agreement(explainer(reading), in_place(reading)))
    return Fidelity(float(np.nanmean(found)) if found else 0.0, len(found), model.sha256)


def split_by_request(
    pairs: Sequence[PairText], held_out: float, seed: int
) -> tuple[list[PairText], list[PairText]]:
    """Pairs to train on and pairs to measure on; no request is in both."""
    requests = sorted({pair.side_a for pair in pairs})
    random.Random(seed).shuffle(requests)
    held = set(requests[: max(1, round(held_out * len(requests)))])
    return [p for p in pairs if p.side_a not in held], [p for p in pairs if p.side_a in held]
