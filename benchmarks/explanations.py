"""Our attributions of words beside Captum's and SHAP's as they come: faithfulness and time, on the same pairs.

    python -m benchmarks explanations [SHOP [PAIRS.csv|- [LIMIT [METHOD…]]]]

Without pairs, requests for the shop's own kinds and the products that a search finds for them. Methods are those of
`whythis eval explanations`, "captum" and "shap"; all where none is named. For many pairs leave the slow
peers out: `python -m benchmarks explanations shops/sample - 150 marginals`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.shops import open_shop
from whythis.explainers import words
from whythis.explainers.quality import report
from whythis.explainers.types import WordAttribution
from whythis.explainers.words import Reading
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.shop import Shop
from whythis.shop.bench import SHAP_BETWEEN, captum_values, sample_pairs, shap_explainer

CAPTUM, SHAP = "captum LayerIntegratedGradients, 50 steps", "shap.Explainer, text masker"
_OWN = "its own"


def main(arguments: Sequence[str]) -> None:
    folder, pairs_file, limit = (*arguments[:3], *("", "", "40")[len(arguments) :])
    shop = open_shop(folder)
    pairs = _pairs(shop, pairs_file.strip("-"), int(limit))
    model = shop.ranker.cross_encoder
    words.METHODS[CAPTUM] = captum_words
    words.METHODS[SHAP] = ShapText(model)
    short = {"captum": CAPTUM, "shap": SHAP}
    methods = tuple(short.get(name, name) for name in arguments[3:]) or words.available(model)
    if unknown := [name for name in methods if name not in words.METHODS]:
        sys.exit(f"There is no method {unknown[0]!r}. Name some of: {', '.join([*words.METHODS, *short])}")
    found = report(model, pairs, methods)
    width = max(map(len, next(iter(found.values()))))
    print(f"{'':<{width}}" + "".join(f"  {name}" for name in found))
    for measure in next(iter(found.values())):
        row = "".join(f"  {values[measure]:>{len(name)}.4g}" for name, values in found.items())
        print(f"{measure:<{width}}{row}")


def _pairs(shop: Shop, path: str, limit: int) -> list[PairText]:
    if not path:
        made = sample_pairs(shop)
        return made[:: max(1, len(made) // limit)][:limit]
    from whythis.cli.scoring import read_pairs

    rows = [(row["query"], shop.catalog.get(row["docid"])) for row in read_pairs(Path(path))[0]]
    known = [(query, item) for query, item in rows if item is not None]
    return [pair_text(q, "", item_part(i)) for q, i in known[:: max(1, len(known) // limit)][:limit]]


def captum_words(reading: Reading) -> WordAttribution:
    values, base, output = captum_values(reading.model, reading.pair)
    return reading.attribution("captum", _OWN, 50, base, output, reading.by_word(values))


class ShapText:
    """shap.Explainer with its text masker over the pair as one text, as its documentation shows it."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model, self._explainer = model, shap_explainer(model)

    def __call__(self, reading: Reading) -> WordAttribution:
        pair = reading.pair
        # The shuffled network of the sanity check is another one.
        own = reading.model is self._model
        explainer = self._explainer if own else shap_explainer(reading.model)
        found = explainer([pair.side_a + SHAP_BETWEEN + pair.side_b], silent=True)
        values = np.zeros(len(reading))
        place = 0
        for text, value in zip(found.data[0], np.asarray(found.values[0]).reshape(-1), strict=True):
            middle = place + len(text) / 2
            place += len(text)
            for number, word in enumerate(reading.words):
                start, end = _within(pair, word.source, word.span)
                if start <= middle < end + 1:
                    values[number] += value
                    break
        base = float(np.asarray(found.base_values).reshape(-1)[0])
        return reading.attribution(
            "shap", _OWN, 0, base, base + float(np.asarray(found.values[0]).sum()), values
        )


def _within(pair: PairText, source: str, span: tuple[int, int]) -> tuple[int, int]:
    """Where a word stands in the text that joins both sides; nowhere for a bar between fields."""
    for offset, pieces in ((0, pair.pieces_a), (len(pair.side_a) + len(SHAP_BETWEEN), pair.pieces_b)):
        for piece in pieces:
            if piece.source == source:
                return offset + piece.start + span[0], offset + piece.start + span[1]
    return -2, -2
