"""The pages' own routes beside the chat: the front door, the items' pictures, starting over."""

from __future__ import annotations

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from whythis.errors import InputError
from whythis.ui.chat import CHAT_PATH
from whythis.ui.guard import CONVERSATION, SHOPPER, is_own, new_conversation_id
from whythis.ui.images import image_response
from whythis.ui.types import Assistant


class NewConversation(BaseModel):
    """Starts over, as the shopper named, or as the one before when none is named."""

    model_config = ConfigDict(extra="forbid")
    shopper: str | None = None


def pictures_router(assistant: Assistant) -> APIRouter:
    """The items' pictures, which cards in the chat and in the widget show."""
    router = APIRouter(include_in_schema=False)

    @router.get("/images/{item_id:path}")
    async def image(item_id: str) -> Response:
        path = await anyio.to_thread.run_sync(assistant.image_file, item_id)
        return image_response(path, item_id)

    @router.get("/favicon.ico")
    def favicon() -> Response:
        return RedirectResponse("/ui/mark.svg")

    return router


def chat_router(assistant: Assistant) -> APIRouter:
    """What the chat's page needs besides the chat."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def front() -> Response:
        return RedirectResponse(f"{CHAT_PATH}/")

    @router.post("/conversation")
    async def start_over(request: Request, wanted: Annotated[NewConversation, Body()]) -> dict[str, str]:
        """A new conversation for this browser; the old one stays in the records."""
        _same_site_only(request)
        if wanted.shopper is not None:
            await anyio.to_thread.run_sync(_check_shopper, assistant, wanted.shopper)
            request.session[SHOPPER] = wanted.shopper
        request.session[CONVERSATION] = new_conversation_id()
        return {"status": "started"}

    return router


def _same_site_only(request: Request) -> None:
    """Refuses a post that another site's page sent with this browser's cookie."""
    origin = request.headers.get("origin")
    if origin is not None and not is_own(request, origin):
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
