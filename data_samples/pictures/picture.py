"""What a picture is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """`ground` is the colour behind the object, `shadow` half the width of its shadow, `shapes` SVG elements."""

    ground: str
    shadow: int
    shapes: str
