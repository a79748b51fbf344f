"""Makes any string safe to read: bounded in length, without markup and invisible characters."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from whythis.agent.understanding.lexicon import TYPOS

RAW_LIMIT = 4000
"""Characters of the raw message that are looked at: the first 2800 and the last 1200."""
CLEAN_LIMIT = 1000
"""Characters that are read after cleaning: the first 700 and the last 300."""

_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,300}>")
_SPACE = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2212": "-"})


def clean(message: str) -> str:
    """The message as one line of visible text, at most `CLEAN_LIMIT` characters.

    A longer message keeps its beginning and its end, because people put the request in one of the two.
    Markup, control, format and lone surrogate characters go; full-width forms become ASCII; case and
    accents stay.
    """
    text = _cut(message, RAW_LIMIT, 0.7)
    text = html.unescape(_TAG.sub(" ", text)) if ("<" in text or "&" in text) else text
    text = _TAG.sub(" ", text) if "<" in text else text
    text = unicodedata.normalize("NFC", "".join(map(_visible, text)).translate(_QUOTES))
    return _cut(_SPACE.sub(" ", text).strip(), CLEAN_LIMIT, 0.7)


def _cut(text: str, limit: int, head_share: float) -> str:
    if len(text) <= limit:
        return text
    head = int(limit * head_share)
    return text[:head] + " " + text[len(text) - (limit - head - 1) :]


def _visible(char: str) -> str:
    if " " <= char <= "~":
        return char
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    if char in "\u200c\u200d\ufe0f":
        return ""
    if char == "¥" or code == 0xFFE5:
        return "¥"
    return " " if unicodedata.category(char)[0] in "CZ" else char


def chinese_share(text: str) -> float:
    """Han characters as a share of Han characters and words of other scripts."""
    han = len(_HAN.findall(text))
    if not han:
        return 0.0
    words = len(re.findall(r"[^\W_\u3400-\u9fff]+", text))
    return han / (han + words)


def language(text: str) -> str:
    """ "zh" when at least two fifths of the units of the text are Han characters, else "en"."""
    return "zh" if chinese_share(text) >= 0.4 else "en"


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it at all (emoji and punctuation are none)."""
    return any(c.isalnum() for c in text)


def simplified(text: str) -> str:
    """Chinese in simplified characters, which acts and names are known in; each character in its old place."""
    if not _HAN.search(text):
        return text
    found = _to_simplified().convert(text)
    return found if len(found) == len(text) else "".join(map(_simplified_char, text))


def respelt(text: str) -> str:
    """Chinese with common slips of the keyboard put right (耳几 is 耳机); each character in its old place."""
    if _HAN.search(text):
        for wrong, right in TYPOS.items():
            text = text.replace(wrong, right)
    return text


def _simplified_char(char: str) -> str:
    found = _to_simplified().convert(char)
    return found if len(found) == 1 else char


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
