from pathlib import Path

from whythis.ranking.model_store import make_current, shipped_version
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


def test_a_shop_that_trained_a_model_keeps_it(tmp_path: Path, tiny_folder: Path) -> None:
    made(tmp_path, "v1")
    assert give_shipped(tmp_path, SETTINGS, Catalog(tiny_folder / "catalog.parquet")).name == "v1"
