"""The chat over the sample shop, with the real models: the same behaviours, and a talk as a shopper has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from whythis.shop import Shop

from .chat_behaviour import ChatBehaviour
from .conftest import serving


class TestSampleShop(ChatBehaviour):
    @pytest.fixture(scope="class")
    def base_url(self, sample_shop: Shop) -> Iterator[str]:
        with serving(sample_shop) as url:  # type: ignore[arg-type]
            yield url

    def test_a_shopper_asks_narrows_asks_why_and_sees_the_reasons(self, opened):
        chat = opened().say("a kettle for a small office")
        assert chat.answer().locator(".wt-card").count() == 5
        chat.page.wait_for_function(
            "() => { const i = document.querySelector('.wt-card img'); return i && i.complete && i.naturalWidth > 0; }"
        )
        assert "$60" in chat.say("under 60 dollars").answer().inner_text()
        told = chat.say("why the second one?").answer().inner_text()
        assert "number 2" in told
        assert "separator" not in told.lower()
        assert chat.answer().locator("svg").count() >= 1
        assert chat.errors == []
