"""The words left for the search engine: the request without politeness, carrier phrases and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from whythis.agent.understanding import lexicon
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.tokens import Token

_PUT = (
    r"(?:(?:please|pls|plz|kindly|just|also|maybe|perhaps|"
    r"then|now|instead|really|currently|only|actually|still)\s+)*"
)
_LEAD = re.compile(
    rf"""(?:
    (?:hi|hello|hey|heya|hiya|howdy|yo|greetings|good\s(?:morning|afternoon|evening|day)|dear\s\w+)(?:\s(?:there|all|guys|everyone|again|team|mate|friend|bot|assistant))?\b
    |(?:ok|okay|so|well|um+|uh+|hm+|oh|ah|alright|right|cool|great|thanks|thank\syou|thx|cheers|yes|yeah|yep|yup|no|nah|nope|sorry|please|pls|plz|actually|maybe|perhaps|also|and|but|then|now|instead|basically|anyway|look|listen|lol|or)\b(?!\s(?:name|brand)\b)
    |excuse\sme\b|(?:i\swas\s)?wondering\sif\b|i\swonder\sif\b|do\syou\sthink\b|(?:i\s)?(?:hope|think|guess)\s(?:you\scan\s)?\b
    |(?:can|could|would|will|may|might)\s(?:you|u|ya|i|we)\s{_PUT}(?:be\sable\sto\s|help\s(?:me|us)\s(?:to\s)?(?:find|choose|pick|with|get)?|have|see|get)?
    |{_PUT}(?:show|find|get|give|recommend|suggest|recomend|reccomend|bring|send|tell|search|list|pick|grab|look|help|offer|fetch|display)\s(?:me|us|for|up|out|about)\b(?:\s(?:to\s)?(?:for|find|choose|pick|get|with|about|up)\b)?
    |{_PUT}(?:show|find|recommend|suggest|search|list|browse|display)\b(?=\s)
    |(?:i|we)(?:\s?['’]?(?:m|re|ve|d|ll)|\s(?:am|are|was|have|had|been|would|will))?\s(?:been\s)?{_PUT}(?:looking|searching|shopping|hunting|browsing|after|in\sthe\smarket|in\sneed|interested|thinking|trying)(?:\s(?:around|forward))?(?:\s(?:to\s(?:buy|get|find|purchase|see)|for|at|of|in|about|into))?\b
    |(?:i|we)(?:\s?['’]?(?:d|ll)|\s(?:would|will|do|might|am\sgonna|could))?\s{_PUT}(?:like|love|want|need|wanna|prefer|require|fancy|wish|gotta|have(?:\sto)?|use)\b(?:\s(?:to\s)?(?:buy|get|find|see|have|purchase|order|know\sabout|look\sat|look\sfor)\b)?
    |(?:i'd|i’d|we'd|id)\s(?:really\s)?(?:like|love|prefer|need)\b(?:\s(?:to\s)?(?:buy|get|find|see|have|purchase|order)\b)?
    |(?:do|does|did|have|has|are|is)\s(?:you|u|ya|y'all|they|this\sshop|the\sshop|your\sshop|there)\b(?:\sguys)?(?:\s(?:have|sell|stock|carry|got|know|offer|selling|recommend|suggest|keep)\b)?(?:\sof\b)?
    |(?:got|have|need|want|wanna|looking|searching|shopping|seeking|require|gimme|lemme|lookin|needing)\b(?:\s(?:to\s)?(?:for|see|buy|get|find|at))?\b(?=\s)
    |what(?:'s|s)?\s(?:kinds?|sorts?|types?)\sof\b|(?:what|how)\sabout\b|what\sif\b|(?:what|which)(?:'s|\sis|\sare|\swould\sbe)?\b(?:\s(?:your|the)\sbest\b)?|where\s(?:can|could|do)\s(?:i|we)\s(?:find|get|buy)\b|where\s(?:is|are)\b|let(?:'s|\sme)\ssee\b
    |(?:i|we)\s(?:just\s)?(?:thought|figured|guess|guessed|reckon|suppose)\b(?:\s(?:of|about|that)\b)?
    |(?:any|some|a\sfew|a\scouple\sof|a\spair\sof|a\sbunch\sof|lots\sof|all|all\sthe|your|my|a|an|the|more|only|just|other)\b(?=\s|$)
    |(?:good\s)?(?:ideas?|suggestions?|recommendations?|recs|tips?|advice|options?|help)\b(?:\s(?:for|on|about|with|of)\b)
    |back\sto\b|wait\b|hold\son\b|sir\b|madam\b
    |in\sthe\smarket\sfor\b|in\sneed\sof\b|help\s(?:me|us)?\s?(?:to\s)?(?:find|choose|pick|with|get|buy)?\b|for(?=\s(?:a|an|some)\s)|to\s(?:buy|get|find)\b
    |i\s(?:actually\s|really\s)?(?:meant?|said)\b|i\s(?:am|will|shall|can|should|do)\b|i'm\b|it\s(?:is|should\sbe|must\sbe|has\sto\sbe)\b|there\sis\b
    )\s*[,.:!?;-]*\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_TAIL = re.compile(
    r"""[\s,.:!?;-]*(?:\b(?:again|after\sall|please|pls|plz|thanks(?:\s(?:a\slot|so\smuch|in\sadvance))?|thank\syou(?:\svery\smuch)?|thx|ty|cheers|asap|instead|if\spossible|for\sme
    |(?:do|did|have|would|can|could|should)\s(?:you|u|ya|i|we|they)\s?(?:have|sell|stock|got|recommend|suggest|carry|guys\shave|buy|get|offer)?|you\s(?:have|sell|got|recommend|can\srecommend|would\srecommend)
    |(?:are|is)\s(?:there|available|in\sstock)|would\s(?:be\s(?:nice|great|good|lovely|fine|perfect|ideal)|do)|then|lol|mate|bro|man|ok|okay|today|too|either|and|but|with|for|that|which|that's|at|a|an|the|of|in|or|cost(?:s|ing)?|priced?|price|it|should|must|be|is|are|not|by|from|only|my|i|to|on|as)\b|[\s,.:!?;&+/()-])$""",
    re.IGNORECASE | re.VERBOSE,
)
_FILLER = re.compile(
    r"\b(?:hold on|after all|ones?|wait|again|back|something|anything|some|show|me|i|want|need|"
    r"give|get|any|it|them|these|those|this|that|can|you|have|please|"
    r"be|is|are|more|results?|options?|else|other|others|different|instead|only|just|with|in|by|from|but|like|similar|to|of|do|"
    r"got|the|a|an|and|or|for|must|should|has|than|also|too|see|filter|remove|exclude|include|including|brand|price[sd]?|"
    r"make|already|next|now|bit|little|really|very|so|not|no|don't|dont|doesn't|i'd|i'm|it's|that's|there|here|page|go|lower|higher|can't|"
    r"maybe|ok|okay|hmm+|nah|nope|one|please|could|would|what|about|how|we|they|were|was|too|up|under|over|but|if|only|look|looks|why|missing|sort|nice|good|gorgeous|pretty|each)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:also\s+)?(?:(?:include|including|show|even|with|plus|and)\s+)*"
    r"(?:(?:the|if|ones?|those|items?|that|are|it's|they're|they are|it is)\s+)*"
    r"(?:out[- ]of[- ]stock|sold[- ]out|unavailable|not in stock|backordered)"
    r"(?:\s+(?:ones?|items?|products?|too|as well|is fine|are fine|is ok|ok))*"
    r"|(?:包括|也看|也要|显示)?(?:缺货|没货|无货|售罄|断货)(?:的)?(?:也可以|也行|也要|也显示)?",
    re.IGNORECASE,
)
_ZH_LEFT = frozenset("也都又还再就和或与跟")
"""Words that hold conditions together and are left alone once these are taken out: 不要塑料也不要Tavelle的."""
_ZH_CARRIERS = re.compile(
    r"你好|您好|请问|请|谢谢|麻烦|可以|能不能|能否|可不可以|帮我|帮忙|给我|替我|我在找|我想要|我想买|我想|我要买|我要|我需要|想要|想买|需要|打算买|"
    r"推荐一下|推荐|介绍|看看|看一下|找一下|寻找|找|买|来|有没有|有什么|有哪些|有|什么|哪些|哪款|哪个|一个|一款|一台|一副|一双|一把|一只|一些|一件|几个|几款|"
    r"不要|不想要|不对|算了|还是|快点|对了|那就|之间|一次|那|再|还|就|"
    r"款|好的|吗|呢|吧|啊|呀|的|了|我们|你们|我|你|为什么|怎么|没有|想|要|个|点|只|换成|换|适合|用于|用|能|和|更|一点|一些|比较|最好|是|特别|非常|不要太|别太|别|挺|稍微|送给|送"
)
_OUTER = " \t,.;:!?-–—、，。！？；：()[]{}<>|/\\\"'`~*#@+=&^%_…"


_HAN = re.compile(r"[\u3400-\u9fff]")
MAX_UNKNOWN = 8
"""Chinese characters that no name of the catalogue explains, up to which they are kept beside those that are known."""


def wants_sold_out(text: str) -> bool:
    """Whether the message asks for items that are out of stock as well."""
    match = _STOCK.search(text)
    return bool(match) and not re.search(r"\b(?:no|not|without|hide|exclude)\s*$", text[: match.start()])


def search_words(
    text: str,
    spans: Iterable[tuple[int, int]],
    replaced: Mapping[tuple[int, int], str],
    *,
    strict: bool = False,
) -> str:
    """The search words of an English text.

    Args:
        text: clean text of the segments that ask for something.
        spans: characters to leave out (prices, refused names, names that became filters).
        replaced: characters to write differently (misspelt names).
        strict: also drop words that say nothing of a product ("something", "ones"), for a refinement.

    Returns:
        Words in their order, case and accents; empty when nothing is left.
    """
    kept = _STOCK.sub(lambda m: "\x00" * len(m.group()), text)
    for start, end in spans:
        kept = kept[:start] + "\x00" * (end - start) + kept[end:]
    for (start, end), word in sorted(replaced.items(), reverse=True):
        if "\x00" not in kept[start:end]:
            kept = kept[:start] + word + kept[end:]
    pieces = [strip_carriers(_visible(piece)) for piece in re.split(r"[.!?;](?=\s|$)|\x00+|[\n|]", kept)]
    if strict:
        pieces = [_FILLER.sub(" ", piece) for piece in pieces]
    joined = re.sub(r"\s+", " ", " ".join(_visible(piece) for piece in pieces)).strip(_OUTER)
    if strict and re.fullmatch(r"\d", joined):
        return ""  # "a cheaper 1"
    return _strip_tail(joined)


def strip_carriers(piece: str) -> str:
    """The piece without "hey", "can you show me some" before it and "please" after it."""
    piece = piece.strip(_OUTER)
    for _ in range(12):
        match = _LEAD.match(piece)
        if not match or not match.end():
            break
        piece = piece[match.end() :].lstrip(_OUTER)
    return _strip_tail(piece)


def _strip_tail(piece: str) -> str:
    for _ in range(12):
        match = _TAIL.search(piece)
        if not match:
            break
        piece = piece[: match.start()]
    return piece.strip(_OUTER)


def _visible(piece: str) -> str:
    """Without emoji and other symbols, which no index holds."""
    return "".join(c if c.isalnum() or c.isspace() or c in "-'’./+&,%°\"#" else " " for c in piece).strip(
        _OUTER
    )


def chinese_search_words(
    text: str,
    written: str,
    spans: Iterable[tuple[int, int]],
    mentions: Iterable[Mention],
    *,
    strict: bool = False,
) -> str:
    """The search words of a Chinese text for an English index: known names in English, the rest as it was written.

    Args:
        text: in simplified characters; `written` is the same with those that it came in.
    """
    kept = _STOCK.sub(lambda m: "\x00" * len(m.group()), text)
    for start, end in spans:
        kept = kept[:start] + "\x00" * (end - start) + kept[end:]
    english = {m.start: (m.end, m.term.english or m.term.name) for m in mentions if m.first < 0}
    words: list[str] = []
    rest = ""
    at = 0
    longest = max(map(len, lexicon.CHINESE))
    while at < len(kept):
        end, word = english.get(at, (0, ""))
        if not end or "\x00" in kept[at:end]:
            end, word = _from_lexicon(kept, at, longest)
        if end:
            words += [_leftover(rest, written[at - len(rest) : at]), word]
            rest, at = "", end
        else:
            rest += kept[at]
            at += 1
    words.append(_leftover(rest, written[at - len(rest) : at]))
    kept = [word for word in words if word]
    told = [word for word in kept if not _HAN.search(word)]
    if told and sum(len(_HAN.findall(word)) for word in kept) > MAX_UNKNOWN:
        kept = told  # a story around what is wanted, of which the index knows nothing
    joined = strip_carriers(" ".join(dict.fromkeys(" ".join(kept).split())))
    return _FILLER.sub(" ", joined).strip() if strict else joined


def _from_lexicon(text: str, at: int, longest: int) -> tuple[int, str]:
    for length in range(min(longest, len(text) - at), 1, -1):
        word = lexicon.CHINESE.get(text[at : at + length])
        if word:
            return at + length, word
    return 0, ""


def _leftover(rest: str, written: str) -> str:
    """What is no carrier word and no condition, as it was written."""
    bare = _ZH_CARRIERS.sub(lambda m: " " * len(m.group()), rest.replace("\x00", " "))
    cleaned = "".join(" " if a == " " else b for a, b in zip(bare, written, strict=True))
    words = (word for word in _visible(cleaned).split() if word not in _ZH_LEFT)
    return " ".join(words).strip(_OUTER)


def corrections(
    tokens: list[Token], corrected: Mapping[int, str], mentions: Iterable[Mention]
) -> dict[tuple[int, int], str]:
    """Characters of misspelt words of recognised names -> their right spelling."""
    inside = {i for m in mentions if m.corrected for i in range(m.first, m.last + 1)}
    return {(tokens[i].start, tokens[i].end): word for i, word in corrected.items() if i in inside}
