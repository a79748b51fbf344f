"""A sentence and the claims that it rests on: what templates and language models give to the verifier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement. `cites` are the ids of the claims whose evidence it puts into words."""

    text: str
    cites: tuple[str, ...]
