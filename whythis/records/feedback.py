"""What known shoppers said of items and of their past, kept over all their talks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from whythis.records.tables import FeedbackRow
from whythis.records.types import Feedback, FeedbackKind


class FeedbackRecords:
    """Feedback by shopper. Every method that writes has committed when it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, shopper_id: str) -> tuple[Feedback, ...]:
        """Everything that holds, oldest first."""
        query = select(FeedbackRow).where(FeedbackRow.shopper_id == shopper_id)
        with Session(self._engine) as session:
            rows = session.scalars(query.order_by(FeedbackRow.at_utc, FeedbackRow.id))
            return tuple(
                Feedback(r.id, cast("FeedbackKind", r.kind), r.at_utc, r.item_id, r.event_id) for r in rows
            )

    def add(self, shopper_id: str, said: Sequence[Feedback]) -> None:
        """Keeps what was said. The newest word on an item or an event replaces the older ones."""
        with Session(self._engine) as session, session.begin():
            for feedback in said:
                session.execute(
                    delete(FeedbackRow).where(
                        FeedbackRow.shopper_id == shopper_id,
                        FeedbackRow.item_id == feedback.item_id,
                        FeedbackRow.event_id == feedback.event_id,
                    )
                )
                session.add(
                    FeedbackRow(
                        id=feedback.id,
                        shopper_id=shopper_id,
                        at_utc=feedback.at_utc,
                        kind=feedback.kind,
                        item_id=feedback.item_id,
                        event_id=feedback.event_id,
                    )
                )

    def take_back(self, shopper_id: str, ids: Sequence[str]) -> None:
        """Removes single words of feedback; ids that are not there are no error."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                delete(FeedbackRow).where(FeedbackRow.shopper_id == shopper_id, FeedbackRow.id.in_(ids))
            )
