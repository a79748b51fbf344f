"""The tables of the store. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class ConversationRow(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    shopper_id: Mapped[str | None] = mapped_column(String(128), index=True)
    started_at_utc: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(Text)


class TurnRow(Base):
    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    position: Mapped[int]
    at_utc: Mapped[str] = mapped_column(String(32))
    message: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    decision_id: Mapped[str | None] = mapped_column(String(64))


class SnapshotRow(Base):
    """An item as some decision saw it. Named by the hash of its content, so equal ones are kept once."""

    __tablename__ = "item_snapshots"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(255), index=True)
    body: Mapped[str] = mapped_column(Text)


class DecisionRow(Base):
    """A decision without its items; `sha256` is over `body`, and `salt` goes into the hash that the log keeps."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_shopper_time", "shopper_id", "made_at_utc"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    shopper_id: Mapped[str | None] = mapped_column(String(128))
    made_at_utc: Mapped[str] = mapped_column(String(32), index=True)
    request_text: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(32), server_default="")


class LogRow(Base):
    """An entry of the decision log; see `chain`. Rows are added, and never changed or deleted."""

    __tablename__ = "decision_log"
    __table_args__ = (Index("ix_decision_log_decision", "decision_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    decision_id: Mapped[str] = mapped_column(String(64))
    at_utc: Mapped[str] = mapped_column(String(32))
    content_sha256: Mapped[str] = mapped_column(String(64))
    erasure_id: Mapped[str] = mapped_column(String(64))
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


class LogHeadRow(Base):
    """How many entries the log has, and the hash of the last: without it, a log that was cut short would verify."""

    __tablename__ = "decision_log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class DecisionItemRow(Base):
    """Which items a decision showed, to find decisions by item."""

    __tablename__ = "decision_items"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(255), index=True)


class FeedbackRow(Base):
    """What known shoppers said of items and of their past; a newcomer's is in the state of their talk."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    shopper_id: Mapped[str] = mapped_column(String(128), index=True)
    at_utc: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(String(255))
    event_id: Mapped[str] = mapped_column(String(255))


class HandoverRow(Base):
    """Talks handed to a person: the queue, and what became of each delivery."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_status_next", "status", "next_try_utc"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at_utc: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    shopper_id: Mapped[str | None] = mapped_column(String(128), index=True)
    lang: Mapped[str] = mapped_column(String(16))
    decision_ids: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    next_try_utc: Mapped[str] = mapped_column(String(32))
    delivered_at_utc: Mapped[str] = mapped_column(String(32))
    problem: Mapped[str] = mapped_column(Text)


class ErasureRow(Base):
    """That something was erased: when and how much, never what. `scrubbed`: the bytes are gone from the file too."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at_utc: Mapped[str] = mapped_column(String(32))
    scope: Mapped[str] = mapped_column(String(16))
    events: Mapped[int]
    decisions: Mapped[int]
    turns: Mapped[int]
    scrubbed: Mapped[bool]


class SuppressedRow(Base):
    """Hashes of erased events (or, with an empty event hash, of a shopper until a time): an import must not bring
    them back."""

    __tablename__ = "suppressed"

    shopper_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    at_utc: Mapped[str] = mapped_column(String(32))
