"""How much is computed at once, and whose turn it is: two kinds of places, each shared out fairly.

A turn begins with what takes milliseconds (the message is read, what a saved decision says is told) and may go on with
what takes long (a list is ranked, words are attributed). The two parts wait in lines of their own, so that nobody's
first words wait for somebody else's long answer.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from whythis.service.errors import RefusedError

T = TypeVar("T")
Onward = Callable[[], None]
"""Called by work in its thread before its long part; returns when that may begin."""


class Places:
    """So many at a time. Who waits is served in turn by owner, not by arrival alone: one who sends a hundred questions
    waits behind everybody who sends one. Safe to use from several threads.
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._lock = threading.Lock()
        self._queues: OrderedDict[str, deque[Future[None]]] = OrderedDict()

    @property
    def free(self) -> int:
        return self._free

    @property
    def waiting(self) -> int:
        with self._lock:
            return sum(not place.done() for queue in self._queues.values() for place in queue)

    def ask(self, owner: str) -> Future[None]:
        """A place, which is had once the future is done. Who has it gives it back by `leave`, who no longer wants it
        by `withdraw`.
        """
        place: Future[None] = Future()
        with self._lock:
            if not self._free:
                self._queues.setdefault(owner, deque()).append(place)
                return place
            self._free -= 1
        place.set_result(None)
        return place

    def leave(self) -> None:
        """Gives a place to whoever is next."""
        with self._lock:
            while self._queues:
                owner, queue = next(iter(self._queues.items()))
                place = queue.popleft()
                if queue:
                    self._queues.move_to_end(owner)
                else:
                    del self._queues[owner]
                if place.set_running_or_notify_cancel():
                    break
            else:
                self._free += 1
                return
        place.set_result(None)

    def withdraw(self, place: Future[None]) -> None:
        """Takes back what was asked for; a place that came meanwhile goes to the next."""
        if not place.cancel():
            place.result()
            self.leave()


class FairGate:
    """Runs blocking work in threads: `at_once` pieces of light work and as many of heavy work at a time.

    Work that began runs to its end even when its caller has left; work that still waits to begin is dropped with its
    caller.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.light, self.heavy = Places(at_once), Places(at_once)
        # Work that waits between its two parts keeps its thread, so there is one for all that may be under way.
        self._pool = ThreadPoolExecutor(at_once + waiting, thread_name_prefix="answer")
        self._room = threading.Semaphore(at_once + waiting)
        self._most_waiting = waiting

    @property
    def waiting(self) -> int:
        return self.light.waiting + self.heavy.waiting

    async def run(self, owner: str, work: Callable[[], T]) -> T:
        """What heavy work returns, once it had its turn.

        Raises:
            RefusedError: 503, too many wait already.
        """
        return await self._run(owner, self.heavy, lambda held: work())

    async def begin(self, owner: str, work: Callable[[Onward], T]) -> T:
        """What work returns that begins light, and calls what it is given before it goes on to what is heavy.

        Raises:
            RefusedError: 503, too many wait already.
        """

        def in_parts(held: _Held) -> T:
            return work(lambda: held.change(self.heavy, owner))

        return await self._run(owner, self.light, in_parts)

    def close(self) -> None:
        """Waits for what runs."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _run(self, owner: str, places: Places, work: Callable[[_Held], T]) -> T:
        if not self._room.acquire(blocking=False):
            raise RefusedError(
                503,
                "Too many are asking at once.",
                expected=f"at most {self._most_waiting} waiting",
                got="more",
                fix="Try again in a few seconds.",
                headers={"Retry-After": "3"},
            )
        place = places.ask(owner)
        try:
            await asyncio.wrap_future(place)
        except asyncio.CancelledError:
            places.withdraw(place)
            self._room.release()
            raise
        held = _Held(places)

        def done(_: object) -> None:
            held.leave()
            self._room.release()

        try:
            running = self._pool.submit(contextvars.copy_context().run, work, held)
        except RuntimeError:  # closed meanwhile
            done(None)
            raise
        running.add_done_callback(done)
        return await asyncio.wrap_future(running)


class _Held:
    """The place that a piece of work has."""

    def __init__(self, places: Places) -> None:
        self._places: Places | None = places

    def change(self, places: Places, owner: str) -> None:
        """Leaves the place and waits for one of the other kind."""
        if places is self._places:
            return
        self.leave()
        places.ask(owner).result()
        self._places = places

    def leave(self) -> None:
        if self._places is not None:
            self._places.leave()
            self._places = None
