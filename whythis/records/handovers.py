"""The queue of talks that a person should take over, and what became of their delivery."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from whythis.records.tables import HandoverRow
from whythis.records.types import Handover

LEASE_SECONDS = 120.0
"""How long one process has to deliver what it took before another may try."""


class HandoverQueue:
    """Handovers. Every method that writes has committed when it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, handover: Handover) -> None:
        with Session(self._engine) as session, session.begin():
            session.add(
                HandoverRow(
                    id=handover.id,
                    at_utc=handover.at_utc,
                    conversation_id=handover.conversation_id,
                    shopper_id=handover.shopper_id,
                    lang=handover.lang,
                    decision_ids=json.dumps(handover.decision_ids),
                    target=handover.target,
                    status=handover.status,
                    attempts=handover.attempts,
                    next_try_utc=handover.next_try_utc,
                    delivered_at_utc=handover.delivered_at_utc,
                    problem=handover.problem,
                )
            )

    def all(self, limit: int = 200) -> list[Handover]:
        """Newest first."""
        query = select(HandoverRow).order_by(HandoverRow.at_utc.desc(), HandoverRow.id).limit(limit)
        with Session(self._engine) as session:
            return [_handover(row) for row in session.scalars(query)]

    def of_talk(self, conversation_id: str) -> Handover | None:
        """The newest of a talk."""
        query = select(HandoverRow).where(HandoverRow.conversation_id == conversation_id)
        with Session(self._engine) as session:
            row = session.scalars(query.order_by(HandoverRow.at_utc.desc()).limit(1)).first()
            return None if row is None else _handover(row)

    def take(self, now_utc: str) -> Handover | None:
        """The oldest that is due for a delivery, leased to the caller: no other process gets it for two minutes."""
        due = (HandoverRow.status == "sending") & (HandoverRow.next_try_utc <= now_utc)
        with Session(self._engine) as session, session.begin():
            row = session.scalars(
                select(HandoverRow).where(due).order_by(HandoverRow.next_try_utc).limit(1)
            ).first()
            if row is None:
                return None
            # Whoever moves the time from what both have read has it; the other one moves nothing.
            moved = session.execute(
                update(HandoverRow)
                .where(HandoverRow.id == row.id, HandoverRow.next_try_utc == row.next_try_utc)
                .values(next_try_utc=later(now_utc, LEASE_SECONDS))
                .execution_options(synchronize_session=False)
            )
            return _handover(row) if moved.rowcount == 1 else None  # type: ignore[attr-defined]

    def delivered(self, handover_id: str, now_utc: str) -> None:
        self._set(handover_id, status="delivered", delivered_at_utc=now_utc, problem="")

    def not_delivered(self, handover_id: str, attempts: int, problem: str, next_try_utc: str | None) -> None:
        """Keeps what went wrong; without a next try the handover has failed, and staff see it so."""
        if next_try_utc is None:
            self._set(handover_id, status="failed", attempts=attempts, problem=problem)
        else:
            self._set(handover_id, attempts=attempts, problem=problem, next_try_utc=next_try_utc)

    def _set(self, handover_id: str, **values: object) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(HandoverRow).where(HandoverRow.id == handover_id).values(**values))


def later(utc: str, seconds: float) -> str:
    """A time of the store's form, so many seconds after another."""
    moved = datetime.fromisoformat(utc) + timedelta(seconds=seconds)
    return moved.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _handover(row: HandoverRow) -> Handover:
    return Handover(
        row.id,
        row.at_utc,
        row.conversation_id,
        row.shopper_id,
        row.lang,
        tuple(json.loads(row.decision_ids)),
        row.target,
        row.status,
        row.attempts,
        row.next_try_utc,
        row.delivered_at_utc,
        row.problem,
    )
