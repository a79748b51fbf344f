"""The application: the API's routes, the chat's pages, and what stands before both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

from whythis.agent.types import Early, Reply
from whythis.errors import InputError
from whythis.service.cors import AddressRate, LocalHosts, SiteCors
from whythis.service.desk import Desk
from whythis.service.docs_page import docs_router
from whythis.service.errors import Failures, add_errors
from whythis.service.limits import BodyLimit
from whythis.service.logs import RequestLog
from whythis.service.permissions import Open, undeclared_routes
from whythis.service.routes import (
    chat,
    console,
    decisions,
    feedback,
    health,
    me,
    oidc,
    privacy,
    sessions,
    staff,
)
from whythis.service.service import Service
from whythis.service.staff_gate import StaffGate
from whythis.ui.chat import CHAT_PATH, Answering, mount_chat
from whythis.ui.console.mount import CONSOLE_PATH, mount_console
from whythis.ui.frame import STATIC
from whythis.ui.guard import ChatGate, SecurityHeaders
from whythis.ui.pages import chat_router, pictures_router
from whythis.ui.texts import EXAMPLES
from whythis.ui.types import Assistant, ShopperCard
from whythis.ui.widget.demo_page import DemoShop
from whythis.ui.widget.routes import widget_router

API_PATH = "/api/v1"
_PAGE_BODY_BYTES, _PAGE_BODY_SECONDS = 64 * 1024, 10.0
_ABOUT = """
Recommendations that can say why. Start a session (`POST /api/v1/sessions`), send its token as
`Authorization: Bearer …`, then talk (`POST /api/v1/chat`) or ask for a list (`POST /api/v1/recommendations`), and ask
of any list why, why not, and what if.

Every error has one shape: `error`, `expected`, `got`, `fix` and `request_id`.
"""


def create_app(
    assistant: Assistant,
    *,
    secret: str,
    https_only: bool = False,
    examples: Mapping[str, Sequence[str]] = EXAMPLES,
    service: Service | None = None,
    chat_page: bool = True,
) -> FastAPI:
    """The application over one shop.

    Args:
        assistant: the shop that answers in the chat.
        secret: signs the cookie that holds the chat's conversation. The same for every process of a service.
        https_only: sends that cookie over HTTPS alone; right wherever the service is not on localhost.
        examples: questions to start with, by language ("en", "zh").
        service: what the API works with; without it there is the chat alone.
        chat_page: whether the chat's page is served. Where sites are set up, nobody can shop there as a sample shopper.

    Raises:
        InputError: the secret is too short.
    """
    if len(secret) < 16:
        raise InputError(
            "The secret is too short to sign a cookie with.",
            expected="at least 16 characters",
            got=f"{len(secret)} characters",
            fix="Give a random one, such as the output of `openssl rand -hex 32`.",
        )
    app = _Described(
        title=f"{assistant.name}: WhyThis",
        version=service.shop.ready()["version"] if service else "",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if service else None,
        lifespan=_lifespan,
    )
    app.state.service = service
    add_errors(app)
    everybody = [Depends(Open("public"))]
    app.include_router(health.alive)
    app.include_router(pictures_router(assistant), dependencies=everybody)
    if service is not None:
        for router in (sessions, chat, decisions, feedback, me, privacy, staff):
            app.include_router(_api(router.router))
        app.include_router(health.router)
        app.include_router(console.router)
        app.include_router(oidc.router)
        app.include_router(docs_router(app), dependencies=everybody)
    if service is not None:
        demo = DemoShop(assistant.name, examples) if service.local else None
        app.include_router(widget_router(demo), dependencies=everybody)
    app.mount("/ui", StaticFiles(directory=STATIC), name="ui")
    shown = assistant if service is None or service.local else Newcomers(assistant)
    if chat_page:
        app.include_router(chat_router(shown), dependencies=everybody)
    missing = undeclared_routes(app)
    if missing:
        raise RuntimeError(f"routes that do not say who may use them: {missing}")
    _add_middleware(app, secret, https_only, service)
    if chat_page:
        mount_chat(app, shown, examples, _in_turn(service, shown) if service is not None else None)
    if service is not None:
        mount_console(app, Desk(service))
    return app


def _in_turn(service: Service, assistant: Assistant) -> Answering:
    """Messages from the chat page wait in the same lines as those of the API; a conversation counts as one person."""

    async def answer(text: str, conversation: str, shopper: str | None, heard: Early) -> Reply:
        def ask(early: Early) -> Reply:
            reply = assistant.ask(text, session=conversation, shopper=shopper, early=early)
            service.metrics.reply(reply)
            return reply

        return await service.converse(f"chat|{conversation}", conversation, ask, heard)

    return answer


def _api(router: APIRouter) -> APIRouter:
    for route in router.routes:
        path = getattr(route, "path", "")
        if not path.startswith(API_PATH):
            raise RuntimeError(f"{path} is not under {API_PATH}")
    return router


def _add_middleware(app: FastAPI, secret: str, https_only: bool, service: Service | None) -> None:
    """From the inside out: the gate needs the session, and the headers, the id and the log go over everything."""
    app.add_middleware(Failures)
    app.add_middleware(ChatGate, path=CHAT_PATH)
    if service is not None:
        app.add_middleware(StaffGate, service=service, path=CONSOLE_PATH, own=console.is_own)
    app.add_middleware(SessionMiddleware, secret_key=secret, same_site="lax", https_only=https_only)
    # Gradio reflects any origin, with credentials, unless the application brings this very class. Other sites' pages
    # may call the API alone, which SiteCors sees to.
    app.add_middleware(CORSMiddleware, allow_origins=[], allow_credentials=False)
    if service is None:
        app.add_middleware(BodyLimit, most_bytes=_PAGE_BODY_BYTES, seconds=_PAGE_BODY_SECONDS)
    else:
        settings = service.settings
        app.add_middleware(BodyLimit, most_bytes=settings.body_kb * 1024, seconds=settings.body_seconds)
        app.add_middleware(AddressRate, service=service)
        app.add_middleware(SiteCors, service=service)
        if service.local:
            app.add_middleware(LocalHosts)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog, metrics=service.metrics if service else None)


class _Described(FastAPI):
    """Describes a parameter that may be left out as one that may be left out: none of them can be null."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        for operations in described["paths"].values():
            for operation in operations.values():
                for parameter in operation.get("parameters", ()):
                    schema = parameter["schema"]
                    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
                    parameter["schema"] = schema | (
                        kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {}
                    )
        return described


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    if app.state.service is not None:
        app.state.service.close()


class Newcomers:
    """A shop as the public chat page sees it: everybody is a newcomer, and nobody can be shopped as."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def name(self) -> str:
        return self._assistant.name

    def ask(
        self,
        text: str,
        *,
        session: str | None = None,
        shopper: str | None = None,
        lang: str | None = None,
        early: Early | None = None,
    ) -> Reply:
        del shopper
        return self._assistant.ask(text, session=session, shopper=None, lang=lang, early=early)

    def shoppers(self) -> Sequence[ShopperCard]:
        return ()

    def image_file(self, item_id: str) -> Path | None:
        return self._assistant.image_file(item_id)

    def turns(self, session: str) -> Sequence[tuple[str, Reply]]:
        return self._assistant.turns(session)
