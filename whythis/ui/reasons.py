"""The panel under a "why": chart, words, history, and the fine print of how the numbers came about."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from whythis.explainers.types import Contribution, Explanation, WordAttribution
from whythis.ui.charts import signal_chart
from whythis.ui.texts import TEXTS, known_lang, percent, plain, say, signal_label, signed
from whythis.ui.words import highlighted

# The signal that the words add up to.
READ_BY_WORDS = "text_relevance"
# Under this share of all that moved, the signal is a minor one.
_MINOR = 0.1
_MAX_EVENTS = 6
# A larger gap than this share of the word score is told to the reader.
_GAP = 0.05


def reasons_panel(explanation: Explanation, lang: str, uid: str) -> str:
    """HTML: an open fold with the chart and the words. The plain sentences stand above it, in the reply."""
    parts = [
        f'<details class="wt-reasons" open><summary>{escape(say(lang, "chart"))}</summary>',
        f'<p class="wt-note">{escape(say(lang, f"chart_caption{_against(explanation)}"))}</p>',
        signal_chart(explanation, lang, uid),
    ]
    if explanation.words is not None:
        parts.append(_words(explanation, explanation.words, lang))
    if explanation.events:
        parts.append(f'<h3 class="wt-heading">{escape(say(lang, "history"))}</h3>')
        parts.append(_history(explanation.events, lang))
    parts.append(_fine_print(explanation, lang))
    parts.append("</details>")
    return "".join(parts)


def _against(explanation: Explanation) -> str:
    return "_other" if explanation.other_id else ""


def _words(explanation: Explanation, words: WordAttribution, lang: str) -> str:
    """The words, and the one signal that they make up: nothing where that signal has no weight, and folded
    where it moved little, because words that hardly mattered must not look like the reason."""
    read = next((s for s in explanation.signals if s.name == READ_BY_WORDS), None)
    if read is not None and read.detail.get("weight") == 0:
        return ""
    parts = []
    if read is not None:
        label = signal_label(lang, read.name, read.label)
        part = say(lang, "words_part", label=label, value=signed(read.value))
        parts.append(f'<p class="wt-note">{escape(part)}</p>')
    parts.append(highlighted(words, lang))
    if words.relative_gap > _GAP:
        gap = say(lang, "word_gap", percent=percent(lang, words.relative_gap))
        parts.append(f'<p class="wt-note">{escape(gap)}</p>')
    moved = sum(abs(s.value) for s in explanation.signals)
    name = escape(say(lang, "words"))
    if read is not None and abs(read.value) < _MINOR * moved:
        return f'<details class="wt-minor"><summary>{name}</summary>{"".join(parts)}</details>'
    return f'<h3 class="wt-heading">{name}</h3>{"".join(parts)}'


def _history(events: Sequence[Contribution], lang: str) -> str:
    """Past events by their share of taste: they add up to that signal before it is weighed, not to a bar above."""
    total = sum(abs(e.value) for e in events) or 1.0
    strongest = sorted(events, key=lambda e: -abs(e.value))[:_MAX_EVENTS]
    rows = []
    for event in strongest:
        kind = str(event.detail.get("kind", ""))
        key = f"event_{kind}"
        what = say(lang, key) if key in TEXTS[known_lang(lang)] else ""
        title = (event.label or event.name).removeprefix(f"{kind}: ")
        rows.append(
            f'<li><span class="wt-event">{escape(title)}</span> '
            f'<span class="wt-event-kind">{escape(what)}</span>'
            f'<span class="wt-value">{percent(lang, event.value / total)}</span></li>'
        )
    return f'<ul class="wt-history">{"".join(rows)}</ul>'


def _fine_print(explanation: Explanation, lang: str) -> str:
    rows = [
        (say(lang, "method"), explanation.method),
        (say(lang, "baseline"), explanation.baseline),
        (say(lang, "residual"), plain(explanation.residual)),
    ]
    if explanation.words is not None:
        words = explanation.words
        steps = say(lang, "steps", steps=words.steps)
        rows.append((say(lang, "word_method"), f"{words.method}; {words.baseline}; {steps}"))
    versions = ", ".join(f"{name} {value[:12]}" for name, value in explanation.versions.items() if value)
    rows += [(say(lang, "versions"), versions), (say(lang, "decision"), explanation.decision_id)]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows if value)
    name = escape(say(lang, "fine_print"))
    return f'<details class="wt-fine"><summary>{name}</summary><dl>{listed}</dl></details>'
