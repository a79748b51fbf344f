"""The search: its form, and the decisions found, each with the list that it showed."""

from __future__ import annotations

from html import escape

from whythis.records.types import DecisionSummary
from whythis.ui.console.parts import heading, link, note, time
from whythis.ui.console.texts import say
from whythis.ui.console.types import Address, Desk, Found, Viewer

PAGE = 20
_FIELDS = (("shopper", "text"), ("item", "text"), ("text", "text"), ("order", "text"), ("since", "date"),
           ("until", "date"))  # fmt: skip


def find_page(desk: Desk, who: Viewer, at: Address, lang: str) -> str:
    found = desk.find(who, at, PAGE)
    parts = [heading(say(lang, "find"), 1), _form(at, lang), '<section class="wt-results">']
    title = heading(say(lang, "found"))
    csv = ""
    if found.decisions and desk.may(who, "staff.export"):
        csv = f'<a class="wt-file" href="/staff/decisions.csv{escape(at.query(cursor=None))}" download>' + (
            f"{escape(say(lang, 'csv'))}</a>"
        )
    parts.append(f'<div class="wt-row-between">{title}{csv}</div>')
    if not found.decisions:
        parts.append(note(say(lang, "found_none")))
    parts.append('<ol class="wt-found">')
    parts += [_decision(desk, d, found, lang) for d in found.decisions]
    parts.append("</ol>")
    if found.next:
        parts.append(link(at.query(cursor=found.next), say(lang, "older"), cls="wt-button"))
    return "".join([*parts, "</section>"])


def _form(at: Address, lang: str) -> str:
    fields = []
    for name, kind in _FIELDS:
        hint = f"{name}_hint"
        hinted = f' placeholder="{escape(say(lang, hint))}"' if kind == "text" and name != "text" else ""
        limit = ' maxlength="120"' if kind == "text" else ""
        fields.append(
            f'<label class="wt-{name}"><span>{escape(say(lang, name))}</span>'
            f'<input type="{kind}" name="{name}" value="{escape(getattr(at, name))}"{hinted}{limit} '
            'autocomplete="off" spellcheck="false"></label>'
        )
    return (
        f'<form class="wt-search" role="search" data-go data-base="?">{"".join(fields)}'
        f'<button type="submit" class="wt-primary">{escape(say(lang, "search"))}</button></form>'
    )


def _decision(desk: Desk, d: DecisionSummary, found: Found, lang: str) -> str:
    here = Address(v="decision", d=d.id)
    who = desk.shopper_name(d.shopper_id) if d.shopper_id else say(lang, "nobody")
    known = f"{who} ({d.shopper_id})" if d.shopper_id and who != d.shopper_id else who
    flag = f' <span class="wt-flag">{escape(say(lang, "flagged"))}</span>' if d.id in found.flagged else ""
    items = []
    for rank, item_id in enumerate(d.shown, start=1):
        bought = found.bought.get((d.id, item_id))
        mark = (
            f' <span class="wt-bought">{escape(say(lang, "bought", day=bought[:10]))}</span>'
            if bought
            else ""
        )
        label = found.titles.get(item_id, item_id)
        items.append(f"<li value={rank}>{link(here.query(i=item_id), label)}{mark}</li>")
    return (
        f'<li class="wt-decision"><div class="wt-decision-head">'
        f"{link(here.query(), d.request_text or say(lang, 'request_erased'), cls='wt-request')}{flag}"
        f'<span class="wt-meta">{time(d.made_at_utc)} · {escape(known)}</span></div>'
        f'<ol class="wt-shown">{"".join(items)}</ol></li>'
    )
