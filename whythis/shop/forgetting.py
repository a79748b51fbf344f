"""Takes a shopper out of the shop's own files: the list of people, and the rows that an import rejected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from whythis.ranking.history import History
from whythis.records.store import Store
from whythis.records.types import hash_of
from whythis.shop.build import REJECTS
from whythis.shop.people import SHOPPERS

_ID_COLUMNS = ("shopper_id", "userId", "user_id")
"""How the sources that we read name the shopper of a rejected event."""


def forget_in_files(folder: Path, shopper_id: str) -> None:
    """Takes every line about a shopper out of `shoppers.jsonl` and `rejects.jsonl`; events are not looked at."""
    for name, is_theirs in _finders(shopper_id).items():
        _without(folder / name, is_theirs)


def held_in_files(folder: Path, shopper_id: str) -> dict[str, list[object]]:
    """Every line about a shopper in these files, by file."""
    found: dict[str, list[object]] = {}
    for name, is_theirs in _finders(shopper_id).items():
        path = folder / name
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        found[name] = [row for row in map(_parsed, lines) if is_theirs(row)]
    return found


def _finders(shopper_id: str) -> dict[str, Callable[[object], bool]]:
    """By file, what tells whether a line of it is about the shopper."""
    ids = {shopper_id, shopper_id.removeprefix("u")}  # MovieLens numbers its people, and we put a "u" before
    as_word = re.compile(rf"(?<![\w-]){re.escape(shopper_id)}(?![\w-])")

    def rejected(row: object) -> bool:
        raw = row.get("raw") if isinstance(row, dict) else None
        if isinstance(raw, dict):
            return any(str(raw.get(column, "")) in ids for column in _ID_COLUMNS)
        return as_word.search(json.dumps(raw, ensure_ascii=False)) is not None

    return {SHOPPERS: lambda row: isinstance(row, dict) and row.get("id") == shopper_id, REJECTS: rejected}


def forget_again(history: History, store: Store) -> int:
    """Takes out of the events what was erased before and an import has brought back; says how many."""
    erased = store.erasing.all_suppressed()
    count = 0
    for shopper_id in history.shopper_ids() if erased else ():
        gone = erased.get(hash_of("shopper", shopper_id))
        if gone is not None and any(gone.covers(e.id, e.at_utc) for e in history.of(shopper_id)):
            count += history.erase(shopper_id, lambda e, gone=gone: gone.covers(e.id, e.at_utc))
    return count


def _without(path: Path, is_gone: Callable[[object], bool]) -> None:
    """Writes a file of JSON lines anew without some; lines that are no JSON stay."""
    if not path.exists():
        return
    with FileLock(path.with_name(path.name + ".lock")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not is_gone(_parsed(line))]
        if len(kept) < len(lines):
            scratch = path.with_suffix(".tmp")
            scratch.write_text("".join(kept), encoding="utf-8")
            scratch.replace(path)


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
