"""One turn: reads a message, does what it asks, saves what was decided and said, and answers.

Each act has a file of its own; here is only who does what.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import replace

from whythis.agent.asked import asks_same_reasons, asks_what_keeps
from whythis.agent.explaining import Explaining
from whythis.agent.facts import Facts
from whythis.agent.forget import Forgetting, wants_forgotten
from whythis.agent.handover import HandingOver
from whythis.agent.liking import Liking, speaks_of_a_gift
from whythis.agent.lists import Lists
from whythis.agent.memory import Memory
from whythis.agent.method import Method
from whythis.agent.preferences import Preferences
from whythis.agent.profile import Profile
from whythis.agent.redaction import blanked
from whythis.agent.rights import Rights
from whythis.agent.state import TalkState, reply_to_json, state_from_json, state_to_json
from whythis.agent.turn import AgentParts, Turn, why_nth
from whythis.agent.types import Early, Reply
from whythis.agent.understanding import Context
from whythis.errors import InputError
from whythis.ranking.types import Decision
from whythis.retrieval.types import Filters, Item

MAX_MESSAGE_CHARS = 2000
_TALKED_OF = ("upset", "bye", "thanks", "greeting")
"""Cues of smalltalk that have answers of their own, the one that counts most first."""
SEARCHES = frozenset(["recommend", "refine", "more", "why"])
"""Acts that can do no harm: they are acted on even where it is a guess that they are meant."""
ACTED_ON = SEARCHES | {"why_not", "compare", "what_if", "dislike", "like", "item_question", "forget"}


class Agent:
    """Answers messages. Keeps nothing of a talk between two of them but what is in the store."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self.memory = Memory(parts)
        self.rights = Rights(parts, self.memory)
        self._explaining = Explaining(parts)
        lists = Lists(parts, self.memory)
        self._preferences = Preferences(parts, lists)
        self._forgetting = Forgetting(parts, self.memory)
        self._liking = Liking(parts, self.memory, self._preferences, self._forgetting)
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
            "item_question": Facts(parts).answer,
            "preference": self._preferences.note,
            "like": self._liking.like,
            "dislike": self._liking.dislike,
            "profile": Profile(parts, self.memory).tell,
            "forget": self._forgetting.forget,
            "how_it_works": Method(parts).tell,
            "human": handing_over.human,
            "lookup": handing_over.lookup,
        }

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
        turn = self._open(message, session, shopper, lang)
        turn.on_early = early
        self._answer(turn)
        if not turn.text.startswith(turn.promised):
            raise RuntimeError("a reply does not begin with what was given out of it")
        reply = Reply(
            session=turn.session_id,
            decision_id=turn.decision_id,
            acts=turn.read.acts,
            text=turn.text,
            lang=turn.words.lang,
            items=turn.items,
            claims=turn.claims,
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
            state=state_to_json(replace(turn.state, last_acts=turn.read.acts, recent=_spoken_of(turn))),
            decision_id=turn.decision_id,
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
        )
        read = self._parts.understanding.read(message[: 5 * MAX_MESSAGE_CHARS], context)
        catalogues = self._parts.catalogues
        spoken_lang = lang or (read.lang if read.lang in catalogues.languages() else "en")
        return Turn(
            message=message,
            read=read,
            session_id=session_id,
            shopper_id=talk.shopper_id if talk else shopper,
            words=catalogues.messages(spoken_lang),
            state=state,
            shown=shown,
            last=last,
        )

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
        elif self._forgetting.resume(turn) or self._liking.resume(turn):
            pass  # it answered a question of ours
        elif self._preferences.undo(turn):
            pass
        elif "forget" not in turn.read.acts and wants_forgotten(turn.message) and self._erased(turn):
            turn.read = replace(turn.read, acts=("forget",))
        elif "dislike" not in turn.read.acts and speaks_of_a_gift(turn.message) and self._liking.gift(turn):
            turn.read = replace(turn.read, acts=("dislike",))
        elif turn.read.price_unclear:
            turn.texts.append(turn.words.say("ask.price"))
        elif asks_what_keeps(turn):
            turn.read = replace(turn.read, acts=("what_if",))
            self._explaining.what_keeps(turn)
        elif asks_same_reasons(turn):
            self._explaining.similar(turn)
        elif "upset" in turn.read.cues and set(turn.read.acts) <= {"smalltalk", "out_of_scope"}:
            turn.read = replace(turn.read, acts=("smalltalk",))
            turn.texts.append(turn.words.say("talk.upset"))
        elif turn.read.unsure and not SEARCHES & set(turn.read.acts) and not self._names_a_model(turn):
            turn.texts.append(turn.words.say("ask.unsure"))
        else:
            if not ACTED_ON & set(turn.read.acts) and self._names_a_model(turn):
                turn.read = replace(turn.read, acts=("recommend",))  # a bare model number is a search
            self._tell_currency(turn)
            self._tell_unheeded(turn)
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

    def _tell_unheeded(self, turn: Turn) -> None:
        """What was asked of a list and cannot be had is said, and not passed over."""
        if {"recommend", "refine", "more"} & set(turn.read.acts):
            if turn.read.sort:
                turn.texts.append(turn.words.say("ask.sort"))
            if turn.read.rating_min is not None:
                turn.texts.append(turn.words.say("ask.rating"))

    def _names_a_model(self, turn: Turn) -> bool:
        """Whether the message names a model number of the catalogue, and none of the items on the list."""
        about_shown = any(reference.item_ids for reference in turn.read.references)
        return not about_shown and self._parts.ranker.searcher.knows_code(turn.message)

    def _erased(self, turn: Turn) -> bool:
        """Whether a wish to forget that was read as something else names what is known, which is then erased."""
        return self._forgetting.meant(turn, by_words=False)

    def _act(self, act: str, turn: Turn) -> None:
        if act in self._handlers:
            self._handlers[act](turn)
            return
        brand = next(iter(self._parts.ranker.catalog.brand_counts), "")
        key = (
            next((cue for cue in _TALKED_OF if cue in turn.read.cues), "smalltalk")
            if act == "smalltalk"
            else act
        )
        turn.texts.append(
            turn.words.say(f"talk.{key}", turn.message, example=self._parts.example, brand=brand)
        )

    def _usual_suggestions(self, turn: Turn) -> list[str]:
        if turn.shown:
            return [why_nth(turn, 1), turn.words.say("suggest.more")]
        return [self._parts.example, turn.words.say("suggest.help")]


def _shown(last: Decision | None, state: TalkState) -> tuple[Item, ...]:
    """The items of the last list as they were shown, not as the catalogue has them today."""
    found = (last.candidate(item_id) for item_id in state.shown) if last else ()
    return tuple(c.item for c in found if c is not None)


def _spoken_of(turn: Turn) -> tuple[str, ...]:
    """The items of the list that were spoken of so far, the latest last; several that fit equally say nothing."""
    meant = [i for r in turn.read.references if r.every or len(r.item_ids) == 1 for i in r.item_ids]
    shown = {item.id for item in turn.shown}
    focus = (turn.state.focus,) if turn.state.focus and not meant else ()
    return tuple(i for i in (*turn.state.recent, *meant, *focus) if i in shown)[-_REMEMBERED:]


_REMEMBERED = 8
"""Mentions that are kept."""
