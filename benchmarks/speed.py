"""What `whythis bench` measures, on the sample shop or the one that is named."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.cli import main as whythis


def main(arguments: Sequence[str]) -> None:
    whythis(["bench", *(["--shop", arguments[0]] if arguments else [])])
