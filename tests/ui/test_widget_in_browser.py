"""The widget in Chromium, on a shop's page of another origin with a strict policy, over real models and a store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TINY
from tests.service.conftest import QUICK, Running
from whythis.ranking.model_store import install_shipped
from whythis.records.clock import system_clock
from whythis.records.service_tables import OpinionRow
from whythis.records.sites import Look
from whythis.retrieval.encoder import TextEncoder
from whythis.service.service import Service
from whythis.service.settings import ServiceSettings
from whythis.shop import Shop
from whythis.shop.build import import_source, index_shop

from .conftest import CHROMIUM, CHROMIUM_ARGS, SECRET, serving
from .widget_site import HOSTILE, WAIT_MS, ShopPage, Watched

pytestmark = pytest.mark.browser
KETTLES = "a kettle under 40"
MORE = [
    ("k4", "Corvane steel kettle 1.2 l", "Corvane", "Kettles", 2900, 4, {"Colour": "Silver"}),
    ("u2", "Corvane folding umbrella", "Corvane", "Umbrellas", 1900, 4, {"Colour": "Black"}),
    ("k5", "Brellin quiet kettle 1 l", "Brellin", "Kettles", 3100, 4, {"Colour": "Green", "Noise": "50 dB"}),
]
SLIPPED = escape(escape(HOSTILE, quote=False), quote=False)
"""The importer takes markup out twice; what was escaped twice is markup again after that."""
HOSTILE_ITEM = {
    "id": 'x/"><script>',
    "title": f"🫖 Umbrella {SLIPPED} rainproof",
    "brand": SLIPPED,
    "category": "Umbrellas",
    "price_cents": 1500,
    "stock": 3,
    "description": f"{SLIPPED} An umbrella for rain.",
    "attributes": {SLIPPED: SLIPPED},
}
TWO = '<why-this item="k1"></why-this><why-this item="d1">为何</why-this>'


@pytest.fixture(scope="module")
def widget_shop(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> Iterator[Shop]:
    """The tiny shop with more kettles, and a product that means ill."""
    folder = tmp_path_factory.mktemp("widget")
    names = ("id", "title", "brand", "category", "price_cents", "stock", "attributes")
    rows = [dict(zip(names, row, strict=True)) for row in [*TINY, *MORE]]
    for number, row in enumerate(rows):
        row |= {"rating": 3.5 + 0.1 * number, "rating_count": 10 * (number + 1)}
    source = folder / "source.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in [*rows, HOSTILE_ITEM]), encoding="utf-8")
    import_source("jsonl", source, folder)
    index_shop(folder, encoder, lambda done, kept: None)
    install_shipped(folder / "models")
    opened = Shop.open(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(widget_shop: Shop) -> Iterator[tuple[ShopPage, Running, Any]]:
    """A shop's page, the service that answers it, and the site's keys."""
    page = ShopPage()
    with Running(widget_shop, local=False) as running:
        page.service = running.url
        look = Look(title=f"Kettles {HOSTILE}", colours={"accent": "#ffd54a"})
        keys = running.service.sites.add("shop", (page.origin,), look)
        yield page, running, keys
    page.close()


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Watched]]:
    """Opens the shop's page as asked for, and holds at the end that nothing went wrong in it."""
    shop, running, _ = site
    watched: list[Watched] = []
    contexts: list[Any] = []

    def go(*, init: str = "", context: Any = None, **wanted: str) -> Watched:
        if context is None or isinstance(context, dict):
            context = browser.new_context(**(context or {"viewport": {"width": 1100, "height": 760}}))
            contexts.append(context)
        if init:
            context.add_init_script(init)
        watched.append(Watched(context.new_page()))
        watched[-1].page.goto(f"{shop.origin}/?{urlencode(wanted)}")
        watched[-1].page.locator(".bubble").wait_for(state="attached")
        return watched[-1]

    shop.violations.clear()
    yield go
    own = {urlsplit(shop.origin).netloc, urlsplit(running.url).netloc}
    for one in watched:
        assert one.hosts() <= own
        assert one.page.evaluate("window.hacked") is None
        assert one.errors == []
    assert shop.violations == []
    for context in contexts:
        assert context.cookies() == []
        context.close()


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
    assert f"for “{KETTLES}”" in told
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


def test_it_answers_in_the_language_of_the_message_on_an_english_page(visit):
    page = visit().open().say("40 美元以内的水壶 kettle")
    assert "件商品" in page.answer.inner_text()


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
    page.page.unroute("**/api/v1/chat")
    page.page.reload()
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
    count = "document.querySelector('whythis-chat').shadowRoot.querySelector('dialog').getAnimations().length"
    moving = visit()
    moving.page.locator(".bubble").click()
    assert moving.page.evaluate(count) == 1
    still = visit(context={"reduced_motion": "reduce"})
    still.page.locator(".bubble").click()
    assert still.page.evaluate(count) == 0


def test_a_second_copy_of_the_script_does_nothing(visit, site):
    _, running, _ = site
    again = f'<script async src="{running.url}/widget.js?again" data-site="shop"></script>'
    page = visit(body=again + TWO)
    page.page.wait_for_load_state("networkidle")
    assert page.page.locator("whythis-chat").count() == 1
    page.open().say(KETTLES)
    assert page.answer.locator(".card").count() >= 2


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
    page.page.locator(".me .danger").click()
    page.settled()
    page.answer.locator(".next .chip").first.click()
    page.settled()
    assert page.page.locator(".ask").count() == 0
    kept = page.page.evaluate("Object.values(sessionStorage).join()")
    assert "1234" not in kept
    page.page.locator("header [aria-expanded]").click()
    page.page.locator(".me .danger").wait_for()
    assert page.page.locator(".me .value").all_inner_texts() == ["0", "0", "0", "0"]


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
