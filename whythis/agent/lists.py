"""The acts that give a list: a request, more of it, the same narrowed."""

from __future__ import annotations

from dataclasses import replace

from whythis.agent.memory import Known, Memory
from whythis.agent.recommend import (
    describe_list,
    describe_request,
    new_request,
    refined_request,
    request_for_more,
)
from whythis.agent.statements import budget_in
from whythis.agent.turn import AgentParts, Turn, why_nth
from whythis.agent.types import Understood
from whythis.ranking.decide import decide
from whythis.ranking.types import Decision, Request
from whythis.records.store import utc_now
from whythis.retrieval.types import Filters


class Lists:
    """Makes lists. Every method adds its answer to the turn."""

    def __init__(self, parts: AgentParts, memory: Memory) -> None:
        self._parts = parts
        self._memory = memory

    def recommend(self, turn: Turn) -> None:
        self._limit_by_level(turn)
        catalog, read = self._parts.ranker.catalog, turn.read
        if turn.state.request is not None and not read.search_text and budget_in(read) is not None:
            turn.read = replace(read, acts=tuple("refine" if a == "recommend" else a for a in read.acts))
            self.refine(turn)  # a price alone is one of what was asked for before
            return
        request = new_request(
            turn.read, turn.message, catalog.categories_are_complete, self._parts.list_size, turn.state.budget
        )
        self._list(turn, request, "recommend", seen=())

    def more(self, turn: Turn) -> None:
        request = request_for_more(turn.state, turn.message)
        if request is None:
            turn.say("recommend.no_request", {"example": self._parts.example})
        else:
            self._list(turn, request, "more", seen=turn.state.seen)

    def refine(self, turn: Turn) -> None:
        if turn.state.request is None:
            self.recommend(turn)
            return
        self._limit_by_level(turn)
        complete = self._parts.ranker.catalog.categories_are_complete
        if _only_asks(turn.read):
            turn.read = replace(turn.read, acts=tuple(a for a in turn.read.acts if a != "refine"))
            return
        known_words = self._parts.ranker.searcher.known_words
        request = refined_request(
            turn.state.request, turn.read, turn.message, turn.shown, complete, known_words
        )
        # "Something cheaper" asks for others than those on the screen.
        self._list(turn, request, "refine", seen=turn.state.shown if turn.read.cheaper else ())

    def _limit_by_level(self, turn: Turn) -> None:
        """Makes limits of "cheap ones", "medium priced" and "expensive ones": thirds of what a kind costs.

        They stand in the place of any price that was named before.
        """
        read, catalog, request = turn.read, self._parts.ranker.catalog, turn.state.request
        if not read.price_level:
            return
        kinds = read.categories or (request.filters.categories or request.categories if request else ())
        prices = sorted(
            cents
            for cents, kind in zip(catalog.prices_cents, catalog.categories, strict=True)
            if cents and (not kinds or kind in kinds)
        )
        if len(prices) < _LEAST_PRICES:
            return
        low, high = prices[len(prices) // 3], prices[2 * len(prices) // 3]
        limits = {"low": (None, low), "middle": (low, high), "high": (high, None)}[read.price_level]
        filters = replace(read.filters, price_min_cents=limits[0], price_max_cents=limits[1])
        turn.read = replace(read, filters=filters, price_level="", drops_price=True)

    def _list(self, turn: Turn, request: Request, act: str, seen: tuple[str, ...]) -> None:
        """Makes a decision, saves it, and only then puts it into the reply."""
        known = self._memory.known(turn)
        request = replace(request, filters=replace(request.filters, not_items=(*seen, *known.rejected)))
        currency = self._parts.currency
        if turn.telling:
            turn.early(describe_request(request, act, currency, turn.words))
        decision = self._decide(turn, request, known)
        self._parts.store.save_decision(decision)
        answer = describe_list(decision, act, currency, turn.words)
        turn.decision_id = decision.id
        turn.texts.append(answer.text)
        turn.items, turn.claims = answer.items, turn.claims + answer.claims
        turn.state = replace(
            turn.state, request=replace(request, filters=replace(request.filters, not_items=()))
        )
        if decision.shown:  # after an empty list, what was shown before is still on the screen
            turn.state = replace(
                turn.state,
                decision_id=decision.id,
                shown=decision.shown,
                seen=(*seen, *decision.shown),
                focus=None,
                recent=(),
                spoken=(),
                choices=(),
            )
            turn.last = decision
            turn.shown = tuple(c.item for c in map(decision.candidate, decision.shown) if c)
        turn.suggestions = _suggestions(turn, request, len(decision.shown))

    def _decide(self, turn: Turn, request: Request, known: Known) -> Decision:
        return decide(
            self._parts.ranker,
            request,
            known.profile,
            self._parts.pool_size,
            self._parts.versions(),
            session_id=turn.session_id,
            made_at_utc=utc_now(),
            lang=turn.words.lang,
        )


_LEAST_PRICES = 6
"""Fewer prices have no thirds worth the name."""
_QUESTIONS = frozenset(["why", "why_not", "compare", "confidence", "item_question"])


def _only_asks(read: Understood) -> bool:
    """Whether a message asks about the list and narrows it by no condition: "which is quieter? Her flat is tiny"."""
    if not _QUESTIONS & set(read.acts) or read.cheaper or read.drops_price or read.categories:
        return False
    return replace(read.filters, in_stock_only=True) == Filters() and read.price_target_cents is None


def _suggestions(turn: Turn, request: Request, n_shown: int) -> list[str]:
    if n_shown == 0:
        chips = [turn.words.say("suggest.drop_price")] if request.filters.price_max_cents else []
        return [*chips, request.text]  # the bare request, without its conditions
    say = turn.words.say
    chips = [why_nth(turn, n) for n in range(1, min(2, n_shown) + 1)]
    return [*chips, say("suggest.cheaper"), say("suggest.more")]
