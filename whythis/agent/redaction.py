"""What is left of turns and states once something is erased: a turn that speaks of it is blanked whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from whythis.agent.catalogue import Catalogues
from whythis.agent.state import TalkState, reply_from_json, reply_to_json, state_from_json, state_to_json
from whythis.agent.turn import CHOICE_CHARS
from whythis.agent.types import Reply
from whythis.ranking.types import Stated
from whythis.retrieval.text import shorten

_SAYING = frozenset(["preference", "like", "dislike", "forget", "profile"])
"""Acts whose turns may hold a statement in the shopper's own words."""


@dataclass(frozen=True)
class Redaction:
    """Knows turns that speak of erased events or statements.

    Args:
        event_ids, titles: of the erased events and their items.
        stated: the erased statements.
    """

    event_ids: frozenset[str]
    titles: tuple[str, ...]
    stated: tuple[Stated, ...]
    catalogues: Catalogues

    def turn(self, message: str, reply: str) -> tuple[str, str] | None:
        """The blanked message and reply; None when they speak of nothing that was erased.

        A card on a list is the catalogue's and stays; every other mention counts.
        """
        data = json.loads(reply)
        data.pop("items", None)
        told = json.dumps(data, ensure_ascii=False)
        if not self._speaks_of(message, told, data):
            return None
        found = reply_from_json(reply)
        note = self.catalogues.messages(found.lang).say("memory.blank")
        return note, reply_to_json(blanked(found, note))

    def state(self, state: str) -> str:
        return state_to_json(self.left_of(state_from_json(state)))

    def left_of(self, state: TalkState) -> TalkState:
        """A talk's state without what was erased; what it shows stays on the screen."""
        said = {_key(s) for s in self.stated}
        feedback = tuple(
            f for f in state.feedback if f.id not in self.event_ids and f.event_id not in self.event_ids
        )
        return replace(
            state,
            stated=tuple(s for s in state.stated if _key(s) not in said),
            feedback=feedback,
            pending=None,
        )

    def _speaks_of(self, message: str, told: str, data: dict) -> bool:
        ids = [f'"{event_id}"' for event_id in self.event_ids]
        if any(name in told for name in ids):
            return True
        for title in self.titles:
            start = shorten(title, CHOICE_CHARS)  # the shortest form in which we ever say it
            if start in message or json.dumps(start, ensure_ascii=False)[1:-1] in told:
                return True
        if not self.stated:
            return False
        if any(claim["kind"].endswith(".stated") for claim in data["claims"]):
            return self._says(told)
        return bool(_SAYING & set(data["acts"])) and self._says(f"{message} {told}")

    def _says(self, text: str) -> bool:
        folded = text.casefold()
        return any(s.value.casefold() in folded for s in self.stated)


def blanked(reply: Reply, note: str) -> Reply:
    """A reply of which only its cards are left."""
    return replace(reply, text=note, claims=(), explanation=None, suggestions=())


def _key(stated: Stated) -> tuple[str, str, str]:
    return stated.kind, stated.name.casefold(), stated.value.casefold()
