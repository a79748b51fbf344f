"""Reads price conditions: limits, a target, and the wish for something cheaper or dearer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whythis.agent.understanding.amounts import Amount, find_amounts

_MAX_BEFORE = re.compile(
    r"""(?:\b(?:no\s(?:more|higher|dearer)\sth[ae]n|not?\s(?:over|above|exceed\w*|higher\sthan|more\sth[ae]n)|
    nothing\s(?:over|above|more\s\w*\s?than)|(?:don't|do\snot|dont)\s\w+\sto\s(?:spend|pay|go)\s(?:more\sth[ae]n|over|above)|
    (?:can't|cannot|can\snot|won't|wouldn't|shouldn't|not|never)\s(?:\w+\s){0,3}(?:more\sth[ae]n|over|above|exceed)|
    under(?:neath)?|below|beneath|less(?:er)?\sth[ae]n|lower\sthan|cheaper\sth[ae]n|within|up\s?to|max(?:imum)?(?:\sof|\sis)?|
    at\smost|only\shave|i\shave|i've\sgot|i\sgot|spend(?:\sup\sto|\sabout|\saround)?|afford|
    (?:budget|limit|ceiling|cap)(?:\sis|'s|\sof|\swould\sbe)?(?:\s(?:about|around|max|only|up\sto|like|roughly|at|just|under))?)
    |<=?|≤|budget:|不超过|低于|少于|小于|最多|不高于|预算(?:是|在|大概|只有|大约|为)?|别超过|不要超过|不能超过)\s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_MIN_BEFORE = re.compile(
    r"""(?:\b(?:over|above|more\sth[ae]n|at\sleast|starting\s(?:at|from)|from|upwards\sof|min(?:imum)?(?:\sof)?|
    not?\s(?:under|below|less\sthan)|nothing\s(?:under|below|less\sthan|cheaper\sthan))|>=?|≥|高于|至少|超过|大于|不低于|起码)\s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:around|about|approx(?:imately)?\.?|roughly|circa|somewhere near|close to|near|"
    r"in the region of|say)|~|大概|大约|差不多|约)\s?$",
    re.IGNORECASE,
)
_FOR_BEFORE = re.compile(r"\bfor\s?$", re.IGNORECASE)
_MAX_AFTER = re.compile(
    r"\s?(?:max(?:imum)?\b|tops\b|or (?:less|under|below|cheaper|lower)\b|and (?:under|below)\b|at most\b|"
    r"budget\b|limit\b|"
    r"(?:is|would be) (?:my|the) (?:max\w*|limit|budget)\b|(?:元|块)?(?:钱)?(?:以下|以内|之内|之下|封顶))",
    re.IGNORECASE,
)
_MIN_AFTER = re.compile(
    r"\s?(?:or (?:more|above|over|up)\b|and (?:up|above|over)\b|plus\b|min(?:imum)?\b|\+|"
    r"(?:元|块)?(?:钱)?(?:以上|起|之上))",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"\s?(?:or so\b|-?ish\b|give or take\b|price range\b|(?:元|块)?(?:钱)?(?:左右|上下))", re.IGNORECASE
)
_RANGE_BEFORE = re.compile(
    r"(?:\b(?:between|from|price range(?: is| of)?|priced?|budget(?: is| of)?|range)|从|在|预算)[:\s]*$",
    re.IGNORECASE,
)
_RANGE_LINK = re.compile(r"\s?(?:-|~|to|and|through|till?|到|至)\s?", re.IGNORECASE)
_SMALLEST_BARE_CENTS = 500
_ALONE = re.compile(r"(?:ok |say |about |maybe )?([1-9]\d{1,3})(?: please| pls)?[.!]?", re.IGNORECASE)
"""A message of nothing but a number from 10 to 9999 answers "what is your budget?"."""

_TOO = r"(?:too|so|(?:a\s)?bit|little|kinda|kind\sof|very|quite|pretty|way|rather|really|super)"
_DEAR = r"(?:expensive|expensiv|pricey|pricy|dear|costly|steep)"
_CHEAPER = re.compile(
    rf"""\b{_TOO}\s(?:\w+\s)?(?:{_DEAR}|high\b(?!\s*-?\s*(?:quality|end|rated))|much\s(?:money|for\sme))\b|
    (?:\bnot|n't|\bnothing|\bnever)\s(?:(?:too|so|very|that|as|be|overly)\s){{0,2}}{_DEAR}\b|
    \b(?:less|without\sbeing)\s{_DEAR}\b|\bcosts?\stoo\smuch\b|\bcan'?t\safford\b|\blower(?:\sin)?\sprice[sd]?\b|
    \b(?:cheap(?:er|est|ish|o|y)?|cheeper|cheapper|inexpensive|affordable|economical|low(?:er)?[-\s]cost|low[-\s]budget|
    budget[-\s]friendly|overpriced|pricey)\b|
    \bbudget(?=\s(?:[a-z-]+\s)?(?:ones?|options?|friendly|choice|pick|version|model|[a-z]+s|laptop|phone|tablet|kettle|mouse|headset|lamp|
    monitor|keyboard|printer)\b)|\b(?:on\sa|tight|small|low|limited|student|shoestring)\s(?:tight\s|small\s|low\s)?budget\b|
    \bsave\s(?:some\s|me\s)?money\b|便宜一?点?儿?|太贵了?|有点贵|好贵|贵了|实惠|性价比高?|低价|平价|划算""",
    re.IGNORECASE | re.VERBOSE,
)
_DEARER = re.compile(
    rf"""\b(?:pricier|dearer|more\s(?:{_DEAR}|premium|upmarket|high[-\s]end|luxur\w+)|high(?:er)?[-\s]end|up-?market|fancier|
    top[-\s]of[-\s]the[-\s](?:range|line)|luxur(?:y|ious)|higher[-\s]price[sd]?)\b|\b(?:too|so|not|nothing)\s(?:that\s|so\s|too\s)?cheap\b|
    \bpremium(?=\s(?:ones?|options?|versions?|models?|quality|choices?|brands?|stuff)\b|\s*[?.!]*$)|贵一点|贵一些|更贵|高端|高档|豪华""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Prices:
    """Limits in cents (inclusive), a target, a wish for cheaper (1) or dearer (-1), and where they stand."""

    min_cents: int | None = None
    max_cents: int | None = None
    target_cents: int | None = None
    cheaper: int = 0
    spans: tuple[tuple[int, int], ...] = ()


def read_prices(text: str) -> Prices:
    """The price conditions of a clean message. `spans` are the characters that spoke of price."""
    low = high = target = None
    spans: list[tuple[int, int]] = []
    amounts = find_amounts(text)
    skip = -1
    for index, amount in enumerate(amounts):
        if index == skip:
            continue
        following = amounts[index + 1] if index + 1 < len(amounts) else None
        ranged = _range(text, amount, following)
        if ranged and following:
            low, high = sorted((amount.cents, following.cents))
            if (
                high >= 100_000
                and low * 100 < high
                and text[amount.start : following.end].lower().endswith("k")
            ):
                low *= 1000
            spans.append(ranged)
            skip = index + 1
            continue
        kind, span = _single(text, amount)
        if kind == "max":
            high = amount.cents if high is None else min(high, amount.cents)
        elif kind == "min":
            low = amount.cents
        elif kind == "about":
            target = amount.cents
        if kind:
            spans.append(span)
    alone = _ALONE.fullmatch(text) if not spans else None
    if alone:
        high, spans = int(alone[1]) * 100, [alone.span()]
    cheaper, wished = _wish(text, spans)
    return Prices(low, high, target, cheaper, tuple(sorted(spans + wished)))


def _range(text: str, first: Amount, second: Amount | None) -> tuple[int, int] | None:
    if second is None or not _RANGE_LINK.fullmatch(text[first.end : second.start]):
        return None
    before = _RANGE_BEFORE.search(text[: first.start])
    after = _MAX_AFTER.match(text, second.end) or re.compile(r"\s?(?:price )?range").match(text, second.end)
    if not (before or first.currency or second.currency or after):
        return None
    return before.start() if before else first.start, after.end() if after else second.end


def _single(text: str, amount: Amount) -> tuple[str, tuple[int, int]]:
    """The kind of one amount ("max", "min", "about", or "" for no price) and the characters of its phrase."""
    before, big = text[: amount.start], amount.currency or amount.cents >= _SMALLEST_BARE_CENTS
    if not big:
        return "", (0, 0)
    for kind, pattern in (("max", _MAX_AFTER), ("min", _MIN_AFTER), ("about", _ABOUT_AFTER)):
        match = pattern.match(text, amount.end)
        if match:
            lead = _MAX_BEFORE.search(before) or _ABOUT_BEFORE.search(before) or _FOR_BEFORE.search(before)
            return kind, (lead.start() if lead else amount.start, match.end())
    for kind, pattern in (("max", _MAX_BEFORE), ("min", _MIN_BEFORE), ("about", _ABOUT_BEFORE)):
        match = pattern.search(before)
        if match:
            return kind, (match.start(), amount.end)
    if not amount.currency:
        return "", (0, 0)
    match = _FOR_BEFORE.search(before)
    return ("max", (match.start(), amount.end)) if match else ("about", (amount.start, amount.end))


def _wish(text: str, taken: list[tuple[int, int]]) -> tuple[int, list[tuple[int, int]]]:
    def free(match: re.Match[str]) -> bool:
        return not any(start < match.end() and match.start() < end for start, end in taken)

    dearer = [m.span() for m in _DEARER.finditer(text) if free(m)]
    if dearer:
        return -1, dearer
    cheaper = [m.span() for m in _CHEAPER.finditer(text) if free(m)]
    return (1, cheaper) if cheaper else (0, [])


_NO_LIMIT = re.compile(
    r"\b(?:any price|no (?:price )?(?:limit|budget)|forget (?:about )?(?:the |my )?(?:budget|price|limit)"
    r"|(?:price|money|budget) (?:doesn'?t|does not|don'?t|is not|isn'?t) (?:matter|important|an issue)"
    r"|whatever (?:the )?(?:price|cost))\b|不限价格|价格(?:不限|无所谓|不重要)|多少钱都|不管价格",
    re.IGNORECASE,
)


def drops_limit(text: str) -> bool:
    """Whether a refinement takes the price limit back: "any price", "forget the budget"."""
    return _NO_LIMIT.search(text) is not None
