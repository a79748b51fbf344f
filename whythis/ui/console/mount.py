"""The console as a page: a frame of Gradio around one piece of HTML, redrawn at every step.

What the browser sends is an address alone (see `Address`); it is read from the event and never from a component, so
that there is no input in which a file or a history could be forged.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import escape
from typing import Any

from fastapi import FastAPI, Request

from whythis.ui.console.pages import page
from whythis.ui.console.texts import say
from whythis.ui.console.types import Desk, Viewer
from whythis.ui.frame import STATIC, gr, mount_page
from whythis.ui.texts import preferred_lang

CONSOLE_PATH = "/staff"


def mount_console(app: FastAPI, desk: Desk) -> None:
    """Puts the console into `app` at CONSOLE_PATH. Its gate must stand before it and put the viewer in the scope."""
    with gr.Blocks(title=say("en", "title", shop=desk.name), analytics_enabled=False) as demo:
        view = gr.HTML(
            f'<div id="wt-chat" class="wt-console"><p class="wt-note">{escape(say("en", "loading"))}</p></div>',
            elem_id="wt-view",
        )
        bridge = gr.HTML("", js_on_load=(STATIC / "console.js").read_text(), elem_id="wt-bridge")

        async def go(request: gr.Request, event: gr.EventData) -> AsyncIterator[str]:
            async for drawn in _drawn(desk, request, event):
                yield drawn

        bridge.select(
            go, None, [view], show_progress="hidden", api_visibility="private", trigger_mode="multiple"
        )
    mount_page(
        app,
        demo,
        CONSOLE_PATH,
        styles=("chat.css", "console.css"),
        meta={"robots": "noindex"},
        sessions=500,
        who=signed_in,
    )


def signed_in(request: Request) -> str | None:
    """Who it is, for Gradio's own check behind the gate: without a viewer nothing is served."""
    viewer = request.scope.get("viewer")
    return viewer.name if isinstance(viewer, Viewer) else None


async def _drawn(desk: Desk, request: gr.Request, event: gr.EventData) -> AsyncIterator[str]:
    inner: Any = request.request
    viewer = inner.scope.get("viewer") if inner is not None else None
    if not isinstance(viewer, Viewer):
        return
    data = event._data
    value = data.get("value") if isinstance(data, dict) else None
    written = isinstance(data, dict) and data.get("index") == 1
    lang = preferred_lang(request.headers.get("accept-language", ""))
    async for drawn in page(desk, viewer, value, lang, may_write=written):
        yield drawn
