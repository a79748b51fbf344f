"""How a Gradio page is put into the application: closed, quiet, and in the house's own dress.

Import `gradio` from here and nowhere else: it reads, while it is imported, whether it may call home.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from html import escape
from pathlib import Path

from fastapi import FastAPI, Request

# Before the import: Gradio contacts outside hosts while an app is built otherwise.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr
from gradio.themes import Base, Font

__all__ = ["STATIC", "gr", "mount_page"]

STATIC = Path(__file__).parent / "static"
_QUEUED = 64
_AT_ONCE = 16


def mount_page(
    app: FastAPI,
    page: gr.Blocks,
    path: str,
    *,
    styles: tuple[str, ...],
    meta: dict[str, str],
    sessions: int,
    words: gr.I18n | None = None,
    who: Callable[[Request], str | None] | None = None,
) -> None:
    """Mounts `page` at `path` with everything off that Gradio has and no page of ours uses.

    Args:
        styles: names of style sheets in STATIC, in their order.
        meta: the page's <meta> fields by name.
        sessions: of how many browsers Gradio keeps a state.
        words: fixed texts by language, where the page has any.
        who: names the one who asks, None for nobody; without it the page is for everybody.
    """
    page.queue(max_size=_QUEUED, default_concurrency_limit=_AT_ONCE, api_open=False)
    # A mounted app counts as not launched, and then Gradio skips its checks of file paths.
    page.has_launched = True
    page.state_session_capacity = sessions
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        auth_dependency=who,
        blocked_paths=["/"],
        run_history=False,
        footer_links=[],
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        i18n=words,
        theme=_theme(),
        head=_head(styles, meta),
    )


def _theme() -> Base:
    fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
    return Base(font=[Font(name) for name in fonts], font_mono=[Font(name) for name in mono])


def _head(styles: tuple[str, ...], meta: dict[str, str]) -> str:
    links = [f'<link rel="stylesheet" href="/ui/{name}?v={_version(name)}">' for name in styles]
    fields = [
        f'<meta name="{name}" content="{escape(text)}">'
        for name, text in {"color-scheme": "light dark", **meta}.items()
    ]
    return "".join([*links, '<link rel="icon" href="/ui/mark.svg">', *fields])


def _version(name: str) -> str:
    """A new style sheet gets a new address, so that no browser shows an old one from its cache."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
