import json
from pathlib import Path

from whythis.ranking.cross_encoder import weights_file
from whythis.ranking.model_store import current, install_shipped, make_current, shipped_version
from whythis.ranking.onnx_engine import INT8, OnnxEngine, engine_path, made_from
from whythis.retrieval.backbone import file_sha256
from whythis.retrieval.catalog import Catalog
from whythis.shop.engines import give_shipped
from whythis.shop.settings import ModelSettings, Settings

SETTINGS = Settings(model=ModelSettings(engine="torch"))


def made(models: Path, name: str) -> None:
    (models / name).mkdir(parents=True)
    (models / name / "combiner.json").write_text("{}")
    make_current(models, name)


def test_a_shop_on_older_shipped_weights_gets_todays(tmp_path: Path, tiny_folder: Path) -> None:
    made(tmp_path, "v0-shipped-00000000")
    assert (
        give_shipped(tmp_path, SETTINGS, Catalog(tiny_folder / "catalog.parquet")).name == shipped_version()
    )


def test_what_was_measured_on_a_known_catalogue_is_given_to_a_shop_of_it_alone(tmp_path: Path) -> None:
    install_shipped(tmp_path / "known", "sample")
    install_shipped(tmp_path / "other")
    known, other = current(tmp_path / "known"), current(tmp_path / "other")
    assert (known / "words.safetensors").read_bytes() == (other / "words.safetensors").read_bytes()
    assert json.loads((known / "words.json").read_text())["model_sha256"] == file_sha256(weights_file(known))
    assert not (other / "words.json").exists()
    assert (known / "combiner.json").read_bytes() != (other / "combiner.json").read_bytes()


def test_a_shop_that_trained_a_model_keeps_it(tmp_path: Path, tiny_folder: Path) -> None:
    made(tmp_path, "v1")
    assert give_shipped(tmp_path, SETTINGS, Catalog(tiny_folder / "catalog.parquet")).name == "v1"


def test_an_engine_that_an_older_whythis_made_of_own_weights_is_made_again(
    tmp_path: Path, tiny_folder: Path
) -> None:
    install_shipped(tmp_path, "general")
    version = current(tmp_path).rename(tmp_path / "v1")
    make_current(tmp_path, "v1")
    engine = engine_path(version, INT8)
    engine.parent.mkdir()
    engine.write_bytes(b"of another time")
    weights = file_sha256(weights_file(version))
    (engine.parent / "made-from.sha256").write_text(f"{weights} in another way\n")
    assert made_from(version) == ""
    give_shipped(tmp_path, Settings(), Catalog(tiny_folder / "catalog.parquet"))
    assert made_from(version) == weights
    assert OnnxEngine(engine).logits([[101, 102]], [[0, 0]], [[0, 5]]).shape == (1,)
