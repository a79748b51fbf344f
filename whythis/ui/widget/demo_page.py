"""A shop page for showing the widget in place: its lists come from the API, as a shop's own would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

DEMO = Path(__file__).parent / "demo"
_TEXTS = {
    "en": {
        "lang": "en",
        "other": "zh",
        "other_name": "中文",
        "other_lang": "zh",
        "kinds": "What would you like to see?",
        "intro": "A page as a shop would build it. The products come from one request to the API; below each of "
        "them, and in the corner, stands the widget.",
        "loading": "Loading products…",
        "empty": "Nothing found.",
        "failed": "The products could not be loaded. Reload the page to try again.",
        "how": "All that the page does for it",
        "docs": "Each product's button is one element:",
    },
    "zh": {
        "lang": "zh",
        "other": "en",
        "other_name": "English",
        "other_lang": "en",
        "kinds": "想看些什么？",
        "intro": "这是一个普通商店页面的样子。商品来自对 API 的一次请求；每件商品下方和页面角落就是小组件。",
        "loading": "正在加载商品…",
        "empty": "没有找到。",
        "failed": "商品加载失败，请刷新页面重试。",
        "how": "页面只需要这些",
        "docs": "每件商品的按钮只是一个元素：",
    },
}


@dataclass(frozen=True, slots=True)
class DemoShop:
    """`requests` are what the page offers to look for, by language."""

    name: str
    requests: Mapping[str, Sequence[str]]


def demo_page(shop: DemoShop, lang: str) -> str:
    """The page as HTML; every text in it is escaped."""
    requests = "".join(
        f'<li><button type="button" data-query="{escape(text)}" aria-pressed="false">{escape(text)}</button></li>'
        for text in shop.requests.get(lang, ())
    )
    texts = {key: escape(value) for key, value in _TEXTS[lang].items()}
    template = Template((DEMO / "shop.html").read_text(encoding="utf-8"))
    return template.substitute(texts, name=escape(shop.name), requests=requests)
