"""Measures what the turns of whole talks refer to: shown items, one of several, or something that is not shown.

A talks file is JSON lines: {"shown": a list's name, "turns": [{"text": ..., "items": [ids]}, ...]}. In place of `items`
a turn may have `one_of` (several fit equally, so that the agent must ask back) or `missing` (true: what is named is not
on the list).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from whythis.agent.types import Understood
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.reader import Understanding
from whythis.errors import InputError
from whythis.retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: its words and what they mean. Exactly one of `items`, `one_of` and `missing` is meant."""

    text: str
    items: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Turns over one list; `shown` is its name."""

    shown: str
    turns: tuple[Said, ...]


def evaluate_talks(
    reader: Understanding, talks: Sequence[Talk], contexts: Mapping[str, Context]
) -> dict[str, Any]:
    """How many turns refer to what was meant. A talk goes on from what was meant, as the agent's does.

    Args:
        contexts: what is on the screen, by the list's name.

    Returns:
        "talks" and "turns": how many; "references": share of the turns that were read rightly; "wrong": the others,
        each with its text, what was meant and what was read.
    """
    wrong: list[dict[str, Any]] = []
    turns = 0
    for talk in talks:
        context = contexts[talk.shown]
        for said in talk.turns:
            turns += 1
            read = reader.read(said.text, context)
            if not is_meant(read, said):
                wrong.append(
                    {
                        "shown": talk.shown,
                        "text": said.text,
                        "meant": {k: v for k, v in _fields(said).items() if v},
                        "acts": list(read.acts),
                        "read": [[r.text, list(r.item_ids), r.every] for r in read.references],
                    }
                )
            context = _after(context, said, read.acts)
    share = round(1 - len(wrong) / turns, 4) if turns else 0.0
    return {"talks": len(talks), "turns": turns, "references": share, "wrong": wrong}


def is_meant(read: Understood, said: Said) -> bool:
    """Whether a reading points at what was meant, and at nothing else."""
    sure = {i for r in read.references if r.every or len(r.item_ids) == 1 for i in r.item_ids}
    if said.missing:
        return any(not r.item_ids for r in read.references) and not sure
    if said.one_of:
        unsure = [set(r.item_ids) for r in read.references if len(r.item_ids) > 1 and not r.every]
        return unsure == [set(said.one_of)] and not sure
    return sure == set(said.items) and all(r.item_ids for r in read.references)


def read_talks(path: Path) -> list[Talk]:
    """The talks of a JSON lines file.

    Raises:
        InputError: the file cannot be read, holds no talk, or a line is none.
    """
    talks = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            talks.append(Talk(str(row["shown"]), tuple(_said(turn) for turn in row["turns"])))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"Line {number} of {path} is no talk.",
                expected='{"shown": "...", "turns": [{"text": "...", "items": ["..."]}, ...]}',
                got=f"{line[:80]} ({error})", fix="Correct or remove the line.",
            ) from error  # fmt: skip
    if not talks:
        raise InputError(
            "There are no talks.", expected='JSON lines with "shown" and "turns"', got=f"{path} without any",
            fix="Name another file.",
        )  # fmt: skip
    return talks


def read_lists(path: Path, item_of: Callable[[str], Item | None]) -> dict[str, Context]:
    """What is on the screen, by name, from a JSON object of lists of item ids.

    Raises:
        InputError: the file cannot be read, or the catalogue lacks an item of it.
    """
    try:
        lists = {
            str(name): [str(item_id) for item_id in ids] for name, ids in json.loads(_text(path)).items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(
            "The lists cannot be read.", expected='a JSON object: {"name": ["item id", ...], ...}',
            got=f"{path}: {error}", fix="Correct the file.",
        ) from error  # fmt: skip
    contexts = {}
    for name, ids in lists.items():
        items = tuple(item for item in map(item_of, ids) if item is not None)
        if len(items) < len(ids):
            raise InputError(
                "A list holds an item that this shop does not have.", expected="ids of the shop's catalogue",
                got=f"{name}: {', '.join(ids)}"[:200], fix="Name the shop that the lists were made in.",
            )  # fmt: skip
        contexts[name] = Context(shown=items, asked=True, last_acts=("recommend",))
    return contexts


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The talks cannot be read.", expected="a UTF-8 file", got=f"{path}: {error}",
            fix="Check the path and the encoding.",
        ) from error  # fmt: skip


def _said(turn: Mapping[str, Any]) -> Said:
    said = Said(
        str(turn["text"]),
        tuple(turn.get("items", ())),
        tuple(turn.get("one_of", ())),
        bool(turn.get("missing", False)),
    )
    if sum(map(bool, (said.one_of, said.missing, said.items))) > 1:
        raise ValueError("a turn means items, one of several, or what is missing")
    return said


def _fields(said: Said) -> dict[str, Any]:
    return {"items": list(said.items), "one_of": list(said.one_of), "missing": said.missing}


def _after(context: Context, said: Said, acts: tuple[str, ...]) -> Context:
    focus = said.items[0] if len(said.items) == 1 else context.focus_id
    recent, spoken = (*context.recent, *said.items), said.items or context.spoken
    return replace(context, recent=recent, spoken=spoken, choices=said.one_of, focus_id=focus, last_acts=acts)
