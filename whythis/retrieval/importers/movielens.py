"""MovieLens folders (GroupLens): films from movies.csv, what people call them from tags.csv, ratings as counts.

Ratings as events are read by `whythis.ranking.history`, which knows shoppers.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from whythis.errors import ImportSourceError
from whythis.retrieval.importers.rows import Rejected, Row
from whythis.retrieval.text import plain_text
from whythis.retrieval.types import Item

MOVIES, RATINGS, TAGS = "movies.csv", "ratings.csv", "tags.csv"
_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")
_ARTICLE = re.compile(
    r"^(.*), (The|A|An|La|Le|Les|Il|Lo|El|Los|Las|Die|Der|Das|Das|Un|Une|Het|De)(?= \(|$)", re.IGNORECASE
)
_TAGS_KEPT = 8
_NO_GENRE = "(no genres listed)"


def read_movielens(folder: Path) -> Iterator[Row | Rejected]:
    """Films as items: their genre listed first as category, all genres, year and commonest tags as attributes.

    Raises:
        ImportSourceError: the folder has no movies.csv or no ratings.csv, or one lacks a column.
    """
    sums: dict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    for _, row in read_columns(folder / RATINGS, ("movieId", "rating")):
        try:
            stars = float(row["rating"])
        except ValueError:
            continue  # the event reader rejects the row, with its line
        if not 0 <= stars <= 5:
            continue  # and this one
        sums[row["movieId"]] += stars
        counts[row["movieId"]] += 1
    tags: dict[str, Counter[str]] = defaultdict(Counter)
    if (folder / TAGS).is_file():
        for _, row in read_columns(folder / TAGS, ("movieId", "tag")):
            tag = plain_text(row["tag"]).casefold()
            if 1 < len(tag) <= 40:
                tags[row["movieId"]][tag] += 1
    for line, row in read_columns(folder / MOVIES, ("movieId", "title", "genres")):
        film = row["movieId"].strip()
        title, year = film_title(plain_text(row["title"]))
        if not film or not title:
            yield Rejected(line, "no movieId" if not film else "no title", row)
            continue
        genres = [g.strip() for g in row["genres"].split("|") if g.strip() and g.strip() != _NO_GENRE]
        known = [tag for tag, _ in sorted(tags[film].items(), key=lambda t: (-t[1], t[0]))[:_TAGS_KEPT]]
        attributes = [("Genre", ", ".join(genres))] if genres else []
        attributes += [("Year", year)] if year else []
        attributes += [("Tags", ", ".join(known))] if known else []
        yield (
            line,
            Item(
                id=film,
                title=f"{title} ({year})" if year else title,
                category=genres[0] if genres else "",
                rating=round(sums[film] / counts[film], 4) if counts[film] else None,
                rating_count=counts[film],
                released=f"{year}-01-01" if year else "",
                attributes=tuple(attributes),
            ),
            row,
        )


def film_title(text: str) -> tuple[str, str]:
    """ "American President, The (1995)" as ("The American President", "1995")."""
    match = _YEAR.search(text)
    year = match.group(1) if match else ""
    title = text[: match.start()].strip() if match else text.strip()
    article = _ARTICLE.match(title)
    if article:
        title = f"{article.group(2)} {article.group(1)}{title[article.end() :]}"
    return title, year


def read_columns(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers.

    Raises:
        ImportSourceError: the file is missing, is not UTF-8 text, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(columns) - set(reader.fieldnames or ())
            if missing:
                raise _unusable(path, f"{path.name} without the column {', '.join(sorted(missing))}")
            for row in reader:
                yield reader.line_num, {name: row.get(name) or "" for name in reader.fieldnames or ()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(path, f"{path.name}: {error}") from error


def _unusable(path: Path, got: str) -> ImportSourceError:
    return ImportSourceError(
        "The MovieLens folder cannot be used.",
        expected=f"a folder with {MOVIES}, {RATINGS} and optionally {TAGS}",
        got=got,
        fix=f"Name the unpacked folder of a MovieLens release, for example ml-latest-small ({path.parent}).",
    )
