import re
from pathlib import Path

import pytest

from whythis.errors import ModelError, ShopError
from whythis.ranking import model_store
from whythis.shop import Shop
from whythis.shop.settings import Settings, read_settings, write_settings

ROOT = Path(__file__).parents[2]


def test_a_folder_without_a_shop_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ShopError, match="whythis import"):
        Shop.open(tmp_path)
    with pytest.raises(ShopError, match="no such folder"):
        Shop.open(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "named"),
    [("name = 3", "name"), ("[list]\nshown = 0", "list.shown"), ("colour = 'red'", "colour"),
     ("name = ", "Invalid value"), ("[import]\ncurrency = 'dollars'", "import.currency")],
)  # fmt: skip
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "shop.toml").write_text(text)
    with pytest.raises(ShopError) as error:
        read_settings(tmp_path)
    assert named in error.value.got


def test_settings_come_back_as_written_and_an_owners_file_is_never_overwritten(tmp_path: Path) -> None:
    settings = Settings.model_validate({"name": 'The "lamp" shop, 灯', "import": {"fields": {"id": "sku"}}})
    write_settings(tmp_path, settings)
    assert read_settings(tmp_path) == settings
    write_settings(tmp_path, Settings(name="other"))
    assert read_settings(tmp_path) == settings


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        name = field.alias or section
        inner = getattr(field.annotation, "model_fields", None)
        for key in inner or [name]:
            assert re.search(rf"`{key}`", text), f"{name}.{key} is not in docs/settings.md"


def test_a_shop_whose_model_is_missing_says_which_versions_there_are(tmp_path: Path) -> None:
    model_store.install_shipped(tmp_path / "models")
    assert model_store.current(tmp_path / "models").name == model_store.shipped_version()
    (tmp_path / "models/CURRENT").write_text("v9\n")
    with pytest.raises(ModelError) as error:
        model_store.current(tmp_path / "models")
    assert model_store.shipped_version() in error.value.expected
    assert "v9" in error.value.got


def test_an_unfinished_training_is_no_version(tmp_path: Path) -> None:
    models = tmp_path / "models"
    model_store.install_shipped(models)
    model_store.next_version(models).mkdir()
    assert model_store.versions(models) == [model_store.shipped_version()]
    assert model_store.next_version(models).name == "v2"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.toml").write_text('name = "x"\n[service]\nat_once = 3\nwaiting = 9\n')
    monkeypatch.setenv("WHYTHIS_SERVICE__AT_ONCE", "5")
    monkeypatch.setenv("WHYTHIS_SERVICE__PROXIES", '["10.0.0.1"]')
    monkeypatch.setenv("WHYTHIS_DATABASE__URL", "postgresql+psycopg://u@h/shop")
    settings = read_settings(tmp_path)
    assert (settings.service.at_once, settings.service.waiting) == (5, 9)
    assert settings.service.proxies == ["10.0.0.1"]
    assert settings.database.url == "postgresql+psycopg://u@h/shop"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("AT_ONCE", "many"), ("AT_ONCE", "0"), ("RATE_ADDRESS", "often"), ("NO_SUCH", "1"), ("PROXIES", "[")],
)
def test_a_wrong_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    (tmp_path / "shop.toml").write_text('name = "x"\n')
    monkeypatch.setenv(f"WHYTHIS_SERVICE__{variable}", value)
    with pytest.raises(ShopError) as error:
        read_settings(tmp_path)
    assert "service" in error.value.got
