"""The chat page. It keeps nothing: what it shows is read from the store, for the conversation in the cookie.

One browser has one conversation, and each of its tabs is a view of it. No handler takes the chat's own
content as input, because that comes from the browser and could be forged.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import anyio.to_thread
from fastapi import FastAPI

from whythis.agent.types import Early, Reply
from whythis.errors import WhyThisError
from whythis.ui import messages
from whythis.ui.frame import STATIC, gr, mount_page
from whythis.ui.guard import CONVERSATION, SHOPPER
from whythis.ui.header import brand, page_header
from whythis.ui.texts import TEXTS, preferred_lang, say
from whythis.ui.types import Assistant

CHAT_PATH = "/chat"
MAX_CHARS = 2000
# A verified text is revealed in steps so that the eye can follow; together they stay under half a second.
_TYPED_STEPS = 14
_STEP_SECONDS = 0.03
_LOOK_SECONDS = 0.1
"""How soon the page shows a beginning that was told."""
_log = logging.getLogger(__name__)

# What an event changes: the chat's messages and the text of the box. gr.skip() leaves either as it is.
Step = tuple[Any, Any]


Answering = Callable[[str, str, str | None, Early], Awaitable[Reply]]
"""Answers a message of a conversation for a shopper, when its turn comes; is told whom to tell how the reply begins."""


def mount_chat(
    app: FastAPI,
    assistant: Assistant,
    examples: Mapping[str, Sequence[str]],
    answering: Answering | None = None,
) -> None:
    """Puts the chat into `app` at CHAT_PATH.

    Args:
        answering: has messages wait for their turn among others; None answers each at once.
    """
    page = Page(assistant, examples, answering)
    words = gr.I18n(
        **{lang: {k: v for k, v in texts.items() if k.startswith("ui_")} for lang, texts in TEXTS.items()}
    )
    mount_page(
        app,
        _layout(page, words),
        CHAT_PATH,
        styles=("chat.css",),
        meta={"description": assistant.name},
        sessions=2000,
        words=words,
    )


def _layout(page: Page, words: gr.I18n) -> gr.Blocks:
    with gr.Blocks(
        title=f"{page.assistant.name}: WhyThis", fill_height=True, analytics_enabled=False
    ) as demo:
        # The header is also the bridge from the page's buttons to Python: see chat.js.
        header = gr.HTML(
            brand(page.assistant.name),
            js_on_load=(STATIC / "chat.js").read_text(),
            elem_id="wt-header",
        )
        chat = gr.Chatbot(
            value=[],
            elem_id="wt-chat",
            show_label=False,
            container=False,
            autoscroll=False,
            buttons=[],
            layout="bubble",
            height="100%",
            # Messages come escaped and cleaned from messages.py. Gradio's own cleaning drops what the charts
            # and the buttons are made of, and its Markdown would read meaning into a shopper's asterisks.
            render_markdown=False,
            sanitize_html=False,
            latex_delimiters=[],
            allow_tags=False,
            feedback_options=None,
        )
        box = gr.Textbox(
            elem_id="wt-box",
            label=words("ui_message"),
            placeholder=words("ui_placeholder"),
            show_label=False,
            container=False,
            max_lines=5,
            max_length=MAX_CHARS,
            submit_btn=True,
            autofocus=True,
        )
        private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = gr.on(
            [box.submit, header.select], page.ask, [box], [chat, box], trigger_mode="once", **private
        )
        # Until an event is over, Gradio drops the next in silence; chat.js holds it back till then.
        asking.then(None, js="() => { document.dispatchEvent(new Event('wt-answered')); }")
        demo.load(page.draw, None, [chat, header], **private)
        # A new conversation drops the answer still under way; looking at the tab again must not.
        header.click(page.draw, None, [chat, header], cancels=[asking], **private)
        header.focus(page.draw, None, [chat, header], **private)
    return demo


class Page:
    """What the page's events do."""

    def __init__(
        self,
        assistant: Assistant,
        examples: Mapping[str, Sequence[str]],
        answering: Answering | None = None,
    ) -> None:
        self.assistant = assistant
        self.examples = examples
        self._answering = answering or self._at_once

    async def ask(self, typed: str, request: gr.Request, event: gr.EventData) -> AsyncIterator[Step]:
        """Answers what was typed, or the words of the button that was pressed; a draft is kept then."""
        lang = _lang(request)
        pressed = _pressed(event)
        text = (pressed or typed or "").strip()
        kept, emptied = (gr.skip(), gr.skip()) if pressed else (text, "")
        conversation, shopper = _who(request)
        if conversation is None:
            yield [messages.failed(say(lang, "no_cookie"), say(lang, "no_cookie_fix"))], kept
            return
        if not text:
            yield gr.skip(), gr.skip()
            return
        told: list[messages.Message] = [messages.asked(text)]
        try:
            before = await anyio.to_thread.run_sync(self.assistant.turns, conversation)
            told = [*messages.conversation(before, lang, answering=True), *told]
            if len(text) > MAX_CHARS:
                yield [*told, _too_long(lang)], kept
                return
            yield [*told, messages.thinking(lang)], emptied
            begun: list[str] = []
            asked = asyncio.ensure_future(self._answering(text, conversation, shopper, begun.append))
            shown = 0
            try:
                while not (await asyncio.wait([asked], timeout=_LOOK_SECONDS))[0]:
                    if begun and len(begun[-1]) > shown:
                        shown = len(begun[-1])
                        yield [*told, messages.begun(begun[-1])], gr.skip()
            finally:
                asked.cancel()  # of no effect on an answer that is there; a message that still waits is taken back
            reply = asked.result()
        except WhyThisError as error:
            yield [*told, messages.failed(error.message, error.fix)], kept
            return
        except Exception:
            _log.exception("a turn of conversation %s failed", conversation)
            yield [*told, messages.failed(say(lang, "failed"), say(lang, "failed_fix"))], kept
            return
        for part in messages.typed(reply, _TYPED_STEPS, shown):
            yield [*told, part], gr.skip()
            await asyncio.sleep(_STEP_SECONDS)
        yield messages.conversation([*before, (text, reply)], lang), gr.skip()

    async def _at_once(self, text: str, conversation: str, shopper: str | None, early: Early) -> Reply:
        def ask() -> Reply:
            return self.assistant.ask(text, session=conversation, shopper=shopper, early=early)

        return await anyio.to_thread.run_sync(ask)

    async def draw(self, request: gr.Request) -> tuple[list[messages.Message], str]:
        """The stored conversation and the header, as this browser should see them."""
        try:
            return await anyio.to_thread.run_sync(self._drawn, *_who(request), _lang(request))
        except Exception:
            _log.exception("a conversation could not be drawn")
            lang = _lang(request)
            error = messages.failed(say(lang, "failed"), say(lang, "failed_reload"))
            return [error], page_header(self.assistant.name, (), lang, None)

    def _drawn(
        self, conversation: str | None, shopper: str | None, lang: str
    ) -> tuple[list[messages.Message], str]:
        cards = self.assistant.shoppers()
        turns = self.assistant.turns(conversation) if conversation else ()
        header = page_header(self.assistant.name, cards, lang, shopper)
        if turns:
            return messages.conversation(turns, lang), header
        card = next((card for card in cards if card.id == shopper), None)
        return [messages.welcome(lang, card, self.examples)], header


def _pressed(event: gr.EventData) -> str:
    """The words of the button that was pressed; empty when the message was typed."""
    data = event._data
    value = data.get("value") if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def _who(request: gr.Request) -> tuple[str | None, str | None]:
    """The conversation and the shopper in the signed cookie; never from what the page sends."""
    session: dict[str, str] = getattr(request.request, "session", {}) if request.request else {}
    return session.get(CONVERSATION), session.get(SHOPPER) or None


def _lang(request: gr.Request) -> str:
    return preferred_lang(request.headers.get("accept-language", "") if request.request else "")


def _too_long(lang: str) -> messages.Message:
    return messages.failed(say(lang, "too_long"), say(lang, "too_long_fix", limit=MAX_CHARS))
