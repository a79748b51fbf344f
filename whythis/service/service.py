"""Everything that the routes work with, wired once for a process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import perf_counter
from typing import TypeVar
from weakref import WeakValueDictionary

import anyio.to_thread
from sqlalchemy import text

from whythis.agent.types import Early
from whythis.errors import ShopError
from whythis.records.access_log import AccessLog
from whythis.records.casework import Casework
from whythis.records.idempotency import Idempotency
from whythis.records.opinions import Opinions
from whythis.records.sealing import Seal
from whythis.records.sites import Sites
from whythis.records.staff import Staff
from whythis.records.talks import Talks
from whythis.service.errors import RefusedError
from whythis.service.gate import FairGate, Onward
from whythis.service.limits import Rates
from whythis.service.metrics import Metrics
from whythis.service.oidc import OpenIdConnect
from whythis.service.principals import Principal
from whythis.service.settings import OidcSettings, ServiceSettings
from whythis.service.tokens import Tokens
from whythis.service.types import ServedShop
from whythis.service.upkeep import Upkeep

T = TypeVar("T")
_LIGHT = frozenset(["correct", "erase"])
"""Work that waits until no turn is under way, and so must not hold the place that a turn waits for."""


class Service:
    """The shop, its records, the limits and the figures.

    Args:
        secret: signs sessions and seals sites' signing keys. The same for every process of a service.
        local: no site is set up and this machine's own address is listened on: sessions are open to whoever is there.
    """

    def __init__(self, shop: ServedShop, settings: ServiceSettings, secret: str, *, local: bool) -> None:
        engine = shop.store.engine
        self.shop = shop
        self.settings = settings
        self.local = local
        self.seal = Seal(secret)
        self.sites = Sites(engine, self.seal)
        self.staff = Staff(engine, session_length=timedelta(hours=settings.staff_hours))
        self.talks = Talks(engine)
        self.feedback = Opinions(engine)
        self.casework = Casework(engine)
        self.idempotency = Idempotency(engine)
        self.access_log = AccessLog(engine, settings.access_log_days)
        self.tokens = Tokens(
            self.sites,
            self.seal,
            timedelta(minutes=settings.token_minutes),
            timedelta(hours=settings.session_hours),
        )
        self.oidc = _oidc(settings.oidc, self.seal, self.sites)
        self.rates = Rates(settings)
        self.gate = FairGate(settings.at_once, settings.waiting)
        self.metrics = Metrics(lambda: self.gate.waiting)
        self.metrics.drift.remember(engine, shop.ready()["model"])
        shop.store.on_saved.append(self.metrics.drift.observe)
        self.upkeep = Upkeep(lambda: shop.holdings.retain())
        self.draining = False
        self._talking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def compute(self, who: Principal, stage: str, work: Callable[[], T]) -> T:
        """Runs `work` when its turn comes, and measures the wait and the work.

        Raises:
            RefusedError: 503, too many wait or it took too long. What runs then runs on, and is saved.
        """
        asked = perf_counter()

        def timed() -> T:
            begun = perf_counter()
            self.metrics.stage("wait", begun - asked)
            try:
                return work()
            finally:
                self.metrics.stage(stage, perf_counter() - begun)

        owner = f"{who.site}|{who.owner}"
        return await self._in_time(
            self.gate.begin(owner, lambda _: timed()) if stage in _LIGHT else self.gate.run(owner, timed)
        )

    async def converse(
        self, owner: str, session: str, answer: Callable[[Early], T], heard: Early = lambda text: None
    ) -> T:
        """Runs one turn of a talk: its beginning soon, and what takes long when its turn for that comes.

        Two messages of one talk are answered one after the other, and only one of them takes a place.

        Args:
            owner: who counts as one when places are shared out.
            answer: gives what is answered; is told whom to tell how it begins.
            heard: is told the same, in the thread of the work, before the answer's long part waits.

        Raises:
            RefusedError: 503, as for `compute`.
        """
        asked = perf_counter()

        def timed(onward: Onward) -> T:
            begun = perf_counter()
            self.metrics.stage("wait", begun - asked)
            waited = 0.0

            def early(text: str) -> None:
                nonlocal waited
                heard(text)
                told = perf_counter()
                if not waited:
                    self.metrics.stage("begin", told - begun)
                onward()
                waited += perf_counter() - told

            try:
                return answer(early)
            finally:
                if waited:
                    self.metrics.stage("wait_long", waited)
                self.metrics.stage("answer", perf_counter() - begun - waited)

        alone = self._talking.setdefault(session, asyncio.Lock())
        async with alone:
            return await self._in_time(self.gate.begin(owner, timed))

    async def _in_time(self, work: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self.settings.answer_seconds):
                return await work
        except TimeoutError:
            raise RefusedError(
                503,
                "The answer took too long.",
                expected=f"an answer within {self.settings.answer_seconds:g} s",
                got="none yet",
                fix="Try again in a moment.",
                headers={"Retry-After": "5"},
            ) from None

    def check_database(self) -> None:
        """Raises SQLAlchemyError when the database does not answer."""
        with self.shop.store.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Finishes what runs and writes what waits to be written."""
        self.gate.close()
        self.shop.store.on_saved.remove(self.metrics.drift.observe)
        self.upkeep.close()
        self.access_log.close()


def _oidc(settings: OidcSettings, seal: Seal, sites: Sites) -> OpenIdConnect | None:
    """The provider that is set up, if one is.

    Raises:
        ShopError: its addresses are not safe, or the variable with the client's secret is not there.
    """
    if not settings.issuer:
        return None
    secret = os.environ.get(settings.secret_env, "") if settings.secret_env else ""
    if settings.secret_env and not secret:
        raise ShopError(
            "The secret of the OpenID Connect client is not there.",
            expected=f"the environment variable {settings.secret_env}",
            got="not set, or empty",
            fix="Set it where the service is started, or correct [service.oidc] secret_env.",
        )
    return OpenIdConnect(settings, secret, seal, sites)


async def in_thread(work: Callable[..., T], *arguments: object) -> T:
    """For short looks into the database, which need no place among the answers."""
    return await anyio.to_thread.run_sync(work, *arguments)
