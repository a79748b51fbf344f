"""What the records give out: conversations with their turns. Decisions have their type in the ranking room."""

from __future__ import annotations

from dataclasses import dataclass


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
