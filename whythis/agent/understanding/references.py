"""Which shown items a message speaks of: by place, by pronoun, by price, by name.

A mention of something that is not shown gives a Reference without ids, so that the agent can say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from whythis.agent.types import Reference
from whythis.agent.understanding.absent import absent, asked_for
from whythis.agent.understanding.chinese_phrases import chinese_phrases
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.features import Reading
from whythis.agent.understanding.follow_ups import asks_a_list, repeats_last, wishes
from whythis.agent.understanding.measures import asked_measure, extreme
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.phrases import phrases
from whythis.agent.understanding.places import Found, ordinal_of, place_of, places, said_before
from whythis.agent.understanding.shown_amounts import all_fitting
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.vocabulary import Term

ABOUT_ITEMS = frozenset(
    ["why", "why_not", "compare", "confidence", "item_question", "like", "dislike", "what_if"]
)
"""Acts in which any mention may be of a shown item; in the others only an explicit "the …" is."""
SILENT = frozenset(["smalltalk", "help", "human", "out_of_scope", "profile", "how_it_works", "lookup"])
"""Acts that speak of no shown item."""


def find_references(
    reading: Reading,
    taken: Iterable[tuple[int, int]],
    acts: tuple[str, ...],
    context: Context,
    chinese: Mapping[str, tuple[Term, ...]],
    leans: float,
) -> tuple[Reference, ...]:
    """The references of a clean message in the order of their mention.

    Args:
        taken: characters that are spoken for already (prices).
        acts: the acts of the message; they decide how explicit a mention must be.
        chinese: the catalogue's Chinese names.
        leans: how probably the message goes on about the item spoken of last, if it names none.
    """
    if all(act in SILENT for act in acts):
        missed = asked_for(reading.text, reading.tokens, reading.mentions, context, ())
        said = places(reading.text, context, explicit_only=True)
        single = tuple(
            Reference(reading.text[f.start : f.end], f.item_ids) for f in said if len(f.item_ids) == 1
        )
        if single and "lookup" not in acts:
            return single[:1]
        found_missing = tuple(Reference(reading.text[f.start : f.end], ()) for f in missed)
        return found_missing or _leaned(reading, acts, context, leans)
    free_mention = any(act in ABOUT_ITEMS for act in acts)
    explicit_only = not free_mention and not context.choices
    text, tokens, mentions = reading.text, reading.tokens, reading.mentions
    found: list[Found] = []
    prices = list(taken)
    blocked = list(prices)
    for reader in (
        lambda: said_before(text, context),
        lambda: chinese_phrases(text, tokens, mentions, context, chinese, explicit_only=explicit_only),
        lambda: phrases(text, tokens, mentions, context, explicit_only=explicit_only),
        lambda: places(text, context, explicit_only=not free_mention),
        lambda: absent(text, tokens, mentions, acts, context, found),
        lambda: asked_for(text, tokens, mentions, context, found),
        lambda: pronouns_of(text, tokens, context, acts, found),
    ):
        for candidate in reader():
            free = all(
                candidate.end <= start
                or end <= candidate.start
                or (span in prices and _is_priced(candidate, span))
                for span in blocked
                for start, end in (span,)
            )
            taken_up = any(f.every for f in found) and _TAKES_UP.fullmatch(
                text[candidate.start : candidate.end]
            )
            if free and not taken_up and not _is_said_of(candidate, text):
                found.append(candidate)
                blocked.append((candidate.start, candidate.end))
    found = _narrowed(sorted(found, key=lambda f: f.start), text, context)
    found = _placed(found, text, context)
    found = _and_the_other(found, text)
    named = {f.item_ids for f in found if len(f.item_ids) == 1}
    if len(named) >= 2:  # "both, the first and the third": what is named says which
        found = [f for f in found if not (f.every and {(i,) for i in f.item_ids} >= named)]
    if _OF_THESE.search(text):  # "which of these is the lightest"
        found = [f for f in found if not (f.every and any(set(o.item_ids) < set(f.item_ids) for o in found))]
    if any(len(f.item_ids) == 1 and f.start < f.end for f in found) and "compare" not in acts:
        found = [f for f in found if not (f.every and len(f.item_ids) == len(context.shown))]
    found = [_all_of_a_number(f, text) for f in found]
    found = [_all_but(f, text, context) for f in found] if free_mention else found
    references = _distinct(sorted(found, key=lambda f: f.start), text)
    if not references:
        return unsaid(text, mentions, acts, context, leans) or _leaned(reading, acts, context, leans)
    one = references[0].item_ids if len(references) == 1 else ()
    beside = len(one) == 1 and (
        (_THAN_IT if free_mention else _COMPARES).search(text) or _BY_HOW_MUCH.search(text)
    )
    if beside and context.last_item not in (None, *one):
        # "Why so much more than the moka pot" is about what was spoken of.
        return (Reference("", (context.last_item or "",)), *references)
    return references


def _is_priced(found: Found, price: tuple[int, int]) -> bool:
    """Whether a price is part of what names an item, and no limit: "the 80 buck one"."""
    return bool(found.item_ids) and (found.start < price[0] or found.end > price[1])


def _and_the_other(found: list[Found], text: str) -> list[Found]:
    """ "The espresso machine beside the other espresso": where a name fits two, it and the other are both."""
    for one, other in pairwise(found):
        same = len(one.item_ids) == 2 and one.item_ids == other.item_ids and not one.every
        if same and re.search(r"\bother\b|另", text[other.start : other.end], re.IGNORECASE):
            return [Found(f.start, f.end, f.item_ids, True) if f in (one, other) else f for f in found]
    return found


_ALL_BUT = re.compile(
    r"\b(?:all|everything|every one|each|others|rest|any|anything)(?: of (?:them|these|those))? (?:except|"
    r"but|apart from|bar|other than)(?: for)?\s$",
    re.IGNORECASE,
)


def _all_but(found: Found, text: str, context: Context) -> Found:
    """ "All but the purple one" are the others."""
    if not found.item_ids or not _ALL_BUT.search(text[: found.start]):
        return found
    return Found(
        found.start, found.end, tuple(i.id for i in context.shown if i.id not in found.item_ids), True
    )


_PLACED = re.compile(
    r"(?:'s)?\s*(?:(?:one|ones)\s)?(?:(?:is|are|was|were|be|being|ranked|listed|put|placed|comes?|came|sits?)\s)*(?:(?:at|in|on|as|the)\s)*"
    r"(?:number\s)?(?P<place>first|second|third|fourth|fifth|last|top|1st|2nd|3rd|4th|5th|[1-5](?=\W*$))\b(?!\s(?:one|time|and))"
    r"|的?(?:为什么|为啥|怎么|凭什么)?(?:会|都|是|还)?[排在列到]+(?:在|到|了)?(?:第(?P<han>[一二三四五1-5])|(?P<han_last>最后))",
    re.IGNORECASE,
)


def _placed(found: list[Found], text: str, context: Context) -> list[Found]:
    """ "Why did you put Ravensund first?": of those that a name fits it is the one that stands there."""
    out: list[Found] = []
    for mention in found:
        match = _PLACED.match(text, mention.end) if len(mention.item_ids) > 1 and not mention.every else None
        place = place_of(match["place"] or match["han"] or "last", len(context.shown)) if match else 0
        at = context.shown[place - 1].id if 0 < place <= len(context.shown) else ""
        if match and at in mention.item_ids:
            mention = Found(mention.start, match.end(), (at,))
        elif out and out[-1].start <= mention.start < out[-1].end:
            continue
        out.append(mention)
    return out


_COMPARES = re.compile(r"^(?:and |or |but )?(?:vs\b|versus\b)|[和跟与].+比", re.IGNORECASE)
_TAKES_UP = re.compile(r"both(?: of (?:them|these|those))?|all of (?:them|these|those)|两个都", re.IGNORECASE)
"""Words that say "all" of what the message named before: "the grey ones, do they both recline"."""
_THAN_IT = re.compile(
    r"\b(?:vs|versus)\b|\b(?:(?:more|less|as) \w+|more|less|\w+er) (?:than|"
    r"as)\b|\b(?:against|compared? (?:to|with)|different (?:to|from|than)|difference (?:to|from)|(?:in|by) comparison|"
    r"times (?:that|it|as)|the same (?:thing|one|model|product))\b"
    r"|\b(?:twice|double|triple|half|\d times) (?:the \w+ (?:of|as)|as|of|the)(?=\s)"
    r"|排在.+[前后上下]|[和跟与].+(?:比|区别|差|一样|不同|同一|一个型号)|比.+(?:好|强|贵|便宜|差|[高低长短轻重大小多少快慢])",
    re.IGNORECASE,
)


_BY_HOW_MUCH = re.compile(
    r"\b(?:is|costs?|weighs?) (?:[\w.$]+ ){1,4}(?:more|less|cheaper|heavier|lighter|dearer)\b(?! than| expensive)"
    r"|\b(?:how much|much|way|any|a lot|a bit) (?:\w{3,}er|more \w+)\b(?! than)(?! (?:one|ones|list))"
    r"|\badvantage (?:over|to)\b",
    re.IGNORECASE,
)
"""Words that set what is named beside what was spoken of: "the London is way lighter"."""
_SAID_OF = re.compile(
    r"\b(?:it|its|one|ones|latter|former|first|second|third|last)\b.*\b(?:(?<!compare )(?<!compared )to|it|when)\s$",
    re.IGNORECASE,
)


def _is_said_of(found: Found, text: str) -> bool:
    """A word that only sounds like a title: "easy" of "is it easy to clean", "boils" of "when it boils"."""
    words = text[found.start : found.end]
    return words.isalpha() and words.islower() and _SAID_OF.search(text[: found.start]) is not None


_COUNTED = re.compile(
    r"\b(?:the|these|those|both|all|all the|both the)\s(?P<n>two|three|four|2|3|4)?\s?"
    r"(?:(?:ones\s)?(?:by|from|in)\s)?$",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "2": 2, "both": 2, "three": 3, "3": 3, "four": 4, "4": 4}


def _all_of_a_number(found: Found, text: str) -> Found:
    """ "The two Logitech mice" are both, where the list has two of them."""
    counted = _COUNTED.search(text[: found.start])
    number = 2 if re.search(r"\bboth\s", text[: found.start][-10:]) else 0
    number = number or _NUMBERS.get((counted["n"] or "").lower() if counted else "", 0)
    if found.every or number != len(found.item_ids) or number < 2:
        return found
    return Found(found.start, found.end, found.item_ids, True)


_OF_THE_LIST = frozenset(["compare", "item_question"])
_OF_SOME = re.compile(
    r"\b(?:of|between) (?:the|these|those)? ?(?:two|2|both|them)\b|两|俩|它们", re.IGNORECASE
)
_OF_THESE = re.compile(r"\bof (?:these|those|them|all)\b", re.IGNORECASE)
_OF_THE_SHOP = re.compile(
    r"\b(?:deliver\w*|shipping|ships?|dispatch\w*|refunds?|invoices?|discounts?|gift ?wrap\w*|opening hours|"
    r"pay(?:ment)?)\b|发货|送货|快递|物流|发票|退货|优惠|包邮|运费|分期",
    re.IGNORECASE,
)
_UNSAID = frozenset(["item_question", "confidence", "why"])
_CHOICE = re.compile(
    r"\b(?:which|who|what)\b.*\b(?:one|better|best|\w+er|more|less|most)\b|哪[个款台]", re.IGNORECASE
)
_ASKS_A_WORD = re.compile(
    r"\bwhat (?:means|does (?:the )?[\w-]+ (?:mean|stand for))\b|\bwhat(?:'s| is| are|s) (?:an? )?[\w-]+(?: mean|"
    r" anyway)?\s*[?.]*$"
    r"|\bmeaning of\b|是什么意思|什么叫|啥意思",
    re.IGNORECASE,
)
"""A question about a word and not about an item: "what means dpi"."""
_GENERAL = re.compile(
    r"\b(?:your|list|these|those|they|them|shop|deliver\w*|returns?)\b|\b(?:do|are|can|have|will) (?:you|u) "
    r"(?:ever|always|usually|often|real|human|a|an|right|wrong|mistaken)\b|你是|您是|这些|那些|店|几[台款个种本]",
    re.IGNORECASE,
)


def unsaid(
    text: str, mentions: Iterable[Mention], acts: tuple[str, ...], context: Context, leans: float
) -> tuple[Reference, ...]:
    """What a question that names nothing goes on about: "how many watts?" the item spoken of last, "which is quieter?"
    the two that were compared last. The reference has no words.
    """
    measure = asked_measure(text, superlative=True) if set(acts) & _OF_THE_LIST else None
    most = extreme(measure, context.shown) if measure and not _OF_SOME.search(text) else ()
    if 0 < len(most) < len(context.shown):
        return (Reference("", most),)  # "which one is the brightest?"
    if acts == ("compare",) and len(context.pair) == 2 and _CHOICE.search(text):
        return (Reference("", context.pair, True),)
    if _ASKS_A_WORD.search(text):
        return ()
    if context.last_item is not None and not wishes(text) and repeats_last(text, context):
        return (Reference("", (context.last_item,)),)
    named = any(mention.term.kind != "attribute" or acts != ("item_question",) for mention in mentions)
    if len(acts) != 1 or acts[0] not in _UNSAID or context.last_item is None or named:
        return ()
    if _GENERAL.search(text) and acts[0] != "item_question":
        return ()
    if acts == ("item_question",) and (leans < _LEANS_HARDLY or _OF_THE_SHOP.search(text)):
        return ()
    return (Reference("", (context.last_item,)),)


_LEANS_HARDLY, _LEANS_A_LITTLE, _LEANS_OPINION, _LEANS, _LEANS_SURELY = 0.21, 0.5, 0.6, 0.75, 0.9
"""From which probability on a message is about the item spoken of last, by what it does: asks, judges, or seems to do
something else. Set on the talks of `held_out` that are developed on.
"""
_JUDGES = frozenset(["like", "dislike", "confidence", "why", "item_question"])
_OF_OTHERS = frozenset(["more", "what_if", "help", "profile", "compare"])
"""Acts of which none is about the item spoken of, unless it says so."""
_OF_STAFF = frozenset(["human", "lookup"])
_POINTS = re.compile(r"\b(?:it|its|it's|this|that)\b|它|[这那][个款台本双把张件]", re.IGNORECASE)


def _leaned(reading: Reading, acts: tuple[str, ...], context: Context, leans: float) -> tuple[Reference, ...]:
    """The item spoken of last, of a message that goes on about it in other words than a question: "pink tho"."""
    text = reading.text
    if set(acts) & _OF_OTHERS or wishes(text):
        return ()
    if amounted := all_fitting(text, context.shown):
        return (Reference("", amounted),)
    if context.last_item is None or _OF_THE_SHOP.search(text) or asks_a_list(text):
        return ()
    tastes = bool(reading.mentions) and acts != ("item_question",)
    enough = _LEANS_OPINION if set(acts) <= _JUDGES and not tastes else _LEANS
    enough = _LEANS_A_LITTLE if set(acts) <= SILENT and _POINTS.search(text) else enough
    enough = _LEANS_SURELY if set(acts) & _OF_STAFF else enough
    return (Reference("", (context.last_item,)),) if leans >= enough else ()


_SAME_PHRASE = re.compile(
    r"\s+(?:ones?\s+)?(?:(?P<link>by|from|in|with|made by)\s+)?(?:the\s+)?", re.IGNORECASE
)


def _narrowed(found: list[Found], text: str, context: Context) -> list[Found]:
    """Two mentions that stand in one phrase are of one thing: "the second Bosch", "the two Bosch ones", "the other
    one by Bosch", "the Bosch in white".
    """
    out: list[Found] = []
    for mention in found:
        before = out[-1] if out else None
        link = _SAME_PHRASE.fullmatch(text[before.end : mention.start]) if before else None
        both = _both(before, mention, link["link"], text, context) if before and link else None
        if both is None:
            out.append(mention)
        else:
            out[-1] = both
    return out


def _both(a: Found, b: Found, link: str | None, text: str, context: Context) -> Found | None:
    """The one mention that two neighbours make; None where they are two."""
    if not a.item_ids or not b.item_ids:
        return None
    if link is None:
        if a.every and len(b.item_ids) > 1:
            return Found(a.start, b.end, b.item_ids, True)
        place = ordinal_of(text[a.start : a.end])
        fitting = [item.id for item in context.shown if item.id in b.item_ids]
        if place is None or len(a.item_ids) != 1 or place > len(fitting):
            return None
        # The second of the list where it is a Bosch, else the second Bosch.
        return Found(a.start, b.end, a.item_ids if a.item_ids[0] in fitting else (fitting[place - 1],))
    common = tuple(i for i in a.item_ids if i in b.item_ids)
    if not common or len(a.item_ids) == len(b.item_ids) == 1:
        return None
    return Found(a.start, b.end, common, a.every and len(common) > 1)


def pronouns_of(
    text: str, tokens: list[Token], context: Context, acts: tuple[str, ...], found: list[Found]
) -> list[Found]:
    """Pronouns, unless an item was named already: "is it quieter than the Swan" keeps its "it" for a compare."""
    from whythis.agent.understanding.pronouns import is_pair, pronouns

    if any(not f.item_ids for f in found) and "compare" not in acts:
        return []  # "no Philips? My mother swears by them"
    named = any(f.item_ids for f in found)
    if named and acts != ("compare",) and not _BESIDE.search(text):
        return []
    shown = {item.id: item for item in context.shown}
    if re.search(r"\bthey\b", text, re.IGNORECASE) and any(
        len(f.item_ids) == 1 and is_pair(shown[f.item_ids[0]]) for f in found
    ):
        return []  # "back to the Zephrano: do they stay in"
    if any(f.every or _all_of_a_number(f, text).every for f in found) and not _IT_THAN.search(text):
        return []  # "the two by Bosch, do they match": they are the two
    return pronouns(text, tokens, context, acts)


_IT_THAN = re.compile(r"\b(?:it|this|that)\b.*\bthan\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:than|against|vs|versus|compared? (?:to|with))\b|\b(?:between|difference (?:to|from)) (?:it|that|this)\b"
    r"|\b(?:under|above|below|over|before|behind|ahead of|beats?) (?:the|that|it|this|them)\b|"
    r"比|区别|[前后上下](?:面|边|头)|[之以][前后上下]",
    re.IGNORECASE,
)
"""Words that set two items side by side, so that a pronoun is another one than the item that is named."""


def _distinct(found: list[Found], text: str) -> tuple[Reference, ...]:
    references: list[Reference] = []
    for item in found:
        words = text[item.start : item.end].strip()
        same = any(
            (item.item_ids and old.item_ids == item.item_ids) or old.text.lower() == words.lower()
            for old in references
        )
        if not same:
            references.append(Reference(words, item.item_ids, item.every and len(item.item_ids) > 1))
    return tuple(references)
