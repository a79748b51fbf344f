"""Puts the widget's one file together: the style sheet and the parts of the script in one closure."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parent / "src"
# In the order in which they use each other while they are read.
PARTS = ("page", "memory", "service", "reasons", "answer", "chat", "start")
_COMMENT = re.compile(r"^\s*//.*$|\s\s//\s.*$", re.MULTILINE)
# Texts, templates and regular expressions: what stands in them stays as it is.
_KEPT = re.compile(
    r"'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<=[(,=:] )/(?:[^/\\\n]|\\.)+/|(?<=[(,=:])/(?:[^/\\\n]|\\.)+/"
)
_AROUND_SIGNS = re.compile(r"[ \t]*([=+*/<>!&|?:,;(){}\[\]-])[ \t]*")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The file as it is sent: plain and gzipped, with the tag that changes with its content."""

    plain: bytes
    gzipped: bytes
    etag: str


@cache
def widget_bundle() -> Bundle:
    """The widget's file. The same for as long as the process lives."""
    style = json.dumps(_tight_css((SOURCES / "widget.css").read_text(encoding="utf-8")), ensure_ascii=False)
    parts = "\n".join(_tight(path.read_text(encoding="utf-8")) for path in map(_source, PARTS))
    script = f"(()=>{{'use strict';\nconst CSS_TEXT={style};\n{parts}\n}})();\n"
    plain = script.encode()
    return Bundle(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')


def _source(part: str) -> Path:
    return SOURCES / f"{part}.js"


def _tight(script: str) -> str:
    """Without comments, indentation, and blanks around signs; lines stay, since some end a statement. A comment stands
    on a line of its own, or after two blanks.
    """
    lines = (line.strip() for line in _COMMENT.sub("", script).splitlines())
    code = "\n".join(line for line in lines if line)
    parts, at = [], 0
    for kept in _KEPT.finditer(code):
        parts += [_AROUND_SIGNS.sub(r"\1", code[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, _AROUND_SIGNS.sub(r"\1", code[at:])])


def _tight_css(style: str) -> str:
    return re.sub(r"\s*([{};:,])\s+", r"\1", re.sub(r"\s+", " ", _CSS_COMMENT.sub("", style))).strip()
