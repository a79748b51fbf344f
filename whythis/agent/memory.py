"""What is known of a shopper when a message is answered, and every way in which they change it.

Imported events come from the shop's files; feedback of a known shopper from the store, so all their talks share it; a
newcomer's feedback, statements and budget from the state of the talk. Nothing is kept here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from whythis.agent.redaction import Redaction
from whythis.agent.state import TalkState
from whythis.agent.turn import AgentParts, Turn
from whythis.ranking.types import Event, ShopperProfile, Stated
from whythis.records.store import utc_now
from whythis.records.types import Erasure, Feedback, FeedbackKind, Gone, Owner

_TASTES: tuple[FeedbackKind, ...] = ("like", "dislike")
_REJECTIONS: tuple[FeedbackKind, ...] = ("dislike", "owned")


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one shopper: `imported` events, their `feedback`, and what they `stated` in this talk."""

    shopper_id: str | None
    imported: tuple[Event, ...]
    feedback: tuple[Feedback, ...]
    stated: tuple[Stated, ...]

    @property
    def said(self) -> tuple[Event, ...]:
        """Likes and dislikes said in a talk, as events of their own."""
        own = self.shopper_id or ""
        return tuple(
            Event(f.id, own, f.item_id, f.kind, f.at_utc) for f in self.feedback if f.kind in _TASTES
        )

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything of the past, in order of time, whether it counts or not."""
        return tuple(sorted((*self.imported, *self.said), key=lambda e: (e.at_utc, e.id)))

    @property
    def excluded(self) -> dict[str, str]:
        """Events that are kept and do not count, with the word for why: "gift" or "wrong"."""
        return {f.event_id: f.kind for f in self.feedback if f.event_id}

    @property
    def counting(self) -> tuple[Event, ...]:
        excluded = self.excluded
        return tuple(event for event in self.events if event.id not in excluded)

    @property
    def profile(self) -> ShopperProfile:
        """What the ranking sees."""
        return ShopperProfile(self.shopper_id, self.counting, self.stated)

    @property
    def rejected(self) -> tuple[str, ...]:
        """Items that are not shown again."""
        return tuple(dict.fromkeys(f.item_id for f in self.feedback if f.kind in _REJECTIONS))


class Memory:
    """Reads and changes what is known of shoppers. What a method changed holds for the next list."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts

    def of(self, shopper_id: str | None, state: TalkState) -> Known:
        """What is known now, without what was erased, even if an import has brought it back."""
        if shopper_id is None:
            return Known(None, (), state.feedback, state.stated)
        store, events = self._parts.store, self._parts.history.of(shopper_id)
        erased = store.erasing.suppressed(shopper_id)
        kept = tuple(e for e in events if not erased.covers(e.id, e.at_utc))
        return Known(shopper_id, kept, store.feedback.of(shopper_id), state.stated)

    def known(self, turn: Turn) -> Known:
        return self.of(turn.shopper_id, turn.state)

    def say(
        self, turn: Turn, kind: FeedbackKind, item_ids: Iterable[str] = (), event_ids: Iterable[str] = ()
    ) -> tuple[Feedback, ...]:
        """Keeps what was said of items or of past events; the newest word on each counts."""
        now = utc_now()
        said = [Feedback(new_feedback_id(), kind, now, item_id=i) for i in item_ids]
        said += [Feedback(new_feedback_id(), kind, now, event_id=e) for e in event_ids]
        if turn.shopper_id is not None:
            self._parts.store.feedback.add(turn.shopper_id, said)
        else:
            new = {(f.item_id, f.event_id) for f in said}
            old = (f for f in turn.state.feedback if (f.item_id, f.event_id) not in new)
            turn.state = replace(turn.state, feedback=(*old, *said))
        return tuple(said)

    def erase(self, turn: Turn, events: Iterable[Event], stated: tuple[Stated, ...] = ()) -> Erasure:
        """Erases events and statements everywhere: files, store, this talk. Real when it returns."""
        erasure, redaction = self.erase_of(self._owner(turn), events, stated)
        turn.state = redaction.left_of(turn.state)
        turn.private = True
        turn.mark = self._parts.store.mark(turn.session_id, turn.shopper_id)
        return erasure

    def erase_of(
        self, owner: Owner, events: Iterable[Event], stated: tuple[Stated, ...] = ()
    ) -> tuple[Erasure, Redaction]:
        """The same without a talk under way; with what knows the turns and states that speak of it."""
        events = tuple(events)
        ids = frozenset(event.id for event in events)
        catalog = self._parts.ranker.catalog
        rows = [catalog.row_of(event.item_id) for event in events]
        titles = tuple(catalog.titles[row] for row in rows if row is not None)
        redaction = Redaction(ids, titles, stated, self._parts.catalogues)
        erasure = self._parts.store.erasing.part(owner, Gone(ids, stated), redaction, utc_now())
        if owner.shopper_id is not None:
            self._parts.history.erase(owner.shopper_id, lambda event: event.id in ids)
        return erasure, redaction

    def erase_everything(self, turn: Turn) -> Erasure:
        """Erases all that is known of the shopper; the talk goes on as a newcomer's that has just begun."""
        erasure = self.erase_all_of(self._owner(turn), len(self.known(turn).events))
        turn.shopper_id, turn.state, turn.shown, turn.private = None, TalkState(), (), True
        turn.mark = self._parts.store.mark(turn.session_id, None)
        return erasure

    def erase_all_of(self, owner: Owner, events: int) -> Erasure:
        """The same without a talk under way.

        Args:
            events: how many were known; counted, not kept.
        """
        erasure = self._parts.store.erasing.everything(owner, events, utc_now())
        if owner.shopper_id is not None:
            self._parts.history.erase(owner.shopper_id, lambda _: True)
            self._parts.forget_shopper(owner.shopper_id)
        return erasure

    @staticmethod
    def _owner(turn: Turn) -> Owner:
        return Owner(turn.shopper_id, turn.session_id)


def new_feedback_id() -> str:
    return f"said-{uuid.uuid4().hex}"
