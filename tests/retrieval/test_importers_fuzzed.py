"""Importers before anything that a file can hold: a clear error or rejected rows, and what was there before stays."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from whythis.errors import WhyThisError
from whythis.retrieval.catalog import Catalog
from whythis.shop.build import import_source

BEFORE = b'{"id": "old", "title": "What was there before"}\n'
FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

ODD = [
    "$1",
    "1e999",
    "-0",
    "NaN",
    "٣",
    "𝟛",
    "1" * 400,
    "0x10",
    "9" * 30 + ".5",
    "12,50 €",
    "２０",
    "²",
    "\x00",
]
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(ODD)
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
rows = st.dictionaries(
    st.sampled_from(["id", "title", "brand", "price", "price_cents", "currency", "rating", "rating_count", "stock",
                     "released", "image", "attributes", "description"]) | st.text(max_size=4),
    values,
    max_size=8,
)  # fmt: skip


def imported(kind: str, data: bytes, name: str, events: bytes | None = None) -> None:
    """Imports into a shop that has a catalogue, and looks at what is left of it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, source = Path(scratch) / "shop", Path(scratch) / "in"
        source.mkdir()
        (source / "before.jsonl").write_bytes(BEFORE)
        import_source("jsonl", source / "before.jsonl", folder)
        path = source / name
        path.write_bytes(data)
        told = None
        if events is not None:
            told = source / "events.jsonl"
            told.write_bytes(events)
        before = (folder / "catalog.parquet").read_bytes()
        try:
            made = import_source(kind, path if kind != "movielens" else source, folder, events=told)
        except WhyThisError as error:
            assert "" not in (error.message, error.expected, error.fix), error  # noqa: PT017
            assert (folder / "catalog.parquet").read_bytes() == before
            assert next(iter(Catalog(folder / "catalog.parquet"))).id == "old"
            return
        kept = list(Catalog(folder / "catalog.parquet"))
        assert len(kept) == made.n_items == len({item.id for item in kept}) > 0
        lines = (folder / "rejects.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        assert len(lines) == made.n_rejected
        for line in lines:
            assert json.loads(line)["reason"]
        for item in kept:
            assert item.id
            assert item.title
            assert item.price_cents is None or 0 <= item.price_cents < 2**62
            assert item.rating is None or 0 <= item.rating <= 5


@FEW
@given(data=st.binary(max_size=400), kind=st.sampled_from(["jsonl", "csv", "parquet", "icecat"]))
@example(data=b"\xff\xfe" + "id,title\na,b".encode("utf-16-le"), kind="csv")
@example(data=b"id,title\n" + b"a" * 4_000_001 + b",b\nc,d", kind="csv")
@example(data=b'id,title\n"a,b', kind="csv")
@example(data=b"id,title\r\x00,\x00\n", kind="csv")
@example(data=b"", kind="csv")
@example(data=b"[" * 100_000, kind="jsonl")
@example(data=b'{"id": ' + b"1" * 5000 + b', "title": "t"}', kind="jsonl")
@example(data=b"PAR1" + b"\x00" * 50 + b"PAR1", kind="parquet")
def test_any_bytes(data: bytes, kind: str) -> None:
    imported(kind, data, f"in.{'jsonl' if kind == 'icecat' else kind}")


@FEW
@given(given_rows=st.lists(rows, max_size=5), kind=st.sampled_from(["jsonl", "icecat"]))
@example(given_rows=[{"id": "a", "title": "t", "rating_count": float("nan")}], kind="jsonl")
@example(given_rows=[{"id": "a", "title": "t", "price_cents": float("inf")}], kind="jsonl")
@example(given_rows=[{"id": "\ud800", "title": "\udfff x"}], kind="jsonl")
@example(given_rows=[{"id": "a", "title": "t", "attributes": "[" * 5000}], kind="jsonl")
@example(given_rows=[{"id": "a", "title": "t"}] * 3, kind="jsonl")
def test_any_json(given_rows: list[dict], kind: str) -> None:
    data = "".join(json.dumps(row) + "\n" for row in given_rows).encode()
    imported(kind, data, "in.jsonl")


@FEW
@given(
    cells=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=4),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "gb18030", "cp1252"]),
    sign=st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_table(cells: list[list[str]], encoding: str, sign: str) -> None:
    lines = [sign.join(["id", "title", "price"]), *(sign.join(row) for row in cells)]
    imported("csv", "\r\n".join(lines).encode(encoding, "replace"), "in.csv")


@FEW
@given(
    given_rows=st.lists(
        st.dictionaries(st.sampled_from(["id", "shopper_id", "item_id", "kind", "at"]), values), max_size=5
    )
)
@example(
    given_rows=[
        {"id": "e", "shopper_id": "s", "item_id": "old", "kind": "view", "at": "0001-01-01T00:00:00+23:59"}
    ]
)
@example(given_rows=[{"id": ["e"], "shopper_id": {}, "item_id": "old", "kind": [], "at": 1e400}])
def test_any_events(given_rows: list[dict]) -> None:
    imported("jsonl", BEFORE, "in.jsonl", "".join(json.dumps(row) + "\n" for row in given_rows).encode())


@FEW
@given(
    table=st.dictionaries(
        st.sampled_from(["id", "title", "price", "rating", "attributes", "x"]),
        st.lists(scalars, min_size=2, max_size=2),
    )
)
def test_any_parquet(table: dict[str, list]) -> None:
    try:
        made = pa.table(
            {name: pa.array([None if v is None else str(v) for v in col]) for name, col in table.items()}
        )
    except (pa.ArrowException, UnicodeEncodeError):
        return
    sink = pa.BufferOutputStream()
    pq.write_table(made, sink)
    imported("parquet", sink.getvalue().to_pybytes(), "in.parquet")


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
@pytest.mark.parametrize("cut", [5, 11, 20, -9, -1])
def test_a_packed_file_that_was_cut_short(kind: str, cut: int) -> None:
    rows = [{"id": f"i{n}", "title": f"Lamp {n * 7919}"} for n in range(50)]
    text = (
        "".join(json.dumps(r) + "\n" for r in rows)
        if kind == "jsonl"
        else ("id,title\n" + "".join(f"{r['id']},{r['title']}\n" for r in rows))
    )
    imported(kind, gzip.compress(text.encode())[:cut], f"in.{kind}.gz")


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_a_bomb_is_read_a_line_at_a_time_and_kept_small(kind: str) -> None:
    """Sixty megabytes of one line out of sixty kilobytes: never held whole, and not kept among the rejected."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, source = Path(scratch) / "shop", Path(scratch) / f"in.{kind}.gz"
        with gzip.open(source, "wb", compresslevel=9) as file:
            file.write(b'{"id": "a", "title": "t"}\n' if kind == "jsonl" else b"id,title\na,t\n")
            for _ in range(60):
                file.write(b"x" * 1_000_000)
        assert source.stat().st_size < 100_000
        made = import_source(kind, source, folder)
        assert made.n_items == 1
        assert (folder / "rejects.jsonl").stat().st_size < 1_000_000


@FEW
@given(movies=st.binary(max_size=200), ratings=st.binary(max_size=200))
@example(
    movies=b"movieId,title,genres\n1,A (1999),B\n",
    ratings=b"userId,movieId,rating,timestamp\n1,1,nan,1\n1,1,5,1e99\n",
)
@example(
    movies=b"movieId,title,genres\n1,A,B\n",
    ratings=b"userId,movieId,rating,timestamp\n1,1,5,99999999999999999\n1,1,inf,-9\n",
)
def test_any_films(movies: bytes, ratings: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        source, folder = Path(scratch) / "in", Path(scratch) / "shop"
        source.mkdir()
        (source / "movies.csv").write_bytes(movies)
        (source / "ratings.csv").write_bytes(ratings)
        try:
            assert import_source("movielens", source, folder).n_items > 0
        except WhyThisError as error:
            assert error.fix  # noqa: PT017
            assert not (folder / "catalog.parquet").exists()
