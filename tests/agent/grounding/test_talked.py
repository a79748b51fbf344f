"""Answers about products and the shopper, out of whole talks: true ones are kept, corrupted ones are caught."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from whythis.agent.grounding import measure
from whythis.agent.grounding.material import Told
from whythis.agent.grounding.talked import SCRIPTS, talked
from whythis.agent.verifier.witness import Witness, contradicted
from whythis.ranking.history import History
from whythis.records.store import Store
from whythis.shop import Shop

ANSWERS = 130


@pytest.fixture(scope="module")
def told(sample_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Told]]:
    """The answers of some talks in both languages, over a store of their own."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('talked') / 'talks.db'}")
    agent = sample_shop.agent.beside(store, History.from_events(sample_shop.history))
    yield list(islice(talked(agent, sample_shop.history.shopper_ids(), seed=11), ANSWERS))
    store.close()


def test_true_answers_are_kept_and_corrupted_ones_caught(
    told: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "SHARE_CORRUPTED", 1.0)
    report = measure.measure(told)
    assert report["answers"] == ANSWERS
    assert report["true_dropped"] == {}
    assert report["unsupported"] == 0
    assert report["corrupted"] > 1000
    assert report["caught"] >= 0.995, report["slipped_examples"]


def test_answers_are_of_many_kinds_in_every_language(told: list[Told]) -> None:
    assert {answer.words.lang for answer in told} == set(SCRIPTS)
    kinds = {claim.kind for answer in told for claim in answer.claims}
    assert len(kinds) >= 35
    assert {k.split(".")[0] for k in kinds} >= {
        "fact",
        "profile",
        "feedback",
        "memory",
        "human",
        "method",
        "ask",
        "talk",
    }


def test_every_turn_says_something_that_is_proven(told: list[Told]) -> None:
    assert "talk.unproven" not in {claim.kind for answer in told for claim in answer.claims}


def test_a_question_back_that_names_what_is_not_on_the_screen_is_caught(told: list[Told]) -> None:
    asked, claim = next((a, c) for a in told for c in a.claims if c.kind == "ask.not_shown")
    assert isinstance(asked.found, Witness)
    assert contradicted(claim, asked.found) is None
    claim.evidence["titles"][0] = "Moonlight toaster"
    assert contradicted(claim, asked.found) == "titles"
