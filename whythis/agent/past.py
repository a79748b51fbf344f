"""Which of a shopper's past a message speaks of: by what was bought, liked or looked at, or by an answer's reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from whythis.agent.types import Understood
from whythis.agent.understanding.lexicon import word_set
from whythis.explainers.evidence import reason_facts
from whythis.explainers.groups import grouped
from whythis.explainers.history import attribute_events
from whythis.explainers.signals import attribute_candidate
from whythis.explainers.types import Explanation
from whythis.ranking.combiner import Combiner
from whythis.ranking.types import Decision, Event
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.sparse import Tokenizer

OF_THE_PAST = ("taste", "brand_affinity", "category_affinity", "stated")
"""Signals that stand on what is known of the shopper."""
_KINDS = {
    "purchase": re.compile(r"\b(?:b(?:ought|uy)|purchase[ds]?|order(?:ed|s)?|paid for)\b|买|订单", re.IGNORECASE),
    "cart": re.compile(r"\b(?:cart|basket)\b|购物车", re.IGNORECASE),
    "view": re.compile(r"\b(?:look(?:ed|ing)? at|view(?:ed|s)?|saw|seen|browsed|visited"
        r"|clicked)\b|看过|浏览", re.IGNORECASE),
    "like": re.compile(r"\bliked\b|赞过|点赞", re.IGNORECASE),
    "dislike": re.compile(r"\bdisliked\b", re.IGNORECASE),
}  # fmt: skip
_LAST = re.compile(
    r"\b(?:last|latest|(?:most )?recent|newest)\b.{0,12}\b(?:purchase|order|thing|item|buy|view|like|product|one)\b"
    r"|\blast (?:bought|ordered|viewed|liked)\b|(?:上次|最近|最后|刚).{0,4}(?:买|看|订|喜欢)|最近一(?:次|件|个)",
    re.IGNORECASE,
)
_COMMON = word_set(
    """
    forget erase delete remove forgot ignore drop exclude please can could would you that this those these it its the an
    and my mine me i was were is are for from of bought buy buying purchase purchased purchases order ordered gift gifts
    present presents looked look at viewed view saw liked like love loved thing things item items product products one
    ones past history about have had has did not don t didn never no longer count counting use using data what said last
    recent event somebody someone else else's friend sister brother mother father mum mom dad wife husband kid son
    daughter put cart basket in to all with actually just also as
    """
)
_LEAST_SHARE = 0.5
"""The share of a message's telling words that a past item's title must have to be meant without its kind."""


@dataclass(frozen=True, slots=True)
class PastThing:
    """An event with what its item is called, brand and kind as the catalogue has them."""

    event: Event
    title: str
    brand: str
    category: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of an explained item that stands on the shopper: its name, contribution, facts, and its events."""

    name: str
    contribution: float
    facts: dict
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The brands and kinds of product that a message names, as the catalogue spells them."""

    brands: tuple[str, ...]
    kinds: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.brands or self.kinds)


def named_in(message: str, read: Understood, catalog: Catalog) -> Named:
    """What a message names, whether it was read as a condition, or as a word for an item that is shown."""
    folded, filters = f" {message.casefold()} ", read.filters
    written = [
        b for b in catalog.brand_counts if b and b.casefold() in folded and _is_word(b.casefold(), folded)
    ]
    kinds = (*filters.categories, *filters.not_categories, *read.categories)
    return Named(
        tuple(dict.fromkeys((*filters.brands, *filters.not_brands, *written))), tuple(dict.fromkeys(kinds))
    )


def _is_word(word: str, text: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def past_things(events: Sequence[Event], catalog: Catalog) -> tuple[PastThing, ...]:
    """Events with names; those of items that the shop no longer has are called by their id."""
    things = []
    for event in events:
        row = catalog.row_of(event.item_id)
        if row is None:
            things.append(PastThing(event, event.item_id, "", ""))
        else:
            things.append(PastThing(event, catalog.titles[row], catalog.brands[row], catalog.categories[row]))
    return tuple(things)


def kinds_named(message: str) -> tuple[str, ...]:
    """The kinds of event that a message speaks of: bought, looked at, liked."""
    return tuple(kind for kind, pattern in _KINDS.items() if pattern.search(message))


def named_things(message: str, named: Named, things: Sequence[PastThing]) -> tuple[PastThing, ...]:
    """What of the past a message means, best match; of several items when they fit equally, empty when none fits.

    "The kettle I bought" means an item that was bought, "my last purchase" the newest.
    """
    kinds = kinds_named(message)
    held = {thing.event.item_id for thing in things if not kinds or thing.event.kind in kinds}
    if not kinds or not held:
        held = {thing.event.item_id for thing in things}
    of_kinds = [t for t in things if t.event.item_id in held]
    if _LAST.search(message):
        wanted = [t for t in of_kinds if not kinds or t.event.kind in kinds]
        return tuple(sorted(wanted, key=lambda t: t.event.at_utc)[-1:])
    tokenize = Tokenizer()
    words = set(tokenize(" ".join(w for w in re.findall(r"[^\W_]+", message.casefold()) if w not in _COMMON)))
    brands = {b.casefold() for b in named.brands}
    best, found = 0.0, []
    for thing in of_kinds:
        said = words & set(tokenize(f"{thing.title} {thing.brand} {thing.category}"))
        of_kind, of_brand = thing.category in named.kinds, thing.brand.casefold() in brands
        if not (of_kind or of_brand or (words and len(said) / len(words) >= _LEAST_SHARE)):
            continue
        points = len(said) + 2.0 * of_kind + 1.0 * of_brand
        if points > best:
            best, found = points, []
        if points == best:
            found.append(thing)
    return tuple(found)


def of_item(item_id: str, things: Sequence[PastThing]) -> tuple[PastThing, ...]:
    return tuple(thing for thing in things if thing.event.item_id == item_id)


def of_taste(named: Named, things: Sequence[PastThing]) -> tuple[PastThing, ...]:
    """The past of some brands and kinds of product."""
    brands = {b.casefold() for b in named.brands}
    return tuple(t for t in things if t.brand.casefold() in brands or t.category in named.kinds)


def reasons_of_the_past(decision: Decision, item_id: str, combiner: Combiner) -> tuple[Reason, ...]:
    """Why an item stands where it does, as far as that rests on the shopper's past or statements; largest first.

    No words are attributed for it, so it costs nothing.

    Raises:
        ModelError: the decision was made by trees that are not the loaded ones.
    """
    candidate = decision.candidate(item_id)
    if candidate is None:
        return ()
    base, signals = attribute_candidate(decision, candidate, combiner)
    events = attribute_events(decision, candidate)
    explanation = Explanation(
        decision.id, item_id, "why", "", "", base, candidate.score, 0.0, signals, None, events, {}
    )
    reasons = []
    for name, value in sorted(grouped(signals).items(), key=lambda pair: -pair[1]):
        if name in OF_THE_PAST and value > 0:
            facts = reason_facts(name, 1, decision, explanation, candidate)
            if facts is not None:
                reasons.append(Reason(name, value, facts, _events_of(name, facts, decision)))
    return tuple(reasons)


def _events_of(name: str, facts: dict, decision: Decision) -> tuple[str, ...]:
    """The events that carry a reason: one for a likeness, all of a brand or kind for its affinity."""
    if name == "taste":
        return (facts["event_id"],)
    if name == "stated":
        return ()
    key = "item_brand" if name == "brand_affinity" else "item_category"
    return tuple(
        e.event_id for e in decision.history if getattr(e, key).casefold() == facts["value"].casefold()
    )
