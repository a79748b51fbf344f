"""The fixed words of the ui in English and Chinese, and numbers as each language writes them."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

from whythis.agent.catalogue import locale_of, messages
from whythis.ui.staff_texts import STAFF_TEXTS

LANGS = ("en", "zh")

# Keys that start with "ui_" are also given to the browser, which picks its own language for them.
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "ui_placeholder": "Ask for a product, or ask why…",
        "ui_message": "Your message",
        "tagline": "Ask for a product. Then ask why.",
        "shopping_as": "Shopping as",
        "newcomer": "a newcomer",
        "new_conversation": "New conversation",
        "welcome_title": "What are you looking for?",
        "welcome_text": "Say it in your own words. Every suggestion comes with its reasons, and you can ask "
        "about each of them.",
        "welcome_as": "You are shopping as {name}: {about}",
        "try": "Try one of these",
        "thinking": "Looking through the shop…",
        "earlier": "Earlier messages are kept, but not shown here.",
        "products": "Suggested products",
        "next_questions": "Questions to ask next",
        "why_button": "Why this?",
        "why_ask": "Why the {ordinal} one?",
        "no_price": "Price on request",
        "no_rating": "Not rated yet",
        "rating": "{rating} out of 5 from {count} ratings",
        "fit": "{percent} fit",
        "fit_title": "The calibrated chance that it fits what you asked for",
        "fit_title_unmeasured": "The chance that its score stands for; too few judgments in this shop to check "
        "it",
        "rank": "Place {rank}",
        "chart": "What moved the score",
        "chart_caption": "Against the other products found. Bars to the right lift it, striped bars to the "
        "left hold it back.",
        "chart_title": "What moved the score from {base} to {total}",
        "base": "Average of the products found",
        "chart_caption_other": "Against the other product. Bars to the right put this one ahead, striped bars to "
        "the left the other.",
        "base_other": "The other product",
        "report_why": "About “{title}”",
        "overall_title": "What drives recommendations in {shop}",
        "overall_counts": "{lists} lists with {items} products that were compared.",
        "influence_title": "From data to score",
        "influence_note": "The thicker a line, the more it moved scores: the signal's share of all mean "
        "absolute Shapley values.",
        "summary_title": "What each signal did",
        "summary_note": "Shapley values over all products compared: the line holds nine in ten, the "
        "box the middle half, the mark is the median; the number is the mean size.",
        "permutation_title": "What goes wrong without it",
        "permutation_note": "Each signal shuffled within each list: how far scores then are off, and how "
        "much of the order of the first ten is lost (NDCG@10).",
        "dependence_heading": "How the score follows a signal",
        "dependence_title": "The score over {signal}",
        "dependence_note": "The thick line is the mean score when only this signal is moved, thin lines "
        "are single products.",
        "surrogate_title": "The score in a few rules",
        "surrogate_note": "A small tree that imitates the score. On lists that it was not grown on it "
        "accounts for R² = {fidelity} of it; the rules are an outline and not the "
        "ranker.",
        "groups_title": "Who is shown",
        "groups_note": "Each brand's share of what is seen, higher places counting more, with a 95 % "
        "interval. The mark is its share of all that was compared.",
        "shoppers_title": "What shoppers are shown",
        "shoppers_note": "Means over lists, with 95 % intervals: the chance and the score of what is shown, and how "
        "much of what is seen goes to products with more ratings, or a higher price, than the "
        "middle of what was compared for the same list.",
        "gaps_title": "Differences between shoppers",
        "gaps_note": "In percentage points, with 95 % intervals. Where the line at no difference lies within, the "
        "groups may fare alike.",
        "signal": "Signal",
        "share": "Share",
        "mae": "Scores off by",
        "ndcg_loss": "Order lost",
        "group": "Group",
        "lists": "Lists",
        "mean_score": "Score",
        "chance": "Chance to fit",
        "popular": "Seen of the more rated",
        "dear": "Seen of the dearer",
        "score": "Score",
        "shopper_known": "With a history",
        "shopper_newcomer": "Newcomers",
        "shopper_heavy": "With a longer history",
        "shopper_light": "With a shorter one",
        "source_request": "Request",
        "source_history": "History",
        "source_catalogue": "Catalogue",
        "source_conversation": "Conversation",
        "report_compare": "About “{title}” and another product",
        "total": "This product",
        "rest": "{count} smaller reasons together",
        "here_and_mean": "{value} here, {mean} on average",
        "signal_text_relevance": "How well it answers your words",
        "signal_meaning_match": "Closeness in meaning",
        "signal_word_match": "Your words found in its text",
        "signal_model_number": "The model number you named",
        "signal_brand_match": "The brand you named",
        "signal_category_match": "The kind of product you named",
        "signal_thing_asked": "The thing itself, not something for it",
        "signal_feature_match": "The features you named",
        "signal_taste": "Fit to what you chose before",
        "signal_brand_affinity": "Brands you chose before",
        "signal_category_affinity": "Kinds of product you chose before",
        "signal_price_fit": "Closeness to your price",
        "signal_quality": "Rating by shoppers",
        "signal_popularity": "Number of ratings",
        "signal_freshness": "How new it is",
        "signal_stated": "Likes and dislikes you told me",
        "words": "The words that counted",
        "words_part": "They are what one part of the score is made of: {label} ({value}).",
        "words_for": "speaks for it",
        "words_against": "speaks against it",
        "words_none": "No single word stood out.",
        "words_folded": "{source}: {count} words counted",
        "source_query": "Your words",
        "source_likes": "What you like",
        "source_title": "Title",
        "source_brand": "Brand",
        "source_category": "Category",
        "source_attributes": "Details",
        "source_description": "Description",
        "history": "What counted from your history",
        "event_view": "you looked at it",
        "event_cart": "you put it in the cart",
        "event_purchase": "you bought it",
        "event_like": "you liked it",
        "event_dislike": "you disliked it",
        "fine_print": "How this was computed",
        "method": "Method",
        "baseline": "Compared with",
        "word_method": "Words",
        "steps": "{steps} steps",
        "word_gap": "{percent} of the word score is not accounted for",
        "residual": "Left unexplained",
        "versions": "Versions",
        "decision": "Decision",
        "failed": "Something went wrong on our side; nothing was lost.",
        "failed_fix": "Please send your message again.",
        "failed_reload": "Please reload the page.",
        "no_cookie": "This page could not remember your conversation.",
        "no_cookie_fix": "Allow cookies for this page and reload it.",
        "too_long": "That message is too long to read at once.",
        "too_long_fix": "Please say it in at most {limit} characters.",
    },
    "zh": {
        "ui_placeholder": "想找什么？也可以问“为什么”…",
        "ui_message": "您的消息",
        "tagline": "先找商品，再问为什么。",
        "shopping_as": "当前身份",
        "newcomer": "新顾客",
        "new_conversation": "新对话",
        "welcome_title": "您想找什么？",
        "welcome_text": "用您自己的话说就好。每条推荐都附有理由，您可以逐条追问。",
        "welcome_as": "当前身份：{name}，{about}",
        "try": "试试这样问",
        "thinking": "正在店里寻找…",
        "earlier": "更早的消息已保存，此处不再显示。",
        "products": "推荐商品",
        "next_questions": "接下来可以问",
        "why_button": "为什么？",
        "why_ask": "为什么推荐第{ordinal}个？",
        "no_price": "价格待询",
        "no_rating": "暂无评分",
        "rating": "{rating} 分（满分 5 分），{count} 人评分",
        "fit": "契合度 {percent}",
        "fit_title": "经校准的、符合您需求的概率",
        "fit_title_unmeasured": "其得分所对应的概率；本店的评判太少，尚无法检验",
        "rank": "第 {rank} 名",
        "chart": "哪些因素影响了得分",
        "chart_caption": "与找到的其他商品相比：向右的条加分，向左的斜纹条减分。",
        "chart_title": "得分从 {base} 变为 {total} 的原因",
        "base": "所找到商品的平均分",
        "chart_caption_other": "与另一件商品相比：向右的条使这件领先，向左的斜纹条使另一件领先。",
        "base_other": "另一件商品",
        "report_why": "关于“{title}”",
        "overall_title": "{shop} 的推荐由什么决定",
        "overall_counts": "{lists} 个列表，比较了 {items} 件商品。",
        "influence_title": "从数据到得分",
        "influence_note": "线越粗，对得分影响越大：即该信号在所有 Shapley 值绝对平均中的份额。",
        "summary_title": "各信号的作用",
        "summary_note": "所有被比较商品的 Shapley 值：线为九成，框为中间一半，标记为中位数；数字为平均大小。",
        "permutation_title": "没有它会怎样",
        "permutation_note": "在每个列表内打乱一个信号：得分偏离多少，前十名的顺序损失多少（NDCG@10）。",
        "dependence_heading": "得分如何随信号变化",
        "dependence_title": "得分与 {signal}",
        "dependence_note": "粗线是只改变这一信号时的平均得分，细线是单件商品。",
        "surrogate_title": "几条规则看得分",
        "surrogate_note": "一棵模仿得分的小树。在未参与训练的列表上，它解释了 R² = "
        "{fidelity}；规则只是轮廓，不是排序器本身。",
        "groups_title": "谁被展示",
        "groups_note": "各品牌所获曝光的份额（名次越高越重），附 95 % "
        "区间。标记是它在所有被比较商品中的份额。",
        "shoppers_title": "顾客看到什么",
        "shoppers_note": "各列表的平均值，附 95 % 区间：所展示商品合适的可能性与得分，以及曝光中有多少给了评价数"
        "（或价格）高于同一列表比较中位数的商品。",
        "gaps_title": "顾客之间的差异",
        "gaps_note": "单位为百分点，附 95 % 区间。若区间包含零线，两组可能并无差别。",
        "signal": "信号",
        "share": "份额",
        "mae": "得分偏离",
        "ndcg_loss": "顺序损失",
        "group": "群体",
        "lists": "列表",
        "mean_score": "得分",
        "chance": "合适的可能性",
        "popular": "评价较多者的曝光",
        "dear": "较贵者的曝光",
        "score": "得分",
        "shopper_known": "有历史",
        "shopper_newcomer": "新顾客",
        "shopper_heavy": "历史较长",
        "shopper_light": "历史较短",
        "source_request": "请求",
        "source_history": "历史",
        "source_catalogue": "目录",
        "source_conversation": "对话",
        "report_compare": "关于“{title}”与另一件商品",
        "total": "这件商品",
        "rest": "其余 {count} 个较小因素合计",
        "here_and_mean": "此商品 {value}，平均 {mean}",
        "signal_text_relevance": "描述与您的话的契合程度",
        "signal_meaning_match": "含义相近程度",
        "signal_word_match": "文字中出现您的用词",
        "signal_model_number": "您说的型号",
        "signal_brand_match": "您说的品牌",
        "signal_category_match": "您说的商品类别",
        "signal_thing_asked": "正是所要的东西，而非其配件",
        "signal_feature_match": "您提到的特性",
        "signal_taste": "与您以前所选的相合",
        "signal_brand_affinity": "您以前选过的品牌",
        "signal_category_affinity": "您以前选过的类别",
        "signal_price_fit": "与您心中价格的接近程度",
        "signal_quality": "顾客评分",
        "signal_popularity": "评分人数",
        "signal_freshness": "新旧程度",
        "signal_stated": "您说过的喜好",
        "words": "起作用的词语",
        "words_part": "它们构成得分中的一项：{label}（{value}）。",
        "words_for": "加分",
        "words_against": "减分",
        "words_none": "没有特别突出的词语。",
        "words_folded": "{source}：{count} 个词起了作用",
        "source_query": "您的话",
        "source_likes": "您的喜好",
        "source_title": "标题",
        "source_brand": "品牌",
        "source_category": "类别",
        "source_attributes": "参数",
        "source_description": "描述",
        "history": "您的历史记录中起作用的部分",
        "event_view": "您浏览过",
        "event_cart": "您加入过购物车",
        "event_purchase": "您购买过",
        "event_like": "您喜欢过",
        "event_dislike": "您不喜欢",
        "fine_print": "计算方式",
        "method": "方法",
        "baseline": "比较基准",
        "word_method": "词语",
        "steps": "{steps} 步",
        "word_gap": "词语得分中有 {percent} 未能归因",
        "residual": "未解释部分",
        "versions": "版本",
        "decision": "决策编号",
        "failed": "我们这边出了点问题，您的内容没有丢失。",
        "failed_fix": "请再发送一次。",
        "failed_reload": "请刷新页面。",
        "no_cookie": "此页面无法记住您的对话。",
        "no_cookie_fix": "请允许此页面使用 Cookie，然后刷新。",
        "too_long": "这条消息太长了。",
        "too_long_fix": "请控制在 {limit} 个字符以内。",
    },
}

# They fit the sample shop; another shop's owner gives their own.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "en": (
        "Noise cancelling headphones for the train, under $150",
        "A quiet keyboard for a shared office",
        "A light waterproof jacket for running",
        "A board game for two small children",
    ),
    "zh": (
        "适合通勤的降噪耳机，150 美元以内",
        "安静的键盘，放在办公室用",
        "防水的跑步外套",
        "适合两个小孩玩的桌游",
    ),
}

_ORDINALS = {
    "en": ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    "zh": tuple("一二三四五六七八九十"),
}


def known_lang(lang: str | None) -> str:
    """The language of the catalogue that a tag such as "zh-Hans-CN" stands for; English when unknown."""
    head = (lang or "").lower().replace("_", "-").split("-", 1)[0]
    return head if head in LANGS else "en"


def preferred_lang(accept_language: str) -> str:
    """The first language of an Accept-Language header that the catalogue has."""
    for part in accept_language.split(","):
        tag = part.split(";", 1)[0].strip().lower()
        if tag.split("-", 1)[0] in LANGS:
            return known_lang(tag)
    return "en"


def say(lang: str, key: str, **values: object) -> str:
    """A fixed text with its values filled in. Plain text: escape it before it goes into HTML."""
    return _texts(lang)[key].format(**values)


def for_staff(lang: str) -> str:
    """The tag of a language as staff are spoken to in it: what is "you" to a shopper is "the shopper" to them."""
    return known_lang(lang) + _STAFF


def _texts(lang: str) -> Mapping[str, str]:
    own = TEXTS[known_lang(lang)]
    return ChainMap(STAFF_TEXTS[known_lang(lang)], own) if lang.endswith(_STAFF) else own


_STAFF = "-x-staff"


def signal_label(lang: str, name: str, label: str) -> str:
    """A signal as a person would call it: from the catalogue, else by its own label or name."""
    known = _texts(lang).get(f"signal_{name}")
    told = known or label or name.replace("_", " ")
    return told[:1].upper() + told[1:]


def ask_why(lang: str, rank: int) -> str:
    """The question that the "Why this?" button of the card at `rank` sends."""
    words = _ORDINALS[known_lang(lang)]
    ordinal = words[rank - 1] if 1 <= rank <= len(words) else {"en": f"{rank}th"}.get(lang, str(rank))
    return say(lang, "why_ask", ordinal=ordinal)


def price(lang: str, cents: int | None, currency: str) -> str:
    """A price as the language writes it, or the words for having none."""
    if cents is None:
        return say(lang, "no_price")
    return format_currency(Decimal(cents) / 100, currency, locale=locale_of(known_lang(lang)))


def count(lang: str, number: int) -> str:
    return format_compact_decimal(number, locale=locale_of(known_lang(lang)), fraction_digits=1)


def decimal(lang: str, value: float, pattern: str = "0.0") -> str:
    return format_decimal(value, format=pattern, locale=locale_of(known_lang(lang)))


def percent(lang: str, share: float) -> str:
    return format_percent(share, locale=locale_of(known_lang(lang)))


def chance(lang: str, probability: float) -> str:
    """A chance in whole percent as the chat's sentences say it: a guess, however good, never reads as certain."""
    return messages(known_lang(lang)).percent(probability)


def signed(value: float) -> str:
    """+0.42 or −0.42, with a real minus; a value that rounds to nothing has no sign."""
    text = f"{abs(value):.2f}"
    if text == "0.00":
        return text
    return ("+" if value > 0 else "−") + text


def plain(value: float) -> str:
    """0.42 or −0.42."""
    return f"{value:.2f}".replace("-", "−")
