"""Methods that leave words out and look at the logit: occlusion, marginal contributions at both ends, LIME.

They ask the engine that scored the pair, 8 bits or not, so what they explain is what ran. A word that is left out is
left out: the network reads the text as if it had never been written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.reading import Reading

BASELINE = "the pair with all its words left out: [CLS] [SEP] [SEP]"
LAST_SHARE = 0.8
"""How much of a word's worth is what its absence costs: more finds decisive words better, less is steadier when a
request is put otherwise (`whythis eval explanations` shows both)."""
LIME_SAMPLES = 300
_LIME_WIDTH, _LIME_RIDGE = 0.25, 1.0


def occlusion(reading: Reading) -> WordAttribution:
    """What each word's absence alone costs (Zeiler and Fergus 2014). Does not sum to the logit."""
    n = len(reading)
    logits = reading.logits(np.concatenate([_ends(n), ~np.eye(n, dtype=bool)]))
    base, output = float(logits[0]), float(logits[1])
    return reading.attribution("occlusion", BASELINE, n + 2, base, output, output - logits[2:])


@dataclass(frozen=True, slots=True)
class Marginals:
    """What was found by leaving out each player of a game, and by adding each to the bare request.

    Attributes:
        players: which words leave together, most of them alone.
        last: (n_players,) what its absence costs the whole.
        first: (n_players,) what it adds to the request alone; of a word of the request the same as `last`.
        base: the logit without any word; `output` that with all.
        asked: how often the network was asked.
    """

    players: list[list[int]]
    last: np.ndarray
    first: np.ndarray
    base: float
    output: float
    asked: int


def marginals(reading: Reading) -> WordAttribution:
    """What a word adds to all the others, and to the request alone; exact in sum.

    A word's worth is its marginal contribution at both ends of the text: most of what its absence costs the whole,
    and the rest of what it adds to the bare request (a word of the request has the first alone), exact in sum by
    `made_exact`. The bars between fields and all other punctuation are one player together, since nobody cites them.
    Of a long text each word of the passage that gave the logit is a player, and of what stands elsewhere each passage
    as a whole.
    """
    found = find_marginals(reading)
    worth = LAST_SHARE * found.last + (1.0 - LAST_SHARE) * found.first
    values = made_exact(found.players, worth, found.output - found.base, len(reading))
    method = "marginal contributions at both ends, made exact (ENSC)"
    return reading.attribution(method, BASELINE, found.asked, found.base, found.output, values)


def find_marginals(reading: Reading) -> Marginals:
    """Asks the network about every player."""
    players = players_of(reading)
    member = np.zeros((len(players), len(reading)), dtype=bool)
    for row, words in enumerate(players):
        member[row, words] = True
    request = reading.of_request
    logits = reading.logits(
        np.concatenate([_ends(len(reading)), request[None, :], ~member, member | request])
    )
    base, output, bare = (float(value) for value in logits[:3])
    last, first = output - logits[3 : len(players) + 3], logits[len(players) + 3 :] - bare
    first = np.where((member & request).any(axis=1), last, first)
    return Marginals(players, last, first, base, output, len(logits))


def made_exact(players: Sequence[Sequence[int]], worth: np.ndarray, total: float, n_words: int) -> np.ndarray:
    """(n_words,) players' worths, shared by their words: what they fall short of the total goes to all words alike.

    So the part of interactions is divided in the egalitarian non-separable contribution (Moulin 1985): the order of
    the words stays theirs, and the sum is exact.

    Args:
        players: the words of each; every word is of one.
        worth: (n_players,)
    """
    values = np.full(n_words, (total - worth.sum()) / max(n_words, 1))
    for words, value in zip(players, worth.tolist(), strict=True):
        values[list(words)] += value / len(words)
    return values


def players_of(reading: Reading) -> list[list[int]]:
    """Which words leave together."""
    deciding = {int(n) for n in reading.deciding.word_of if n >= 0}
    bars = [
        n for n, word in enumerate(reading.words) if word.source == "separator" or not _is_said(word.text)
    ]
    taken = deciding.union(bars)
    elsewhere = []
    for passage in reading.passages:
        own = sorted({int(n) for n in passage.word_of if n >= 0} - taken)
        taken.update(own)
        elsewhere.append(own)
    alone = [[n] for n in sorted(deciding.difference(bars))]
    return [group for group in (*alone, *elsewhere, bars) if group]


def _is_said(text: str) -> bool:
    """Whether it is a word or a number, and not a mark."""
    return any(char.isalnum() for char in text)


def lime(reading: Reading, samples: int = LIME_SAMPLES, seed: int = 0) -> WordAttribution:
    """A weighted ridge regression on random deletions (Ribeiro, Singh and Guestrin, KDD 2016)."""
    n = len(reading)
    rng = np.random.default_rng(seed)
    kept = np.ones((samples, n), dtype=bool)
    for row in range(1, samples):
        kept[row, rng.choice(n, size=rng.integers(1, n + 1), replace=False)] = False
    logits = reading.logits(np.concatenate([_ends(n), kept]))
    distance = 1.0 - np.sqrt(kept.mean(axis=1))  # the cosine distance to the whole text
    weight = np.exp(-(distance**2) / _LIME_WIDTH**2)
    design = np.column_stack([np.ones(samples), kept])
    ridge = np.diag([0.0] + [_LIME_RIDGE] * n)
    solved = np.linalg.solve(design.T @ (weight[:, None] * design) + ridge, design.T @ (weight * logits[2:]))
    return reading.attribution("LIME", BASELINE, samples, float(logits[0]), float(logits[1]), solved[1:])


def _ends(n: int) -> np.ndarray:
    """The coalitions of no word and of all."""
    return np.array([[False] * n, [True] * n])
