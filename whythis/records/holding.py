"""Who writes about a shopper holds them, so that nothing of theirs is stored beside an erasure that is under way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from whythis.errors import ShopError
from whythis.records.tables import ConversationRow, SuppressedRow
from whythis.records.types import hash_of


@dataclass(frozen=True, slots=True)
class Mark:
    """What a turn rests on: the talk's state (None: no talk yet), and how often and when last events of its shopper
    were erased."""

    state: str | None
    erased: int
    erased_at_utc: str


class TalkMovedError(ShopError):
    """What a turn rests on was changed elsewhere while it was being answered; it has to be answered anew.

    `erased` says that something of its shopper was erased, which the turn may speak of.
    """

    def __init__(self, erased: bool) -> None:
        super().__init__(
            "The conversation was changed elsewhere while this message was answered.",
            expected="one message at a time",
            got="another message, or an erasure, meanwhile",
            fix="Send the message again.",
        )
        self.erased = erased


def hold(session: Session, conversation_id: str, shopper_id: str | None) -> None:
    """Waits until nobody else writes about the talk or its shopper, and keeps others waiting till the transaction ends.

    Writing first holds the whole of an SQLite database; PostgreSQL holds what the number stands for.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int(hash_of("shopper", shopper_id or conversation_id)[:15], 16)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
    else:
        own = ConversationRow.id == conversation_id
        session.execute(update(ConversationRow).where(own).values(state=ConversationRow.state))


def mark_of(session: Session, conversation_id: str, shopper_id: str | None) -> Mark:
    """The mark as it is now."""
    state = session.scalar(select(ConversationRow.state).where(ConversationRow.id == conversation_id))
    if shopper_id is None:
        return Mark(state, 0, "")
    own = SuppressedRow.shopper_sha256 == hash_of("shopper", shopper_id)
    count, newest = session.execute(select(func.count(), func.max(SuppressedRow.at_utc)).where(own)).one()
    return Mark(state, count, newest or "")


def check(session: Session, mark: Mark, conversation_id: str, shopper_id: str | None) -> None:
    """Raises TalkMovedError where the mark no longer stands."""
    now = mark_of(session, conversation_id, shopper_id)
    if now != mark:
        gone = mark.state is not None and now.state is None
        raise TalkMovedError(gone or (now.erased, now.erased_at_utc) != (mark.erased, mark.erased_at_utc))
