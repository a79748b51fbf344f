"""The console in Chromium, as somebody on the phone with a customer uses it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.service.conftest import PASSWORD, Running
from whythis.shop.whole import compute_whole, keep_whole

WAIT_MS = 30_000
HOSTILE = '<img src=x onerror="window.hacked=1">'
GRADIO_OWN: frozenset[str] = frozenset()
"""Rules of WCAG A/AA that Gradio's own elements around our pages break. There are none."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def talk(console: Running):
    """A shopper's list, with a why and a hand-over in the talk."""
    shop = console.service.shop
    said = shop.ask("ivory kettle under 50", shopper="s77", vouched=True)
    shop.ask("why the first one?", session=said.session)
    shop.ask("I want to talk to a person", session=said.session)
    for wanted in ("kettle", "headphones", "lamp", "quiet kettle", "travel kettle", "wired headphones"):
        shop.recommend(wanted)
    keep_whole(shop.folder / "models", compute_whole(shop.folder / "models", shop.store, 50))
    return said


class Desk:
    """One open console."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        self.requested: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requested.append(request.url))

    def sign_in(self, name: str) -> Desk:
        self.page.goto(self.url + "/staff/")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".wt-search")
        return self

    def find(self, shopper: str) -> Desk:
        self.page.fill("[name=shopper]", shopper)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("() => location.search.includes('shopper=')")
        self.page.wait_for_selector("#wt-view:not([aria-busy]) .wt-results")
        return self

    def open(self, part: str) -> Desk:
        self.page.click(f".wt-tabs a[href*='part={part}']")
        self.page.wait_for_selector(f".wt-tabs a[href*='part={part}'][aria-current]")
        return self


@pytest.fixture
def desk(console: Running, browser) -> Iterator[Callable[..., Desk]]:
    contexts = []
    members: list[str] = []

    def opened(role: str = "agent", **options: Any) -> Desk:
        name = f"{role}-{time.monotonic_ns()}"
        members.append(name)
        console.service.staff.add(name, role, PASSWORD)
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}))
        return Desk(contexts[-1].new_page(), console.url).sign_in(name)

    yield opened
    for context in contexts:
        context.close()


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found.response["violations"]
        if v["id"] not in GRADIO_OWN
    ]


def test_from_a_shoppers_id_to_a_reason_in_two_steps_of_less_than_a_second(desk, talk):
    at = desk()
    started = time.perf_counter()
    at.find("s77")
    found_s = time.perf_counter() - started
    started = time.perf_counter()
    at.page.click(".wt-shown a")
    at.page.wait_for_selector(".wt-answer .wt-chart")
    assert talk.items[0].title[:12] in at.page.inner_text(".wt-answer h2")
    reason_s = time.perf_counter() - started
    at.page.wait_for_selector(".wt-customer")
    assert at.page.inner_text("#wt-copied-text")
    # The bar is a second on an idle machine; here others work at the same time.
    assert found_s < 3
    assert reason_s < 3
    assert at.errors == []
    assert {urlsplit(url).netloc for url in at.requested} == {urlsplit(at.url).netloc}


def test_why_not_of_any_product_of_the_catalogue(desk, talk):
    at = desk().find("s77")
    at.page.click(".wt-request")
    at.page.fill(".wt-another input", "headphones")
    at.page.keyboard.press("Enter")
    at.page.wait_for_selector(".wt-answer .wt-choices")
    at.page.click(".wt-answer .wt-choices a >> nth=0")
    at.page.wait_for_selector(".wt-told")
    assert "headphones" in at.page.inner_text(".wt-answer h2").lower()
    assert at.page.locator(".wt-kinds a[aria-current]").inner_text() == "Why not"


def test_trace_talk_then_and_now_and_a_note_and_back(desk, talk):
    at = desk().find("s77")
    at.page.click(".wt-request")
    at.open("trace")
    assert at.page.locator("table").count() == 2
    at.open("talk")
    assert "ivory kettle under 50" in at.page.inner_text(".wt-talk")
    at.open("since")
    assert "the very same list" in at.page.inner_text(".wt-told")
    at.open("notes")
    at.page.fill("textarea", f"promised to call back {HOSTILE}")
    at.page.click(".wt-write button")
    at.page.wait_for_selector(".wt-words-of")
    assert HOSTILE in at.page.inner_text(".wt-words-of")
    assert at.page.evaluate("window.hacked") is None
    at.page.go_back()
    at.page.wait_for_selector(".wt-tabs a[href*='part=since'][aria-current]")
    assert at.errors == []


def test_a_hand_over_is_taken_and_done(desk, talk):
    at = desk()
    at.page.click(".wt-bar nav a[href*=inbox]")
    at.page.click("form:has([value=take]) button >> nth=0")
    at.page.click("form:has([value=done]) button")
    at.page.wait_for_selector("h2:has-text('Done')")
    assert "agent-" in " ".join(at.page.locator(".wt-found").all_inner_texts())


def test_the_search_is_taken_away_as_csv(desk, talk):
    at = desk().find("s77")
    with at.page.expect_download() as waiting:
        at.page.click(".wt-results .wt-file")
    content = waiting.value.path().read_text(encoding="utf-8-sig")
    assert talk.decision_id in content
    assert waiting.value.suggested_filename == "decisions.csv"


def test_everything_can_be_reached_from_the_keyboard(desk, talk):
    at = desk()
    assert at.page.evaluate("document.activeElement.name") == "shopper"
    at.page.keyboard.type("s77")
    at.page.keyboard.press("Enter")
    at.page.wait_for_function("() => location.search.includes('shopper=s77')")
    at.page.wait_for_selector("#wt-view:not([aria-busy]) .wt-shown")
    for _ in range(10):
        at.page.keyboard.press("Tab")
        if at.page.evaluate("document.activeElement.closest('.wt-shown') !== null"):
            break
    at.page.keyboard.press("Enter")
    at.page.wait_for_selector(".wt-customer")
    assert at.page.evaluate("document.activeElement.matches('.wt-answer h2')")


def test_a_session_that_is_over_leads_to_the_sign_in(desk, console, talk):
    at = desk()
    at.page.context.clear_cookies()
    at.page.fill("[name=shopper]", "s77")
    at.page.keyboard.press("Enter")
    at.page.wait_for_url("**/staff/sign-in")
    assert "ivory" not in at.page.content()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_breaks_wcag_a_or_aa_or_scrolls_sideways(desk, talk, width, scheme):
    options = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    at = desk("admin", **options).find("s77")
    problems = {"find": violations(at.page)}
    at.page.click(".wt-shown a")
    at.page.wait_for_selector(".wt-customer")
    problems["why"] = violations(at.page)
    for part in ("trace", "talk", "since", "notes"):
        at.open(part)
        problems[part] = violations(at.page)
        assert at.page.evaluate("document.documentElement.scrollWidth") <= width, part
    assert at.page.goto(at.url + "/owner").ok
    assert at.page.locator("#drives svg").count() > 4
    for path in ("/owner", "/staff/sign-in"):
        at.page.goto(at.url + path)
        problems[path] = violations(at.page)
        assert at.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert not {k: v for k, v in problems.items() if v}
