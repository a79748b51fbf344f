"""Model numbers such as "T5600" or "AX-310", found exactly, however they are hyphenated."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

_TOKEN = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_MEASURE = re.compile(
    r"\d+(?:[.,]\d+)?(?:mm|cm|m|km|ft|feet|in|inch|g|kg|lb|lbs|oz|ml|cl|l|w|kw|v|kv|va|kva|a|ah|mah|wh|hz|khz|mhz"
    r"|ghz|k|p|x|mb|gb|tb|mbps|gbps|dpi|rpm|db|pcs|pc|pk|pack|port|ports|way|pin|bit|u|d|st|nd|rd|th|s|h|hr|min|mp)"
)
# A code that many items carry names a standard (cat5e, 802.11n), not a model.
MAX_ITEMS = 40


def codes_in(text: str) -> list[str]:
    """Normalised codes of a text, in order: letters and digits mixed, at least three characters."""
    found = []
    for token in _TOKEN.findall(text.casefold()):
        code = re.sub(r"[-/.]", "", token)
        if len(code) >= 3 and re.search(r"\d", code) and re.search(r"[^\W\d_]", code):
            if not _MEASURE.fullmatch(code):
                found.append(code)
        elif len(code) >= 5 and code.isdigit():
            found.append(code)
    return list(dict.fromkeys(found))


class CodeIndex:
    """Which items carry which model number in their title."""

    def __init__(self, titles: Iterable[str]) -> None:
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row, title in enumerate(titles):
            for code in codes_in(title):
                rows_of[code].append(row)
        self._rows_of = {code: rows for code, rows in rows_of.items() if len(rows) <= MAX_ITEMS}

    def search(self, query: str) -> list[int]:
        """Rows of the items that carry a code of the query; "AX 310" counts as "AX-310"."""
        words = query.casefold().split()
        asked = codes_in(query) + [code for a, b in pairwise(words) for code in codes_in(f"{a}-{b}")]
        rows = [row for code in asked for row in self._rows_of.get(code, ())]
        return list(dict.fromkeys(rows))
