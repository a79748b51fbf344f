"""One turn: reads a message, does what it asks, saves what was decided and said, and answers."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace

from whythis.agent.asked import asks_same_reasons, asks_what_keeps
from whythis.agent.catalogue import languages, messages
from whythis.agent.explaining import Explaining
from whythis.agent.recommend import (
    describe_list,
    new_request,
    refined_request,
    request_for_more,
)
from whythis.agent.state import TalkState, reply_to_json, state_from_json, state_to_json
from whythis.agent.statements import budget_in, restated, stated_in
from whythis.agent.turn import AgentParts, Turn, why_nth
from whythis.agent.types import Reply
from whythis.agent.understanding import Context
from whythis.agent.wording import TITLE_CHARS, conditions
from whythis.errors import InputError
from whythis.ranking.decide import decide
from whythis.ranking.types import Decision, Request, ShopperProfile
from whythis.records.store import utc_now
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Filters, Item

MAX_MESSAGE_CHARS = 2000
SEARCHES = frozenset(["recommend", "refine", "more", "why"])
"""Acts that can do no harm: they are acted on even where it is a guess that they are meant."""
ACTED_ON = SEARCHES | {"why_not", "compare", "what_if", "dislike", "like"}


class Agent:
    """Answers messages. Keeps nothing of a talk between two of them but what is in the store."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self._explaining = Explaining(parts)

    def respond(
        self, message: str, session: str | None = None, shopper: str | None = None, lang: str | None = None
    ) -> Reply:
        """Answers one message and saves the turn; a list's decision is saved before it.

        Args:
            session: the talk to go on with; None starts one.
            shopper: who is talking; counts for a new talk only, since a talk belongs to one shopper.
            lang: the language of the answer; None follows the message.

        Raises:
            InputError: the language is not available, or a session id is malformed.
        """
        started = time.perf_counter()
        turn = self._open(message, session, shopper, lang)
        self._answer(turn)
        reply = Reply(
            session=turn.session_id,
            decision_id=turn.decision_id,
            acts=turn.read.acts,
            text="\n\n".join(turn.texts),
            lang=turn.words.lang,
            items=turn.items,
            claims=turn.claims,
            explanation=turn.explanation,
            suggestions=tuple(dict.fromkeys(turn.suggestions))[:4],
            latency_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        self._parts.store.save_turn(
            turn.session_id,
            turn.shopper_id,
            message=message[: 2 * MAX_MESSAGE_CHARS].replace("\x00", "\ufffd"),
            reply=reply_to_json(reply),
            state=state_to_json(replace(turn.state, last_acts=turn.read.acts, recent=_spoken_of(turn))),
            decision_id=turn.decision_id,
        )
        return reply

    def _open(self, message: str, session: str | None, shopper: str | None, lang: str | None) -> Turn:
        if lang is not None:
            messages(lang)  # raises when there is none
        if session is not None and not (0 < len(session) <= 64 and session.isprintable()):
            raise InputError(
                "The session id cannot be used.",
                expected="1 to 64 printable characters",
                got=f"{len(session)} characters",
                fix="Leave it out to start a new conversation.",
            )
        session_id = session or uuid.uuid4().hex
        talk = self._parts.store.conversation(session_id)
        state = state_from_json(talk.state) if talk else TalkState()
        shown = self._shown(state)
        context = Context(
            shown=shown,
            focus_id=state.focus,
            asked=state.request is not None,
            filters=state.request.filters if state.request else Filters(),
            last_acts=state.last_acts,
            recent=state.recent,
        )
        read = self._parts.understanding.read(message[: 5 * MAX_MESSAGE_CHARS], context)
        spoken_lang = lang or (read.lang if read.lang in languages() else "en")
        return Turn(
            message=message,
            read=read,
            session_id=session_id,
            shopper_id=talk.shopper_id if talk else shopper,
            words=messages(spoken_lang),
            state=state,
            shown=shown,
        )

    def _shown(self, state: TalkState) -> tuple[Item, ...]:
        """The items of the last list as they were shown, not as the catalogue has them today."""
        if state.decision_id is None:
            return ()
        decision = self._parts.store.decision(state.decision_id)
        found = (decision.candidate(item_id) for item_id in state.shown)
        return tuple(c.item for c in found if c is not None)

    def _answer(self, turn: Turn) -> None:
        if not turn.message.strip():
            turn.read = replace(turn.read, acts=("out_of_scope",))
            turn.texts.append(turn.words.say("ask.empty"))
        elif len(turn.message) > MAX_MESSAGE_CHARS:
            turn.read = replace(turn.read, acts=("out_of_scope",))
            turn.texts.append(
                turn.words.say(
                    "ask.too_long",
                    n=turn.words.number(len(turn.message)),
                    limit=turn.words.number(MAX_MESSAGE_CHARS),
                )
            )
        elif turn.read.price_unclear:
            turn.texts.append(turn.words.say("ask.price"))
        elif asks_what_keeps(turn):
            turn.read = replace(turn.read, acts=("what_if",))
            self._explaining.what_keeps(turn)
        elif asks_same_reasons(turn):
            self._explaining.similar(turn)
        elif turn.read.unsure and not SEARCHES & set(turn.read.acts) and not self._names_a_model(turn):
            turn.texts.append(turn.words.say("ask.unsure"))
        else:
            if not ACTED_ON & set(turn.read.acts) and self._names_a_model(turn):
                turn.read = replace(turn.read, acts=("recommend",))  # a bare model number is a search
            self._tell_currency(turn)
            for act in turn.read.acts:
                self._act(act, turn)
        if not turn.suggestions:
            turn.suggestions += self._usual_suggestions(turn)

    def _tell_currency(self, turn: Turn) -> None:
        """Prices are read in the shop's currency; where another one was named, that is said and not converted."""
        named, own = turn.read.currency, self._parts.currency
        limits = (
            turn.read.filters.price_min_cents,
            turn.read.filters.price_max_cents,
            turn.read.price_target_cents,
        )
        if named and named != own and any(cents is not None for cents in limits):
            # People write $ and 元 for whatever their own money is called.
            turn.texts.append(turn.words.say("ask.currency", named=named, own=own))

    def _names_a_model(self, turn: Turn) -> bool:
        """Whether the message names a model number of the catalogue, and none of the items on the list."""
        about_shown = any(reference.item_ids for reference in turn.read.references)
        return not about_shown and self._parts.ranker.searcher.knows_code(turn.message)

    def _act(self, act: str, turn: Turn) -> None:
        handlers = {
            "recommend": self._recommend,
            "more": self._more,
            "refine": self._refine,
            "why": self._explaining.why,
            "why_not": self._explaining.why_not,
            "compare": self._explaining.compare,
            "confidence": self._explaining.confidence,
            "what_if": self._explaining.what_if,
            "preference": self._preference,
            "dislike": self._dislike,
            "profile": self._profile,
        }
        if act in handlers:
            handlers[act](turn)
        elif act in ("help", "smalltalk", "out_of_scope", "like"):
            brand = next(iter(self._parts.ranker.catalog.brand_counts), "")
            key = "thanks" if act == "smalltalk" and "thanks" in turn.read.cues else act
            turn.texts.append(
                turn.words.say(f"talk.{key}", turn.message, example=self._parts.example, brand=brand)
            )
        else:
            turn.texts.append(turn.words.say(f"later.{act}"))

    # Lists

    def _recommend(self, turn: Turn) -> None:
        catalog = self._parts.ranker.catalog
        request = new_request(
            turn.read, turn.message, catalog.categories_are_complete, self._parts.list_size, turn.state.budget
        )
        self._list(turn, request, "recommend", seen=())

    def _more(self, turn: Turn) -> None:
        request = request_for_more(turn.state, turn.message)
        if request is None:
            self._no_request(turn)
        else:
            self._list(turn, request, "more", seen=turn.state.seen)

    def _refine(self, turn: Turn) -> None:
        if turn.state.request is None:
            self._recommend(turn)
            return
        complete = self._parts.ranker.catalog.categories_are_complete
        request = refined_request(turn.state.request, turn.read, turn.message, turn.shown, complete)
        # "Something cheaper" asks for others than those on the screen.
        self._list(turn, request, "refine", seen=turn.state.shown if turn.read.cheaper else ())

    def _no_request(self, turn: Turn) -> None:
        turn.texts.append(turn.words.say("recommend.no_request", example=self._parts.example))

    def _list(self, turn: Turn, request: Request, act: str, seen: tuple[str, ...]) -> None:
        """Makes a decision, saves it, and only then puts it into the reply."""
        request = replace(request, filters=replace(request.filters, not_items=(*seen, *turn.state.rejected)))
        decision = self._decide(turn, request)
        self._parts.store.save_decision(decision)
        answer = describe_list(decision, act, turn.words)
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
            )
            turn.shown = tuple(c.item for c in map(decision.candidate, decision.shown) if c)
        turn.suggestions = self._list_suggestions(turn, request, len(decision.shown))

    def _decide(self, turn: Turn, request: Request) -> Decision:
        profile = ShopperProfile(turn.shopper_id, self._parts.history.of(turn.shopper_id), turn.state.stated)
        return decide(
            self._parts.ranker,
            request,
            profile,
            self._parts.pool_size,
            self._parts.versions(),
            session_id=turn.session_id,
            made_at_utc=utc_now(),
            lang=turn.words.lang,
        )

    # What the shopper says of themselves

    def _preference(self, turn: Turn) -> None:
        stated, budget = stated_in(turn.read), budget_in(turn.read)
        if not stated and budget is None:
            turn.texts.append(turn.words.say("talk.preference_plain"))
            return
        turn.state = replace(
            turn.state,
            stated=restated(turn.state.stated, stated),
            budget=budget or turn.state.budget,
        )
        wishes = [
            turn.words.say("wish.like" if s.weight > 0 else "wish.dislike", value=s.value) for s in stated
        ]
        if budget is not None:
            limits = conditions(Request("", "", budget), self._parts.currency, turn.words)
            wishes.append(turn.words.say("wish.budget", conditions=limits))
        turn.texts.append(turn.words.say("talk.preference", wishes=turn.words.listed(wishes)))

    def _dislike(self, turn: Turn) -> None:
        shown = {item.id: item for item in turn.shown}
        ids = [r.item_ids[0] for r in turn.read.references if len(r.item_ids) == 1 and r.item_ids[0] in shown]
        if not ids and stated_in(turn.read):
            self._preference(turn)
            return
        if not ids:
            if turn.read.acts == ("dislike",):
                turn.texts.append(turn.words.say("talk.dislike"))
            return
        turn.state = replace(turn.state, rejected=tuple(dict.fromkeys((*turn.state.rejected, *ids))))
        for item_id in ids:
            title = shorten(shown[item_id].title, TITLE_CHARS)
            turn.texts.append(turn.words.say("talk.disliked", title=title))

    def _profile(self, turn: Turn) -> None:
        if turn.shopper_id is None:
            turn.texts.append(turn.words.say("later.profile_newcomer"))
            return
        events = len(self._parts.history.of(turn.shopper_id))
        turn.texts.append(
            turn.words.say(
                "later.profile",
                who=self._parts.shopper_name(turn.shopper_id),
                events=turn.words.number(events),
            )
        )

    # What to ask next

    def _list_suggestions(self, turn: Turn, request: Request, n_shown: int) -> list[str]:
        if n_shown == 0:
            chips = [turn.words.say("suggest.drop_price")] if request.filters.price_max_cents else []
            return [*chips, request.text]  # the bare request, without its conditions
        say = turn.words.say
        chips = [why_nth(turn, n) for n in range(1, min(2, n_shown) + 1)]
        return [*chips, say("suggest.cheaper"), say("suggest.more")]

    def _usual_suggestions(self, turn: Turn) -> list[str]:
        if turn.shown:
            return [why_nth(turn, 1), turn.words.say("suggest.more")]
        return [self._parts.example, turn.words.say("suggest.help")]


def _spoken_of(turn: Turn) -> tuple[str, ...]:
    """The items of the list that were spoken of so far, the latest last; several that fit equally say nothing."""
    meant = [i for r in turn.read.references if r.every or len(r.item_ids) == 1 for i in r.item_ids]
    shown = {item.id for item in turn.shown}
    focus = (turn.state.focus,) if turn.state.focus and not meant else ()
    return tuple(i for i in (*turn.state.recent, *meant, *focus) if i in shown)[-_REMEMBERED:]


_REMEMBERED = 8
"""Mentions that are kept."""
