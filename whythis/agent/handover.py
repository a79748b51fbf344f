"""The act `human`: hands the talk over to a person. It is in the queue before the reply leaves."""

from __future__ import annotations

import uuid

from whythis.agent.turn import AgentParts, Turn
from whythis.records.store import utc_now
from whythis.records.types import Handover

MAX_DECISIONS = 20
OPEN = ("waiting", "sending", "delivered")


class HandingOver:
    """Puts talks into the queue. Every method adds its answer to the turn."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts

    def human(self, turn: Turn) -> None:
        """Queues the talk, once; asked again, it says that somebody will come."""
        store, words = self._parts.store, turn.words
        lists = store.decision_ids(turn.session_id, limit=MAX_DECISIONS)
        known = store.handovers.of_talk(turn.session_id)
        if known is not None and known.status in OPEN and set(lists) <= set(known.decision_ids):
            self._told(turn, "human.again", known)
            return
        queued = self._parts.handover_target == "queue"
        handover = Handover(
            id=uuid.uuid4().hex,
            at_utc=utc_now(),
            conversation_id=turn.session_id,
            shopper_id=turn.shopper_id,
            lang=words.lang,
            decision_ids=tuple(lists),
            target=self._parts.handover_target,
            status="waiting" if queued else "sending",
            next_try_utc="" if queued else utc_now(),
        )
        store.handovers.add(handover)
        if not queued:
            self._parts.deliver()
        self._told(turn, "human.handed_over", handover)

    @staticmethod
    def _told(turn: Turn, kind: str, handover: Handover) -> None:
        words, n = turn.words, len(handover.decision_ids)
        evidence = {
            "handover_id": handover.id,
            "conversation_id": handover.conversation_id,
            "decision_ids": list(handover.decision_ids),
            "lists": n,
        }
        key = kind if n else f"{kind}_no_lists"
        text = words.say(key, talk=handover.conversation_id, lists=words.count("lists", n))
        turn.tell(kind, evidence, text)

    @staticmethod
    def lookup(turn: Turn) -> None:
        """Past cases are for staff; a shopper is told where to turn."""
        turn.say("human.lookup")
        turn.suggestions = [turn.words.say("suggest.profile"), turn.words.say("suggest.human")]
