"""Where the sample shop's files are: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

from whythis.errors import ShopError

_PACKAGE = Path(__file__).resolve().parents[1]


def sample_folder() -> Path:
    """The folder with the sample shop's catalogue, events, judgments and images."""
    for folder in (_PACKAGE / "_data_samples", _PACKAGE.parent / "data_samples"):
        if (folder / "catalog.jsonl").is_file():
            return folder
    raise ShopError(
        "The sample shop's files are missing.",
        expected=f"catalog.jsonl in {_PACKAGE / '_data_samples'}",
        got="no such file",
        fix="Install WhyThis again, or run: python -m data_samples.build",
    )
