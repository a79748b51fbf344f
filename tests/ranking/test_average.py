import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file, save_file

from whythis.errors import ModelError
from whythis.ranking.cross_encoder import CrossEncoder, bare_model
from whythis.ranking.model_store import SHIPPED
from whythis.ranking.training.average import average_versions
from whythis.ranking.training.tables import JUDGED_FILE

_WEIGHTS = Path("adapter") / "adapter_model.safetensors"


def version(folder: Path, change) -> Path:
    """The shipped version with its adapter's tensors changed by name."""
    shutil.copytree(SHIPPED, folder)
    tensors = load_file(folder / _WEIGHTS)
    save_file({name: change(name, t).contiguous() for name, t in tensors.items()}, folder / _WEIGHTS)
    return folder


def test_the_mean_of_an_adapter_and_none_moves_the_backbone_half_as_far(tmp_path: Path) -> None:
    whole = version(tmp_path / "whole", lambda _, t: t)
    none = version(tmp_path / "none", lambda name, t: torch.zeros_like(t) if ".lora_B." in name else t)
    average_versions([whole, none], tmp_path / "mean")
    bare = dict(bare_model("packaged").named_parameters())
    there = dict(CrossEncoder(whole, engine="torch").model.named_parameters())
    half = dict(CrossEncoder(tmp_path / "mean", engine="torch").model.named_parameters())
    moved = 0
    for name, tensor in there.items():
        if "attention.self.query.weight" in name:
            step = tensor - bare[name]
            assert torch.allclose(half[name] - bare[name], step / 2, atol=2e-4)
            moved += float(step.detach().abs().max()) > 1e-3
    assert moved


def test_the_mean_of_equals_is_the_same(tmp_path: Path) -> None:
    one, two = (version(tmp_path / name, lambda _, t: t) for name in ("one", "two"))
    average_versions([one, two], tmp_path / "mean")
    ours = dict(CrossEncoder(tmp_path / "mean", engine="torch").model.named_parameters())
    for name, tensor in CrossEncoder(one, engine="torch").model.named_parameters():
        assert torch.allclose(ours[name], tensor, atol=1e-3)


def test_held_out_logits_are_averaged_pair_by_pair_and_other_signals_stay(tmp_path: Path) -> None:
    import pyarrow as pa

    one, two = (version(tmp_path / name, lambda _, t: t) for name in ("one", "two"))
    rows = {
        "domain": ["d", "d"],
        "query": ["q", "q"],
        "item_id": ["a", "b"],
        "fold": [0, 0],
        "quality": [0.1, 0.2],
    }
    pq.write_table(pa.table(rows | {"text_relevance": [1.0, 2.0]}), one / JUDGED_FILE)
    turned = {name: values[::-1] for name, values in rows.items()}
    pq.write_table(pa.table(turned | {"text_relevance": [6.0, 3.0]}), two / JUDGED_FILE)
    average_versions([one, two], tmp_path / "mean")
    found = pq.read_table(tmp_path / "mean" / JUDGED_FILE).to_pydict()
    assert found["text_relevance"] == [2.0, 4.0]
    assert found["quality"] == [0.1, 0.2]


def test_a_version_without_an_adapter_cannot_be_averaged(tmp_path: Path) -> None:
    one = version(tmp_path / "one", lambda _, t: t)
    two = version(tmp_path / "two", lambda _, t: t)
    shutil.rmtree(two / "adapter")
    with pytest.raises(ModelError, match="no LoRA adapter"):
        average_versions([one, two], tmp_path / "mean")
