"""Numbers as words, in English and Chinese: what both reading messages and checking sentences go by."""

from __future__ import annotations

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELT = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
"""The value of each."""
HAN_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2}
HAN_SCALES = {"十": 10, "百": 100, "千": 1000}
