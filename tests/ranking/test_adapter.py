"""Training stages on the real backbone, a few steps long."""

import json
from pathlib import Path

import numpy as np
import pytest

from whythis.ranking.cross_encoder import MODEL_INFO, CrossEncoder
from whythis.ranking.pair_text import pair_text
from whythis.ranking.training.adapter import AdapterSettings, DevSet, Stage, run_stage
from whythis.ranking.training.pairs import LabelledPair
from whythis.ranking.types import ItemText
from whythis.retrieval.backbone import PACKAGED, backbone_sha256

pytestmark = pytest.mark.slow
SETTINGS = AdapterSettings(PACKAGED, batch_size=8, max_tokens=32, lora_rank=4, learning_rate=2e-3)


def pairs(n: int) -> tuple[LabelledPair, ...]:
    """Requests for one of four things; half of the items are that thing."""
    things = ("kettle", "lamp", "novel", "backpack")
    made = []
    for number in range(n):
        asked, given = things[number % 4], things[(number + number // 4 % 2) % 4]
        text = pair_text(asked, "", ItemText((("title", f"{given} no {number}"),)))
        made.append(LabelledPair(text, float(asked == given), "made"))
    return tuple(made)


def opened(folder: Path) -> CrossEncoder:
    (folder / MODEL_INFO).write_text(json.dumps({"backbone_sha256": backbone_sha256(PACKAGED)}))
    return CrossEncoder(folder, device="cpu")


@pytest.mark.parametrize("method", ["lora", "full"])
def test_a_stage_learns_and_its_weights_load_as_a_cross_encoder(tmp_path: Path, method: str) -> None:
    settings = AdapterSettings(
        PACKAGED,
        method,
        batch_size=8,
        max_tokens=32,
        lora_rank=4,
        learning_rate=2e-3 if method == "lora" else 2e-4,
    )
    losses: list[float] = []

    def on_step(stage: str, done: int, total: int, loss: float | None) -> None:
        losses.append(loss or 0.0)

    result = run_stage(Stage("warm-up", pairs(480), 1.0, settings.learning_rate), settings, tmp_path, on_step)
    assert losses[-1] < losses[0]
    logits = opened(result.folder).logits([pair.text for pair in pairs(16)])
    labels = np.array([pair.label for pair in pairs(16)])
    assert logits[labels == 1].mean() > logits[labels == 0].mean()
    assert list((tmp_path / "logs").glob("events.out.tfevents*"))
    assert not (tmp_path / "checkpoints").exists()


def test_a_stage_that_was_killed_goes_on_from_its_last_checkpoint_and_a_finished_one_stays(
    tmp_path: Path,
) -> None:
    stage = Stage("warm-up", pairs(640), 1.0, 2e-3)
    seen: list[int] = []

    def die_at_60(name: str, done: int, total: int, loss: float | None) -> None:
        seen.append(done)
        if done >= 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_stage(stage, SETTINGS, tmp_path, die_at_60, report_to=())
    (tmp_path / "checkpoints" / "checkpoint-70").mkdir()  # as a kill while writing would leave it
    again: list[int] = []
    run_stage(stage, SETTINGS, tmp_path, lambda name, done, total, loss: again.append(done), report_to=())
    assert min(again) >= 60
    assert max(again) == 80
    weights = (tmp_path / "adapter/adapter_model.safetensors").read_bytes()
    run_stage(stage, SETTINGS, tmp_path, die_at_60, report_to=())
    assert (tmp_path / "adapter/adapter_model.safetensors").read_bytes() == weights


def test_training_stops_early_and_keeps_the_best_weights(tmp_path: Path) -> None:
    some = pairs(32)
    # Judged the wrong way round, so that every step of learning makes it worse.
    dev = DevSet(some, tuple(n % 4 for n in range(32)), tuple(3.0 * (1 - pair.label) for pair in some))
    stage = Stage("judged", pairs(480), 4.0, 2e-3, dev=dev, patience=2, evaluations_per_epoch=6)
    result = run_stage(stage, SETTINGS, tmp_path, report_to=())
    assert result.best_epoch < 1.0
    assert result.best_ndcg is not None
    logits = opened(result.folder).logits([pair.text for pair in some])
    assert dev.ndcg(logits) == pytest.approx(result.best_ndcg, abs=0.05)
