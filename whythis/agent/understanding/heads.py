"""Which kinds of product a message asks for: the head of the noun phrase, and not what merely goes with it.

"Kettle descaler" asks for no kettle, "case for headphones" for no headphones, "mouse pad" for no mouse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whythis.agent.understanding import lexicon
from whythis.agent.understanding.lexicon import word_set
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.vocabulary import Vocabulary

_PREPOSITIONS = word_set(
    """
    for with without of to like on in from by under over near inside against than as about at into onto
    below above between around up other except excluding besides minus rated priced costing weighing
    measuring within who whose which that where when because since compatible
    """
)
_BREAKERS = word_set(
    """
    is are was were be do does did don't can could should would will shall have has had got get gets want
    wants need needs buy show find recommend suggest sell looking search i you me us we they he she it i'm
    i'd i've let's what what's why how plus but then give see only just instead also not no without isn't
    aren't there there's here or and replace order purchase stock carry offer please
    """
)
_LINKS = frozenset(["and", "or"])
_ARTICLES = word_set(
    """
    a an the some any my your our another this these those also
    """
)
_TAIL = word_set(
    """
    please thanks thx thank asap now today too also instead only again deal deals option options suggestion
    suggestions recommendation recommendations recs idea ideas available product products model models brand
    brands here cheap cheaper cheapest budget pls plz ty mate bro again first max tops maximum or less
    review reviews sale online one ones inch inches cm mm kg g l ml gb tb w v hz mah litre litres liter
    liters maybe though if possible dollars bucks usd euros pounds tho lol then
    """
)
_OPEN_FOR = word_set(
    """
    looking search searching shopping hunting idea ideas suggestion suggestions option options
    recommendation recommendations recs asking ask market browsing tip tips advice hunt
    """
)
_OPEN_OF = word_set(
    """
    kind kinds sort sorts type types pair pairs set sets couple bunch lot lots one range choice list
    """
)
_VERBS_AFTER_TO = word_set(
    """
    buy get find see have order purchase replace look own try pick choose
    """
)


def asked_categories(
    tokens: list[Token],
    mentions: Iterable[Mention],
    vocabulary: Vocabulary,
    corrected: Mapping[int, str],
    skipped: set[int],
) -> list[Mention]:
    """The category mentions that head a main noun phrase.

    `skipped` are indices of tokens that belong to a price, which may stand after the head.
    """
    mentions = list(mentions)
    loose = {i for m in mentions if m.term.kind != "category" for i in range(m.first, m.last + 1)} | skipped
    heads: list[Mention] = []
    for chunk in _main_chunks(tokens, skipped):
        while chunk and _may_follow_head(tokens[chunk[-1]].text, chunk[-1], loose):
            chunk.pop()
        numbers = [k for k, i in enumerate(chunk) if k and any(c.isdigit() for c in tokens[i].text)]
        if chunk:
            # What follows a number tells of the thing before it: "laptop 16 gb ram", "lamp 60 cm high".
            before = (
                _ending_at(chunk[: numbers[0]], tokens, mentions, vocabulary, corrected) if numbers else None
            )
            head = before or _ending_at(chunk, tokens, mentions, vocabulary, corrected)
            if head is not None and not head.negated:
                heads.append(head)
    return heads


def _may_follow_head(word: str, index: int, loose: set[int]) -> bool:
    return index in loose or word in _TAIL or word in lexicon.COLOURS or any(c.isdigit() for c in word)


def _main_chunks(tokens: list[Token], priced: set[int]) -> list[list[int]]:
    """Runs of token indices that can hold a main noun phrase; runs behind a preposition are left out."""
    chunks: list[list[int]] = [[]]
    main = True
    for index, token in enumerate(tokens):
        word = token.text
        if word == "which" and (index == 0 or token.breaks):
            continue  # "which laptops" asks for laptops; "a bag which fits" goes on
        before = tokens[index - 1].text if index else ""
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.breaks:
            chunks.append([])
            main = True
        if _opens_main(before, word, after) or (
            index - 1 in priced and index not in priced and word in {"on", "for", "a", "an", "the"}
        ):
            chunks.append([])
            main = True
        elif word in _PREPOSITIONS and (word != "that" or chunks[-1]):
            chunks.append([])
            main = False
        elif word in _BREAKERS:
            chunks.append([])
            if word in _LINKS:
                main = main or after in _ARTICLES
            elif word in {"but", "then", "also"} or (word in {"i", "we"} and after in {"need", "want"}):
                main = True
        elif main:
            chunks[-1].append(index)
    return [chunk for chunk in chunks if chunk]


def _opens_main(before: str, word: str, after: str) -> bool:
    """Whether a preposition belongs to the request itself: "looking for", "what about", "a pair of"."""
    return (
        (word == "for" and before in _OPEN_FOR)
        or (word == "of" and before in _OPEN_OF)
        or (word == "about" and before in {"what", "how"})
        or (word == "in" and before in {"interested"})
        or (
            word == "like" and before in {"sth", "something", "anything", "i'd", "would", "we'd", "i", "feel"}
        )
        or (word == "to" and after in _VERBS_AFTER_TO)
        or (word == "up" and before in {"looking", "look"})
        or (word == "at" and before in {"look", "looking"})
    )


def _ending_at(
    chunk: list[int],
    tokens: list[Token],
    mentions: list[Mention],
    vocabulary: Vocabulary,
    corrected: Mapping[int, str],
) -> Mention | None:
    """The longest category name that ends where the chunk ends."""
    spelt = [corrected.get(i, tokens[i].text.removesuffix("'s")) for i in chunk]
    for start in range(max(0, len(chunk) - vocabulary.longest), len(chunk)):
        name = tuple(spelt[start:])
        terms = vocabulary.lookup(name) or (vocabulary.lookup(("".join(name),)) if len(name) == 2 else ())
        category = next((term for term in terms if term.kind == "category"), None)
        if category is None:
            continue
        first, last = chunk[start], chunk[-1]
        known = next((m for m in mentions if m.first <= first and m.last >= last), None)
        return Mention(
            term=category, others=terms, start=tokens[first].start, end=tokens[last].end, first=first,
            last=last, negated=known.negated if known else False,
            corrected=any(i in corrected for i in range(first, last + 1)),
        )  # fmt: skip
    return None


_ZH_AFTER_HEAD = frozenset("的,，。！？!?、和或与跟吗呢吧啊有给要推哪多怎能可以,. 就都也还只")


def asked_chinese(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Chinese category mentions that end their noun phrase: 水壶 in 安静的水壶, and not in 水壶的盖子."""
    mentions = [m for m in mentions if m.first < 0]
    starts = {m.start for m in mentions}
    heads: list[Mention] = []
    for mention in mentions:
        if mention.term.kind != "category" or mention.negated:
            continue
        rest = text[mention.end :]
        possessive = (
            rest.startswith("的") and len(rest) > 1 and rest[1] > "\u33ff" and rest[1] not in "吗呢吧啊"
        )
        if (
            possessive
            or mention.end in starts
            or (rest and rest[0] not in _ZH_AFTER_HEAD and rest[0] > "\u33ff")
        ):
            continue
        heads.append(mention)
    return heads
