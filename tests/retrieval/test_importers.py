import csv
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whythis.errors import ImportSourceError
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.importers import FieldMap, Rejected, read_tabular, unique_items
from whythis.retrieval.importers.icecat import attributes_of, find_categories
from whythis.retrieval.importers.rows import RowError, parse_price
from whythis.retrieval.text import plain_text
from whythis.shop.build import import_source

GOOD = {"id": "a1", "title": "A lamp", "price": "12.50"}


def write_jsonl(path: Path, rows: list) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
    return path


def rejects_of(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"title": "no id"}, "no id"),
        ({"id": "x"}, "no title"),
        ({"id": "x", "title": "   "}, "no title"),
        ({"id": "x", "title": "<b></b>"}, "no title"),
        ({"id": "x", "title": "t", "price": "-3"}, "negative"),
        ({"id": "x", "title": "t", "price": "ask us"}, "not a number"),
        ({"id": "x", "title": "t", "price_cents": "many"}, "not a number"),
        ({"id": "x", "title": "t", "rating": 17}, "not between 0 and 5"),
        ({"id": "x", "title": "t", "released": "soon"}, "not an ISO date"),
        ({"id": "x", "title": "t", "attributes": [1, 2]}, "not an object"),
        ({"id": "a1", "title": "the same id again"}, "duplicate of id 'a1' in line 1"),
        ('{"id": "x", "title"', "not JSON"),
        ("[1, 2]", "not a JSON object"),
    ],
)
def test_a_bad_row_is_kept_with_line_reason_and_content(tmp_path: Path, row, reason: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [GOOD, row, {"id": "a2", "title": "Another"}])
    made = import_source("jsonl", source, tmp_path / "shop")
    assert (made.n_items, made.n_rejected) == (2, 1)
    (rejected,) = rejects_of(tmp_path / "shop")
    assert rejected["line"] == 2
    assert reason in rejected["reason"]
    assert rejected["raw"] == (
        row if isinstance(row, dict) else json.loads(row) if row.endswith("]") else row
    )


@given(
    st.lists(
        st.one_of(
            st.fixed_dictionaries({"id": st.sampled_from("abcdef"), "title": st.text(max_size=8)}),
            st.text(alphabet='{}[]":,ab1', min_size=1, max_size=12).filter(str.strip),
            st.integers(),
        ),
        max_size=12,
    )
)
def test_every_row_becomes_an_item_or_a_rejection(tmp_path_factory, rows: list) -> None:
    source = write_jsonl(tmp_path_factory.mktemp("rows") / "in.jsonl", rows)
    rejected: list[Rejected] = []
    items = list(unique_items(read_tabular("jsonl", source, FieldMap()), rejected.append))
    assert len(items) + len(rejected) == len(rows)


def test_a_row_of_bytes_that_are_no_text_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(
        json.dumps(GOOD).encode() + b'\n{"id": "\xff\xfe"}\n' + b'{"id": "a2", "title": "B"}\n'
    )
    made = import_source("jsonl", source, tmp_path / "shop")
    assert (made.n_items, made.n_rejected) == (2, 1)


def test_a_source_without_a_usable_row_is_an_error_that_leaves_the_old_catalogue(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    import_source("jsonl", write_jsonl(tmp_path / "good.jsonl", [GOOD]), shop)
    with pytest.raises(ImportSourceError, match="no usable row"):
        import_source("jsonl", write_jsonl(tmp_path / "bad.jsonl", [{"id": "x"}]), shop)
    assert Catalog(shop / "catalog.parquet").ids == ["a1"]


@pytest.mark.parametrize(
    ("text", "cents", "currency"),
    [
        ("$1,299.00", 129900, "USD"),
        ("12,50 €", 1250, "EUR"),
        ("1.299,00 EUR", 129900, "EUR"),
        ("£8", 800, "GBP"),
        ("1 299", 129900, "USD"),
        ("1,299", 129900, "USD"),
        ("0.5", 50, "USD"),
        (19.99, 1999, "USD"),
        ("", None, "USD"),
    ],
)
def test_prices_become_cents_and_keep_their_currency(text, cents, currency) -> None:
    assert parse_price(text, "USD") == (cents, currency)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_written_price_is_read_back_to_the_cent(cents: int) -> None:
    assert parse_price(f"${cents / 100:,.2f}", "USD") == (cents, "USD")
    assert parse_price(cents / 100, "USD")[0] == cents


@pytest.mark.parametrize("text", ["12 to 15", "-4", "$-4", "1e400", "x"])
def test_a_price_that_is_no_single_amount_is_refused(text: str) -> None:
    with pytest.raises(RowError):
        parse_price(text, "USD")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Bright&nbsp;<b>lamp</b></p><script>alert(1)</script>", "Bright lamp"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("5 < 7 and AT&T", "5 < 7 and AT&T"),
        ("line\x00 one\r\n\tline two", "line one line two"),
        ("Größe “M”", "Größe “M”"),
    ],
)
def test_markup_becomes_plain_text_and_plain_text_stays(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_csv_and_parquet_give_the_same_items_as_jsonl(tmp_path: Path) -> None:
    rows = [
        {"sku": "1", "name": "Lamp, tall", "cost": "10.00", "Colour": "Red"},
        {"sku": "2", "name": 'He said "bright"', "cost": "5", "Colour": ""},
    ]
    fields = FieldMap({"id": "sku", "title": "name", "price": "cost"}, "EUR")
    with (tmp_path / "in.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    with gzip.open(tmp_path / "in.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    read = {
        kind: [item for _, item, _ in read_tabular(kind, tmp_path / name, fields)]  # type: ignore[misc]
        for kind, name in (("csv", "in.csv"), ("parquet", "in.parquet"), ("jsonl", "in.jsonl.gz"))
    }
    assert read["csv"] == read["parquet"] == read["jsonl"]
    first = read["csv"][0]
    assert (first.title, first.price_cents, first.currency) == ("Lamp, tall", 1000, "EUR")
    assert first.attributes == (("Colour", "Red"),)


def test_a_csv_row_with_a_missing_cell_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,title,price\n1,Lamp,3\n2,Torch\n3,Bulb,4,extra\n")
    made = import_source("csv", tmp_path / "in.csv", tmp_path / "shop")
    assert (made.n_items, made.n_rejected) == (1, 2)


def test_a_mapped_column_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("sku,name\n1,Lamp\n")
    with pytest.raises(ImportSourceError) as error:
        import_source("csv", tmp_path / "in.csv", tmp_path / "shop", columns={"id": "sku", "title": "titel"})
    assert "titel" in error.value.expected
    assert "name" in error.value.got


def test_a_mapping_in_the_settings_is_used_and_an_option_wins_over_it(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "shop.toml").write_text(
        '[import]\ncurrency = "GBP"\n[import.fields]\nid = "sku"\ntitle = "name"\n'
    )
    (tmp_path / "in.csv").write_text("sku,name,label,price\n1,Lamp,Tall lamp,3\n")
    import_source("csv", tmp_path / "in.csv", shop, columns={"title": "label"})
    item = Catalog(shop / "catalog.parquet")[0]
    assert (item.title, item.currency, item.attributes) == ("Tall lamp", "GBP", (("name", "Lamp"),))


def test_events_about_unknown_items_or_of_unknown_kind_are_rejected(tmp_path: Path) -> None:
    event = {"id": "e1", "shopper_id": "s1", "item_id": "a1", "kind": "view", "at": "2026-01-01T10:00:00Z"}
    events = write_jsonl(
        tmp_path / "events.jsonl",
        [event, event, event | {"id": "e2", "item_id": "zz"}, event | {"id": "e3", "kind": "stare"},
         event | {"id": "e4", "at": "yesterday"}],
    )  # fmt: skip
    source = write_jsonl(tmp_path / "in.jsonl", [GOOD])
    made = import_source("jsonl", source, tmp_path / "shop", events=events)
    assert (made.n_events, made.n_rejected) == (1, 4)


def test_icecat_attributes_read_as_words_with_logistics_last() -> None:
    raw = {
        "attr_n_package_weight": 3.0,
        "attr_t_contrast_ratio__typical_": "200:1",
        "attr_b_touchscreen": False,
    }
    assert attributes_of(raw) == (
        ("contrast ratio (typical)", "200:1"),
        ("touchscreen", "no"),
        ("package weight", "3"),
    )


def test_icecat_categories_come_from_titles_and_are_left_out_where_unsure() -> None:
    titles = {str(n): (f"M{n}", f"Brand M{n} mouse USB Optical") for n in range(6)}
    titles["pad"] = ("Mouse pad deluxe", "Brand Mouse pad deluxe Black")
    titles["end"] = ("Wireless mouse", "Brand Wireless mouse")
    found = find_categories(titles)
    assert {found[str(n)] for n in range(6)} == {"mouse"}
    assert found["end"] == "mouse"
    assert "pad" not in found
