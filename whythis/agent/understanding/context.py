"""What was said and shown before the message that is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from whythis.retrieval.types import Filters, Item


@dataclass(frozen=True, slots=True)
class Context:
    """The state of the talk, as far as the reading of a message needs it.

    `shown` are the items on the screen in their order; `focus_id` is the item explained last (None: none);
    `asked` says whether a request was made already; `filters` are the conditions in force; `last_acts` are
    the acts of the message before; `recent` are the shown items that were spoken of, the latest last, and
    `spoken` those that the latest of these messages spoke of together; `choices` are those of which it was
    asked which is meant.
    """

    shown: tuple[Item, ...] = ()
    focus_id: str | None = None
    asked: bool = False
    filters: Filters = field(default_factory=Filters)
    last_acts: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def group(self) -> tuple[str, ...]:
        """The shown items that "them" stands for: those spoken of together, else the two spoken of last; else none."""
        ids = {item.id for item in self.shown}
        together = tuple(i for i in self.spoken if i in ids)
        return together if len(together) > 1 else self.pair

    @property
    def last_item(self) -> str | None:
        """The shown item that "it" stands for: the one explained last, else the one spoken of last."""
        ids = {item.id for item in self.shown}
        spoken = [item_id for item_id in self.recent if item_id in ids]
        return spoken[-1] if spoken else self.focus_id if self.focus_id in ids else None

    @property
    def item_spoken_of(self) -> Item | None:
        """The item of `last_item`, while it is shown."""
        last = self.last_item
        return next((item for item in self.shown if item.id == last), None)

    @property
    def pair(self) -> tuple[str, ...]:
        """The two shown items that were spoken of last, in the order of the talk; empty if there were not two."""
        ids = {item.id for item in self.shown}
        spoken = list(dict.fromkeys(reversed([item_id for item_id in self.recent if item_id in ids])))
        return tuple(reversed(spoken[:2])) if len(spoken) >= 2 else ()

    @property
    def after_why(self) -> bool:
        """Whether an item has just been explained, so that a bare mention means "and why that one?"."""
        return "why" in self.last_acts if self.last_acts else self.focus_id is not None

    @property
    def anything_shown(self) -> bool:
        return bool(self.shown) or self.asked

    @classmethod
    def from_line(cls, line: str) -> Context:
        """The context that one line of an utterance file tells of, without items.

        Empty: nothing happened before. A line that speaks of explaining ("explained", "because", "why"):
        an item was just explained. Any other line: something was shown.
        """
        lowered = line.lower()
        explained = any(word in lowered for word in ("explain", "because", "why", "解释", "为什么", "因为"))
        return cls(asked=bool(lowered.strip()), last_acts=("why",) if explained else ())
