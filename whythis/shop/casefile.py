"""A shop as staff look into it: one answer told to staff and to the customer, then and now, items and purchases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from whythis.agent.answers import Answer, Answers
from whythis.agent.catalogue import Messages
from whythis.agent.memory import Memory
from whythis.agent.state import TalkState
from whythis.errors import NotShownError
from whythis.explainers.rerun import Outcome
from whythis.explainers.since import Since, is_replayed, moves
from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.shown import choose_shown
from whythis.ranking.types import Decision, Event
from whythis.retrieval.types import Item
from whythis.ui.console.types import Told

_QUESTIONS = ("ask.which", "ask.not_shown", "ask.unsure")


class CaseFile:
    """Reads alone; nothing that it does is saved."""

    def __init__(
        self,
        answers: Callable[[], Answers],
        ranker: Ranker,
        history: History,
        memory: Memory,
        pool_size: int,
        words: Callable[[str], Messages],
    ) -> None:
        self._answers = answers
        self._ranker = ranker
        self._history = history
        self._memory = memory
        self._pool_size = pool_size
        self._words = words

    def item(self, decision: Decision, item_id: str) -> Item:
        """An item as the decision saw it, else as the catalogue has it. Raises NotShownError where neither does."""
        candidate = decision.candidate(item_id)
        item = candidate.item if candidate else self._ranker.catalog.get(item_id)
        if item is None:
            raise NotShownError(
                "This shop has no such product.",
                expected="the id of a product of the catalogue",
                got=item_id,
                fix="Look the id up in the catalogue, or in the decision's list.",
            )
        return item

    def titled(self, words: Sequence[str], limit: int) -> list[Item]:
        """Items of the catalogue whose id is the words, or whose title and brand hold all of them, in its order."""
        catalog, wanted = self._ranker.catalog, [w.casefold() for w in words]
        exact = catalog.get(" ".join(words))
        found = [exact] if exact else []
        for row, title in enumerate(catalog.titles):
            if len(found) >= limit:
                break
            text = f"{title} {catalog.brands[row]}".casefold()
            if all(word in text for word in wanted) and (exact is None or catalog.ids[row] != exact.id):
                found.append(catalog[row])
        return found

    def tell(self, decision: Decision, kind: str, item_id: str, *, other: str | None, lang: str) -> Told:
        """An explanation of any kind, in staff's words and language, and in the customer's.

        Raises:
            NotShownError: the item is not one that this kind can be told of.
            ModelError: the decision was made by other versions than those that run now.
        """
        answers, words = self._answers(), self._words(lang)
        other_id = ""
        if kind == "compare":
            other_id = other or _beside(decision, item_id)
            answer: Answer[Any] = answers.compare(decision, item_id, other_id, words, "staff")
        elif kind == "what_if":
            answer = answers.what_if(decision, self.item(decision, item_id), words, "staff")
        elif kind == "anchor":
            answer = answers.anchor(decision, item_id, words, None, "staff")
        else:
            of_kind: dict[str, Callable[..., Answer[Any]]] = {
                "why": answers.why,
                "why_not": answers.why_not,
                "similar": answers.similar,
                "confidence": answers.confidence,
            }
            answer = of_kind[kind](decision, item_id, words, "staff")
        subject = self.item(decision, item_id) if kind == "what_if" else item_id
        again = answers.retold(
            kind, answer.found, subject, decision, self._words(decision.lang), "shopper", other_id
        )
        return Told(answer.found, answer.claims, answer.text, again.text)

    def glance(self, decision: Decision, item_id: str, lang: str) -> Told:
        """The why of an item by its signals alone, at once; what the words did comes with `tell`."""
        answer = self._answers().glance(decision, item_id, self._words(lang), "staff")
        return Told(answer.found, answer.claims, answer.text, "")

    def since(self, decision: Decision) -> Since:
        """The list under the conditions of then, and the same request with what is known of the shopper today."""
        rerun = self._answers().rerun
        changed = rerun.changed(decision)
        replayed = None if changed else is_replayed(decision, rerun.again(decision))
        profile = self._memory.of(decision.shopper_id, TalkState(stated=decision.stated)).profile
        ranked = self._ranker.rank(decision.request, profile, self._pool_size)
        today = Outcome(
            choose_shown(ranked.candidates, decision.request.limit, decision.request.sort), ranked
        )
        found = moves(decision, today, self._ranker.catalog.get)
        return Since(changed, replayed, found, len(decision.history), len(ranked.history))

    def asks_back(self, text: str, lang: str) -> bool:
        """Whether a reply asks what was meant: it holds the fixed words of one of these questions."""
        words = self._words(lang)
        return any(_fixed_words(way) in text for key in _QUESTIONS for way in words.ways(key))

    def purchase(self, event_id: str) -> Event | None:
        """The purchase of this id; events have no order's id of their own, so it stands for the order."""
        return next((e for e in self._history if e.id == event_id and e.kind == "purchase"), None)

    def bought_later(self, shopper_id: str | None, since_utc: str, item_ids: Sequence[str]) -> dict[str, str]:
        """When the shopper bought items after a time, by item."""
        bought = [e for e in self._history.of(shopper_id) if e.kind == "purchase" and e.at_utc > since_utc]
        return {e.item_id: e.at_utc for e in reversed(bought) if e.item_id in item_ids}


def _beside(decision: Decision, item_id: str) -> str:
    """The item just above; below the first."""
    order = [c.item.id for c in decision.candidates]
    if item_id not in order or len(order) < 2:
        return item_id
    rank = order.index(item_id)
    return order[rank - 1] if rank else order[1]


def _fixed_words(way: str) -> str:
    """The longest piece of a text that holds no name to be filled in."""
    return max(re.split(r"\{[^}]*\}", way), key=len)
