"""Grows the tree combiner: LambdaMART with monotone constraints, over judged queries and shoppers' choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whythis.ranking.bootstrap import Difference, paired_bootstrap
from whythis.ranking.combiner import Combiner, LinearCombiner, TreeCombiner
from whythis.ranking.metrics import ndcg_at_k
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.training.fit import ASKED_WEIGHTS, LEAST_WEIGHTS

MIN_GROUPS = 300
"""Lists to learn from below which trees are not even tried."""
_ROUNDS = 150
_NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Group:
    """One list to order: `signals` (n, n_signals), `grades` (n,) whole numbers from 0 to 3, its fold and kind."""

    signals: np.ndarray
    grades: np.ndarray
    fold: int
    kind: str = "choice"


def grow(groups: Sequence[Group], seed: int, fixed: Mapping[str, float] = _NOTHING) -> TreeCombiner:
    """LambdaMART over all groups; the signals that were asked for outright keep their weights beside it.

    Args:
        fixed: weights of further signals that these groups cannot teach, such as those of a request's words where
            all groups are choices.
    """
    import lightgbm

    asked = tuple((ASKED_WEIGHTS | LEAST_WEIGHTS | dict(fixed)).get(name, 0.0) for name in SIGNAL_NAMES)
    data = lightgbm.Dataset(
        np.concatenate([group.signals for group in groups]),
        label=np.concatenate([np.round(group.grades) for group in groups]),
        group=[len(group.grades) for group in groups],
        feature_name=list(SIGNAL_NAMES),
        free_raw_data=False,
    )
    parameters = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": 15,
        "monotone_constraints": [1] * len(SIGNAL_NAMES),
        "learning_rate": 0.05,
        "num_leaves": 8,
        "min_data_in_leaf": 40,
        "lambda_l2": 5.0,
        "feature_fraction": 0.8,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 0,
        "verbosity": -1,
    }
    booster = lightgbm.train(parameters, data, num_boost_round=_ROUNDS)
    return TreeCombiner(SIGNAL_NAMES, booster.model_to_string(), asked)


@dataclass(frozen=True, slots=True)
class Trial:
    """Trees grown without each fold, trees grown on everything, and how much better the former order held-out lists.

    `by_kind` is the mean difference in NDCG@10 on judged queries alone and on choices alone.
    """

    by_fold: tuple[TreeCombiner, ...]
    combiner: TreeCombiner
    difference: Difference
    by_kind: dict[str, float]

    @property
    def won(self) -> bool:
        """Whether the 95 % interval of the difference lies above zero, and neither kind of list got worse."""
        return self.difference.low > 0 and min(self.by_kind.values()) >= 0


def try_trees(
    linear: Sequence[LinearCombiner],
    groups: Sequence[Group],
    seed: int,
    fixed: Mapping[str, float] = _NOTHING,
) -> Trial | None:
    """Trees beside the weighted sum, each list ordered by combiners that had not seen its fold.

    Args:
        linear: for each fold, a linear combiner that was fitted without it.

    Returns:
        None where there are too few lists to learn from.
    """
    if len(groups) < MIN_GROUPS:
        return None
    by_fold = tuple(grow([g for g in groups if g.fold != fold], seed, fixed) for fold in range(len(linear)))
    better = np.array([_ndcg(by_fold[group.fold], group) for group in groups])
    plain = np.array([_ndcg(linear[group.fold], group) for group in groups])
    kinds = np.array([group.kind for group in groups])
    by_kind = {
        str(kind): float(np.nanmean(better[kinds == kind] - plain[kinds == kind]))
        for kind in np.unique(kinds)
    }
    return Trial(
        by_fold, grow(groups, seed, fixed), paired_bootstrap(better.tolist(), plain.tolist(), seed), by_kind
    )


def _ndcg(combiner: Combiner, group: Group) -> float:
    return ndcg_at_k(group.grades.tolist(), combiner.scores(group.signals).tolist())
