"""The widget in Chromium, on a shop's page of another origin with a strict policy, over real models and a store."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from .widget_site import HOSTILE, KETTLES, TWO, Watched

pytestmark = pytest.mark.browser


def test_a_list_and_its_reasons_come_under_a_strict_policy_without_cookies(visit):
    page = visit().open().say(KETTLES)
    assert page.answer.locator(".card").count() >= 2
    assert (
        page.answer.locator(".card img").first.evaluate("(img) => img.decode().then(() => img.naturalWidth)")
        > 0
    )
    page.answer.locator(".card button").nth(1).click()
    page.settled()
    assert page.page.locator(".turn:last-child .ask").inner_text() == "Why the second one?"
    assert page.answer.locator(".reasons .bars li").count() >= 1
    assert page.answer.locator("mark").count() >= 1
    for request in page.requests:
        assert "cookie" not in request.headers
    assert page.page.evaluate("document.cookie") == ""


def test_a_product_of_the_shoppers_own_list_is_explained_from_that_list_and_another_is_not(visit):
    page = visit(body=TWO).open().say(KETTLES)
    page.page.keyboard.press("Escape")
    buttons = page.page.locator("why-this button")
    assert [buttons.nth(0).inner_text(), page.page.locator("why-this").nth(1).inner_text()] == [
        "Why am I seeing this?",
        "为何",
    ]
    buttons.nth(0).click()
    page.settled()
    told = page.answer.inner_text()
    assert f"“{KETTLES}”" in told
    assert "Ashdown quiet kettle 1.7 l" in told
    assert page.answer.locator(".reasons").count() == 1
    page.answer.locator(".next .chip").first.click()
    page.settled()
    assert "Ashdown quiet kettle" in page.answer.inner_text()
    page.page.keyboard.press("Escape")
    buttons.nth(1).click()
    page.settled()
    assert "No list that I made for you has this product on it" in page.answer.inner_text()
    assert page.page.locator("whythis-chat").count() == 1


def test_a_product_of_an_older_list_is_explained_from_that_list(visit):
    page = visit().open().say(KETTLES).say("a desk lamp")
    card = page.page.locator(".turn").first.locator(".card").nth(1)
    title = card.locator(".title").inner_text()
    card.locator("button").click()
    page.settled()
    assert page.page.locator(".turn:last-child .ask").inner_text() == f"Why “{title}”?"
    assert f"“{KETTLES}”" in page.answer.inner_text()
    assert title in page.answer.inner_text()


def test_where_the_page_names_its_subject_the_answer_says_that_the_list_was_made_for_it(visit):
    page = visit(body='<why-this item="d1" query="a quiet kettle"></why-this>')
    page.page.locator("why-this button").click()
    page.settled()
    told = page.answer.inner_text()
    assert "It was on no list of yours" in told
    assert "“a quiet kettle”" in told
    assert "Brellin kettle descaler, 6 sachets" in told


def test_a_list_of_somebody_else_is_not_explained(visit, site):
    _, running, _ = site
    strange = running.service.tokens.session("anonymous", "shop")[0]
    with running.client(strange) as client:
        made = client.post("/api/v1/recommendations", json={"query": "kettle"}).raise_for_status().json()
    page = visit(body=f'<why-this item="k1" decision="{made["id"]}"></why-this>')
    page.page.locator("why-this button").click()
    page.page.locator(".error").wait_for()
    assert "made for somebody else" in page.answer.inner_text()
    page.errors.clear()  # the browser itself notes the 404


def test_hostile_texts_of_the_catalogue_the_shopper_and_the_site_stay_text(visit):
    page = visit(script='data-site=shop data-link="javascript:window.hacked=1//{id}"').open()
    assert page.dialog.locator("h2").inner_text() == f"Kettles {HOSTILE}"
    page.say(f"an umbrella for rain {HOSTILE}")
    assert page.page.locator(".turn:last-child .ask").inner_text() == f"an umbrella for rain {HOSTILE}"
    card = page.answer.locator(".card").first
    assert card.locator(".title").inner_text() == f"🫖 Umbrella {HOSTILE} rainproof"
    assert card.locator("a").count() == 0
    card.locator("button").click()
    page.settled()
    assert page.answer.locator(".reasons").count() == 1
    assert page.page.locator("whythis-chat :is(b:not(.row b), script, img[src=x])").count() == 0


def test_marks_stand_on_their_words_behind_a_character_of_two_code_units(visit):
    page = visit().open().say("a rainproof umbrella")
    page.answer.locator(".card", has_text="🫖").locator("button").click()
    page.settled()
    turn = page.page.evaluate("JSON.parse(Object.values(sessionStorage)[0]).turns.at(-1).reply.explanation")
    names = {c["name"] for c in turn["contributions"] if c["level"] == "word" and c["source"] == "title"}
    marked = page.answer.locator(".words", has_text="🫖").locator("mark").all_inner_texts()
    assert marked
    assert set(marked) <= names


def test_it_speaks_chinese_on_a_chinese_page_and_what_the_tag_says_goes_before(visit):
    page = visit(lang="zh-CN", body=TWO).open()
    assert "您想找什么？" in page.dialog.inner_text()
    page.say("40 美元以内的水壶 kettle")
    assert "件商品" in page.answer.inner_text()
    page.answer.locator(".card button").first.click()
    page.settled()
    assert page.answer.locator(".reasons summary").first.inner_text() == "哪些因素影响了得分"
    english = visit(lang="zh", script="data-site=shop data-lang=en").open()
    assert "What are you looking for?" in english.dialog.inner_text()


def test_all_of_it_works_from_the_keyboard_and_the_focus_goes_back(visit):
    page = visit(body=TWO)
    keys = page.page.keyboard
    page.page.locator("why-this button").first.wait_for()
    keys.press("Tab")
    assert page.focused().startswith("page a")
    keys.press("Tab")
    assert page.focused().startswith("why-this button why")
    keys.press("Enter")
    page.settled()
    assert page.focused().startswith("whythis-chat textarea")
    keys.type(KETTLES)
    keys.press("Enter")
    page.page.locator(".card").first.wait_for()
    page.settled()
    page.answer.locator(".next .chip").first.focus()
    keys.press("Enter")
    page.page.locator(".reasons").wait_for()
    page.settled()
    assert page.focused().startswith("whythis-chat textarea")
    seen = set()
    for _ in range(40):
        keys.press("Tab")
        seen.add(page.focused())
    assert not {at for at in seen if at.startswith("why-this") or at.startswith("page a")}
    for label in ("Close", "What you know about me", "New conversation", "This helps", "Send"):
        assert any(label in at for at in seen), (label, seen)
    keys.press("Escape")
    assert page.dialog.is_hidden()
    assert page.focused().startswith("why-this button why")


def test_it_answers_in_the_language_of_the_message_on_an_english_page(visit):
    page = visit().open().say("40 美元以内的水壶 kettle")
    assert "件商品" in page.answer.inner_text()


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_it_fills_the_screen_and_nothing_runs_over(visit, width):
    phone = {"viewport": {"width": width, "height": 640}, "has_touch": True, "is_mobile": True}
    page = visit(context=phone, body=TWO).open().say(KETTLES).say("why the second one?")
    box = page.dialog.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, 640)
    wide = page.page.evaluate(
        "() => { const root = document.querySelector('whythis-chat').shadowRoot;"
        "return [...root.querySelectorAll('*')].filter((at) => at.getBoundingClientRect().right > innerWidth + 1"
        "&& getComputedStyle(at).display !== 'none').map((at) => at.className || at.localName); }"
    )
    assert wide == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.dialog.locator("button:visible").evaluate_all(
        "(all) => all.filter((at) => Math.min(at.offsetWidth, at.offsetHeight) < 24).map((at) => at.textContent)"
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_violation_of_wcag_a_or_aa(visit, scheme):
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

    def check(page: Watched) -> None:
        found = axe_module.Axe().run(
            page.page, context={"include": [["whythis-chat"], ["why-this"]]}, options=rules
        )
        assert found.violations_count == 0, found.generate_report()
        reached = json.dumps(found.response["passes"])
        assert "whythis-chat" in reached

    dark = f'<meta name="color-scheme" content="{scheme}">'
    page = visit(head=dark, body=TWO, context={"reduced_motion": "reduce"})
    page.page.locator("why-this button").first.wait_for()
    check(page)
    page.open()
    check(page)
    page.say(KETTLES).say("why the second one?")
    check(page)
    page.answer.locator(".feedback .icon").nth(1).click()
    check(page)
    page.page.locator("header [aria-expanded]").click()
    page.page.locator(".me .danger").wait_for()
    check(page)


def test_it_does_not_move_for_those_who_asked_for_less_motion(visit):
    moves = "getComputedStyle(document.querySelector('whythis-chat').shadowRoot.querySelector('dialog')).animationName"
    moving = visit()
    moving.page.locator(".bubble").click()
    assert moving.page.evaluate(moves) == "rise"
    still = visit(context={"reduced_motion": "reduce"})
    still.page.locator(".bubble").click()
    assert still.page.evaluate(moves) == "none"


def test_a_second_copy_of_the_script_does_nothing(visit, site):
    _, running, _ = site
    again = f'<script async src="{running.url}/widget.js?again" data-site="shop"></script>'
    page = visit(body=again + TWO)
    page.page.wait_for_load_state("networkidle")
    assert page.page.locator("whythis-chat").count() == 1
    page.open().say(KETTLES)
    assert page.answer.locator(".card").count() >= 2


def test_a_page_may_open_it_hear_of_answers_and_take_a_chosen_product_over(visit, site):
    shop, _, _ = site
    page = visit(script='data-site=shop data-bubble=off data-link="/p/{id}"')
    page.page.evaluate(
        "() => { window.heard = []; for (const name of ['open', 'reply', 'item', 'close'])"
        "document.addEventListener('whythis:' + name, (event) => {"
        "heard.push([name, event.detail]); event.preventDefault(); }); }"
    )
    assert page.page.locator(".bubble").is_hidden()
    page.page.evaluate(f"() => {{ window.whythis.open({KETTLES!r}); }}")
    link = page.page.locator(".card a").first
    link.click()
    page.settled()
    chosen = link.get_attribute("href").removeprefix(f"{shop.origin}/p/")
    page.page.evaluate("() => window.whythis.close()")
    page.until("heard.length === 4")
    heard = page.page.evaluate("heard")
    assert [name for name, _ in heard] == ["open", "reply", "item", "close"]
    assert chosen == heard[1][1]["items"][0]
    assert heard[2][1] == {"item": chosen}
    assert "kettle" not in json.dumps(heard)


def test_the_page_s_colours_go_before_the_site_s_and_the_text_on_them_can_be_read(visit):
    colour = "getComputedStyle(document.querySelector('whythis-chat').shadowRoot.querySelector('.bubble'))"
    page = visit()
    assert page.page.evaluate(f"{colour}.backgroundColor") == "rgb(255, 213, 74)"
    assert page.page.evaluate(f"{colour}.color").startswith("lch(0 ")
    page.page.evaluate("() => document.documentElement.style.setProperty('--whythis-accent', '#123456')")
    assert page.page.evaluate(f"{colour}.backgroundColor") == "rgb(18, 52, 86)"
    assert page.page.evaluate(f"{colour}.color").startswith("lch(100 ")


def test_a_page_of_a_site_that_is_not_set_up_stays_as_it_is(browser, site, visit):
    shop, _, _ = site
    context = browser.new_context()
    page = Watched(context.new_page())
    told: list[str] = []
    page.page.on("console", lambda message: told.append(message.text))
    page.page.goto(f"{shop.origin}/?{urlencode({'script': 'data-site=nobody', 'body': TWO})}")
    page.until("customElements.get('why-this') !== undefined")
    page.page.wait_for_timeout(300)
    assert page.page.locator("whythis-chat").count() == 0
    assert page.page.locator("why-this button").count() == 0
    assert any("nobody" in text for text in told)
    assert page.page.locator("h1").inner_text() == "A kettle"
    context.close()
