"""How faithful word attributions are, by what the model itself does when words are left out.

Deletion measures follow ERASER (DeYoung et al., ACL 2020), in logits: comprehensiveness is the fall when the words
that an attribution names first are left out, sufficiency the fall when only they are left; AOPC is the mean over
shares of the words (Samek et al., 2017). Infidelity follows Yeh et al. (NeurIPS 2019), the randomised model
Adebayo et al. (NeurIPS 2018).
"""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from whythis.explainers.check import MAX_CITED_WORDS, random_gain
from whythis.explainers.types import WordAttribution
from whythis.explainers.words import METHODS, Reading, WordMethod, available
from whythis.explainers.words.agreement import agreement
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText, Piece

SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)
"""Shares of the words that are left out, or left; at least one word."""
RANDOM_DRAWS = 10
_MASKS = 64
_CARRIERS = ("{} please", "looking for {}", "i need {}")


@dataclass(frozen=True, slots=True)
class PairQuality:
    """The measures of one attribution of one pair, in logits where they have a unit. `nan`: not defined for it."""

    comprehensiveness: float
    sufficiency: float
    random_comprehensiveness: float
    beats_random: float
    relative_gap: float
    infidelity: float
    paraphrase: float
    seconds: float


def measure(reading: Reading, method: WordMethod, seed: int) -> tuple[WordAttribution, PairQuality]:
    """One method on one pair."""
    started = time.perf_counter()
    found = method(reading)
    seconds = time.perf_counter() - started
    values = np.array([w.value for w in found.words])
    full = float(reading.logits(np.ones((1, len(reading)), dtype=bool))[0])
    named = _fall(reading, full, values, leave_out=True)
    left = _fall(reading, full, values, leave_out=False)
    rng = np.random.default_rng(seed)
    chance = np.mean(
        [
            _fall(reading, full, rng.random(len(values)), leave_out=True).mean()
            for _ in range(RANDOM_DRAWS // 2)
        ]
    )
    return found, PairQuality(
        comprehensiveness=float(named.mean()),
        sufficiency=float(left.mean()),
        random_comprehensiveness=float(chance),
        beats_random=float(beats_random(reading, values, seed)),
        relative_gap=found.relative_gap,
        infidelity=_infidelity(reading, full, values, rng),
        paraphrase=_paraphrase(reading, method, found, rng),
        seconds=seconds,
    )


def _fall(reading: Reading, full: float, values: np.ndarray, *, leave_out: bool) -> np.ndarray:
    """The fall of the logit at each share of the words, (n_shares,); the largest values come first."""
    order = np.argsort(-values, kind="stable")
    kept = np.empty((len(SHARES), len(values)), dtype=bool)
    for row, share in enumerate(SHARES):
        first = order[: max(1, round(share * len(values)))]
        kept[row] = leave_out
        kept[row, first] = not leave_out
    return full - reading.logits(kept)


def strongest_words(values: np.ndarray, most: int = MAX_CITED_WORDS) -> np.ndarray:
    """The words that an answer cites: those with the largest values above zero, at most three."""
    order = np.argsort(-values, kind="stable")[:most]
    return order[values[order] > 0]


def beats_random(reading: Reading, values: np.ndarray, seed: int, draws: int = RANDOM_DRAWS) -> bool:
    """Whether leaving out the cited words lowers the logit more than as many words drawn at random, on average."""
    cited = strongest_words(values)
    if not len(cited):
        return False
    return random_gain(reading, cited, seed, draws) > 0


def _infidelity(reading: Reading, full: float, values: np.ndarray, rng: np.random.Generator) -> float:
    """Mean squared error of the attribution's word on random deletions, best scaled, over the variance of the truth."""
    gone = rng.random((_MASKS, len(values))) < rng.uniform(0.05, 0.6, size=(_MASKS, 1))
    truth = full - reading.logits(~gone)
    told = gone @ values
    scale = float(told @ truth) / max(float(told @ told), 1e-12)
    return float(((scale * told - truth) ** 2).mean() / max(float(truth.var()), 1e-12))


def _paraphrase(
    reading: Reading, method: WordMethod, found: WordAttribution, rng: np.random.Generator
) -> float:
    """Rank correlation of the item's words when the request is put otherwise."""
    carrier = _CARRIERS[int(rng.integers(len(_CARRIERS)))]
    pair = reading.pair
    query = carrier.format(pair.pieces_a[0].text)
    shift = len(query) - len(pair.pieces_a[0].text)
    rest = [Piece(p.source, p.text, p.start + shift) for p in pair.pieces_a[1:]]
    side_a = query + pair.side_a[len(pair.pieces_a[0].text) :]
    other = method(
        Reading(
            reading.model,
            PairText(side_a, pair.side_b, (Piece(pair.pieces_a[0].source, query, 0), *rest), pair.pieces_b),
        )
    )
    return agreement(found, other, skip=("query",))


def randomised(model: CrossEncoder, seed: int) -> CrossEncoder:
    """The same network with every weight matrix shuffled within itself: what it knew is gone, its shapes are not."""
    network = copy.deepcopy(model.model)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in network.parameters():
            if weight.dim() > 1:
                flat = weight.reshape(-1)
                weight.copy_(flat[torch.randperm(flat.numel(), generator=generator)].reshape(weight.shape))
    return model.with_model(network)


def report(
    model: CrossEncoder, pairs: Sequence[PairText], methods: Sequence[str] | None = None, seed: int = 7
) -> dict[str, dict[str, float]]:
    """Every measure of every method on the same pairs, means over pairs where nothing else is said.

    `cited_beat_random_above_mean` is over the pairs whose logit is above the mean of all, where words are cited for an
    item and not against it; `pairs_above_mean` is how many these are.
    """
    methods = methods or available(model)
    shuffled = randomised(model, seed)
    readings = [Reading(model, pair) for pair in pairs]
    readings = [r for r in readings if len(r) > MAX_CITED_WORDS + 1]
    logits = np.array([float(r.logits(np.ones((1, len(r)), dtype=bool))[0]) for r in readings])
    high = logits > logits.mean() if len(logits) else np.zeros(0, dtype=bool)
    found: dict[str, list[WordAttribution]] = {}
    out: dict[str, dict[str, float]] = {}
    for name in methods:
        method = METHODS[name]
        if readings:
            method(readings[0])  # what a first call loads is not the method's time
        made = [measure(reading, method, seed) for reading in readings]
        found[name] = [attribution for attribution, _ in made]
        quality = [q for _, q in made]
        gaps = np.array([q.relative_gap for q in quality])
        beaten = np.array([q.beats_random for q in quality])
        broken = [
            agreement(own, method(Reading(shuffled, reading.pair)))
            for own, reading in zip(found[name][:20], readings, strict=False)
        ]
        out[name] = {
            "pairs": float(len(quality)),
            "median_ms": 1000 * float(np.median([q.seconds for q in quality])),
            "aopc_comprehensiveness": _mean([q.comprehensiveness for q in quality]),
            "aopc_sufficiency": _mean([q.sufficiency for q in quality]),
            "aopc_random": _mean([q.random_comprehensiveness for q in quality]),
            "cited_beat_random": _mean(beaten.tolist()),
            "cited_beat_random_above_mean": _mean(beaten[high].tolist()),
            "pairs_above_mean": float(high.sum()),
            "relative_gap_median": _quantile(gaps, 0.5),
            "relative_gap_p95": _quantile(gaps, 0.95),
            "relative_gap_max": _quantile(gaps, 1.0),
            "gap_within_1_percent": float((gaps <= 0.01).mean()),
            "infidelity": _mean([q.infidelity for q in quality]),
            "paraphrase_agreement": _mean([q.paraphrase for q in quality]),
            "randomised_agreement": _mean(broken),
        }
    for name in methods:
        others = [
            agreement(a, b)
            for other in methods
            if other != name
            for a, b in zip(found[name], found[other], strict=True)
        ]
        out[name]["agreement_with_others"] = _mean(others)
    return out


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def _quantile(values: np.ndarray, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")
