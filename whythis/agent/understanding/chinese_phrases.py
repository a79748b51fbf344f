"""Chinese noun phrases that stand for shown items: 黄色那件, tavelle的, 最轻的那张, 另一个, 有腰带的那两个.

Words of the shown items (values and kinds by their Chinese names, Latin brands and model numbers, numbers with a unit)
narrow the list. They stand for items where 那个 or the like is beside them, or where 的 makes a noun of them
(红的会漏吗); where they only say what something is like (它防水吗, 是红的吗) they stand for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whythis.agent.understanding.chinese_dictionary import meanings
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.features import Reading
from whythis.agent.understanding.lexicon import MEASURE_WORDS
from whythis.agent.understanding.measures import (
    CHINESE_ADJECTIVE,
    CHINESE_NOUN,
    chinese_measure,
    extreme,
    ranked,
)
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.phrases import of_those_spoken_of, others, phrases
from whythis.agent.understanding.places import Found
from whythis.agent.understanding.shown_amounts import fitting, shown_amounts
from whythis.agent.understanding.shown_names import ShownNames, is_code, names_of
from whythis.agent.understanding.tokens import Token
from whythis.agent.understanding.tokens import words as words_of
from whythis.agent.understanding.vocabulary import Term
from whythis.retrieval.types import Item

_MEASURE_WORD = f"[{MEASURE_WORDS}]"
_COUNT = {"两": 2, "俩": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}
_AS_NOUN = (
    r"(?:题材|内存|屏幕|尺寸|容量|材质|面料|口味|味道|主题|类型|版本|系列|颜色|牌子|品牌|风格|封面|电池|英寸|存储|硬盘|显存|滚筒|款式|"
    r"外壳|把手|表带|鞋底|续航|光源|接口|布局)"
)
"""What a value is of, between it and 那个: 太空题材的那款, 12G内存那个."""
_THAT = re.compile(
    rf"(?:色|款|式|的|用|型|供电|做|制|坐|着)*(?:{_AS_NOUN}的?)?\s?(?:[那这](?P<n>[一两俩三四几些234])?{_MEASURE_WORD}?|(?P<counted>[两三四234]){_MEASURE_WORD})"
)
_THAT_BEFORE = re.compile(
    rf"[那这](?P<n>[一两三四几些234])?{_MEASURE_WORD}?\s?$|(?<!第)(?P<counted>[两三四234]){_MEASURE_WORD}\s?$"
)
_NOUN_OF = re.compile(
    r"(?:色|款|式|用|型|的)*(?:的|款)(?!吗|么|嘛|不|吧|[\u3400-\u9fff]{0,2}(?:键盘|台灯|耳机))(?!\s*$)"
)
_ASKS_ONLY = re.compile(r"的?(?:吗|么|嘛|不)")
"""After 那个防水 it asks whether that one is so."""
_ASKED_OF = re.compile(
    r"(?:色|款|式)?的?(?:怎么|怎样|如何|为什么|为啥|凭啥|凭什么|评分|价格|好吗|好不|会|能不?能?|多少|多重|多大|多长|值)"
)
"""What follows 紫色的 where it is asked about and not asked for."""
_PREDICATE = re.compile(r"(?:是|是不是|有|没有?|要|想要|换成|能|可以|防)$")
_LINK = re.compile(r"(?:色|的|款|\s|-)*")
_ALL = re.compile(
    r"[^，。！？,.!?]{0,4}都|的?有?(?:哪几|哪些|哪两)|的?(?:一共|总共|不是)?有(?P<n>[两三四2-4])"
    + _MEASURE_WORD
)
_SETS_BESIDE = re.compile(r"[和跟与同]$")
_ALONE_BEFORE = re.compile(r"(?:那么?|还有|然后|我说|我是说|和|跟|，|,|\s)*")
_ALONE_AFTER = re.compile(rf"(?:色|款|的|呢|吧|那个|[。.!！?？\s]|(?P<adj>{CHINESE_ADJECTIVE})(?=的))*")
_EVERYDAY = {
    "不漏水": "防漏", "不漏": "防漏", "左撇子": "左手", "带帽": "帽子",
    "带线": "有线", "插线": "有线", "推理": "悬疑", "侦探": "悬疑", "硬皮": "精装", "软皮": "平装",
    "亲子": "家庭", "小孩": "儿童",
    "小朋友": "儿童", "骑车": "骑行", "登山": "徒步", "爬山": "徒步", "上班": "通勤", "城里": "城市",
    "耳塞": "入耳式", "大耳机": "头戴式", "女鞋": "女士", "男鞋": "男士", "跪": "跪姿椅",
    "钢的": "不锈钢", "铁的": "不锈钢", "木头": "木质", "真皮": "皮革", "网面": "网布", "布的": "布料",
    "橡胶": "天然橡胶",
}  # fmt: skip
"""Everyday words -> the Chinese name of a catalogue's value or feature."""
_COLOURS = {
    "红": "red", "黄": "yellow", "蓝": "blue", "绿": "green", "黑": "black", "白": "white", "灰": "grey",
    "银": "silver",
    "奶白": "cream", "米白": "cream", "玫红": "pink", "玫瑰金": "gold", "金": "gold",
    "粉": "pink", "紫": "purple", "橙": "orange", "橘": "orange", "棕": "brown", "米": "beige", "透明": "clear",
}  # fmt: skip
_COLOUR_NAME = "(?:" + "|".join(_COLOURS) + ")"
_COLOUR = re.compile(rf"(?P<colours>{_COLOUR_NAME}+)色?(?=的|色|那|这|款)")
_MATERIALS = {
    "木": "wood", "竹": "bamboo", "玻璃": "glass", "陶瓷": "ceramic", "铝": "aluminium", "钢": "steel", "铁": "iron",
    "皮": "leather", "塑料": "plastic", "橡胶": "rubber", "硅胶": "silicone", "尼龙": "nylon", "羊毛": "wool",
    "棉": "cotton", "亚麻": "linen", "帆布": "canvas", "金属": "metal", "纸": "cardboard", "铜": "copper",
}  # fmt: skip
_MATERIAL = re.compile(rf"(?P<material>{'|'.join(_MATERIALS)})(?:头|质|制|做)?(?=的|那|这|款)")
_TOLD = re.compile(r"[都也]?(?:能|会|可以|有|是|多|要|怎么|为什么|为啥|适合|好|值|贵|重|轻|耐|几|用|装|防)")
_EXTREME = re.compile(
    rf"(?P<noun>{CHINESE_NOUN})?(?:是|的)?(?P<most>最)?(?P<adj>{CHINESE_ADJECTIVE})(?:一点|点|一些|些)?(?:的)?"
    rf"(?P<that>[那这](?:一)?{_MEASURE_WORD}?|是?哪{_MEASURE_WORD}|{_MEASURE_WORD}(?![\u3400-\u9fff])|[那这]?(?P<count>[两三2-4]){_MEASURE_WORD})?"
)
_OTHER = re.compile(
    rf"另(?:外)?(?P<n>[一那两三]|那[一两三]?)?{_MEASURE_WORD}|(?:其他|其它|剩下|余下)的?(?:[那这]?(?P<m>[两三几])?{_MEASURE_WORD})?"
    rf"|另外的?"
)
_EXCEPT = re.compile(r"(?:除了|除去|不算)\s?$")
_WITHIN = re.compile(r"(?:里面?|当中|中间?|之中)")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that fit some of the shown items; `proper` where they name one, `brand` where only by its brand."""

    start: int
    end: int
    ids: tuple[str, ...]
    proper: bool = False
    brand: bool = False
    code: bool = False


def chinese_phrases(
    text: str,
    tokens: list[Token],
    mentions: Iterable[Mention],
    context: Context,
    chinese: Mapping[str, tuple[Term, ...]],
    *,
    explicit_only: bool,
) -> list[Found]:
    """Noun phrases of a text with Han characters; see `phrases` for `explicit_only`."""
    if not any(c > "\u33ff" for c in text) or not context.shown:
        return []
    mentions = [m for m in mentions if m.first < 0]
    groups = _joined(
        text, sorted(_words(text, tokens, mentions, context, chinese), key=lambda w: (w.start, -w.end))
    )
    found: list[Found] = []
    excepted: list[Found] = []
    for words in groups:
        one = _phrase(text, words, context, explicit_only)
        if _EXCEPT.search(text[: words.start]):
            excepted.append(Found(words.start, words.end, words.ids))
        elif one is not None:
            found.append(one)
    found += _extremes(text, context, found, explicit_only)
    for match in _OTHER.finditer(text):
        if any(f.start < match.end() and match.start() < f.end for f in found):
            continue
        count = _COUNT.get((match["m"] or match["n"] or "").removeprefix("那"), 0)
        of = next((w for w in groups if match.end() <= w.start <= match.end() + 1), None)
        ids = of.ids if of else tuple(item.id for item in context.shown)
        single = re.search(rf"[那这]{_MEASURE_WORD}$", match.group()) is not None
        many = match.group().startswith(("其", "剩", "余")) or match.group() in {"另外", "另外的"}
        many = many and not single
        left = others(ids, context, excepted or found, count, many, of is not None)
        every = len(left) > 1 and (many or count == len(left))
        end = of.end if of else match.end()
        found = [f for f in found if f.start < match.start() or f.start >= end]
        found.append(Found(match.start(), end, left, every))
    found += [
        Found(m.start, m.end, ())
        for m in mentions
        if m.term.kind == "brand"
        and not explicit_only
        and not any(m.term.name.lower() == i.brand.lower() for i in context.shown)
    ]
    return found


def noun_phrases(
    reading: Reading, context: Context, chinese: Mapping[str, tuple[Term, ...]], *, explicit_only: bool
) -> list[Found]:
    """The noun phrases of a message in both languages; see `phrases` for `explicit_only`."""
    said = reading.text, reading.tokens, reading.mentions, context
    return [
        *phrases(*said, explicit_only=explicit_only),
        *chinese_phrases(*said, chinese, explicit_only=explicit_only),
    ]


def _words(
    text: str,
    tokens: list[Token],
    mentions: list[Mention],
    context: Context,
    chinese: Mapping[str, tuple[Term, ...]],
) -> list[_Words]:
    shown = context.shown
    names = names_of(shown)
    out: list[_Words] = []
    for mention in mentions:
        terms = (mention.term, *mention.others)
        ids = tuple(i.id for i in shown if any(_has(i, t.kind, t.name, t.attribute) for t in terms))
        brand = mention.term.kind == "brand"
        out.append(_Words(mention.start, mention.end, ids, brand, brand))
    for match in _COLOUR.finditer(text):
        colours = [_COLOURS[name] for name in re.findall(_COLOUR_NAME, match["colours"])]
        out.append(_Words(match.start(), match.end(), _coloured(colours, shown)))
    for match in _MATERIAL.finditer(text):
        made_of = _MATERIALS[match["material"]]
        ids = tuple(i.id for i in shown if any(made_of in words_of(v) for _, v in i.attributes))
        out.append(_Words(match.start(), match.end(), ids))
    for said, name in ((said, name) for said, name in _EVERYDAY.items() if said in text):
        terms = chinese.get(name, ())
        ids = tuple(i.id for i in shown if any(_has(i, t.kind, t.name, t.attribute) for t in terms))
        out += [_Words(m.start(), m.end(), ids) for m in re.finditer(said, text)] if ids else []
    out += _shortened(text, chinese, shown)
    at = 0
    while at < len(tokens):
        for length in (3, 2, 1):
            some = tokens[at : at + length]
            if len(some) < length or any(t.gap not in {"", "-", " "} for t in some[1:]):
                continue
            word = "-".join(t.text for t in some)
            word = word if names.is_id(word) else "".join(t.text for t in some)
            ids, known = (
                names.fitting([word])
                if any(c.isalpha() for c in word) or _is_digits(word, names)
                else ((), False)
            )
            if ids and known and (length == 1 or word in names.weights or is_code(word) or names.is_id(word)):
                proper = names.is_proper(word) or names.may_be_proper(word)
                brand = names.match(word) in names.brands
                code = names.is_id(word) or is_code(names.match(word) or "")
                out.append(_Words(some[0].start, some[-1].end, ids, proper, brand, code and proper))
                at += length - 1
                break
        at += 1
    out += _amounts(text, shown)
    out += _pieces(text, shown)
    out += _translated(text, names, [words for words in out if words.ids])
    known = [words for words in out if words.ids]
    return [_refused(words, text, shown) for words in known]


def _is_digits(word: str, names: ShownNames) -> bool:
    """Whether digits are of a model number: "2605" of a "LaserJet 2605"."""
    return word.isdigit() and len(word) > 2 and names.may_be_proper(word)


def _coloured(colours: list[str], shown: tuple[Item, ...]) -> tuple[str, ...]:
    """The items of these colours and no other, else those that have all of them among others."""
    told = {item.id: [set(words_of(value)) for _, value in item.attributes] for item in shown}
    exact = tuple(i for i, values in told.items() if set(colours) in values)
    return exact or tuple(i for i, values in told.items() if any(set(colours) <= value for value in values))


def _translated(text: str, names: ShownNames, known: list[_Words]) -> list[_Words]:
    """Words that a dictionary turns into some of the shown items': 运河商人那个, of merchants in a title."""
    out: list[_Words] = []
    for start, end, told in meanings(text):
        if any(w.start < end and start < w.end for w in (*known, *out)):
            continue
        for meaning in (*told, *(m[-1:] for m in told if len(m) > 1)):
            ids = names.with_all(meaning)
            if ids and len(ids) < len(names.items) and all(len(word) > 2 for word in meaning):
                out.append(_Words(start, end, ids))
                break
    return out


def _refused(words: _Words, text: str, shown: tuple[Item, ...]) -> _Words:
    """不能后仰的那个 is the one that does not: the others than those that fit."""
    match, that = _NEGATED.search(text[: words.start]), _THAT.match(text, words.end)
    if match is None or words.proper or that is None or not that.group():
        return words
    return _Words(match.start(), words.end, tuple(i.id for i in shown if i.id not in words.ids))


def _shortened(text: str, chinese: Mapping[str, tuple[Term, ...]], shown: tuple[Item, ...]) -> list[_Words]:
    """Chinese names of values as people shorten them: 头戴 of 头戴式, 女款 of 女士, 静音 of 静音按键."""
    ids_of: dict[tuple[int, int], tuple[str, ...]] = {}
    for name, terms in chinese.items():
        ids = tuple(
            i.id
            for i in shown
            if any(t.kind == "attribute" and _has(i, t.kind, t.name, t.attribute) for t in terms)
        )
        if not ids or len(ids) == len(shown) or len(name) < 2:
            continue
        short = name.removeprefix("可")
        if len(name) > 2 and len(short) >= 2:
            stem = re.escape(short[:2])
        elif name[-1] in _KINDS_OF:
            stem = f"{name[0]}[{_KINDS_OF}子生](?=[那的这]|$|[两三几])|{name[0]}[\u3400-\u9fff]{{1,4}}的(?=[那这])"
        else:
            continue
        for match in re.finditer(stem, text):
            ids_of[match.span()] = ids_of.get(match.span(), ()) + ids
    return [_Words(*span, tuple(i.id for i in shown if i.id in ids)) for span, ids in ids_of.items()]


_KINDS_OF = "式士色型款用"
_NEGATED = re.compile(r"(?:不能|不可以?|没有?|无|不带?)$")


def _amounts(text: str, shown: tuple[Item, ...]) -> list[_Words]:
    """215克, 264那把, 4.8分: a value with its unit, a price, or a rating."""
    out = []
    for amount in shown_amounts(text):
        bare = not amount.unit
        if bare and (amount.number < _LEAST_BARE or not _THAT.match(text, amount.end)) and not amount.decimal:
            continue
        ids = fitting(amount, shown)
        if ids:
            out.append(_Words(amount.start, amount.end, ids))
    return out


_LEAST_BARE = 10
"""A smaller number without a unit is a place or a count."""


def _pieces(text: str, shown: tuple[Item, ...]) -> list[_Words]:
    """Words of Chinese titles, brands and values, as long as they go: 登山包 of 登山包 40升."""
    told = {
        item.id: _HAN_RUN.findall(
            " ".join((item.title, item.brand, *(value for _, value in item.attributes)))
        )
        for item in shown
    }
    pieces = {
        run[start:end]
        for runs in told.values()
        for run in runs
        for start in range(len(run) - 1)
        for end in range(start + 2, len(run) + 1)
        if run[start:end] in text
    }
    out: list[_Words] = []
    for piece in sorted(pieces, key=len, reverse=True):
        ids = tuple(item_id for item_id, runs in told.items() if any(piece in run for run in runs))
        for match in re.finditer(re.escape(piece), text):
            if (
                not any(w.start < match.end() and match.start() < w.end for w in out)
                and not len(ids) == len(told) > 1
            ):
                out.append(_Words(match.start(), match.end(), ids, proper=True))
    return out


def _joined(text: str, words: list[_Words]) -> list[_Words]:
    """Neighbouring words as one: lumivar 那个usb, 黑色防水. Words that contradict each other stay two."""
    out: list[_Words] = []
    for word in words:
        before = out[-1] if out else None
        if before and word.start < before.end:
            continue
        between = text[before.end : word.start] if before else ""
        common = tuple(i for i in before.ids if i in word.ids) if before else ()
        asked = between.strip() and _ASKS_ONLY.match(text, word.end)  # norrvik那个防水吗 asks whether it is
        if (
            before
            and common
            and not asked
            and (_LINK.fullmatch(between) or re.fullmatch(rf"\s?[那这]{_MEASURE_WORD}\s?", between))
        ):
            out[-1] = _Words(before.start, word.end, common, before.proper or word.proper, before.brand and word.brand,
                             before.code or word.code)  # fmt: skip
        else:
            out.append(word)
    return out


def _phrase(text: str, words: _Words, context: Context, explicit_only: bool) -> Found | None:
    after = _THAT.match(text, words.end)
    before = None if after or _ASKS_ONLY.match(text, words.end) else _THAT_BEFORE.search(text[: words.start])
    beside = after or before
    start = before.start() if before else words.start
    end = after.end() if after else words.end
    if before:
        own = re.compile(r"(?:色|款|式|的|供电)*").match(text, words.end)
        end = own.end() if own else end
    many = (beside["n"] or beside["counted"] or "") if beside else ""
    count = _COUNT.get(many, 0)
    rest = text[words.end :]
    alone = _ALONE_BEFORE.fullmatch(text[: words.start]) and _ALONE_AFTER.fullmatch(rest)
    if words.brand and not beside and rest.startswith("的"):
        end += 1  # tavelle的 are things of the brand, tavelle alone is the brand
    noun = _NOUN_OF.match(text, words.end) and not _PREDICATE.search(text[: words.start])
    every = many in {"几", "些"} or (count > 1 and count == len(words.ids))
    if (noun or words.proper) and not beside and _ALL.match(text, words.end):
        every = True
    counted = _ALL.match(text, words.end)
    counts = False
    one_later = re.search(rf"[那这]{_MEASURE_WORD}", rest)
    if counted and counted["n"] and _COUNT[counted["n"]] == len(words.ids) and not one_later:
        every = counts = True  # 红色的有两个
    if len(words.ids) == len(context.shown) > 1 and not beside and not every:
        return None
    ids = tuple(i for i in words.ids if i in context.choices) or words.ids
    if alone and len(ids) > 1 and (small := _ALONE_AFTER.fullmatch(rest)) and small["adj"]:
        measure = chinese_measure("", small["adj"])
        ids = (measure and extreme(measure, [i for i in context.shown if i.id in ids])) or ids
    if not every and count < 2 and not context.choices:
        ids = of_those_spoken_of(ids, context, again=False)
    if beside and count and len(ids) > count:
        spoken = tuple(i for i in context.group if i in ids)
        ids = spoken if len(spoken) == count else ids
        every = every or len(ids) == count
    if explicit_only:
        meant = (
            bool(beside)
            or words.code
            or (words.proper and not words.brand)
            or bool(context.choices and (alone or noun))
        )
        meant = (
            meant
            or counts
            or bool(alone and "呢" in rest)
            or bool(words.brand and alone)
            or bool(noun and _ASKED_OF.match(text, words.end))
        )
    elif (
        re.match(r"[\s\W]*$", text[: words.start])
        and _TOLD.match(text, words.end)
        and words.end - words.start > 2
    ):
        meant = True  # 银色的摩卡壶能用电磁炉吗 is about the one that is named
    else:
        meant = bool(
            counts or beside or words.proper or alone or noun or _SETS_BESIDE.search(text[: words.start])
        )
    return Found(start, end, ids, every and len(ids) > 1) if meant else None


def _extremes(text: str, context: Context, found: list[Found], explicit_only: bool) -> list[Found]:
    out: list[Found] = []
    for match in _EXTREME.finditer(text):
        if not (match["most"] or match["that"]):
            continue
        if (
            match["most"]
            and not match["that"]
            and explicit_only
            and not re.match(r"的?(?:呢|怎么|多|值|为|好|能|会|有|是)", text[match.end() :])
        ):
            continue
        if not match["most"] and (match["that"] or "").startswith(("是", "哪")):
            continue  # 哪个便宜 and 便宜的是哪个 of two asks which
        if found and re.search(rf"哪{_MEASURE_WORD}?\s?$", text[: match.start()]):
            continue  # 哪个最便宜 of those that are named asks which
        measure = chinese_measure(match["noun"] or "", match["adj"])
        if measure is None:
            continue
        among = list(context.shown)
        within = next(
            (f for f in reversed(found) if f.end <= match.start() and _WITHIN.match(text, f.end)), None
        )
        if within:
            among = [item for item in among if item.id in within.item_ids]
            found.remove(within)
        elif not match["most"] and len(context.group) > 1:
            among = [item for item in among if item.id in context.group]
        count = _COUNT.get(match["count"] or "", 0)
        ids = tuple(ranked(measure, among)[:count]) if count else extreme(measure, among)
        if ids:
            out.append(Found(match.start(), match.end(), ids, len(ids) == count))
    return out


def _has(item: Item, kind: str, name: str, attribute: str) -> bool:
    if kind == "brand":
        return item.brand.lower() == name.lower()
    if kind == "category":
        return item.category.lower() == name.lower()
    return any(n == attribute and v.lower() == name.lower() for n, v in item.attributes)
