"""One decision: its list with the answers about it, its trace, its talk, then and now, and its notes."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any

from whythis.agent.recommend import shown_items
from whythis.agent.state import reply_from_json
from whythis.explainers.since import Moved
from whythis.explainers.types import Explanation
from whythis.explainers.why_not import WhyNot
from whythis.ranking.types import Decision, ScoredCandidate
from whythis.ui.cards import image_url
from whythis.ui.console.parts import action, heading, link, note, table, time
from whythis.ui.console.texts import knows, say
from whythis.ui.console.types import KINDS, PARTS, Address, Desk, Told, Viewer
from whythis.ui.reasons import reasons_panel
from whythis.ui.texts import chance, for_staff, price, signal_label, signed

_CHOICES = 8


SLOW = ("why", "anchor", "similar", "confidence")
"""Answers for which the network is run many times."""


def takes_time(at: Address) -> bool:
    return at.v == "decision" and at.part == "list" and bool(at.i) and at.k in SLOW and not at.do


def decision_page(desk: Desk, who: Viewer, at: Address, lang: str, first: bool = False) -> str:
    """HTML. `first`: only what is known at once; the rest of an answer that takes its time is still to come."""
    decision = desk.open(who, at.d or "")
    parts: dict[str, Any] = {
        "list": lambda *given: _list_part(*given, first=first),
        "trace": _trace_part,
        "talk": _talk_part,
        "since": _since_part,
        "notes": _notes_part,
    }
    return _head(desk, who, decision, at, lang) + parts[at.part](desk, who, decision, at, lang)


def _head(desk: Desk, who: Viewer, decision: Decision, at: Address, lang: str) -> str:
    notes = desk.notes(who, decision.id)
    flags = [n for n in notes if n.kind != "note"]
    flagged = bool(flags) and flags[-1].kind == "flag"
    shopper = say(lang, "nobody")
    if decision.shopper_id:
        name = desk.shopper_name(decision.shopper_id)
        label = name if name == decision.shopper_id else f"{name} ({decision.shopper_id})"
        shopper = link(Address(shopper=decision.shopper_id).query(), label)
    meta = [time(decision.made_at_utc), shopper, escape(decision.versions.model)]
    do = "unflag" if flagged else "flag"
    label = "take_flag" if flagged else "add_flag"
    files = ""
    if desk.may(who, "staff.export"):
        files = "".join(
            f'<a class="wt-file" href="/staff/decisions/{decision.id}.{kind}" download>'
            f"{escape(say(lang, kind))}</a>"
            for kind in ("pdf", "csv")
        )
    tabs = []
    for part in PARTS:
        if part == "talk" and not desk.may(who, "staff.conversations"):
            continue
        name = say(lang, "since_part" if part == "since" else part)
        if part == "notes" and notes:
            name += f" ({len(notes)})"
        tabs.append(link(at.query(part=part), name, current=part == at.part))
    erased = note(say(lang, "erased", day=decision.erased.at_utc[:10])) if decision.erased else ""
    flag = f'<span class="wt-flag">{escape(say(lang, "flagged"))}</span>' if flagged else ""
    return (
        f'<div class="wt-opened">{heading(decision.request.text or say(lang, "request_erased"), 1)}{flag}'
        f'<p class="wt-meta">{" · ".join(meta)}</p>{erased}'
        f'<div class="wt-actions">{action(lang, at.query(), do, label)}{files}</div>'
        f'<nav class="wt-tabs" aria-label="{escape(say(lang, "list"))}">{"".join(tabs)}</nav></div>'
    )


def _list_part(desk: Desk, who: Viewer, decision: Decision, at: Address, lang: str, first: bool) -> str:
    bought = desk.bought(decision)
    rows = []
    for item in shown_items(decision):
        mark = bought.get(item.id)
        later = f'<span class="wt-bought">{escape(say(lang, "bought", day=mark[:10]))}</span>' if mark else ""
        rows.append(
            f"<li{' data-current' if item.id == at.i else ''}>"
            f'<img src="{escape(image_url(item.id))}" alt="" width="64" height="48">'
            f"<div>{link(at.query(i=item.id, k='why', other=''), item.title, current=item.id == at.i)}"
            f'<span class="wt-meta">{escape(price(lang, item.price_cents, item.currency))} · '
            f"{escape(say(lang, 'chance', percent=chance(lang, item.probability)))}</span>{later}</div></li>"
        )
    listed = f'<ol class="wt-list">{"".join(rows)}</ol>' if rows else note(say(lang, "empty_list"))
    another = (
        f'<form class="wt-another" data-go data-base="{escape(at.query(i="", k="why_not", other=""))}">'
        f'<label><span>{escape(say(lang, "another"))}</span><input type="text" name="i" maxlength="200" '
        f'autocomplete="off" placeholder="{escape(say(lang, "another_hint"))}"></label>'
        f"<button>{escape(say(lang, 'ask'))}</button></form>"
    )
    return (
        f'<div class="wt-two"><section>{heading(say(lang, "shown_as"))}{listed}{another}</section>'
        f'<section class="wt-answer">{_answer(desk, who, decision, at, lang, first)}</section></div>'
    )


def _answer(desk: Desk, who: Viewer, decision: Decision, at: Address, lang: str, first: bool) -> str:
    if not at.i:
        return note(say(lang, "choose"))
    known = decision.candidate(at.i)
    excluded = any(e.item_id == at.i for e in decision.exclusions)
    title = known.item.title if known else at.i
    if known is None:
        meant = desk.titled(at.i, _CHOICES)
        exact = next((m for m in meant if m.id == at.i), None) or (meant[0] if len(meant) == 1 else None)
        if exact is None and not excluded:
            if not meant:
                return note(say(lang, "none_such"))
            choices = "".join(f"<li>{link(at.query(i=m.id), m.title)}</li>" for m in meant)
            return heading(say(lang, "several")) + f'<ul class="wt-choices">{choices}</ul>'
        if exact is not None:
            at, title = at.model_copy(update={"i": exact.id}), exact.title
            known = decision.candidate(exact.id)
    tabs = "".join(
        link(at.query(k=kind), say(lang, kind), current=kind == at.k)
        for kind in KINDS
        if known is not None or kind in ("why_not", "what_if")
    )
    if not first:
        answer = _told(desk.tell(who, decision, at.k, at.i, at.other, lang), lang)
    elif at.k == "why":
        answer = _pending("reading", lang) + _told(desk.glance(who, decision, at.i, lang), lang)
    else:
        answer = _pending("trying", lang)
    return (
        f"{heading(say(lang, 'about_item', title=title))}"
        f'<nav class="wt-kinds" aria-label="{escape(say(lang, "kinds"))}">{tabs}</nav>'
        f"{_against(decision, at, lang) if at.k == 'compare' else ''}{answer}"
    )


def _against(decision: Decision, at: Address, lang: str) -> str:
    others = "".join(
        f"<li>{link(at.query(other=c.item.id), c.item.title, current=c.item.id == at.other)}</li>"
        for c in map(decision.candidate, decision.shown)
        if c and c.item.id != at.i
    )
    return (
        f'<details class="wt-against-list"><summary>{escape(say(lang, "against"))}</summary>'
        f'<ul class="wt-choices">{others}</ul></details>'
    )


def _pending(key: str, lang: str) -> str:
    return f'<p class="wt-note wt-pending" role="status">{escape(say(lang, key))}</p>'


def _told(told: Told, lang: str) -> str:
    claims = "".join(f"<li>{escape(c.text)}</li>" for c in told.claims if c.text and c.text not in told.text)
    listed = (
        f'<details class="wt-stands"><summary>{escape(say(lang, "claims"))}</summary><ul>{claims}</ul></details>'
        if claims
        else ""
    )
    shown = told.found if isinstance(told.found, Explanation) else None
    if isinstance(told.found, WhyNot):
        shown = told.found.contrast
    panel = reasons_panel(shown, for_staff(lang), "answer") if shown is not None else ""
    if not told.for_customer:
        return f'<p class="wt-told">{escape(told.text)}</p>{listed}{panel}'
    return (
        f'<p class="wt-told">{escape(told.text)}</p>{listed}'
        f'<div class="wt-customer"><div class="wt-row-between"><h3 id="wt-words">'
        f"{escape(say(lang, 'for_customer'))}</h3>"
        f'<button type="button" data-copy="wt-copied-text" data-done="{escape(say(lang, "copied"))}">'
        f"{escape(say(lang, 'copy'))}</button></div>"
        f'<p id="wt-copied-text">{escape(told.for_customer)}</p></div>{panel}'
    )


def _trace_part(desk: Desk, _: Viewer, decision: Decision, at: Address, lang: str) -> str:
    heads = [say(lang, k) for k in ("place", "item", "score", "fit", "found_by", "signals")]
    rows = [
        [
            str(rank),
            link(at.query(part="list", i=c.item.id, k="why"), c.item.title),
            f"{c.score:.3f}",
            f"{c.probability:.1%}",
            escape(_found_by(c, lang)),
            _signals(decision, c, lang),
        ]
        for rank, c in enumerate(decision.candidates, start=1)
    ]
    parts = [heading(say(lang, "candidates")), table(heads, rows, say(lang, "candidates"))]
    parts.append(heading(f"{say(lang, 'exclusions')} ({len(decision.exclusions)})"))
    if decision.exclusions:
        titles = desk.titles([e.item_id for e in decision.exclusions])
        heads = [say(lang, k) for k in ("item", "filter", "asked", "has", "found_by")]
        rows = [
            [
                link(at.query(part="list", i=e.item_id, k="why_not"), titles.get(e.item_id, e.item_id)),
                escape(_filter(e.filter, lang)),
                escape(e.expected),
                escape(e.actual),
                escape(_ranks(e.dense_rank, e.sparse_rank, None, lang)),
            ]
            for e in decision.exclusions
        ]
        parts.append(table(heads, rows, say(lang, "exclusions")))
    else:
        parts.append(note(say(lang, "exclusions_none")))
    versions = "".join(
        f"<dt>{escape(n)}</dt><dd>{escape(str(v)[:24])}</dd>"
        for n, v in asdict(decision.versions).items()
        if v
    )
    parts.append(heading(say(lang, "settings")) + f'<dl class="wt-facts-list">{versions}</dl>')
    return "".join(parts)


def _signals(decision: Decision, candidate: ScoredCandidate, lang: str) -> str:
    pairs = sorted(zip(decision.signal_names, candidate.signals, strict=False), key=lambda p: -abs(p[1]))
    items = "".join(
        f"<li>{escape(signal_label(for_staff(lang), n, n))} <b>{v:.2f}</b></li>" for n, v in pairs if v
    )
    return f"<details><summary>{len([1 for _, v in pairs if v])}</summary><ul>{items}</ul></details>"


def _found_by(candidate: ScoredCandidate, lang: str) -> str:
    return _ranks(candidate.dense_rank, candidate.sparse_rank, candidate.code_rank, lang)


def _ranks(dense: int | None, sparse: int | None, code: int | None, lang: str) -> str:
    told = [say(lang, "by_meaning", rank=dense)] if dense else []
    told += [say(lang, "by_words", rank=sparse)] if sparse else []
    told += [say(lang, "by_code")] if code else []
    return ", ".join(told) or "–"


def _filter(name: str, lang: str) -> str:
    kind, _, rest = name.partition(":")
    key = f"filter_{kind}"
    return (say(lang, key) if knows(key) else kind) + (f": {rest}" if rest else "")


def _talk_part(desk: Desk, who: Viewer, decision: Decision, _: Address, lang: str) -> str:
    found = desk.talk(who, decision.session_id) if decision.session_id else None
    if found is None:
        return note(say(lang, "no_talk"))
    turns = []
    for turn in found[1]:
        here = " data-current" if turn.decision_id == decision.id else ""
        other = ""
        if turn.decision_id and turn.decision_id != decision.id:
            other = link(Address(v="decision", d=turn.decision_id).query(), say(lang, "open_list"))
        turns.append(
            f'<li{here}><p class="wt-said"><b>{escape(say(lang, "customer"))}</b> {time(turn.at_utc)}</p>'
            f'<p class="wt-words-of">{escape(turn.message)}</p>'
            f'<p class="wt-said"><b>{escape(say(lang, "assistant"))}</b></p>'
            f'<p class="wt-words-of">{escape(reply_from_json(turn.reply).text)}</p>{other}</li>'
        )
    return f'{heading(say(lang, "talk"))}<ol class="wt-talk">{"".join(turns)}</ol>'


def _since_part(desk: Desk, who: Viewer, decision: Decision, _: Address, lang: str) -> str:
    found = desk.since(who, decision)
    if found.replayed is None:
        between = "、" if lang == "zh" else ", "
        what = between.join(say(lang, f"ver_{name}") for name in found.versions)
        replay = say(lang, "replay_changed", what=what)
    else:
        replay = say(lang, "replay_same" if found.replayed else "replay_other")
    rows = [
        [
            str(m.then or say(lang, "off")),
            str(m.now or say(lang, "off")),
            escape(m.title),
            escape(move_reason(m, lang)),
        ]
        for m in found.moves
    ]
    heads = [say(lang, k) for k in ("then", "now", "item", "reason")]
    about = say(lang, "now_about", then=found.events_then, now=found.events_now)
    return (
        f'<p class="wt-told">{escape(replay)}</p>{heading(say(lang, "now_title"))}{note(about)}'
        f"{table(heads, rows, say(lang, 'now_title'))}"
    )


def move_reason(moved: Moved, lang: str) -> str:
    """Why an item stands elsewhere now, in a sentence."""
    values = dict(moved.evidence)
    if moved.reason == "price":
        currency = str(values.get("currency", "USD"))
        values = {k: price(lang, values.get(k), currency) for k in ("then", "now")}
    if "filter" in values:
        values["filter"] = _filter(str(values["filter"]), lang)
    between = "、" if lang == "zh" else ", "
    signals = between.join(
        f"{signal_label(for_staff(lang), n, n)} {signed(b - a)}"
        for n, a, b in moved.signals
        if signed(b - a) != "0.00"
    )
    if moved.reason == "signals" and not signals:
        return say(lang, "mv_beside")
    return say(lang, f"mv_{moved.reason}", **values | {"signals": signals})


def _notes_part(desk: Desk, who: Viewer, decision: Decision, at: Address, lang: str) -> str:
    notes = desk.notes(who, decision.id)
    rows = "".join(
        f'<li><p class="wt-said"><b>{escape(n.staff)}</b> {escape(say(lang, f"did_{n.kind}"))} · '
        f"{time(n.at_utc)}</p>" + (f'<p class="wt-words-of">{escape(n.text)}</p>' if n.text else "") + "</li>"
        for n in notes
    )
    listed = f'<ol class="wt-talk">{rows}</ol>' if notes else note(say(lang, "no_notes"))
    form = (
        f'<form class="wt-write" data-go data-base="{escape(at.query())}">'
        f'<input type="hidden" name="do" value="note"><label><span>{escape(say(lang, "note"))}</span>'
        '<textarea name="note" rows="3" maxlength="2000" required></textarea></label>'
        f'<button class="wt-primary">{escape(say(lang, "add_note"))}</button></form>'
    )
    return heading(say(lang, "notes")) + listed + form + note(say(lang, "note_private"))
