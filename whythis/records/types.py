"""What the records give out: conversations with their turns, feedback, handovers, erasures.

Decisions have their type in the ranking room.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, Protocol

from whythis.ranking.types import Stated

FeedbackKind = Literal["like", "dislike", "owned", "gift", "wrong"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One talk: who with, in which state the dialogue is. `state` is JSON that the agent owns."""

    id: str
    shopper_id: str | None
    started_at_utc: str
    state: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and the reply to it, as it was given. `reply` is JSON that the agent owns."""

    position: int
    at_utc: str
    message: str
    reply: str
    decision_id: str | None


@dataclass(frozen=True, slots=True)
class DecisionSummary:
    """A line of a list of decisions."""

    id: str
    conversation_id: str
    shopper_id: str | None
    made_at_utc: str
    request_text: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a shopper said of one thing: of an item ("like", "dislike", "owned") or of a past event ("gift": it was not
    for themselves; "wrong": it says nothing about them)."""

    id: str
    kind: FeedbackKind
    at_utc: str
    item_id: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """A talk that a person should take over. `decision_ids` are its lists, newest first.

    `status` is "waiting" (in the queue, for staff to take), "sending", "delivered" or "failed"; `problem` is what went
    wrong last.
    """

    id: str
    at_utc: str
    conversation_id: str
    shopper_id: str | None
    lang: str
    decision_ids: tuple[str, ...]
    target: str
    status: str
    attempts: int = 0
    next_try_utc: str = ""
    delivered_at_utc: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose data: a known shopper's, in all their talks, or without one what a single talk holds."""

    shopper_id: str | None
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """What is to be erased of somebody: these events and these statements."""

    event_ids: frozenset[str] = frozenset()
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """That something was erased, when and how much. What it was is not kept."""

    id: str
    at_utc: str
    scope: str
    events: int
    decisions: int
    turns: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What of one shopper must not come back with the next import: everything until a time, and single events, by
    hash."""

    until_utc: str = ""
    events_sha256: frozenset[str] = frozenset()

    def covers(self, event_id: str, at_utc: str) -> bool:
        """Whether an event was erased."""
        return at_utc <= self.until_utc or hash_of("event", event_id) in self.events_sha256


def hash_of(kind: str, value: str) -> str:
    """The hash by which an erased event's or shopper's id is known again."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


class Rewrite(Protocol):
    """What the agent's own JSON looks like once something is erased; only the agent can read it."""

    def turn(self, message: str, reply: str) -> tuple[str, str] | None:
        """The message and reply without what was erased; None when neither speaks of it."""
        ...

    def state(self, state: str) -> str:
        """A talk's state without what was erased."""
        ...
