"""Reads price conditions: limits, a target, and the wish for something cheaper or dearer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from whythis.agent.understanding.amounts import Amount, find_amounts
from whythis.agent.understanding.spelling import common_words

_MAX_BEFORE = re.compile(
    r"""(?:\b(?:no\s(?:more|higher|dearer|pricier)\sth[ae]n|in\sno\scase\s(?:more|higher|dearer|pricier|over|above)(?:\sth[ae]n)?|not?\s(?:over|above|exceed\w*|higher\sthan|more\sth[ae]n)|
    nothing\s(?:over|above|more\s\w*\s?than)|(?:don't|do\snot|dont)\s\w+\sto\s(?:spend|pay|go)\s(?:more\sth[ae]n|over|above)|
    (?:can't|cannot|can\snot|won't|wouldn't|shouldn't|not|never)\s(?:\w+\s){0,3}(?:more\sth[ae]n|over|above|exceed)|
    under(?:neath)?|below|beneath|less(?:er)?\sth[ae]n|lower\sthan|cheaper\sth[ae]n|within|up\s?to|max(?:imum)?(?:\sof|\sis)?|
    at\smost|only\shave|i\sha(?:ve|d)|i've\sgot|got|(?<!\bi\s)(?<!\bwe\s)had|spend(?:\sup\sto|\sabout|\saround)?|(?:spend|pay|paid|spent)(?:\sup\sto|\smax(?:imum)?|\sat\smost)?|afford|
    make\s(?:it|that)|(?:raise|lower|increase|bring|push|stretch|change|set)\s(?:it|the\s(?:limit|budget)|my\s(?:limit|budget)|that)?\s?(?:up\s|down\s)?to|
    (?:go|stretch)\s(?:up\s|down\s)?to|let's\ssay|
    (?:budget|limit|ceiling|cap|max)(?:\sis|\swas|\swere|'s|\sof|\swould\sbe)?(?:\s(?:about|around|max|only|up\sto|like|roughly|at|just|under))?)
    |<=?|≤|budget:|不超过|低于|少于|小于|最多(?:只能|能|可以)?(?:花|出)?|不高于|预算(?:是|在|大概|只有|大约|为)?|别超过|不要超过|不能超过|别高于)\s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_MIN_BEFORE = re.compile(
    r"""(?:\b(?:over|above|more\sth[ae]n|at\sleast|starting\s(?:at|from)|from|upwards\sof|min(?:imum)?(?:\sof)?|
    not?\s(?:under|below|less\sthan)|nothing\s(?:under|below|less\sthan|cheaper\sthan))|>=?|≥|高于|至少|超过|大于|不低于|起码)\s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_LESS_BEFORE = re.compile(
    r"(?:\b(?:not?|nothing|never|isn't)\s(?:under|below|less\sthan|lower\sthan|cheaper\sthan)|不低于|不少于)\s?$",
    re.IGNORECASE,
)
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:around|about|more like|closer to|approx(?:imately)?\.?|roughly|circa|somewhere near|close to|near|"
    r"in the region of|say)|~|大概|大约|差不多|约)\s?$",
    re.IGNORECASE,
)
_FOR_BEFORE = re.compile(r"\bfor\s?$", re.IGNORECASE)
_MAX_AFTER = re.compile(
    r"\s?(?:max(?:imum)?\b(?!\s(?:of\s)?[$€£]?\d)|tops\b|or (?:less|under|below|cheaper|lower)\b|"
    r"and (?:under|below)\b|at most\b|"
    r"budget\b|limit\b|ceiling\b|cap\b|at the most\b|"
    r"(?:is|would be|as) (?:my|the|a) (?:max\w*|most|limit|budget|ceiling|cap)\b|"
    r"'s (?:my|the) (?:max\w*|most|limit|budget|ceiling|cap)\b|(?:元|块)?(?:钱)?(?:以下|以内|之内|之下|封顶))",
    re.IGNORECASE,
)
_MIN_AFTER = re.compile(
    r"\s?(?:or (?:more|above|over|up)\b|and (?:up|above|over)\b|plus\b|min(?:imum)?\b(?!\s(?:of\s)?[$€£]?\d)|\+|"
    r"(?:元|块)?(?:钱)?(?:以上|起|之上))",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"\s?(?:or so\b|(?:or )?thereabouts\b|-?ish\b|give or take\b|price range\b|(?:元|块)?(?:钱)?(?:左右|上下))",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(
    r"(?:\b(?:between|from|price range(?: is| of)?|priced?|budget(?: is| of)?|range)|从|在|预算)[:\s]*$",
    re.IGNORECASE,
)
_RANGE_LINK = re.compile(r"\s?(?:-|~|to|and|&|until|through|till?|到|至)\s?", re.IGNORECASE)
_ONLY_RANGE_AFTER = re.compile(r"\s?(?:please|pls|is fine|would do|maybe)?[.!?]*", re.IGNORECASE)
_LESS_AFTER = re.compile(r"\s?(?:less|cheaper|lower)\b(?!\sthan)", re.IGNORECASE)
"""After an amount it says how much cheaper, and not how much: "20 bucks less"."""
_LIMIT_WORDS = (
    "under",
    "below",
    "within",
    "above",
    "over",
    "around",
    "about",
    "between",
    "budget",
    "maximum",
)
"""Words before an amount that may be misspelt by one stroke: "undr 60"."""
_SMALLEST_BARE_CENTS = 500
_ALONE = re.compile(r"(?:ok |say |about |maybe )?([1-9]\d{1,3})(?: please| pls)?[.!]?", re.IGNORECASE)
"""A message of nothing but a number from 10 to 9999 answers "what is your budget?"."""

_TOO = r"(?:too|so|(?:a\s)?bit|little|kinda|kind\sof|very|quite|pretty|way|rather|really|super)"
_DEAR = r"(?:expensive|expensiv|pricey|pricy|dear|costly|steep)"
_CHEAPER = re.compile(
    rf"""\b{_TOO}\s(?:\w+\s)?(?:{_DEAR}|high\b(?!\s*-?\s*(?:quality|end|rated))|much\s(?:money|for\sme))\b|
    (?:\bnot|n't|\bnothing|\bnever)\s(?:(?:too|so|very|that|as|be|overly)\s){{0,2}}{_DEAR}\b|
    \b(?:that|it|this|they|those|these)(?:'s|'re|\sis|\sare|\swas)\s{_DEAR}(?=[.!]|$)|
    \b(?:less|without\sbeing)\s{_DEAR}\b|\b(?:a|such\sa)\s(?:lot\sof|heap\sof|ton\sof)\s(?:money|cash)\b|\b(?:over|above|beyond|exceeds?|out\sof)\smy\s(?:budget|limit|means)\b|
    \b(?:less|fewer)\smoney\b|\d\s?(?:dollars|bucks|euros|usd|€|\$)?\s?less\b(?!\sthan)|\bcosts?\stoo\smuch\b|\bcan'?t\safford\b|\blower(?:\sin)?\sprice[sd]?\b|
    \b(?:cheap(?:er|est|ish|o|y)?|cheeper|cheapper|inexpensive|affordable|economical|low(?:er)?[-\s]cost|low[-\s]budget|
    budget[-\s]friendly|overpriced|pricey)\b|
    \bbudget(?=\s(?:[a-z-]+\s)?(?:ones?|options?|friendly|choice|pick|version|model|[a-z]+s|laptop|phone|tablet|kettle|mouse|headset|lamp|
    monitor|keyboard|printer)\b)|\b(?:on\sa|tight|small|low|limited|student|shoestring)\s(?:tight\s|small\s|low\s)?budget\b|
    (?<=,\s)budget(?=[.!]?$)|\bsave\s(?:some\s|me\s)?money\b|便宜一?点?儿?|太贵了?|有点贵|好贵|贵了|贵死|超预算|超支|亲民|实惠|性价比高?|低价|平价|划算""",
    re.IGNORECASE | re.VERBOSE,
)
_DEARER = re.compile(
    rf"""\b(?:pricier|dearer|more\s(?:{_DEAR}|premium|upmarket|high[-\s]end|luxur\w+)|high(?:er)?[-\s]end|up-?market|fancier|
    top[-\s]of[-\s]the[-\s](?:range|line)|luxur(?:y|ious)|higher[-\s]price[sd]?)\b|\b(?:too|so|not|nothing|no)\s(?:that\s|so\s|too\s)?cheap\b(?!er)|
    \bpremium\b|贵一?点(?!儿?不)|贵一些|更贵|高端|高档|豪华""",
    re.IGNORECASE | re.VERBOSE,
)

_DEGREE = re.compile(
    r"\b(?:even|still|much|far|way|slightly|somewhat|(?:a\s)?(?:lot|bit|little)|considerably)\s$",
    re.IGNORECASE,
)
_LEVELS = {
    "middle": re.compile(
        r"\b(?:(?:medium|mid|middle|moderate(?:ly)?|average|reasonabl[ey])[-\s]?(?:priced?|range|budget)|"
        r"neither\s(?:too\s)?cheap\snor\s(?:too\s)?expensive)\b|中等?(?:价位|价格|档)|中档|价格适中|不贵不便宜",
        re.IGNORECASE,
    ),
    "low": re.compile(
        r"^(?:(?:ok|now|show|me|the|some|only|just|i|want|give|please|and)\s)*(?:cheap|budget)\s(?:ones?|options?|models?|stuff|things)[.!]?$"
        r"|^(?:要|看|来|只要|给我看?)?便宜的[。！!]?$",
        re.IGNORECASE,
    ),
    "high": re.compile(
        rf"^(?:(?:ok|now|show|me|the|some|only|i|want|give|please)\s)*{_DEAR}[.!]?$"
        rf"|(?<!too\s)(?<!so\s)(?<!very\s)(?<!less\s)(?<!more\s)(?<!not\s)(?<!that\s)\b{_DEAR}\s(?:ones?|options?|models?|stuff|things)\b"
        r"|(?:要|看|来)?(?<!太)(?<!别)(?<!更)(?<!有点)贵的(?!.*不)$",
        re.IGNORECASE,
    ),
}
"""Words for a part of what the shop asks for a kind of product, whatever was said of the price before."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Limits in cents (inclusive), a target, a wish for cheaper (1) or dearer (-1), and where they stand.

    `unclear` says that a price was named that can be none (zero, below zero, a lower limit above the upper one);
    `limit_spans` are those of `spans` that hold an amount or take one back;
    `currency` is the ISO code of the currency that was named; `level` is "low", "middle" or "high" where a part of the
    usual prices was named ("medium priced").
    """

    min_cents: int | None = None
    max_cents: int | None = None
    target_cents: int | None = None
    cheaper: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    limit_spans: tuple[tuple[int, int], ...] = ()
    unclear: bool = False
    currency: str = ""
    level: str = ""


def read_prices(text: str) -> Prices:
    """The price conditions of a clean message. `spans` are the characters that spoke of price."""
    low = high = target = None
    spans: list[tuple[int, int]] = []
    amounts = find_amounts(text)
    skip = -1
    for index, amount in enumerate(amounts):
        if index == skip or _LESS_AFTER.match(text, amount.end):
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
    level, level_span = next(
        ((name, m.span()) for name, said in _LEVELS.items() if (m := said.search(text))), ("", None)
    )
    cheaper, wished = _wish(text, spans)
    if level == "low" and not spans:
        pass  # "cheap ones" are cheaper ones, too
    elif level_span and not spans and cheaper >= 0:
        cheaper, wished = 0, [level_span]
    else:
        level = ""
    spans += [m.span() for m in _NO_LIMIT.finditer(text)]
    unclear = _IMPOSSIBLE.search(text)
    crossed = low is not None and high is not None and low > high
    if unclear or crossed:
        low = high = target = None
        spans += [unclear.span()] if unclear else []
    currency = next((code for code, said in _CURRENCIES.items() if said.search(text)), "")
    return Prices(
        low,
        high,
        target,
        cheaper,
        tuple(sorted(spans + wished)),
        tuple(sorted(spans)),
        unclear is not None or crossed,
        currency,
        level,
    )


def _range(text: str, first: Amount, second: Amount | None) -> tuple[int, int] | None:
    if second is None or not _RANGE_LINK.fullmatch(text[first.end : second.start]):
        return None
    before = _RANGE_BEFORE.search(text[: first.start])
    after = _MAX_AFTER.match(text, second.end) or re.compile(r"\s?(?:price )?range").match(text, second.end)
    only = not text[: first.start].strip() and _ONLY_RANGE_AFTER.fullmatch(text, second.end)
    chinese = text[first.end : second.start].strip() in {"到", "至"}
    # "…, 40 to 60", "headphones 100-200": nothing after it that it could measure, and no shoe is so large.
    rising = first.cents < second.cents and first.cents >= 10 * _SMALLEST_BARE_CENTS
    alone = rising or text[: first.start].rstrip().endswith(",")
    apart = alone and re.match(r"\s*(?:$|[,.;!?])", text[second.end :])
    if not (before or first.currency or second.currency or after or only or chinese or apart):
        return None
    return before.start() if before else first.start, after.end() if after else second.end


def _single(text: str, amount: Amount) -> tuple[str, tuple[int, int]]:
    """The kind of one amount ("max", "min", "about", or "" for no price) and the characters of its phrase."""
    before, big = (
        _limit_respelt(text[: amount.start]),
        amount.currency or amount.cents >= _SMALLEST_BARE_CENTS,
    )
    if not big:
        return "", (0, 0)
    for kind, pattern in (("max", _MAX_AFTER), ("min", _MIN_AFTER), ("about", _ABOUT_AFTER)):
        match = pattern.match(text, amount.end)
        if match:
            lead = _MAX_BEFORE.search(before) or _ABOUT_BEFORE.search(before) or _FOR_BEFORE.search(before)
            return kind, (lead.start() if lead else amount.start, match.end())
    for kind, pattern in (
        ("min", _NOT_LESS_BEFORE), ("max", _MAX_BEFORE), ("min", _MIN_BEFORE), ("about", _ABOUT_BEFORE),
    ):  # fmt: skip
        match = pattern.search(before)
        if match:
            return kind, (match.start(), amount.end)
    if not amount.currency and not re.search(r"[.,]\d\d$", text[: amount.end]):
        return "", (0, 0)
    match = _FOR_BEFORE.search(before)
    return ("max", (match.start(), amount.end)) if match else ("about", (amount.start, amount.end))


def _limit_respelt(before: str) -> str:
    """The text before an amount, with its last word put right where it is a limit's but for one stroke."""
    last = re.search(r"([a-z]{4,})(\s?)$", before, re.IGNORECASE)
    if last is None or last[1].lower() in common_words():
        return before
    near = [w for w in _LIMIT_WORDS if w[0] == last[1][0].lower() and OSA.distance(last[1].lower(), w) == 1]
    return f"{before[: last.start()]}{near[0]}{last[2]}" if near else before


def _wish(text: str, taken: list[tuple[int, int]]) -> tuple[int, list[tuple[int, int]]]:
    def free(match: re.Match[str]) -> bool:
        return not any(start < match.end() and match.start() < end for start, end in taken)

    def whole(match: re.Match[str]) -> tuple[int, int]:
        """With the word that strengthens it: "even cheaper"."""
        degree = _DEGREE.search(text[: match.start()])
        return (degree.start() if degree else match.start()), match.end()

    dearer = [whole(m) for m in _DEARER.finditer(text) if free(m)]
    if dearer:
        return -1, dearer
    cheaper = [whole(m) for m in _CHEAPER.finditer(text) if free(m)]
    return (1, cheaper) if cheaper else (0, [])


_NO_LIMIT = re.compile(
    r"\b(?:any (?:price|budget)(?: is (?:fine|ok|okay|good))?|(?:no|without (?:a|any|the)|drop (?:the|"
    r"my)|lift (?:the|my)|remove (?:the|my)) "
    r"(?:price |budget |spending )?(?:limit|budget|cap|ceiling)s?(?: on (?:the )?price)?"
    r"|(?:forget|ignore|never mind|scrap|skip) (?:about )?(?:the |my )?(?:budget|price limit|price|limit)"
    r"|(?:the )?(?:price|money|budget|cost) (?:doesn'?t|does not|don'?t|didn'?t|did not|wouldn'?t|is not|isn'?t|"
    r"is no) (?:matter|count|important|an issue|a problem|"
    r"(?:an )?object)|(?:price|money|budget)(?: is)? no(?:t an)? (?:object|issue|problem)|"
    r"whatever (?:the )?(?:price|cost|it costs)"
    r"|(?:loads|lots|plenty|heaps|tons) of (?:money|cash)|(?:i'?m|we'?re) (?:loaded|rich)|"
    r"don'?t care (?:about|what) (?:the )?(?:price|money|it costs))\b"
    r"|不限(?:制)?(?:价格|预算)|(?:价格|预算|价钱)(?:不限|无所谓|不重要|没限制|随便)|多少钱都(?:行|可以)|不(?:管|考虑|看)(?:价格|预算|钱)|不差钱",
    re.IGNORECASE,
)
_IMPOSSIBLE = re.compile(
    r"(?:\b(?:under|below|less than|max(?:imum)?|up to|at most|for|budget(?: is| of)?)|不超过|低于|"
    r"预算)\s?(?:[$€£¥]\s?)?"
    r"(?:-\s?\d+(?:\.\d+)?|0+(?:\.0+)?)(?![\d.,]|\s?[a-z%])(?:\s?(?:dollars|bucks|euros?|元|块))?"
    r"|(?:^|\s)-\s?[$€£¥]?\s?\d+(?:\.\d+)?(?:\s?(?:dollars|bucks|euros?|[$€£¥元块]))?[.!?]?$|[$€£¥]\s?-\s?\d+|[$€£¥]\s?0+(?:\.0+)?(?![\d.,])",
    re.IGNORECASE,
)
_CURRENCIES = {
    "EUR": re.compile(r"€|\b\d*\s?(?:euros?|eur)\b|欧元", re.IGNORECASE),
    "JPY": re.compile(r"\b(?:yen|jpy)\b|日元|日圆", re.IGNORECASE),
    "INR": re.compile(r"₹|\b(?:rupees?|inr)\b|卢比", re.IGNORECASE),
    "CHF": re.compile(r"\b(?:francs?|chf)\b|瑞士法郎", re.IGNORECASE),
    "GBP": re.compile(r"£|\b(?:quid|gbp|tenner|fiver)\b|\d\s?pounds?\b(?!\sof)|英镑", re.IGNORECASE),
    "CNY": re.compile(
        r"¥|\b(?:yuan|rmb|cny|renminbi)\b|(?<![美欧])元|人民币|(?<=[\d百千万十])块", re.IGNORECASE
    ),
    "USD": re.compile(r"\$|\b(?:usd|dollars?|bucks?)\b|美元|美金|刀", re.IGNORECASE),
}
"""ISO code -> how people write the currency."""


def drops_limit(text: str) -> bool:
    """Whether a message takes the price limit back: "any price", "forget the budget", "loads of money"."""
    return _NO_LIMIT.search(text) is not None
