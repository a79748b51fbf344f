"""Makes a shop's folder out of source files: catalogue, events, indexes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from whythis.errors import ImportSourceError
from whythis.ranking.history import read_events_source, read_movielens_events, write_events
from whythis.ranking.pair_text import item_part, pair_text
from whythis.ranking.passages import PairTokenizer, load_tokenizer
from whythis.ranking.prepared import write_prepared
from whythis.ranking.ranker import snapshot
from whythis.ranking.types import Event
from whythis.retrieval.backbone import backbone_sha256
from whythis.retrieval.build import build_indexes
from whythis.retrieval.catalog import Catalog, write_catalog
from whythis.retrieval.encoder import TextEncoder
from whythis.retrieval.importers import (
    FieldMap,
    Rejected,
    read_icecat,
    read_movielens,
    read_tabular,
    unique_items,
)
from whythis.retrieval.types import Item
from whythis.shop.settings import Settings, read_settings, write_settings

KINDS = ("icecat", "movielens", "csv", "jsonl", "parquet")
CATALOG, EVENTS, REJECTS, INDEX = "catalog.parquet", "events.parquet", "rejects.jsonl", "index"
PREPARED = "texts"
"""In the folder of the indexes: items' texts as the cross-encoder reads them."""
_READERS = {"icecat": read_icecat, "movielens": read_movielens}
COMPANIONS = ("names.json", "shoppers.jsonl")
"""Optional files that may lie beside a source: names in other languages, and the people of a sample shop."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: counts of items, events, and rows that went to `rejects.jsonl`."""

    n_items: int
    n_events: int
    n_rejected: int


def import_source(
    kind: str,
    source: Path,
    folder: Path,
    *,
    columns: dict[str, str] | None = None,
    events: Path | None = None,
    known_as: Literal["", "icecat", "sample"] = "",
    on_read: Callable[[int, int], None] = lambda good, bad: None,
) -> Imported:
    """Reads a source into the shop's `catalog.parquet`, and everything unusable into `rejects.jsonl`.

    The catalogue is replaced only when the whole source was read, so a failed import leaves the old one.

    Args:
        kind: one of `KINDS`.
        columns: item's field to source column; wins over `[import.fields]` of an existing `shop.toml`.
        events: a jsonl, csv or parquet file of shoppers' events.
        known_as: for a new shop, the catalogue that the shipped weights know it as.
        on_read: called with the counts of good and rejected rows now and then.

    Raises:
        ImportSourceError: an unknown kind, an unreadable source, or not one usable row.
        ShopError: the folder has a `shop.toml` that cannot be used.
    """
    if kind not in KINDS:
        raise ImportSourceError(
            "This kind of source is not known.",
            expected=" | ".join(KINDS),
            got=kind,
            fix="Name one of these.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    known = read_settings(folder) if (folder / "shop.toml").exists() else Settings(name=folder.resolve().name)
    fields = FieldMap({**known.source.fields, **(columns or {})}, known.source.currency)
    rejected = 0
    with (folder / REJECTS).open("w", encoding="utf-8", errors="backslashreplace") as rejects:

        def reject(row: Rejected) -> None:
            nonlocal rejected
            rejected += 1
            rejects.write(row.to_json() + "\n")

        rows = _READERS[kind](source) if kind in _READERS else read_tabular(kind, source, fields)
        items = list(_counted(unique_items(rows, reject), lambda good: on_read(good, rejected)))
        on_read(len(items), rejected)
        if not items:
            raise ImportSourceError(
                "The source has no usable row.",
                expected="at least one row with an id and a title",
                got=f"{rejected} rows, all rejected",
                fix=f"See the reasons in {folder / REJECTS}; --map FIELD=COLUMN names other columns.",
            )
        write_catalog(items, folder / CATALOG)
        ids = {item.id for item in items}
        streams = [read_movielens_events(source, ids)] if kind == "movielens" else []
        streams += [read_events_source(events, ids)] if events else []
        n_events = _import_events(chain(*streams), folder, reject) if streams else 0
    _copy_companions(source if source.is_dir() else source.parent, folder)
    write_settings(
        folder,
        known.model_copy(
            update={
                "source": known.source.model_copy(
                    update={
                        "fields": fields.columns,
                        "known_as": known_as or ("icecat" if kind == "icecat" else ""),
                    }
                )
            }
        ),
    )
    return Imported(len(items), n_events, rejected)


def index_shop(folder: Path, encoder: TextEncoder, on_progress: Callable[[int, bool], None]) -> None:
    """Builds (or, after a kill, goes on building) the indexes of the shop's catalogue, and prepares its texts."""
    catalog = Catalog(folder / CATALOG)
    build_indexes(catalog, encoder, folder / INDEX, on_progress)
    _prepare_texts(catalog, encoder.backbone, folder / INDEX / PREPARED)


def _prepare_texts(catalog: Catalog, backbone: str, folder: Path) -> None:
    """Keeps the word pieces of every item as the cross-encoder reads them."""
    tokenizer = PairTokenizer(load_tokenizer(backbone))
    pairs = [pair_text("", "", item_part(snapshot(item))) for item in catalog]
    pieces = zip(pairs, tokenizer.items(pairs), strict=True)
    write_prepared(((pair.side_b, *found) for pair, found in pieces), folder, backbone_sha256(backbone))


def _counted(items: Iterator[Item], on_read: Callable[[int], None]) -> Iterator[Item]:
    for count, item in enumerate(items, start=1):
        if count % 1000 == 0:
            on_read(count)
        yield item


def _import_events(rows: Iterable[Event | Rejected], folder: Path, reject: Callable[[Rejected], None]) -> int:
    good = []
    for row in rows:
        if isinstance(row, Rejected):
            reject(row)
        else:
            good.append(row)
    write_events(good, folder / EVENTS)
    return len(good)


def _copy_companions(source_folder: Path, folder: Path) -> None:
    for name in COMPANIONS:
        if (source_folder / name).is_file() and source_folder.resolve() != folder.resolve():
            shutil.copyfile(source_folder / name, folder / name)
    images = source_folder / "images"
    if images.is_dir() and source_folder.resolve() != folder.resolve():
        shutil.copytree(images, folder / "images", dirs_exist_ok=True, ignore=_links)


def _links(folder: str, names: list[str]) -> list[str]:
    """A link among the pictures of a source may lead anywhere on this machine, so none is followed."""
    return [name for name in names if (Path(folder) / name).is_symlink()]
