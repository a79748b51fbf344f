"""Figures for the owner's page, counted from the store: feedback, what was not understood, and whether answers held."""

from __future__ import annotations

import datetime as calendar
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from whythis.records.statistics import Measure, Statistics
from whythis.records.tables import DecisionRow, TurnRow
from whythis.ui.console.types import Health, Misread, Overview, Private, Week

NEWEST_TURNS = 5000
MOST_TEXTS = 30
PRIVATE_DAYS, EPSILON_MILLI = 28, 200
"""Of a day's budget of 1, the page's three counts spend 0.6: what is left is for questions about products."""


def read_overview(
    engine: Engine,
    statistics: Statistics,
    asks_back: Callable[[str, str], bool],
    *,
    with_texts: bool,
    worded: Mapping[str, int] | None = None,
) -> Overview:
    """What the shop itself did as it is (of turns the newest 5,000), and what shoppers asked and thought with noise.

    Args:
        statistics: of what shoppers asked and thought, which hide every single person.
        asks_back: whether a reply (text, language) asks what was meant.
        worded: what a language model worded, where there is one.
        with_texts: also gives messages that were not understood, as far as they are still kept.
    """
    with Session(engine) as session:
        weeks = _weeks(session)
        query = select(TurnRow.at_utc, TurnRow.message, TurnRow.reply).order_by(TurnRow.id.desc())
        turns = [
            (at, message, json.loads(reply))
            for at, message, reply in session.execute(query.limit(NEWEST_TURNS))
        ]
    misread: list[Misread] = []
    counts: Counter[str] = Counter()
    explained = checked = held = 0
    for at, message, reply in turns:
        kind = _misread(reply, asks_back)
        if kind:
            counts[kind] += 1
            if with_texts and len(misread) < MOST_TEXTS:
                misread.append(Misread(at, kind, message))
        explanation = reply.get("explanation")
        if explanation:
            explained += 1
            check = explanation.get("check")
            checked += check is not None
            held += bool(check and check.get("held"))
    health = Health(explained, checked, held, worded)
    return Overview(
        len(turns),
        dict(counts),
        tuple(misread),
        health,
        weeks,
        {measure: _private(statistics, measure) for measure in ("acts", "reactions", "feedback")},
    )


def _misread(reply: dict[str, Any], asks_back: Callable[[str, str], bool]) -> str:
    if "out_of_scope" in reply.get("acts", ()):
        return "out_of_scope"
    return "asked_back" if asks_back(str(reply.get("text", "")), str(reply.get("lang", "en"))) else ""


def _private(statistics: Statistics, measure: Measure) -> Private:
    found = statistics.together(PRIVATE_DAYS, measure, EPSILON_MILLI)
    return Private(found.days, found.spread, found.counts)


def _weeks(session: Session) -> tuple[Week, ...]:
    """By day in the database, by ISO week here: databases disagree on weeks."""
    lists: Counter[str] = Counter()
    day = func.substr(DecisionRow.made_at_utc, 1, 10)
    for date, count in session.execute(select(day, func.count()).group_by(day)):
        lists[_week(date)] += count
    return tuple(Week(week, lists[week]) for week in sorted(lists, reverse=True)[:12])


def _week(date: str) -> str:
    year, week, _ = calendar.date.fromisoformat(date).isocalendar()
    return f"{year}-W{week:02d}"
