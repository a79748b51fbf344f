"""The shop that a benchmark runs on: the one that is named, or the sample shop, built where it is missing."""

from __future__ import annotations

from pathlib import Path

from whythis.cli.demo import build_sample
from whythis.shop import Shop

SAMPLE_SHOP = "shops/sample"


def open_shop(folder: str = "") -> Shop:
    if not folder or folder == SAMPLE_SHOP:
        build_sample(Path(SAMPLE_SHOP))
    return Shop.open(folder or SAMPLE_SHOP)
