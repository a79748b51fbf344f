"""What a source row must have to become an item, and what is said of one that has not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from whythis.retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source row that became no item: its 1-based line, the reason, and the row as it came."""

    line: int
    reason: str
    raw: Any

    def to_json(self) -> str:
        told = {"line": self.line, "reason": self.reason}
        try:
            return json.dumps(told | {"raw": self.raw}, ensure_ascii=False, default=str)
        except (ValueError, RecursionError):  # nested too deeply, or a number with too many digits
            return json.dumps(told | {"raw": None}, ensure_ascii=False)


class RowError(ValueError):
    """Why a row cannot become an item; caught by the reader, which makes a `Rejected` of it."""


Row = tuple[int, Item, Any]
"""Line, item, and the row as it came."""


def unique_items(rows: Iterable[Row | Rejected], on_reject) -> Iterator[Item]:
    """Passes items on, the first of each id; later ones and rejected rows go to `on_reject`."""
    first_line: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Rejected):
            on_reject(row)
            continue
        line, item, raw = row
        if item.id in first_line:
            on_reject(Rejected(line, f"duplicate of id {item.id!r} in line {first_line[item.id]}", raw))
            continue
        first_line[item.id] = line
        yield item


_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY"}
_NUMBER = re.compile(r"\d[\d.,'\s]*")


def parse_price(value: Any, currency: str) -> tuple[int | None, str]:
    """A price in main units, as number or text such as "$1,299.00" or "12,50 €", to cents and currency.

    Raises:
        RowError: the value is negative or holds no single number.
    """
    if value is None or value == "":
        return None, currency
    if isinstance(value, bool):
        raise RowError(f"price is not a number: {value!r}")
    if isinstance(value, int | float):
        return _cents(float(value), value), currency
    text = str(value).strip()
    for symbol, code in _SYMBOLS.items():
        if symbol in text:
            currency = code
    named = re.search(r"\b([A-Z]{3})\b", text)
    if named:
        currency = named.group(1)
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        raise RowError(f"price is not a number: {text!r}")
    if re.search(r"[-−]\s*[$€£¥￥]?\s*\d", text):
        raise RowError(f"price is negative: {text!r}")
    return _cents(float(_plain_number(numbers[0])), text), currency


def _cents(amount: float, raw: Any) -> int:
    if not 0 <= amount < 1e10:
        raise RowError(f"price is negative or out of range: {raw!r}")
    return round(amount * 100)


def _plain_number(text: str) -> str:
    """ "1,299.00", "1.299,00", "1 299" and "12,5" with a point for decimals and nothing for thousands."""
    text = re.sub(r"[\s']", "", text).rstrip(".,")
    last = max(text.rfind("."), text.rfind(","))
    if last == -1:
        return text
    separator, decimals = text[last], len(text) - last - 1
    other = "," if separator == "." else "."
    if other not in text and (text.count(separator) > 1 or decimals == 3):
        return text.replace(separator, "")  # thousands only
    return re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]


def parse_number(value: Any, name: str, low: float, high: float) -> float | None:
    """A number within bounds; None when the source says nothing.

    Raises:
        RowError: not a number, or outside the bounds.
    """
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise RowError(f"{name} is not a number: {value!r}") from None
    if not low <= number <= high:
        raise RowError(f"{name} is not between {low:g} and {high:g}: {value!r}")
    return number


def parse_date(value: Any, name: str) -> str:
    """The ISO date at the head of a value such as "2009-12-10T00:00:00Z"; empty when there is none.

    Raises:
        RowError: a text that starts with no ISO date.
    """
    if value is None or value == "":
        return ""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise RowError(f"{name} is not an ISO date: {value!r}") from None
