"""CSV, JSON lines and Parquet: any table of products, with its columns mapped to an item's fields."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from whythis.errors import ImportSourceError
from whythis.retrieval.importers.rows import (
    Rejected,
    Row,
    RowError,
    parse_date,
    parse_number,
    parse_price,
)
from whythis.retrieval.text import plain_text
from whythis.retrieval.types import Item

FIELDS = (
    "id", "title", "brand", "category", "price", "price_cents", "currency", "rating", "rating_count", "stock",
    "released", "description", "image", "attributes",
)  # fmt: skip
MAX_LINE_BYTES = 4_000_000
_BROKEN = (OSError, EOFError, zlib.error)
"""What reading raises where a file was cut short or its packing is damaged."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which source column feeds which field; a field that is not named is read from its own name.

    Columns that feed no field become attributes. `currency` is the default for rows that name none.
    """

    columns: dict[str, str] = field(default_factory=dict)
    currency: str = "USD"

    def __post_init__(self) -> None:
        unknown = sorted(set(self.columns) - set(FIELDS))
        if unknown:
            raise ImportSourceError(
                "The field mapping names fields that an item does not have.",
                expected="fields out of " + ", ".join(FIELDS),
                got=", ".join(unknown),
                fix="Write --map FIELD=COLUMN, the item's field first.",
            )

    def column(self, name: str) -> str:
        return self.columns.get(name, name)


def read_tabular(kind: str, path: Path, fields: FieldMap) -> Iterator[Row | Rejected]:
    """Rows of a csv, jsonl or parquet file (csv and jsonl also gzipped) as items or rejections.

    Raises:
        ImportSourceError: the file cannot be read at all, or a mapped column is not in it.
    """
    needed = {fields.column("id"), fields.column("title"), *fields.columns.values()}
    for line, raw in read_rows(kind, path, needed):
        if isinstance(raw, Rejected):
            yield raw
            continue
        try:
            item = _item(raw, fields)
        except RowError as error:
            yield Rejected(line, str(error), raw)
        except (ValueError, OverflowError, RecursionError) as error:
            yield Rejected(line, f"a value that cannot be used: {error}"[:200], raw)
        else:
            yield line, item, raw


def read_rows(kind: str, path: Path, needed: Collection[str]) -> Iterator[tuple[int, Any]]:
    """Rows of a csv, jsonl or parquet file as (1-based line, dict or `Rejected`).

    Args:
        needed: columns that a csv or parquet file must have; rows of jsonl are looked at one by one.

    Raises:
        ImportSourceError: the file is missing, not of its kind, or lacks a needed column.
    """
    if not path.is_file():
        raise ImportSourceError(
            "The source file does not exist.",
            expected=f"a {kind} file",
            got=str(path),
            fix="Check the path.",
        )
    yield from {"csv": _csv_rows, "jsonl": _jsonl_rows, "parquet": _parquet_rows}[kind](path, needed)


def _item(raw: dict[str, Any], fields: FieldMap) -> Item:
    def value(name: str) -> Any:
        return raw.get(fields.column(name))

    def text(name: str) -> str:
        found = value(name)
        return "" if found is None else plain_text(str(found))

    item_id, title = text("id"), text("title")
    if not item_id:
        raise RowError(f"no id (column {fields.column('id')!r})")
    if not title:
        raise RowError(f"no title (column {fields.column('title')!r})")
    currency = text("currency").upper() or fields.currency
    cents = parse_number(value("price_cents"), "price_cents", 0, 1e12)
    price_cents = None if cents is None else round(cents)
    if price_cents is None:
        price_cents, currency = parse_price(value("price"), currency)
    stock = parse_number(value("stock"), "stock", 0, 1e12)
    return Item(
        id=item_id,
        title=title,
        brand=text("brand"),
        category=text("category"),
        price_cents=price_cents,
        currency=currency,
        rating=parse_number(value("rating"), "rating", 0, 5),
        rating_count=int(parse_number(value("rating_count"), "rating_count", 0, 1e12) or 0),
        stock=None if stock is None else int(stock),
        released=parse_date(value("released"), "released"),
        description=text("description"),
        image=text("image"),
        attributes=_attributes(raw, fields),
    )


def _attributes(raw: dict[str, Any], fields: FieldMap) -> tuple[tuple[str, str], ...]:
    """The `attributes` object, or a JSON text of one, and then every column that feeds no field."""
    held = raw.get(fields.column("attributes"))
    if isinstance(held, str) and held.strip():
        try:
            held = json.loads(held)
        except (ValueError, RecursionError):
            raise RowError(f"attributes are not a JSON object: {held[:80]!r}") from None
    if held is not None and held != "" and not isinstance(held, dict):
        raise RowError(f"attributes are not an object: {held!r}"[:120])
    fed = {fields.column(name) for name in FIELDS}
    pairs = [*(held or {}).items(), *((k, v) for k, v in raw.items() if k not in fed)]
    named = ((plain_text(str(name)), _attribute_text(value)) for name, value in pairs)
    return tuple((name, value) for name, value in named if name and value)


def _attribute_text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_attribute_text(part) for part in value)))
    return plain_text(str(value))


def open_text(path: Path) -> io.BufferedReader | gzip.GzipFile:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _jsonl_rows(path: Path, _needed: Collection[str]) -> Iterator[tuple[int, Any]]:
    with open_text(path) as file:
        line = 0
        while True:
            try:
                data = file.readline(MAX_LINE_BYTES)
            except _BROKEN as error:
                raise _breaks_off(path, line, error) from error
            if not data:
                return
            line += 1
            try:
                text = data.decode("utf-8-sig")
                row = json.loads(text) if text.strip() else None
            except (
                ValueError,
                RecursionError,
            ) as error:  # not only of JSON: a number can have too many digits
                yield (
                    line,
                    Rejected(
                        line,
                        f"not JSON: {error}"[:200],
                        data.decode("utf-8", "replace").rstrip("\r\n")[:2000],
                    ),
                )
                continue
            if row is None:
                continue  # a blank line is no row
            if isinstance(row, dict):
                yield line, row
            else:
                yield line, Rejected(line, "not a JSON object", row)


def _csv_rows(path: Path, needed: Collection[str]) -> Iterator[tuple[int, Any]]:
    with open_text(path) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="")
        try:
            first = text.readline(MAX_LINE_BYTES)
        except _BROKEN as error:
            raise _breaks_off(path, 0, error) from error
        try:
            dialect: Any = csv.Sniffer().sniff(first, delimiters=",;\t|")
        except csv.Error:
            dialect = csv.excel
        text.seek(0)
        csv.field_size_limit(MAX_LINE_BYTES)
        reader = csv.DictReader(text, dialect=dialect, restkey="", doublequote=True)
        try:
            names = reader.fieldnames or []
        except _BROKEN as error:
            raise _breaks_off(path, 0, error) from error
        except csv.Error as error:
            raise ImportSourceError(
                "The source has no header that can be read.",
                expected="CSV with the names of its columns in the first line",
                got=str(error)[:200],
                fix="Check the file, or name its real format: whythis import csv|jsonl|parquet",
            ) from error
        _check_columns(path, names, needed)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except _BROKEN as error:
                raise _breaks_off(path, reader.line_num, error) from error
            except csv.Error as error:
                yield reader.line_num, Rejected(reader.line_num, f"not CSV: {error}", None)
                continue
            if "" in row or None in row.values():
                count = len(reader.fieldnames or [])
                yield reader.line_num, Rejected(reader.line_num, f"not {count} cells as the header has", row)
            elif any("\ufffd" in cell for cell in row.values()):
                yield reader.line_num, Rejected(reader.line_num, "not UTF-8", row)
            else:
                yield reader.line_num, row


def _parquet_rows(path: Path, needed: Collection[str]) -> Iterator[tuple[int, Any]]:
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise ImportSourceError(
            "The source is not a Parquet file.",
            expected="Apache Parquet",
            got=str(error).splitlines()[0][:200],
            fix="Check the file, or name its real format: whythis import csv|jsonl|parquet",
        ) from error
    _check_columns(path, file.schema_arrow.names, needed)
    line = 0
    try:
        for batch in file.iter_batches(batch_size=1024):
            for row in batch.to_pylist():
                line += 1
                yield line, row
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _breaks_off(path, line, error) from error


def _breaks_off(path: Path, line: int, error: Exception) -> ImportSourceError:
    """Half a catalogue must not take the place of a whole one."""
    return ImportSourceError(
        "The source breaks off.",
        expected="a whole file",
        got=f"{path.name} until line {line}: {error}"[:200],
        fix="Get the file again; the shop stays as it is until then.",
    )


def _check_columns(path: Path, present: Any, needed: Collection[str]) -> None:
    missing = sorted(set(needed) - set(present))
    if missing:
        raise ImportSourceError(
            "The source lacks columns that are needed.",
            expected="columns " + ", ".join(sorted(needed)),
            got="columns " + ", ".join(map(str, present))[:300] + f" in {path.name}",
            fix="Rename the columns, or for products name the ones to use: --map id=sku --map title=name",
        )
