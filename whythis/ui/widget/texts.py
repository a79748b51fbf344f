"""The widget's fixed words in English and Chinese. What the chat's page says too is taken from its catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.ui import texts

_SHARED = (
    "new_conversation", "thinking", "products", "next_questions", "why_button", "why_ask", "no_price", "no_rating",
    "rating", "fit", "fit_title", "fit_title_unmeasured", "chart", "chart_caption", "chart_caption_other", "rest",
    "words", "words_for", "words_against", "words_folded", "history", "welcome_title", "welcome_text",
)  # fmt: skip
_SHARED_KINDS = ("signal_", "source_", "event_")
_PAGE_ONLY = ("source_request", "source_history", "source_catalogue", "source_conversation")

_OWN: dict[str, dict[str, str]] = {
    "en": {
        "title": "Ask the shop",
        "open": "Ask for a product, or ask why",
        "close": "Close",
        "send": "Send",
        "message": "Your message",
        "placeholder": "Ask for a product, or why…",
        "conversation": "Conversation",
        "why_this": "Why am I seeing this?",
        "why_item": "Why “{title}”?",
        "from_list": "From your list of {when}, for “{request}”:",
        "from_page": "It was on no list of yours, so I looked for what this page is about, “{request}”:",
        "no_list": "No list that I made for you has this product on it, so there is no reason to tell: it stands here "
        "for everybody. Tell me what you are looking for, and everything I suggest comes with its reasons.",
        "ask_compare": "Why not higher up?",
        "ask_what_if": "What would change it?",
        "ask_similar": "What is liked for the same reasons?",
        "feedback": "Was this answer good?",
        "helpful": "This helps",
        "unhelpful": "This does not help",
        "wrong": "The reason is wrong",
        "offensive": "It is offensive",
        "what_wrong": "What is wrong with it?",
        "comment": "Anything you want to add",
        "sending": "Sending…",
        "thanks": "Thank you. The shop will see this.",
        "broken": "The connection broke. I keep trying; nothing you wrote is lost.",
        "busy": "Many are asking at the moment. I ask again in a few seconds.",
        "lost": "The shop cannot be reached. What you wrote is kept.",
        "failed": "Something went wrong on our side. What you wrote is kept.",
        "not_here": "This page is not set up to be answered.",
        "not_yours": "This list is not there any more, or it was made for somebody else.",
        "older": "This list was made by an earlier version of the shop's model, which cannot be run again.",
        "retry": "Try again",
        "profile": "What you know about me",
        "known_as": "The shop told me who you are: {shopper}.",
        "not_known": "I do not know who you are. What you write here hangs together by a key that this browser tab "
        "alone keeps.",
        "count_talks": "Conversations",
        "count_decisions": "Lists made for you",
        "count_feedback": "Your opinions on answers",
        "count_events": "Things you looked at or bought",
        "stated": "What you said you like, or not",
        "newest_events": "What you did last",
        "forget": "Forget everything about me",
        "forget_note": "You are asked once more before anything is erased.",
        "forget_sure": "This erases your conversations here and all that I know about you. It cannot be undone.",
        "forget_yes": "Yes, erase everything",
        "forgotten": "Done. Everything I knew about you is erased.",
        "ordinals": "first second third fourth fifth sixth seventh eighth ninth tenth",
        "ordinal": "{rank}th",
    },
    "zh": {
        "title": "问问本店",
        "open": "找商品，或问“为什么”",
        "close": "关闭",
        "send": "发送",
        "message": "您的消息",
        "placeholder": "想找什么，或问为什么…",
        "conversation": "对话",
        "why_this": "为什么给我看这个？",
        "why_item": "为什么是“{title}”？",
        "from_list": "来自 {when} 为您列出的“{request}”：",
        "from_page": "它不在为您列出的任何清单里，所以我按本页的主题“{request}”找了一遍：",
        "no_list": "我为您列出的商品里没有这一件，所以说不上推荐理由：它对所有人都这样展示。"
        "告诉我您想找什么，我推荐的每一件都会说明理由。",
        "ask_compare": "为什么没排得更靠前？",
        "ask_what_if": "怎样会改变结果？",
        "ask_similar": "还有哪些因同样的理由受欢迎？",
        "feedback": "这个回答好吗？",
        "helpful": "有帮助",
        "unhelpful": "没有帮助",
        "wrong": "理由不对",
        "offensive": "令人不快",
        "what_wrong": "哪里不对？",
        "comment": "还想补充什么",
        "sending": "正在发送…",
        "thanks": "谢谢，店家会看到。",
        "broken": "连接断开了，正在重试；您写的内容不会丢失。",
        "busy": "现在提问的人很多，几秒后我会再试。",
        "lost": "暂时联系不上本店。您写的内容已保留。",
        "failed": "我们这边出了点问题。您写的内容已保留。",
        "not_here": "这个页面尚未设置好，无法回答。",
        "not_yours": "这个列表已不存在，或者是为别人列出的。",
        "older": "这个列表是由本店较早版本的模型列出的，无法重新运行。",
        "retry": "再试一次",
        "profile": "您了解我什么",
        "known_as": "店家告诉我您是：{shopper}。",
        "not_known": "我不知道您是谁。您在这里写的内容只靠这个浏览器标签页保存的一把钥匙联系在一起。",
        "count_talks": "对话",
        "count_decisions": "为您列出的清单",
        "count_feedback": "您对回答的意见",
        "count_events": "您看过或买过的商品",
        "stated": "您说过的喜好",
        "newest_events": "您最近的浏览和购买",
        "forget": "删除我的所有数据",
        "forget_note": "删除之前会再问您一次。",
        "forget_sure": "这会删除您在这里的对话，以及我对您的所有了解，无法恢复。",
        "forget_yes": "是的，全部删除",
        "forgotten": "好了，我对您的所有了解都已删除。",
        "ordinals": "一 二 三 四 五 六 七 八 九 十",
        "ordinal": "{rank}",
    },
}  # fmt: skip


def widget_texts(lang: str) -> dict[str, str]:
    """Every text of the widget, by key, in a language of the catalogue."""
    catalogue = texts.TEXTS[lang]
    shared = {key: catalogue[key] for key in _SHARED}
    kinds = {k: v for k, v in catalogue.items() if k.startswith(_SHARED_KINDS) and k not in _PAGE_ONLY}
    return shared | kinds | _OWN[lang]


def spoken(wanted: str, languages: Sequence[str]) -> str:
    """The first of the wanted languages, such as "zh-CN,en", that is among the site's; else the site's first."""
    tags = (tag.strip().lower().replace("_", "-").split("-")[0] for tag in wanted.split(","))
    known = [language for language in languages if language in texts.LANGS] or list(texts.LANGS)
    return next((tag for tag in tags if tag in known), known[0])
