"""What a language model is to the agent: something that completes a chat, and may fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt; `role` is "system" or "user"."""

    role: str
    content: str


class ModelFailedError(Exception):
    """The model gave no answer. `reason` names the kind of failure and holds nothing of prompt or answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TextModel(Protocol):
    """Completes a prompt. Implementations are safe to use from several threads."""

    @property
    def name(self) -> str: ...

    def complete(self, prompt: Sequence[Message]) -> str:
        """The answer to a prompt.

        Raises:
            ModelFailedError: there is none, after all retries.
        """
        ...
