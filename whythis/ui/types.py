"""What the ui needs from the shop behind it. The composition root gives it; tests give a scripted one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from whythis.agent.types import Early, Reply


@dataclass(frozen=True, slots=True)
class ShopperCard:
    """A sample shopper one can shop as: who they are, in a few words."""

    id: str
    name: str
    about: str


class Assistant(Protocol):
    """A shop that answers. Every call may block: the ui makes them in a thread."""

    @property
    def name(self) -> str:
        """The shop's name, as shown at the top of the page."""
        ...

    def ask(
        self,
        text: str,
        *,
        session: str | None = None,
        shopper: str | None = None,
        lang: str | None = None,
        early: Early | None = None,
    ) -> Reply:
        """Answers one message of a conversation, after it is stored; `early` is told how the reply begins before
        what takes long. Raises WhyThisError for what a person can act on."""
        ...

    def shoppers(self) -> Sequence[ShopperCard]:
        """The sample shoppers, in the order to show them. Empty: everybody is a newcomer."""
        ...

    def image_file(self, item_id: str) -> Path | None:
        """The item's picture, or None where it has none or is unknown. `item_id` is untrusted."""
        ...

    def turns(self, session: str) -> Sequence[tuple[str, Reply]]:
        """The stored conversation: each message with its reply, oldest first."""
        ...
