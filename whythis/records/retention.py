"""Takes out what was kept for as long as it may be. A decision that goes leaves its tombstone in the decision log."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Engine, delete, exists, or_, select
from sqlalchemy.orm import Session

from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.decision_log import Appending
from whythis.records.erasure import Erasing
from whythis.records.privacy import ANSWERS_HOURS, SIGN_IN_DAYS, Periods
from whythis.records.service_tables import (
    AccessRow,
    CaseRow,
    IdempotencyRow,
    NoteRow,
    OpinionRow,
    SignInFailureRow,
    StaffSessionRow,
    TalkOwnerRow,
    UsedTokenRow,
)
from whythis.records.tables import (
    ConversationRow,
    DecisionItemRow,
    DecisionRow,
    ErasureRow,
    FeedbackRow,
    HandoverRow,
    TurnRow,
)

_AT_ONCE = 100
"""Decisions or conversations a transaction, so that nobody waits long for the database."""


@dataclass(frozen=True, slots=True)
class Retained:
    """How many rows were taken out. `events` are those of the shop's files, which the shop itself takes out."""

    decisions: int = 0
    conversations: int = 0
    turns: int = 0
    feedback: int = 0
    handovers: int = 0
    access_log: int = 0
    events: int = 0


class Retention:
    """Runs as often as one likes, also by several processes at once: what is gone is gone once."""

    def __init__(self, engine: Engine, periods: Periods, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._periods = periods
        self._now = clock()

    def run(self) -> Retained:
        """Takes out what is too old, down to the bytes of the file."""
        erasure_id = uuid.uuid4().hex
        found = Retained()
        if (before := self._before(self._periods.decisions_days)) is not None:
            found = replace(found, decisions=self._decisions(before, erasure_id))
        if (before := self._before(self._periods.conversations_days)) is not None:
            conversations, turns = self._conversations(before)
            found = replace(found, conversations=conversations, turns=turns)
        found = replace(found, **self._rows())
        if any(getattr(found, name) for name in Retained.__slots__):
            self._note(erasure_id, found)
            Erasing(self._engine).scrub()
        return found

    def _before(self, days: int) -> str | None:
        """The time before which rows go; None where nothing goes by time."""
        return _days_before(self._now, days) if days else None

    def _decisions(self, before: str, erasure_id: str) -> int:
        count = 0
        while True:
            with Session(self._engine) as session, session.begin():
                log = Appending(session)
                old = (
                    select(DecisionRow.id)
                    .where(DecisionRow.made_at_utc < before)
                    .order_by(DecisionRow.made_at_utc)
                )
                ids = session.scalars(old.limit(_AT_ONCE)).all()
                if not ids:
                    return count
                for table, column in (
                    (OpinionRow, OpinionRow.decision_id),
                    (NoteRow, NoteRow.decision_id),
                    (DecisionItemRow, DecisionItemRow.decision_id),
                    (DecisionRow, DecisionRow.id),
                ):
                    session.execute(delete(table).where(column.in_(ids)))
                for one in ids:
                    log.removed(one, as_utc(self._now), erasure_id)
                count += len(ids)
                # In the same transaction, so that no tombstone is ever without its erasure.
                self._erasure(session, erasure_id, decisions=count)
                log.finish()

    def _conversations(self, before: str) -> tuple[int, int]:
        """Talks whose last word is too old, and whose they were, once nothing of theirs is left."""
        conversations = turns = 0
        recent = exists().where(TurnRow.conversation_id == ConversationRow.id, TurnRow.at_utc >= before)
        old = select(ConversationRow.id).where(ConversationRow.started_at_utc < before, ~recent)
        while True:
            with Session(self._engine) as session, session.begin():
                ids = session.scalars(old.limit(_AT_ONCE)).all()
                if not ids:
                    break
                turns += _deleted(session, delete(TurnRow).where(TurnRow.conversation_id.in_(ids)))
                conversations += _deleted(session, delete(ConversationRow).where(ConversationRow.id.in_(ids)))
        talk = TalkOwnerRow.conversation_id
        unused = (
            TalkOwnerRow.made_at_utc < before,
            ~exists().where(ConversationRow.id == talk),
            ~exists().where(DecisionRow.conversation_id == talk),
        )
        with Session(self._engine) as session, session.begin():
            session.execute(delete(TalkOwnerRow).where(*unused))
        return conversations, turns

    def _rows(self) -> dict[str, int]:
        """What goes by a time of its own row."""
        now, periods = as_utc(self._now), self._periods
        hours_ago = as_utc(self._now - timedelta(hours=ANSWERS_HOURS))
        signed_in = _days_before(self._now, SIGN_IN_DAYS)
        plain: list[tuple[str, type, ColumnElement[bool]]] = [
            ("", IdempotencyRow, IdempotencyRow.started_at_utc < hours_ago),
            ("", UsedTokenRow, UsedTokenRow.expires_at_utc < now),
            ("", SignInFailureRow, SignInFailureRow.last_at_utc < signed_in),
            (
                "",
                StaffSessionRow,
                or_(StaffSessionRow.expires_at_utc < signed_in, StaffSessionRow.revoked_at_utc < signed_in),
            ),
        ]
        for name, days, table, column in (
            ("feedback", periods.feedback_days, FeedbackRow, FeedbackRow.at_utc),
            ("feedback", periods.feedback_days, OpinionRow, OpinionRow.made_at_utc),
            ("handovers", periods.handovers_days, HandoverRow, HandoverRow.at_utc),
            ("access_log", periods.access_log_days, AccessRow, AccessRow.at_utc),
        ):
            if (before := self._before(days)) is not None:
                plain.append((name, table, column < before))
        if (before := self._before(periods.handovers_days)) is not None:
            old = select(HandoverRow.id).where(HandoverRow.at_utc < before)
            plain.insert(0, ("", CaseRow, CaseRow.handover_id.in_(old)))
        counts: dict[str, int] = {}
        for name, table, is_old in plain:
            with Session(self._engine) as session, session.begin():
                count = _deleted(session, delete(table).where(is_old))
            if name:
                counts[name] = counts.get(name, 0) + count
        return counts

    def _note(self, erasure_id: str, found: Retained) -> None:
        with Session(self._engine) as session, session.begin():
            self._erasure(session, erasure_id, decisions=found.decisions, turns=found.turns)

    def _erasure(self, session: Session, erasure_id: str, **counts: int) -> None:
        row = session.get(ErasureRow, erasure_id) or ErasureRow(
            id=erasure_id, at_utc=as_utc(self._now), scope="expired", events=0, decisions=0, turns=0
        )
        row.scrubbed = False
        for name, count in counts.items():
            setattr(row, name, count)
        session.add(row)


def _days_before(now: datetime, days: int) -> str:
    return as_utc(now - timedelta(days=days))


def _deleted(session: Session, statement: Delete) -> int:
    return max(0, session.execute(statement).rowcount)  # type: ignore[attr-defined]
