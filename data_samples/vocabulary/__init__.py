"""What the sample shop sells: one small file a group of categories."""

from __future__ import annotations

from importlib import import_module

from data_samples.model import Category

_GROUPS = (
    "kettles",
    "coffee",
    "pans",
    "bottles",
    "audio",
    "speakers",
    "lighting",
    "bags",
    "running",
    "outdoors",
    "pointing",
    "typing_tools",
    "novels",
    "games",
    "chairs",
)


def _gather() -> tuple[Category, ...]:
    found = []
    for group in _GROUPS:
        module = import_module(f"data_samples.vocabulary.{group}")
        found += [value for value in vars(module).values() if isinstance(value, Category)]
    return tuple(found)


CATEGORIES = _gather()
