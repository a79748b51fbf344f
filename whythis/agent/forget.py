"""The act `forget`: erases one thing of the past, one taste, one statement or everything, at once and everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from whythis.agent.memory import Memory
from whythis.agent.past import (
    Named,
    PastThing,
    kinds_named,
    named_in,
    named_things,
    of_item,
    of_taste,
    past_things,
    reasons_of_the_past,
)
from whythis.agent.state import Pending
from whythis.agent.turn import CHOICE_CHARS, AgentParts, Turn
from whythis.agent.wording import TITLE_CHARS
from whythis.errors import ModelError
from whythis.ranking.types import Stated
from whythis.retrieval.text import shorten

MAX_CHOICES = 5
_EVERYTHING = re.compile(
    r"\b(?:all|everything|every thing|whole|entire|complete(?:ly)?|any)\b.{0,40}"
    r"\b(?:data|datas|history|info|information|profile|record|records|me|past|know|stored?|have|purchases|events)\b"
    r"|\b(?:delete|erase|remove|wipe|clear|destroy)\b.{0,12}\b(?:my"
    r"|our) (?:personal )?(?:data|datas|history|info|information|profile"
    r"|account|records?)\b"
    r"|\b(?:forget|erase|delete) (?:everything|it all|all of it|me)\b|\bright to be forgotten\b|\bGDPR\b"
    r"|\b(?:stop|don['’]?t|do not|never)\b.{0,20}\b(?:us(?:e|ing)|stor(?:e"
    r"|ing)|keep(?:ing)?)\b.{0,16}\b(?:data|history)\b"
    r"|(?:所有|全部|一切|整个|全都).{0,12}(?:数据|信息|记录|资料|历史|东西|删|忘)"
    r"|(?:删除|删掉|清空|清除|抹掉|销毁).{0,4}(?:我的|个人)?.{0,2}(?:数据|信息|记录|资料|历史|账户|账号)"
    r"|(?:忘了|忘记|忘掉|删除|删掉|清空|清除|抹掉)(?:关于)?(?:我|有关我)的?(?:一切|所有|全部|$|吧|[。！!])"
    r"|别再(?:用|使用|保存)我的(?:数据|信息|记录)",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"^\W*(?:please |can you |could you |would you |just |i want you to |i(?:'d| would) like you to |ok |okay )*"
    r"(?:forget|erase|delete|unlearn|wipe|remove)\b(?! (?:it|that),? (?:show|find|let)\b)"
    r"|(?:请|帮我|麻烦)?(?:忘掉|忘记|忘了|删除|删掉|清除|抹掉)",
    re.IGNORECASE,
)
_TASTE = re.compile(
    r"\b(?:that|how) i(?:['’]m| am| really| do| did| once| ever)? (?:\w+ )?(?:like"
    r"|love|prefer|want|favou?r|fan|into|hate|dislike|said|told)"
    r"|\bmy (?:taste|preference|liking|love)\b|\bwhat i (?:said|told)\b|\bi said\b|喜欢|偏好|讨厌|说过|口味",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:it|that|this)\b|这个|那个|它|这件|那件|这|那", re.IGNORECASE)
_SUPPOSING = re.compile(r"\b(?:what if|if|suppose|would)\b|如果|要是|假如", re.IGNORECASE)
_NEVER_MIND = re.compile(
    r"^\W*(?:ok |okay |oh |ah |well |just |no )*forget (?:about )?(?:it|that|this)\W*$|^\W*算了\W*$",
    re.IGNORECASE,
)
"""Says more often "never mind" than that something be erased."""
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|y|do it|do that|please do"
    r"|go ahead|confirm(?:ed)?|i(?:['’]m| am) sure|absolutely"
    r"|certainly|of course|erase|delete|correct|right)\b|^\W*(?:是|对|好|确定|确认|可以|嗯|行|删|没错|当然)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:no|nope|nah|don['’]?t|do not|cancel|stop|wait|never ?mind"
    r"|rather not|keep|not)\b|^\W*(?:不|别|取消|算了|等等|先别|否)",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|all|each|every|either)\b|都|全部|所有", re.IGNORECASE)
_NEW_TOPIC = frozenset(["recommend", "refine", "more"])
_ORDINALS = (
    r"\b(?:first|1st|1)\b|第一|^\W*(?:one|一)\W*$", r"\b(?:second|2nd|2)\b|第二|^\W*(?:two|二)\W*$",
    r"\b(?:third|3rd|3)\b|第三|^\W*(?:three|三)\W*$", r"\b(?:fourth|4th|4)\b|第四|^\W*(?:four|四)\W*$",
    r"\b(?:fifth|5th|5)\b|第五|^\W*(?:five|五)\W*$",
)  # fmt: skip
_LAST_CHOICE = re.compile(r"\blast\b|最后", re.IGNORECASE)


def wants_forgotten(message: str) -> bool:
    """Whether a message, whatever acts it was read as, wishes that something of the shopper be forgotten.

    "Forget headphones, show me speakers" drops a topic and no data.
    """
    return _WISH.search(message) is not None and not _SUPPOSING.search(message) and speaks_of_oneself(message)


def speaks_of_oneself(message: str) -> bool:
    """Whether a message speaks of what the shopper did or likes."""
    return bool(kinds_named(message)) or _TASTE.search(message) is not None


def names_a_past_title(message: str, things: Sequence[PastThing]) -> bool:
    """Whether a wish to forget spells out the title of something in the past."""
    return _WISH.search(message) is not None and any(t.title.casefold() in message.casefold() for t in things)


class Forgetting:
    """Erases what the shopper wants erased. Every method adds its answer to the turn."""

    def __init__(self, parts: AgentParts, memory: Memory) -> None:
        self._parts = parts
        self._memory = memory

    def forget(self, turn: Turn) -> None:
        """Erases what the message names; asks back when that is not clear, and once before everything goes."""
        start = len(turn.texts)
        topic_dropped = _NEW_TOPIC & set(turn.read.acts) and not _EVERYTHING.search(turn.message)
        if topic_dropped and not speaks_of_oneself(turn.message):
            return
        things = past_things(self._memory.known(turn).events, self._parts.ranker.catalog)
        # "Everything about Norrvik" is not everything.
        if _EVERYTHING.search(turn.message) and not self._named(turn):
            self._ask_everything(turn, things)
        elif not self.meant(turn, things):
            key = "what" if things or turn.state.stated else "nothing"
            turn.say(f"memory.ask_{key}")
            turn.suggestions = [turn.words.say("suggest.profile"), turn.words.say("suggest.forget_all")]
        turn.in_one_paragraph(start)

    def meant(self, turn: Turn, things: Sequence[PastThing] | None = None, by_words: bool = True) -> bool:
        """Erases (or asks which) where the message names something that is known; False where it names nothing.

        Args:
            by_words: whether "it" and "that" may stand for what an answer named.
        """
        if things is None:
            things = past_things(self._memory.known(turn).events, self._parts.ranker.catalog)
        named = self._named(turn)
        stated = stated_named(turn, named)
        if _TASTE.search(turn.message) and not kinds_named(turn.message) and stated:
            return self._taste(turn, named, of_taste(named, things), stated)
        found = named_things(turn.message, named, things)
        if found:
            self._things(turn, found, things)
            return True
        if stated and not of_taste(named, things):
            return self._taste(turn, named, (), stated)
        if stated:
            self._ask_taste(turn, named, of_taste(named, things))
            return True
        if not by_words or not _THAT.search(turn.message) or _NEVER_MIND.search(turn.message):
            return False
        told = self.told_last(turn, things)
        if told:
            self._erase(turn, of_item(told[0].event.item_id, things))
        return bool(told)

    def resume(self, turn: Turn) -> bool:
        """Answers a message that may be the answer to a question of ours; False when it is about something else."""
        pending = turn.state.pending
        if pending is None or pending.kind == "gift":
            return False
        turn.state = replace(turn.state, pending=None)
        if pending.kind == "taste" and _YES.search(turn.message):
            catalog = self._parts.ranker.catalog
            named = Named(
                tuple(name for name in pending.names if name in catalog.brand_counts),
                tuple(name for name in pending.names if name in catalog.category_counts),
            )
            things = past_things(self._memory.known(turn).events, catalog)
            self._taste(turn, named, of_taste(named, things), stated_named(turn, named))
        elif pending.kind == "everything":
            if _NO.search(turn.message):
                turn.say("memory.kept")
            elif _YES.search(turn.message) or _EVERYTHING.search(turn.message):
                self._everything(turn)
            else:
                return False
        else:
            things = past_things(self._memory.known(turn).events, self._parts.ranker.catalog)
            chosen = choice(turn, self._named(turn), pending.item_ids, things)
            if chosen is None and not _NO.search(turn.message):
                return False
            if not chosen:
                turn.say("memory.kept")
            else:
                self._erase(turn, [t for item_id in chosen for t in of_item(item_id, things)])
        turn.read = replace(turn.read, acts=("forget",))
        return True

    def _named(self, turn: Turn) -> Named:
        return named_in(turn.message, turn.read, self._parts.ranker.catalog)

    def told_last(self, turn: Turn, things: Sequence[PastThing]) -> tuple[PastThing, ...]:
        """What of the past is the likest to the item explained last, so that it was a reason for it."""
        item_id = turn.state.focus
        if turn.state.decision_id is None or item_id is None:
            return ()
        decision = self._parts.store.decision(turn.state.decision_id)
        try:
            reasons = reasons_of_the_past(decision, item_id, self._parts.ranker.combiner)
        except ModelError:
            return ()
        ids = next((r.event_ids for r in reasons if r.name == "taste"), ())
        return tuple(t for t in things if t.event.id in ids)

    def _things(self, turn: Turn, found: Sequence[PastThing], things: Sequence[PastThing]) -> None:
        items = list(dict.fromkeys(thing.event.item_id for thing in found))
        if len(items) > 1:
            ask_which(turn, "forget", tuple(items), found)
            return
        self._erase(turn, of_item(items[0], things))

    def _erase(self, turn: Turn, gone: Sequence[PastThing]) -> None:
        """One item's past, which is all the events about it."""
        if not gone:
            turn.say("memory.kept")
            return
        erasure = self._memory.erase(turn, [t.event for t in gone])
        titles = list(dict.fromkeys(t.title for t in gone))
        listed = turn.words.listed([turn.words.quote(shorten(title, TITLE_CHARS)) for title in titles])
        evidence = {"titles": titles, "events": len(gone), "decisions": erasure.decisions}
        count = turn.words.count("events", len(gone))
        turn.tell("memory.erased", evidence, turn.words.say("memory.erased", titles=listed, events=count))
        self._say_decisions(turn, erasure.decisions)

    def _taste(self, turn: Turn, named: Named, gone: Sequence[PastThing], stated: tuple[Stated, ...]) -> bool:
        """All that is known of a brand, a kind or a feature: what was said of it, and what was done with it."""
        held = {(s.kind, s.name, s.value.casefold()) for s in turn.state.stated}
        said = [s for s in stated if (s.kind, s.name, s.value.casefold()) in held]
        values = list(dict.fromkeys((*named.brands, *named.kinds, *(s.value for s in stated))))
        listed = turn.words.listed(values)
        if not gone and not said and turn.shopper_id is None:
            turn.say("memory.not_known", {"values": values}, value=listed)
            return True
        erasure = self._memory.erase(turn, [t.event for t in gone], stated)
        evidence = {
            "values": values,
            "events": len(gone),
            "stated": len(said),
            "decisions": erasure.decisions,
        }
        if not gone and not said and not erasure.decisions:
            turn.tell("memory.not_known", evidence, turn.words.say("memory.not_known", value=listed))
            return True
        key = "erased_taste" if gone else "erased_stated"
        count = turn.words.count("events", len(gone))
        turn.tell(f"memory.{key}", evidence, turn.words.say(f"memory.{key}", value=listed, events=count))
        self._say_decisions(turn, erasure.decisions)
        return True

    def _say_decisions(self, turn: Turn, decisions: int) -> None:
        if decisions:
            count = turn.words.count("lists", decisions)
            text = turn.words.say("memory.redacted", lists=count)
            turn.tell("memory.redacted", {"decisions": decisions}, text)

    def _ask_taste(self, turn: Turn, named: Named, gone: Sequence[PastThing]) -> None:
        """A brand or kind is a lot, and "forget the headphones" may be said of a list: so it is asked first."""
        values = (*named.brands, *named.kinds)
        turn.state = replace(turn.state, pending=Pending("taste", names=values))
        count = turn.words.count("events", len(gone))
        text = turn.words.say("memory.ask_taste", value=turn.words.listed(values), events=count)
        turn.tell("memory.ask_taste", {"values": list(values), "events": len(gone)}, text)
        turn.suggestions = [turn.words.say("suggest.yes_erase_this"), turn.words.say("suggest.no_keep")]

    def _ask_everything(self, turn: Turn, things: Sequence[PastThing]) -> None:
        turn.state = replace(turn.state, pending=Pending("everything"))
        key = "ask_everything" if turn.shopper_id is not None else "ask_everything_newcomer"
        count = turn.words.count("events", len(things))
        turn.tell(
            "memory.ask_everything",
            {"events": len(things), "newcomer": turn.shopper_id is None},
            turn.words.say(f"memory.{key}", events=count),
        )
        turn.suggestions = [turn.words.say("suggest.yes_erase"), turn.words.say("suggest.no_keep")]

    def _everything(self, turn: Turn) -> None:
        known = turn.shopper_id is not None
        erasure = self._memory.erase_everything(turn)
        evidence = {"events": erasure.events, "decisions": erasure.decisions, "turns": erasure.turns}
        evidence["newcomer"] = not known
        key = "erased_all" if known else "erased_all_newcomer"
        values = {
            "events": turn.words.count("events", erasure.events),
            "lists": turn.words.count("lists", erasure.decisions),
            "turns": turn.words.count("turns", erasure.turns),
        }
        turn.tell("memory.erased_all", evidence, turn.words.say(f"memory.{key}", **values))


def stated_named(turn: Turn, named: Named) -> tuple[Stated, ...]:
    """The statements that a message is about, whether they were made or not; likes and dislikes are one here."""
    filters = turn.read.filters
    found = [Stated("brand", name, 1.0) for name in named.brands]
    found += [Stated("category", name, 1.0) for name in named.kinds]
    found += [Stated("attribute", v, 1.0, n) for n, v in (*filters.attributes, *filters.not_attributes)]
    said = [s for s in turn.state.stated if s.value.casefold() in turn.message.casefold()]
    return tuple(dict.fromkeys((*found, *said)))


def ask_which(turn: Turn, kind: str, items: Sequence[str], found: Sequence[PastThing]) -> None:
    """Several things of the past fit equally: asks, and keeps the choices for the next message."""
    titles = {thing.event.item_id: thing.title for thing in found}
    newest = {t.event.item_id: t.event.at_utc for t in sorted(found, key=lambda t: t.event.at_utc)}
    chosen = sorted(items, key=lambda i: newest[i], reverse=True)[:MAX_CHOICES]
    listed = turn.words.listed(
        [turn.words.quote(shorten(titles[i], CHOICE_CHARS)) for i in chosen], "last_asked"
    )
    turn.state = replace(turn.state, pending=Pending(kind, tuple(chosen)))
    more = len(items) - len(chosen)
    key = "ask_which_more" if more else "ask_which"
    text = turn.words.say(f"memory.{key}", choices=listed, n=turn.words.number(more))
    turn.tell("memory.ask_which", {"titles": [titles[i] for i in chosen], "more": more}, text)
    turn.suggestions = [shorten(titles[i], CHOICE_CHARS) for i in chosen[:4]]


def choice(
    turn: Turn, named: Named, item_ids: Sequence[str], things: Sequence[PastThing]
) -> tuple[str, ...] | None:
    """Which of the offered items an answer picks: by place, by name, all; None when it picks none of them."""
    among = [thing for thing in things if thing.event.item_id in item_ids]
    told = named_things(turn.message, named, among)
    picked = tuple(dict.fromkeys(thing.event.item_id for thing in told))
    if len(picked) == 1:
        return picked
    if _BOTH.search(turn.message):
        return tuple(item_ids)
    if _LAST_CHOICE.search(turn.message):
        return tuple(item_ids[-1:])
    for place, pattern in enumerate(_ORDINALS[: len(item_ids)]):
        if re.search(pattern, turn.message, re.IGNORECASE):
            return (item_ids[place],)
    return None
