"""Product cards: what a suggested product looks like inside a reply."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from whythis.agent.types import ShownItem
from whythis.ui.texts import ask_why, chance, count, decimal, price, say


def product_cards(items: Sequence[ShownItem], lang: str, *, askable: bool) -> str:
    """HTML: the items in order. `askable` gives each card its "Why this?" button; only the latest list has
    them, because "the first one" means the first of that list."""
    cards = "".join(_card(item, lang, askable) for item in items)
    return f'<ol class="wt-cards" aria-label="{escape(say(lang, "products"))}">{cards}</ol>'


def image_url(item_id: str) -> str:
    return "/images/" + quote(item_id, safe="")


def _card(item: ShownItem, lang: str, askable: bool) -> str:
    brand = f'<span class="wt-brand">{escape(item.brand)}</span>' if item.brand else ""
    button = ""
    if askable:
        question = escape(ask_why(lang, item.rank))
        button = (
            f'<button type="button" class="wt-why-button" data-ask="{question}">'
            f"{escape(say(lang, 'why_button'))}</button>"
        )
    title = escape(item.title)
    cost = escape(price(lang, item.price_cents, item.currency))
    unpriced = " wt-unpriced" if item.price_cents is None else ""
    return (
        f'<li class="wt-card"><div class="wt-picture">'
        f'<img src="{escape(image_url(item.id))}" alt="" width="320" height="240" loading="lazy">'
        f'<span class="wt-rank" title="{escape(say(lang, "rank", rank=item.rank))}">{item.rank}</span></div>'
        f'<div class="wt-facts">{brand}<span class="wt-title" title="{title}">{title}</span>'
        f'{_rating(item, lang)}<span class="wt-price{unpriced}">{cost}</span>'
        f'<span class="wt-fit" title="{escape(say(lang, "fit_title" if item.band else "fit_title_unmeasured"))}">'
        f"{escape(say(lang, 'fit', percent=chance(lang, item.probability)))}</span></div>"
        f"{button}</li>"
    )


def _rating(item: ShownItem, lang: str) -> str:
    if item.rating is None or item.rating_count == 0:
        return f'<span class="wt-rating wt-unrated">{escape(say(lang, "no_rating"))}</span>'
    rating = decimal(lang, item.rating)
    told = escape(say(lang, "rating", rating=rating, count=item.rating_count))
    halves = max(0, min(10, round(item.rating * 2)))
    return (
        f'<span class="wt-rating" role="img" aria-label="{told}" title="{told}">'
        f'<span class="wt-stars"><span class="wt-stars-on wt-s{halves}">★★★★★</span>★★★★★</span> '
        f'{rating} <span class="wt-count">({escape(count(lang, item.rating_count))})</span></span>'
    )
