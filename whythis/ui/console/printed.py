"""A decision as PDF, with fonts of this machine: what cannot be printed with them is said, and not printed as boxes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from whythis.agent.recommend import shown_items
from whythis.errors import WhyThisError
from whythis.ranking.types import Decision
from whythis.ui.console.parts import minute
from whythis.ui.console.texts import say
from whythis.ui.console.types import Desk, Viewer
from whythis.ui.texts import chance, price

FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/System/Library/Fonts",
    "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
LATIN = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf",
         "Arial Unicode.ttf")  # fmt: skip
CHINESE = (
    "DroidSansFallbackFull.ttf", "wqy-microhei.ttc", "NotoSansSC-Regular.ttf", "NotoSansSC-Regular.otf",
    "NotoSansCJKsc-Regular.otf", "NotoSansCJK-Regular.ttc", "SourceHanSansSC-Regular.otf", "msyh.ttc", "simhei.ttf",
    "Arial Unicode.ttf", "STHeiti Light.ttc",
)  # fmt: skip
_SIMPLIFIED = {"NotoSansCJK-Regular.ttc": 2}
"""The face for simplified Chinese in a collection of several."""
_LINE = 5.6
_BETWEEN = re.compile(
    r"([\u3001\u3002\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e])(?![\u3001\u3002\uff01-\uff5e”’）])"
)


def decision_pdf(desk: Desk, who: Viewer, decision: Decision, lang: str) -> bytes:
    """The list as it was shown with the reason of each product, the conditions, and what made it."""
    lines: list[tuple[str, str]] = [("title", decision.request.text or say(lang, "request_erased"))]
    shopper = desk.shopper_name(decision.shopper_id) if decision.shopper_id else say(lang, "nobody")
    lines.append(("meta", f"{desk.name} · {minute(decision.made_at_utc)} UTC · {shopper}"))
    if decision.erased:
        lines.append(("meta", say(lang, "erased", day=decision.erased.at_utc[:10])))
    lines.append(("head", say(lang, "shown_as")))
    for item in shown_items(decision):
        fits = say(lang, "chance", percent=chance(lang, item.probability))
        lines.append(("item", f"{item.rank}. {item.title}"))
        lines.append(("meta", f"{price(lang, item.price_cents, item.currency)} · {fits} · {item.id}"))
        try:
            told = desk.tell(who, decision, "why", item.id, "", lang)
            lines.append(("text", told.text))
            if told.for_customer != told.text:
                lines += [("label", say(lang, "for_customer")), ("text", told.for_customer)]
        except WhyThisError as error:  # a decision of an older model still has its list
            lines.append(("text", f"{error.message} {error.fix}"))
    lines.append(("head", f"{say(lang, 'exclusions')} ({len(decision.exclusions)})"))
    lines += [
        (
            "text",
            f"{e.item_id}: {e.filter}; {say(lang, 'asked')}: {e.expected}; {say(lang, 'has')}: {e.actual}",
        )
        for e in decision.exclusions[:40]
    ]
    if len(decision.exclusions) > 40:
        lines.append(("meta", f"… {len(decision.exclusions) - 40}"))
    versions = decision.versions
    lines.append(("meta", f"{decision.id} · {versions.model} · {versions.catalog_sha256[:12]}"))
    return printed(lines)


def printed(lines: list[tuple[str, str]], folders: tuple[str, ...] = FOLDERS) -> bytes:
    """Pages of lines, each with its style. Characters that no font here has are left out, and the PDF says so first."""
    pdf = FPDF(format="A4")
    pdf.set_margins(18, 18)
    pdf.set_auto_page_break(True, 18)
    family, has = _with_fonts(pdf, "".join(text for _, text in lines), folders)
    missing = sorted({c for _, text in lines for c in text if not has(c) and not c.isspace()})
    pdf.add_page()
    if missing:
        told = (
            f"This page leaves out {len(missing)} characters, marked [?]: no font on this machine has them. "
            "For Chinese, install a font such as Noto Sans CJK (package fonts-noto-cjk), then print again."
        )
        pdf.set_font(family, size=10)
        pdf.set_draw_color(173, 74, 34)
        pdf.multi_cell(0, _LINE, told, border=1, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    styles = {
        "title": (17, 8),
        "head": (13, 8),
        "item": (11.5, 6),
        "text": (10, _LINE),
        "meta": (9, 5),
        "label": (9, 5),
    }
    for kind, text in lines:
        size, height = styles[kind]
        pdf.set_font(family, size=size)
        pdf.set_text_color(*((91, 100, 107) if kind in ("meta", "label") else (29, 35, 39)))
        if kind in ("head", "item"):
            pdf.ln(3)
        safe = _breakable(_marked("".join(c if c.isspace() or has(c) else "\x00" for c in text)))
        pdf.multi_cell(0, height, safe, align="L", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _marked(text: str) -> str:
    """One mark for each run of characters that cannot be printed."""
    out = []
    for n, c in enumerate(text):
        if c != "\x00":
            out.append(c)
        elif n == 0 or text[n - 1] != "\x00":
            out.append("[?]")
    return "".join(out)


def _breakable(text: str) -> str:
    """Chinese has no spaces: a line may end after any of its characters, but not before a closing mark."""
    return _BETWEEN.sub("\\1\u200b", text)


def _with_fonts(pdf: FPDF, text: str, folders: tuple[str, ...]) -> tuple[str, Callable[[str], bool]]:
    """The family to write with, and whether a character can be printed. Chinese fonts are large, so one is read only
    where the text needs it."""
    latin = _file_of(LATIN, folders)
    if latin is None:
        return "Helvetica", _is_latin1
    pdf.add_font("text", fname=str(latin))
    known = _characters(pdf, "text")
    if any(ord(c) not in known for c in text if not c.isspace()):
        chinese = _file_of(CHINESE, folders)
        if chinese is not None:
            pdf.add_font(
                "chinese", fname=str(chinese), collection_font_number=_SIMPLIFIED.get(chinese.name, 0)
            )
            pdf.set_fallback_fonts(["chinese"])
            known |= _characters(pdf, "chinese")
    return "text", lambda c: ord(c) in known


def _characters(pdf: FPDF, family: str) -> set[int]:
    font = pdf.fonts[family]
    return set(font.cmap) if isinstance(font, TTFFont) else set()


def _is_latin1(char: str) -> bool:
    try:
        char.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=32)
def _file_of(names: tuple[str, ...], folders: tuple[str, ...]) -> Path | None:
    """The first of these fonts that this machine has, in the order of the names."""
    found: dict[str, Path] = {}
    for folder in (Path(f).expanduser() for f in folders):
        if folder.is_dir() and (sys.platform == "win32" or not folder.as_posix().startswith("C:")):
            for path in folder.rglob("*"):
                if path.name in names:
                    found.setdefault(path.name, path)
    return next((found[name] for name in names if name in found), None)
