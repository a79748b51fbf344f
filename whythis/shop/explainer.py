"""The amortised explainer of a shop: trained on the shop's own lists, and measured there before it may answer."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from whythis.errors import InputError
from whythis.explainers.words import Reading
from whythis.explainers.words.amortised import (
    FIDELITY,
    WEIGHTS,
    Amortised,
    Fidelity,
    amortised_of,
    forget_loaded,
    save_fidelity,
    save_head,
)
from whythis.explainers.words.learning import better, example, fit, measure
from whythis.ranking.pair_text import PairText, pair_text
from whythis.ranking.ranker import Ranker
from whythis.ranking.training.pairs import made_requests
from whythis.ranking.types import Request, ShopperProfile
from whythis.shop.shop import Shop

REQUESTS, JUDGED_REQUESTS = 300, 16
POOL, TOP = 50, 10
FROM_TOP, FROM_REST = 2, 2
"""Of each list of POOL, how many pairs are taken from its first TOP, which people see, and how many from below."""
TRAIN_SEED, JUDGE_SEED = 11, 12

Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None: ...


def judge_explainer(ranker: Ranker, on_progress: Progress = _silent) -> Fidelity:
    """Measures the explainer of the current model on what the shop shows, and keeps the figure that lets it answer.

    Raises:
        ModelError: the model has none.
    """
    explainer = amortised_of(ranker.cross_encoder)
    requests = made_requests(ranker.searcher.catalog, JUDGED_REQUESTS, JUDGE_SEED)
    pairs = _listed(ranker, requests, JUDGE_SEED, from_rest=0)
    watched = _watched(pairs, "comparing with the exact method", on_progress)
    found = measure(ranker.cross_encoder, explainer, watched)
    save_fidelity(found, ranker.cross_encoder.folder)
    return found


def judge_shipped(folder: Path, version: Path, on_progress: Progress = _silent) -> None:
    """Measures the explainer that came with a new shop's model, unless it came with what was measured on this very
    catalogue; of a model without one, the exact method answers.

    Args:
        version: the model's folder.
    """
    if (version / WEIGHTS).is_file() and not (version / FIDELITY).is_file():
        with contextlib.closing(Shop.open(folder)) as shop:
            judge_explainer(shop.ranker, on_progress)


def train_explainer(ranker: Ranker, n_requests: int = REQUESTS, on_progress: Progress = _silent) -> Fidelity:
    """Trains an explainer for the current model on exact answers about the shop's own lists, and judges it.

    First-order worths as they are stay where training made them no better on an eighth of the answers, held out. No
    request that it is judged on is among those of either part.

    Raises:
        InputError: there is nothing to learn from.
        ModelError: the model is no BERT.
    """
    model, catalog = ranker.cross_encoder, ranker.searcher.catalog
    judged = made_requests(catalog, JUDGED_REQUESTS, JUDGE_SEED)
    requests = [r for r in made_requests(catalog, n_requests, TRAIN_SEED) if r not in judged]
    explainer = Amortised.untrained(model)
    pairs = _listed(ranker, requests, TRAIN_SEED, FROM_REST)
    found = (example(explainer, Reading(model, pair)) for pair in _watched(pairs, "asking", on_progress))
    examples = [answer for answer in found if answer is not None]
    if not examples:
        raise InputError(
            "There is nothing to train an explainer on.",
            expected="a shop whose lists have products with texts of one passage",
            got=f"{len(requests)} requests and {len(pairs)} products found for them",
            fix="Import a larger catalogue.",
        )
    n_held = len(examples) // 8
    trained = fit(
        examples[n_held:], explainer.head.n_parts, on_progress=lambda *n: on_progress("learning", *n)
    )
    save_head(better([explainer.head, trained], examples[:n_held]), model.folder, model.sha256)
    forget_loaded(model)
    return judge_explainer(ranker, on_progress)


def _listed(ranker: Ranker, requests: Sequence[str], seed: int, from_rest: int) -> list[PairText]:
    """Pairs that a shopper could ask about: of each request's list some of the first products, and some below."""
    rng = random.Random(seed)
    pairs = []
    for request in requests:
        ranked = ranker.rank(Request(request, request), ShopperProfile(), POOL)
        shown, rest = ranked.candidates[:TOP], ranked.candidates[TOP:]
        chosen = rng.sample(shown, min(FROM_TOP, len(shown))) + rng.sample(rest, min(from_rest, len(rest)))
        pairs += [pair_text(ranked.query_text, ranked.likes_text, candidate.text) for candidate in chosen]
    return pairs


def _watched(pairs: Sequence[PairText], step: str, on_progress: Progress) -> Iterator[PairText]:
    for done, pair in enumerate(pairs):
        on_progress(step, done, len(pairs))
        yield pair
    on_progress(step, len(pairs), len(pairs))
