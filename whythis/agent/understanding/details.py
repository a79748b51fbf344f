"""Reads what a message says beside names and prices: how many, for whom, what size, what rating, in what order."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = {
    "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "a couple of": 2,
    "a pair of": 1, "a dozen": 12, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十": 10, "几": 0,
}  # fmt: skip
_RATING = re.compile(
    r"""(?:\b(?:with|has|have|having|of|that\shas|only)\s)?(?:\b(?:rated|rating|ratings|score|reviews?)\s(?:of\s|is\s)?)?
    (?:(?:at\sleast|min(?:imum)?(?:\sof)?|over|above|more\sthan|from|≥|>=?|至少|高于)\s?)?
    (?P<stars>[1-5](?:[.,]\d)?)\s?(?:\+\s?|(?:and|or)\s(?:up|above|more|better|higher)\s)?(?:-\s?)?(?:stars?\b|★|颗?星(?:级)?|分以上)
    (?:\s?(?:or\s(?:more|better|higher|up|above)|and\s(?:up|above|more)|minimum|rating|reviews?|以上|及以上|plus|\+))?
    |\b(?:rated|rating(?:\sof)?|scores?|评分)\s?(?:at\sleast\s|over\s|above\s|of\s|高于|至少|在)?(?P<rated>[1-5](?:[.,]\d)?)(?!\d|\s?%)
    (?:\s?(?:or\s(?:more|better|higher|up|above)|and\s(?:up|above)|以上|\+))?""",
    re.IGNORECASE | re.VERBOSE,
)
_BY = (
    r"(?:sort|order|rank|list|arrange)(?:ed|d|ing)?\s(?:(?:them|it|these|those|all|everything|the\slist)\s)?"
    r"(?:by|on|after)\s(?:the\s)?"
)
_FIRST = (
    r"(?:\s(?:ones?|items?|products?|stuff|things?|models?))?"
    r"\s(?:first|on\stop|at\sthe\stop|up\stop|to\s(?:most\s)?(?:\w+est|expensive))\b"
)
_SORT = {
    "-price": re.compile(
        rf"\b(?:most\sexpensive|dearest|priciest|highest[-\s]priced?){_FIRST}|\b(?:price\W{{0,3}})?high(?:est)?\sto\slow(?:est)?\b|"
        rf"\b{_BY}price\W?\s?(?:desc\w*|down|falling)|(?:按|照)?价格?从高到低(?:排序?)?|从贵到便宜|贵的(?:排|放)?(?:在)?最?前",
        re.IGNORECASE,
    ),
    "price": re.compile(
        rf"\b{_BY}(?:lowest\s)?(?:price|cost)s?\b|\b(?:cheapest|least\sexpensive|lowest[-\s]priced?|low(?:est)?\sprices?){_FIRST}|"
        r"\b(?:price\W{0,3})?low(?:est)?\sto\shigh(?:est)?\b|\bby\sprice\b|按价格?(?:从低到高)?(?:来)?排(?:序|列)?|从低到高|从便宜到贵|"
        r"(?:最?便宜|价格?低)的(?:排|放)?(?:在)?最?前面?",
        re.IGNORECASE,
    ),
    "rating": re.compile(
        rf"\b{_BY}(?:customer\s|average\s|best\s)?(?:ratings?|reviews?|stars|score)\b|\bby\s(?:rating|reviews)\b|"
        r"\b(?:best|highest|top)[-\s](?:rated|reviewed|scoring|ratings?)\b(?:\sones?)?(?:\sfirst|\son\stop)?|"
        r"\b(?:most\sstars|best\sreviews)\s(?:first|on\stop)\b|按(?:评分|评价|好评|星级)(?:从高到低)?(?:来)?排(?:序|列)?|"
        r"评分最?高的?(?:排|放)?(?:在)?最?(?:前面?|先)",
        re.IGNORECASE,
    ),
    "newest": re.compile(
        rf"\b(?:newest|latest|most\srecent){_FIRST}|\b{_BY}(?:release\s)?(?:date|newest|newness|age|year)\b|"
        r"按(?:上架|发布)?(?:时间|日期|新旧)(?:来)?排(?:序|列)?|最?新(?:款|品|的)(?:排|放)?(?:在)?最?前面?",
        re.IGNORECASE,
    ),
}  # fmt: skip
"""The orders that people ask for, the falling price before the rising one, which its words would fit too."""
_MOST = {
    "price": re.compile(
        r"\b(?:the\s)?(?:cheapest|least\sexpensive|lowest[-\s]priced?)\b|价格最低的?|最便宜的?|最低价的?",
        re.IGNORECASE,
    ),
    "-price": re.compile(r"\b(?:the\s)?(?:most\sexpensive|dearest|priciest)\b|最贵的?", re.IGNORECASE),
}
"""Words that make an order of a request: "cheapest kettle"."""
_SIZE = re.compile(
    r"""(?<![\w.])(?:\d+(?:[.,]\d+)?\s?-?\s?(?:litres?|liters?|l|ml|cl|cm|mm|m|inch(?:es)?|"|″|kg|g|lbs?|oz|gb|tb|w|watts?|升|毫升|
    厘米|英?寸|公斤|克|瓦|码)(?![a-z])|(?:shoe\s)?size\s(?:\d+(?:\.\d)?|x*s|x*l|m)\b|\b(?:xs|xxl|xl)\b|尺码\s?\d+|[大中小]号)""",
    re.IGNORECASE | re.VERBOSE,
)
_QUANTITY = re.compile(
    r"""(?:^|\b(?:need|want|buy|get|order|for|take|of|i'd\slike|looking\sfor|give\sme|show\sme|set\sof|pack\sof)\s|,\s?)
    (?P<n>[1-9]\d?|two|three|four|five|six|eight|ten|a\scouple\sof|a\sdozen)\s(?:pieces\sof\s|pairs?\sof\s|x\s)?
    (?=(?:[a-z-]+\s)?(?P<noun>[a-z]{3,}s)\b)(?!(?:litres?|liters?|inches|watts|stars|hours|dollars|bucks|pounds|euros|people|persons|
    players|kids|days|years|weeks|months|others|more|reviews|minutes|cups|of)\b)
    |(?:买|要|来|^)(?P<han>[两三四五六十\d]{1,2})(?:个|台|把|双|副|件|只|盏|条|套)""",
    re.IGNORECASE | re.VERBOSE,
)
_PEOPLE = (
    r"dad|father|mum|mom|mother|wife|husband|girlfriend|boyfriend|gf|bf|partner|son|daughter|brother|sister|friend|boss|colleague|"
    r"grandma|grandpa|grandmother|grandfather|gran|nan|aunt|uncle|nephew|niece|cousin|neighbou?r|teacher|boy|girl|child|kids?|"
    r"children|baby|toddler|teenager|student|parents|family|customer|client|roommate|fianc[ée]e?|coworker|nurse"
)
_RECIPIENT = re.compile(
    rf"""\b(?:for|to|give|get|buy|gets?)\s(?P<who>(?:my|our|his|her|a|an|the)\s(?:[\w-]+\s){{0,3}}?(?:{_PEOPLE})s?)\b
    |\b(?P<owner>(?:my|our)\s(?:{_PEOPLE})s?)(?:'s\sbirthday|\s(?:who|loves|likes|needs|wants|is\smoving|starts)\b)
    |(?:给|送|帮|适合)(?P<han>(?:我|老)?(?:爸爸?|妈妈?|父亲|母亲|老婆|老公|妻子|丈夫|女朋友|男朋友|女友|男友|儿子|女儿|孩子|小孩|宝宝|老人|朋友|同事|
    老板|老师|学生|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|婆婆|室友|客户))""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDS = re.compile(
    r"^(?:(?:or|and|also|plus|as well as|maybe also)\b|或者?|也要|还要|以及|加上)|\b(?:as well|too|"
    r"also (?:fine|ok|okay|good)|is fine too)[.!]*$"
    r"|也(?:行|可以|要|好)[。！]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What was read, and `spans`, the characters that spoke of rating and order and are no search words.

    `for_whom` are the characters that spoke of the recipient.
    """

    quantity: int | None = None
    recipient: str = ""
    sizes: tuple[str, ...] = ()
    rating_min: float | None = None
    sort: str = ""
    adds: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    for_whom: tuple[int, int] | None = None


def read_details(text: str, *, requested: bool = False) -> Details:
    """The details of a clean message.

    Args:
        requested: whether it asks for products, so that "cheapest" is said of those and of none that is shown.
    """
    rating = _RATING.search(text)
    orders = [*_SORT.items(), *(_MOST.items() if requested else ())]
    sorts = [(name, match) for name, pattern in orders if (match := pattern.search(text))]
    quantity = _QUANTITY.search(text)
    recipient = _RECIPIENT.search(text)
    who = (recipient["who"] or recipient["owner"] or recipient["han"]) if recipient else ""
    return Details(
        quantity=_count(quantity["n"] or quantity["han"]) if quantity else None,
        recipient=who.lower(),
        for_whom=recipient.span() if recipient else None,
        sizes=tuple(dict.fromkeys(match.group().strip().lower() for match in _SIZE.finditer(text))),
        rating_min=float((rating["stars"] or rating["rated"]).replace(",", ".")) if rating else None,
        sort=sorts[0][0] if sorts else "",
        adds=_ADDS.search(text) is not None,
        spans=tuple(m.span() for m in [rating, *(match for _, match in sorts)] if m),
    )


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBER.get(word.lower())
