"""Drift of signals: told when what lists are made of has changed, and of the model that makes them alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.decisions import decision, item, signals
from whythis.ranking.types import Decision
from whythis.records.store import Store
from whythis.service.drift import SignalDrift, stability

from .conftest import Running


def made(chance: np.random.Generator, mean: float, n: int = 0, model: str = "v1") -> Decision:
    """A list of ten items whose quality is drawn around a mean."""
    drawn = [(item(f"i{k}"), signals(quality=float(chance.normal(mean, 0.3)))) for k in range(10)]
    of_items = decision(drawn)
    versions = replace(of_items.versions, model=model)
    return replace(of_items, id=f"{model}-{n}-{chance.integers(10**12)}", versions=versions)


def test_equal_samples_have_no_drift_and_a_shift_shows() -> None:
    chance = np.random.default_rng(1)
    before = chance.normal(size=4000)
    assert stability(before, chance.normal(size=4000)) < 0.02
    assert stability(before, chance.normal(0.5, size=4000)) > 0.15
    assert stability(before, before) == pytest.approx(0.0)


def test_a_signal_of_two_values_is_told_by_their_shares() -> None:
    rare, common = np.repeat([0.0, 1.0], [95, 5]), np.repeat([0.0, 1.0], [50, 50])
    assert stability(rare, rare) == pytest.approx(0.0)
    assert stability(rare, common) > 0.5


def test_the_signal_that_moved_is_named_and_another_model_starts_anew() -> None:
    chance, drift = np.random.default_rng(2), SignalDrift(reference=30, window=30, least=10)
    for _ in range(60):
        drift.observe(made(chance, 0.0))
    assert drift.indexes()["quality"] < 0.2
    for _ in range(30):
        drift.observe(made(chance, 1.0))
    indexes = drift.indexes()
    assert indexes["quality"] > 0.5
    assert all(index < 0.01 for name, index in indexes.items() if name != "quality")
    drift.observe(made(chance, 1.0, model="v2"))
    assert drift.indexes() == {}


def test_what_a_model_was_first_used_on_is_remembered_over_a_restart(tmp_path: Path) -> None:
    chance, store = np.random.default_rng(3), Store(f"sqlite:///{tmp_path / 'shop.db'}")
    for n in range(25):
        told = made(chance, 0.0 if n < 20 else 3.0, n)
        store.save_decision(replace(told, made_at_utc=f"2026-01-01T00:00:{n:02d}.000Z"))
    store.save_decision(made(chance, 9.0, model="v9"))
    drift = SignalDrift(reference=20, window=20, least=5)
    drift.remember(store.engine, "v1")
    store.close()
    for _ in range(6):
        drift.observe(made(chance, 0.0))
    assert drift.indexes()["quality"] < 0.6
    for _ in range(20):
        drift.observe(made(chance, 3.0))
    assert drift.indexes()["quality"] > 2


def test_the_figures_name_stages_rejections_checks_and_drift_and_no_words(local: Running) -> None:
    with local.client(local.session()) as client:
        listed = client.post("/api/v1/chat", json={"message": "wireless headphones"}).json()
        body = {"message": "why the first one? Ottoline asks", "session": listed["session"]}
        told = client.post("/api/v1/chat", json=body).json()
        assert told["explanation"]["check"]
        text = client.get("/metrics").text
    for stage in ("wait", "begin", "wait_long", "answer"):
        assert f'whythis_stage_seconds_count{{stage="{stage}"}}' in text
    for name in ("verifier_rejections", "claims_untraced", "fallbacks", "signal_stability", "faithfulness"):
        assert f"# TYPE whythis_{name}" in text
    assert 'whythis_faithfulness_total{held="' in text
    assert "ottoline" not in text.casefold()
    assert "headphone" not in text.casefold()
