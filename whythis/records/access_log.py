"""Every grant and refusal with its reason, written in the background so that no request waits for it."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.service_tables import AccessRow

_EVERY_S = 0.25
_MOST_WAITING = 50_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """One verdict. `subject` is the keyed hash of who asked, never a name."""

    at_utc: str
    request_id: str
    method: str
    route: str
    permission: str
    kind: str
    site: str
    subject: str
    allowed: bool
    reason: str


class AccessLog:
    """Takes verdicts at once and writes them several at a time. `close` writes what is left.

    A verdict that was taken is lost only if the process is killed in the quarter of a second before it is written.
    """

    def __init__(self, engine: Engine, kept_days: int = 90, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._kept = timedelta(days=kept_days)
        self._clock = clock
        self._waiting: queue.Queue[Access] = queue.Queue(_MOST_WAITING)
        self._stopping = threading.Event()
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)
        self._thread.start()

    def add(self, access: Access) -> None:
        try:
            self._waiting.put_nowait(access)
        except (
            queue.Full
        ):  # the database is gone for long; the request goes on, and the log of the process tells
            _log.error("a verdict could not be kept: %s", asdict(access))

    def flush(self) -> None:
        """Writes what is waiting."""
        with self._writing:
            batch = [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]
            if not batch:
                return
            try:
                with Session(self._engine) as session, session.begin():
                    session.execute(insert(AccessRow), [asdict(access) for access in batch])
            except SQLAlchemyError:
                _log.exception("%d verdicts wait for the database", len(batch))
                for access in batch:
                    self.add(access)

    def forget_old(self) -> int:
        """Deletes what is older than it is kept; how many rows."""
        before = as_utc(self._clock() - self._kept)
        with Session(self._engine) as session, session.begin():
            found = session.execute(delete(AccessRow).where(AccessRow.at_utc < before))
            return found.rowcount  # type: ignore[attr-defined]

    def page(
        self, limit: int, before_id: int | None = None, subject: str | None = None
    ) -> Sequence[tuple[int, Access]]:
        """Verdicts with their ids, newest first, older than `before_id`."""
        query = select(AccessRow).order_by(AccessRow.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(AccessRow.id < before_id)
        if subject is not None:
            query = query.where(AccessRow.subject == subject)
        with Session(self._engine) as session:
            return [(row.id, _access(row)) for row in session.scalars(query)]

    def close(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=10)
        self.flush()

    def _run(self) -> None:
        try:
            self.forget_old()
        except SQLAlchemyError:
            _log.exception("old verdicts could not be deleted")
        while not self._stopping.wait(_EVERY_S):
            self.flush()


def _access(row: AccessRow) -> Access:
    return Access(**{name: getattr(row, name) for name in Access.__dataclass_fields__})
