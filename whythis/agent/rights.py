"""What a shopper may do with what is known of them without a talk: erase it, or correct it. The same way as in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from whythis.agent.memory import Known, Memory, new_feedback_id
from whythis.agent.state import TalkState, state_from_json, state_to_json
from whythis.agent.turn import AgentParts
from whythis.errors import InputError, NotShownError
from whythis.ranking.types import Event, Stated
from whythis.records.store import utc_now
from whythis.records.types import Erasure, Feedback, FeedbackKind, Owner

ITEM_KINDS: tuple[FeedbackKind, ...] = ("like", "dislike", "owned")
EVENT_KINDS: tuple[FeedbackKind, ...] = ("gift", "wrong")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is to be changed: by item and by past event the new word on it (None takes back what was said), and
    statements, each put in place of one of the same kind, name and value (weight 0 takes it back)."""

    items: Mapping[str, FeedbackKind | None]
    events: Mapping[str, FeedbackKind | None]
    stated: Sequence[Stated]


class Rights:
    """Erases and corrects for a known shopper, or for the talks of somebody who is known by these alone."""

    def __init__(self, parts: AgentParts, memory: Memory) -> None:
        self._parts = parts
        self._memory = memory

    def erase_all(self, shopper_id: str | None, talks: Sequence[str]) -> tuple[Erasure, ...]:
        """Erases everything, as "delete all my data" does in a talk; one erasure for each owner."""
        if shopper_id is not None:
            known = self._memory.of(shopper_id, TalkState())
            return (self._memory.erase_all_of(Owner(shopper_id), len(known.events)),)
        return tuple(
            self._memory.erase_all_of(Owner(None, talk), len(self._memory.of(None, self._state(talk)).events))
            for talk in talks
        )

    def erase_some(
        self, shopper_id: str | None, talks: Sequence[str], event_id: str | None, value: str | None
    ) -> tuple[Erasure, ...]:
        """Erases one thing of the past or one word of feedback, and what was said of oneself about one brand, kind or
        feature; whichever is named, both or neither.

        Raises:
            NotShownError: nothing of theirs is named so.
        """
        named: list[tuple[Owner, list[Event], tuple[Stated, ...]]] = []
        for owner, known in self._owners(shopper_id, talks):
            own = [owner.conversation_id] if shopper_id is None else self._parts.store.talk_ids(shopper_id)
            stated = (s for talk in own for s in self._state(talk).stated)
            events = [] if event_id is None else _with_id(known, event_id)
            named.append((owner, events, () if value is None else _said(stated, value)))
        if event_id is not None and not any(events for _, events, _ in named):
            raise _nothing("event", event_id)
        if value is not None and not any(stated for _, _, stated in named):
            raise _nothing("preference", value)
        return tuple(
            self._memory.erase_of(owner, events, stated)[0]
            for owner, events, stated in named
            if events or stated
        )

    def correct(self, shopper_id: str | None, talks: Sequence[str], changes: Corrections) -> None:
        """Puts right what is known. It counts from the next list on.

        Raises:
            NotShownError: an event that is not theirs.
            InputError: a product that is not in the catalogue, or statements where there is no talk to keep them in.
        """
        known_ids = {event.id for _, known in self._owners(shopper_id, talks) for event in known.events}
        for event_id in changes.events:
            if event_id not in known_ids:
                raise _nothing("event", event_id)
        for item_id in changes.items:
            if self._parts.ranker.catalog.get(item_id) is None:
                raise InputError(
                    "This product is not in the catalogue.",
                    expected="the id of a product",
                    got=repr(item_id)[:80],
                    fix="Take ids from lists or from your events.",
                )
        own = list(talks) if shopper_id is None else self._parts.store.talk_ids(shopper_id)
        kept_in_talks = changes.stated or (shopper_id is None and (changes.items or changes.events))
        if kept_in_talks and not own:
            raise InputError(
                "There is no conversation yet to keep this in.",
                expected="at least one message before",
                got="none",
                fix="Say it in the chat, or send a first message to /api/v1/chat.",
            )
        said = _feedback(changes)
        if shopper_id is not None:
            self._correct_feedback(shopper_id, changes, said)
        if kept_in_talks:
            feedback = changes if shopper_id is None else Corrections({}, {}, ())
            self._parts.store.change_states(
                own,
                lambda text: state_to_json(_corrected(state_from_json(text), feedback, said, changes.stated)),
            )

    def _correct_feedback(self, shopper_id: str, changes: Corrections, said: Sequence[Feedback]) -> None:
        store = self._parts.store.feedback
        back = [f.id for f in store.of(shopper_id) if _is_taken_back(f, changes)]
        store.take_back(shopper_id, back)
        store.add(shopper_id, said)

    def _owners(self, shopper_id: str | None, talks: Sequence[str]) -> list[tuple[Owner, Known]]:
        if shopper_id is not None:
            return [(Owner(shopper_id), self._memory.of(shopper_id, TalkState()))]
        return [(Owner(None, talk), self._memory.of(None, self._state(talk))) for talk in talks]

    def _state(self, talk_id: str) -> TalkState:
        talk = self._parts.store.conversation(talk_id)
        return state_from_json(talk.state) if talk else TalkState()


def _with_id(known: Known, event_id: str) -> list[Event]:
    """The event of an id: of the past, or the word of feedback as one."""
    found = [event for event in known.events if event.id == event_id]
    return found or [
        Event(f.id, known.shopper_id or "", f.item_id, f.kind, f.at_utc)
        for f in known.feedback
        if f.id == event_id
    ]


def _said(stated: Iterable[Stated], value: str) -> tuple[Stated, ...]:
    return tuple(dict.fromkeys(s for s in stated if s.value.casefold() == value.casefold()))


def _feedback(changes: Corrections) -> list[Feedback]:
    now = utc_now()
    said = [Feedback(new_feedback_id(), kind, now, item_id=i) for i, kind in changes.items.items() if kind]
    said += [Feedback(new_feedback_id(), kind, now, event_id=e) for e, kind in changes.events.items() if kind]
    return said


def _is_taken_back(feedback: Feedback, changes: Corrections) -> bool:
    by_item = feedback.item_id in changes.items and changes.items[feedback.item_id] is None
    return by_item or (feedback.event_id in changes.events and changes.events[feedback.event_id] is None)


def _corrected(
    state: TalkState, changes: Corrections, said: Sequence[Feedback], stated: Sequence[Stated]
) -> TalkState:
    spoken_of = {_key(s) for s in stated}
    kept = tuple(s for s in state.stated if _key(s) not in spoken_of)
    state = replace(state, stated=(*kept, *(s for s in stated if s.weight)))
    if not changes.items and not changes.events:
        return state
    old = (f for f in state.feedback if f.item_id not in changes.items and f.event_id not in changes.events)
    return replace(state, feedback=(*old, *said))


def _key(stated: Stated) -> tuple[str, str, str]:
    return stated.kind, stated.name.casefold(), stated.value.casefold()


def _nothing(what: str, got: str) -> NotShownError:
    return NotShownError(
        f"There is no such {what} of yours.",
        expected=f"one that GET /api/v1/me names ({'its id' if what == 'event' else 'its value'})",
        got=repr(got)[:80],
        fix="Look at what is known first.",
    )
