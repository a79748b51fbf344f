"""Puts the reading of one message together: acts first, then the slots that these acts allow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from whythis.agent.types import Reference, Understood
from whythis.agent.understanding.acts import ActClassifier, Prediction, load
from whythis.agent.understanding.chinese_phrases import noun_phrases
from whythis.agent.understanding.cleaning import clean, language, respelt, simplified
from whythis.agent.understanding.conditions import CONDITIONAL, Conditions, conditions
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.cues import cues_of, missed_words
from whythis.agent.understanding.details import Details, read_details
from whythis.agent.understanding.features import Reading, is_bare, is_wordless, read_clause
from whythis.agent.understanding.follow_ups import leaning, repeats_last
from whythis.agent.understanding.prices import Prices, drops_limit
from whythis.agent.understanding.references import find_references
from whythis.agent.understanding.search_text import chinese_search_words, corrections, search_words
from whythis.agent.understanding.vocabulary import Term, Vocabulary
from whythis.retrieval.types import Filters

_ASKING = frozenset(["recommend", "refine", "more", "preference"])
_LISTING = frozenset(["recommend", "refine", "more", "what_if"])
"""Acts that speak of a list, so that stars are a condition and "cheapest first" is an order."""
_IDLE = frozenset(["help", "smalltalk", "out_of_scope"])
_TELLING = frozenset(["preference", "like", "dislike", "smalltalk", "profile"])
_TOLD_PROBABILITY = 0.5
"""From here on what tells of something is believed to ask for nothing."""
_DEAF = frozenset(["out_of_scope", "smalltalk", "lookup", "human", "help", "how_it_works"])
"""Acts that hear no item. Whoever names one that is shown hardly means them, but its name may sound like one."""
_SOUGHT_PROBABILITY = 0.4
"""In a shop, what is a request so probably is no word beside the matter."""
_IDLE_PROBABILITY, _OUTSIDE_PROBABILITY = 0.65, 0.98
"""Below it a bare phrase ("calculator") is searched for: in a shop an unknown noun is a product more often."""
_TASTE = frozenset(["preference", "like", "dislike", "refine", "what_if", "recommend"])
"""Acts in which a bare brand is a brand, and no mention of an item that has it."""
_NAMING = frozenset(["what_if", "why_not"])
_REFUSES = re.compile(
    r"(?:no(?: more)?|not|without|exclude|hide|drop|remove|sick of|neither)\s(?!.*(?:\?|\bwhy\b|"
    r"\bhow come\b|\bwhere\b))",
    re.IGNORECASE,
)
"""The opening of a refusal; the same words with a question ask why something is missing."""
_NAME = r"[A-Z][\w'&-]*"
_REFUSED_NAMES = re.compile(
    r"(?i:\b(?:but |and )?(?:not|no|without|except(?: for)?|excluding|anything (?:but|other than)|other than|"
    rf"apart from|rather than|instead of|neither|nor)) (?:{_NAME})(?: {_NAME})?(?:,? (?:and|or|nor) {_NAME})*"
)
"""Names that are refused and that the catalogue may not know; a search for them would find just what was not wanted."""
_ASKS_WHY = re.compile(r"(?:and |but )?(?:why|y)\b|为什么|为啥", re.IGNORECASE)
_MIXED_WHY = re.compile(
    r"[\u4e00-\u9fff].*(?<![a-z])why(?![a-z])|(?<![a-z])why(?![a-z]).*[\u4e00-\u9fff]", re.IGNORECASE
)
"""An English "why" in a Chinese sentence, wherever it stands."""
_SEARCHES = re.compile(
    r"\b(?:show|find|search|look(?:ing)? for|buy|recommend)\b|找|看看|推荐|买(?![了过的来])|搜", re.IGNORECASE
)
"""Words that make a named kind of product a search."""
_RHETORIC = re.compile(
    r"[,.!]*\s*\b(?:are you (?:kidding|joking|serious|for real)|you(?:'re| are) kidding|seriously)(?: me)?\b[?!. ]*"
    r"|(?:你)?(?:在)?(?:开玩笑|逗我)(?:吗|吧|呢)?",
    re.IGNORECASE,
)
"""Questions that ask for no answer."""
_TAKEOVER = re.compile(
    r"\W*(?:system|assistant|developer|admin)\s*[:：]|\W*(?:from now on,? )?you are now\b"
    r"|\W*系统\s*[:：]|\W*(?:从现在起)?你现在是",
    re.IGNORECASE,
)
"""The opening of a message that speaks as if it were the assistant's maker."""
_CLOSES = re.compile(
    r"\b(?:th(?:an)?(?:k|x)\w*|ta|cheers|bye|good ?(?:bye|night|day)|see (?:you|ya)|hi|hello|hey|nice|great)\b"
    r"|谢|再见|拜|晚安|你好",
    re.IGNORECASE,
)
_TOO = re.compile(r"\btoo\b|\ba (?:bit|little) (?:much|dear|steep|pricey)|太|有点", re.IGNORECASE)
"""A plain "too dear" narrows the list and turns nothing down."""
_CASE = re.compile(
    r"\b(?:cust(?:omer)?|shopper|client|use?r|buyer|ord(?:er)?|decision|case|session|ticket|account|caller|m(?:r|s|rs)|lady|"
    r"record|log|complaint|refund|dispute)s?\b|客户|用户|订单|决策|工单|买家|顾客|会员|案例|投诉|记录|女士|先生",
    re.IGNORECASE,
)
"""Words of a past case. "Why TWK7203?" has none: a number alone is a product's."""
_PURPOSE = re.compile(
    r"\bfor (?!me\b|it\b|this\b|that\b|her\b|him\b|them\b|us\b|\d)((?:an? |my |the )?[a-z]+(?: [a-z]+)?)\s*[?.!]?$",
    re.IGNORECASE,
)


class Understanding:
    """Reads messages with one vocabulary.

    Args:
        vocabulary: the names of the shop's catalogue.
        classifier: the act classifier; the shipped one if left out.

    Raises:
        ModelError: from the first `read`, when the shipped weights cannot be read.
    """

    def __init__(self, vocabulary: Vocabulary, classifier: ActClassifier | None = None) -> None:
        self._vocabulary = vocabulary
        self._given = classifier

    @property
    def _classifier(self) -> ActClassifier:
        return self._given or load()

    def read(self, message: str, context: Context) -> Understood:
        """What the message means after what was said and shown before. Any string can be read.

        Of a message longer than 1,000 characters the first 700 and the last 300 are read.
        """
        written = clean(message)
        text = _heard(respelt(simplified(written)))
        if is_wordless(text):
            act = "smalltalk" if text else "out_of_scope"
            return Understood((act,), 1.0, "", Filters())
        reading = read_clause(text, self._vocabulary)
        said = self._odds(reading, context)
        acts, confidence = self._acts(reading, context, said)
        conditional = any(act in CONDITIONAL for act in acts)
        details = read_details(text, requested="recommend" in acts)
        taken = list(reading.prices.limit_spans) if conditional else []
        leans = said.leans if context.last_item is not None else 0.0
        references = find_references(reading, taken, acts, context, self._vocabulary.chinese, leans)
        reading = replace(reading, prices=_unnamed(reading, references, context))
        if set(acts) <= _TASTE and not context.choices:
            references = _without_brands(references, reading)
        asked = conditions(reading, acts, context, [*_places_of(references, text), *details.spans])
        drops_price = conditional and not _limited(reading) and drops_limit(text)
        prices = reading.prices if conditional else Prices()
        listing = bool(_LISTING & set(acts))
        rating_min = details.rating_min if listing else None
        return Understood(
            acts=acts,
            confidence=round(confidence, 6),
            search_text=self._search_text(reading, written, acts, asked, references, details),
            filters=replace(asked.filters, rating_min=rating_min),
            price_target_cents=prices.target_cents,
            cheaper=0 if drops_price or (listing and details.sort) else prices.cheaper,
            drops_price=drops_price,
            price_level=prices.level,
            price_unclear=prices.unclear,
            currency=prices.currency,
            brands=asked.brands,
            categories=tuple(dict.fromkeys(head.term.name for head in reading.heads)),
            features=_features(reading) if "recommend" in acts else (),
            adds=details.adds,
            quantity=details.quantity,
            recipient=details.recipient,
            sizes=details.sizes,
            rating_min=rating_min,
            sort=details.sort if listing else "",
            unsure=confidence < self._classifier.ask_below,
            cues=cues_of(text),
            missed=missed_words(text),
            references=references,
            lang=language(text),
        )

    def _acts(self, reading: Reading, context: Context, said: Prediction) -> tuple[tuple[str, ...], float]:
        acts, confidence = self._alone(reading, context, said)
        meant = leaning(reading, context, acts, confidence, self._vocabulary, said)
        return (meant, confidence) if meant == acts else (meant, max(confidence, self._classifier.ask_below))

    def _alone(self, reading: Reading, context: Context, said: Prediction) -> tuple[tuple[str, ...], float]:
        """The acts of a message by itself."""
        acts, confidence = _said(reading, context, said)
        if acts[0] in _DEAF and (masked := _masked(reading, context, self._vocabulary.chinese)):
            meant = read_clause(masked, self._vocabulary)
            again, sure = _said(meant, context, self._odds(meant, context))
            if again[0] not in _DEAF:
                return again, sure
        return acts, confidence

    def _odds(self, reading: Reading, context: Context) -> Prediction:
        """What the classifier says: see `ActClassifier.predict`."""
        return self._classifier.predict(reading, context, lambda part: read_clause(part, self._vocabulary))

    def _search_text(
        self,
        reading: Reading,
        written: str,
        acts: tuple[str, ...],
        asked: Conditions,
        references: tuple[Reference, ...],
        details: Details,
    ) -> str:
        """Search words: of a request all but its conditions, of a refinement what is new, else what is named."""
        if not _ASKING & set(acts):
            return self._named(reading, asked, references) if _NAMING & set(acts) else ""
        strict = not {"recommend", "preference"} & set(acts)
        spans = [*reading.prices.spans, *details.spans, *_asides(reading)]
        spans += [(m.phrase_start, m.end) for m in asked.used if m.negated]
        spans += [match.span() for match in _REFUSED_NAMES.finditer(reading.text)]
        if "recommend" not in acts:
            spans += [(m.start, m.end) for m in asked.used]
            spans += [details.for_whom] if details.for_whom else []
            spans += _places_of(references, reading.text)
        if reading.lang == "zh":
            return chinese_search_words(reading.text, written, spans, reading.mentions, strict=strict)
        replaced = corrections(reading.tokens, reading.corrected, reading.mentions)
        words = search_words(reading.text, spans, replaced, strict=strict)
        story = strict and not reading.heads and len(words.split()) > _MOST_NEW_WORDS
        return "" if story else words

    def _named(self, reading: Reading, asked: Conditions, references: tuple[Reference, ...]) -> str:
        """The products and qualities that a question about the list names: "Dyson" of "why no Dyson?"."""
        used = {mention.start for mention in asked.used}
        places = _places_of(references, reading.text)
        names = [
            (m.start, m.term.english or m.term.name)
            for m in reading.mentions
            if m.start not in used and not any(start < m.end and m.start < end for start, end in places)
        ]
        known = [m.term.name.lower() for m in reading.mentions]
        names += [
            (reading.text.find(r.text), r.text)
            for r in references
            if not r.item_ids
            and not any(name in r.text.lower() for name in known)
            and not r.text[-1:].isspace()
        ]
        purpose = _PURPOSE.search(reading.text)
        names += [(purpose.start(1), purpose[1])] if purpose else []
        return " ".join(dict.fromkeys(name for _, name in sorted(names)))


def _said(reading: Reading, context: Context, said: Prediction) -> tuple[tuple[str, ...], float]:
    """The acts that the classifier's word on a message amounts to in a shop."""
    if _TAKEOVER.match(reading.text):
        return ("out_of_scope",), 1.0
    acts, confidence, odds = tuple(dict.fromkeys(said.acts)), said.probability, said.odds
    if acts[1:] == ("smalltalk",) and not _CLOSES.search(reading.text):
        acts = acts[:1]  # "headphones. now." says no more than headphones
    sure = _IDLE_PROBABILITY if acts[0] != "out_of_scope" else _OUTSIDE_PROBABILITY
    sought = bool(reading.heads) and _SEARCHES.search(reading.text) is not None
    sure = _OUTSIDE_PROBABILITY if sought else sure
    if acts[0] in _IDLE and not acts[1:] and confidence < sure and (sought or is_bare(reading)):
        return ("recommend",), odds["recommend"]
    if acts == ("out_of_scope",) and reading.mentions and odds["recommend"] >= _SOUGHT_PROBABILITY:
        return ("recommend",), odds["recommend"]  # "strategy game for adults"
    if sought and not context.anything_shown and set(acts) <= _TELLING and confidence < _TOLD_PROBABILITY:
        return ("recommend",), odds["recommend"]  # a long story, and a wish to buy within it
    if acts == ("why_not",) and context.anything_shown and _REFUSES.match(reading.text):
        return ("refine",), max(confidence, odds["refine"])
    if acts == ("like", "refine") and any(mention.negated for mention in reading.mentions):
        return ("refine",), confidence  # 塑料的不要，上次那个有味道 praises nothing
    if acts == ("dislike", "recommend") and not reading.heads:  # no other thing: about the same one
        return ("dislike", "refine"), confidence
    if (
        acts in (("dislike",), ("smalltalk",))
        and reading.prices.cheaper
        and context.asked
        and _TOO.search(reading.text)
    ):
        return ("refine",), max(confidence, odds["refine"])
    asks_why = _ASKS_WHY.match(reading.text) or _MIXED_WHY.search(reading.text)
    if acts[0] in ("like", "dislike", "refine") and context.anything_shown and asks_why:
        return ("why",), max(confidence, odds["why"])
    if acts == ("lookup",) and _ASKS_WHY.match(reading.text) and not _CASE.search(reading.text):
        return ("why",), max(confidence, odds["why"])
    return acts, confidence


def _heard(text: str) -> str:
    """The text with blanks for questions that ask for no answer, unless there is nothing else."""
    left = _RHETORIC.sub(lambda m: " " * len(m.group()), text)
    return left if left.strip(" ,.!?") else text


def _masked(reading: Reading, context: Context, chinese: Mapping[str, tuple[Term, ...]]) -> str:
    """The message with "this one" for each name of some shown items: "why is the Galaxy third" tells of no stars."""
    text = reading.text
    found = noun_phrases(reading, context, chinese, explicit_only=False)
    for name in sorted(found, key=lambda f: -f.start):
        some = 0 < len(name.item_ids) < max(len(context.shown), 2)
        if some and reading.lang == "zh":
            text = f"{text[: name.start]}这个{text[name.end :]}"
        elif some:
            before = _DETERMINED.sub("", text[: name.start])
            text = f"{before.rstrip()} this one {text[name.end :].lstrip()}".strip()
    return text if text != reading.text else ""


_MOST_NEW_WORDS = 4
"""Words that a refinement adds to a search; more are a story that goes with it."""
_CLAUSE = re.compile(r"(?:(?!\s(?:and|so|but)\s(?:i|we)\s)[^,;.!?])+", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:is|are|was|were|am|i'm|has|had|died|broke|moved|lives?|loves?|hates?|hated|turned|works?|said|says|keeps?|drinks?)\b",
    re.IGNORECASE,
)


_OF_PEOPLE = re.compile(
    r"\b(?:my|our|his|her|the)\s(?:\w+\s){0,2}?(?:(?:room|flat|house|team)\s?mates?|neighbou?rs?|husband|wife|kids?|sons?|"
    r"daughters?|bab(?:y|ies)|dogs?|cats?|boss|colleagues?|friends?|mum|mom|dad|sister|brother|partner|girlfriend|boyfriend|"
    r"office|street|flat|room|house|family|parents?|co-?workers?)(?:\s(?:is|are|was|were|has|have|keeps?|always|really|never)\b|'s\s\w+ing)",
    re.IGNORECASE,
)
"""The opening of a clause that tells of somebody else: "my room mate is REALLY loud" asks for nothing loud."""


def _asides(reading: Reading) -> list[tuple[int, int]]:
    """Clauses that tell something beside the one that names what is wanted: "flat is tiny" of "…, a quiet kettle"."""
    if not reading.heads or reading.lang != "en":
        return []

    def named(clause: re.Match[str]) -> bool:
        if _OF_PEOPLE.search(clause.group()):
            return any(m.start < clause.end() and clause.start() < m.end for m in reading.heads)
        return any(
            m.start < clause.end() and clause.start() < m.end for m in (*reading.heads, *reading.mentions)
        )

    return [c.span() for c in _CLAUSE.finditer(reading.text) if not named(c) and _TELLS.search(c.group())]


def _unnamed(reading: Reading, references: tuple[Reference, ...], context: Context) -> Prices:
    """The prices without those that name an item ("the 80 buck one") or say its price again ("850 bucks tho")."""
    prices = reading.prices
    repeated = _limited(reading) and repeats_last(reading.text, context)
    places = _places_of(references, reading.text)
    named = any(
        start <= limit[0] and limit[1] <= end for start, end in places for limit in prices.limit_spans
    )
    if not repeated and not named:
        return prices
    cheaper = prices.cheaper or int(repeated)
    return replace(prices, min_cents=None, max_cents=None, target_cents=None, cheaper=cheaper)


def _limited(reading: Reading) -> bool:
    prices = reading.prices
    return any(cents is not None for cents in (prices.min_cents, prices.max_cents, prices.target_cents))


def _without_brands(references: tuple[Reference, ...], reading: Reading) -> tuple[Reference, ...]:
    """Without mentions that are a bare brand: "I hate Norrvik" is about the brand, even when it is on the list."""
    bare = {
        reading.text[m.start : m.end].lower()
        for m in reading.mentions
        if m.term.kind == "brand"
        and (
            not (_DETERMINED.search(reading.text[: m.start]) or _TOLD_OF.match(reading.text, m.end))
            or re.match(r"\s(?:ones|only)\b", reading.text[m.end :])
        )
    }
    missed = (
        _ASKS_IF_SOLD.search(reading.text) is not None
    )  # "do you have Canon?" misses it, where "Canon, please" is a wish
    return tuple(r for r in references if r.text.lower() not in bare or (missed and not r.item_ids))


_ASKS_IF_SOLD = re.compile(r"[?？]|^\W*(?:do|have|u|you|got|any)\b|有没有|有.*[吗么]|卖", re.IGNORECASE)
_TOLD_OF = re.compile(r"\s(?:is|was|has|does|looks|seems)\b.*\?", re.IGNORECASE)
"""What makes a bare brand the item that has it: "dahua has pan and tilt?"."""
_DETERMINED = re.compile(r"(?:\b(?:the|this|that|these|those|your)|那个?|这个?)\s?$", re.IGNORECASE)


def _features(reading: Reading) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The attributes that a request names, each with all that its words may mean in this catalogue."""
    asides = _asides(reading)
    named = [
        m
        for m in reading.mentions
        if m.term.kind == "attribute"
        and not m.negated
        and not any(start <= m.start < end for start, end in asides)
    ]
    terms = [(m.term, *(t for t in m.others if t.kind == "attribute")) for m in named]
    return tuple(dict.fromkeys(tuple((t.attribute, t.name) for t in group) for group in terms))


def _places_of(references: tuple[Reference, ...], text: str) -> list[tuple[int, int]]:
    """Where the words of the references stand. "It" is a word of its own and no part of "with"."""
    found = [
        re.search(rf"(?<![a-z0-9]){re.escape(r.text.lower())}(?![a-z0-9])", text.lower())
        for r in references
        if r.item_ids
    ]
    return [match.span() for match in found if match]
