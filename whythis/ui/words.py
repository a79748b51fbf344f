"""The words of the query and of the product, marked by how much each one spoke for or against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from whythis.explainers.types import Contribution, WordAttribution
from whythis.ui.texts import TEXTS, known_lang, say, signed

# A word under this share of the strongest one is left plain: marking everything marks nothing.
_FAINT = 0.08
_STEPS = 4
_LONG = 160


def highlighted(attribution: WordAttribution, lang: str) -> str:
    """HTML: a legend, then each text with its words marked. Long texts are folded."""
    strongest = max((abs(word.value) for word in attribution.words), default=0.0)
    if strongest == 0.0:
        return f'<p class="wt-note">{escape(say(lang, "words_none"))}</p>'
    parts = [
        f'<p class="wt-legend"><mark class="wt-for wt-w3">{escape(say(lang, "words_for"))}</mark> '
        f'<mark class="wt-against wt-w3">{escape(say(lang, "words_against"))}</mark></p>'
    ]
    for name, texts in _groups(attribution.texts, lang):
        marked = [_marked(text, source, attribution.words, strongest) for source, text in texts]
        html = " · ".join(part for part, _ in marked)
        if sum(len(text) for _, text in texts) > _LONG:
            label = say(lang, "words_folded", source=name, count=sum(found for _, found in marked))
            parts.append(
                f'<details class="wt-source"><summary>{escape(label)}</summary>'
                f'<p class="wt-words">{html}</p></details>'
            )
        else:
            parts.append(
                f'<div class="wt-source"><span class="wt-source-name">{escape(name)}</span>'
                f'<p class="wt-words">{html}</p></div>'
            )
    return "".join(parts)


def _groups(texts: Mapping[str, str], lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The texts in reading order under the names of their sources; all attributes stand under one name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for source, text in texts.items():
        # The bars between fields are no words that a shopper wrote or read.
        if text.strip() and source != "separator":
            kind = "attributes" if source.startswith("attribute") else source
            groups.setdefault(_source_name(kind, lang), []).append((source, text))
    return list(groups.items())


def _marked(text: str, source: str, words: Sequence[Contribution], strongest: float) -> tuple[str, int]:
    """`text` escaped, with marks at the spans of its words; and how many were marked. A span outside the
    text, or one that overlaps an earlier mark, is left plain."""
    parts: list[str] = []
    at = marked = 0
    for word in sorted(
        (w for w in words if w.source == source and w.span is not None), key=lambda w: w.span or (0, 0)
    ):
        start, end = word.span or (0, 0)
        share = abs(word.value) / strongest
        if share < _FAINT or not at <= start < end <= len(text):
            continue
        side = "for" if word.value > 0 else "against"
        step = min(_STEPS, int(share * _STEPS) + 1)
        parts.append(escape(text[at:start]))
        mark = f'<mark class="wt-{side} wt-w{step}" title="{signed(word.value)}">'
        parts.append(f"{mark}{escape(text[start:end])}</mark>")
        at, marked = end, marked + 1
    parts.append(escape(text[at:]))
    return "".join(parts), marked


def _source_name(source: str, lang: str) -> str:
    key = f"source_{source}"
    return say(lang, key) if key in TEXTS[known_lang(lang)] else source.replace("_", " ").capitalize()
