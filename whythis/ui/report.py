"""Explanations as pages of their own: everything inline, so that they open offline and can be sent or printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from whythis.explainers.exposure import Interval, ShopperGroup
from whythis.explainers.overall import Overall
from whythis.explainers.types import Claim, Explanation
from whythis.ui.pictures import dependence_chart, gap_chart, group_chart, influence_diagram, summary_chart
from whythis.ui.reasons import reasons_panel
from whythis.ui.texts import say, signal_label

_STATIC = Path(__file__).parent / "static"


def report_page(
    title: str, text: str, claims: Sequence[Claim], explanation: Explanation | None, lang: str
) -> str:
    """HTML of an answer with the claims that it stands on, and the panel of its numbers if it has one."""
    listed = "".join(
        f"<li>{escape(claim.text)}</li>" for claim in claims if claim.text and claim.text not in text
    )
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(text)}</p>"]
    if listed:
        parts.append(f'<ul class="wt-claims">{listed}</ul>')
    if explanation is not None:
        parts.append(reasons_panel(explanation, lang, "report"))
    return whole_page(title, "".join(parts), lang)


def overall_page(shop: str, found: Overall, lang: str) -> str:
    """HTML of what drives a shop's recommendations, with all pictures."""
    title = say(lang, "overall_title", shop=shop)
    return whole_page(title, f"<h1>{escape(title)}</h1>{overall_parts(found, lang)}", lang)


def overall_parts(found: Overall, lang: str) -> str:
    """The same without the page around it."""
    counts = say(lang, "overall_counts", lists=found.decisions, items=found.candidates)
    parts = [
        _note(counts),
        _heading("influence_title", lang),
        _note(say(lang, "influence_note")),
        f'<div class="wt-scroll">{influence_diagram(found.influence, lang, "influence")}</div>',
        _heading("summary_title", lang),
        _note(say(lang, "summary_note")),
        summary_chart(found.signals, lang, "summary"),
        _heading("permutation_title", lang),
        _note(say(lang, "permutation_note")),
        f'<div class="wt-scroll">{_permutation_table(found, lang)}</div>',
        _heading("dependence_heading", lang),
        _note(say(lang, "dependence_note")),
        '<div class="wt-plots">',
        *(dependence_chart(d, lang, f"pd-{n}") for n, d in enumerate(found.dependence) if len(d.grid) > 1),
        "</div>",
        _heading("surrogate_title", lang),
        _note(say(lang, "surrogate_note", fidelity=f"{found.surrogate.fidelity:.2f}")),
        '<ul class="wt-rules">'
        + "".join(f"<li>{escape(rule)}</li>" for rule in found.surrogate.rules)
        + "</ul>",
        _heading("groups_title", lang),
        _note(say(lang, "groups_note")),
        group_chart(found.brands, lang, "brands"),
    ]
    if found.shoppers:
        parts += [
            _heading("shoppers_title", lang),
            _note(say(lang, "shoppers_note")),
            f'<div class="wt-scroll">{_shoppers_table(found.shoppers, lang)}</div>',
        ]
    if found.shopper_gaps:
        parts += [
            _heading("gaps_title", lang),
            _note(say(lang, "gaps_note")),
            gap_chart(found.shopper_gaps, lang, "gaps"),
        ]
    return "".join(parts)


def _permutation_table(found: Overall, lang: str) -> str:
    heads = [say(lang, key) for key in ("signal", "share", "mae", "ndcg_loss")]
    rows = [
        (signal_label(lang, e.name, e.name), f"{e.share:.1%}", f"{e.mae:.3f}", f"{e.ndcg_loss:.3f}")
        for e in found.signals
        if e.mean_abs > 0
    ]
    return _table(heads, rows)


def _shoppers_table(groups: Sequence[ShopperGroup], lang: str) -> str:
    heads = [say(lang, key) for key in ("group", "lists", "chance", "mean_score", "popular", "dear")]
    rows = [
        (
            say(lang, f"shopper_{g.group}"),
            str(g.decisions),
            _within(g.probability, "{:.1%}"),
            _within(g.score, "{:.2f}"),
            _within(g.popular, "{:.1%}"),
            _within(g.dear, "{:.1%}"),
        )
        for g in groups
    ]
    return _table(heads, rows)


def _within(value: Interval | None, form: str) -> str:
    """A value with its interval; a dash where none is known."""
    if value is None:
        return "–"
    middle, low, high = (form.format(v) for v in value)
    return f"{middle} ({low} – {high})"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _heading(key: str, lang: str) -> str:
    return f"<h2>{escape(say(lang, key))}</h2>"


def _note(text: str) -> str:
    return f'<p class="wt-note">{escape(text)}</p>'


def whole_page(
    title: str,
    body: str,
    lang: str,
    cls: str = "wt-report",
    styles: Sequence[str] = ("report.css",),
    refresh_s: int = 0,
) -> str:
    """A page of its own around a body of HTML, with everything inline. `refresh_s`: loaded again after so long."""
    refresh = f'<meta http-equiv="refresh" content="{refresh_s}">' if refresh_s else ""
    return (
        f'<!doctype html><html lang="{escape(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"{refresh}<title>{escape(title)}</title><style>{_style(styles)}</style></head>"
        f'<body><main id="wt-chat" class="{cls}">{body}</main></body></html>\n'
    )


def report_title(explanation: Explanation | None, item_title: str, lang: str) -> str:
    key = "report_compare" if explanation is not None and explanation.other_id else "report_why"
    return say(lang, key, title=item_title)


def _style(names: Sequence[str]) -> str:
    """The chat's style, dark where the reader's system is: there is no script here that could set a class."""
    style, *own = ((_STATIC / name).read_text(encoding="utf-8") for name in ("chat.css", *names))
    dark = re.search(r"^\.dark \{(.*?)^\}", style, re.DOTALL | re.MULTILINE)
    night = f"@media (prefers-color-scheme: dark) {{ :root {{{dark[1]}}} }}" if dark else ""
    return style + night + "".join(own)
