import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from whythis.errors import InputError, ModelError
from whythis.explainers.words import attribute_words
from whythis.explainers.words.agreement import agreement
from whythis.ranking.compression.shrink import fewer_layers, narrower
from whythis.ranking.compression.smooth import smoothed
from whythis.ranking.cross_encoder import ADAPTER, CrossEncoder, bare_model
from whythis.ranking.model_store import SHIPPED
from whythis.ranking.onnx_engine import FP32, INT8, _lean
from whythis.ranking.pair_text import pair_text
from whythis.ranking.types import ItemText
from whythis.retrieval.backbone import PACKAGED
from whythis.retrieval.catalog import Catalog
from whythis.shop import Shop
from whythis.shop.bench import sample_pairs
from whythis.shop.engines import prepare_engines

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


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory, tiny_folder: Path) -> Path:
    """The shipped weights with both engine files."""
    folder = tmp_path_factory.mktemp("models") / "v1"
    shutil.copytree(SHIPPED, folder)
    prepare_engines(folder, PACKAGED, Catalog(tiny_folder / "catalog.parquet"), keep=(FP32, INT8))
    return folder


PAIRS = [
    pair_text(query, "", item)
    for query in ("kettle", "quiet kettle for a small office", "lamp " * 30)
    for item in (KETTLE, DESCALER, LAMP)
]


def test_onnx_in_32_bits_gives_the_logits_of_torch(version: Path, cross_encoder: CrossEncoder) -> None:
    model = CrossEncoder(version, device="cpu", engine="onnx")
    assert model.engine == "onnx"
    assert model.logits(PAIRS) == pytest.approx(cross_encoder.logits(PAIRS), abs=1e-4)


def test_the_last_layer_is_run_for_the_first_token_alone(cross_encoder: CrossEncoder) -> None:
    """A quarter of the work is spared, and the logit is the same; another architecture runs as it is."""
    lean = _lean(cross_encoder.model)
    assert type(lean).__name__ == "_FirstTokenLogit"
    last = cross_encoder.model.get_submodule("bert.encoder.layer.5.intermediate")
    seen: list[int] = []
    handle = last.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].shape[1]))
    ids = cross_encoder.encode([PAIRS[1]])["input_ids"]
    with torch.no_grad():
        logit = float(lean(ids, torch.zeros_like(ids)))
    handle.remove()
    assert seen == [1]
    assert logit == pytest.approx(
        float(cross_encoder.run([ids[0].tolist()], [[0] * ids.shape[1]])[0]), abs=1e-4
    )
    assert type(_lean(torch.nn.Linear(2, 2))).__name__ == "_Logit"


def test_8_bits_stay_near_and_a_score_depends_on_its_own_pair_alone(
    version: Path, cross_encoder: CrossEncoder
) -> None:
    model = CrossEncoder(version, device="cpu", engine="auto")
    assert model.engine == "onnx-int8"
    together = model.logits(PAIRS)
    assert np.abs(together - cross_encoder.logits(PAIRS)).mean() < 0.5
    model.forget()
    assert [model.logits([pair])[0] for pair in reversed(PAIRS)] == together[::-1].tolist()


def test_engine_files_of_other_weights_are_not_used(version: Path, tmp_path: Path, tiny_folder: Path) -> None:
    shutil.copytree(version, tmp_path / "v2")
    (tmp_path / "v2/engine/made-from.sha256").write_text("0" * 64)
    assert CrossEncoder(tmp_path / "v2", device="cpu", engine="auto").engine == "torch"
    prepare_engines(tmp_path / "v2", PACKAGED, Catalog(tiny_folder / "catalog.parquet"))
    assert CrossEncoder(tmp_path / "v2", device="cpu", engine="auto").engine == "onnx-int8"


def test_a_missing_engine_file_that_was_asked_for_is_a_clear_error(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "v1")
    with pytest.raises(ModelError, match="ONNX") as error:
        CrossEncoder(tmp_path / "v1", device="cpu", engine="onnx-int8")
    assert "whythis compress" in error.value.fix


def test_requests_at_the_same_time_get_their_own_scores(cross_encoder: CrossEncoder) -> None:
    expected = cross_encoder.logits(PAIRS)
    cross_encoder.forget()
    orders = [np.random.default_rng(seed).permutation(len(PAIRS)) for seed in range(8)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda order: cross_encoder.logits([PAIRS[i] for i in order]), orders))
    for order, logits in zip(orders, found, strict=True):
        assert logits == pytest.approx(expected[order], abs=1e-4)


def test_a_pair_is_scored_once(cross_encoder: CrossEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    cross_encoder.forget()
    first = cross_encoder.logits([*PAIRS, *PAIRS])
    assert first[: len(PAIRS)].tolist() == first[len(PAIRS) :].tolist()
    monkeypatch.setattr(cross_encoder, "_forward", lambda ids, types: pytest.fail("scored again"))
    assert cross_encoder.logits(PAIRS).tolist() == first[: len(PAIRS)].tolist()


def test_a_failure_reaches_the_request_and_the_next_one_works(
    cross_encoder: CrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cross_encoder.forget()
    with monkeypatch.context() as patch:
        patch.setattr(cross_encoder, "_forward", lambda ids, types: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            cross_encoder.logits(PAIRS)
    assert len(cross_encoder.logits(PAIRS)) == len(PAIRS)


def test_a_narrower_copy_keeps_what_it_was_cut_from(cross_encoder: CrossEncoder) -> None:
    whole = cross_encoder.with_model(narrower(cross_encoder.model, 1.0))
    assert whole.logits(PAIRS) == pytest.approx(cross_encoder.logits(PAIRS), abs=1e-4)
    half = narrower(cross_encoder.model, 0.5)
    assert half.config.intermediate_size == cross_encoder.model.config.intermediate_size // 2
    near = cross_encoder.with_model(narrower(cross_encoder.model, 0.9)).logits(PAIRS)
    far = cross_encoder.with_model(half).logits(PAIRS)
    truth = cross_encoder.logits(PAIRS)
    assert np.abs(near - truth).mean() < np.abs(far - truth).mean()


def test_a_student_has_the_layers_that_were_asked_for_and_the_last_among_them(
    cross_encoder: CrossEncoder,
) -> None:
    model = cross_encoder.model
    assert cross_encoder.with_model(fewer_layers(model, 6)).logits(PAIRS) == pytest.approx(
        cross_encoder.logits(PAIRS), abs=1e-4
    )
    small = fewer_layers(model, 3)
    kept = {n: t for n, t in small.state_dict().items() if "layer.2." in n}
    for name, tensor in kept.items():
        assert torch.equal(tensor, model.state_dict()[name.replace("layer.2.", "layer.5.")])
    with pytest.raises(InputError):
        fewer_layers(model, 7)


def test_smoothing_changes_no_score_and_evens_out_what_is_quantised(cross_encoder: CrossEncoder) -> None:
    model = smoothed(cross_encoder.model, lambda network: cross_encoder.with_model(network).logits(PAIRS))
    after = cross_encoder.with_model(model)
    assert after.logits(PAIRS) == pytest.approx(cross_encoder.logits(PAIRS), abs=1e-3)

    def spread(encoder: CrossEncoder) -> float:
        """How many times the largest channel is the middle one, where the first layer's neurons are asked."""
        seen: list[torch.Tensor] = []
        layer = encoder.model.get_submodule("bert.encoder.layer.2.intermediate.dense")
        scale = getattr(layer, "shrink", torch.ones(384))
        handle = layer.register_forward_pre_hook(
            lambda _, inputs: seen.append((inputs[0] * scale).abs().amax((0, 1)))
        )
        encoder.forget()
        encoder.logits(PAIRS)
        handle.remove()
        sizes = torch.stack(seen).amax(dim=0)
        return float(sizes.max() / sizes.median())

    assert spread(after) < spread(cross_encoder.with_model(cross_encoder.model)) / 2


def test_8_bits_explain_nearly_as_32_bits(sample_shop: Shop, cross_encoder: CrossEncoder) -> None:
    """Word attributions are small differences of logits, so they are what rounding blurs first."""
    small = sample_shop.ranker.cross_encoder
    assert small.engine == "onnx-int8"
    pairs = sample_pairs(sample_shop)[::45]
    agreements = [agreement(attribute_words(small, p), attribute_words(cross_encoder, p)) for p in pairs]
    assert np.mean(agreements) > 0.9
