"""What the running service does once a day without being asked: what was kept for as long as it may be is taken out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy.exc import SQLAlchemyError

from whythis.errors import WhyThisError
from whythis.records.retention import Retained

_FIRST_S, _EVERY_S = 60.0, 24 * 3600.0
_log = logging.getLogger(__name__)


class Upkeep:
    """Runs `retain` a minute after the start and then daily, in a thread. Several processes may do so at once."""

    def __init__(
        self, retain: Callable[[], Retained], first_s: float = _FIRST_S, every_s: float = _EVERY_S
    ) -> None:
        self._retain = retain
        self._first_s, self._every_s = first_s, every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Waits for what runs, for a little: a run that is broken off has finished what it had begun to write."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        wait = self._first_s
        while not self._stopping.wait(wait):
            wait = self._every_s
            try:
                found = {name: count for name, count in asdict(self._retain()).items() if count}
                _log.info("taken out, since its time was over: %s", found or "nothing")
            except (SQLAlchemyError, WhyThisError, OSError):
                _log.exception("what is too old could not be taken out; it is tried again tomorrow")
