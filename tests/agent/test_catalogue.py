from pathlib import Path

import pytest

from whythis.agent.catalogue import Catalogues, locale_of
from whythis.errors import InputError, ShopError


def test_a_language_is_added_by_a_file_and_what_it_lacks_is_said_in_english(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text(
        '[language]\nlocale = "de_DE"\n[plural.products]\none = "{n} Produkt"\nother = "{n} Produkte"\n'
        '[recommend]\nfound = ["Ich habe {count} gefunden."]\n',
        encoding="utf-8",
    )
    words = Catalogues(tmp_path)
    assert words.languages() == ["de", "en", "zh"]
    german = words.messages("de")
    said = german.say("recommend.found", count=german.count("products", 3))
    assert said == "Ich habe 3 Produkte gefunden."
    assert german.price(123450, "EUR") == "1.234,50\xa0€"
    assert german.say("memory.kept") == words.messages("en").say("memory.kept")


@pytest.mark.parametrize(
    ("text", "told"),
    [("recommend = ", "TOML"), ('[nonsense]\na = "b"', "sections"), ('[recommend]\nfond = "x"', "a key of"),
     ('[recommend]\nfound = ["{query} {price}"]', "only"), ("[recommend]\nfound = 3", "sentence"),
     ('[recommend]\nfound = "{query"', "braces"), ('[language]\nlocale = "xx_QQ"', "locale"),
     ('[plural.products]\none = "x"', "other")],
)  # fmt: skip
def test_a_malformed_catalogue_is_a_clear_error(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "de.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ShopError, match=told):
        Catalogues(tmp_path)


def test_every_language_of_the_package_says_everything() -> None:
    import tomllib

    from whythis.agent.catalogue import FOLDER

    english, chinese = (
        tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8")) for lang in ("en", "zh")
    )
    assert {s: set(t) for s, t in english.items()} == {s: set(t) for s, t in chinese.items()}
    with pytest.raises(InputError, match="not available"):
        Catalogues().messages("xx")
    assert locale_of("zh").startswith("zh")
    assert locale_of("xx") == "en_US"
