import json
from pathlib import Path

import pytest

from whythis.errors import ImportSourceError
from whythis.ranking.history import History
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.importers.movielens import film_title
from whythis.shop.build import import_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "ml"
    source.mkdir()
    (source / "movies.csv").write_text(
        "movieId,title,genres\n"
        '1,"Lighthouse, The (1995)",Adventure|Comedy\n'
        "2,Stormy Bay (2001),(no genres listed)\n"
        "2,Stormy Bay again (2001),Drama\n"
        "3,,Drama\n",
        encoding="utf-8",
    )
    (source / "ratings.csv").write_text(
        "userId,movieId,rating,timestamp\n"
        "7,1,4.5,1000000000\n"
        "7,2,1.0,1000000100\n"
        "8,1,3.0,1000000200\n"
        "8,99,5.0,1000000300\n"
        "9,1,good,1000000400\n",
        encoding="utf-8",
    )
    (source / "tags.csv").write_text(
        "userId,movieId,tag,timestamp\n7,1,sea,1\n8,1,Sea,2\n8,1,storm,3\n", encoding="utf-8"
    )
    return source


def test_films_ratings_and_tags_become_a_shop(tmp_path: Path, folder: Path) -> None:
    made = import_source("movielens", folder, tmp_path / "shop")
    assert (made.n_items, made.n_events, made.n_rejected) == (2, 3, 4)
    film = Catalog(tmp_path / "shop/catalog.parquet").get("1")
    assert film is not None
    assert film.title == "The Lighthouse (1995)"
    assert film.category == "Adventure"
    assert film.released == "1995-01-01"
    assert film.attributes == (("Genre", "Adventure, Comedy"), ("Year", "1995"), ("Tags", "sea, storm"))
    assert (film.rating, film.rating_count) == (3.75, 2)
    history = History(tmp_path / "shop/events.parquet")
    assert [(e.item_id, e.kind) for e in history.of("u7")] == [("1", "like"), ("2", "dislike")]
    assert [(e.item_id, e.kind) for e in history.of("u8")] == [("1", "view")]


def test_every_row_that_cannot_be_used_is_kept_with_its_reason(tmp_path: Path, folder: Path) -> None:
    import_source("movielens", folder, tmp_path / "shop")
    lines = (tmp_path / "shop/rejects.jsonl").read_text(encoding="utf-8").splitlines()
    reasons = [json.loads(line)["reason"] for line in lines]
    assert any("duplicate of id '2'" in reason for reason in reasons)
    assert "no title" in reasons
    assert any("'99' is not in the catalogue" in reason for reason in reasons)
    assert any("not a number" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [("American President, The (1995)", "The American President", "1995"),
     ("Misérables, Les (2012)", "Les Misérables", "2012"), ("Heat (1995)", "Heat", "1995"),
     ("Untitled", "Untitled", ""), ("Babylon 5", "Babylon 5", ""), ("Series (2006-2007)", "Series", "2006"),
     ("City of Lost Children, The (Cité des enfants perdus, La) (1995)",
      "The City of Lost Children (Cité des enfants perdus, La)", "1995")],
)  # fmt: skip
def test_titles_read_as_people_say_them(text: str, title: str, year: str) -> None:
    assert film_title(text) == (title, year)


@pytest.mark.parametrize("missing", ["movies.csv", "ratings.csv"])
def test_a_folder_that_is_not_movielens_is_a_clear_error(tmp_path: Path, folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ImportSourceError, match="MovieLens") as error:
        import_source("movielens", folder, tmp_path / "shop")
    assert missing in error.value.got
    (folder / missing).write_text("a,b\n1,2\n")
    with pytest.raises(ImportSourceError) as error:
        import_source("movielens", folder, tmp_path / "shop")
    assert "without the column" in error.value.got
