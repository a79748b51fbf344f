"""The web application: the chat, the items' pictures, health, and one shape for every error."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import Body, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

from whythis.errors import InputError, NotShownError, WhyThisError
from whythis.ui.chat import CHAT_PATH, mount_chat
from whythis.ui.guard import CONVERSATION, SHOPPER, ChatGate, SecurityHeaders, error_body, new_conversation_id
from whythis.ui.images import image_response
from whythis.ui.texts import EXAMPLES
from whythis.ui.types import Assistant

STATIC = Path(__file__).parent / "static"
_log = logging.getLogger(__name__)


class NewConversation(BaseModel):
    """Starts over, as the shopper named, or as the one before when none is named."""

    model_config = ConfigDict(extra="forbid")
    shopper: str | None = None


def create_app(
    assistant: Assistant,
    *,
    secret: str,
    https_only: bool = False,
    origins: Sequence[str] = (),
    examples: Mapping[str, Sequence[str]] = EXAMPLES,
) -> FastAPI:
    """The service over one shop.

    Args:
        assistant: the shop that answers.
        secret: signs the cookie that holds the conversation's id. The same for every process of a service.
        https_only: sends that cookie over HTTPS alone; right wherever the service is not on localhost.
        origins: other sites that may call this one from a browser.
        examples: questions to start with, by language ("en", "zh").
    """
    if len(secret) < 16:
        raise InputError(
            "The secret is too short to sign a cookie with.",
            expected="at least 16 characters",
            got=f"{len(secret)} characters",
            fix="Give a random one, such as the output of `openssl rand -hex 32`.",
        )
    app = FastAPI(title=f"{assistant.name}: WhyThis", docs_url=None, redoc_url=None)
    _add_errors(app)
    _add_routes(app, assistant)
    app.mount("/ui", StaticFiles(directory=STATIC), name="ui")
    # Added from the inside out: the gate needs the session, the headers go over everything.
    app.add_middleware(ChatGate, path=CHAT_PATH)
    app.add_middleware(SessionMiddleware, secret_key=secret, same_site="lax", https_only=https_only)
    # Gradio reflects any origin, with credentials, unless the application brings this very class.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_credentials=False,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
    )
    app.add_middleware(SecurityHeaders)
    mount_chat(app, assistant, examples)
    return app


def _add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/", include_in_schema=False)
    def front() -> Response:
        return RedirectResponse(f"{CHAT_PATH}/")

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        return RedirectResponse("/ui/mark.svg")

    @app.get("/images/{item_id:path}")
    async def image(item_id: str) -> Response:
        path = await anyio.to_thread.run_sync(assistant.image_file, item_id)
        return image_response(path, item_id)

    @app.post("/conversation")
    async def start_over(request: Request, wanted: Annotated[NewConversation, Body()]) -> dict[str, str]:
        """A new conversation for this browser; the old one stays in the records."""
        _same_site_only(request)
        if wanted.shopper is not None:
            await anyio.to_thread.run_sync(_check_shopper, assistant, wanted.shopper)
            request.session[SHOPPER] = wanted.shopper
        request.session[CONVERSATION] = new_conversation_id()
        return {"status": "started"}


def _same_site_only(request: Request) -> None:
    """Refuses a post that another site's page sent with this browser's cookie."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise InputError(
            "This request came from another site.",
            expected="a request from this service's own page",
            got=origin,
            fix="Open the chat itself and start the conversation there.",
        )


def _check_shopper(assistant: Assistant, shopper: str) -> None:
    """The empty name is the newcomer."""
    known = [card.id for card in assistant.shoppers()]
    if shopper and shopper not in known:
        raise InputError(
            "There is no such sample shopper.",
            expected="one of " + ", ".join(known[:10]) if known else "no shopper",
            got=shopper[:80],
            fix="Choose one from the list.",
        )


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(WhyThisError)
    async def whythis_error(_: Request, error: WhyThisError) -> JSONResponse:
        status = 404 if isinstance(error, NotShownError) else 422 if isinstance(error, InputError) else 503
        return JSONResponse(error.to_dict(), status_code=status)

    @app.exception_handler(RequestValidationError)
    async def bad_request(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        body = error_body(
            "The request cannot be used.",
            expected=f"{where}: {first['msg']}",
            got=str(first.get("input"))[:200],
            fix="Correct that field and send the request again.",
        )
        return JSONResponse(body, status_code=422)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        body = error_body(
            "Nothing is served here." if error.status_code == 404 else str(error.detail),
            expected="an address and a method of this service",
            got=f"{request.method} {request.url.path}"[:200],
            fix=f"The chat is at {CHAT_PATH}/.",
        )
        return JSONResponse(body, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        body = error_body(
            "Something went wrong on our side; nothing was lost.",
            expected="an answer",
            got="an internal error, which was logged",
            fix="Try again; if it stays, tell the shop's owner.",
        )
        return JSONResponse(body, status_code=500)
