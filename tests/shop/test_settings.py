import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from whythis.agent.llm.endpoint import Endpoint
from whythis.errors import ModelError, ShopError
from whythis.ranking import model_store
from whythis.shop import Shop
from whythis.shop.settings import Settings, WordingSettings, read_settings, write_settings
from whythis.shop.voice import voice_of

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


def documented() -> dict[str, str]:
    """Every setting of the table in docs/settings.md, by section, with its default as it is written there."""
    found: dict[str, str] = {}
    section = ""
    table = (ROOT / "docs/settings.md").read_text(encoding="utf-8").split("| setting |")[1].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        keys, defaults = (cell.strip() for cell in line.split("|")[1:3])
        if head := re.fullmatch(r"\*\*\[([\w.]+)\]\*\*", keys):
            section = head[1] + "."
            continue
        names = re.findall(r"`(\w+)`", keys)
        values = defaults.replace("`", "").split(", ") if len(names) > 1 else [defaults.replace("`", "")]
        assert len(values) == len(names), line
        found |= {section + name: value for name, value in zip(names, values, strict=True)}
    return found


def defaults(model: type[BaseModel], section: str = "") -> dict[str, str]:
    """Every setting that the program knows, with its default as TOML writes it."""
    found: dict[str, str] = {}
    for key, field in model.model_fields.items():
        name = section + (field.alias or key)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= defaults(field.annotation, name + ".")
        else:
            found[name] = json.dumps(field.get_default(call_default_factory=True))
    return found


def test_every_setting_is_documented_with_its_default_and_no_other_is() -> None:
    in_words = {"name": "the folder's name", "import.fields": "none"}
    told, known = documented(), defaults(Settings)
    assert told.keys() == known.keys()
    for name, value in known.items():
        if name in in_words:
            assert told[name] == in_words[name]
        elif json.loads(value) != json.loads(told[name]):
            raise AssertionError(f"{name} is {value}, and docs/settings.md says {told[name]}")


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


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('voice = "local"', "needs a model"),
        ('voice = "endpoint"\nmodel = "m"', "needs a url"),
        ('voice = "endpoint"\nmodel = "m"\nurl = "ftp://x"', "url"),
        ('voice = "parrot"', "voice"),
        ("timeout_seconds = 0", "timeout_seconds"),
    ],
)
def test_a_voice_that_cannot_speak_is_refused(tmp_path: Path, lines: str, problem: str) -> None:
    (tmp_path / "shop.toml").write_text(f"[wording]\n{lines}\n", encoding="utf-8")
    with pytest.raises(ShopError) as caught:
        read_settings(tmp_path)
    assert problem in caught.value.got


def test_templates_speak_unless_the_owner_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert voice_of(WordingSettings()) is None
    asked = WordingSettings(
        voice="endpoint", model="m", url="http://127.0.0.1:1/v1", key_env="WHYTHIS_TEST_KEY"
    )
    monkeypatch.delenv("WHYTHIS_TEST_KEY", raising=False)
    with pytest.raises(ShopError, match="WHYTHIS_TEST_KEY"):
        voice_of(asked)
    monkeypatch.setenv("WHYTHIS_TEST_KEY", "k")
    assert isinstance(voice_of(asked), Endpoint)


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
