"""Small pieces of the console's pages. Everything that people or catalogues wrote is escaped here."""

from __future__ import annotations

from html import escape

from whythis.ui.console.texts import say


def link(query: str, label: str, *, cls: str = "", current: bool = False, title: str = "") -> str:
    """A link within the console: its address is real, so that it can be opened in another tab."""
    attributes = f' class="{cls}"' if cls else ""
    attributes += ' aria-current="true"' if current else ""
    attributes += f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(query)}" data-go{attributes}>{escape(label)}</a>'


def action(lang: str, query: str, do: str, label: str, **hidden: str) -> str:
    """A button that does something, then shows the address it stands on."""
    fields = "".join(
        f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in hidden.items()
    )
    return (
        f'<form class="wt-action" data-go data-base="{escape(query)}">{fields}'
        f'<input type="hidden" name="do" value="{do}">'
        f'<button type="submit">{escape(say(lang, label))}</button></form>'
    )


def heading(text: str, level: int = 2) -> str:
    return f'<h{level} tabindex="-1">{escape(text)}</h{level}>'


def note(text: str) -> str:
    return f'<p class="wt-note">{escape(text)}</p>'


def problem(message: str, fix: str) -> str:
    return f'<div class="wt-error" role="alert"><p><strong>{escape(message)}</strong></p><p>{escape(fix)}</p></div>'


def time(at_utc: str) -> str:
    """To the minute, in UTC; the page's script shows it in the reader's own time."""
    return f'<time datetime="{escape(at_utc)}">{escape(minute(at_utc))} UTC</time>'


def minute(at_utc: str) -> str:
    return at_utc[:16].replace("T", " ")


def table(heads: list[str], rows: list[list[str]], label: str) -> str:
    """Cells are HTML, heads are text. It scrolls by itself, also from the keyboard."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wt-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
