from dataclasses import replace

import numpy as np
import pytest

from tests.decisions import decision, item, signals
from whythis.errors import InputError
from whythis.explainers.overall import explain_overall
from whythis.ranking.combiner import LinearCombiner
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.types import Decision

WEIGHTS = tuple({"quality": 2.0, "word_match": 0.5}.get(name, 0.0) for name in SIGNAL_NAMES)
COMBINER = LinearCombiner(SIGNAL_NAMES, WEIGHTS, 0.5)


def lists(n: int = 12) -> list[Decision]:
    rng = np.random.default_rng(0)
    made = []
    for number in range(n):
        rows = [
            (
                item(f"{number}-{k}", brand="Norrvik" if k % 2 else "Tavelle"),
                signals(quality=rng.normal(), word_match=rng.normal(), freshness=rng.normal()),
            )
            for k in range(10)
        ]
        one = decision(rows, WEIGHTS)
        made.append(replace(one, versions=replace(one.versions, combiner_sha256=COMBINER.sha256)))
    return made


def test_signals_are_ranked_by_what_they_move_and_one_without_weight_moves_nothing() -> None:
    found = explain_overall(lists(), COMBINER)
    assert [e.name for e in found.signals[:2]] == ["quality", "word_match"]
    assert sum(e.share for e in found.signals) == pytest.approx(1.0)
    by_name = {e.name: e for e in found.signals}
    assert by_name["quality"].mae > by_name["word_match"].mae > 0
    assert by_name["quality"].ndcg_loss > by_name["word_match"].ndcg_loss
    assert (by_name["freshness"].mae, by_name["freshness"].ndcg_loss) == (0.0, 0.0)
    assert by_name["quality"].slope > 0.9


def test_partial_dependence_of_a_weighted_sum_is_a_line_with_its_weight_as_slope() -> None:
    for dependence in explain_overall(lists(), COMBINER).dependence:
        weight = WEIGHTS[SIGNAL_NAMES.index(dependence.name)]
        for curve in (dependence.mean, *dependence.curves):
            slopes = np.diff(curve) / np.diff(dependence.grid)
            assert slopes == pytest.approx(weight)


def test_the_surrogate_says_how_faithful_it_is_on_lists_it_was_not_grown_on() -> None:
    found = explain_overall(lists(60), COMBINER).surrogate
    assert 0.5 < found.fidelity < 1.0
    assert found.depth <= 4
    assert all("score" in rule for rule in found.rules)
    noise = LinearCombiner(SIGNAL_NAMES, tuple(0.0 for _ in SIGNAL_NAMES), 0.0)
    flat = [replace(d, versions=replace(d.versions, combiner_sha256=noise.sha256)) for d in lists()]
    assert explain_overall(flat, noise).surrogate.rules == ("always: score 0.00",)


def test_lists_of_another_combiner_do_not_count() -> None:
    with pytest.raises(InputError, match="too few"):
        explain_overall([decision([(item("a"), signals())])] * 20, COMBINER)
