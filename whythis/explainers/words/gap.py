"""How far attributions are from summing to what they explain."""

from __future__ import annotations


def relative_gap(total: float, base: float, output: float) -> float:
    """|total + base - output| over |output - base|, the latter at least 1e-6."""
    return abs(total + base - output) / max(abs(output - base), 1e-6)
