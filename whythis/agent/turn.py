"""One turn of a talk: what the agent works with, and what is gathered while a message is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from whythis.agent.answers import Answers
from whythis.agent.catalogue import Catalogues, Messages
from whythis.agent.questions import FactNames
from whythis.agent.state import TalkState
from whythis.agent.types import Early, ShownItem, Understood
from whythis.agent.understanding import Understanding
from whythis.agent.verifier import verify
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.types import Claim, Explanation
from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.types import Decision, Versions
from whythis.records.holding import Mark
from whythis.records.store import Store
from whythis.retrieval.types import Item

CHOICE_CHARS = 48
"""How much of a title is said where several are named."""


@dataclass(frozen=True, slots=True)
class AgentParts:
    """What the agent works with; wired by the composition root."""

    understanding: Understanding
    answers: Answers
    ranker: Ranker
    history: History
    store: Store
    versions: Callable[[], Versions]
    list_size: int
    pool_size: int
    example: str
    currency: str
    shopper_name: Callable[[str], str]
    catalogues: Catalogues
    names: FactNames
    forget_shopper: Callable[[str], None]
    """Takes a shopper out of the shop's other files, the list of people and the rejected rows."""
    handover_target: str
    deliver: Callable[[], None]
    """Wakes whatever takes handovers out of the queue."""


@dataclass
class Turn:
    """What is gathered while one message is answered."""

    message: str
    question: str
    """The question to answer: the message, or the one before it where that is asked again of another item."""
    read: Understood
    session_id: str
    shopper_id: str | None
    words: Messages
    state: TalkState
    shown: tuple[Item, ...]
    texts: list[str] = field(default_factory=list)
    items: tuple[ShownItem, ...] = ()
    claims: tuple[Claim, ...] = ()
    explanation: Explanation | None = None
    suggestions: list[str] = field(default_factory=list)
    decision_id: str | None = None
    mark: Mark | None = None
    """What the turn rests on; the store keeps it only as long as that stands."""
    private: bool = False
    """Whether message and reply speak of what was just erased: then they are shown once, and not kept."""
    last: Decision | None = None
    """The decision of the list that is on the screen, as it was read when the turn began."""
    on_early: Early | None = None
    promised: str = ""
    """How the reply begins, as somebody was told already."""

    @property
    def text(self) -> str:
        """The reply as far as it is known."""
        return "\n\n".join(self.texts)

    @property
    def telling(self) -> Early | None:
        """`early`, where somebody wants to be told."""
        return None if self.on_early is None else self.early

    def early(self, text: str = "") -> None:
        """Gives out what is sure of the reply, before work that takes long; returns when that may begin.

        Args:
            text: how the answer that is being made begins; it follows what was said before.
        """
        if self.on_early is not None:
            self.promised = "\n\n".join((*self.texts, text) if text else self.texts)
            self.on_early(self.promised)

    def tell(
        self, kind: str, evidence: dict[str, Any], text: str, item_id: str = "", direction: int = 0
    ) -> None:
        """Adds a sentence with the evidence that it stands on; one that says else than its evidence is not said."""
        claim = Claim(f"c{len(self.claims) + 1}", kind, item_id, direction, evidence, text)
        if verify([Sentence(text, (claim.id,))], (claim,), self.words):
            self.texts.append(text)
            self.claims += (claim,)

    def say(
        self,
        key: str,
        evidence: dict[str, Any] | None = None,
        seed: str = "",
        item_id: str = "",
        **values: object,
    ) -> None:
        """The same with a sentence of the catalogue whose key is its kind.

        Args:
            values: fill the sentence's slots; those that are left out are taken from the evidence.
        """
        evidence = evidence or {}
        self.tell(key, evidence, self.words.say(key, seed, **(evidence | values)), item_id)

    def in_one_paragraph(self, start: int) -> None:
        """Joins what was said from a place on, for sentences that belong together."""
        together = ("" if self.words.lang == "zh" else " ").join(self.texts[start:])
        self.texts[start:] = [together] if together else []


def why_nth(turn: Turn, n: int) -> str:
    return turn.words.say("suggest.why_nth", ordinal=turn.words.ordinal(n))
