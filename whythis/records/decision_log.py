"""Writes the decision log. Whatever changes a decision appends here, in the same transaction."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from whythis.errors import ShopError
from whythis.records.chain import Entry, EntryKind, content_sha256
from whythis.records.tables import DecisionRow, LogHeadRow, LogRow


class Appending:
    """The end of the log, held by one transaction until it commits: nobody else can append meanwhile.

    Taking it is an UPDATE of the head's only row. That is the one statement that does the right thing on both
    databases: in SQLite it takes the write lock as BEGIN IMMEDIATE would, in PostgreSQL it locks the row until the
    commit, and an UPDATE that waited for it reads what was committed (at READ COMMITTED, which is the default). An
    advisory lock would do in PostgreSQL alone, and would be one more thing to keep in step with the head, which has to
    be written anyhow. Who saves a decision takes it last, so that others wait for as short as can be; who erases takes
    it first, so that two erasures of one decision do not undo each other. Nobody waits for anything of ours while they
    hold a row that an eraser needs, so there is no deadlock.
    """

    def __init__(self, session: Session) -> None:
        session.flush()
        taken = session.execute(
            update(LogHeadRow)
            .values(entries=LogHeadRow.entries)
            .returning(LogHeadRow.entries, LogHeadRow.sha256)
            .execution_options(synchronize_session=False)
        ).first()
        if taken is None:
            raise ShopError(
                "The decision log has no head, so nothing can be saved.",
                expected="one row in decision_log_head",
                got="none",
                fix="Somebody changed the database by hand: restore it from a backup.",
            )
        self._session = session
        self._entries, self._sha256 = taken
        self._new: list[Entry] = []

    def decision(self, row: DecisionRow, kind: EntryKind, at_utc: str, erasure_id: str = "") -> None:
        """Appends the hash of what a decision's row holds now. Whoever changed it gave it a new salt."""
        self._append(kind, row.id, at_utc, content_of(row), erasure_id)

    def removed(self, decision_id: str, at_utc: str, erasure_id: str) -> None:
        """Appends that a decision is no more."""
        self._append("removed", decision_id, at_utc, "", erasure_id)

    def finish(self) -> None:
        """Writes the new entries and the head; they are durable with the transaction."""
        if not self._new:
            return
        self._session.flush()
        self._session.execute(
            insert(LogRow), [{field: getattr(e, field) for field in Entry.__slots__} for e in self._new]
        )
        self._session.execute(
            update(LogHeadRow)
            .values(entries=self._entries, sha256=self._sha256)
            .execution_options(synchronize_session=False)
        )
        self._new = []

    def _append(self, kind: EntryKind, decision_id: str, at_utc: str, content: str, erasure_id: str) -> None:
        entry = Entry(
            self._entries + 1, kind, decision_id, at_utc, content, erasure_id, self._sha256
        ).sealed()
        self._entries, self._sha256 = entry.sequence, entry.sha256
        self._new.append(entry)


def content_of(row: DecisionRow) -> str:
    """The salted hash of all that a row of `decisions` holds; says so when the salt is none, which no hash equals."""
    content = (row.id, row.conversation_id, row.shopper_id, row.made_at_utc, row.request_text, row.body)
    try:
        return content_sha256(row.salt, *content)
    except ValueError:
        return "none: its salt is no hexadecimal number"
