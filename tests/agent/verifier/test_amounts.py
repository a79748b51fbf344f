"""Numbers as people and models write them, in two languages."""

from __future__ import annotations

# ruff: noqa: E501 -- one case a line
import pytest

from whythis.agent.verifier.amounts import amounts_in

PLURALS = (
    ("ratings", ("{n} rating", "{n} ratings", "{n} 条评价")),
    ("products", ("{n} products", "{n} 件商品")),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs $1,048.99.", [(1048.99, "money", "USD")]),
        ("It costs twenty-five dollars.", [(25, "money", "USD")]),
        ("forty percent of it", [(40, "percent", "")]),
        ("rated 4.6 out of 5 (1,850 ratings)", [(4.6, "rating", ""), (1850, "ratings", "")]),
        ("number 3 of 15 products", [(3, "ordinal", ""), (15, "products", "")]),
        ("the second one, twice, half, one of them", [(2, "ordinal", ""), (2, "factor", ""), (0.5, "factor", "")]),
        ("the first 100 of each", [(100, "number", "")]),
        ("score −2.930, moved +0.5", [(-2.93, "points", ""), (0.5, "points", "")]),
        ("a dozen, three hundred", [(12, "number", ""), (300, "number", "")]),
        ("价格 US$119，百分之四十，八成", [(119, "money", "USD"), (40, "percent", ""), (80, "percent", "")]),
        ("第三，三十二件商品，两倍，一半", [(3, "ordinal", ""), (32, "products", ""), (2, "factor", ""), (0.5, "factor", "")]),
        ("一百二十元，2 次，三万条评价", [(120, "money", "CNY"), (2, "times", ""), (30000, "ratings", "")]),
        ("另一件也一样，不利的一点", []),
        ("Someone alone often tends to attend", []),
    ],
)  # fmt: skip
def test_numbers_are_read_with_their_units(text: str, expected: list) -> None:
    assert [(a.value, a.unit, a.currency) for a in amounts_in(text, PLURALS)] == expected
