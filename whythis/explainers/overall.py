"""What drives recommendations on the whole, for owners and staff: from saved decisions and the combiner that made them.

Nothing here is a second model of the shop's ranker, but the surrogate tree, which says how faithful it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whythis.errors import InputError
from whythis.explainers.exposure import (
    GroupShare,
    ShopperGap,
    ShopperGroup,
    group_shares,
    shopper_gaps,
    shopper_groups,
)
from whythis.explainers.groups import grouped
from whythis.explainers.types import Contribution
from whythis.explainers.words.agreement import rank_correlation
from whythis.ranking.combiner import Combiner
from whythis.ranking.metrics import ndcg_at_k
from whythis.ranking.types import Decision

GRID, ICE_CURVES = 20, 30
SURROGATE_DEPTH = 4
MIN_DECISIONS = 5
FIRST_SHOWN = 5
SOURCES = {
    "request": ("text_relevance", "meaning_match", "word_match", "model_number", "brand_match", "category_match",
                "thing_asked", "feature_match", "price_fit"),
    "history": ("taste", "brand_affinity", "category_affinity", "price_fit"),
    "catalogue": ("quality", "popularity", "freshness"),
    "conversation": ("stated",),
}  # fmt: skip
"""Which data each signal is made of, besides the catalogue's texts."""


@dataclass(frozen=True, slots=True)
class SignalEffect:
    """One signal over many decisions.

    `mean_abs` is the mean absolute Shapley value, in score units; `mae` and `ndcg_loss` are what shuffling the signal
    within each list does to the scores and to the order (NDCG@10 against the real order); `spread` are the 5, 25,
    50, 75 and 95 percentiles of its Shapley values; `slope` is the rank correlation of value and effect.
    """

    name: str
    mean_abs: float
    share: float
    mae: float
    ndcg_loss: float
    spread: tuple[float, ...]
    slope: float


@dataclass(frozen=True, slots=True)
class Dependence:
    """Partial dependence (Friedman 2001) and individual curves (Goldstein et al. 2015) of the score on one signal.

    `grid` is (n_points,) in the signal's unit, `mean` the mean score there, `curves` (n_curves, n_points).
    """

    name: str
    grid: tuple[float, ...]
    mean: tuple[float, ...]
    curves: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A small tree that imitates the score (Craven and Shavlik 1996).

    `fidelity` is R² on lists that it was not grown on; `rules` read from root to leaf.
    """

    fidelity: float
    depth: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Influence:
    """The diagram from data to signals to score: (source, signal, strength) edges, strengths as shares of all."""

    edges: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Overall:
    """All of it, over `decisions` lists with `candidates` scored items."""

    decisions: int
    candidates: int
    signals: tuple[SignalEffect, ...]
    dependence: tuple[Dependence, ...]
    surrogate: Surrogate
    influence: Influence
    brands: tuple[GroupShare, ...]
    shoppers: tuple[ShopperGroup, ...]
    shopper_gaps: tuple[ShopperGap, ...]


def explain_overall(decisions: Sequence[Decision], combiner: Combiner, seed: int = 7) -> Overall:
    """The whole picture over decisions that this combiner made; others are left out.

    Raises:
        InputError: fewer than five decisions are left.
    """
    own = [d for d in decisions if d.versions.combiner_sha256 == combiner.sha256 and len(d.candidates) > 1]
    if len(own) < MIN_DECISIONS:
        raise InputError(
            "There are too few lists to say what drives recommendations.",
            expected=f"at least {MIN_DECISIONS} saved lists of the current model",
            got=str(len(own)),
            fix="Ask the shop for some lists first, or look again when people have used it.",
        )
    pools = [np.array([c.signals for c in d.candidates], dtype=np.float64) for d in own]
    values = [np.stack([combiner.attribute(row, pool)[1] for row in pool]) for pool in pools]
    effects = _effects(pools, values, combiner, seed)
    return Overall(
        len(own),
        sum(len(pool) for pool in pools),
        effects,
        tuple(_dependence(e.name, pools, combiner, seed) for e in effects if e.mean_abs > 0),
        grow_surrogate(pools, combiner, seed),
        _influence(effects),
        group_shares(own, lambda d, c: c.item.brand, seed),
        shopper_groups(own, seed),
        shopper_gaps(own, seed),
    )


def _effects(
    pools: Sequence[np.ndarray], values: Sequence[np.ndarray], combiner: Combiner, seed: int
) -> tuple[SignalEffect, ...]:
    rng = np.random.default_rng(seed)
    signals, shapley = np.concatenate(pools), np.concatenate(values)
    sizes = np.abs(shapley).mean(axis=0)
    total = float(sizes.sum()) or 1.0
    found = []
    for column, name in enumerate(combiner.names):
        mae, loss = _permuted(pools, combiner, column, rng)
        spread = np.percentile(shapley[:, column], [5, 25, 50, 75, 95])
        found.append(
            SignalEffect(
                name,
                float(sizes[column]),
                float(sizes[column]) / total,
                mae,
                loss,
                tuple(float(v) for v in spread),
                rank_correlation(signals[:, column], shapley[:, column]),
            )
        )
    return tuple(sorted(found, key=lambda e: (-e.mean_abs, e.name)))


def main_parameters(
    pools: Sequence[Sequence[tuple[float, ...]]], combiner: Combiner
) -> tuple[tuple[str, float], ...]:
    """What moves scores, as a shopper would name it: each reason's part of all mean absolute Shapley values.

    Only the first five of every list are looked at, which are what shoppers see, so it is quick with trees too.

    Args:
        pools: the signals of each list's candidates, best first.

    Returns:
        (name, share) by falling share; signals that are one reason to a shopper are added up before their size is
        taken.
    """
    sizes: dict[str, float] = {}
    for rows in pools:
        pool = np.array(rows, dtype=np.float64)
        for row in pool[:FIRST_SHOWN]:
            values = combiner.attribute(row, pool)[1]
            told = [Contribution("signal", n, float(v)) for n, v in zip(combiner.names, values, strict=True)]
            for name, value in grouped(told).items():
                sizes[name] = sizes.get(name, 0.0) + abs(value)
    total = sum(sizes.values()) or 1.0
    return tuple(sorted(((n, s / total) for n, s in sizes.items()), key=lambda pair: (-pair[1], pair[0])))


def _permuted(
    pools: Sequence[np.ndarray], combiner: Combiner, column: int, rng: np.random.Generator
) -> tuple[float, float]:
    """What shuffling one signal within each list does (Breiman 2001): to the scores, and to the first ten."""
    errors, losses = [], []
    for pool in pools:
        scores = combiner.scores(pool)
        shuffled = pool.copy()
        shuffled[:, column] = rng.permutation(shuffled[:, column])
        changed = combiner.scores(shuffled)
        errors.append(float(np.abs(changed - scores).mean()))
        grades = np.maximum(
            0, 3 - np.argsort(np.argsort(-scores)) // 3
        )  # the first three 3, the next three 2, …
        losses.append(1.0 - ndcg_at_k(grades.tolist(), changed.tolist()))
    return float(np.mean(errors)), float(np.nanmean(losses))


def _dependence(name: str, pools: Sequence[np.ndarray], combiner: Combiner, seed: int) -> Dependence:
    column = combiner.names.index(name)
    rows = np.concatenate(pools)
    rng = np.random.default_rng(seed)
    sample = rows[rng.choice(len(rows), size=min(len(rows), 300), replace=False)]
    grid = np.unique(np.quantile(rows[:, column], np.linspace(0.02, 0.98, GRID)))
    curves = np.empty((len(sample), len(grid)))
    for point, value in enumerate(grid):
        moved = sample.copy()
        moved[:, column] = value
        curves[:, point] = combiner.scores(moved)
    return Dependence(
        name,
        tuple(grid.tolist()),
        tuple(curves.mean(axis=0).tolist()),
        tuple(tuple(curve.tolist()) for curve in curves[:ICE_CURVES]),
    )


def grow_surrogate(pools: Sequence[np.ndarray], combiner: Combiner, seed: int) -> Surrogate:
    """A tree grown on two thirds of the lists and judged on the others."""
    from sklearn.tree import DecisionTreeRegressor

    order = np.random.default_rng(seed).permutation(len(pools))
    cut = max(1, len(pools) * 2 // 3)
    grown, judged = ([pools[i] for i in part] for part in (order[:cut], order[cut:]))
    train = np.concatenate(grown)
    tree = DecisionTreeRegressor(max_depth=SURROGATE_DEPTH, min_samples_leaf=max(5, len(train) // 100))
    tree.fit(train, combiner.scores(train))
    test = np.concatenate(judged or grown)
    truth = combiner.scores(test)
    spread = float(((truth - truth.mean()) ** 2).sum()) or 1.0
    fidelity = 1.0 - float(((truth - tree.predict(test)) ** 2).sum()) / spread
    return Surrogate(fidelity, int(tree.get_depth()), tuple(_rules(tree, combiner.names)))


def _rules(tree, names: Sequence[str]) -> list[str]:
    """One line a leaf: the conditions on the way to it, and the mean score there."""
    inner = tree.tree_
    rules: list[str] = []

    def walk(node: int, path: list[str]) -> None:
        if inner.children_left[node] == -1:
            rules.append(f"{' and '.join(path) or 'always'}: score {float(inner.value[node][0][0]):.2f}")
            return
        name, threshold = names[inner.feature[node]], float(inner.threshold[node])
        walk(int(inner.children_right[node]), [*path, f"{name} > {threshold:.3g}"])
        walk(int(inner.children_left[node]), [*path, f"{name} <= {threshold:.3g}"])

    walk(0, [])
    return rules


def _influence(effects: Sequence[SignalEffect]) -> Influence:
    share = {e.name: e.share for e in effects}
    edges = []
    for source, names in SOURCES.items():
        for name in names:
            sources = sum(name in others for others in SOURCES.values())
            edges.append((source, name, share.get(name, 0.0) / sources))
    return Influence(tuple(sorted(edges, key=lambda edge: (-edge[2], edge))))
