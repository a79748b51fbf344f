"""The console as a page: a frame of Gradio around one piece of HTML, redrawn at every step.

What the browser sends is an address alone (see `Address`); it is read from the event and never from a component, so
that there is no input in which a file or a history could be forged.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from html import escape
from typing import Any

from fastapi import FastAPI, Request

from whythis.ui.chat import STATIC, plain_theme
from whythis.ui.console.pages import page
from whythis.ui.console.texts import say
from whythis.ui.console.types import Desk, Viewer
from whythis.ui.texts import preferred_lang

# Before the import: Gradio contacts outside hosts while an app is built otherwise.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr

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
    demo.queue(max_size=64, default_concurrency_limit=16, api_open=False)
    # A mounted app counts as not launched, and then Gradio skips its checks of file paths.
    demo.has_launched = True
    demo.state_session_capacity = 500
    gr.mount_gradio_app(
        app,
        demo,
        path=CONSOLE_PATH,
        auth_dependency=signed_in,
        blocked_paths=["/"],
        run_history=False,
        footer_links=[],
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=plain_theme(),
        head=_head(),
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


def _head() -> str:
    links = "".join(
        f'<link rel="stylesheet" href="/ui/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}">'
        for name in ("chat.css", "console.css")
    )
    return (
        f'{links}<link rel="icon" href="/ui/mark.svg"><meta name="color-scheme" content="light dark">'
        '<meta name="robots" content="noindex">'
    )
