"""A shop that is exchanged while it serves: what was built anew is loaded beside it, and takes over between turns."""

from __future__ import annotations

import ctypes
import gc
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whythis.agent.rights import Corrections
from whythis.agent.types import Reply
from whythis.ranking.types import Decision
from whythis.records.export import Person
from whythis.records.types import Erasure
from whythis.shop.shop import Shop

_log = logging.getLogger(__name__)


class LiveShop:
    """Does what a `Shop` does, by the one that is current; `reload` makes another one current.

    A turn that is under way ends on the shop that it began on. What asks or changes waits for the short moment of an
    exchange; looking things up does not.
    """

    def __init__(self, folder: str | Path) -> None:
        self._now = Shop.open(folder)
        self._loading = threading.Lock()
        self._changed = threading.Condition()
        self._under_way = 0
        self._exchanging = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)

    def ask(self, text: str, **wanted: Any) -> Reply:
        """See `Shop.ask`."""
        with self._turn() as shop:
            return shop.ask(text, **wanted)

    def recommend(self, text: str, **wanted: Any) -> Decision:
        """See `Shop.recommend`."""
        with self._turn() as shop:
            return shop.recommend(text, **wanted)

    def erase(self, person: Person, **what: str | None) -> Sequence[Erasure]:
        """See `Shop.erase`."""
        with self._turn() as shop:
            return shop.erase(person, **what)

    def correct(self, person: Person, changes: Corrections) -> None:
        """See `Shop.correct`."""
        with self._turn() as shop:
            shop.correct(person, changes)

    def reload(self) -> dict[str, Any]:
        """Loads the shop's folder again, its model, its catalogue and its indexes, and lets it take over.

        Where it cannot be loaded, everything stays as it is. The database, and what the service itself was started
        with, are not exchanged.

        Returns:
            What is loaded now, as `ready` tells it.

        Raises:
            WhyThisError: the folder holds nothing that can be opened.
        """
        with self._loading:
            new = Shop(self._now.folder, beside=self._now)
            with self._alone():
                old, self._now = self._now, new
                new.forget_again()  # what was erased while it was loaded
            old.retire()
            del old
            _give_back_memory()
            _log.info("the shop was loaded anew: %s", new.ready())
            return new.ready()

    @contextmanager
    def _turn(self) -> Iterator[Shop]:
        with self._changed:
            self._changed.wait_for(lambda: not self._exchanging)
            self._under_way += 1
            shop = self._now
        try:
            yield shop
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Waits until no turn is under way, and holds up those that come."""
        with self._changed:
            self._exchanging = True
            self._changed.wait_for(lambda: not self._under_way)
        try:
            yield
        finally:
            with self._changed:
                self._exchanging = False
                self._changed.notify_all()


def _give_back_memory() -> None:
    """Gives what the old models held back to the system, where the C library can (glibc)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
