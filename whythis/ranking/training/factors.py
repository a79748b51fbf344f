"""The picture of a shop's tastes: user and item factors of implicit's matrix factorisation, side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from whythis.ranking.training.crossfit import Domain
from whythis.ranking.training.pictures import factor_heat_map
from whythis.ranking.training.taste import MIN_SHOPPERS, interactions

FACTORS_PICTURE = "taste-factors.svg"
_FACTORS, _SHOPPERS, _ITEMS_PER_FACTOR = 10, 12, 2


def draw_factors(domain: Domain, folder: Path, seed: int) -> Path | None:
    """A heat map of the most active shoppers and of the items that stand out most in each factor.

    It shows what kinds of taste there are in the events (alternating least squares, Hu, Koren and Volinsky 2008).
    No score rests on it. None, and no picture, where there are too few shoppers.
    """
    from implicit.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    found = interactions({shopper: domain.history.of(shopper) for shopper in domain.history.shopper_ids()})
    if len(found.shopper_ids) < MIN_SHOPPERS or len(found.item_ids) < _FACTORS:
        return None
    model = AlternatingLeastSquares(factors=_FACTORS, regularization=0.1, random_state=seed, num_threads=1)
    model.fit(csr_matrix(found.matrix), show_progress=False)
    users, items = np.asarray(model.user_factors), np.asarray(model.item_factors)
    active = np.argsort(-np.diff(found.matrix.indptr), kind="stable")[:_SHOPPERS]
    telling: list[int] = []
    for factor in range(_FACTORS):
        for place in np.argsort(-items[:, factor], kind="stable"):
            if place not in telling:
                telling.append(int(place))
            if len(telling) == _ITEMS_PER_FACTOR * (factor + 1):
                break
    catalog = domain.searcher.catalog
    rows = [(f"shopper {found.shopper_ids[row]}", _unit(users[row])) for row in active.tolist()]
    for place in telling:
        item = catalog.get(found.item_ids[place])
        rows.append((item.title if item else found.item_ids[place], _unit(items[place])))
    path = folder / FACTORS_PICTURE
    path.write_text(factor_heat_map(rows, f"Taste factors of {domain.name}"), encoding="utf-8")
    return path


def _unit(values: np.ndarray) -> np.ndarray:
    return values / max(float(np.linalg.norm(values)), 1e-9)
