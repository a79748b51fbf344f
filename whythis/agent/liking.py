"""The acts `like` and `dislike`: praise, rejection, "I own it", "it was a gift", "that reason is wrong".

Each changes what it should: praise and rejection become events of the shopper's past, an owned thing is not shown
again, a gift and a wrong reason no longer count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from whythis.agent.forget import Forgetting, ask_which, choice
from whythis.agent.memory import Memory
from whythis.agent.past import (
    PastThing,
    Reason,
    named_in,
    named_things,
    of_item,
    past_things,
    reasons_of_the_past,
)
from whythis.agent.pointing import chosen, say_left_out, say_not_shown
from whythis.agent.preferences import Preferences
from whythis.agent.statements import stated_in
from whythis.agent.turn import AgentParts, Turn
from whythis.agent.wording import TITLE_CHARS
from whythis.errors import ModelError
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Item

_GIFT = re.compile(
    r"\b(?:was|were|is|are|been|being|only|just|actually|['’]s)\b(?: \w+){0,2} an? (?:\w+ )?(?:gift|present)\b"
    r"|\b(?:bought|got|ordered|purchased)\b.{0,40}\b(?:for (?!me\b|myself)(?:my"
    r"|a|our|someone|somebody|him|her|them)\b|as an? (?:gift|present))"
    r"|\bnot for me\b.{0,10}$|\bgifted (?:it|that|them)\b"
    r"|(?:是|买来|买给|拿来|用来)[^，。,.！？]{0,6}(?:礼物|送人|送给|送礼)|(?:买来|买给|是给)(?:别人|朋友|我?妈|我?爸)"
    r"|送人的|帮(?:别人|朋友|同事)买",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:already|still)\b.{0,12}\b(?:own|have|has|got|bought|possess)\b"
    r"|\b(?:own|have|got|bought) (?:it|that|this|one|them|the \w+(?: one)?) already\b"
    r"|\bgot one\b|\bi own (?:it|that|this|one|the)\b|已经?有|早就有|已经?买|我有(?:了|这)|家里有",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:reasons?|explanation|that|this|it|which)(?:['’]s| is| was)?(?: just| simply| totally| completely)? "
    r"(?:wrong|nonsense|not (?:true|right|correct|me)|isn['’]?t (?:true"
    r"|right|correct)|incorrect|false|rubbish|bogus|untrue)\b"
    r"|\b(?:wrong|bad|stupid|silly|dumb|bull\s?shit|rubbish|nonsense|ridiculous|lame) (?:reason"
    r"|explanation)\b|\bnot (?:a|the|my) reason\b"
    r"|\b(?:reason|explanation)\b.{0,24}\b(?:n['’]?t|not)\b.{0,12}\b(?:true|right|correct|apply|valid|me)\b"
    r"|(?:理由|原因|解释|说法).{0,6}(?:不对|错|不是|不成立|没道理|胡说|不正确|不符)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:it|this|that|these|those|they|them)(?: (?:one|item|product|thing))?s?|[这那它].{0,2}", re.IGNORECASE
)
_REASON_WORDS = {
    "brand_affinity": re.compile(r"\bbrand\b|品牌|牌子", re.IGNORECASE),
    "category_affinity": re.compile(r"\b(?:kind|type|category|sort)\b|种类|类别|这类", re.IGNORECASE),
    "stated": re.compile(r"\b(?:said|told|never liked|don['’]?t like|prefer)\b|说过|喜欢", re.IGNORECASE),
    "taste": re.compile(r"\b(?:bought|purchase|looked|viewed|history|past|similar|like that)\b"
        r"|买|看过|历史", re.IGNORECASE),
}  # fmt: skip


def speaks_of_a_gift(message: str) -> bool:
    """Whether a message says that something of the past was not for the shopper."""
    return _GIFT.search(message) is not None


def says_wrong(message: str) -> bool:
    """Whether a message says that a reason is wrong."""
    return _WRONG.search(message) is not None


class Liking:
    """Keeps feedback. Every method adds its answer to the turn."""

    def __init__(
        self, parts: AgentParts, memory: Memory, preferences: Preferences, forgetting: Forgetting
    ) -> None:
        self._parts = parts
        self._memory = memory
        self._preferences = preferences
        self._forgetting = forgetting

    def like(self, turn: Turn) -> None:
        items = self._items(turn)
        if items is None:
            return
        if not items:
            if stated_in(turn.read):
                acts = tuple("preference" if act == "like" else act for act in turn.read.acts)
                turn.read = replace(turn.read, acts=acts)  # a brand or a feature that is liked is a taste
                self._preferences.note(turn)
            else:
                turn.say("talk.like" if turn.shown else "talk.like_nothing")
            return
        self._memory.say(turn, "like", item_ids=items)
        self._told(turn, "liked", items)

    def dislike(self, turn: Turn) -> None:
        if self.gift(turn):
            return
        if says_wrong(turn.message) and turn.shown:
            self._wrong(turn)
            return
        items = self._items(turn)
        if items is None:
            return
        owned = _OWN.search(turn.message) is not None
        if not items and owned and turn.state.focus:
            items = (turn.state.focus,)
        if items:
            self._memory.say(turn, "owned" if owned else "dislike", item_ids=items)
            self._told(turn, "owned" if owned else "disliked", items)
        elif {"refine", "recommend"} & set(turn.read.acts):
            pass  # "no, only wired ones": what it names are conditions of the new list, and no tastes
        elif stated_in(turn.read):
            self._preferences.note(turn)
        elif turn.read.acts == ("dislike",):
            turn.say("talk.dislike")

    def gift(self, turn: Turn) -> bool:
        """A past thing that was for somebody else: kept, but it no longer counts. False where it is no such message."""
        if not speaks_of_a_gift(turn.message):
            return False
        catalog = self._parts.ranker.catalog
        things = past_things(self._memory.known(turn).imported, catalog)
        if "forget" in turn.read.acts and things:
            return True  # it is erased then, which is more
        named = named_in(turn.message, turn.read, catalog)
        found = named_things(turn.message, named, things)
        if not found and not named:
            pointed = self._pointed_at(turn)
            if pointed is not None:
                self._gift_on_list(turn, pointed, things)
                return True
            # "it was a gift", said of what an answer had named
            found = self._forgetting.told_last(turn, things)
        items = tuple(dict.fromkeys(thing.event.item_id for thing in found))
        if len(items) > 1:
            ask_which(turn, "gift", items, found)
        elif items:
            self._leave_out(turn, of_item(items[0], things), "gift")
        else:
            turn.say("memory.ask_gift" if things else "memory.no_past")
        return True

    @staticmethod
    def _pointed_at(turn: Turn) -> Item | None:
        """The item of the list that a message points at by its place; "that" is what was said of it."""
        if "profile" in turn.state.last_acts:
            return None  # then it is a place among what is known
        for reference in turn.read.references:
            if len(reference.item_ids) == 1 and not _PRONOUN.fullmatch(reference.text.strip()):
                return next((i for i in turn.shown if i.id == reference.item_ids[0]), None)
        return None

    def _gift_on_list(self, turn: Turn, item: Item, things: Sequence[PastThing]) -> None:
        """A gift that is on the list counts no longer, if it was bought at all."""
        bought = of_item(item.id, things)
        if bought:
            self._leave_out(turn, bought, "gift")
            return
        title = shorten(item.title, TITLE_CHARS)
        turn.say("memory.gift_unknown", {"title": item.title}, item_id=item.id, title=title)

    def resume(self, turn: Turn) -> bool:
        """Answers a message that may say which gift was meant; False when it is about something else."""
        pending = turn.state.pending
        if pending is None or pending.kind != "gift":
            return False
        turn.state = replace(turn.state, pending=None)
        things = past_things(self._memory.known(turn).events, self._parts.ranker.catalog)
        named = named_in(turn.message, turn.read, self._parts.ranker.catalog)
        picked = choice(turn, named, pending.item_ids, things)
        if not picked:
            return False
        self._leave_out(turn, [t for item_id in picked for t in of_item(item_id, things)], "gift")
        turn.read = replace(turn.read, acts=("dislike",))
        return True

    def _leave_out(self, turn: Turn, gone: Sequence[PastThing], why: str) -> None:
        self._memory.say(turn, "gift" if why == "gift" else "wrong", event_ids=[t.event.id for t in gone])
        titles = list(dict.fromkeys(t.title for t in gone))
        listed = turn.words.listed([turn.words.quote(shorten(title, TITLE_CHARS)) for title in titles])
        evidence = {"titles": titles, "event_ids": [t.event.id for t in gone], "events": len(gone)}
        turn.tell(f"memory.{why}", evidence, turn.words.say(f"memory.{why}", titles=listed))

    def _wrong(self, turn: Turn) -> None:
        """Leaves out what carried the reason that was named, else the first that stands on the shopper."""
        item_id = turn.state.focus or turn.shown[0].id
        title = shorten(next((i.title for i in turn.shown if i.id == item_id), item_id), TITLE_CHARS)
        reasons, excluded = self._reasons(turn, item_id), self._memory.known(turn).excluded

        def counts(reason: Reason) -> bool:
            return not reason.event_ids or not set(reason.event_ids) <= set(excluded)

        named = [r for r in reasons if counts(r) and _REASON_WORDS[r.name].search(turn.message)]
        if reasons and not named and not counts(reasons[0]):  # what was told stands in an older list
            things = past_things(self._memory.known(turn).events, self._parts.ranker.catalog)
            say_left_out(turn, (t.title for t in things if t.event.id in reasons[0].event_ids))
            return
        if not reasons:
            evidence = {"item_id": item_id, "title": title, "reasons_of_the_past": 0}
            text = turn.words.say("memory.wrong_not_yours", title=title)
            turn.tell("memory.wrong_not_yours", evidence, text, item_id)
            return
        reason = (named or list(reasons))[0]
        if reason.name == "stated":
            said = (reason.facts["kind"], reason.facts["value"].casefold())
            kept = tuple(s for s in turn.state.stated if (s.kind, s.value.casefold()) != said)
            turn.state = replace(turn.state, stated=kept)
            text = turn.words.say("memory.wrong_stated", value=reason.facts["value"])
            turn.tell("memory.wrong_stated", {"value": reason.facts["value"]}, text)
            return
        things = past_things(self._memory.known(turn).events, self._parts.ranker.catalog)
        ids = set(reason.event_ids)
        if reason.name == "taste":  # everything done with that item says the same
            about = {t.event.item_id for t in things if t.event.id in ids}
            self._leave_out(turn, [t for t in things if t.event.item_id in about], "wrong")
            return
        self._memory.say(turn, "wrong", event_ids=sorted(ids))
        evidence = {"value": reason.facts["value"], "events": len(ids), "event_ids": sorted(ids)}
        count = turn.words.count("events", len(ids))
        text = turn.words.say("memory.wrong_taste", value=reason.facts["value"], events=count)
        turn.tell("memory.wrong_taste", evidence, text)

    def _reasons(self, turn: Turn, item_id: str) -> tuple[Reason, ...]:
        decision = self._parts.store.decision(turn.state.decision_id or "")
        try:
            return reasons_of_the_past(decision, item_id, self._parts.ranker.combiner)
        except ModelError:
            return ()

    def _items(self, turn: Turn) -> tuple[str, ...] | None:
        """The shown items that are praised or rejected, empty for none; None when it was answered by asking back."""
        shown = {item.id for item in turn.shown}
        refused = [value.casefold() for _, value in turn.read.filters.not_attributes]
        references = [
            r
            for r in turn.read.references
            if set(r.item_ids) & shown and not any(value in r.text.casefold() for value in refused)
        ]  # "no plastic please, she had a plastic one" turns down a material and no product
        if references:
            return chosen(turn)
        unknown = [r for r in turn.read.references if not r.item_ids]
        if unknown and not stated_in(turn.read) and turn.shown:
            say_not_shown(turn, unknown[0].text)
            return None
        return ()

    def _told(self, turn: Turn, key: str, items: tuple[str, ...]) -> None:
        titles = {item.id: shorten(item.title, TITLE_CHARS) for item in turn.shown}
        scope = "always" if turn.shopper_id is not None else "talk"
        for item_id in items:
            text = turn.words.say(f"talk.{key}_{scope}", title=titles[item_id])
            turn.tell(f"feedback.{key}", {"title": titles[item_id], "kept": scope}, text, item_id)
