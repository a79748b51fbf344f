"""Pictures of what drives recommendations on the whole: inline SVG that reads in light and dark, and without colour.

Positions are in percent and texts in pixels, as in the chart of one product.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from whythis.explainers.exposure import GroupShare, Interval, ShopperGap
from whythis.explainers.overall import Dependence, Influence, SignalEffect
from whythis.ui.texts import plain, say, signal_label

_ROW, _HEAD = 40, 8
_PLOT_HEIGHT, _PLOT_FOOT = 150, 34
_NODE = 34


def summary_chart(signals: Sequence[SignalEffect], lang: str, uid: str) -> str:
    """Each signal's Shapley values over all candidates: a line from the 5th to the 95th percentile, a box for the
    middle half, a bar at the median."""
    rows = [s for s in signals if s.mean_abs > 0]
    low, high = min([0.0, *(s.spread[0] for s in rows)]), max([0.0, *(s.spread[4] for s in rows)])
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return (value - low) / span * 100

    height = _HEAD + _ROW * len(rows) + 8
    told = "; ".join(f"{signal_label(lang, s.name, s.name)} {plain(s.mean_abs)}" for s in rows)
    parts = [_open(uid, height, say(lang, "summary_title"), told)]
    for number, s in enumerate(rows):
        top = _HEAD + _ROW * number
        left, q1, middle, q3, right = (x(v) for v in s.spread)
        line = top + 24
        parts.append(
            f'<g class="wt-row"><text class="wt-label" x="0" y="{top + 12}">'
            f"{escape(signal_label(lang, s.name, s.name))}</text>"
            f'<text class="wt-value" x="100%" y="{top + 12}" text-anchor="end">{plain(s.mean_abs)}</text>'
            f'<line class="wt-axis" x1="{x(0):.2f}%" x2="{x(0):.2f}%" y1="{top + 16}" y2="{top + 32}"></line>'
            f'<line class="wt-whisker" x1="{left:.2f}%" x2="{right:.2f}%" y1="{line}" y2="{line}"></line>'
            f'<rect class="wt-box" x="{q1:.2f}%" width="{max(q3 - q1, 0.4):.2f}%" y="{line - 5}" height="10"></rect>'
            f'<line class="wt-median" x1="{middle:.2f}%" x2="{middle:.2f}%" y1="{line - 7}" y2="{line + 7}"></line></g>'
        )
    return "".join([*parts, "</svg>"])


def dependence_chart(found: Dependence, lang: str, uid: str) -> str:
    """The mean score over a signal's values as a thick line, single items as thin ones."""
    label = signal_label(lang, found.name, found.name)
    values = [v for curve in found.curves for v in curve] + list(found.mean)
    low, high = min(values), max(values)
    span, width = (high - low) or 1.0, (found.grid[-1] - found.grid[0]) or 1.0

    def points(curve: Sequence[float]) -> str:
        return " ".join(
            f"{(g - found.grid[0]) / width * 400:.1f},{_PLOT_HEIGHT - (v - low) / span * (_PLOT_HEIGHT - 16) - 8:.1f}"
            for g, v in zip(found.grid, curve, strict=True)
        )

    told = f"{label}: {plain(found.grid[0])} {plain(found.mean[0])}; {plain(found.grid[-1])} {plain(found.mean[-1])}"
    lines = "".join(f'<polyline class="wt-ice" points="{points(c)}"></polyline>' for c in found.curves)
    return (
        f'<svg class="wt-chart wt-plot" role="img" viewBox="0 0 400 {_PLOT_HEIGHT + _PLOT_FOOT}" width="100%" '
        f'aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">{escape(say(lang, "dependence_title", signal=label))}'
        f'</title><desc id="{uid}-d">{escape(told)}</desc>'
        f'<rect class="wt-track" x="0" y="0" width="400" height="{_PLOT_HEIGHT}"></rect>{lines}'
        f'<polyline class="wt-mean" points="{points(found.mean)}"></polyline>'
        f'<text class="wt-sum" x="0" y="{_PLOT_HEIGHT + 14}">{plain(found.grid[0])}</text>'
        f'<text class="wt-sum" x="400" y="{_PLOT_HEIGHT + 14}" text-anchor="end">{plain(found.grid[-1])}</text>'
        f'<text class="wt-label" x="200" y="{_PLOT_HEIGHT + 30}" text-anchor="middle">{escape(label)}</text></svg>'
    )


def influence_diagram(found: Influence, lang: str, uid: str) -> str:
    """From data to signals to the score; the thicker a line, the larger its share, which also stands at its signal."""
    shares: dict[str, float] = {}
    for _, name, share in found.edges:
        shares[name] = shares.get(name, 0.0) + share
    names = [n for n in sorted(shares, key=lambda n: -shares[n]) if shares[n] >= 0.005]
    sources = list(dict.fromkeys(source for source, name, _ in found.edges if name in names))
    height = max(len(names), len(sources)) * _NODE + 10
    place = {name: (n + 0.5) * (height / len(names)) for n, name in enumerate(names)}
    origin = {source: (n + 0.5) * (height / len(sources)) for n, source in enumerate(sources)}
    told = "; ".join(f"{signal_label(lang, n, n)} {shares[n]:.0%}" for n in names)
    parts = [
        f'<svg class="wt-chart wt-diagram" role="img" viewBox="0 0 640 {height:.0f}" width="100%" '
        f'aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">{escape(say(lang, "influence_title"))}</title>'
        f'<desc id="{uid}-d">{escape(told)}</desc>'
    ]
    for source, name, share in found.edges:
        if name in place:
            parts.append(_edge(118, origin[source], 232, place[name], share))
    for name in names:
        parts.append(_edge(508, place[name], 578, height / 2, shares[name]))
    for source in sources:
        parts.append(
            f'<text class="wt-strong" x="0" y="{origin[source] + 5:.1f}">{escape(say(lang, f"source_{source}"))}</text>'
        )
    for name in names:
        label = f"{signal_label(lang, name, name)} · {shares[name]:.0%}"
        parts.append(f'<text class="wt-label" x="240" y="{place[name] + 5:.1f}">{escape(label)}</text>')
    parts.append(
        f'<text class="wt-strong" x="584" y="{height / 2 + 5:.1f}">{escape(say(lang, "score"))}</text></svg>'
    )
    return "".join(parts)


def group_chart(groups: Sequence[GroupShare], lang: str, uid: str) -> str:
    """Exposure of each group with its interval, and a tick where it would be by its share of what was compared."""
    rows = [g for g in groups if g.exposure[0] == g.exposure[0]]
    top_value = max([0.01, *(g.exposure[2] for g in rows), *(g.candidate_share for g in rows)])
    told = "; ".join(f"{g.group} {g.exposure[0]:.1%}" for g in rows)
    parts = [_open(uid, _HEAD + _ROW * len(rows) + 8, say(lang, "groups_title"), told)]
    for number, g in enumerate(rows):
        top = _HEAD + _ROW * number
        value, low, high = (v / top_value * 100 for v in g.exposure)
        fair = g.candidate_share / top_value * 100
        parts.append(
            f'<g class="wt-row"><text class="wt-label" x="0" y="{top + 12}">{escape(g.group[:40])}</text>'
            f'<text class="wt-value" x="100%" y="{top + 12}" text-anchor="end">{g.exposure[0]:.1%}</text>'
            f'<rect class="wt-track" x="0" width="100%" y="{top + 19}" height="10" rx="2"></rect>'
            f'<rect class="wt-bar wt-bar-for" x="0" width="{value:.2f}%" y="{top + 19}" height="10" rx="2"></rect>'
            f'<line class="wt-whisker" x1="{low:.2f}%" x2="{high:.2f}%" y1="{top + 24}" y2="{top + 24}"></line>'
            f'<line class="wt-median" x1="{fair:.2f}%" x2="{fair:.2f}%" y1="{top + 15}" y2="{top + 33}"></line></g>'
        )
    return "".join([*parts, "</svg>"])


def gap_chart(gaps: Sequence[ShopperGap], lang: str, uid: str) -> str:
    """By how much one group of shoppers is above another: a mark with its interval, beside a line at no difference.

    In percentage points; the score, which has another unit, stands in the table.
    """
    rows = [
        (f"{say(lang, f'shopper_{g.group}')} – {say(lang, f'shopper_{g.other}')} · {say(lang, name)}", value)
        for g in gaps
        for name, value in (("chance", g.probability), ("popular", g.popular), ("dear", g.dear))
        if value is not None
    ]
    reach = max([0.01, *(abs(end) for _, (_, low, high) in rows for end in (low, high))])
    told = "; ".join(f"{label} {points(value)}" for label, value in rows)
    parts = [_open(uid, _HEAD + _ROW * len(rows) + 8, say(lang, "gaps_title"), told)]
    for number, (label, value) in enumerate(rows):
        top = _HEAD + _ROW * number
        middle, low, high = (50 + v / reach * 50 for v in value)
        parts.append(
            f'<g class="wt-row"><text class="wt-label" x="0" y="{top + 12}">{escape(label)}</text>'
            f'<text class="wt-value" x="100%" y="{top + 12}" text-anchor="end">{points(value)}</text>'
            f'<line class="wt-axis" x1="50%" x2="50%" y1="{top + 16}" y2="{top + 32}"></line>'
            f'<line class="wt-whisker" x1="{low:.2f}%" x2="{high:.2f}%" y1="{top + 24}" y2="{top + 24}"></line>'
            f'<line class="wt-median" x1="{middle:.2f}%" x2="{middle:.2f}%" y1="{top + 17}" y2="{top + 31}"></line></g>'
        )
    return "".join([*parts, "</svg>"])


def points(value: Interval) -> str:
    """A difference of shares in percentage points, with its interval: +3.1 (-0.4 – +6.6)."""
    middle, low, high = (f"{v * 100:+.1f}" for v in value)
    return f"{middle} ({low} – {high})"


def _edge(x1: float, y1: float, x2: float, y2: float, share: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f'<path class="wt-flow" d="M{x1:.0f} {y1:.1f} C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}" '
        f'stroke-width="{max(0.6, 26 * share):.1f}"></path>'
    )


def _open(uid: str, height: float, title: str, told: str) -> str:
    return (
        f'<svg class="wt-chart" role="img" width="100%" height="{height:.0f}" aria-labelledby="{uid}-t {uid}-d">'
        f'<title id="{uid}-t">{escape(title)}</title><desc id="{uid}-d">{escape(told)}</desc>'
    )


__all__ = ["dependence_chart", "gap_chart", "group_chart", "influence_diagram", "summary_chart"]
