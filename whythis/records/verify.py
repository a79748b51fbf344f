"""Checks the decision log: its chain, its head, and every decision against its newest entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, Row, Select, and_, exists, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, aliased

from whythis.errors import InputError, ShopError
from whythis.records.chain import FIRST_KINDS, GENESIS, TOMBSTONES, Entry
from whythis.records.codec import references, sha256_of
from whythis.records.decision_log import content_of
from whythis.records.tables import (
    DecisionItemRow,
    DecisionRow,
    ErasureRow,
    LogHeadRow,
    LogRow,
    SnapshotRow,
)

_AT_ONCE = 100
_REMEMBERED = 20_000
"""Item snapshots found good that need not be read again, so that memory stays bounded; about 2 MB."""


@dataclass(frozen=True, slots=True)
class LogCheck:
    """A log that holds.

    `decisions` have their content, `erased` of them not all of it any more, `removed` are gone and have left their
    tombstone. `head` is the hash of the last entry; who notes it elsewhere can see later that nothing before it was
    rewritten. `since_noted` is how many entries came after the head that was asked for.
    """

    entries: int
    decisions: int
    erased: int
    removed: int
    head: str
    since_noted: int | None = None


class LogBrokenError(ShopError):
    """The log does not hold. `sequence` and `decision_id` name the first broken row, where there is one."""

    def __init__(
        self,
        what: str,
        *,
        expected: str,
        got: str,
        sequence: int | None = None,
        decision_id: str = "",
        fix: str = "Find out who changed the database, and restore it from a backup: see docs/operations.md.",
    ) -> None:
        place = f" at entry {sequence}" if sequence is not None else ""
        which = f", decision {decision_id}" if decision_id else ""
        super().__init__(
            f"The decision log does not hold{place}{which}: {what}.", expected=expected, got=got, fix=fix
        )
        self.sequence = sequence
        self.decision_id = decision_id


def verify_log(engine: Engine, noted_head: str | None = None) -> LogCheck:
    """Reads the whole log once, some entries at a time; others may write meanwhile.

    Finds any change of what a decision holds (of its row, of an item as it was seen, of the index by item), and any
    entry or decision that was taken out, put in, moved or exchanged. Who rewrites the whole log with all its hashes is
    found by `noted_head` alone.

    Args:
        noted_head: a head that was noted before; it must be one of the log's.

    Raises:
        LogBrokenError: the log does not hold; names the first broken row.
        InputError: `noted_head` is no SHA-256.
        ShopError: the log cannot be read.
    """
    if noted_head is not None and (len(noted_head) != 64 or set(noted_head) - set("0123456789abcdef")):
        raise InputError(
            "The head is no hash.",
            expected="64 hexadecimal digits, as whythis verify-log prints them",
            got=repr(noted_head)[:80],
            fix="Give the head that was noted, or leave --head out.",
        )
    try:
        return _Checking(engine, noted_head).run()
    except SQLAlchemyError as error:
        raise ShopError(
            "The decision log cannot be read.",
            expected="the tables of this version, undamaged",
            got=f"{type(error).__name__}: {str(error).splitlines()[0][:160]}",
            fix="Restore the database from a backup: see docs/operations.md.",
        ) from error


_Row = Row[LogRow, str, bool, bool, DecisionRow]
"""An entry, and what the query below adds to it; the outer join and the subquery may give None."""


class _Checking:
    """One pass. Every page is one statement, which sees one state of the database, and entries that were read never
    change. So no long transaction is needed, which would keep SQLite's log from being emptied and PostgreSQL from
    cleaning up."""

    def __init__(self, engine: Engine, noted_head: str | None) -> None:
        self._engine = engine
        self._noted = noted_head
        self._noted_at = 0 if noted_head == GENESIS else None
        self._sequence, self._sha256 = 0, GENESIS
        self._counts = dict.fromkeys(("made", "adopted", "erased", "removed"), 0)
        self._good: set[str] = set()

    def run(self) -> LogCheck:
        while True:
            with Session(self._engine) as session:
                page = session.execute(self._next_page()).all()
                for n, row in enumerate(page):
                    try:
                        self._check_entry(row)
                    except LogBrokenError:
                        self._check_parts(session, page[:n])  # what is broken first is named
                        raise
                self._check_parts(session, page)
                if len(page) < _AT_ONCE and self._is_at_head(session):
                    self._check_unlogged(session)
                    break
        if self._noted is not None and self._noted_at is None:
            raise LogBrokenError(
                "the head that was noted is not in it",
                expected=f"an entry with the hash {self._noted}",
                got=f"{self._sequence} entries without it; the head is {self._sha256}",
                fix="It was rewritten or cut since, or this is another or an older database: see docs/operations.md.",
            )
        erased, removed = self._counts["erased"], self._counts["removed"]
        return LogCheck(
            entries=self._sequence,
            decisions=self._counts["made"] + self._counts["adopted"] + erased,
            erased=erased,
            removed=removed,
            head=self._sha256,
            since_noted=None if self._noted_at is None else self._sequence - self._noted_at,
        )

    def _next_page(self) -> Select[LogRow, str, bool, bool, DecisionRow]:
        """The next entries; each with the kind of the one before it of the same decision, and, where it is the newest
        of its decision, with that decision's row."""
        before, after = aliased(LogRow), aliased(LogRow)
        kind_before = (
            select(before.kind)
            .where(before.decision_id == LogRow.decision_id, before.sequence < LogRow.sequence)
            .order_by(before.sequence.desc())
            .limit(1)
            .scalar_subquery()
        )
        is_newest = ~exists().where(after.decision_id == LogRow.decision_id, after.sequence > LogRow.sequence)
        erasure_known = exists().where(ErasureRow.id == LogRow.erasure_id)
        return (
            select(LogRow, kind_before, is_newest, erasure_known, DecisionRow)
            .outerjoin(DecisionRow, and_(DecisionRow.id == LogRow.decision_id, is_newest))
            .where(LogRow.sequence > self._sequence)
            .order_by(LogRow.sequence)
            .limit(_AT_ONCE)
        )

    def _check_entry(self, row: _Row) -> None:
        """The entry itself, its place, and what the decision's row holds if this is the newest entry of it."""
        logged, kind_before, is_newest, erasure_known, decision = row
        entry = Entry(**{field: getattr(logged, field) for field in Entry.__slots__})
        sequence, decision_id = entry.sequence, entry.decision_id

        def broken(what: str, expected: str, got: str) -> LogBrokenError:
            return LogBrokenError(
                what, expected=expected, got=got, sequence=sequence, decision_id=decision_id
            )

        if sequence != self._sequence + 1:
            missing = f"entry {self._sequence + 1}"
            raise broken("entries before it were taken out", missing, f"entry {sequence}")
        if entry.previous_sha256 != self._sha256:
            raise broken(
                "it does not follow the entry before it",
                f"{self._sha256} as the hash before it",
                entry.previous_sha256,
            )
        if entry.sha256 != entry.hashed():
            raise broken("the entry was changed", f"SHA-256 {entry.sha256}", entry.hashed())
        known_before = kind_before in (*FIRST_KINDS, "erased")
        if known_before != (entry.kind in TOMBSTONES) or (kind_before is not None and not known_before):
            raise broken(
                "a decision is made once, and erased after that",
                "made, then erased any number of times, then removed",
                f"{entry.kind} after {kind_before or 'nothing'}",
            )
        if entry.kind in TOMBSTONES and not erasure_known:
            raise broken(
                "its tombstone is of no erasure",
                "an erasure in the table erasures",
                f"erasure {entry.erasure_id or 'unnamed'}, which is not there",
            )
        if is_newest:
            self._counts[entry.kind] += 1
            if entry.kind == "removed":
                if decision is not None:
                    raise broken("a decision is back that was removed", "no such decision", "one")
            elif decision is None:
                raise broken("the decision is gone and left no tombstone", "the decision", "nothing")
            elif content_of(decision) != entry.content_sha256:
                raise broken(
                    "the decision was changed after it was saved",
                    f"content with the hash {entry.content_sha256}",
                    content_of(decision),
                )
            elif sha256_of(decision.body) != decision.sha256:
                raise broken(
                    "the hash beside the decision was changed", sha256_of(decision.body), decision.sha256
                )
        self._sequence, self._sha256 = sequence, entry.sha256
        if entry.sha256 == self._noted:
            self._noted_at = sequence

    def _check_parts(self, session: Session, page: Sequence[_Row]) -> None:
        """Items as decisions saw them, and the index by item. The decisions themselves were found good."""
        newest = [(logged.sequence, decision) for logged, _, _, _, decision in page if decision is not None]
        parts = {decision.id: references(decision.body) for _, decision in newest}
        hashes = {key for _, keys in parts.values() for key in keys} - self._good
        shown: dict[str, list[str]] = {}
        query = select(DecisionItemRow).where(DecisionItemRow.decision_id.in_(parts))
        for item in session.scalars(query.order_by(DecisionItemRow.decision_id, DecisionItemRow.position)):
            shown.setdefault(item.decision_id, []).append(item.item_id)
        good = self._good | self._snapshots(session, hashes)
        for sequence, decision in newest:
            expected, keys = parts[decision.id]
            if shown.get(decision.id, []) != expected:
                raise LogBrokenError(
                    "the index of what it showed was changed",
                    expected=f"{', '.join(expected) or 'nothing'} in decision_items",
                    got=", ".join(shown.get(decision.id, [])) or "nothing",
                    sequence=sequence,
                    decision_id=decision.id,
                )
            bad = next((key for key in keys if key not in good), None)
            if bad is not None:
                raise LogBrokenError(
                    "an item is not as the decision saw it",
                    expected=f"a row of item_snapshots with the hash {bad}",
                    got="another content, or no row",
                    sequence=sequence,
                    decision_id=decision.id,
                )
        self._good = good if len(good) <= _REMEMBERED else set()

    @staticmethod
    def _snapshots(session: Session, hashes: set[str]) -> set[str]:
        """Those of some snapshots that are there and hold what their hash says."""
        good, wanted = set(), sorted(hashes)
        for start in range(0, len(wanted), 500):
            query = select(SnapshotRow.sha256, SnapshotRow.body)
            rows = session.execute(query.where(SnapshotRow.sha256.in_(wanted[start : start + 500])))
            good |= {sha256 for sha256, body in rows if sha256_of(body) == sha256}
        return good

    def _is_at_head(self, session: Session) -> bool:
        """Whether the head says what was read; False when more was written meanwhile."""
        newest = select(func.max(LogRow.sequence)).scalar_subquery()
        heads = session.execute(select(LogHeadRow.entries, LogHeadRow.sha256, newest)).all()
        if len(heads) != 1:
            raise LogBrokenError(
                "its head is missing", expected="one row in decision_log_head", got=f"{len(heads)} rows"
            )
        entries, sha256, last = heads[0]
        if (last or 0) > self._sequence:
            return False
        if (entries, sha256) != (self._sequence, self._sha256):
            cut = f"{entries - self._sequence} entries are missing at its end"
            raise LogBrokenError(
                cut if entries > self._sequence else "its head was changed",
                expected=f"{entries} entries, the last with the hash {sha256}",
                got=f"{self._sequence} entries, the last with the hash {self._sha256}",
                sequence=self._sequence + 1 if entries > self._sequence else None,
            )
        return True

    @staticmethod
    def _check_unlogged(session: Session) -> None:
        logged = exists().where(LogRow.decision_id == DecisionRow.id)
        found = session.scalar(select(DecisionRow.id).where(~logged).limit(1))
        if found is not None:
            raise LogBrokenError(
                "a decision was put in that is not in the log",
                expected="an entry for every decision",
                got="none",
                decision_id=found,
            )
