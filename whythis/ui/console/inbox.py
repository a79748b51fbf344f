"""Talks that were handed over to a person: who waits, who looks after which, what is done."""

from __future__ import annotations

from html import escape

from whythis.records.casework import Case
from whythis.records.types import Handover
from whythis.ui.console.parts import action, heading, link, minute, note, time
from whythis.ui.console.texts import say
from whythis.ui.console.types import Address, Desk, Viewer


def inbox_page(desk: Desk, who: Viewer, lang: str, told: str = "") -> str:
    found = desk.handovers(who)
    if not found:
        return heading(say(lang, "inbox"), 1) + told + note(say(lang, "inbox_none"))
    done = [(h, c) for h, c in found if c is not None and c.closed_at_utc]
    left = [(h, c) for h, c in found if c is None or not c.closed_at_utc]
    parts = [heading(say(lang, "inbox"), 1), told]
    for title, some in (("inbox_open", left), ("inbox_done", done)):
        if some:
            cards = "".join(_card(desk, who, h, c, lang) for h, c in some)
            parts.append(f'{heading(say(lang, title))}<ol class="wt-found">{cards}</ol>')
    return "".join(parts)


def _card(desk: Desk, who: Viewer, handover: Handover, case: Case | None, lang: str) -> str:
    shopper = desk.shopper_name(handover.shopper_id) if handover.shopper_id else say(lang, "nobody")
    status = say(lang, f"ho_{handover.status}", problem=handover.problem)
    here = Address(v="inbox").query()
    if case is None:
        do = action(lang, here, "take", "take", h=handover.id)
    elif case.closed_at_utc:
        do = note(say(lang, "done_by", name=case.staff, time=minute(case.closed_at_utc)))
    else:
        do = note(say(lang, "taken_by", name=case.staff, time=minute(case.taken_at_utc)))
        if case.staff == who.name:
            do += action(lang, here, "done", "done", h=handover.id)
    lists = "".join(
        f"<li>{link(Address(v='decision', d=d, part='talk').query(), say(lang, 'open_list'))}</li>"
        for d in handover.decision_ids[:5]
    )
    return (
        f'<li class="wt-decision"><div class="wt-decision-head"><strong>{escape(shopper)}</strong>'
        f'<span class="wt-meta">{time(handover.at_utc)} · {escape(status)} · '
        f"{escape(say(lang, 'lists', count=len(handover.decision_ids)))}</span></div>"
        f'<ul class="wt-choices">{lists}</ul>{do}</li>'
    )
