"""Whose a talk is, and with it the decisions that were made in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.service_tables import OpinionRow, TalkOwnerRow
from whythis.records.tables import DecisionRow


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the records hold of one owner."""

    talks: int
    decisions: int
    feedback: int


class Talks:
    """Owners are texts such as "shopper:17" or "session:x", within one site."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self, conversation_id: str, site: str, owner: str) -> None:
        """Makes a new talk somebody's. Raises IntegrityError if it is somebody's already."""
        row = TalkOwnerRow(
            conversation_id=conversation_id, site=site, owner=owner, made_at_utc=as_utc(self._clock())
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)

    def is_owner(self, conversation_id: str, site: str, owner: str) -> bool:
        with Session(self._engine) as session:
            row = session.get(TalkOwnerRow, conversation_id)
            return row is not None and (row.site, row.owner) == (site, owner)

    def owns_decision(self, decision_id: str, site: str, owner: str) -> bool:
        query = (
            select(DecisionRow.id)
            .join(TalkOwnerRow, TalkOwnerRow.conversation_id == DecisionRow.conversation_id)
            .where(DecisionRow.id == decision_id, TalkOwnerRow.site == site, TalkOwnerRow.owner == owner)
        )
        with Session(self._engine) as session:
            return session.scalar(query) is not None

    def newest(self, site: str, owner: str, limit: int) -> list[str]:
        """The ids of the owner's newest talks, newest first."""
        query = (
            select(TalkOwnerRow.conversation_id)
            .where(TalkOwnerRow.site == site, TalkOwnerRow.owner == owner)
            .order_by(TalkOwnerRow.made_at_utc.desc(), TalkOwnerRow.conversation_id)
            .limit(limit)
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def counts(self, site: str, owner: str) -> Counts:
        own = (TalkOwnerRow.site == site, TalkOwnerRow.owner == owner)
        decisions = (
            select(func.count())
            .select_from(DecisionRow)
            .join(TalkOwnerRow, TalkOwnerRow.conversation_id == DecisionRow.conversation_id)
            .where(*own)
        )
        feedback = select(func.count()).where(OpinionRow.site == site, OpinionRow.owner == owner)
        with Session(self._engine) as session:
            return Counts(
                session.scalar(select(func.count()).select_from(TalkOwnerRow).where(*own)) or 0,
                session.scalar(decisions) or 0,
                session.scalar(feedback) or 0,
            )
