"""The owner's page: what drives recommendations, how good they are, what was not understood, who fares how."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from whythis.ui.console.parts import heading, minute, note, table
from whythis.ui.console.texts import knows, say
from whythis.ui.console.types import Health, ModelCard, Overview, Private, Whole
from whythis.ui.report import overall_parts, whole_page
from whythis.ui.texts import decimal, for_staff, percent

_CLEAR = 3.0
"""Of how many standard deviations of the noise a count must be to be shown. Of one, every sixth of nothing would be."""
_SECTIONS = ("drives", "quality", "understanding", "feedback", "health")


def owner_page(
    shop: str,
    whole: Whole | None,
    running: bool,
    cards: Sequence[ModelCard],
    overview: Overview,
    lang: str,
    *,
    may_read_texts: bool,
) -> str:
    """HTML of a page of its own."""
    title = say(lang, "owner_title", shop=shop)
    jumps = "".join(f'<a href="#{name}">{escape(say(lang, f"own_{name}"))}</a>' for name in _SECTIONS)
    bodies = {
        "drives": _drives(whole, running, lang),
        "quality": _quality(cards, overview, lang),
        "understanding": _understanding(overview, lang, may_read_texts),
        "feedback": _feedback(overview, lang),
        "health": _health(overview.health, lang),
    }
    sections = "".join(
        f'<section id="{name}">{heading(say(lang, f"own_{name}"))}{body}</section>'
        for name, body in bodies.items()
    )
    body = (
        f'<header class="wt-bar"><div class="wt-name"><div><strong>{escape(shop)}</strong>'
        f"<span>{escape(say(lang, 'owner'))}</span></div></div>"
        f'<nav aria-label="{escape(say(lang, "owner"))}"><a href="/staff/">{escape(say(lang, "desk"))}</a></nav>'
        f'<form method="post" action="/staff/sign-out" class="wt-me"><button>{escape(say(lang, "sign_out"))}'
        f"</button></form></header><h1>{escape(title)}</h1>"
        f'<nav class="wt-tabs" aria-label="{escape(title)}">{jumps}</nav>{sections}'
    )
    refresh = 5 if running else 0
    return whole_page(
        title, body, lang, cls="wt-console wt-owner", styles=("report.css", "console.css"), refresh_s=refresh
    )


def _drives(whole: Whole | None, running: bool, lang: str) -> str:
    button = (
        '<form method="post" action="/owner/overall" class="wt-actions"><button class="wt-primary">'
        f"{escape(say(lang, 'own_compute' if whole is None else 'own_compute_again'))}</button></form>"
    )
    if running:
        button = f'<p class="wt-note" role="status">{escape(say(lang, "own_running"))}</p>'
    if whole is None:
        return note(say(lang, "own_no_whole")) + button
    made = note(say(lang, "own_made", time=minute(whole.at_utc)))
    inner = overall_parts(whole.found, for_staff(lang)).replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    inner = inner.replace('<div class="wt-scroll">', '<div class="wt-scroll" role="region" tabindex="0" '
                          f'aria-label="{escape(say(lang, "own_drives"))}">')  # fmt: skip
    return made + button + inner


def _quality(cards: Sequence[ModelCard], overview: Overview, lang: str) -> str:
    heads = [say(lang, k) for k in ("version", "data", "own_ndcg", "own_mrr", "own_calibration")]
    rows = []
    for card in cards:
        name = escape(card.version) + (f" ({escape(say(lang, 'in_use'))})" if card.in_use else "")
        for fit in card.fits:
            error = "–" if fit.calibration_error is None else f"{fit.calibration_error:.3f}"
            mrr = "–" if fit.mrr is None else f"{fit.mrr:.3f}"
            rows.append([name, escape(fit.title), f"{fit.ndcg:.3f}", mrr, error])
        if not card.fits:
            rows.append([name, escape(say(lang, "own_unmeasured")), "–", "–", "–"])
    listed = table(heads, rows, say(lang, "own_quality")) if rows else note(say(lang, "own_unmeasured"))
    weeks = [[escape(w.week), str(w.lists)] for w in overview.weeks]
    heads = [say(lang, k) for k in ("week", "own_lists")]
    over_time = table(heads, weeks, say(lang, "own_over_time")) if weeks else note(say(lang, "own_nothing"))
    told = note(say(lang, "own_quality_note"))
    return f"{told}{listed}<h3>{escape(say(lang, 'own_over_time'))}</h3>{over_time}"


def _understanding(overview: Overview, lang: str, may_read_texts: bool) -> str:
    if not overview.turns:
        return note(say(lang, "own_nothing"))
    rows = [
        [escape(say(lang, f"mis_{kind}")), str(overview.misread.get(kind, 0)),
         percent(lang, overview.misread.get(kind, 0) / overview.turns)]
        for kind in ("asked_back", "out_of_scope")
    ]  # fmt: skip
    heads = [say(lang, k) for k in ("what", "count", "own_share")]
    parts = [
        note(say(lang, "own_turns", count=overview.turns)),
        table(heads, rows, say(lang, "own_understanding")),
    ]
    if overview.texts:
        texts = "".join(
            f"<li>{escape(t.message)} <span class='wt-meta'>{escape(say(lang, f'mis_{t.kind}'))} · "
            f"{escape(t.at_utc[:10])}</span></li>"
            for t in overview.texts
        )
        parts.append(f'<h3>{escape(say(lang, "own_texts"))}</h3><ul class="wt-choices">{texts}</ul>')
    elif not may_read_texts:
        parts.append(note(say(lang, "own_texts_role")))
    parts.append(
        f"<h3>{escape(say(lang, 'own_acts'))}</h3>{_private((overview.private['acts'],), lang, 'own_acts')}"
    )
    return "".join(parts)


def _feedback(overview: Overview, lang: str) -> str:
    return _private((overview.private["reactions"], overview.private["feedback"]), lang, "own_feedback")


def _private(found: Sequence[Private], lang: str, title: str) -> str:
    """Counts that stand out of their noise, the largest first."""
    rows = [
        (count, escape(say(lang, f"fb_{name}") if knows(f"fb_{name}") else name))
        for one in found
        for name, count in one.counts.items()
        if count > _CLEAR * one.spread
    ]
    told = note(say(lang, "own_private", days=found[0].days, spread=f"{found[0].spread:.0f}"))
    if not rows:
        return told + note(say(lang, "own_hidden"))
    heads = [say(lang, k) for k in ("what", "count")]
    listed = [[name, f"≈ {count}"] for count, name in sorted(rows, key=lambda row: -row[0])]
    return told + table(heads, listed, say(lang, title))


def _health(health: Health, lang: str) -> str:
    if not health.explained:
        return note(say(lang, "own_nothing"))
    failed = health.checked - health.held
    share = failed / health.checked if health.checked else 0.0
    rows = [
        [escape(say(lang, "own_explained")), str(health.explained), ""],
        [escape(say(lang, "own_checked")), str(health.checked), ""],
        [escape(say(lang, "own_failed")), str(failed), f"{decimal(lang, share * 100)} %"],
    ]
    if health.worded is not None:
        rows += [
            [escape(say(lang, f"own_{name}")), str(count), ""]
            for name, count in sorted(health.worded.items())
        ]
    heads = [say(lang, k) for k in ("what", "count", "own_share")]
    return note(say(lang, "own_health_note")) + table(heads, rows, say(lang, "own_health"))
