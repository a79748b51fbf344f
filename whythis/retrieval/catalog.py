"""The catalogue: a Parquet file of items, held as columns so that filters need not build items."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from whythis.errors import ShopError
from whythis.retrieval.backbone import file_sha256
from whythis.retrieval.types import Item

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("title", pa.string()),
        ("brand", pa.string()),
        ("category", pa.string()),
        ("price_cents", pa.int64()),
        ("currency", pa.string()),
        ("rating", pa.float64()),
        ("rating_count", pa.int64()),
        ("stock", pa.int64()),
        ("released", pa.string()),
        ("description", pa.string()),
        ("image", pa.string()),
        ("attributes", pa.string()),
    ]
)


def write_catalog(items: Iterable[Item], path: Path) -> int:
    """Writes items to `path` at one stroke (a half-written catalogue is never seen). Returns the count."""
    rows = [
        {name: getattr(item, name) for name in SCHEMA.names if name != "attributes"}
        | {"attributes": json.dumps(item.attributes, ensure_ascii=False)}
        for item in items
    ]
    scratch = path.with_suffix(".tmp")
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), scratch, compression="zstd")
    scratch.replace(path)
    return len(rows)


class Catalog:
    """All items of a shop, by row number and by id.

    Args:
        path: the shop's `catalog.parquet`.

    Raises:
        ShopError: the file is missing, is not a catalogue, or holds no item.
    """

    def __init__(self, path: Path) -> None:
        try:
            table = pq.read_table(path, schema=SCHEMA)
        except (OSError, pa.ArrowException) as error:
            raise ShopError(
                "The shop's catalogue cannot be read.",
                expected=f"a Parquet file with the columns {', '.join(SCHEMA.names)} at {path}",
                got=str(error).splitlines()[0][:200],
                fix="Make it again with: whythis import … --shop " + str(path.parent),
            ) from error
        if table.num_rows == 0:
            raise ShopError(
                "The shop's catalogue is empty.",
                expected="at least one item",
                got="0 items",
                fix="Import a source with products: whythis import … --shop " + str(path.parent),
            )
        self._table = table.combine_chunks()
        self.sha256 = file_sha256(path)
        self.ids: list[str] = table["id"].to_pylist()
        self._rows = {item_id: row for row, item_id in enumerate(self.ids)}
        self.prices_cents: list[int | None] = table["price_cents"].to_pylist()
        self.stocks: list[int | None] = table["stock"].to_pylist()
        self.titles: list[str] = table["title"].to_pylist()
        self.brands: list[str] = table["brand"].to_pylist()
        self.categories: list[str] = table["category"].to_pylist()
        self.ratings: list[float | None] = table["rating"].to_pylist()
        self.rating_counts: list[int] = table["rating_count"].to_pylist()
        self.released: list[str] = table["released"].to_pylist()

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, row: int) -> Item:
        return self.items([row])[0]

    def __iter__(self) -> Iterator[Item]:
        for batch in self._table.to_batches(max_chunksize=1024):
            yield from map(_item, batch.to_pylist())

    def items(self, rows: Sequence[int]) -> list[Item]:
        """The items of several rows, read in one go."""
        return [_item(record) for record in self._table.take(pa.array(rows, pa.int64())).to_pylist()]

    def row_of(self, item_id: str) -> int | None:
        return self._rows.get(item_id)

    def get(self, item_id: str) -> Item | None:
        row = self._rows.get(item_id)
        return None if row is None else self[row]

    def with_ratings(self, ratings: list[float | None], counts: list[int]) -> Catalog:
        """The same items with other ratings, as of another time; held in memory alone."""
        other = copy.copy(self)
        other.ratings, other.rating_counts = ratings, counts
        return other

    @cached_property
    def brand_counts(self) -> Counter[str]:
        return Counter(brand for brand in self.brands if brand)

    @cached_property
    def category_counts(self) -> Counter[str]:
        return Counter(category for category in self.categories if category)

    @cached_property
    def categories_are_complete(self) -> bool:
        """Whether a category may decide what is shown: at least 95 % of items have one."""
        return sum(self.category_counts.values()) >= 0.95 * len(self)


def _item(record: dict[str, Any]) -> Item:
    attributes = tuple((name, value) for name, value in json.loads(record.pop("attributes")))
    return Item(**record, attributes=attributes)
