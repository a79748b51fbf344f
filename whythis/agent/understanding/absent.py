"""Names of what is not on the list, nor perhaps in the shop: "why no Osprey?", "Is there any JBL", 膳魔师有吗."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whythis.agent.understanding.context import Context
from whythis.agent.understanding.cues import missed_words
from whythis.agent.understanding.inflection import singular
from whythis.agent.understanding.lexicon import AMBIGUOUS_BRANDS, CHINESE, MEASURE_WORDS, STOP_WORDS, word_set
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.places import Found
from whythis.agent.understanding.shown_names import ShownNames, is_code, names_of
from whythis.agent.understanding.spelling import common_words, whole_words
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.world_brands import LONGEST, WORLD_BRANDS

_ASKS_FOR = re.compile(
    r"\b(?:(?:is|are|was|were|do|does|did)n'?t|no|not|any|got|have|has|show|list|stock|sell|carry|of|from|by|a|an|the|about|where(?:'s|"
    r" is| are)|why's|is|are|or|see|"
    r"wanted|without|missing|wheres)\s$",
    re.IGNORECASE,
)
"""Words right before a name that is missed, in a message that asks why something is missing."""
_ASKS_IF = re.compile(
    r"(?:\b(?:what|how|wot) (?:about|bout|abt)|\b(?:is|are|was) there(?: any| no| nothing)?|"
    r"\b(?:any|no|nothing|got|have|stock|"
    r"sell|carry|do|find|see|where(?:'s| is| are)|wheres|why's|missing)|\b(?:one|ones|anything|something|nothing|some)"
    r" (?:from|by|of|off))\s(?:(?:any|the|a|an|some|your|that|those|anything from|something from|"
    r"one from|from|by)\s)*$",
    re.IGNORECASE,
)
"""Words right before a name whether or not it is known that the message asks why something is missing."""
_NAMES_ONLY = re.compile(
    r"(?:\b(?:what|how|wot) (?:about|bout|abt)|\b(?:is|are) there (?:any|no)|\b(?:stock|sell|carry)|"
    r"\b(?:one|ones|anything|something|nothing|some) (?:from|by))\s(?:(?:any|the|a|an|some)\s)*$",
    re.IGNORECASE,
)
"""Those of them behind which an unknown word is a name, too."""
_OPENS = re.compile(r"\W*(?:(?:and|but|so|ok|okay|then|hm+|um|uh|well|no|not even|or)\W+)*$", re.IGNORECASE)
"""What may stand before a name that is a question of its own: "and Brooks Ghost??"."""
_ENDS = re.compile(
    r"(?:'s)?(?:\s\w+)?\s?(?:,?\s?(?:none|no|anyone|at all|too|either))?\s?[?？]|(?:'s)?(?:\s\w+)?,?\snone\b",
    re.IGNORECASE,
)
_MISSED_AFTER = re.compile(
    r"(?:\s\w+)?\s(?:(?:is|are|were|was)\s)?(?:missing|absent|gone|nowhere|not\s(?:on|in|here|there|shown|listed|among)|"
    r"isn't|aren't|wasn't|(?:don't|dont|doesn't|doesnt|didn't|didnt|never|not)\s(?:come|show|appear|exist|turn|pop|make|get))",
    re.IGNORECASE,
)
_NO_BRAND = STOP_WORDS | word_set(
    """
    brand brands kind kinds model models one ones shop list results reason idea way missing come notice here there why
    mic bt usb usbc rgb anc nfc led hdmi aux gps wifi dpi bpa tkl pro max mini xl xxl wth wtf lol btw tho
    """
)
_CARRIED_AFTER = re.compile(
    r"(?:'s)?(?:\s\w+)?\W{1,2}(?:(?:do|does|did|don't|dont|have|haven't|got)\s?)?(?:you|u|ya|"
    r"they|the shop)?(?:\sguys)?\s?(?:not\s|even\s)?"
    r"(?:carry|sell|stock|have|do|got|list|offer|keep)\b",
    re.IGNORECASE,
)
_CHINESE_FRAME = re.compile(r"没有|没见|不见|看不到|看不见|找不到|没(?=[吗呢？?]|$)|不卖|不在")
_CHINESE_ASKS_IF = re.compile(
    r"有没有|有.{0,8}[吗么没]|呢[？?]?$|卖|哪儿|在哪|搜不到|不是有|也没有|进.{0,3}货"
)
_CHINESE_OF = re.compile(
    r"^(?:那么?|还有|但是?|可|怎么|为什么|为啥|咋)?(?P<name>[\u3400-\u9fffa-z]{2,6}?)(?:家|牌子?)?的[\u3400-\u9fff]{0,4}?(?:怎么|为什么|为啥|咋)"
    r"[都也]?(?:没|不见)",
    re.IGNORECASE,
)
_CHINESE_NOT_ONE = re.compile(
    rf"(?:一|半)[{MEASURE_WORDS}](?P<name>[\u3400-\u9fffa-z]{{1,6}}?)的?[都也](?:没|不见)", re.IGNORECASE
)
"""怎么一本科幻都没有: not one of a kind."""
_ABOUT_ONE = re.compile(r"\b(?:it|its|it's)\b", re.IGNORECASE)
_LOOSE = frozenset(["why_not"])
_FIRM = frozenset(["item_question", "compare", "why", "confidence", "preference", "dislike", "like"])
"""Acts beside which only a name that is a brand for sure is missed."""


def absent(
    text: str,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    acts: tuple[str, ...],
    context: Context,
    found: Sequence[Found],
) -> list[Found]:
    """The name that a message misses on the list; nothing where it names something shown or misses nothing."""
    if any(f.item_ids for f in found) or not context.shown:
        return []
    refuses = set(acts) <= {"dislike", "preference"} and re.match(r"no\s", text, re.IGNORECASE) is not None
    misses = "why_not" in acts or refuses
    if any(c > "\u33ff" for c in text):
        return _chinese(text, tokens, mentions, context, misses=misses)
    names = names_of(context.shown)
    known = {i for m in mentions if m.term.kind == "brand" for i in range(m.first, m.last + 1)}
    kinds = {i for m in mentions if m.term.kind == "category" for i in range(m.first, m.last + 1)}
    firm = set(acts) <= _FIRM or _ABOUT_ONE.search(text) is not None
    at = 0
    while at < len(tokens):
        length, sure = _name_at(at, tokens, text, names, known, kinds)
        if length and (sure or misses or not firm):
            start, stop = tokens[at].start, tokens[at + length - 1].end
            frame = _ASKS_IF if sure else _NAMES_ONLY
            asked = frame.search(text[:start]) or (misses and _ASKS_FOR.search(text[:start]))
            alone = _OPENS.match(text[:start]) and _ENDS.match(text, stop) and sure
            alone = alone or (sure and _CARRIED_AFTER.match(text, stop))
            if asked or alone or (_MISSED_AFTER.match(text, stop) and (sure or misses)):
                return [Found(start, stop, ())]
        at += max(length, 1)
    return []


_HAVE = re.compile(
    r"(?:^\W*(?:and |or |so )?any\s|"
    r"\b(?:(?:do|did|don't|have|haven't|is|are|was|isn't|aren't) (?:you|u|ya|they|we|there)"
    r"(?: guys)?(?: also| even| not)?"
    r"(?: (?:have|got|sell|stock|carry|do|keep))?|(?:you|u|ya)(?: guys)? (?:got|have|sell|stock|carry)|got|no|nothing|"
    r"(?:what|how|wot) (?:about|bout|abt)|(?:rather have|prefer|wanted|hoping for|instead of)|is also)\s)"
    r"(?:(?:any|the|a|an|some|new|anything|something|one|ones|of|from|by|those|your)\s)*$",
    re.IGNORECASE,
)
"""Words right before a name that a shop is asked for."""
_WISHED_AFTER = re.compile(
    r"[^.?!]{0,30}\b(?:(?:among|in) your|(?:u|you) (?:have|got|sell|stock|carry)|would (?:have been|be)|instead|"
    r"in stock|possible)\b"
    r"|[^?]{0,60}[,.?!]\s(?:(?:can|could|do|did|have|are) (?:you|u|they) |is |you |u )?(?:also )?"
    r"(?:got|have|sell|stock|carry|get me|that|it) (?:that|one|any|it|those|them|available)\b"
    r"|\smaybe\s?[?]",
    re.IGNORECASE,
)


def asked_for(
    text: str, tokens: Sequence[Token], mentions: Sequence[Mention], context: Context, found: Sequence[Found]
) -> list[Found]:
    """A name that no shown item goes by and that the shop is asked whether it has: "got the ubiquiti dream machine?",
    "osprey farpoint?", 有米家的吗. Whether it is searched for or missed is for the acts to say.
    """
    if found or not context.shown:
        return []
    names = names_of(context.shown)
    if any(c > "\u33ff" for c in text):
        asks = _CHINESE_ASKS_IF.search(text) or _CHINESE_FRAME.search(text)
        return _chinese(text, tokens, mentions, context, misses=False) if asks else []
    taken = {i for m in mentions if m.term.kind != "brand" for i in range(m.first, m.last + 1)}
    for at, token in enumerate(tokens):
        length = _name_length(at, tokens, text, names, taken)
        if not length:
            continue
        end = tokens[at + length - 1].end
        whole = at == 0 and length == len(tokens) > 1 and text.rstrip().endswith("?")
        if whole or _HAVE.search(text[: token.start]) or _WISHED_AFTER.match(text, end):
            return [Found(token.start, end, ())]
    return []


def _name_length(at: int, tokens: Sequence[Token], text: str, names: ShownNames, taken: set[int]) -> int:
    """How many words from there on are a name that no shown item goes by."""
    brand = next(
        (
            n
            for n in range(min(LONGEST, len(tokens) - at), 0, -1)
            if " ".join(token.text for token in tokens[at : at + n]) in WORLD_BRANDS
        ),
        0,
    )
    if brand and names.match(tokens[at].text) in names.brands:
        return 0
    own = _is_strange(tokens, at, text, names, taken) or (
        is_code(tokens[at].text) and not names.knows(tokens[at].text)
    )
    end = at + (brand or int(own and len(tokens[at].text) > 2))
    while at < end < len(tokens) and not tokens[end].breaks:
        word = tokens[end].text
        named = any(c.isdigit() for c in word) or (
            _is_strange(tokens, end, text, names, taken) and len(word) > 2
        )
        if not named and not (text[tokens[end].start].isupper() and not names.knows(word)):
            break
        end += 1
    return end - at


def _name_at(
    at: int, tokens: Sequence[Token], text: str, names: ShownNames, known: set[int], kinds: set[int]
) -> tuple[int, bool]:
    """How many words from there on are a name that no shown item goes by, and whether it is a brand for sure."""
    for length in range(min(LONGEST, len(tokens) - at), 0, -1):
        some = tokens[at : at + length]
        joined = " ".join(token.text for token in some)
        plain = joined.removesuffix("'s")
        if not any(t.breaks for t in some[1:]) and (joined in WORLD_BRANDS or plain in WORLD_BRANDS):
            if any(names.match(word) in names.brands for word in plain.split()):
                return 0, False
            capital = text[some[0].start].isupper() and at > 0
            follows = at + length in kinds
            doubtful = length == 1 and (plain in AMBIGUOUS_BRANDS or plain in common_words()) and not capital
            return length, not doubtful or follows or plain not in AMBIGUOUS_BRANDS
    end = at
    while (
        end < len(tokens)
        and _is_strange(tokens, end, text, names, kinds)
        and (end == at or not tokens[end].breaks)
    ):
        end += 1
    return end - at, end > at and at in known


def _is_strange(tokens: Sequence[Token], at: int, text: str, names: ShownNames, kinds: set[int]) -> bool:
    """Whether a word is a name that no shown item goes by: capital, or unknown to English."""
    token = tokens[at]
    word = token.text.removesuffix("'s")
    if (
        word in _NO_BRAND
        or at in kinds
        or names.knows(word)
        or word in names.attributes
        or not word.isalpha()
    ):
        return False
    capital = text[token.start].isupper() and (at > 0 or len(tokens) == 1)
    forms = {
        word,
        singular(word),
        word.removesuffix("ing"),
        word.removesuffix("ing") + "e",
        word.removesuffix("ed"),
    }
    return capital or (len(word) > 3 and not forms & common_words() and not forms & whole_words())


def _chinese(
    text: str, tokens: Sequence[Token], mentions: Sequence[Mention], context: Context, *, misses: bool
) -> list[Found]:
    names = names_of(context.shown)
    asks = _CHINESE_FRAME.search(text) is not None or _CHINESE_ASKS_IF.search(text) is not None
    if not misses and not asks:
        return []
    brand = next((m for m in mentions if m.term.kind == "brand"), None)
    if brand is not None and not any(brand.term.name.lower() == i.brand.lower() for i in context.shown):
        return [Found(brand.start, brand.end, ())]
    if brand is not None:
        return []
    said = (
        name for name in sorted(WORLD_BRANDS, key=len, reverse=True) if name[0] > "\u33ff" and name in text
    )
    known = next(said, "") or next((n for n, e in CHINESE.items() if e[0].isupper() and n in text), "")
    if known:
        return [Found(text.find(known), text.find(known) + len(known), ())]
    kinds = {i for m in mentions if m.first >= 0 for i in range(m.first, m.last + 1)}
    for at, token in enumerate(tokens):
        if _is_strange(tokens, at, text, names, kinds) or (
            token.text in WORLD_BRANDS and not names.knows(token.text)
        ):
            return [Found(token.start, token.end, ())]
    none = _CHINESE_NOT_ONE.search(text)
    if none:
        return [Found(*none.span("name"), ())]
    of = _CHINESE_OF.match(text)
    if of and not any(m.start < of.end("name") and of.start("name") < m.end for m in mentions):
        return [Found(*of.span("name"), ())]
    if not misses or _CHINESE_FRAME.search(text) is None or any(m.end - m.start > 1 for m in mentions):
        return []
    name = missed_words(text).replace(" ", "")
    at = text.find(name) if 1 < len(name) <= 12 else -1
    return [Found(at, at + len(name), ())] if at >= 0 else []
