"""English noun phrases that stand for shown items: "the quiet Bosch", "mesh ones", "the other Prisma", "the brightest".

Each word gets a tag (an article, a word of the shown items, "one", ...), a pattern over the tags finds phrases, and a
phrase is resolved by what it says: names and values narrow the list, then "other", a superlative or a place choose
from what is left. Words that merely describe ("is it quiet?") stand for nothing unless an article, "one" or the like
makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from whythis.agent.understanding.conditions import GOES_WITH
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.inflection import singular
from whythis.agent.understanding.lexicon import STOP_WORDS, word_set
from whythis.agent.understanding.measures import (
    Measure,
    english_measure,
    extreme,
    measured_by_verb,
    positive_measure,
    ranked,
)
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.places import Found, ordinal_of
from whythis.agent.understanding.shown_amounts import ShownAmount, shown_amounts
from whythis.agent.understanding.shown_amounts import fitting as going_by
from whythis.agent.understanding.shown_names import EVERYDAY, ShownNames, is_code, names_of
from whythis.agent.understanding.spelling import common_words
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.world_brands import LONGEST, WORLD_BRANDS

_DEFINITE = frozenset(["the", "that", "this", "those", "these", "your", "teh", "da"])
_INDEFINITE = word_set("a an any some no another every each without neither nor non more")
_POSSESSIVE = word_set("its it's my our their his her")
_HEADS = word_set(
    "one ones pair pairs thing things item items product products model models option options version guy beast "
    "namesake sibling twin counterpart cousin brother sister equivalent"
)
_PLURAL_HEADS = word_set("ones pairs things items products models options")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_UNITS = word_set(
    "litre litres liter liters l inch inches in gram grams g ml cm mm kg percent watt watts w hour hours h db dpi lm"
)
_KIN = word_set("namesake sibling twin counterpart cousin brother sister equivalent")
"""Heads that a possessive makes another item of: "its namesake from Dovetta"."""
_LINKS = word_set("from by in with of for on made at w costing called named")
_LIMITS = {"under": -1, "below": -1, "over": 1, "above": 1}
_WE = word_set("i you we u")
_COLOURED = word_set("coloured colored colour color looking style type kind")
_NEARLY = word_set("nearly about around almost roughly")
_HIGH = word_set("high tall wide long deep thick")
_COSTS = word_set("for at costing costs")
_RELATIVES = word_set("that which who that's thats")
_STATES = word_set("is are has have had comes costs cost was does can in with for holds weighs lasts fits")
_COPULAS = word_set("is are was were aren't isn't look looks seem seems do don't would can cost costs have")
"""After "those" they make a pronoun of it: "those are women's"."""
_AMONG = word_set("any which some none all both neither either each one two three what")
_LIKE = word_set("like than over above below beat beats versus vs as and or between compare")
_NOUNS = word_set(
    """
    coat jacket anorak machine card device unit gadget bag rucksack box game book novel pan pot lamp light bulb chair
    seat shoe trainer sneaker boot bottle flask mug kettle mat keyboard mouse headset phone laptop notebook computer
    printer cartridge ink toner puzzle toy monitor screen display drive disk disc washer fridge camera router vacuum
    brush speaker earphone earbud case cover tent watch
    """
)
"""What people call a product besides its kind's name: "the green coat" of a rain jacket."""
_NO_PLACE = word_set(
    "choice time page glance place try day week month year floor edition generation gen impression black"
)
_BESIDE = word_set("vs versus")
_IS = word_set("is are was were isn't aren't")
_DOES = word_set("does do did can will would could doesn't don't can't won't")
_ACTIONS = word_set(
    """
    support come work fit run have need use make hold keep weigh charge connect take fold open stand lie tilt dim last
    cost boil grind print scan clean wash spin play feel look smell smoke leak rust fade shrink stretch
    """
)
_BOTH = word_set("and &")
_OR = word_set("or and")
_TAKEN = word_set(
    "getting taking buying ordering take buy drop remove ditch skip order choose about and want prefer keep"
)
_GOES_ON = word_set("is was has looks seems will would does can then of")
_SAYS_OF = word_set("is was has looks seems does says comes costs")
_DEGREE = word_set("too very really so quite enough always still")
"""After "that" they make a pronoun of it: "is that too hard"."""
_FILLER = word_set(
    """
    and what about how ok okay so then but vs versus or sry sorry i mean meant hm hmm oh nah yes yeah please too compare
    with why the well right good thanks ah um actually rather also maybe perhaps those these that this instead whats
    what's is are there again for
    """
)
_NO_NAME = STOP_WORDS | word_set(
    """
    difference between compare comparing price first second third fourth fifth last quality reason list top
    rank ranked ranking higher lower cheaper cheapest expensive reviews review rating explain tell recommend
    recommended suggest suggested shown suits suit works work working does really much many long big small
    high low come comes cost costs buy bought own already pick picked choose chose chosen size colour color
    weight warranty shipping delivery material time day days people money
    product products item items option options brand brands kind sure confident answer result results
    search query score place position none normal
    """
)
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those)\b(?! all)", re.IGNORECASE)
_OF_ALL = re.compile(r"\s+of\s+(?:the (?:lot|bunch|list)|them|these|those|all)\b", re.IGNORECASE)
_PAIRS = word_set("shoes boots headphones earphones glasses socks gloves trousers earbuds")
"""Plurals of which one is sold: they say nothing of how many are meant."""
_PHRASE = re.compile(
    r"(?P<lead>q?)(?P<det>[dip]?)(?P<all>q?)(?P<select>[onr]*[sc]?[on]?)(?P<mods>(?:(?<=[dons])x(?=m))?(?:mu?|\$u?)*)"
    r"(?:(?<=m)x(?=h))?(?P<head>h?)(?P<beside>(?:(?<=[dionrscmhu$q])w[di]?(?:[sc]|\$?(?:mu?)+h?|\$|n(?:mu?)*)|d!(?:mu?)+)*)"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One word of the message, or some that make one: its tag, place, and what it says."""

    tag: str
    text: str
    start: int
    end: int
    breaks: bool
    measure: Measure | None = None
    amount: ShownAmount | None = None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A match of the pattern: its words by their part, and the words around it."""

    before: str
    det: str
    select: tuple[_Unit, ...]
    mods: tuple[_Unit, ...]
    head: str
    beside: tuple[_Unit, ...]
    after: str
    alone: bool
    every: bool
    start: int
    end: int


def phrases(
    text: str, tokens: list[Token], mentions: Iterable[Mention], context: Context, *, explicit_only: bool
) -> list[Found]:
    """Noun phrases that stand for shown items, or name something that is not shown.

    With `explicit_only` (a request or a refinement, whose values are conditions) a phrase needs an article and a name
    or "one", or "like" or "than" before it.
    """
    names = names_of(context.shown)
    by_token = {i: m for m in mentions for i in range(m.first, m.last + 1) if m.first >= 0}
    units = _units(text, tokens, by_token, names)
    found: list[Found] = []
    for segment in (_without_predicate(some, names) for some in _segments(units)):
        if context.choices and segment[0].tag == "w":
            segment = segment[1:]  # "for men"
        asked = False
        for phrase in _phrases(segment):
            if asked and phrase.before not in _LIKE and not any(names.is_proper(u.text) for u in phrase.mods):
                continue  # "does the white one keep the coffee warm" asks nothing of "the coffee"
            resolved = _resolved(phrase, names, context, found, explicit_only, text)
            if resolved is not None:
                found.append(resolved)
                asked = segment[0].text in _DOES
    found += [
        Found(tokens[first].start, tokens[last].end, ids)
        for first, last, ids in names.titled([token.text.removesuffix("'s") for token in tokens])
        if not any(f.start <= tokens[first].start and tokens[last].end <= f.end for f in found)
    ]
    if not explicit_only:
        found += _not_shown(text, units, tokens, by_token, names, found)
    return found


def _segments(units: list[_Unit]) -> list[list[_Unit]]:
    segments: list[list[_Unit]] = []
    for unit in units:
        if unit.breaks or not segments:
            segments.append([])
        segments[-1].append(unit)
    return segments


def _without_predicate(segment: list[_Unit], names: ShownNames) -> list[_Unit]:
    """The words of a question with those crossed out that it asks of its subject: "is the E14 bulb dimmable",
    "does the Lenovo support a password".
    """
    out = list(segment)

    def ends_a_name(unit: _Unit) -> bool:
        return unit.tag in "h$u" or names.is_kind(unit.text) or names.is_proper(unit.text)

    opens = next((u.text for u in segment if u.text not in _FILLER - _IS), "")
    named = next((n for n, u in enumerate(segment) if names.is_proper(u.text)), None)
    if opens in _IS and named is not None:
        told = [
            n
            for n in range(named + 1, len(segment))
            if all(u.tag in "mu" for u in segment[named + 1 : n + 1])
        ]
        if not any(ends_a_name(segment[n]) for n in told):
            out = [replace(u, tag="x") if n in told else u for n, u in enumerate(out)]
    last = segment[-1]
    predicate = len(segment) > 2 and last.tag == "m" and not names.is_kind(last.text)
    if opens in _IS and predicate and ends_a_name(segment[-2]):
        out[-1] = replace(last, tag="x")
    if opens in _DOES:
        out = [
            replace(u, tag="x") if u.text in _ACTIONS and n and ends_a_name(segment[n - 1]) else u
            for n, u in enumerate(out)
        ]
    return out


def _world_name(at: int, tokens: list[Token], names: ShownNames) -> int:
    """How many tokens from there on are a name of several words that no shown item has: "hydro flask" is no flask."""
    for length in range(min(LONGEST, len(tokens) - at), 1, -1):
        said = [token.text for token in tokens[at : at + length]]
        if " ".join(said) in WORLD_BRANDS and not any(names.match(word) in names.brands for word in said):
            return length
    return 0


def _units(text: str, tokens: list[Token], by_token: dict[int, Mention], names: ShownNames) -> list[_Unit]:
    units: list[_Unit] = []
    amounts = shown_amounts(text)
    at = 0
    while at < len(tokens):
        length, unit = _unit(text, at, tokens, by_token, names, amounts)
        units.append(unit)
        at += length
    return units


def _unit(
    text: str,
    at: int,
    tokens: list[Token],
    by_token: dict[int, Mention],
    names: ShownNames,
    amounts: list[ShownAmount],
) -> tuple[int, _Unit]:
    token = tokens[at]
    word = token.text.removesuffix("'s")

    def made(tag: str, length: int = 1, said: str = word, **more: object) -> tuple[int, _Unit]:
        end = tokens[at + length - 1].end
        return length, _Unit(tag, said, token.start, end, token.breaks, **more)  # type: ignore[arg-type]

    foreign = _world_name(at, tokens, names)
    if foreign:
        return made("x", foreign)
    joined = _joined(at, tokens, names)
    if joined:
        return made("m" if names.knows(joined[1]) else "x", joined[0], joined[1])
    follows = tokens[at + 1].text if at + 1 < len(tokens) and not tokens[at + 1].breaks else ""
    if word in _NEARLY and follows and at:
        near = next((a for a in amounts if a.start == tokens[at + 1].start), None)
        if near is not None and tokens[at - 1].text in _COSTS | {"the"}:
            return made(
                "$", 1 + sum(t.start < near.end for t in tokens[at + 1 :]), amount=replace(near, unit="money")
            )
    amount = next((a for a in amounts if a.start <= token.start < a.end), None)
    named = (
        amount.unit not in {"", "money", "stars"} and len(going_by(amount, names.shown)) > 0
        if amount
        else False
    )
    if amount is not None and named:
        return made("$", sum(t.start < amount.end for t in tokens[at:]), amount=amount)
    if amount is not None and not names.knows(word):
        length = sum(t.start < amount.end for t in tokens[at:])
        after = tokens[at + length].text if at + length < len(tokens) else ""
        before = [t.text for t in tokens[max(0, at - 2) : at]]
        linked = len(before) == 2 and (before[0] in _HEADS or names.is_kind(before[0]))
        costs = linked and before[1] in _COSTS | _LIMITS.keys()
        if costs and before[1] in _LIMITS:
            amount = replace(amount, limit=_LIMITS[before[1]])
        if amount.unit in {"money", "stars"} or amount.decimal or after in _HEADS or costs:
            return made("$", length, amount=amount)
    measure = english_measure([word, *([follows] if follows else [])])
    if measure and not (names.is_proper(word) and text[token.start].isupper()):
        return made(measure[1][0], measure[2], measure=measure[0])
    asks_most = at > 1 and tokens[at - 1].text in {"the", "holds", "costs", "weighs"}
    verb = tokens[at - 2 if tokens[at - 1].text == "the" else at - 1].text if asks_most else ""
    by_verb = measured_by_verb(verb, word)
    if by_verb is not None:
        return made("s", measure=by_verb)  # "the one that holds the most"
    relative = word in _RELATIVES and at > 0 and tokens[at - 1].text in _HEADS and not token.breaks
    if relative and (token.text not in {"that", "which", "who"} or follows in _STATES):
        return made("w", 2 if follows in _STATES else 1)  # "the one that has a headrest"
    headed = at > 0 and (tokens[at - 1].text in _HEADS or names.is_kind(tokens[at - 1].text))
    if headed and not token.breaks and (word in _LIMITS or (word in _WE and follows in {"can", "could"})):
        rest = tokens[at + 2 : at + 4] if word in _WE else []
        unknown = next((n for n, t in enumerate(rest) if names.knows(t.text) or t.breaks), len(rest))
        return made(
            "w", 2 + unknown if word in _WE else 1
        )  # "the one under 100", "the one I can clamp on my desk"
    if word == "the" and follows == "only":
        return made("d", 2)
    if word in _LINKS:
        among = word == "of" and at > 0 and tokens[at - 1].text in _AMONG
        return made("x" if among else "w")  # "any of the black ones"
    if follows == "of" and word in _AMONG:
        return made("x")
    if word in {"those", "these", "this", "that"} and follows in _COPULAS | _DEGREE:
        return made("x")
    if word in _DEFINITE:
        return made("d")
    if word in _POSSESSIVE or token.text in _POSSESSIVE:
        return made("p")
    if word in _INDEFINITE:
        return made("i")
    if word in {"both", "all"}:
        return made("q")
    if word == "not":
        return made("!")
    if word in {"other", "others", "rest", "remaining"}:
        return made("o")
    if word in _NUMBERS and not (
        names.knows(word) and (follows in _UNITS or text[token.end : token.end + 1] == "%")
    ):
        return made("n")
    if ordinal_of(word):
        return made("x" if follows in _NO_PLACE else "r")
    noun = {word, singular(word)} & _NOUNS and at and not names.knows(word) and not token.breaks
    if (word in _HEADS and word not in names.brands) or noun:
        return made("h")
    if word in _BOTH and at and follows and names.of_one(tokens[at - 1].text, follows):
        return made("u")  # "the black and silver one"
    if word in _COLOURED and at and names.knows(tokens[at - 1].text) and not token.breaks:
        return made("u")  # "the cream coloured espresso"
    if word in _HIGH and at and any(a.unit and a.end == tokens[at - 1].end for a in amounts):
        return made("u")  # "the 59 mm high one"
    if word in _UNITS and at and tokens[at - 1].text.isdigit():
        return made("u")
    headed = follows in _HEADS or names.is_kind(follows) or follows in names.brands
    positive = positive_measure(word) if headed and not names.knows(word) else None
    if positive is not None:
        return made("s", measure=positive)  # "the big one"
    headed = headed and names.may_be_proper(word)  # "the long one", of a title that says so
    known = at in by_token or word not in _NO_NAME or names.is_id(word) or headed
    return made("m" if known and names.knows(word) else "x")


def _joined(at: int, tokens: list[Token], names: ShownNames) -> tuple[int, str] | None:
    """Neighbouring tokens that are one word of a shown item: "mat-016", "in ear", "rt 24o", "nl-201"."""
    for length in (3, 2):
        some = tokens[at : at + length]
        if len(some) < length or any(t.breaks or t.gap not in {"", "-", " "} for t in some[1:]):
            continue
        tied = "-".join(t.text for t in some)
        if names.is_id(tied):
            return length, tied
        word = "".join(t.text for t in some)
        hyphens = all(t.gap == "-" for t in some[1:])
        exact = word in names.weights or word in EVERYDAY or singular(word) in names.weights
        coded = is_code(word) and names.match(word) is not None
        whole = any(t.text.isdigit() and t.text in names.weights for t in some)
        if hyphens and is_code(word) and not coded and not exact:
            return length, word  # an LC-1100C that is not shown
        if (exact or (coded and (hyphens or not whole))) and not all(t.text.isdigit() for t in some):
            return length, word
    return None


def _phrases(segment: list[_Unit]) -> list[_Phrase]:
    tags = "".join(unit.tag for unit in segment)
    made: list[_Phrase] = []
    at = 0
    while at < len(segment):
        match = _PHRASE.match(tags, at)
        if match is None or match.end() == at:
            at += 1
            continue
        made.append(_phrase(segment, match))
        at = match.end()
    return made


def _phrase(segment: list[_Unit], match: re.Match[str]) -> _Phrase:
    def part(name: str) -> tuple[_Unit, ...]:
        return tuple(segment[slice(*match.span(name))])

    head, mods, select = part("head"), part("mods"), part("select")
    start = segment[match.start()].start
    end = segment[match.end() - 1].end
    outside = [*segment[: match.start()], *segment[match.end() :]]
    det = next((unit.text for unit in part("det")), "")
    last = mods[-1].text if mods else ""
    many = bool(head) and head[0].text in _PLURAL_HEADS
    return _Phrase(
        before=segment[match.start() - 1].text if match.start() else "",
        det=det,
        select=select,
        mods=mods,
        head=head[0].text if head else "",
        beside=part("beside"),
        after=segment[match.end()].text if match.end() < len(segment) else "",
        alone=all(unit.text in _FILLER for unit in outside),
        every=many
        or bool(match["lead"] or match["all"])
        or (det in {"those", "these"} and last not in _PAIRS),
        start=start,
        end=end,
    )


def _resolved(
    phrase: _Phrase, names: ShownNames, context: Context, found: list[Found], explicit_only: bool, text: str
) -> Found | None:
    tags = "".join(unit.tag for unit in phrase.select)
    chooses = any(tag in tags for tag in "osc")
    refused_from = next((n for n, u in enumerate(phrase.beside) if u.tag == "!"), len(phrase.beside))
    said = [unit.text for unit in (*phrase.mods, *phrase.beside[:refused_from]) if unit.tag == "m"]
    refused = [unit.text for unit in phrase.beside[refused_from:] if unit.tag == "m"]
    asked = phrase.before in {"has", "have", "got"} and "c" in tags and not phrase.head
    asked = asked or ("c" in tags and not phrase.head and phrase.before in {"is", "which"})
    if asked and _WHICH.search(text[: phrase.start]):
        return None  # "which has the higher water column", "which is the heavier?"
    bare = not phrase.head and not any(u.tag == "$" for u in phrase.mods) and not chooses
    named = any(names.may_be_proper(u.text) for u in phrase.mods)
    if bare and not named and _OF_ANOTHER.match(text, phrase.end):
        return None
    asks = text.rstrip().endswith("?") and phrase.mods and not any(is_code(u.text) for u in phrase.mods)
    lone = phrase.alone and not phrase.det and context.last_item is not None and not context.choices
    parts = [u.text for u in phrase.mods if u.tag == "m"]
    featured = bool(bare and parts and phrase.det == "the") and all(map(names.is_feature, parts))
    fit = names.fitting(parts)[0] if featured else ()
    if len(fit) > 1 and context.last_item in fit:
        return None  # "does the cap get lost": the cap of the one that was spoken of
    if bare and not named and lone and asks:
        return None  # "hdmi?" asks it of the one that was spoken of
    if not phrase.head and _INTO.search(text[: phrase.start]):
        return None  # "would it plug into the Playstation"
    superlative = next((u for u in phrase.beside if u.measure is not None), None)
    if said and phrase.mods and phrase.beside and phrase.beside[0].text in {"from", "with", "of"}:
        then = [u.text for u in phrase.beside if u.tag == "m"]
        if phrase.beside[0].text == "of" and (superlative or (then and not any(map(names.is_proper, parts)))):
            said = then  # "the yield of the most expensive one"
        elif (
            len(one := names.fitting(parts)[0]) == len(other := names.fitting(then)[0]) == 1 and one != other
        ):
            return Found(phrase.start, phrase.end, (*one, *other), True)  # "the Cursor from the RT-240"
    amounts = [u.amount for u in (*phrase.mods, *phrase.beside) if u.amount is not None]
    if not (said or amounts or chooses or superlative) or not context.shown:
        return None
    answers = bool(context.choices) and phrase.alone and phrase.det not in _INDEFINITE
    priced = any(a.unit == "money" and len(going_by(a, context.shown)) == 1 for a in amounts)
    if priced and not explicit_only and phrase.det in {"a", "an"}:
        phrase = replace(phrase, det="the")  # "why is there a 53 dollar pot"
    if not answers and not _is_meant(phrase, names, said, chooses or bool(amounts), explicit_only, text):
        return None
    fitting, known = names.fitting(said) if said else (tuple(i.id for i in context.shown), True)
    if refused:
        fitting = tuple(i for i in fitting if i not in names.fitting(refused)[0])
    if phrase.head in _KIN and context.last_item is not None:
        fitting = names.akin(context.last_item, fitting)
    for amount in amounts:
        fitting = going_by(amount, (i for i in context.shown if i.id in fitting))
    if not fitting or (said and not known and len(fitting) == len(context.shown) > 1):
        return None
    whole = len(fitting) == len(context.shown) > 1 and not chooses and superlative is None
    pointed = phrase.det in _DEFINITE and (phrase.alone or phrase.head or phrase.every)
    if whole and not pointed:
        return None
    if not any(unit.tag == "o" for unit in phrase.select):
        asked = () if phrase.every else tuple(i for i in fitting if i in context.choices)
        fitting = asked or fitting  # it answers which of them was meant
    ids = _chosen(phrase, fitting, superlative, context, found, bool(said), text)
    count = next((_NUMBERS[u.text] for u in phrase.select if u.tag == "n"), 0)
    if len(ids) == len(fitting) and not phrase.every and not count and not context.choices:
        ids = of_those_spoken_of(ids, context, again=_TURNS_TO.search(text[: phrase.start]) is not None)
    plural = (
        names.is_plural(phrase.mods[-1].text) and phrase.mods[-1].text not in _PAIRS if phrase.mods else False
    )
    others = any(u.text in {"others", "rest"} for u in phrase.select)
    every = len(ids) > 1 and (
        phrase.every
        or others
        or count == len(ids)
        or (plural and (phrase.det in _DEFINITE or not explicit_only))
    )
    return Found(phrase.start, phrase.end, ids, every)


_COMPARED = re.compile(r"\bcompare[sd]?(?: \w+)? (?:to|with|against)\s$", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"(?:\s\w+)?\sof\s(?:the|that|this)\b", re.IGNORECASE)
""""The contrast ratio" of "the contrast ratio of the black one"."""
_INTO = re.compile(
    r"\b(?:into|compatible with|works? with|fits?(?: in| on)?|connects? to)\s+$", re.IGNORECASE
)
_THERE_IS = re.compile(r"\bthere(?:'s| is)\s$", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:which|what|who|whose)\b[^,.?!]*$", re.IGNORECASE)
_TURNS_TO = re.compile(r"\b(?:what|how) about\s+$", re.IGNORECASE)
"""Words that turn from what was spoken of last to another one."""


def of_those_spoken_of(ids: tuple[str, ...], context: Context, *, again: bool) -> tuple[str, ...]:
    """What a description that fits several stands for after some of them were spoken of together: the only one of these
    that it fits. With `again` the talk turns from the item spoken of last to the other of two.
    """
    spoken = tuple(i for i in ids if i in context.spoken)
    if len(ids) > 1 and len(context.spoken) > 1 and len(spoken) == 1:
        return spoken
    if again and len(ids) == 2 and context.last_item in ids:
        return tuple(i for i in ids if i != context.last_item)
    return ids


def _is_meant(
    phrase: _Phrase, names: ShownNames, said: list[str], chooses: bool, explicit_only: bool, text: str
) -> bool:
    """Whether the phrase stands for items, rather than asks for some or says what one is like."""
    definite = phrase.det in _DEFINITE
    like = phrase.before in _LIKE or phrase.after in _BESIDE
    named_or = phrase.after == "or" and phrase.before not in {"has", "is", "just", "it"}
    like = like or (named_or and bool(phrase.mods) and all(names.may_be_proper(u.text) for u in phrase.mods))
    proper = any(names.is_proper(word) for word in said)
    alternative = phrase.before in _OR and not (phrase.det or phrase.head)
    like = (like and not (alternative and not proper)) or _COMPARED.search(text[: phrase.start]) is not None
    as_name = any(
        names.may_be_proper(unit.text)
        and (singular(unit.text) not in _NOUNS or definite)
        and (definite or like or phrase.alone or text[unit.start].isupper())
        for unit in phrase.mods
    )
    brand_only = proper and all(names.match(word) in names.brands for word in said)
    coded = any(is_code(names.match(word) or "") or names.is_id(word) for word in said)
    if coded:
        return True
    if phrase.det in _POSSESSIVE and phrase.head in _KIN:
        return True
    if phrase.det in _POSSESSIVE or phrase.det in _INDEFINITE:
        return False
    if (proper or phrase.mods) and phrase.every and text[phrase.start : phrase.start + 5].lower() == "both ":
        return True
    if (
        phrase.alone
        and len(said) == 1
        and said[0].isdigit()
        and len(said[0]) > 2
        and names.may_be_proper(said[0])
    ):
        return True  # "3650", of a model number
    if explicit_only:
        asked_for = phrase.before in {"only", "just", "me", "any", "more"}
        pointing = definite and phrase.det not in {"the", "your"}
        superlative = any(unit.tag == "s" for unit in phrase.select)
        opens = superlative and phrase.head == "one" and not text[: phrase.start].strip(" .!,")
        taken = phrase.before in _TAKEN or phrase.after in _GOES_ON or phrase.head or not superlative
        taken = taken or "n" in (unit.tag for unit in phrase.select)
        taken = taken or phrase.before in {"what", "which"} or any(unit.tag == "r" for unit in phrase.select)
        shown = definite and not asked_for and phrase.after != "first"
        shown = shown and (bool(phrase.head) or proper or as_name or pointing or (chooses and bool(taken)))
        shown = shown or (
            definite and phrase.after in _SAYS_OF and any(names.is_value(word) for word in said)
        )
        alike = phrase.head == "one" and (phrase.after in _SAYS_OF | _OR or phrase.before in _OR)
        shown = shown or (alike and not phrase.det) or opens
        valued = any(names.is_value(word) for word in said)
        shown = shown or (definite and phrase.before in _TAKEN and valued and not phrase.head)
        shown = shown or (phrase.alone and superlative and text.rstrip().endswith("?"))
        shown = shown or (brand_only and phrase.after in _SAYS_OF and text.rstrip().endswith("?"))
        shown = shown or (phrase.head == "one" and not phrase.det and text[phrase.start :].endswith("?")
                          and not text[: phrase.start].strip(" .!?"))  # fmt: skip
        shown = shown or (definite and phrase.alone) or _OF_ALL.match(text, phrase.end) is not None
        other = any(unit.tag == "o" for unit in phrase.select) and (
            definite or (phrase.head == "one" and phrase.alone)
        )
        like = phrase.before in {"like", "than"} and (definite or proper)
        return shown or like or other or ((proper or as_name) and not brand_only)
    if chooses and _OF_ALL.match(text, phrase.end):
        return True
    if chooses:
        superlative = any(unit.tag == "s" for unit in phrase.select)
        return definite or bool(phrase.head) or (superlative and phrase.alone)
    if proper or as_name:
        return True
    if phrase.head == "one" and _THERE_IS.search(text[: phrase.start]):
        return True  # "there's a horror one you snuck in there"
    described = definite or phrase.every or bool(phrase.head) or like or phrase.alone
    told = phrase.before in {"is", "are", "was", "were", "they", "do", "have"}
    if told and not (phrase.det or phrase.head or like):
        return False  # "those are women's", "are they both paperback" say what they are
    valued = any(names.is_value(word) for word in said) or phrase.head
    return bool(described and valued)


def _chosen(
    phrase: _Phrase,
    fitting: tuple[str, ...],
    superlative: _Unit | None,
    context: Context,
    found: list[Found],
    named: bool,
    text: str,
) -> tuple[str, ...]:
    """What is left of the fitting items after "other", "cheapest", "lighter", "second brightest"."""
    ids = fitting
    select = phrase.select
    if any(unit.tag == "o" for unit in select):
        count = next((_NUMBERS[u.text] for u in select if u.tag == "n"), 0)
        many = any(u.text in {"others", "rest"} for u in select) or phrase.head in _PLURAL_HEADS
        ids = others(ids, context, found, count, many, named)
    measure = next((unit for unit in select if unit.measure is not None), None)
    if measure is not None and measure.measure is not None:
        spoken = [i for i in context.group if i in ids]
        among = spoken if measure.tag == "c" and len(spoken) > 1 else list(ids)
        if any(unit.tag == "n" for unit in phrase.beside) or _OF_THEM.match(text, phrase.end):
            among = spoken or among
        items = [item for item in context.shown if item.id in among]
        place = next((ordinal_of(unit.text) or 0 for unit in select if unit.tag == "r"), 0)
        count = next((_NUMBERS[unit.text] for unit in select if unit.tag == "n"), 0)
        order = ranked(measure.measure, items) if place or count else []
        found_ids = (order[place - 1],) if place and place <= len(order) else extreme(measure.measure, items)
        found_ids = tuple(order[:count]) if 1 < count <= len(order) else found_ids  # "the two cheapest"
        ids = found_ids or tuple(item.id for item in items)  # nothing tells: it is asked which
    place = next((ordinal_of(unit.text) or 0 for unit in select if unit.tag == "r"), 0)
    if place and measure is None and named:
        # The second of the list where it is a Bosch, else the second Bosch.
        at = context.shown[place - 1].id if place <= len(context.shown) else ""
        ids = (at,) if at in ids else ids[place - 1 : place] or ids
    if superlative is not None and superlative.measure is not None:
        spoken = [i for i in context.group if i in ids]
        among = spoken if superlative.tag == "c" and len(spoken) > 1 else ids
        ids = extreme(superlative.measure, [item for item in context.shown if item.id in among]) or ids
    return ids


def others(
    ids: tuple[str, ...], context: Context, found: list[Found], count: int, many: bool, named: bool
) -> tuple[str, ...]:
    """The items of `ids` that are not spoken of: what "the other one", "the other two", "the other Prisma" leave.

    Args:
        found: what the message named before it.
        count: how many others it says there are; 0 where it says none.
        many: whether several may be meant without a number ("the others").
        named: whether `ids` are those of a name, which leaves few.
    """
    said = {i for f in found for i in f.item_ids}
    rest = tuple(i for i in ids if i not in said)
    pair = context.pair
    if count:
        wanted = [rest] if said else []
        spoken = list(dict.fromkeys(reversed(context.recent)))
        wanted += [
            tuple(i for i in ids if i not in said | set(spoken[:n])) for n in range(1, len(spoken) + 1)
        ]
        wanted.append(rest)
        return next((left for left in wanted if len(left) == count), rest)
    if len(said) == 1 and said < set(pair) and not many and not named:
        return tuple(i for i in pair if i not in said)
    if said and rest:
        return rest
    if many or named:
        spoken = {context.last_item} if len(context.group) < 2 or named else set(context.group)
        left = tuple(i for i in ids if i not in spoken)
        return left or ids
    if len(ids) == len(context.shown) and pair and context.last_item in pair:
        third = tuple(i for i in ids if i not in pair)
        if "compare" in context.last_acts and len(third) == 1:
            return third
        return tuple(i for i in pair if i != context.last_item)
    return tuple(i for i in ids if i != context.last_item) or ids


def _not_shown(
    text: str,
    units: list[_Unit],
    tokens: list[Token],
    by_token: dict[int, Mention],
    names: ShownNames,
    found: list[Found],
) -> list[Found]:
    """Names of the catalogue or model numbers that fit no shown item: "the Dyson", "KX-900"."""
    taken = [(f.start, f.end) for f in found]
    out: list[Found] = []
    starts = {token.start: i for i, token in enumerate(tokens)}
    for place, unit in enumerate(units):
        if GOES_WITH.search(text[: unit.start]):
            continue  # "does it work with my Samsung phone" misses no Samsung
        if unit.tag not in "xm" or any(s < unit.end and unit.start < e for s, e in taken):
            continue
        mention = by_token.get(starts.get(unit.start, -1))
        before = units[place - 1] if place and not unit.breaks else None
        definite = before is not None and before.text in _DEFINITE
        kind = mention.term.kind if mention else ""
        after = units[place + 1].text if place + 1 < len(units) else ""
        unknown = not names.knows(unit.text)
        capital = text[unit.start].isupper() and place > 0
        code = is_code(unit.text) and unknown and unit.text not in _NO_NAME
        named = kind == "brand" and unknown and (capital or unit.text not in common_words())
        thing = (
            definite
            and unknown
            and (kind == "category" or (kind == "attribute" and after in {"one", "ones"}))
        )
        strange = definite and capital and unknown and unit.text not in common_words() | _NO_NAME
        if code or named or thing or strange:
            end = mention.end if mention else unit.end
            tied = text[unit.start - 1 : unit.start] == "-" and place > 0
            start = units[place - 1].start if tied else unit.start
            if out and not unit.breaks and out[-1].end >= start - 1:
                start = out.pop().start  # "the sony wh-1000xm5" is one thing
            out.append(Found(start, end, ()))
    return out
