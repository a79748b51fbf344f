"""Writes that name themselves by a key: sent twice, they are done once and answered alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.service_tables import IdempotencyRow

KEPT = timedelta(hours=24)
CUT_OFF = timedelta(minutes=2)
"""A write that was begun and has no answer after this long was cut off by a crash, and may be done again."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A write of the same key. `status` is None while it is under way; `same` says whether it asked the same."""

    same: bool
    status: int | None
    answer: str | None


class Idempotency:
    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, owner: str, key: str, request_sha256: str) -> Earlier | None:
        """None: go ahead, nobody else will. Otherwise what is known of the earlier write."""
        now = self._clock()
        old = IdempotencyRow.started_at_utc < as_utc(now - KEPT)
        begun = IdempotencyRow.started_at_utc < as_utc(now - CUT_OFF)
        row = IdempotencyRow(owner=owner, key=key, request_sha256=request_sha256, started_at_utc=as_utc(now))
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(delete(IdempotencyRow).where(old | (IdempotencyRow.status.is_(None) & begun)))
                session.add(row)
            return None
        except IntegrityError:
            with Session(self._engine) as session:
                known = session.get(IdempotencyRow, (owner, key))
            if known is None:  # given up between the two looks
                return Earlier(True, None, None)
            return Earlier(known.request_sha256 == request_sha256, known.status, known.answer)

    def finish(self, owner: str, key: str, status: int, answer: str) -> None:
        """Keeps the answer for whoever sends the same again."""
        changed = (
            update(IdempotencyRow)
            .where(IdempotencyRow.owner == owner, IdempotencyRow.key == key)
            .values(status=status, answer=answer)
        )
        with Session(self._engine) as session, session.begin():
            session.execute(changed)

    def give_up(self, owner: str, key: str) -> None:
        """The write failed: it may be tried again."""
        gone = delete(IdempotencyRow).where(IdempotencyRow.owner == owner, IdempotencyRow.key == key)
        with Session(self._engine) as session, session.begin():
            session.execute(gone)
