"""What the widget keeps, sends again and forgets, in Chromium; and the demo shop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.service.conftest import QUICK
from whythis.records.clock import system_clock
from whythis.records.service_tables import OpinionRow
from whythis.service.service import Service
from whythis.service.settings import ServiceSettings
from whythis.shop import Shop

from .conftest import CHROMIUM, CHROMIUM_ARGS, SECRET, serving
from .widget_site import KETTLES, WAIT_MS, Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def no_third_party_cookies(browser) -> Iterator[Any]:
    args = [*CHROMIUM_ARGS, "--test-third-party-cookie-phaseout"]
    strict = browser.browser_type.launch(executable_path=str(CHROMIUM), args=args)
    yield strict
    strict.close()


def test_with_third_party_cookies_blocked_it_works_alike(no_third_party_cookies, visit):
    page = visit(context=no_third_party_cookies.new_context()).open().say(KETTLES)
    assert page.answer.locator(".card").count() >= 2


def test_without_any_storage_it_works_until_the_page_is_left(visit):
    shut = (
        "for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, "
        "{ get() { throw new DOMException('shut', 'SecurityError'); } });"
    )
    page = visit(init=shut).open().say(KETTLES).say("why the second one?")
    assert page.answer.locator(".reasons").count() == 1


def test_while_the_line_is_broken_it_says_so_loses_nothing_and_goes_on_by_itself(visit):
    page = visit().open()
    page.page.context.set_offline(True)
    page.page.locator("form textarea").fill(KETTLES)
    page.page.keyboard.press("Enter")
    page.dialog.get_by_text("The connection broke").wait_for()
    page.page.locator("form textarea").fill("half a thought")
    page.page.context.set_offline(False)
    page.settled()
    assert page.answer.locator(".card").count() >= 2
    assert page.page.locator("form textarea").input_value() == "half a thought"
    page.errors.clear()  # the browser itself notes the requests that failed


def test_what_is_sent_while_an_answer_is_under_way_waits_in_the_box_for_its_turn(visit):
    page = visit().open()
    held = []
    page.page.route("**/api/v1/chat", lambda route: route.continue_() if held else held.append(route))
    box = page.page.locator("form textarea")
    box.fill(KETTLES)
    box.press("Enter")
    box.fill("why the second one?")
    box.press("Enter")
    assert box.input_value() == "why the second one?"
    held[0].continue_()
    page.page.locator(".reasons").wait_for()
    assert page.page.locator(".ask").all_inner_texts() == [KETTLES, "why the second one?"]
    assert box.input_value() == ""


def test_a_new_conversation_hears_nothing_of_the_answer_that_was_under_way(visit):
    page = visit().open().say(KETTLES)
    held = []
    page.page.route("**/api/v1/chat", lambda route: route.continue_() if held else held.append(route))
    page.page.locator("form textarea").fill("a desk lamp")
    page.page.keyboard.press("Enter")
    page.dialog.get_by_label("New conversation").click()
    held[0].continue_()
    page.say("why the second one?")
    assert page.page.locator(".ask").all_inner_texts() == ["why the second one?"]
    assert page.answer.locator(".reasons").count() == 0
    talks = [json.loads(request.post_data).get("session") for request in page.posts("chat")]
    assert talks[0] is None
    assert talks[1] is not None
    assert talks[2] is None


def test_an_answer_lost_on_the_way_is_fetched_again_and_the_message_counts_once(visit):
    page = visit().open()
    lost = []

    def lose_the_first(route) -> None:
        if not lost:
            lost.append(route.fetch(timeout=WAIT_MS).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.page.route("**/api/v1/chat", lose_the_first)
    page.say(KETTLES)
    assert page.answer.locator(".card").count() >= 2
    assert lost == [200]
    keys = [request.headers["idempotency-key"] for request in page.posts("chat")]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    page.page.locator("header [aria-expanded]").click()
    assert page.page.locator(".me .bars").inner_text().split()[:2] == ["Conversations", "1"]
    page.errors.clear()


def test_what_was_sent_before_a_reload_is_answered_after_it_and_the_talk_is_still_there(visit):
    page = visit().open().say(KETTLES)
    page.page.route("**/api/v1/chat", lambda route: None)
    page.page.locator("form textarea").fill("why the second one?")
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(200)
    page.page.locator("form textarea").type("a draft")
    page.page.reload()
    page.page.unroute("**/api/v1/chat")
    page.page.locator(".bubble").click()
    page.page.locator(".reasons").wait_for()
    page.settled()
    assert page.page.locator(".ask").all_inner_texts() == [KETTLES, "why the second one?"]
    assert page.page.locator("form textarea").input_value() == "a draft"
    keys = [request.headers["idempotency-key"] for request in page.posts("chat")]
    assert keys[-1] == keys[-2]


def test_a_service_that_is_away_when_the_page_opens_is_found_when_it_is_back(browser, site, visit):
    shop, _, _ = site
    context = browser.new_context()
    page = Watched(context.new_page())
    page.page.route("**/api/v1/site?*", lambda route: route.abort("connectionrefused"))
    page.page.goto(f"{shop.origin}/")
    page.until("customElements.get('why-this') !== undefined")
    assert page.page.locator(".bubble").count() == 0
    page.page.unroute("**/api/v1/site?*")
    page.page.locator(".bubble").wait_for()
    context.close()


def test_a_session_that_has_ended_is_followed_by_a_new_one(visit):
    page = visit().open().say(KETTLES)
    page.page.evaluate(
        "() => { for (const key of Object.keys(sessionStorage)) { const kept = JSON.parse(sessionStorage[key]);"
        "kept.token = kept.token.slice(0, -8) + 'AAAAAAAA'; sessionStorage[key] = JSON.stringify(kept); } }"
    )
    page.page.reload()
    page.open().say("a desk lamp")
    assert page.answer.locator(".card").count() >= 1
    assert len(page.posts("sessions")) == 2
    page.errors.clear()  # the browser itself notes the 401


def test_an_opinion_is_kept_once_with_its_words(visit, site):
    _, running, _ = site
    page = visit().open().say(KETTLES)
    page.answer.locator(".feedback .icon").nth(1).click()
    page.answer.locator(".feedback textarea").fill("too small")
    page.answer.get_by_text("The reason is wrong").click()
    page.answer.get_by_text("Thank you").wait_for()
    decision = page.page.evaluate("JSON.parse(Object.values(sessionStorage)[0]).turns[0].reply.decision_id")
    with Session(running.service.shop.store.engine) as session:
        kept = session.scalars(select(OpinionRow).where(OpinionRow.decision_id == decision)).all()
    assert [(one.reaction, one.comment) for one in kept] == [("wrong", "too small")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_forgetting_is_asked_once_more_and_then_nothing_stays(visit, lang):
    page = visit(lang=lang).open().say("a kettle 1234" if lang == "en" else "水壶 kettle 1234")
    page.page.locator("header [aria-expanded]").click()
    erase = page.page.locator(".me .danger")
    erase.dblclick()  # the second of the two is no answer
    asked = erase.inner_text()
    assert asked in ("Yes, erase everything", "是的，全部删除")
    assert page.page.locator(".ask").count() == 1
    erase.click()
    page.page.locator(".status").get_by_text("Done" if lang == "en" else "好了").wait_for()
    deleted = [urlsplit(r.url) for r in page.requests if r.method == "DELETE"]
    assert [(url.path, url.query) for url in deleted] == [("/api/v1/me", "")]
    assert len(page.posts("chat")) == 1  # nothing was said for it
    assert page.page.locator(".ask").count() == 0
    kept = page.page.evaluate("Object.values(sessionStorage).join()")
    assert "1234" not in kept
    page.page.locator("header [aria-expanded]").click()
    page.page.locator(".me .danger").wait_for()
    assert page.page.locator(".me .value").all_inner_texts() == ["0", "0", "0", "0"]


def test_what_could_not_be_erased_is_said_and_can_be_tried_again(visit):
    page = visit().open().say("a kettle 1234")
    page.page.locator("header [aria-expanded]").click()
    erase = page.page.locator(".me .danger")
    erase.click()
    page.page.route("**/api/v1/me", lambda route: route.fulfill(status=500, json={"error": "x"}))
    erase.click()
    page.page.locator(".me").get_by_text("cannot be reached").wait_for()
    assert "1234" in page.page.evaluate("Object.values(sessionStorage).join()")
    page.page.unroute("**/api/v1/me")
    erase.click()
    page.page.locator(".status").get_by_text("Done").wait_for()
    page.errors.clear()  # the browser itself notes the 500


def test_a_shopper_of_the_shop_is_known_by_a_token_and_the_next_one_sees_nothing_of_them(visit, site):
    shop, _, keys = site

    def signed(shopper: str) -> str:
        now = int(system_clock().timestamp())
        claims = {"sub": shopper, "aud": "shop", "iat": now, "exp": now + 300}
        token = jwt.encode(claims, keys.secret, keys.algorithm, headers={"kid": keys.kid})
        code = f"window.whythis = {{ token: async () => {json.dumps(token)} }};"
        return f'<script src="/own.js?{urlencode({"code": code})}"></script>'

    page = visit(head=signed("ada-17")).open().say(KETTLES)
    page.page.locator("header [aria-expanded]").click()
    page.page.locator(".me", has_text="ada-17").wait_for()
    page.page.reload()
    page.open()
    assert page.page.locator(".ask").all_inner_texts() == [KETTLES]
    page.page.goto(f"{shop.origin}/?{urlencode({'head': signed('bo-18')})}")
    page.open()
    assert page.page.locator(".ask").count() == 0
    assert KETTLES not in page.page.evaluate("Object.values(sessionStorage).join()")


def test_a_shop_of_one_page_tells_when_somebody_signs_out(visit):
    page = visit().open().say(KETTLES)
    page.page.evaluate("() => window.whythis.reset()")
    assert page.page.locator(".ask").count() == 0
    assert KETTLES not in page.page.evaluate("Object.values(sessionStorage).join()")
    page.say("a desk lamp")
    assert len(page.posts("sessions")) == 2


def test_the_demo_shop_shows_it_in_place_under_its_own_policy(browser, widget_shop: Shop):
    examples = {"en": ("a kettle under 40", "a lamp"), "zh": ("水壶 kettle",)}
    service = Service(widget_shop, ServiceSettings(**QUICK), SECRET, local=True)
    with serving(widget_shop, service=service, examples=examples, chat_page=False) as url:
        context = browser.new_context()
        page = Watched(context.new_page())
        answered = page.page.goto(f"{url}/demo-shop?lang=en")
        assert "default-src 'none'" in answered.headers["content-security-policy"]
        page.page.locator("#products why-this button").nth(1).click()
        page.settled()
        assert page.answer.locator(".reasons").count() == 1
        assert "From your list of" in page.answer.inner_text()
        page.page.goto(f"{url}/demo-shop?lang=zh")
        assert page.page.locator("#products why-this button").first.inner_text() == "为什么给我看这个？"
        assert page.hosts() == {urlsplit(url).netloc}
        assert page.errors == []
        axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
        found = axe_module.Axe().run(
            page.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
        )
        assert found.violations_count == 0, found.generate_report()
        context.close()
