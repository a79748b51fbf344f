"""Every message of the table gives the slots that it should."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.understanding.lists import CONTEXTS
from tests.agent.understanding.slot_cases import CASES
from whythis.agent.types import Understood


def slots(got: Understood) -> dict[str, Any]:
    def units(cents: int | None) -> float | None:
        return None if cents is None else cents / 100

    return {
        "min": units(got.filters.price_min_cents), "max": units(got.filters.price_max_cents),
        "target": units(got.price_target_cents), "cheaper": got.cheaper, "search": got.search_text,
        "brands": list(got.filters.brands), "not_brands": list(got.filters.not_brands),
        "categories": list(got.categories), "fcats": list(got.filters.categories),
        "not_cats": list(got.filters.not_categories), "attrs": list(got.filters.attributes),
        "not_attrs": list(got.filters.not_attributes), "in_stock": got.filters.in_stock_only,
        "refs": [r.item_ids for r in got.references], "lang": got.lang,
    }  # fmt: skip


@pytest.mark.parametrize(("message", "context", "expected"), CASES, ids=[f"{m} [{c}]" for m, c, _ in CASES])
def test_a_message_gives_its_slots(understanding, message, context, expected) -> None:
    got = understanding.read(message, CONTEXTS[context])
    every = slots(got)
    assert {key: every[key] for key in expected} == expected, got.acts
