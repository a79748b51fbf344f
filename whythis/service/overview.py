"""Figures for the owner's page, counted from the store: feedback, what was not understood, and whether answers held."""

from __future__ import annotations

import datetime as calendar
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from whythis.records.service_tables import OpinionRow
from whythis.records.tables import DecisionRow, FeedbackRow, TurnRow
from whythis.ui.console.types import Health, Misread, Overview, Week

NEWEST_TURNS = 5000
MOST_TEXTS = 30


def read_overview(
    engine: Engine,
    asks_back: Callable[[str, str], bool],
    *,
    with_texts: bool,
    worded: Mapping[str, int] | None = None,
) -> Overview:
    """Counts over all that is kept; of turns, the newest 5,000.

    Args:
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
        said = _counted(session, OpinionRow.reaction)
        told = _counted(session, FeedbackRow.kind)
    acts: Counter[str] = Counter()
    misread: list[Misread] = []
    counts: Counter[str] = Counter()
    explained = checked = held = 0
    for at, message, reply in turns:
        acts.update(reply.get("acts", ()))
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
        tuple(acts.most_common()),
        dict(counts),
        tuple(misread),
        health,
        said,
        told,
        weeks,
    )


def _misread(reply: dict[str, Any], asks_back: Callable[[str, str], bool]) -> str:
    if "out_of_scope" in reply.get("acts", ()):
        return "out_of_scope"
    return "asked_back" if asks_back(str(reply.get("text", "")), str(reply.get("lang", "en"))) else ""


def _counted(session: Session, column: Any) -> dict[str, int]:
    return dict(session.execute(select(column, func.count()).group_by(column)).tuples().all())


def _weeks(session: Session) -> tuple[Week, ...]:
    """By day in the database, by ISO week here: databases disagree on weeks."""
    lists: Counter[str] = Counter()
    day = func.substr(DecisionRow.made_at_utc, 1, 10)
    for date, count in session.execute(select(day, func.count()).group_by(day)):
        lists[_week(date)] += count
    opinions: dict[str, Counter[str]] = {}
    day = func.substr(OpinionRow.made_at_utc, 1, 10)
    for date, reaction, count in session.execute(
        select(day, OpinionRow.reaction, func.count()).group_by(day, OpinionRow.reaction)
    ):
        opinions.setdefault(_week(date), Counter())[reaction] += count
    newest = sorted(lists.keys() | opinions.keys(), reverse=True)[:12]
    return tuple(
        Week(
            week,
            lists[week],
            opinions.get(week, Counter())["helpful"],
            sum(opinions.get(week, Counter()).values()),
        )
        for week in newest
    )


def _week(date: str) -> str:
    year, week, _ = calendar.date.fromisoformat(date).isocalendar()
    return f"{year}-W{week:02d}"
