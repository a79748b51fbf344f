"""Lists without a talk, and what is behind a list: the decision, its explanations, what would be otherwise."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from whythis.agent.recommend import shown_items
from whythis.errors import NotShownError
from whythis.ranking.types import Decision
from whythis.records.search import Wanted, find_decisions
from whythis.service.explaining import explain
from whythis.service.once import IdempotencyKey, once
from whythis.service.permissions import Needs, own_decision
from whythis.service.principals import Principal
from whythis.service.schemas import (
    ERRORS,
    DecisionOut,
    ExplanationKind,
    ExplanationOut,
    Id,
    ItemId,
    OwnListsOut,
    RecommendIn,
    WhatIfIn,
    WhatIfOut,
)
from whythis.service.service import Service, in_thread
from whythis.service.types import ServedShop
from whythis.service.wire import decision_json

router = APIRouter(prefix="/api/v1", tags=["decisions"], responses=ERRORS)


@router.post("/recommendations", response_model=DecisionOut)
async def recommend(
    wanted: RecommendIn,
    request: Request,
    who: Annotated[Principal, Depends(Needs("recommend"))],
    key: IdempotencyKey = None,
) -> Response:
    """A list for a request, with no talk about it. The decision is saved before it is answered."""
    service: Service = request.app.state.service

    def make() -> dict[str, Any]:
        session = uuid.uuid4().hex
        service.talks.claim(session, who.site, who.owner)
        decision = service.shop.recommend(
            wanted.query,
            filters=wanted.filters.values() if wanted.filters else None,
            limit=wanted.limit,
            session=session,
            shopper=who.shopper_id,
            lang=wanted.lang,
        )
        return decision_json(decision)

    async def work() -> dict[str, Any]:
        return await service.compute(who, "recommend", make)

    made, replayed = await once(request, who, key, work)
    request.state.log["decision_id"] = made["id"]
    return JSONResponse(made, headers={"Idempotency-Replayed": "true"} if replayed else None)


@router.get("/decisions", response_model=OwnListsOut)
async def own_lists(
    request: Request,
    who: Annotated[Principal, Depends(Needs("decision.read"))],
    item: Annotated[ItemId | None, Query(description="Only lists that show this item.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """The newest lists that whoever asks was shown."""
    service: Service = request.app.state.service
    wanted = Wanted(owner=(who.site, who.owner), item_id=item)
    found = await in_thread(find_decisions, service.shop.store.engine, wanted, limit)
    return {
        "decisions": [
            {"id": d.id, "made_at_utc": d.made_at_utc, "request_text": d.request_text, "shown": list(d.shown)}
            for d in found
        ]
    }


@router.get("/decisions/{decision_id}", response_model=DecisionOut)
async def decision(
    decision_id: Id, request: Request, who: Annotated[Principal, Depends(Needs("decision.read"))]
) -> dict[str, Any]:
    """A list as it was shown to whoever asks."""
    await own_decision(request, who, decision_id, "decision.read")
    service: Service = request.app.state.service
    return decision_json(await in_thread(service.shop.store.decision, decision_id))


@router.get("/decisions/{decision_id}/explanations", response_model=ExplanationOut)
async def explanations(
    decision_id: Id,
    request: Request,
    item: Annotated[
        ItemId, Query(description="One of the list; for why_not and what_if, any of the catalogue.")
    ],
    who: Annotated[Principal, Depends(Needs("decision.explain"))],
    kind: ExplanationKind = "why",
    other: Annotated[
        ItemId | None, Query(description="compare: the other item; else the one just above.")
    ] = None,
    top: Annotated[int | None, Query(ge=1, le=20, description="anchor: stay among the first N.")] = None,
) -> dict[str, Any]:
    """Why an item is on the list, why not, why above another, what would change it or must stay, what is alike."""
    await own_decision(request, who, decision_id, "decision.explain")
    service: Service = request.app.state.service
    return await service.compute(
        who, "explain", lambda: explain(service.shop, decision_id, item, kind, other, top, reader="shopper")
    )


@router.post("/decisions/{decision_id}/what-if", response_model=WhatIfOut)
async def what_if(
    decision_id: Id,
    wanted: WhatIfIn,
    request: Request,
    who: Annotated[Principal, Depends(Needs("decision.what_if"))],
) -> dict[str, Any]:
    """The list with something changed, run again through the real pipeline; or the smallest changes that would turn it.

    Nothing is saved, and the decision stays what it is.
    """
    await own_decision(request, who, decision_id, "decision.what_if")
    service: Service = request.app.state.service
    return await service.compute(who, "explain", lambda: run_what_if(service.shop, decision_id, wanted))


def run_what_if(shop: ServedShop, decision_id: str, wanted: WhatIfIn) -> dict[str, Any]:
    """Raises NotShownError for an item that the shop does not have, ModelError for a decision of other versions."""
    saved = shop.store.decision(decision_id)
    told: dict[str, Any] = {"decision_id": decision_id, "before": list(saved.shown), "item_id": wanted.item}
    if not wanted.edits:
        item = wanted.item or _first(saved)
        found = explain(shop, decision_id, item, "what_if", reader="shopper")
        return told | {"item_id": item} | {k: found[k] for k in ("counterfactuals", "text", "claims")}
    outcome = shop.outcome(saved, [edit.edit() for edit in wanted.edits])
    known = {c.item.id: c for c in outcome.ranked.candidates}
    items = [
        {"rank": rank, "id": i, "title": known[i].item.title, "probability": known[i].probability}
        for rank, i in enumerate(outcome.shown, start=1)
    ]
    told |= {"after": list(outcome.shown), "items": items}
    if wanted.item is not None:
        order = [c.item.id for c in saved.candidates]
        before = order.index(wanted.item) + 1 if wanted.item in order else None
        told |= {"rank_before": before, "rank_after": outcome.rank_of(wanted.item)}
    return told


def _first(saved: Decision) -> str:
    cards = shown_items(saved)
    if not cards:
        raise NotShownError(
            "This list is empty.",
            expected="a list with an item on it, or an item that is named",
            got="an empty list",
            fix="Name an item of the catalogue, or edits.",
        )
    return cards[0].id
