"""Utterance files: messages with the acts that they hold, and the names of everyday things that they speak of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whythis.agent.types import ACTS
from whythis.agent.understanding.lexicon import word_set
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.errors import InputError

_BRANDS = sorted(
    word_set(
        """
        sony samsung bosch hp dell canon philips logitech asus apple lenovo dyson bose nike braun jbl garmin swan
        dualit anker lego kobo kindle shark makita xiaomi adidas brother nintendo fitbit jabra microsoft oral-b
        tefal acer huawei
        """
    )
)
_CATEGORIES = """kettle,headphones,laptop,backpack,lamp,mouse,keyboard,monitor,printer,tent,watch,camera,phone
tablet,speaker,coffee machine,power bank,water bottle,board game,toothbrush,book,knife,chair,desk,earbuds
charger,umbrella,sleeping bag,toaster,jacket,running shoes,yoga mat,smartphone,bag,router,toner cartridge
headset,tv,blender,vacuum cleaner""".replace("\n", ",").split(",")
_VALUES = {
    "colour": ["red", "blue", "black", "white", "green", "pink", "grey"],
    "material": ["plastic", "steel", "leather", "wood"],
    "connection": ["wireless", "bluetooth", "wired", "usb c"],
    "waterproof": ["yes"],
    "foldable": ["yes"],
}

EVERYDAY = Vocabulary.build(_BRANDS, _CATEGORIES, _VALUES)
"""Names for reading without a shop: the classifier learns their places in a sentence, not the names."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A labelled message and the context line it was said in (empty: it may be said in any)."""

    text: str
    acts: tuple[str, ...]
    context: str = ""


def read_messages(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON lines file, each with a "text".

    Raises:
        InputError: the file cannot be read, holds no message, or a line is none.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The utterances cannot be read.", expected="a UTF-8 file of JSON lines",
            got=f"{path}: {error}", fix="Check the path and the encoding.",
        ) from error  # fmt: skip
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InputError(
                f"Line {number} of {path} is no utterance.", expected='{"text": "...", ...}',
                got=line[:80], fix="Correct or remove the line.",
            )  # fmt: skip
        rows.append(row)
    if not rows:
        raise InputError(
            "There are no utterances.", expected='JSON lines with "text"', got=f"{path} without any",
            fix="Name another file.",
        )  # fmt: skip
    return rows


def read_utterances(path: Path) -> list[Utterance]:
    """The labelled messages of a JSON lines file.

    Raises:
        InputError: as `read_messages`, and for a line without acts or with an unknown one.
    """
    utterances: list[Utterance] = []
    for number, row in enumerate(read_messages(path), 1):
        acts = row.get("acts")
        if not isinstance(acts, list) or not acts or not set(map(str, acts)) <= set(ACTS):
            raise InputError(
                f"Line {number} of {path} has no acts that are known.", expected=f"acts among {', '.join(ACTS)}",
                got=str(acts), fix="Use the names of the acts as they are.",
            )  # fmt: skip
        utterances.append(Utterance(row["text"], tuple(acts), str(row.get("context") or "")))
    return utterances
