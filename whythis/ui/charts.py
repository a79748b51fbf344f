"""The contribution chart: how signals moved a product's score, as a small inline SVG.

Nothing is scaled: positions are in percent and texts in pixels, so the same drawing reads well on a phone and
on a desk. Direction, sign and stripes carry the meaning, colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from whythis.explainers.types import Contribution, Explanation
from whythis.ui.texts import plain, say, signal_label, signed

MAX_BARS = 8
# Below this a value reads as 0.00 and its bar would be invisible.
VISIBLE = 0.005
_ROW = 40
_HEAD = 34
_LABEL_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the chart, in score units. `note` is what the pointer is told on top."""

    label: str
    value: float
    note: str = ""


def bars(signals: Sequence[Contribution], lang: str, limit: int = MAX_BARS) -> tuple[Bar, ...]:
    """The strongest signals first; what does not fit is one last row, so that the rows sum to the whole."""
    ranked = sorted(signals, key=lambda s: -abs(s.value))
    visible = [s for s in ranked if abs(s.value) >= VISIBLE]
    shown = visible if len(visible) <= limit else visible[: limit - 1]
    rows = [Bar(signal_label(lang, s.name, s.label), s.value, _note(s, lang)) for s in shown]
    rest = ranked[len(shown) :]
    together = sum(s.value for s in rest)
    if len(visible) > limit or abs(together) >= VISIBLE:
        rows.append(Bar(say(lang, "rest", count=len(rest)), together))
    return tuple(rows)


def signal_chart(explanation: Explanation, lang: str, uid: str) -> str:
    """An SVG of `explanation`'s signals: base value, one bar a signal, and the total that they sum to.

    `uid` keeps ids apart when several charts stand on one page: letters, digits and dashes.
    """
    rows = bars(explanation.signals, lang)
    against = say(lang, "base_other" if explanation.other_id else "base")
    base, total = plain(explanation.base_value), plain(explanation.output_value)
    low = min([0.0, *(row.value for row in rows)])
    high = max([0.0, *(row.value for row in rows)])
    span = (high - low) or 1.0
    zero = -low / span * 100
    height = _HEAD + _ROW * len(rows) + _HEAD
    title = escape(say(lang, "chart_title", base=base, total=total))
    told = "; ".join(f"{row.label} {signed(row.value)}" for row in rows)
    desc = f"{against} {base}; {told}; {say(lang, 'total')} {total}"
    parts = [
        f'<svg class="wt-chart" role="img" width="100%" height="{height}" aria-labelledby="{uid}-t {uid}-d">',
        f'<title id="{uid}-t">{title}</title><desc id="{uid}-d">{escape(desc)}</desc>',
        f'<defs><pattern id="{uid}-s" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="wt-stripe-ground" width="5" height="5"></rect>'
        '<rect class="wt-stripe" width="2.2" height="5"></rect></pattern></defs>',
        _sum_row(against, base, y=16, strong=False),
        *(_bar(row, index, zero, span, uid) for index, row in enumerate(rows)),
        f'<line class="wt-rule" x1="0" x2="100%" y1="{height - _HEAD + 8}" y2="{height - _HEAD + 8}"></line>',
        _sum_row(say(lang, "total"), total, y=height - 6, strong=True),
        "</svg>",
    ]
    return "".join(parts)


def _bar(row: Bar, index: int, zero: float, span: float, uid: str) -> str:
    top = _HEAD + _ROW * index
    width = abs(row.value) / span * 100
    left = zero if row.value >= 0 else zero - width
    side = "for" if row.value >= 0 else "against"
    fill = f' fill="url(#{uid}-s)"' if side == "against" else ""
    told = f"{row.label} {signed(row.value)}" + (f" ({row.note})" if row.note else "")
    place = f'y="{top + 19}" height="10" rx="2"'
    return (
        f'<g class="wt-row" data-side="{side}"><title>{escape(told)}</title>'
        f'<text class="wt-label" x="0" y="{top + 12}">{escape(_short(row.label))}</text>'
        f'<text class="wt-value" x="100%" y="{top + 12}" text-anchor="end">{signed(row.value)}</text>'
        f'<rect class="wt-track" x="0" width="100%" {place}></rect>'
        f'<rect class="wt-bar wt-bar-{side}" x="{left:.3f}%" width="{width:.3f}%" {place}{fill}></rect>'
        f'<line class="wt-axis" x1="{zero:.3f}%" x2="{zero:.3f}%" y1="{top + 16}" y2="{top + 32}"></line></g>'
    )


def _note(signal: Contribution, lang: str) -> str:
    """The signal itself beside the pool's mean: what the contribution was made from."""
    value, mean = signal.detail.get("signal"), signal.detail.get("pool_mean")
    if not isinstance(value, float) or not isinstance(mean, float):
        return ""
    return say(lang, "here_and_mean", value=plain(value), mean=plain(mean))


def _sum_row(label: str, value: str, *, y: int, strong: bool) -> str:
    kind = "wt-sum wt-strong" if strong else "wt-sum"
    return (
        f'<text class="{kind}" x="0" y="{y}">{escape(label)}</text>'
        f'<text class="{kind} wt-value" x="100%" y="{y}" text-anchor="end">{value}</text>'
    )


def _short(label: str) -> str:
    """Cut to what fits beside the value on a phone; a Chinese character takes the room of two letters."""
    room = _LABEL_WIDTH
    for index, char in enumerate(label):
        room -= 2 if ord(char) > 0x2E7F else 1
        if room < 0:
            return label[:index].rstrip() + "…"
    return label
