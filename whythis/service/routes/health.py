"""For whoever keeps the service running: is it alive, can it answer, and how is it doing."""

from __future__ import annotations

import hmac
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from whythis.service.cors import LOOPBACK
from whythis.service.errors import RefusedError
from whythis.service.permissions import Open
from whythis.service.schemas import ERRORS, ReadyOut, StatusOut
from whythis.service.service import Service, in_thread
from whythis.service.tokens import unauthorised

alive = APIRouter(tags=["operations"], responses=ERRORS)
"""Needs nothing but the process."""
router = APIRouter(tags=["operations"], responses=ERRORS)


@alive.get("/healthz", response_model=StatusOut, dependencies=[Depends(Open("public"))])
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", response_model=ReadyOut, dependencies=[Depends(Open("public"))])
async def readyz(request: Request) -> dict[str, Any]:
    """The database answers and a model is loaded; 503 otherwise, and while the service shuts down."""
    service: Service = request.app.state.service
    if service.draining:
        raise _not_ready("the service is shutting down")
    try:
        await in_thread(service.check_database)
    except SQLAlchemyError:
        raise _not_ready("the database does not answer") from None
    return {"status": "ready", "database": "ok", **service.shop.ready()}


@router.get(
    "/metrics",
    dependencies=[Depends(Open("operations"))],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Figures in Prometheus's text format: from this machine, or with `[service] metrics_token` as the bearer token."""
    service: Service = request.app.state.service
    address = request.client.host if request.client else ""
    token = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    known = service.settings.metrics_token.encode()
    if address not in LOOPBACK and not (known and hmac.compare_digest(token, known)):
        raise unauthorised("the figures are for this machine, or for who has the metrics token")
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")


def _not_ready(reason: str) -> RefusedError:
    return RefusedError(
        503,
        "The service cannot answer now.",
        expected="a database that answers and a service that stays",
        got=reason,
        fix="Ask another process, or wait.",
        headers={"Retry-After": "5"},
    )
