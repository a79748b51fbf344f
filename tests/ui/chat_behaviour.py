"""What the chat does in a browser, whichever shop answers: inherit, and give a `base_url`.

A subclass names the messages that its shop answers with a list, and with an explanation of the first item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

WAIT_MS = 30_000


class Chat:
    """One open page of the chat, in the words of someone who uses it."""

    def __init__(self, page: Any, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.requested: list[str] = []
        self.refused: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("response", lambda answer: answer.status >= 400 and self.refused.append(answer.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self) -> Chat:
        self.page.goto(self.base_url + "/")
        self.page.wait_for_selector("#wt-chat .message", timeout=WAIT_MS)
        return self

    def say(self, text: str) -> Chat:
        before = self.questions()
        self.page.locator("#wt-box textarea").fill(text)
        self.page.keyboard.press("Enter")
        return self.settled(text, before)

    def click(self, selector: str) -> Chat:
        before = self.questions()
        button = self.page.locator(selector).first
        text = button.get_attribute("data-ask")
        button.click()
        return self.settled(text, before)

    def settled(self, text: str, before: list[str]) -> Chat:
        """Waits until `text` stands as a new latest question and its answer is whole."""
        self.page.wait_for_function(
            """([text, before]) => { const rows = [...document.querySelectorAll('#wt-chat .message-row')];
                const asked = rows.filter(row => row.classList.contains('user-row'));
                const last = asked[asked.length - 1];
                return last && last.innerText.trim() === text.trim()
                    && (asked.length !== before.length || before[before.length - 1] !== text.trim())
                    && rows.indexOf(last) === rows.length - 2
                    && rows[rows.length - 1].querySelector('.wt-chips, .wt-error'); }""",
            arg=[text, before],
            timeout=WAIT_MS,
        )
        return self

    def questions(self) -> list[str]:
        return [text.strip() for text in self.page.locator("#wt-chat .user-row").all_inner_texts()]

    def answer(self) -> Any:
        return self.page.locator("#wt-chat .bot-row").last

    def overflows(self) -> bool:
        return self.page.evaluate(
            """() => { const log = document.querySelector('#wt-chat [role=log]');
                const page = document.documentElement;
                return page.scrollWidth > innerWidth || log.scrollWidth > log.clientWidth; }"""
        )


@pytest.mark.browser
class ChatBehaviour:
    list_message = "wireless headphones"
    why_message = "why the first one?"
    list_message_zh = "无线耳机"

    @pytest.fixture
    def opened(self, browser: Any, base_url: str) -> Iterator[Callable[..., Chat]]:
        """Opens a page in a browser of its own; give `context` to open another tab of the same one."""
        contexts = []

        def open_chat(context: Any = None, **options: Any) -> Chat:
            if context is None:
                context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
                contexts.append(context)
            return Chat(context.new_page(), base_url).open()

        yield open_chat
        for context in contexts:
            context.close()

    def test_a_request_is_answered_with_cards_in_order(self, opened):
        chat = opened().say(self.list_message)
        ranks = chat.answer().locator(".wt-card .wt-rank").all_inner_texts()
        assert ranks == [str(n + 1) for n in range(len(ranks))]
        assert ranks
        first = chat.answer().locator(".wt-card").first
        assert first.locator(".wt-title").inner_text().strip()
        assert first.locator(".wt-price").inner_text().strip()
        assert first.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")

    def test_why_is_answered_with_a_chart_and_marked_words(self, opened):
        chat = opened().say(self.list_message).say(self.why_message)
        assert chat.answer().locator(".wt-reasons[open] .wt-chart .wt-row").count() > 1
        widths = (
            chat.answer()
            .locator(".wt-chart .wt-bar")
            .evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().width)")
        )
        assert max(widths) > 100
        assert chat.answer().locator("mark[title]").count() > 1

    def test_the_sentences_stand_above_the_chart(self, opened):
        chat = opened().say(self.list_message).say(self.why_message)
        text = chat.answer().locator(".message-content").first.bounding_box()
        chart = chat.answer().locator(".wt-chart").bounding_box()
        assert text["y"] + text["height"] <= chart["y"]

    def test_the_button_of_a_card_asks_about_that_card(self, opened):
        chat = opened().say(self.list_message).click(".wt-why-button")
        assert len(chat.questions()) == 2
        assert chat.answer().locator(".wt-chart").count() == 1

    def test_a_chip_sends_its_own_words(self, opened):
        chat = opened().say(self.list_message)
        words = chat.page.locator(".wt-chip").first.inner_text().strip()
        chat.click(".wt-chip")
        assert chat.questions()[-1] == words

    def test_only_the_latest_answer_has_chips(self, opened):
        chat = opened().say(self.list_message).say(self.list_message)
        assert chat.page.locator("#wt-chat .wt-chips").count() == 1

    def test_html_and_markdown_in_a_message_stay_text(self, opened):
        text = (
            "<b>bold</b> <img src=x onerror=window.hacked=1> **stars** `code` $$x$$ [a](http://evil.example) "
            "${1+1} {{1+1}} &lt;i&gt;"
        )
        chat = opened().say(self.list_message)
        chat.page.locator("#wt-box textarea").fill(text)
        chat.page.keyboard.press("Enter")
        chat.page.wait_for_function("() => document.querySelectorAll('#wt-chat .user-row').length === 2")
        bubble = chat.page.locator("#wt-chat .user-row").last
        assert bubble.inner_text().strip() == text
        assert bubble.locator("b, img, strong, code, a, .katex").count() == 0
        assert chat.page.evaluate("window.hacked") is None

    def test_no_request_leaves_the_machine_and_none_is_refused(self, opened):
        chat = opened().say(self.list_message).say(self.why_message)
        hosts = {urlsplit(url).hostname for url in chat.requested if not url.startswith(("data:", "blob:"))}
        assert hosts == {"127.0.0.1"}
        assert chat.refused == []
        assert chat.errors == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_a_phone_shows_everything_without_sideways_scrolling(self, opened, scheme):
        chat = opened(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
        assert not chat.overflows()
        chat.say(self.list_message).say(self.why_message)
        for fold in chat.answer().locator(".wt-reasons details > summary").all():
            fold.click()
        assert not chat.overflows()

    def test_reloading_keeps_the_conversation(self, opened):
        chat = opened().say(self.list_message).say(self.why_message)
        before = chat.page.locator("#wt-chat .message-wrap").inner_text()
        chat.page.reload()
        chat.page.wait_for_selector("#wt-chat .wt-chart", timeout=WAIT_MS)
        assert chat.page.locator("#wt-chat .message-wrap").inner_text() == before

    def test_a_new_conversation_is_empty_and_stays_so_after_a_reload(self, opened):
        chat = opened().say(self.list_message)
        chat.page.locator("#wt-new").click()
        chat.page.wait_for_selector(".wt-welcome", timeout=WAIT_MS)
        chat.page.reload()
        chat.page.wait_for_selector(".wt-welcome", timeout=WAIT_MS)
        assert chat.questions() == []

    def test_two_tabs_show_the_same_conversation(self, opened):
        one = opened().say(self.list_message)
        two = opened(one.page.context)
        two.page.wait_for_selector(".wt-card", timeout=WAIT_MS)
        two.say(self.why_message)
        one.say(self.list_message)
        assert one.questions() == [self.list_message, self.why_message, self.list_message]

    def test_a_tab_left_behind_follows_a_new_conversation(self, opened):
        one = opened().say(self.list_message)
        two = opened(one.page.context)
        two.page.locator("#wt-new").click()
        two.page.wait_for_selector(".wt-welcome", timeout=WAIT_MS)
        one.say(self.why_message)
        assert one.questions() == [self.why_message]

    def test_a_tab_looked_at_again_is_up_to_date(self, opened):
        one = opened().say(self.list_message)
        opened(one.page.context).say(self.why_message)
        one.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        one.page.wait_for_selector(".wt-chart", timeout=WAIT_MS)
        assert one.questions() == [self.list_message, self.why_message]

    def test_two_browsers_never_see_each_other(self, opened):
        one, two = opened(), opened()
        one.say(self.list_message)
        two.page.reload()
        two.page.wait_for_selector(".wt-welcome", timeout=WAIT_MS)
        assert two.questions() == []

    def test_the_wait_is_shown(self, opened):
        chat = opened()
        chat.page.evaluate(
            """() => new MutationObserver(() => {
                window.waited ||= !!document.querySelector('.wt-thinking');
            }).observe(document.body, { childList: true, subtree: true })"""
        )
        chat.say(self.list_message)
        assert chat.page.evaluate("window.waited") is True
        assert chat.page.locator(".wt-thinking").count() == 0

    def test_the_latest_question_comes_to_the_top(self, opened):
        chat = opened(viewport={"width": 900, "height": 640}).say(self.list_message).say(self.why_message)
        log = chat.page.locator("#wt-chat [role=log]").bounding_box()
        bubble = chat.page.locator("#wt-chat .user-row").last.bounding_box()
        assert 0 <= bubble["y"] - log["y"] < 60

    def test_a_chinese_reader_gets_chinese(self, opened):
        chat = opened(locale="zh-CN")
        assert "您想找什么" in chat.page.locator(".wt-welcome").inner_text()
        assert "为什么" in (chat.page.locator("#wt-box textarea").get_attribute("placeholder") or "")
        chat.say(self.list_message_zh)
        assert chat.answer().locator(".wt-why-button").first.inner_text() == "为什么？"
