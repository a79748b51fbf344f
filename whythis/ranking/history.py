"""Shoppers' events: reading them from sources, keeping them in Parquet, finding one shopper's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from whythis.errors import ImportSourceError, ShopError
from whythis.ranking.types import EVENT_KINDS, Event
from whythis.retrieval.importers.movielens import RATINGS, read_columns
from whythis.retrieval.importers.rows import Rejected
from whythis.retrieval.importers.tabular import read_rows

SCHEMA = pa.schema([(name, pa.string()) for name in ("id", "shopper_id", "item_id", "kind", "at_utc")])


def read_events_source(path: Path, item_ids: Collection[str]) -> Iterator[Event | Rejected]:
    """Events from a csv, jsonl or parquet file with the columns id, shopper_id, item_id, kind, at.

    A row is rejected when a value is missing, its item is not in the catalogue, its kind is unknown, its time
    is not ISO 8601, or its id came before.

    Raises:
        ImportSourceError: the file is missing or of another kind.
    """
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1].lower()
    if kind not in ("csv", "jsonl", "parquet"):
        raise ImportSourceError(
            "The kind of the events file is not known.",
            expected="a name that ends in .csv, .jsonl or .parquet",
            got=path.name,
            fix="Rename or convert the file.",
        )
    seen: set[str] = set()
    for line, raw in read_rows(kind, path, ("id", "shopper_id", "item_id", "kind", "at")):
        if isinstance(raw, Rejected):
            yield raw
            continue
        event = _event(raw, item_ids)
        if isinstance(event, Event) and event.id in seen:
            event = f"duplicate of event {event.id!r}"
        if isinstance(event, str):
            yield Rejected(line, f"event: {event}", raw)
            continue
        seen.add(event.id)
        yield event


def read_movielens_events(folder: Path, item_ids: Collection[str]) -> Iterator[Event | Rejected]:
    """A MovieLens folder's ratings as events: 4 stars and more are a like, less than 3 a dislike, between a view."""
    for line, raw in read_columns(folder / RATINGS, ("userId", "movieId", "rating", "timestamp")):
        try:
            stars, seconds = float(raw["rating"]), int(raw["timestamp"])
            at = datetime.fromtimestamp(seconds, UTC).isoformat()
        except (ValueError, OverflowError, OSError):  # a time that no calendar has
            yield Rejected(line, "event: rating or timestamp is not a number", raw)
            continue
        if not 0 <= stars <= 5:
            yield Rejected(line, "event: rating is not between 0 and 5", raw)
            continue
        kind = "like" if stars >= 4 else "view" if stars >= 3 else "dislike"
        values = {
            "id": f"r{line}",
            "shopper_id": f"u{raw['userId']}" if raw["userId"] else "",
            "item_id": raw["movieId"],
            "kind": kind,
            "at": at,
        }
        event = _event(values, item_ids)
        yield event if isinstance(event, Event) else Rejected(line, f"event: {event}", raw)


def _event(raw: dict[str, Any], item_ids: Collection[str]) -> Event | str:
    """The event, or why the row is none."""
    values = {
        name: str(raw.get(name) or "").strip() for name in ("id", "shopper_id", "item_id", "kind", "at")
    }
    missing = [name for name, value in values.items() if not value]
    if missing:
        return "no " + ", ".join(missing)
    if values["kind"] not in EVENT_KINDS:
        return f"kind {values['kind']!r} is none of {', '.join(EVENT_KINDS)}"
    if values["item_id"] not in item_ids:
        return f"item {values['item_id']!r} is not in the catalogue"
    try:
        at = datetime.fromisoformat(values.pop("at"))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # at the edges of the calendar the offset leads beyond them
        return "at is not an ISO 8601 time"
    return Event(**values, at_utc=at.isoformat(timespec="seconds").replace("+00:00", "Z"))


def write_events(events: Iterable[Event], path: Path) -> None:
    rows = sorted(
        (asdict(event) for event in events), key=lambda row: (row["shopper_id"], row["at_utc"], row["id"])
    )
    scratch = path.with_suffix(".tmp")
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), scratch, compression="zstd")
    scratch.replace(path)


class History:
    """All events of a shop, by shopper, in order of time. Notices when its file is replaced, by any process.

    Raises:
        ShopError: the file exists but is not a table of events.
    """

    def __init__(self, path: Path) -> None:
        self._path: Path | None = path
        self._lock = threading.Lock()
        self._file = _identity(path)
        self._of = _read(path)

    @classmethod
    def from_events(cls, events: Iterable[Event]) -> History:
        """A history that is held in memory alone."""
        history = cls.__new__(cls)
        history._path, history._lock, history._file = None, threading.Lock(), None
        history._of = _by_shopper(sorted(events, key=lambda e: (e.shopper_id, e.at_utc, e.id)))
        return history

    def of(self, shopper_id: str | None) -> tuple[Event, ...]:
        return tuple(self._events().get(shopper_id, ())) if shopper_id else ()

    def shopper_ids(self) -> list[str]:
        return sorted(self._events())

    def __iter__(self) -> Iterator[Event]:
        for events in self._events().values():
            yield from events

    def erase(self, shopper_id: str, is_erased: Callable[[Event], bool]) -> int:
        """Takes events of one shopper out of the file and out of memory; says how many.

        The file is replaced whole, under a lock that all processes over this folder share.
        """
        return self._erase(lambda event: event.shopper_id == shopper_id and is_erased(event))

    def erase_before(self, at_utc: str) -> int:
        """Takes everybody's events that are older out of the file and out of memory; says how many."""
        return self._erase(lambda event: event.at_utc < at_utc)

    def _erase(self, is_erased: Callable[[Event], bool]) -> int:
        if self._path is None:
            kept = [e for e in self if not is_erased(e)]
            count, self._of = sum(1 for _ in self) - len(kept), _by_shopper(kept)
            return count
        with FileLock(self._path.with_name(self._path.name + ".lock")):
            events = [event for of_one in _read(self._path).values() for event in of_one]
            kept = [e for e in events if not is_erased(e)]
            if len(kept) < len(events):
                write_events(kept, self._path)
        self._events()
        return len(events) - len(kept)

    def _events(self) -> dict[str, list[Event]]:
        """What the file holds now. A look at its inode and time costs microseconds, so it is taken every time."""
        if self._path is not None and _identity(self._path) != self._file:
            with self._lock:
                found = _identity(self._path)
                if found != self._file:
                    self._of, self._file = _read(self._path), found
        return self._of


def _read(path: Path) -> dict[str, list[Event]]:
    if not path.exists():
        return {}
    try:
        rows = pq.read_table(path, schema=SCHEMA, memory_map=False).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise ShopError(
            "The shop's events cannot be read.",
            expected=f"a Parquet file with the columns {', '.join(SCHEMA.names)} at {path}",
            got=str(error).splitlines()[0][:200],
            fix="Import them again: whythis import … --events FILE",
        ) from error
    return _by_shopper(Event(**row) for row in rows)


def _by_shopper(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.shopper_id, []).append(event)
    return found


def _identity(path: Path) -> tuple[int, int, int] | None:
    """What tells one version of a file from another; None without one."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
