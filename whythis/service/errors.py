"""One shape for every error that leaves the service: error, expected, got, fix, and the request's id."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whythis.errors import InputError, ModelError, NotShownError, WhyThisError
from whythis.records.faults import records_unreachable
from whythis.ui.guard import error_body, request_id_of

_log = logging.getLogger(__name__)


class RefusedError(WhyThisError):
    """A request that is not served, with the HTTP status that says so."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        expected: str,
        got: str,
        fix: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message, expected=expected, got=got, fix=fix)
        self.status = status
        self.headers = headers or {}


def not_found(what: str) -> RefusedError:
    """For what is not there and for what is somebody else's: the two must not be told apart."""
    return RefusedError(
        404,
        f"There is no such {what}.",
        expected=f"the id of a {what} of your own",
        got="another id",
        fix="Use an id that this service gave you.",
    )


def status_of(error: WhyThisError) -> int:
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, NotShownError):
        return 404
    if isinstance(error, InputError):
        return 422
    # A decision of an older model version is fine; it only cannot be run again.
    return 409 if isinstance(error, ModelError) else 503


def body_of(error: WhyThisError, request_id: str) -> dict[str, str]:
    return error_body(request_id, error.message, expected=error.expected, got=error.got, fix=error.fix)


async def send_refusal(error: RefusedError, scope: Scope, receive: Receive, send: Send) -> None:
    """For middleware, which stands outside of the handlers below."""
    body = body_of(error, request_id_of(scope))
    await JSONResponse(body, error.status, error.headers)(scope, receive, send)


def add_errors(app: FastAPI) -> None:
    @app.exception_handler(WhyThisError)
    async def known(request: Request, error: WhyThisError) -> JSONResponse:
        headers = error.headers if isinstance(error, RefusedError) else None
        return JSONResponse(body_of(error, request_id_of(request.scope)), status_of(error), headers)

    @app.exception_handler(RequestValidationError)
    async def bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        body = error_body(
            request_id_of(request.scope),
            "The request cannot be used.",
            expected=f"{where}: {first['msg']}",
            got=str(first.get("input")),
            fix="Correct that field and send the request again.",
        )
        return JSONResponse(body, status_code=422)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        body = error_body(
            request_id_of(request.scope),
            "Nothing is served here." if error.status_code == 404 else str(error.detail),
            expected="an address and a method of this service",
            got=f"{request.method} {request.url.path}",
            fix="The addresses are listed at /openapi.json.",
        )
        return JSONResponse(body, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(SQLAlchemyError)
    async def database_gone(request: Request, error: SQLAlchemyError) -> JSONResponse:
        _log.error("the database failed", exc_info=error)
        told = records_unreachable(error)
        body = error_body(
            request_id_of(request.scope),
            told.message,
            expected=told.expected,
            got="none",  # what the database said is for the log alone
            fix="Try again in a moment; if it stays, tell the shop's owner.",
        )
        return JSONResponse(body, status_code=503, headers={"Retry-After": "5"})


class Failures:
    """Answers for what went wrong in the inside. The answer goes out as all others do, with their headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            _log.exception("a request failed")
            if begun:
                raise
            body = error_body(
                request_id_of(scope),
                "Something went wrong on our side; nothing was lost.",
                expected="an answer",
                got="an internal error, which was logged",
                fix="Try again; if it stays, tell the shop's owner.",
            )
            await JSONResponse(body, status_code=500)(scope, receive, send)
