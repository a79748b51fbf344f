"""What staff do about decisions and hand-overs: notes, flags, and who looks after which talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from whythis.errors import InputError
from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.service_tables import CaseRow, NoteRow

MAX_NOTE_CHARS = 2000
NOTE_KINDS = ("note", "flag", "unflag")


@dataclass(frozen=True, slots=True)
class Note:
    """`kind` is "note", "flag" (look at this again) or "unflag" (done)."""

    at_utc: str
    staff: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A hand-over that somebody took; open until `closed_at_utc`."""

    handover_id: str
    staff: str
    taken_at_utc: str
    closed_at_utc: str | None


class Casework:
    """Notes and cases. Every method that writes has committed when it returns."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def notes(self, decision_id: str) -> list[Note]:
        """Oldest first."""
        query = select(NoteRow).where(NoteRow.decision_id == decision_id).order_by(NoteRow.id)
        with Session(self._engine) as session:
            return [Note(r.at_utc, r.staff, r.kind, r.text) for r in session.scalars(query)]

    def add_note(self, decision_id: str, staff: str, kind: str, text: str) -> None:
        """Raises InputError for a note without words, one that is too long, or an unknown kind."""
        text = text.strip().replace("\x00", "\ufffd")
        if kind not in NOTE_KINDS or len(text) > MAX_NOTE_CHARS or (kind == "note" and not text):
            raise InputError(
                "This note cannot be kept.",
                expected=f"1 to {MAX_NOTE_CHARS} characters",
                got=f"{len(text)} characters, kind {kind!r}"[:120],
                fix="Write a shorter note.",
            )
        row = NoteRow(
            decision_id=decision_id, at_utc=as_utc(self._clock()), staff=staff, kind=kind, text=text
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)

    def flagged(self, decision_ids: Sequence[str]) -> frozenset[str]:
        """Those whose last flag was not taken back."""
        newest = (
            select(func.max(NoteRow.id))
            .where(NoteRow.decision_id.in_(decision_ids), NoteRow.kind != "note")
            .group_by(NoteRow.decision_id)
        )
        query = select(NoteRow.decision_id).where(NoteRow.id.in_(newest), NoteRow.kind == "flag")
        with Session(self._engine) as session:
            return frozenset(session.scalars(query))

    def cases(self, handover_ids: Sequence[str]) -> dict[str, Case]:
        """Cases by the id of their hand-over; those that nobody took are left out."""
        query = select(CaseRow).where(CaseRow.handover_id.in_(handover_ids))
        with Session(self._engine) as session:
            return {
                r.handover_id: Case(r.handover_id, r.staff, r.taken_at_utc, r.closed_at_utc)
                for r in session.scalars(query)
            }

    def take(self, handover_id: str, staff: str) -> str:
        """Takes a hand-over for a member of staff; who has it now, which is somebody else where they were first."""
        row = CaseRow(handover_id=handover_id, staff=staff, taken_at_utc=as_utc(self._clock()))
        try:
            with Session(self._engine) as session, session.begin():
                session.add(row)
            return staff
        except IntegrityError:
            case = self.cases([handover_id]).get(handover_id)
            if case is None:
                raise InputError(
                    "There is no such hand-over.",
                    expected="the id of a hand-over",
                    got=handover_id[:64],
                    fix="Choose one from the inbox.",
                ) from None
            return case.staff

    def close(self, handover_id: str, staff: str) -> None:
        """Marks a hand-over as done. Only who took it can; for anybody else nothing happens."""
        mine = (CaseRow.handover_id == handover_id, CaseRow.staff == staff, CaseRow.closed_at_utc.is_(None))
        with Session(self._engine) as session, session.begin():
            session.execute(update(CaseRow).where(*mine).values(closed_at_utc=as_utc(self._clock())))
