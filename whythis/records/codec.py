"""Decisions to JSON and back, exactly: what is loaded equals what was saved."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from whythis.errors import ShopError
from whythis.ranking.types import Decision

_DECISION = TypeAdapter(Decision)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def decision_to_json(decision: Decision) -> tuple[str, dict[str, tuple[str, str]]]:
    """The decision with each candidate's item and text replaced by a hash, and what the hashes stand for.

    Returns:
        The canonical JSON, and hash -> (item id, canonical JSON of item and text).
    """
    data = _DECISION.dump_python(decision, mode="json")
    snapshots = {}
    for candidate in data["candidates"]:
        item_id = candidate["item"]["id"]
        body = canonical({"item": candidate.pop("item"), "text": candidate.pop("text")})
        key = sha256_of(body)
        candidate["snapshot"] = key
        snapshots[key] = (item_id, body)
    return canonical(data), snapshots


def references(body: str) -> tuple[list[str], list[str]]:
    """The ids of the items that a decision showed, and the hashes of the item snapshots that it saw."""
    data = json.loads(body)
    return data["shown"], [candidate["snapshot"] for candidate in data["candidates"]]


def decision_from_json(body: str, snapshots: dict[str, str]) -> Decision:
    """The decision as it was saved.

    Raises:
        ShopError: the record is damaged or an item snapshot is missing.
    """
    try:
        data = json.loads(body)
        for candidate in data["candidates"]:
            key = candidate.pop("snapshot")
            if sha256_of(snapshots[key]) != key:
                raise ValueError(f"item snapshot {key} was changed")
            candidate |= json.loads(snapshots[key])
        return _DECISION.validate_python(data)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise ShopError(
            "A saved decision cannot be read.",
            expected="a decision and all its item snapshots",
            got=f"{type(error).__name__}: {str(error).splitlines()[0][:160]}",
            fix="Restore the database from a backup.",
        ) from error
