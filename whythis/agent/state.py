"""The state of a talk between two messages: what was asked, shown, explained and said about oneself."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from whythis.agent.types import Reply
from whythis.ranking.types import Request, Stated
from whythis.records.types import Feedback
from whythis.retrieval.types import Filters


@dataclass(frozen=True, slots=True)
class Pending:
    """What was asked back: whether to erase everything, or all of some brands and kinds, or which of several past
    items to forget or leave out.

    `kind` is "everything", "taste", "forget" or "gift"; `item_ids` are the choices, `names` the brands and kinds.
    """

    kind: str
    item_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TalkState:
    """Everything is a plain value, so that a talk goes on in any process over the same store.

    `shown` are the item ids of the last list and `decision_id` its decision; `seen` are all items shown for
    the current request; `focus` is the item explained last; `recent` are the items of
    the list that were spoken of, the latest last, `spoken` those of the last message that spoke of any,
    and `choices` those of which it was asked which is meant; `pair` are the two items compared last;
    `budget` is a price limit that was told without a request, and counts for the next ones;
    `feedback` is what a newcomer said of items (a known shopper's is in the store);
    `lang` is the language of the last answer, for a message that has no words ("?");
    `pending` is a question of ours that the next message may answer.
    """

    request: Request | None = None
    decision_id: str | None = None
    shown: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    focus: str | None = None
    recent: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    budget: Filters | None = None
    last_acts: tuple[str, ...] = ()
    lang: str = ""
    pair: tuple[str, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    pending: Pending | None = None


_STATE = TypeAdapter(TalkState)
_REPLY = TypeAdapter(Reply)


def state_to_json(state: TalkState) -> str:
    return _STATE.dump_json(state).decode()


def state_from_json(text: str) -> TalkState:
    return _STATE.validate_json(text)


def reply_to_json(reply: Reply) -> str:
    return _REPLY.dump_json(reply).decode()


def reply_from_json(text: str) -> Reply:
    return _REPLY.validate_json(text)
