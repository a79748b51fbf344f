"""The store: decisions and conversations in SQLite (or any database that SQLAlchemy speaks to)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from whythis.errors import NotShownError, ShopError
from whythis.ranking.types import Decision
from whythis.records.chain import FIRST_KINDS, new_salt
from whythis.records.codec import (
    canonical,
    decision_from_json,
    decision_to_json,
    references,
    sha256_of,
)
from whythis.records.decision_log import Appending, content_of
from whythis.records.erasure import Erasing, without
from whythis.records.feedback import FeedbackRecords
from whythis.records.handovers import HandoverQueue
from whythis.records.holding import Mark, check, hold, mark_of
from whythis.records.search import Wanted, find_decisions
from whythis.records.tables import (
    ConversationRow,
    DecisionItemRow,
    DecisionRow,
    LogRow,
    SnapshotRow,
    TurnRow,
)
from whythis.records.types import Conversation, DecisionSummary, Gone, Turn

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7_949_341_805
"""Any number, of ours alone: PostgreSQL's advisory lock for migrations."""


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Store:
    """Everything that happened. Every method that writes has committed when it returns.

    `feedback`, `handovers` and `erasing` are the parts for what shoppers said, for talks handed to a person, and for
    erasing what is known of somebody.

    Args:
        url: an SQLAlchemy URL; the schema is brought up to date.

    Raises:
        ShopError: the database cannot be opened or is not one of ours.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = _engine(url)
            _migrate(self._engine)
        except (ArgumentError, DatabaseError, OperationalError, ImportError) as error:
            raise ShopError(
                "The shop's database cannot be opened.",
                expected="an SQLite file or a reachable database",
                got=f"{type(error).__name__}: {str(error).splitlines()[0][:160]}",
                fix="Check [database] url in shop.toml; a damaged SQLite file must be restored from a backup.",
            ) from error
        self.feedback = FeedbackRecords(self._engine)
        self.handovers = HandoverQueue(self._engine)
        self.erasing = Erasing(self._engine)
        self.on_saved: list[Callable[[Decision], None]] = []
        """Told of every decision of this process once it is saved."""
        self.erasing.scrub()  # what an erasure could not finish, because somebody was reading

    @property
    def engine(self) -> Engine:
        """For the records beside this one that keep their tables in the same database."""
        return self._engine

    def close(self) -> None:
        self._engine.dispose()

    def save_decision(self, decision: Decision) -> None:
        """Saves a decision whole, and its entry in the decision log with it. Both are durable when this returns, and
        `on_saved` is told."""
        body, snapshots = decision_to_json(decision)
        with Session(self._engine) as session, session.begin():
            hold(session, decision.session_id, decision.shopper_id)
            body = self._without_erased(decision, body)
            self._add_snapshots(session, snapshots)
            row = DecisionRow(
                id=decision.id,
                conversation_id=decision.session_id,
                shopper_id=decision.shopper_id,
                made_at_utc=decision.made_at_utc,
                request_text=decision.request.text,
                body=body,
                sha256=sha256_of(body),
                salt=new_salt(),
            )
            session.add(row)
            session.flush()
            session.add_all(
                DecisionItemRow(decision_id=decision.id, position=position, item_id=item_id)
                for position, item_id in enumerate(decision.shown, start=1)
            )
            log = Appending(session)
            log.decision(row, "made", utc_now())
            log.finish()
        for told in self.on_saved:
            told(decision)

    def decision(self, decision_id: str) -> Decision:
        """The decision as it was saved.

        Raises:
            NotShownError: there is no such decision.
            ShopError: its record was changed or is damaged.
        """
        with Session(self._engine) as session:
            row = session.get(DecisionRow, decision_id)
            if row is None:
                raise NotShownError(
                    "There is no such decision.",
                    expected="the id of a saved decision",
                    got=repr(decision_id)[:80],
                    fix="The replies of whythis ask --json carry decision_id.",
                )
            newest = select(LogRow.content_sha256).where(LogRow.decision_id == decision_id)
            logged = session.scalar(newest.order_by(LogRow.sequence.desc()).limit(1))
            held = content_of(row)
            if held != logged:
                raise ShopError(
                    "A saved decision was changed after it was saved.",
                    expected=f"content with the hash {logged or 'that the log has: it has none'}",
                    got=held,
                    fix="Run whythis verify-log, and restore the database from a backup.",
                )
            _, keys = references(row.body)
            found = session.execute(
                select(SnapshotRow.sha256, SnapshotRow.body).where(SnapshotRow.sha256.in_(keys))
            )
            return decision_from_json(row.body, dict(found.tuples().all()))

    def decisions(
        self,
        *,
        shopper_id: str | None = None,
        item_id: str | None = None,
        since_utc: str = "",
        limit: int = 50,
    ) -> list[DecisionSummary]:
        """Saved decisions, newest first, by shopper, shown item and time."""
        return find_decisions(
            self._engine, Wanted(shopper_id=shopper_id, item_id=item_id, since_utc=since_utc), limit
        )

    def decision_ids(self, conversation_id: str, limit: int = 50) -> list[str]:
        """The ids of the decisions of one talk, newest first: by their place in the log, since clocks are set back."""
        query = (
            select(DecisionRow.id)
            .join(LogRow, LogRow.decision_id == DecisionRow.id)
            .where(DecisionRow.conversation_id == conversation_id, LogRow.kind.in_(FIRST_KINDS))
            .order_by(LogRow.sequence.desc())
            .limit(limit)
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def conversation(self, conversation_id: str) -> Conversation | None:
        with Session(self._engine) as session:
            row = session.get(ConversationRow, conversation_id)
            return row and Conversation(row.id, row.shopper_id, row.started_at_utc, row.state)

    def talk_ids(self, shopper_id: str) -> list[str]:
        """The ids of a known shopper's talks, newest first."""
        query = select(ConversationRow.id).where(ConversationRow.shopper_id == shopper_id)
        with Session(self._engine) as session:
            return list(
                session.scalars(query.order_by(ConversationRow.started_at_utc.desc(), ConversationRow.id))
            )

    def change_states(self, conversation_ids: Sequence[str], change: Callable[[str], str]) -> int:
        """Moves talks to a new state outside of their turns, all or none; says how many there were."""
        theirs = ConversationRow.id.in_(conversation_ids)
        with Session(self._engine) as session, session.begin():
            # Writing first holds the rows, in SQLite the database: nobody moves them between the look and the change.
            session.execute(update(ConversationRow).where(theirs).values(state=ConversationRow.state))
            rows = session.scalars(select(ConversationRow).where(theirs)).all()
            for row in rows:
                row.state = change(row.state)
            return len(rows)

    def mark(self, conversation_id: str, shopper_id: str | None) -> Mark:
        """What a turn that begins now rests on."""
        with Session(self._engine) as session:
            return mark_of(session, conversation_id, shopper_id)

    def save_turn(
        self,
        conversation_id: str,
        shopper_id: str | None,
        *,
        message: str,
        reply: str,
        state: str,
        decision_id: str | None,
        mark: Mark | None = None,
    ) -> None:
        """Appends a turn and moves the conversation to its new state, both or neither.

        Args:
            mark: what the turn rests on, by `mark`; None: whatever there is.

        Raises:
            TalkMovedError: that was changed or erased since; nothing is stored.
        """
        now = utc_now()
        with Session(self._engine) as session, session.begin():
            hold(session, conversation_id, shopper_id)
            if mark is not None:
                check(session, mark, conversation_id, shopper_id)
            row = session.get(ConversationRow, conversation_id, with_for_update=True)
            if row is None:
                row = ConversationRow(
                    id=conversation_id, shopper_id=shopper_id, started_at_utc=now, state=state
                )
                session.add(row)
            row.state = state
            session.flush()
            last = session.scalar(
                select(func.max(TurnRow.position)).where(TurnRow.conversation_id == conversation_id)
            )
            session.add(
                TurnRow(
                    conversation_id=conversation_id,
                    position=(last or 0) + 1,
                    at_utc=now,
                    message=message,
                    reply=reply,
                    decision_id=decision_id,
                )
            )

    def turns(self, conversation_id: str) -> list[Turn]:
        """The turns of a conversation, oldest first."""
        query = select(TurnRow).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.position)
        with Session(self._engine) as session:
            return [
                Turn(r.position, r.at_utc, r.message, r.reply, r.decision_id) for r in session.scalars(query)
            ]

    def last_messages(self, conversation_id: str, limit: int) -> list[str]:
        """What was said last in a conversation, newest first."""
        query = (
            select(TurnRow.message)
            .where(TurnRow.conversation_id == conversation_id)
            .order_by(TurnRow.position.desc())
            .limit(limit)
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def _without_erased(self, decision: Decision, body: str) -> str:
        """The body without what was erased in another talk while this list was being made."""
        if decision.shopper_id is None or not decision.history:
            return body
        erased = self.erasing.suppressed(decision.shopper_id)
        ids = frozenset(e.event_id for e in decision.history if erased.covers(e.event_id, e.at_utc))
        left = without(json.loads(body), Gone(ids), utc_now()) if ids else None
        return body if left is None else canonical(left)

    def _add_snapshots(self, session: Session, snapshots: dict[str, tuple[str, str]]) -> None:
        """Adds what is not there yet. Two writers may add the same content at once, so conflicts are no error."""
        if not snapshots:
            return
        dialect: Any = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        rows = [{"sha256": k, "item_id": i, "body": b} for k, (i, b) in sorted(snapshots.items())]
        session.execute(dialect.insert(SnapshotRow).on_conflict_do_nothing(), rows)


def _engine(url: str) -> Engine:
    # A connection that broke while nobody used it is replaced before its next use, not found out by somebody's request.
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            # WAL lets readers read while one writes; FULL keeps a commit over a power cut; what is deleted is
            # overwritten.
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
                           "secure_delete=ON"):  # fmt: skip
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

    return engine


def _migrate(engine: Engine) -> None:
    """Brings the schema up to date, all of it or nothing, by one process at a time."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with engine.begin() as connection:
        # Without a lock two that open a new database at once would both make its tables; and SQLite begins no
        # transaction for DDL by itself, so a process that is killed midway would leave half of a schema.
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
