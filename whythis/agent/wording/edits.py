"""Changes of the conditions as half-sentences: "with a limit of $40", "without the kettle that you bought"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS
from whythis.explainers.rerun import Edit
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten


def worded_edits(edits: Sequence[Edit], decision: Decision, currency: str, messages: Messages) -> str:
    """All of them together, for the start of a sentence."""
    text = messages.listed([_worded(edit, decision, currency, messages) for edit in edits])
    return text[:1].upper() + text[1:]


def edits_evidence(edits: Sequence[Edit], decision: Decision) -> list[dict[str, Any]]:
    """The edits as evidence, with what an edited event or wish was."""
    found = []
    for edit in edits:
        entry: dict[str, Any] = {"kind": edit.kind, "name": edit.name, "value": edit.value}
        if edit.kind == "without_event":
            event = next(e for e in decision.history if e.event_id == edit.value)
            entry |= {"event_kind": event.kind, "event_title": event.item_title}
        elif edit.kind == "without_stated":
            entry["liked"] = _was_liked(edit, decision)
        found.append(entry)
    return found


def _was_liked(edit: Edit, decision: Decision) -> bool:
    return any(s.weight > 0 for s in decision.stated if (s.value, s.name) == (edit.value, edit.name))


def _worded(edit: Edit, decision: Decision, currency: str, messages: Messages) -> str:
    if edit.kind in ("max_price", "min_price"):
        return messages.say(f"edit.{edit.kind}", price=messages.price(int(edit.value), currency))
    if edit.kind == "min_rating":
        return messages.say("edit.min_rating", rating=messages.number(float(edit.value), 1))
    if edit.kind == "without_event":
        event = next(e for e in decision.history if e.event_id == edit.value)
        title = shorten(event.item_title, TITLE_CHARS)
        return messages.say(f"edit.without_{event.kind}", title=title)
    if edit.kind == "without_stated":
        return messages.say(
            "edit.unsaid_like" if _was_liked(edit, decision) else "edit.unsaid_dislike", value=edit.value
        )
    return messages.say(f"edit.{edit.kind}", value=edit.value, name=edit.name)
