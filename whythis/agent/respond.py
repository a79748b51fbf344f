"""One turn: reads a message, does what it asks, saves what was decided and said, and answers.

Each act has a file of its own; here is only who does what.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import replace

from whythis.agent.asked import (
    answers_which,
    asks_about_the_shop,
    asks_same_reasons,
    asks_what_keeps,
    is_taking_up,
)
from whythis.agent.catalogue import FALLBACK
from whythis.agent.explaining import Explaining
from whythis.agent.facts import Facts
from whythis.agent.forget import Forgetting, names_a_past_title, wants_forgotten
from whythis.agent.handover import HandingOver
from whythis.agent.liking import Liking, says_wrong, speaks_of_a_gift
from whythis.agent.lists import Lists
from whythis.agent.memory import Memory
from whythis.agent.method import Method
from whythis.agent.past import past_things
from whythis.agent.preferences import Preferences
from whythis.agent.profile import Profile
from whythis.agent.redaction import blanked
from whythis.agent.rights import Rights
from whythis.agent.state import TalkState, reply_to_json, state_from_json, state_to_json
from whythis.agent.turn import AgentParts, Turn, why_nth
from whythis.agent.types import Early, Reply
from whythis.agent.understanding import Context
from whythis.agent.understanding.cleaning import has_words
from whythis.errors import InputError
from whythis.ranking.history import History
from whythis.ranking.shown import is_stated
from whythis.ranking.types import Decision
from whythis.records.holding import TalkMovedError
from whythis.records.store import Store
from whythis.retrieval.types import Filters, Item

MAX_MESSAGE_CHARS = 2000
MAX_TRIES = 4
"""How often a message is answered anew because its talk was moved or erased meanwhile."""
MAX_TAKEN_UP = 6
"""How far back the question is looked for that "and the third one?" takes up."""
_TALKED_OF = ("upset", "bye", "thanks", "greeting")
"""Cues of smalltalk that have answers of their own, the one that counts most first."""
_OPINIONS, _SURE_OF_OPINION = (("like",), ("dislike",)), 0.45
"""Acts that keep an opinion, and how sure it must be that one was given."""
SEARCHES = frozenset(["recommend", "refine", "more", "why"])
"""Acts that can do no harm: they are acted on even where it is a guess that they are meant."""
ACTED_ON = SEARCHES | {"why_not", "compare", "what_if", "dislike", "like", "item_question", "forget"}


class Agent:
    """Answers messages. Keeps nothing of a talk between two of them but what is in the store."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self.memory = Memory(parts)
        self.rights = Rights(parts, self.memory)
        self._explaining = Explaining(parts, self.memory)
        lists = Lists(parts, self.memory)
        self._preferences = Preferences(parts, lists)
        self._forgetting = Forgetting(parts, self.memory)
        self._liking = Liking(parts, self.memory, self._preferences, self._forgetting)
        self._facts = Facts(parts)
        handing_over = HandingOver(parts)
        self._handlers = {
            "recommend": lists.recommend,
            "more": lists.more,
            "refine": lists.refine,
            "why": self._explaining.why,
            "why_not": self._explaining.why_not,
            "compare": self._explaining.compare,
            "confidence": self._explaining.confidence,
            "what_if": self._explaining.what_if,
            "item_question": self._facts.answer,
            "preference": self._preferences.note,
            "like": self._liking.like,
            "dislike": self._liking.dislike,
            "profile": Profile(parts, self.memory).tell,
            "forget": self._forgetting.forget,
            "how_it_works": Method(parts).tell,
            "human": handing_over.human,
            "lookup": handing_over.lookup,
        }

    @property
    def parts(self) -> AgentParts:
        """What the agent works with."""
        return self._parts

    def beside(self, store: Store, history: History) -> Agent:
        """The same agent over another store and another past, for measures: nothing that it does reaches the shop."""
        return Agent(
            replace(
                self._parts,
                store=store,
                history=history,
                forget_shopper=lambda _: None,
                handover_target="queue",
                deliver=lambda: None,
            )
        )

    def shown_of(self, state: TalkState) -> tuple[Item, ...]:
        """The items of the list that is on the screen."""
        return _shown(self._parts.store.decision(state.decision_id) if state.decision_id else None, state)

    def state_of(self, session: str, shopper: str | None) -> tuple[TalkState, str | None]:
        """A talk's state and whose it is; of one that has not begun, an empty one and `shopper`."""
        talk = self._parts.store.conversation(session)
        return (state_from_json(talk.state), talk.shopper_id) if talk else (TalkState(), shopper)

    def respond(
        self,
        message: str,
        session: str | None = None,
        shopper: str | None = None,
        lang: str | None = None,
        early: Early | None = None,
    ) -> Reply:
        """Answers one message and saves the turn; a list's decision is saved before it.

        Args:
            session: the talk to go on with; None starts one.
            shopper: who is talking; counts for a new talk only, since a talk belongs to one shopper.
            lang: the language of the answer; None follows the message.
            early: is told how the reply begins, as soon as that is sure.

        Raises:
            InputError: the language is not available, or a session id is malformed.
        """
        started = time.perf_counter()
        private, tries = False, 0
        told = [""]

        def tell(text: str) -> None:
            if early is not None and text.startswith(told[-1]):  # what was told once is not told otherwise
                told.append(text)
                early(text)

        heard = tell if early is not None else None

        while True:
            try:
                return self._respond(message, session, shopper, lang, started, private, heard, told)
            except TalkMovedError as moved:  # another process moved or erased what the answer rests on
                tries += 1
                private = private or moved.erased  # the message itself may speak of what is gone
                if tries == MAX_TRIES:
                    raise

    def _respond(
        self,
        message: str,
        session: str | None,
        shopper: str | None,
        lang: str | None,
        started: float,
        private: bool,
        heard: Early | None,
        told: Sequence[str],
    ) -> Reply:
        turn = self._open(message, session, shopper, lang)
        turn.private = private
        turn.on_early = heard
        self._answer(turn)
        if not turn.text.startswith(turn.promised):
            raise RuntimeError("a reply does not begin with what was given out of it")
        if not turn.text.startswith(told[-1]):
            # It was begun before something changed, and cannot be taken back.
            raise TalkMovedError(erased=False)
        reply = Reply(
            session=turn.session_id,
            decision_id=turn.decision_id,
            acts=turn.read.acts,
            text=turn.text,
            lang=turn.words.lang,
            items=turn.items,
            claims=tuple(replace(claim, id=f"c{n}") for n, claim in enumerate(turn.claims, start=1)),
            explanation=turn.explanation,
            suggestions=tuple(dict.fromkeys(turn.suggestions))[:4],
            latency_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        kept, note = reply, turn.words.say("memory.blank")
        if turn.private:  # what was just erased must not come back into the record by the talk about it
            message, kept = note, blanked(reply, note)
        self._parts.store.save_turn(
            turn.session_id,
            turn.shopper_id,
            message=message[: 2 * MAX_MESSAGE_CHARS].replace("\x00", "\ufffd"),
            reply=reply_to_json(kept),
            state=state_to_json(_left(turn)),
            decision_id=turn.decision_id,
            mark=turn.mark,
        )
        return reply

    def _open(self, message: str, session: str | None, shopper: str | None, lang: str | None) -> Turn:
        if lang is not None:
            self._parts.catalogues.messages(lang)  # raises when there is none
        if session is not None and not (0 < len(session) <= 64 and session.isprintable()):
            raise InputError(
                "The session id cannot be used.",
                expected="1 to 64 printable characters",
                got=f"{len(session)} characters",
                fix="Leave it out to start a new conversation.",
            )
        session_id = session or uuid.uuid4().hex
        talk = self._parts.store.conversation(session_id)
        shopper_id = talk.shopper_id if talk else shopper
        mark = self._parts.store.mark(session_id, shopper_id)
        if mark.state != (talk.state if talk else None):
            raise TalkMovedError(erased=False)
        state = state_from_json(talk.state) if talk else TalkState()
        last = self._parts.store.decision(state.decision_id) if state.decision_id else None
        shown = _shown(last, state)
        context = Context(
            shown=shown,
            focus_id=state.focus,
            asked=state.request is not None,
            filters=state.request.filters if state.request else Filters(),
            last_acts=state.last_acts,
            recent=state.recent,
            spoken=state.spoken,
            choices=state.choices,
        )
        read = self._parts.understanding.read(message[: 5 * MAX_MESSAGE_CHARS], context)
        catalogues = self._parts.catalogues
        heard = read.lang if has_words(message) or not state.lang else state.lang
        spoken_lang = lang or (heard if heard in catalogues.languages() else FALLBACK)
        question = message
        if state.last_acts[-1:] == ("item_question",) and read.references and is_taking_up(message):
            read = replace(read, acts=("item_question",), unsure=False)
            said = self._parts.store.last_messages(session_id, MAX_TAKEN_UP)
            question = next((m for m in said if not is_taking_up(m)), message)
        elif answers_which(read, state.choices, message):  # the question is the one that was asked before
            read = replace(read, acts=state.last_acts, unsure=False)
            question = next(iter(self._parts.store.last_messages(session_id, 1)), message)
        return Turn(
            message=message,
            question=question,
            read=read,
            session_id=session_id,
            shopper_id=shopper_id,
            mark=mark,
            words=catalogues.messages(spoken_lang),
            state=state,
            shown=shown,
            last=last,
        )

    def _answer(self, turn: Turn) -> None:
        if not turn.message.strip():
            turn.read = replace(turn.read, acts=("out_of_scope",))
            turn.say("ask.empty")
        elif len(turn.message) > MAX_MESSAGE_CHARS:
            turn.read = replace(turn.read, acts=("out_of_scope",))
            n, limit = len(turn.message), MAX_MESSAGE_CHARS
            values = {"n": turn.words.number(n), "limit": turn.words.number(limit)}
            turn.say("ask.too_long", {"n": n, "limit": limit}, **values)
        elif self._forgetting.resume(turn) or self._liking.resume(turn):
            pass  # it answered a question of ours
        elif self._preferences.undo(turn):
            pass
        elif turn.read.acts == ("forget", "refine") and self._names_a_past_title(turn) and self._erased(turn):
            turn.read = replace(turn.read, acts=("forget",))  # "…, beige" is the title's and asks for nothing
        elif "forget" not in turn.read.acts and self._is_to_be_forgotten(turn) and self._erased(turn):
            turn.read = replace(turn.read, acts=("forget",))
        elif "dislike" not in turn.read.acts and speaks_of_a_gift(turn.message) and self._liking.gift(turn):
            turn.read = replace(turn.read, acts=("dislike",))
        elif turn.read.price_unclear:
            turn.say("ask.price")
        elif (about := asks_about_the_shop(turn)) and not (
            about == "delivery" and self._facts.tells_delivery
        ):
            if about == "delivery":
                turn.read = replace(turn.read, acts=("item_question",))
                turn.suggestions = [turn.words.say("suggest.human")]
            elif turn.read.acts != ("smalltalk",):
                turn.read = replace(turn.read, acts=("how_it_works",))
            turn.say(f"about.{about}")
        elif asks_what_keeps(turn):
            turn.read = replace(turn.read, acts=("what_if",))
            self._explaining.what_keeps(turn)
        elif asks_same_reasons(turn):
            self._explaining.similar(turn)
        elif "upset" in turn.read.cues and set(turn.read.acts) <= {"smalltalk", "out_of_scope"}:
            turn.read = replace(turn.read, acts=("smalltalk",))
            turn.say("talk.upset")
        elif turn.read.unsure and self._facts.asks(turn):
            turn.read = replace(turn.read, acts=("item_question",))
            self._facts.answer(turn)
        elif turn.read.unsure and not SEARCHES & set(turn.read.acts) and not self._names_a_model(turn):
            turn.say("ask.unsure")
        elif (
            turn.read.acts in _OPINIONS
            and turn.read.confidence < _SURE_OF_OPINION
            and not speaks_of_a_gift(turn.message)
            and not says_wrong(turn.message)
        ):
            turn.say("ask.unsure")  # what is kept of somebody must have been meant
        else:
            if not ACTED_ON & set(turn.read.acts) and self._names_a_model(turn):
                turn.read = replace(turn.read, acts=("recommend",))  # a bare model number is a search
            self._tell_currency(turn)
            self._tell_unheeded(turn)
            for act in turn.read.acts:
                self._act(act, turn)
        if not turn.texts:  # nothing of what it would say could be proven
            turn.say("talk.unproven")
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
            turn.say("ask.currency", {"named": named, "own": own})

    def _tell_unheeded(self, turn: Turn) -> None:
        """What was asked of a list and cannot be had is said, and not passed over."""
        read, catalog = turn.read, self._parts.ranker.catalog
        if not {"recommend", "refine", "more"} & set(read.acts):
            return
        if read.sort and not is_stated(read.sort, catalog):
            turn.say("ask.sort", order=turn.words.say(f"order.{read.sort}"))
            read = replace(read, sort="")
        if read.rating_min is not None and not is_stated("rating", catalog):
            turn.say("ask.rating")
            read = replace(read, rating_min=None, filters=replace(read.filters, rating_min=None))
        turn.read = read

    def _names_a_model(self, turn: Turn) -> bool:
        """Whether the message names a model number of the catalogue, and none of the items on the list."""
        about_shown = any(reference.item_ids for reference in turn.read.references)
        return not about_shown and self._parts.ranker.searcher.knows_code(turn.message)

    def _is_to_be_forgotten(self, turn: Turn) -> bool:
        return wants_forgotten(turn.message) or self._names_a_past_title(turn)

    def _names_a_past_title(self, turn: Turn) -> bool:
        events = self.memory.known(turn).events if turn.shopper_id or turn.state.feedback else ()
        return bool(events) and names_a_past_title(
            turn.message, past_things(events, self._parts.ranker.catalog)
        )

    def _erased(self, turn: Turn) -> bool:
        """Whether a wish to forget that was read as something else names what is known, which is then erased."""
        return self._forgetting.meant(turn, by_words=False)

    def _act(self, act: str, turn: Turn) -> None:
        if act in self._handlers:
            self._handlers[act](turn)
            return
        if act == "smalltalk" and len(turn.read.acts) > 1:
            # Beside something to do, a greeting is answered in a word, and what cannot be answered so not at all.
            key = next((f"talk.brief_{cue}" for cue in _TALKED_OF if cue in turn.read.cues), "")
            if key and turn.words.has(key):
                turn.say(key)
            return
        brand = next(iter(self._parts.ranker.catalog.brand_counts), "")
        key = (
            next((cue for cue in _TALKED_OF if cue in turn.read.cues), "smalltalk")
            if act == "smalltalk"
            else act
        )
        turn.say(f"talk.{key}", {"example": self._parts.example, "brand": brand}, seed=turn.message)

    def _usual_suggestions(self, turn: Turn) -> list[str]:
        if turn.shown:
            return [why_nth(turn, 1), turn.words.say("suggest.more")]
        return [self._parts.example, turn.words.say("suggest.help")]


def _shown(last: Decision | None, state: TalkState) -> tuple[Item, ...]:
    """The items of the last list as they were shown, not as the catalogue has them today."""
    found = (last.candidate(item_id) for item_id in state.shown) if last else ()
    return tuple(c.item for c in found if c is not None)


def _left(turn: Turn) -> TalkState:
    """The state that a turn leaves: what was spoken of, and between what its question back leaves the choice."""
    shown = {item.id for item in turn.shown}
    sure = [
        i for r in turn.read.references if r.every or len(r.item_ids) == 1 for i in r.item_ids if i in shown
    ]
    unsure = [i for r in turn.read.references for i in r.item_ids if i in shown] if not sure else []
    focus = (turn.state.focus,) if turn.state.focus and not sure else ()
    return replace(
        turn.state,
        last_acts=turn.read.acts,
        recent=tuple(i for i in (*turn.state.recent, *sure, *focus) if i in shown)[-_REMEMBERED:],
        spoken=tuple(dict.fromkeys(sure)) or turn.state.spoken,
        choices=tuple(dict.fromkeys(unsure)),
        lang=turn.words.lang,
    )


_REMEMBERED = 8
"""Mentions that are kept."""
