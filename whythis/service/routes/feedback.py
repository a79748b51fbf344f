"""What people think of lists, items and claims."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from whythis.errors import NotShownError
from whythis.records.opinions import Opinion
from whythis.service.once import IdempotencyKey, once
from whythis.service.permissions import Needs, own_decision
from whythis.service.principals import Principal
from whythis.service.schemas import ERRORS, FeedbackIn, FeedbackOut
from whythis.service.service import Service, in_thread

router = APIRouter(prefix="/api/v1", tags=["feedback"], responses=ERRORS)


@router.post("/feedback", response_model=FeedbackOut)
async def feedback(
    given: FeedbackIn,
    request: Request,
    who: Annotated[Principal, Depends(Needs("feedback"))],
    key: IdempotencyKey = None,
) -> Response:
    """Keeps a reaction to a decision of one's own, to one of its items, or to a claim about it."""
    await own_decision(request, who, given.decision_id, "feedback")
    service: Service = request.app.state.service

    def save() -> dict[str, Any]:
        decision = service.shop.store.decision(given.decision_id)
        if given.item_id is not None and decision.candidate(given.item_id) is None:
            raise NotShownError(
                "This product was not compared for that list.",
                expected="an item of the decision",
                got=given.item_id,
                fix="Leave item_id out to speak of the whole list.",
            )
        opinion = Opinion(
            given.decision_id, given.item_id, given.claim_id, given.reaction, given.comment.strip()
        )
        saved = service.feedback.add(opinion, who.site, who.owner)
        service.metrics.feedback(given.reaction)
        return {"id": saved}

    async def work() -> dict[str, Any]:
        return await in_thread(save)

    saved, replayed = await once(request, who, key, work)
    return JSONResponse(saved, headers={"Idempotency-Replayed": "true"} if replayed else None)
