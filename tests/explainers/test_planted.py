"""Planted causes at every stage, on the real pipeline: a small run of `python -m benchmarks planted`."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.planted import Case, Planter, tried
from whythis.explainers.counterfactual import find_counterfactuals
from whythis.explainers.rerun import Rerun
from whythis.explainers.why_not import STAGES, WhyNot
from whythis.ranking.types import Decision
from whythis.shop import Shop

POOL, REQUESTS = 16, 2
LABELS = (
    "shown", "not in the catalogue", "already shown", "unknown, and conditions", "price: max", "price: min",
    "brand: other", "brand: not", "category: other", "category: not", "attribute: other", "attribute: not",
    "brand before price", "category before brand", "price before attribute", "already shown before price",
    "out of stock", "price before stock", "stock before reach", "not compared", "brand before the pool",
    "not retrieved", "price before reach", "outscored", "unlikely", "outscored before unlikely",
)  # fmt: skip

Answer = tuple[Case, Decision, WhyNot, Rerun]


@pytest.fixture(scope="module")
def answers(sample_shop: Shop) -> list[Answer]:
    planter = Planter(sample_shop, seed=1, pool=POOL)
    return [(case, *planter.why_not(case)) for _ in range(REQUESTS) for case in planter.cases()]


def labelled(answers: Sequence[Answer], label: str) -> list[Answer]:
    found = [answer for answer in answers if answer[0].label == label]
    assert found, "nothing of this cause was planted"
    return found


@pytest.mark.parametrize("label", LABELS)
def test_the_planted_cause_is_the_one_that_is_named(answers: list[Answer], label: str) -> None:
    for case, _, found, _ in labelled(answers, label):
        assert case.is_right(found), f"{found.stage} {found.evidence} for {case.request}"


def test_every_stage_was_planted(answers: list[Answer]) -> None:
    assert {case.stage for case, *_ in answers} == set(STAGES)
    assert {case.label for case, *_ in answers} == set(LABELS)


def test_an_item_out_of_reach_is_told_with_ranks_beyond_the_depth_that_was_read(
    answers: list[Answer],
) -> None:
    for _, decision, found, _ in labelled(answers, "not retrieved"):
        assert found.evidence["dense_rank"] > decision.depth
        assert found.evidence["sparse_rank"] is None


def test_what_would_bring_an_item_in_does_and_none_of_its_changes_can_be_spared(
    answers: list[Answer],
) -> None:
    turns = [
        tried(decision, remedy, rerun)
        for _, decision, found, rerun in answers
        for remedy in found.remedies
        if remedy.on_list
    ]
    assert len(turns) > REQUESTS * 5
    assert all(turn.turned and turn.parts_needed for turn in turns)


def test_what_would_not_bring_it_in_is_not_said_to(answers: list[Answer]) -> None:
    lost = [
        (decision, found, rerun, remedy)
        for _, decision, found, rerun in answers
        for remedy in found.remedies
        if not remedy.on_list
    ]
    assert lost
    for decision, found, rerun, remedy in lost:
        again = rerun.again(decision, remedy.edits)
        assert found.item_id not in again.shown
        assert again.rank_of(found.item_id) == remedy.rank


def test_counterfactuals_of_random_requests_flip_and_none_of_their_changes_can_be_spared(
    sample_shop: Shop,
) -> None:
    planter = Planter(sample_shop, seed=2, pool=POOL)
    rerun = Rerun(sample_shop.ranker, sample_shop.versions, POOL)
    turns = []
    for _ in range(3):
        decision = planter.decide(planter.request(), planter.profile())
        for item in (decision.candidates[0].item, decision.candidates[-1].item):
            turns += [tried(decision, f, rerun) for f in find_counterfactuals(decision, item, rerun)]
    assert turns
    assert all(turn.turned and turn.parts_needed for turn in turns)
