"""Pictures of a trained model as SVG: the reliability diagram and the heat map of taste factors."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

_STYLE = (
    "<style>text{font:12px system-ui,sans-serif;fill:#1f2937}.axis{stroke:#6b7280}.ideal{stroke:#6b7280;"
    "stroke-dasharray:4 4}.bar{fill:#9ca3af}.line{fill:none;stroke:#1d4ed8;stroke-width:2}.dot{fill:#1d4ed8}"
    "@media (prefers-color-scheme:dark){text{fill:#e5e7eb}.line{stroke:#93c5fd}.dot{fill:#93c5fd}}</style>"
)
_SIZE, _LEFT, _TOP = 320, 48, 28


def reliability_diagram(bins: Sequence[tuple[float, float, int]], ece: float, title: str) -> str:
    """Share of fitting items over predicted probability, one dot a bin, its area by the bin's count.

    Args:
        bins: (mean probability, share that fits, count), by rising probability.
    """
    total = max(sum(count for _, _, count in bins), 1)

    def x(value: float) -> float:
        return round(_LEFT + value * _SIZE, 1)

    def y(value: float) -> float:
        return round(_TOP + (1 - value) * _SIZE, 1)

    dots = "".join(
        f'<circle class="dot" cx="{x(p)}" cy="{y(share)}" r="{2 + 14 * (count / total) ** 0.5:.1f}" '
        f'fill-opacity="0.75"><title>{p:.0%} predicted, {share:.0%} fit, {count} judged</title></circle>'
        for p, share, count in bins
    )
    ticks = "".join(
        f'<text x="{x(t)}" y="{_TOP + _SIZE + 16}" text-anchor="middle">{t:.0%}</text>'
        f'<text x="{_LEFT - 6}" y="{y(t) + 4}" text-anchor="end">{t:.0%}</text>'
        for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    path = " ".join(f"{x(p)},{y(share)}" for p, share, _ in bins)
    told = f"{title}: calibration error {ece:.3f} over {len(bins)} bins of equal mass"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _SIZE + 24} {_TOP + _SIZE + 44}" '
        f'role="img" aria-label="{escape(told)}">{_STYLE}<text x="{_LEFT}" y="16">{escape(told)}</text>'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIZE}" height="{_SIZE}" fill="none" class="axis"/>'
        f'<line class="ideal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>'
        f'<polyline class="line" points="{path}"/>{dots}{ticks}'
        f'<text x="{x(0.5)}" y="{_TOP + _SIZE + 34}" text-anchor="middle">predicted chance that it fits</text>'
        f'<text transform="translate(12 {y(0.5)}) rotate(-90)" text-anchor="middle">share that fits</text></svg>\n'
    )


def factor_heat_map(
    rows: Sequence[tuple[str, np.ndarray]], title: str, columns: Sequence[str] | None = None
) -> str:
    """Factors as coloured cells: blue above zero, orange below, a stronger colour for a larger value.

    Args:
        rows: a label and its (n_factors,) values each; shoppers and items in one list compare directly.
        columns: names of the factors; numbers from 1 when not given.
    """
    values = np.array([row for _, row in rows]) if rows else np.zeros((0, 0))
    largest = float(np.abs(values).max()) if values.size else 1.0
    cell_w, cell_h, label_w = 22, 20, 260
    n_factors = values.shape[1] if values.ndim == 2 else 0
    names = list(columns) if columns else [str(n + 1) for n in range(n_factors)]
    width, height = label_w + cell_w * n_factors + 12, 52 + cell_h * len(rows) + 12
    head = "".join(
        f'<text x="{label_w + cell_w * n + cell_w / 2}" y="44" text-anchor="middle">{escape(name)}</text>'
        for n, name in enumerate(names)
    )
    body = []
    for line, (label, row) in enumerate(rows):
        top = 52 + cell_h * line
        shown = label if len(label) <= 38 else label[:37] + "…"
        body.append(f'<text x="{label_w - 8}" y="{top + 14}" text-anchor="end">{escape(shown)}</text>')
        for n, value in enumerate(row.tolist()):
            strength = abs(value) / (largest or 1.0)
            colour = "#1d4ed8" if value >= 0 else "#c2410c"
            body.append(
                f'<rect x="{label_w + cell_w * n}" y="{top}" width="{cell_w - 1}" height="{cell_h - 1}" '
                f'fill="{colour}" fill-opacity="{strength:.2f}"><title>{escape(label)}, factor '
                f"{escape(names[n])}: {value:+.2f}</title></rect>"
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}">{_STYLE}<text x="8" y="18">{escape(title)}</text>{head}'
        f"{''.join(body)}</svg>\n"
    )
