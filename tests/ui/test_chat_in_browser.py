"""The chat over the scripted shop: the behaviours of every shop, and those that need a scripted failure."""

from __future__ import annotations

import pytest

from .chat_behaviour import WAIT_MS, Chat, ChatBehaviour
from .scripted import HOSTILE


class TestScriptedShop(ChatBehaviour):
    def test_a_hostile_catalogue_stays_text(self, opened):
        chat = opened().say("hostile please")
        card = chat.answer().locator(".wt-card")
        assert card.locator(".wt-title").inner_text().strip() == HOSTILE
        assert chat.answer().locator(".wt-chip").inner_text().strip() == HOSTILE
        assert chat.answer().locator(".message-content").first.inner_text().strip() == HOSTILE
        assert chat.answer().locator("b, a, script, .katex").count() == 0
        assert chat.page.evaluate("window.hacked") is None
        assert chat.errors == []

    def test_an_error_one_can_act_on_says_what_to_do_and_keeps_the_message(self, opened):
        chat = opened().say("please refuse this")
        told = chat.answer().inner_text()
        assert "That budget is below zero." in told
        assert "Give a price of zero or more." in told
        assert chat.page.locator("#wt-box textarea").input_value() == "please refuse this"

    def test_a_failure_inside_is_not_shown(self, opened):
        chat = opened().say("explode now")
        told = chat.answer().inner_text()
        assert "nothing was lost" in told
        assert "secret" not in chat.page.content()
        assert "Traceback" not in chat.page.content()

    def test_after_a_failure_the_conversation_goes_on(self, opened):
        chat = opened().say("explode now").say(self.list_message)
        assert chat.answer().locator(".wt-card").count() == 5

    def test_a_pressed_chip_keeps_the_draft(self, opened):
        chat = opened().say(self.list_message)
        chat.page.locator("#wt-box textarea").fill("half a thought")
        chat.click(".wt-chip")
        assert chat.page.locator("#wt-box textarea").input_value() == "half a thought"

    def test_choosing_a_shopper_starts_a_new_conversation_as_them(self, opened, assistant):
        chat = opened().say(self.list_message)
        chat.page.locator("#wt-shopper").select_option("mara")
        chat.page.wait_for_selector(".wt-who", timeout=WAIT_MS)
        assert "runs in the rain" in chat.page.locator(".wt-who").inner_text()
        chat.say(self.list_message)
        (_, before, nobody), (_, after, mara) = assistant.calls[-2:]
        assert (nobody, mara) == (None, "mara")
        assert before != after
        chat.page.reload()
        chat.page.wait_for_selector(".wt-card", timeout=WAIT_MS)
        assert chat.page.locator("#wt-shopper").input_value() == "mara"

    def test_only_the_latest_list_can_be_asked_about(self, opened):
        chat = opened().say(self.list_message).say("hostile please")
        rows = chat.page.locator("#wt-chat .bot-row")
        assert rows.nth(0).locator(".wt-why-button").count() == 0
        assert rows.nth(1).locator(".wt-why-button").count() == 1

    def test_a_long_question_leaves_room_for_its_answer(self, opened):
        chat = opened().say("I need something that is " + "very " * 390 + "quiet")
        assert inside(chat, ".user-row", "bottom")
        assert inside(chat, ".bot-row", "top")

    def test_the_question_stays_in_view_until_its_reader_scrolls(self, opened, assistant):
        """The log moves by itself too, when what is in it changes its height; that is no reader."""
        chat = opened().say(self.list_message).say(self.why_message)
        assistant.delay_s, usual = 0.5, assistant.delay_s
        try:
            for scrolls, stays in ((False, True), (True, False)):
                before = chat.questions()
                chat.page.locator("#wt-box textarea").fill(f"{self.why_message} {len(before)}")
                chat.page.keyboard.press("Enter")
                chat.page.wait_for_selector(".wt-thinking", timeout=WAIT_MS)
                if scrolls:
                    chat.page.mouse.move(600, 400)
                    chat.page.mouse.wheel(0, -4000)
                else:
                    chat.page.evaluate("document.querySelector('#wt-chat [role=log]').scrollTop = 0")
                chat.settled(f"{self.why_message} {len(before)}", before)
                assert inside(chat, ".user-row", "top") is stays
        finally:
            assistant.delay_s = usual

    def test_a_new_conversation_drops_the_answer_still_under_way(self, opened, assistant):
        chat = opened()
        assistant.delay_s, usual = 1.0, assistant.delay_s
        try:
            chat.page.locator("#wt-box textarea").fill(self.list_message)
            chat.page.keyboard.press("Enter")
            chat.page.wait_for_selector(".wt-thinking", timeout=WAIT_MS)
            chat.page.locator("#wt-new").click()
            chat.page.wait_for_selector(".wt-welcome", timeout=WAIT_MS)
            chat.page.wait_for_timeout(1500)
            assert chat.questions() == []
        finally:
            assistant.delay_s = usual

    def test_what_is_sent_while_an_answer_is_under_way_is_answered_after_it(self, opened, assistant):
        chat = opened()
        assistant.delay_s, usual = 0.5, assistant.delay_s
        try:
            chat.page.locator("#wt-box textarea").fill(self.list_message)
            chat.page.keyboard.press("Enter")
            chat.page.wait_for_selector(".wt-thinking", timeout=WAIT_MS)
            chat.page.locator("#wt-box textarea").fill(self.why_message)
            chat.page.keyboard.press("Enter")
            chat.settled(self.why_message, [self.list_message])
            assert chat.questions() == [self.list_message, self.why_message]
            assert chat.page.locator("#wt-box textarea").input_value() == ""
        finally:
            assistant.delay_s = usual

    @pytest.mark.parametrize("key", ["Enter", "Space"])
    def test_chips_work_from_the_keyboard(self, opened, key):
        chat = opened().say(self.list_message)
        words = chat.page.locator(".wt-chip").first.inner_text().strip()
        chat.page.locator(".wt-chip").first.focus()
        chat.page.keyboard.press(key)
        chat.settled(words, [self.list_message])
        assert chat.questions()[-1] == words


def inside(chat: Chat, rows: str, edge: str) -> bool:
    """Whether that edge of the last of these rows is within the part of the log that can be seen."""
    return chat.page.evaluate(
        """([rows, edge]) => { const log = document.querySelector('#wt-chat [role=log]').getBoundingClientRect();
            const at = [...document.querySelectorAll('#wt-chat ' + rows)].pop().getBoundingClientRect()[edge];
            return at >= log.top && at < log.bottom; }""",
        [rows, edge],
    )
