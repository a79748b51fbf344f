"""What each word's absence costs while every other word stays where it stands, by the network in 32 bits.

Where words are deleted, what follows them moves up, and its new places alone change the logit, by more than most words
do. Here a place is left empty instead. What is left are effects so small that rounding to 8 bits would hide their
order, so the network answers unrounded; that is slow, and this method is the judge of the amortised one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.coalitions import BASELINE, made_exact, players_of
from whythis.explainers.words.reading import Reading


def in_place(reading: Reading) -> WordAttribution:
    """Marginal contributions with places kept; exact in sum, as `summed` makes them."""
    players = players_of(reading)
    costs = costs_in_place(in_32_bits(reading), players)
    return summed("marginal contributions in place", reading, players, costs)


def in_32_bits(reading: Reading) -> Reading:
    """The same pair, read by the network unrounded."""
    return Reading(reading.model.in_32_bits(), reading.pair)


def costs_in_place(reading: Reading, players: Sequence[Sequence[int]]) -> np.ndarray:
    """(n_players,) by how much the logit falls without each."""
    kept = np.ones((len(players), len(reading)), dtype=bool)
    for row, words in enumerate(players):
        kept[row, words] = False
    return float(reading.model.logits([reading.pair])[0]) - reading.logits(kept, in_place=True)


def summed(
    method: str,
    reading: Reading,
    players: Sequence[Sequence[int]],
    costs: np.ndarray,
    asked: int | None = None,
) -> WordAttribution:
    """Players' costs as words' worths, in sum the difference of the logits of the engine that scored.

    Args:
        costs: (n_players,)
        asked: how often the network was asked; once for each player if None.
    """
    n = len(reading)
    base = float(reading.logits(np.zeros((1, n), dtype=bool))[0])
    output = float(reading.model.logits([reading.pair])[0])
    values = made_exact(players, costs, output - base, n)
    asked = len(players) if asked is None else asked
    return reading.attribution(f"{method}, made exact (ENSC)", BASELINE, asked + 2, base, output, values)
