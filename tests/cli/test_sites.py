"""`whythis site` and `whythis staff`, and that nobody is served from elsewhere before they were used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from whythis.cli import main
from whythis.cli.serving import service_secret
from whythis.records.sealing import Seal
from whythis.records.sites import Sites
from whythis.records.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.toml").write_text('name = "x"\n')
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def sites_of(folder: Path) -> Sites:
    return Sites(Store(f"sqlite:///{folder / 'shop.db'}").engine, Seal(service_secret(folder)))


def test_a_site_is_added_with_keys_that_open_and_are_shown_once(folder, capsys):
    at = ("--shop", str(folder))
    code, out, _ = run(
        capsys,
        "site",
        "add",
        "my-shop",
        "--origin",
        "https://Shop.example/",
        "--colour",
        "accent=#1a73e8",
        *at,
        "--json",
    )
    keys = json.loads(out)
    assert code == 0
    site = sites_of(folder).by_api_key(keys["api_key"])
    assert site is not None
    assert site.origins == ("https://shop.example",)
    key = sites_of(folder).signing_key(keys["kid"])
    assert key is not None
    assert key.material == keys["secret"]
    _, listed, _ = run(capsys, "site", "list", *at, "--json")
    assert keys["api_key"] not in listed
    assert keys["secret"] not in listed

    _, out, _ = run(capsys, "site", "rotate", "my-shop", "--key", "api", *at, "--json")
    assert sites_of(folder).by_api_key(keys["api_key"]) is None
    assert sites_of(folder).by_api_key(json.loads(out)["api_key"]) is not None
    assert run(capsys, "site", "revoke", "my-shop", *at)[0] == 0
    assert sites_of(folder).get("my-shop") is None


@pytest.mark.parametrize(
    "arguments",
    [("site", "add", "My Shop", "--origin", "https://a.b"), ("site", "add", "x", "--origin", "a.b"),
     ("site", "add", "x", "--origin", "https://a.b", "--colour", "accent=red;}"),
     ("site", "rotate", "nobody", "--key", "api"), ("staff", "disable", "nobody")],
)  # fmt: skip
def test_what_cannot_be_done_is_told(folder, capsys, arguments):
    code, _, err = run(capsys, *arguments, "--shop", str(folder))
    assert code == 1
    assert set(json.loads(err)) == {"error", "expected", "got", "fix"}
