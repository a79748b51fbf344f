import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from whythis.errors import ModelError
from whythis.ranking.cross_encoder import ADAPTER, CrossEncoder, bare_model
from whythis.ranking.model_store import SHIPPED
from whythis.ranking.pair_text import pair_text
from whythis.ranking.types import ItemText
from whythis.retrieval.backbone import PACKAGED

KETTLE = ItemText((("title", "Ashdown quiet kettle 1.7 l"), ("category", "Kettles")))
DESCALER = ItemText((("title", "Brellin kettle descaler, 6 sachets"), ("category", "Kettle Descalers")))
LAMP = ItemText((("title", "Ellworth desk lamp, dimmable"), ("category", "Desk Lamps")))


def test_the_thing_itself_scores_above_its_accessory_and_a_stranger(cross_encoder: CrossEncoder) -> None:
    kettle, descaler, lamp = cross_encoder.logits(
        [pair_text("kettle", "", i) for i in (KETTLE, DESCALER, LAMP)]
    )
    assert kettle > descaler
    assert kettle > lamp + 1.0


def test_a_score_does_not_depend_on_the_other_pairs_of_the_batch(cross_encoder: CrossEncoder) -> None:
    pairs = [pair_text("quiet kettle", "", i) for i in (LAMP, KETTLE, DESCALER)]
    long = pair_text("kettle " * 60, "", KETTLE)
    together = cross_encoder.logits([*pairs, long])[:3]
    alone = np.array([cross_encoder.logits([pair])[0] for pair in pairs])
    assert together == pytest.approx(alone, abs=1e-4)


def test_merging_the_adapter_changes_no_score(cross_encoder: CrossEncoder) -> None:
    from peft import PeftModel

    pair = pair_text("kettle", "", KETTLE)
    apart = PeftModel.from_pretrained(bare_model(PACKAGED), str(SHIPPED / ADAPTER)).eval()
    batch = cross_encoder.encode([pair])
    batch.pop("offset_mapping")
    with torch.no_grad():
        expected = float(apart(**batch).logits[0, 0])
    assert cross_encoder.logits([pair])[0] == pytest.approx(expected, abs=1e-4)


def test_what_is_liked_is_read_with_the_request(cross_encoder: CrossEncoder) -> None:
    plain, liking = cross_encoder.logits(
        [pair_text("kettle", "", KETTLE), pair_text("kettle", "Ashdown", KETTLE)]
    )
    assert plain != liking


def test_an_adapter_for_another_backbone_is_refused_with_both_hashes(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "v1")
    info = json.loads((tmp_path / "v1/model.json").read_text())
    (tmp_path / "v1/model.json").write_text(json.dumps(info | {"backbone_sha256": "f" * 64}))
    with pytest.raises(ModelError, match="another backbone") as error:
        CrossEncoder(tmp_path / "v1", device="cpu")
    assert "f" * 64 in error.value.expected


@pytest.mark.parametrize("damage", ["cut", "gone", "info"])
def test_a_damaged_adapter_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "v1")
    weights = tmp_path / "v1" / ADAPTER / "adapter_model.safetensors"
    if damage == "cut":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif damage == "gone":
        weights.unlink()
    else:
        (tmp_path / "v1/model.json").write_text("{")
    with pytest.raises(ModelError, match="whythis train"):
        CrossEncoder(tmp_path / "v1", device="cpu")


def test_what_ships_stays_below_five_megabytes_and_names_no_path_of_a_machine() -> None:
    files = [path for path in SHIPPED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 5_000_000
    for path in files:
        if path.suffix != ".safetensors":
            assert "/work" not in path.read_text(encoding="utf-8")
            assert "/home" not in path.read_text(encoding="utf-8")
