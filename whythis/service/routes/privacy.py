"""What the shop keeps and for how long, for everybody; and a shopper's data, for an admin who answers their letter."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from whythis.errors import InputError
from whythis.records.statistics import Measure
from whythis.service.errors import RefusedError
from whythis.service.once import IdempotencyKey, once
from whythis.service.permissions import Needs, Open
from whythis.service.principals import Principal
from whythis.service.routes.me import REPLAYED, shopper
from whythis.service.schemas import ERRORS, Text
from whythis.service.schemas_privacy import ErasedOut, ExportOut, PrivacyOut, StatisticsOut
from whythis.service.service import Service, in_thread

router = APIRouter(prefix="/api/v1", responses=ERRORS)
ShopperId = Annotated[
    Text, Query(alias="shopper", min_length=1, max_length=128, description="The shopper's id.")
]
Admin = Annotated[Principal, Depends(Needs("staff.privacy"))]


@router.get("/privacy", response_model=PrivacyOut, tags=["me"], dependencies=[Depends(Open("public"))])
async def privacy(request: Request) -> dict[str, Any]:
    """What is kept, why, where, and for how long in this shop."""
    service: Service = request.app.state.service
    return {"kinds": service.shop.holdings.table()}


@router.get(
    "/staff/statistics",
    response_model=StatisticsOut,
    tags=["staff"],
    dependencies=[Depends(Needs("staff.statistics"))],
)
async def statistics(
    request: Request,
    day: Annotated[date, Query(description="A day that is over, in UTC.")],
    measure: Measure = "acts",
) -> dict[str, Any]:
    """Counts of a day, with noise that hides every single person; asked again, the same answer. 409 when the day's
    budget is spent, or the day is not over.
    """
    service: Service = request.app.state.service
    try:
        return asdict(await in_thread(service.shop.statistics.of, day.isoformat(), measure))
    except InputError as error:
        raise RefusedError(
            409, error.message, expected=error.expected, got=error.got, fix=error.fix
        ) from error


@router.get("/staff/shoppers/export", response_model=ExportOut, tags=["staff"])
async def export_shopper(request: Request, who: Admin, shopper_id: ShopperId) -> Response:
    """Everything that is held on one shopper, under every site."""
    service: Service = request.app.state.service

    def work() -> dict[str, Any]:
        return service.shop.holdings.export(shopper(service, shopper_id))

    return JSONResponse(await service.compute(who, "export", work))


@router.delete("/staff/shoppers", response_model=ErasedOut, tags=["staff"])
async def erase_shopper(
    request: Request, who: Admin, shopper_id: ShopperId, key: IdempotencyKey = None
) -> Response:
    """Erases all that is known of one shopper, as they could themselves."""
    service: Service = request.app.state.service

    def work() -> dict[str, Any]:
        return {"erased": [asdict(e) for e in service.shop.erase(shopper(service, shopper_id))]}

    told, replayed = await once(request, who, key, lambda: service.compute(who, "erase", work))
    return JSONResponse(told, headers=REPLAYED if replayed else None)
