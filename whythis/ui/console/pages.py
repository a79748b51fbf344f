"""From an address to a page of the console. Nothing else decides what is shown: no state is kept anywhere."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from html import escape

from whythis.errors import WhyThisError
from whythis.ui.console.decision import decision_page, takes_time
from whythis.ui.console.finding import find_page
from whythis.ui.console.inbox import inbox_page
from whythis.ui.console.parts import link, note, problem
from whythis.ui.console.texts import say
from whythis.ui.console.types import Address, Desk, Viewer

_log = logging.getLogger(__name__)


async def page(desk: Desk, who: Viewer, query: object, lang: str, *, may_write: bool) -> AsyncIterator[str]:
    """The page at an address, after what it does was done: where an answer takes its time, first what is known at once.

    Args:
        query: what the browser sent; anything.
        may_write: an address that somebody followed a link to does nothing.
    """
    at = Address()
    try:
        at = Address.parse(query)
        if not may_write:
            at = at.model_copy(update={"do": ""})
        if takes_time(at):
            yield _whole(
                desk, who, at, lang, await desk.run(who, "look", lambda: _body(desk, who, at, lang, True))
            )
        stage = "explain" if _computes(at) else "look"
        body = await desk.run(who, stage, lambda: _body(desk, who, at, lang))
    except WhyThisError as error:
        body = problem(error.message, f"{error.got}. {error.fix}") + _back(lang)
    except Exception:
        _log.exception("a page of the console failed")
        body = problem(say(lang, "failed"), "") + _back(lang)
    yield _whole(desk, who, at, lang, body)


def _whole(desk: Desk, who: Viewer, at: Address, lang: str, body: str) -> str:
    return f'<div id="wt-chat" class="wt-console" lang="{lang}">{_nav(desk, who, at, lang)}{body}</div>'


def _computes(at: Address) -> bool:
    return at.v == "decision" and (at.part == "since" or (at.part == "list" and bool(at.i)))


def _body(desk: Desk, who: Viewer, at: Address, lang: str, first: bool = False) -> str:
    told = ""
    if at.do and (done := _DO.get(at.do)):
        told = done(desk, who, at, lang)
    if at.v == "inbox":
        return inbox_page(desk, who, lang, told)
    if at.v == "decision" and at.d:
        return told + decision_page(desk, who, at, lang, first)
    return find_page(desk, who, at, lang)


def _note(desk: Desk, who: Viewer, at: Address, _: str) -> str:
    desk.add_note(who, at.d or "", at.do, at.note)
    return ""


def _take(desk: Desk, who: Viewer, at: Address, lang: str) -> str:
    owner = desk.take(who, at.h or "")
    return "" if owner == who.name else note(say(lang, "taken_other", name=owner))


def _done(desk: Desk, who: Viewer, at: Address, _: str) -> str:
    desk.close_case(who, at.h or "")
    return ""


_DO: dict[str, Callable[[Desk, Viewer, Address, str], str]] = {
    "note": _note,
    "flag": _note,
    "unflag": _note,
    "take": _take,
    "done": _done,
}


def _nav(desk: Desk, who: Viewer, at: Address, lang: str) -> str:
    links = [link("?", say(lang, "find"), current=at.v != "inbox")]
    if desk.may(who, "staff.handovers"):
        links.append(link(Address(v="inbox").query(), say(lang, "inbox"), current=at.v == "inbox"))
    if desk.may(who, "staff.overview"):
        links.append(f'<a href="/owner">{escape(say(lang, "owner"))}</a>')
    me = say(lang, "signed_in_as", name=who.name, role=say(lang, f"role_{who.role}"))
    return (
        f'<header class="wt-bar"><div class="wt-name"><img src="/ui/mark.svg" alt="" width="28" height="28">'
        f"<div><strong>{escape(desk.name)}</strong><span>{escape(say(lang, 'desk'))}</span></div></div>"
        f'<nav aria-label="{escape(say(lang, "desk"))}">{"".join(links)}</nav>'
        f'<form method="post" action="/staff/sign-out" class="wt-me"><span>{escape(me)}</span>'
        f"<button>{escape(say(lang, 'sign_out'))}</button></form></header>"
    )


def _back(lang: str) -> str:
    return f"<p>{link('?', say(lang, 'back'))}</p>"
