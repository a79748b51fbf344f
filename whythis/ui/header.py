"""The head of the page: the shop's name, who is shopping, and the way to start over."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from whythis.ui.texts import say
from whythis.ui.types import ShopperCard


def page_header(name: str, shoppers: Sequence[ShopperCard], lang: str, shopper: str | None) -> str:
    """HTML. The picker is left out where there is nobody to pick."""
    return (
        f'<header class="wt-head" lang="{lang}">{_name(name, say(lang, "tagline"))}'
        f'<div class="wt-tools">{_picker(shoppers, lang, shopper)}<button type="button" id="wt-new">'
        f"{escape(say(lang, 'new_conversation'))}</button></div></header>"
    )


def brand(name: str) -> str:
    """HTML: what can be shown before it is known who reads, and in which language."""
    return f'<header class="wt-head">{_name(name, " ")}</header>'


def _name(name: str, tagline: str) -> str:
    return (
        '<div class="wt-name"><img src="/ui/mark.svg" alt="" width="28" height="28">'
        f"<div><strong>{escape(name)}</strong><span>{escape(tagline)}</span></div></div>"
    )


def _picker(shoppers: Sequence[ShopperCard], lang: str, shopper: str | None) -> str:
    if not shoppers:
        return ""
    options = [f'<option value="">{escape(say(lang, "newcomer"))}</option>']
    for card in shoppers:
        chosen = " selected" if card.id == shopper else ""
        options.append(f'<option value="{escape(card.id)}"{chosen}>{escape(card.name)}</option>')
    return (
        f'<label class="wt-as"><span>{escape(say(lang, "shopping_as"))}</span>'
        f'<select id="wt-shopper">{"".join(options)}</select></label>'
    )
