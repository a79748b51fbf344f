"""Messages that lean on the talk, which alone would be requests: "hot swap?" after one keyboard is about that keyboard,
跟蓝色的比呢 sets another beside it, "Is there any JBL" misses JBL, "the white one. plastic?" asks one thing.
"""

from __future__ import annotations

import re

from whythis.agent.understanding.absent import absent
from whythis.agent.understanding.acts import Prediction
from whythis.agent.understanding.chinese_phrases import chinese_phrases, noun_phrases
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.features import Reading
from whythis.agent.understanding.inflection import singular
from whythis.agent.understanding.lexicon import COLOURS, MEASURE_WORDS, STOP_WORDS
from whythis.agent.understanding.measures import CHINESE_NOUN, asked_measure
from whythis.agent.understanding.phrases import phrases
from whythis.agent.understanding.places import places
from whythis.agent.understanding.shown_amounts import fitting, shown_amounts
from whythis.agent.understanding.tokens import words
from whythis.agent.understanding.vocabulary import Vocabulary

REQUESTS = frozenset(["recommend", "refine", "more"])
_MAY_BE_A_QUESTION = REQUESTS | {
    "preference",
    "out_of_scope",
    "help",
    "human",
    "dislike",
    "like",
    "smalltalk",
}
"""Acts that a question without a subject is taken for, where nobody knows what was spoken of."""
_MAY_BE_MISSING = REQUESTS | {"smalltalk", "out_of_scope", "help", "like", "how_it_works"}
_MAY_LEAD_UP = REQUESTS | {"why", "like", "compare"}
"""Acts that a mere name is taken for, where what is asked of it follows."""
_ABOUT_ITEMS = frozenset(["item_question", "why", "compare", "confidence"])
_SETS_BESIDE = re.compile(
    r"\W*(?:and |but |so |ok |then )*(?:vs\b|versus\b|compared (?:to|with) )"
    r"|\W*(?:那|那么|再)?[和跟与同].{1,12}比(?!如)|.{1,8}[和跟与].{1,12}(?:不一样|区别|差别|怎么选|不同)",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(
    r"\W*(?:(?:and|but|so|is it|is that|is this|would it be|it's|its)\s)*(?:any |much |a lot |a bit |still )?"
    r"(?:(?:more|less|as) \w+|\w+er)(?: or (?:(?:more|less) )?\w+)? (?:than|as)\b"
    r".*(?:\?|\b(?:right|tho|though|huh)\W*$)",
    re.IGNORECASE,
)
_HOW_MUCH_MORE = re.compile(
    r"\W*(?:(?:and|but|so|ok)\W+)*how much (?:more|less|\w{3,}er)\b(?: expensive)? (?:is|are|does|do)\b"
    r"|.*比.{1,12}(?:贵|便宜|轻|重|大|小)(?:了)?多少",
    re.IGNORECASE,
)
"""How far what is named is from what was spoken of: "how much lighter is the Corrie", 比蓝色的贵多少."""
_HOW_A_LIST_IS_MADE = re.compile(
    r"\bhow (?:(?:do|did|are|were|does|is) )?(?:you|u|these|those|they|this|the (?:list|items|results|products|order))"
    r"(?: all)?(?: (?:get|got|being|end up))? (?:picked|pick|chosen|choose|ranked|rank|selected|"
    r"select|decided|decide|sorted|made)\b",
    re.IGNORECASE,
)
_ASKS_A_LIST = re.compile(
    r"\b(?:any(?!way| good| use| of (?:them|these|those))|some(?:thing)?|anything|others?|else|"
    r"more|another|other|instead|show|find|give|list|looking|"
    r"want|need|recommend|suggest|search|options?|alternatives?|got|gimme|similar|under|over|below|above|max|budget|"
    r"pls|please|lists?|reviews?|deliver\w*|returns?|ship\w*|shop|store|order|prefer|i'd|i'm|i am|my)\b"
    r"|\b(?:do|did|have|can|could|would|will|are) (?:you|u|ya|we|i|u)\b"
    r"|\b(?:cheap|big+|small|larg|light|heavi|quiet|loud|long|short|thick|thin+|bright|dark|wid|strong|soft|firm|fast|low|high|new|old|"
    r"warm|simpl|easi|hard|nic|bett|dear|prici|tall)er\b"
    r"|^\W*(?:(?:and|but|so|ok|then)\W+)*(?:in|with|without|under|for|from|by|only|just|made|like)\b",
    re.IGNORECASE,
)
_OPENS_A_QUESTION = re.compile(
    r"\W*(?:(?:and|but|so|ok|then|um|uh|hm+)\W+)*(?:is|are|does|do|can|can't|could|will|won't|would|has|have|hasn't|isn't|doesn't|"
    r"how|what|what's|which|where|when)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\b(?:right|correct|yes|innit|huh|isn't it|aren't they|does it|is it|do they|are they)\W*$",
    re.IGNORECASE,
)
"""The end of a statement that asks whether it is so: "only one of them is waterproof right"."""
_NO = re.compile(r"\W*(?:(?:and|but|so|ok)\W+)*(?:no|not|without)\b", re.IGNORECASE)
_ON_IT = re.compile(
    r"\b(?:on|with|in|of|for|to|about|does|is|can|will|has|would|did|put|use|wash|take|set|turn|charge|fold|clean|carry)\s(?:it|this|that)\b"
    r"|\bof (?:them|these|those|the two)\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:how does it work|forget (?:it|about it)|that's it|is that (?:it|all)|delete it|what is it you)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:under|over|below|above|max\w*|min\w*|budget|limit|at most|at least|less than|more than|"
    r"up to|around|about|between|"
    r"i have|i've|i got|spend|pay|afford|within|from)\b|以下|以内|以上|左右|不超过|最多|至少|预算|之间|到\d|我有|只有",
    re.IGNORECASE,
)
_CHINESE_FEATURE = re.compile(rf"{CHINESE_NOUN}|材质|材料|颜色|质量|做工|产地|库存|面料")
_CHINESE_QUESTION = re.compile(
    rf"^(?:那么?|它的?)?(?:{_CHINESE_FEATURE.pattern})呢|"
    r"[?？]|[吗么嘛没]\W*$|多少|多[重大长久高宽厚远]|几[\u3400-\u9fff]|会不会|能不能|是不是|有没有|可不可以|好不好|行不行|怎么样|哪里|哪儿|还是|不\W*$|如何"
)
_CHINESE_ASKS_A_LIST = re.compile(
    r"便宜|贵一?[点些]|别的|其[他它]|更|还有|推荐|换|再|找|来[一个点]|想要|想买|要[一个]|以下|以内|以上|左右|预算|你们?|店|客服|人工|送货|快递|发货|退|"
    rf"为什么|为啥|怎么没|哪[{MEASURE_WORDS}]|这些|那些|都|几款|[大小轻长短]一?[点些]|适合我|给我|我要|谢|"
    r"^(?!是)(?!.*几).*的[吗么呢没]?\W*$"
)
_OF_A_FACT = re.compile(
    r"(?!.*(?:确定|靠谱|把握|准|保证|肯定|真的|信))(?:那|它|这个)?(?:有没有|有|会不会|会|能不能|能|可不可以|可以)"
)
_ASKS_BEHIND = re.compile(
    r"[^.,;:!?。，；：！？]+[.,;:!。，；：！]+\s*(?!(?:any|other|more|in|under)\b)\w+(?:\s\w+){0,2}\s?[?？]\s*$",
    re.IGNORECASE,
)
"""Few words that ask, behind a part of its own: "the Philips. plastic?"."""
_SUBJECT = re.compile(
    r"\W*(?:(?:and|but|so|ok)\W+)*(?:it|it's|its|is it|does it|has it|can it|will it)\b", re.IGNORECASE
)
_SAID_OF_ONE = ("item_question", "like", "dislike", "why", "confidence")
_LEANS_SURELY = 0.85
_WISHES = re.compile(
    r"\b(?:any(?:thing|one)?|some(?:thing)?|instead|else|others?|another|show|find|give|only|none)\b"
    r"|别的|其[他它]|换|再来|有没有|推荐|预算|便宜[一点些]|[大小轻]一?[点些]",
    re.IGNORECASE,
)
_FEW_WORDS, _FEW_CHARACTERS = 9, 14
_VERY_FEW_WORDS = 4
_DECIDED, _LEAST_ODDS = 0.7, 0.03
"""From this probability on an act other than a request stands; and the least that a question of fact must have, where
no feature of the item is named. Set on the messages of `held_out` that are developed on, read as if after an item.
"""


def leaning(
    reading: Reading,
    context: Context,
    acts: tuple[str, ...],
    confidence: float,
    vocabulary: Vocabulary,
    said: Prediction,
) -> tuple[str, ...]:
    """The acts of a message that leans on what is shown and was spoken of; as they were where it does not.

    Args:
        acts: those that the message has by itself, of the probability `confidence`.
        said: what the classifier says of the message by itself.
    """
    text = reading.text
    if not context.shown:
        return acts
    if set(acts) <= {
        "help",
        "why",
        "out_of_scope",
        "smalltalk",
        "item_question",
    } and _HOW_A_LIST_IS_MADE.search(text):
        return ("how_it_works",)
    if (
        len(acts) == 2
        and acts[0] in _MAY_LEAD_UP
        and acts[1] in _ABOUT_ITEMS
        and _only_names(reading, context, vocabulary)
    ):
        return acts[1:]
    if set(acts) <= REQUESTS and _ASKS_BEHIND.match(text) and _only_names(reading, context, vocabulary):
        return ("item_question",)
    if set(acts) <= _MAY_BE_MISSING and _misses(reading, context, acts):
        return ("why_not",)
    if (
        acts in (("refine",), ("like",), ("more",))
        and context.after_why
        and _is_pointing(reading, context, vocabulary)
    ):
        return ("why",)
    if acts == ("out_of_scope",) and asked_measure(text, superlative=True):
        return ("compare",)  # "whats the quietest here"
    if context.last_item is None:
        return acts
    if acts == ("item_question",) and _HOW_MUCH_MORE.match(text):
        return ("compare",)
    if set(acts) <= REQUESTS and (_SETS_BESIDE.match(text) or _MORE_THAN.match(text)):
        return ("compare",)
    featured = _names_a_feature(reading, context)
    may = set(acts) <= REQUESTS or (set(acts) <= _MAY_BE_A_QUESTION and confidence < _DECIDED)
    may = may or (featured and set(acts) <= _MAY_BE_A_QUESTION | {"how_it_works", "profile", "why_not"})
    fact = acts == ("confidence",) and _OF_A_FACT.match(text) is not None
    if not (may or fact) or not _asks_of_last(reading, context, vocabulary):
        return goes_on(reading, acts, said)
    likely = featured or fact or _SUBJECT.match(text) or said.odds["item_question"] >= _LEAST_ODDS
    return ("item_question",) if likely else acts


def goes_on(reading: Reading, acts: tuple[str, ...], said: Prediction) -> tuple[str, ...]:
    """The acts of a message that is taken for a request and surely goes on about the item spoken of last: "metal
    housing or plastic" is asked of it and asked for by nobody.
    """
    if not set(acts) <= REQUESTS or wishes(reading.text) or asks_a_list(reading.text):
        return acts
    return (max(_SAID_OF_ONE, key=lambda act: said.odds[act]),) if said.leans >= _LEANS_SURELY else acts


def _names_a_feature(reading: Reading, context: Context) -> bool:
    """Whether a word of the message is one of the features or values of the item spoken of last: "won a prize?"."""
    last = context.item_spoken_of
    features = {name for name, _ in last.attributes} if last else set()
    terms = (term for m in reading.mentions for term in (m.term, *m.others))
    if _CHINESE_FEATURE.search(reading.text) or any(term.attribute in features for term in terms):
        return True
    said = {singular(token.text) for token in reading.tokens} - STOP_WORDS
    told = (
        {singular(word) for pair in last.attributes for name in pair for word in words(name)}
        if last
        else set()
    )
    return bool(said & told)


def wishes(text: str) -> bool:
    """Whether a message has a word of one who wants something else."""
    return _WISHES.search(text) is not None


def asks_a_list(text: str) -> bool:
    """Whether a short message may ask for other products: "in red?", "cheaper?", 有红色的吗."""
    if any(c > "\u33ff" for c in text):
        return len(text) <= _FEW_CHARACTERS and _CHINESE_ASKS_A_LIST.search(text) is not None
    return len(words(text)) <= _VERY_FEW_WORDS and _ASKS_A_LIST.search(text) is not None


def repeats_last(text: str, context: Context) -> bool:
    """Whether a message says an amount of the item spoken of last again, to remark on it: "850 bucks tho"."""
    last = context.item_spoken_of
    if last is None or _LIMITS.search(text):
        return False
    said = [amount for amount in shown_amounts(text) if any(c.isalpha() for c in text[amount.end :])]
    return any(fitting(amount, [last]) and len(fitting(amount, context.shown)) == 1 for amount in said)


def _is_pointing(reading: Reading, context: Context, vocabulary: Vocabulary) -> bool:
    """Whether it does no more than point at one of what is shown: "the blue one" right after a why."""
    pointing = re.fullmatch(
        rf"\W*(?:(?:and|ok|so|then|what about|how about) )*(?:the|that|this) .*|.*[那这][{MEASURE_WORDS}].*",
        reading.text,
        re.IGNORECASE,
    )
    if pointing is None:
        return False
    found = noun_phrases(reading, context, vocabulary.chinese, explicit_only=True)
    left = reading.text
    for one in sorted(found, key=lambda f: -f.start):
        left = left[: one.start] + left[one.end :] if one.item_ids else left
    return bool(found) and not re.sub(
        r"\b(?:and|ok|so|then|what about|how about)\b|[那么呢\W]", "", left, flags=re.IGNORECASE
    )


def _only_names(reading: Reading, context: Context, vocabulary: Vocabulary) -> bool:
    """Whether the part before the first mark of punctuation does no more than name shown items."""
    mark = re.search(r"[,.;:!?，。；：！？]\s*\S", reading.text)
    if mark is None:
        return False
    part = reading.text[: mark.start()]
    found = noun_phrases(reading, context, vocabulary.chinese, explicit_only=False)
    found += places(part, context, explicit_only=False)
    start = len(part) - len(
        re.sub(
            r"^\W*(?:(?:and|ok|okay|so|hm+|then|but|no|i mean|那么?|嗯)\W*)*", "", part, flags=re.IGNORECASE
        )
    )
    return any(f.item_ids and f.start <= start and f.end >= len(part.rstrip()) for f in found)


def _misses(reading: Reading, context: Context, acts: tuple[str, ...]) -> bool:
    """Whether it asks after a name that is not on the list and, for all that is known, not in the shop either."""
    found = absent(reading.text, reading.tokens, reading.mentions, acts, context, ())
    if not found:
        return False
    heads = [head for head in reading.heads if head.end <= found[0].start or found[0].end <= head.start]
    if heads and not set(acts) & {"smalltalk", "out_of_scope", "help"}:
        return False
    carried = any(
        m.term.kind == "brand" and m.start < found[0].end and found[0].start < m.end for m in reading.mentions
    )
    return not carried or not set(acts) & REQUESTS


def _asks_of_last(reading: Reading, context: Context, vocabulary: Vocabulary) -> bool:
    """Whether it is a short question that names no item and asks for no list."""
    text = reading.text
    if reading.heads or reading.prices.max_cents or reading.prices.min_cents or _IDIOMS.search(text):
        return False
    if any(mention.term.kind in {"brand", "category"} for mention in reading.mentions):
        return False
    if any(c > "\u33ff" for c in text):
        found = chinese_phrases(
            text, reading.tokens, reading.mentions, context, vocabulary.chinese, explicit_only=True
        )
        short = len(text) <= _FEW_CHARACTERS
        return bool(
            short and not found and _CHINESE_QUESTION.search(text) and not _CHINESE_ASKS_A_LIST.search(text)
        )
    if len(reading.tokens) > _FEW_WORDS or any(token.text in COLOURS for token in reading.tokens):
        return False
    if _NO.match(text) and not _names_a_feature(reading, context):
        return False  # "no plastic?" is a wish, "no headrest?" asks about the one that may have one
    asked = "?" in text or _OPENS_A_QUESTION.match(text) is not None
    of_it = asked and _ON_IT.search(text) is not None
    asks = asked or _TAG.search(text) is not None
    found = phrases(text, reading.tokens, reading.mentions, context, explicit_only=True)
    return (
        asks
        and (of_it or not _ASKS_A_LIST.search(text))
        and not found
        and not places(text, context, explicit_only=True)
    )
