"""Replies as chat messages: texts, cards, panels and chips as HTML that holds nothing but our own tags.

The Chatbot puts what it is given into the page as HTML, without reading it as Markdown. So every text is
escaped here, and everything built is cleaned once more by nh3 against the few tags that the ui uses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import nh3

from whythis.agent.types import Reply
from whythis.ui.cards import product_cards
from whythis.ui.reasons import reasons_panel
from whythis.ui.texts import EXAMPLES, say
from whythis.ui.types import ShopperCard

Message = dict[str, Any]

# A page with hundreds of charts is slow on a phone; the rest stays in the store.
MAX_TURNS = 30

_SVG = {"svg", "title", "desc", "defs", "pattern", "rect", "line", "text", "g", "path"}
_HTML = {"div", "p", "span", "ol", "ul", "li", "dl", "dt", "dd", "h2", "h3", "img", "button", "mark"}
_TAGS = _SVG | _HTML | {"details", "summary"}
_ATTRIBUTES = {
    "*": {"class", "id", "role", "title", "width", "height", "aria-label", "aria-labelledby", "aria-hidden"},
    "img": {"src", "alt", "loading"},
    "button": {"type", "data-ask"},
    "details": {"open"},
    "svg": {"viewBox"},
    "pattern": {"patternUnits", "patternTransform"},
    "rect": {"x", "y", "rx", "fill"},
    "line": {"x1", "x2", "y1", "y2"},
    "text": {"x", "y", "text-anchor"},
    "g": {"data-side"},
    "path": {"d"},
}

# A picture of the promise: a product, and beneath it what spoke for it and against it.
_FIGURE = (Path(__file__).parent / "static" / "figure.svg").read_text()


def clean(html: str) -> str:
    """`html` with every tag, attribute and address removed that the ui does not itself build."""
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_own_pictures, url_schemes=set()
    )


def _own_pictures(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("img", "src") and not value.startswith("/images/"):
        return None
    return value


def asked(text: str) -> Message:
    """What the shopper wrote, as they wrote it."""
    return {"role": "user", "content": [_text(text)]}


def answered(reply: Reply, *, askable: bool, latest: bool) -> Message:
    """A reply: its text, its cards, the panel of its explanation, and chips when it is the latest."""
    content = [_text(reply.text)]
    if reply.items:
        content.append(_html(product_cards(reply.items, reply.lang, askable=askable)))
    if reply.explanation is not None:
        uid = _uid(reply.explanation.decision_id, reply.explanation.item_id, reply.text)
        content.append(_html(reasons_panel(reply.explanation, reply.lang, uid)))
    if latest and reply.suggestions:
        content.append(_html(chips(reply.suggestions, say(reply.lang, "next_questions"))))
    return {"role": "assistant", "content": content}


def conversation(turns: Sequence[tuple[str, Reply]], lang: str, *, answering: bool = False) -> list[Message]:
    """The stored conversation. While a new message is being answered, old chips are already gone."""
    messages: list[Message] = []
    if len(turns) > MAX_TURNS:
        note = f'<p class="wt-note">{escape(say(lang, "earlier"))}</p>'
        messages.append({"role": "assistant", "content": [_html(note)]})
    list_id = latest_list([reply for _, reply in turns])
    shown = turns[-MAX_TURNS:]
    for index, (text, reply) in enumerate(shown):
        latest = index == len(shown) - 1 and not answering
        askable = list_id is not None and reply.decision_id == list_id
        messages += [asked(text), answered(reply, askable=askable, latest=latest)]
    return messages


def latest_list(replies: Sequence[Reply]) -> str | None:
    """The decision whose list "the first one" speaks of now."""
    return next((r.decision_id for r in reversed(replies) if r.items and r.decision_id), None)


def welcome(
    lang: str, shopper: ShopperCard | None, examples: Mapping[str, Sequence[str]] = EXAMPLES
) -> Message:
    """The empty state: what one can do here, and questions to start with."""
    who = ""
    if shopper is not None:
        told = say(lang, "welcome_as", name=shopper.name, about=shopper.about)
        who = f'<p class="wt-who">{escape(told)}</p>'
    html = (
        f'<div class="wt-welcome"><div><h2>{escape(say(lang, "welcome_title"))}</h2>'
        f"<p>{escape(say(lang, 'welcome_text'))}</p>{who}"
        f"{chips(examples.get(lang, ()), say(lang, 'try'))}</div>{_FIGURE}</div>"
    )
    return {"role": "assistant", "content": [_html(html)]}


def thinking(lang: str) -> Message:
    """What stands in the reply's place while the shop is asked."""
    dots = '<span class="wt-dots" aria-hidden="true"><span></span><span></span><span></span></span>'
    html = f'<div class="wt-thinking" role="status">{dots}{escape(say(lang, "thinking"))}</div>'
    return {"role": "assistant", "content": [_html(html)]}


def failed(message: str, fix: str) -> Message:
    """A reply that could not be given: what went wrong and what to do."""
    note = f'<p class="wt-note">{escape(fix)}</p>'
    html = f'<div class="wt-error" role="alert"><p>{escape(message)}</p>{note}</div>'
    return {"role": "assistant", "content": [_html(html)]}


def begun(text: str) -> Message:
    """A reply as far as it is known."""
    return {"role": "assistant", "content": [_text(text)]}


def typed(reply: Reply, steps: int, shown: int = 0) -> Iterator[Message]:
    """The reply's text growing by a few words at a time, in fewer than `steps` pieces, all short of whole.

    Args:
        shown: characters that stand there already.
    """
    known, rest = reply.text[:shown], reply.text[shown:]
    pieces = [known] * bool(known) + re.findall(r"[\u2e80-\u9fff\uff00-\uffef]|\S+\s*|\s+", rest)
    size = max(1, -(-len(pieces) // steps))
    for end in range(size, len(pieces), size):
        yield begun("".join(pieces[:end]))


def chips(questions: Sequence[str], label: str) -> str:
    """Buttons that send their own words."""
    buttons = "".join(
        f'<button type="button" class="wt-chip" data-ask="{escape(question)}">{escape(question)}</button>'
        for question in questions
    )
    return f'<div class="wt-chips" role="group" aria-label="{escape(label)}">{buttons}</div>'


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": escape(text)}


def _html(html: str) -> dict[str, str]:
    return {"type": "text", "text": clean(html)}


def _uid(*parts: str) -> str:
    return "c" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]
