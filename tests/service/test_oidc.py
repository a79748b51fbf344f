"""Staff sign in through a provider: a process of its own, real HTTP, real keys, and what a bad one tries."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import ValidationError

from whythis.errors import ShopError
from whythis.service.oidc import _KEYS_AGAIN_S, OpenIdConnect
from whythis.service.settings import OidcSettings, ServiceSettings
from whythis.shop import Shop

from .conftest import Running
from .oidc_provider import CLIENT, SECRET

START, CALLBACK = "/staff/oidc/start", "/staff/oidc/callback"


class Provider:
    def __init__(self) -> None:
        program = Path(__file__).parent / "oidc_provider.py"
        self.process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.issuer = f"http://localhost:{int(self.process.stdout.readline())}"

    def plan(self, **plan: object) -> None:
        httpx.post(self.issuer + "/plan", json=plan).raise_for_status()

    @property
    def seen(self) -> list[str]:
        return httpx.get(self.issuer + "/seen").json()["seen"]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    started = Provider()
    yield started
    started.process.kill()
    started.process.communicate()


@pytest.fixture(scope="module")
def behind(shop: Shop) -> Iterator[Running]:
    with Running(shop, local=True) as started:
        yield started


@pytest.fixture
def service(provider: Provider, behind: Running) -> Running:
    """A service that knows the provider, and has not asked it anything yet."""
    provider.plan()
    inner = behind.service
    at = OidcSettings(**settings(provider, redirect_uri=behind.url + CALLBACK))
    inner.oidc = OpenIdConnect(at, SECRET, inner.seal, inner.sites)
    inner.settings = inner.settings.model_copy(update={"oidc": at})
    return behind


def settings(provider: Provider, **changes: object) -> dict:
    return {
        "issuer": provider.issuer, "client_id": CLIENT, "secret_env": "OIDC_SECRET",
        "redirect_uri": "http://127.0.0.1:1" + CALLBACK, "agents": ["shop-agents"], "analysts": ["shop-figures"],
        "admins": ["shop-owners"], "label": "Acme", **changes,
    }  # fmt: skip


def sent(client: httpx.Client) -> str:
    """Begins a sign-in; the address with which the provider sends the browser back."""
    there = client.get(START)
    assert there.status_code == 303, there.text
    back = httpx.get(there.headers["location"])
    assert back.status_code == 302, back.text
    return back.headers["location"]


def signed_in(client: httpx.Client) -> httpx.Response:
    return client.get(sent(client))


def test_staff_come_in_with_the_role_that_their_groups_give(service, provider):
    for groups, role in (
        (["x", "shop-agents"], "agent"),
        ("shop-figures", "analyst"),
        (["shop-agents", "shop-owners"], "admin"),
    ):
        provider.plan(claims={"groups": groups})
        with service.client() as client:
            found = signed_in(client)
            assert found.status_code == 200, found.text
            cookie = next(h for h in found.headers.get_list("set-cookie") if h.startswith("wt_staff="))
            assert "HttpOnly" in cookie
            assert "SameSite=strict" in cookie
            me = client.get("/api/v1/staff/me").json()
            assert me["role"] == role
            assert me["name"].startswith("mia-m-ller-")
            assert client.get("/staff/decisions.csv").status_code == (403 if role == "analyst" else 200)
    mine = [one for one in service.service.staff.all() if one.name == me["name"]]
    assert [one.role for one in mine] == ["admin"]  # one and the same person, however often they come


def test_a_name_that_is_taken_here_is_not_taken_over(service, provider):
    service.service.staff.add("noa", "admin", "correct horse battery")
    provider.plan(claims={"preferred_username": "noa", "sub": "somebody else"})
    with service.client() as client:
        assert signed_in(client).status_code == 200
        me = client.get("/api/v1/staff/me").json()
    assert me["name"] != "noa"
    assert me["role"] == "agent"
    for password in ("", "oidc:", "correct horse battery"):  # and no password opens what comes from elsewhere
        assert service.service.staff.sign_in(me["name"], password).member is None


def test_who_is_disabled_here_stays_out_and_who_has_no_role_too(service, provider):
    provider.plan(claims={"sub": "leaver"})
    with service.client() as client:
        assert signed_in(client).status_code == 200
        name = client.get("/api/v1/staff/me").json()["name"]
        service.service.staff.disable(name)
        assert client.get("/api/v1/staff/me").status_code == 401
        assert signed_in(client).status_code == 403
    for claims in (
        {"groups": ["others"]},
        {"groups": None},
        {"groups": {"shop-owners": 1}},
        {"groups": [["shop-owners"]]},
    ):
        provider.plan(claims=claims | {"sub": "nobody"})
        with service.client() as client:
            assert signed_in(client).status_code == 403
            assert client.get("/api/v1/staff/me").status_code == 401


def test_a_role_can_lie_deeper_in_the_token(service, provider):
    deeper = settings(provider, redirect_uri=service.url + CALLBACK, role_claim="realm_access.roles")
    service.service.oidc.settings = OidcSettings(**deeper)
    provider.plan(claims={"realm_access": {"roles": ["shop-owners"]}})
    with service.client() as client:
        assert signed_in(client).status_code == 200
        assert client.get("/api/v1/staff/me").json()["role"] == "admin"


@pytest.mark.parametrize(
    "plan",
    [
        {"claims": {"nonce": "another"}}, {"claims": {"nonce": None}},
        {"claims": {"aud": "another-client"}}, {"claims": {"aud": None}}, {"claims": {"aud": []}},
        {"claims": {"aud": [CLIENT, "another"], "azp": "another"}}, {"claims": {"aud": [CLIENT, "another"]}},
        {"claims": {"azp": "another"}},
        {"from_now": {"exp": -3600}}, {"claims": {"exp": None}}, {"from_now": {"iat": 7200}},
        {"from_now": {"nbf": 7200}},
        {"claims": {"iss": "https://evil.example"}}, {"claims": {"iss": None}},
        {"claims": {"sub": ""}}, {"claims": {"sub": None}}, {"claims": {"sub": "a" * 256}},
        {"alg": "none"}, {"alg": "HS256"}, {"alg": "HS256", "secret": "client"},
        {"key": "another"}, {"kid": "unknown"}, {"kid": "../../etc/passwd"},
        {"iss": "https://evil.example"}, {"iss": ""},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_does_not_prove_it_signs_nobody_in(service, provider, plan):
    # Seconds from now, not times: the parameters' names must be the same in every process that collects them.
    times = {name: int(time.time()) + seconds for name, seconds in plan.get("from_now", {}).items()}
    provider.plan(**({"claims": times} if times else plan))
    with service.client() as client:
        found = signed_in(client)
        assert found.status_code == 401, found.text
        assert "wt_staff" not in found.headers.get("set-cookie", "")
        assert client.get("/api/v1/staff/me").status_code == 401


def test_an_answer_counts_once_and_for_the_browser_that_asked_alone(service, provider):
    with service.client() as client, service.client() as victim:
        back = sent(client)
        kept = client.cookies.get("wt_oidc")
        assert victim.get(back).status_code == 401  # somebody sends another the link of their own sign-in
        sent(victim)
        assert victim.get(back).status_code == 401  # also while a sign-in of theirs is under way
        assert client.get(back).status_code == 200
        for again in (client, victim):
            again.cookies.clear()
            again.cookies.set("wt_oidc", kept, path="/staff/oidc")
            assert again.get(back).status_code == 401
    with service.client() as thief:  # a code that was stolen, with a sign-in of the thief's own
        stolen = parse_qs(urlsplit(back).query)["code"][0]
        mine = sent(thief)
        state = parse_qs(urlsplit(mine).query)["state"][0]
        found = thief.get(CALLBACK, params={"code": stolen, "state": state, "iss": provider.issuer})
        assert found.status_code == 401


@pytest.mark.parametrize(
    "query", ["", "code=x", "error=access_denied", "state=&code=x", "code=x&state=a&state=b"]
)
def test_an_answer_to_nothing_is_refused(service, query):
    with service.client() as client:
        assert client.get(f"{CALLBACK}?{query}").status_code == 401
        sent(client)
        assert client.get(f"{CALLBACK}?{query}").status_code == 401


def test_what_the_browser_keeps_cannot_be_made_or_kept_for_long(service, provider):
    with service.client() as client:
        back = sent(client)
        kept = client.cookies.get("wt_oidc")
        assert parse_qs(urlsplit(back).query)["state"][0] not in kept  # it is sealed
        client.cookies.clear()
        client.cookies.set("wt_oidc", kept[:-4] + "AAAA", path="/staff/oidc")
        assert client.get(back).status_code == 401
    from datetime import timedelta

    from whythis.records.clock import system_clock

    with service.client() as client:
        back = sent(client)
        service.service.oidc._clock = lambda: system_clock() + timedelta(minutes=11)
        assert client.get(back).status_code == 401


def test_a_provider_that_changes_its_keys_is_followed_and_made_up_keys_do_not_make_us_ask(service, provider):
    with service.client() as client:
        assert signed_in(client).status_code == 200
    provider.plan(rotate=True)
    with service.client() as client:
        asked = provider.seen.count("/jwks")
        assert signed_in(client).status_code == 401  # asked a moment ago
        assert provider.seen.count("/jwks") == asked
        service.service.oidc._keys = (time.monotonic() - _KEYS_AGAIN_S - 1, service.service.oidc._keys[1])
        assert signed_in(client).status_code == 200
        assert provider.seen.count("/jwks") == asked + 1


@pytest.mark.parametrize(
    "plan",
    [
        {"issuer": "https://evil.example"}, {"status": 500}, {"status": 302},
        {"metadata": {"token_endpoint": "http://evil.example/token"}}, {"metadata": {"jwks_uri": "file:///etc/passwd"}},
        {"metadata": {"authorization_endpoint": "javascript:alert(1)"}}, {"metadata": {"jwks_uri": None}},
    ],
    ids=str,
)  # fmt: skip
def test_a_provider_that_is_another_or_not_safe_is_not_followed(service, provider, plan):
    provider.plan(**plan)
    with service.client() as client:
        found = client.get(START)
    assert found.status_code == 503
    assert "cannot be reached" in found.text
    assert "evil" not in found.text


def test_without_settings_nothing_is_there_and_nobody_is_asked(local, provider):
    with local.client() as client:
        assert client.get(START).status_code == 404
        assert client.get(CALLBACK + "?code=x&state=y").status_code == 404
        assert "/staff/oidc" not in client.get("/staff/sign-in").text


def test_the_provider_is_not_asked_before_somebody_presses_the_button(service, provider):
    before = [one for one in provider.seen if one.startswith("/.well")]
    with service.client(**{"Accept-Language": "en"}) as client:
        page = client.get("/staff/sign-in").text
    assert "Sign in with Acme" in page
    assert 'name="password"' in page
    assert [one for one in provider.seen if one.startswith("/.well")] == before


def test_passwords_can_be_switched_off(provider, running, monkeypatch):
    monkeypatch.setenv("OIDC_SECRET", SECRET)
    only = running(oidc=settings(provider), passwords=False)
    only.service.staff.add("root-of-tests", "admin", "correct horse battery")
    with only.client() as client:
        assert "<form" not in client.get("/staff/sign-in").text
        body = {"name": "root-of-tests", "password": "correct horse battery"}
        assert client.post("/api/v1/staff/sign-in", json=body).status_code == 403
        assert client.post("/staff/sign-in", data=body).status_code == 403


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"client_id": ""}, "client_id"), ({"redirect_uri": "https://shop.example/"}, "redirect_uri"),
     ({"agents": [], "analysts": [], "admins": []}, "nobody has a role"), ({"colour": "red"}, "colour")],
)  # fmt: skip
def test_settings_that_let_nobody_in_are_refused(provider, changes, problem):
    with pytest.raises(ValidationError, match=problem):
        OidcSettings(**settings(provider, **changes))
    with pytest.raises(ValidationError, match="needs OpenID Connect"):
        ServiceSettings(passwords=False)


def test_addresses_that_can_be_read_on_the_way_and_a_missing_secret_are_refused(
    provider, running, monkeypatch
):
    monkeypatch.delenv("OIDC_SECRET", raising=False)
    with pytest.raises(ShopError, match="secret"):
        running(oidc=settings(provider))
    monkeypatch.setenv("OIDC_SECRET", SECRET)
    for issuer in ("http://id.example", "ftp://id.example", "https://a@id.example"):
        with pytest.raises(ShopError, match="cannot be used with this address"):
            running(oidc=settings(provider, issuer=issuer))


@pytest.mark.browser
def test_in_a_browser_one_click_leads_to_the_console(service, provider):
    """The provider is another site to the browser, so that the strict cookie must survive the way back."""
    from playwright.sync_api import sync_playwright

    from tests.ui.conftest import CHROMIUM, CHROMIUM_ARGS

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGS)
        page = browser.new_page(locale="en")
        page.goto(service.url + "/staff/sign-in")
        page.get_by_text("Sign in with Acme").click()
        page.wait_for_url(service.url + "/staff/")
        page.locator("#wt-view .wt-console input").first.wait_for()
        browser.close()
