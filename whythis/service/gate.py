"""How much is computed at once, and whose turn it is: as many threads as there are places, shared out fairly."""

from __future__ import annotations

import asyncio
import contextvars
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from whythis.service.errors import RefusedError

T = TypeVar("T")


class FairGate:
    """Runs blocking work, `at_once` pieces at a time. Who waits is served in turn by owner, not by arrival alone:
    one who sends a hundred questions waits behind everybody who sends one.

    Must be used from one event loop. Work that began runs to its end even when its caller has left, and keeps its
    place till then; work that still waits is dropped with its caller.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._free = at_once
        self._most_waiting = waiting
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    async def run(self, owner: str, work: Callable[[], T]) -> T:
        """What `work` returns, once it had its turn.

        Raises:
            RefusedError: 503, too many wait already.
        """
        await self._enter(owner)
        loop = asyncio.get_running_loop()
        running = self._pool.submit(contextvars.copy_context().run, work)
        running.add_done_callback(lambda _: _soon(loop, self._leave))
        return await asyncio.wrap_future(running)

    def close(self) -> None:
        """Waits for what runs."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _enter(self, owner: str) -> None:
        if self._free:
            self._free -= 1
            return
        if self.waiting >= self._most_waiting:
            raise RefusedError(
                503,
                "Too many are asking at once.",
                expected=f"at most {self._most_waiting} waiting",
                got="more",
                fix="Try again in a few seconds.",
                headers={"Retry-After": "3"},
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(owner, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()  # the place came while its caller left
            else:
                self._forget(owner, turn)
            raise

    def _leave(self) -> None:
        while self._queues:
            owner, queue = next(iter(self._queues.items()))
            turn = queue.popleft()
            if queue:
                self._queues.move_to_end(owner)
            else:
                del self._queues[owner]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _forget(self, owner: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues.get(owner)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[owner]


def _soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)
