"""Decisions as CSV, for a spreadsheet that must not run what a shopper or a catalogue wrote."""

from __future__ import annotations

import csv
import io
import re

from whythis.ranking.types import Decision
from whythis.ui.console.texts import say
from whythis.ui.console.types import Found
from whythis.ui.texts import for_staff, signal_label

_STARTS = ("\t", "\r", "\n")
_FORMULA = re.compile(
    r"(^|[;|\t\r\n])([\s\u00a0\u3000\u200b-\u200f\u2060\ufeff\x00\"\']*)(?=[=+\-@＝＋－＠])"
)
Cell = str | int | float | None


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.

    Source: OWASP, CSV Injection. Leading spaces and quotes are looked through, since spreadsheets do so too; and so is
    what separates cells where another sign than the comma does, since there a text becomes several cells.
    """
    if not isinstance(cell, str):
        return cell
    inside = _FORMULA.sub(lambda found: f"{found[1]}'{found[2]}", cell)
    return f"'{inside}" if inside.startswith(_STARTS) else inside


def decisions_csv(found: Found, lang: str) -> str:
    """One row for each product that was shown."""
    heads = ("decision", "at_utc", "shopper", "request", "place", "item", "title", "bought_at_utc", "flagged")
    rows: list[list[Cell]] = []
    for d in found.decisions:
        start: list[Cell] = [d.id, d.made_at_utc, d.shopper_id or "", d.request_text]
        flag = say(lang, "flagged") if d.id in found.flagged else ""
        rows += [
            [*start, place, item, found.titles.get(item, ""), found.bought.get((d.id, item), ""), flag]
            for place, item in enumerate(d.shown, start=1)
        ] or [[*start, None, "", "", "", flag]]
    return _written(heads, rows)


def decision_csv(decision: Decision, lang: str) -> str:
    """One row for each product that was compared, then one for each that was left out with its reason."""
    signals = [signal_label(for_staff(lang), name, name) for name in decision.signal_names]
    heads = (
        "place",
        "shown",
        "item",
        "title",
        "score",
        "probability",
        "left_out_by",
        "asked_for",
        "has",
        *signals,
    )
    rows: list[list[Cell]] = [
        [
            place,
            decision.shown.index(c.item.id) + 1 if c.item.id in decision.shown else None,
            c.item.id,
            c.item.title,
            round(c.score, 6),
            round(c.probability, 6),
            "",
            "",
            "",
            *(round(v, 6) for v in c.signals),
        ]
        for place, c in enumerate(decision.candidates, start=1)
    ]
    rows += [
        [None, None, e.item_id, "", None, None, e.filter, e.expected, e.actual, *([None] * len(signals))]
        for e in decision.exclusions
    ]
    return _written(heads, rows)


def _written(heads: tuple[str, ...], rows: list[list[Cell]]) -> str:
    """With a byte order mark, by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(heads)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
