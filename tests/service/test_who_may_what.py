"""Nobody sees what is another's, and nothing is open that was not opened."""

from __future__ import annotations

import json
import socket
import uuid
from urllib.parse import quote

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import iter_route_contexts

from whythis.service.permissions import Needs, undeclared_routes

from .conftest import ORIGIN, Running
from .test_tokens import new_site, signed

UNKNOWN = "0" * 32


def test_every_route_says_who_may_use_it(local: Running):
    assert undeclared_routes(local.app) == []
    declared = {
        str(c.path)
        for c in iter_route_contexts(local.app.routes)
        if getattr(c, "dependant", None) and any(isinstance(d.call, Needs) for d in c.dependant.dependencies)
    }
    assert {"/api/v1/chat", "/api/v1/me", "/api/v1/staff/decisions", "/healthz", "/metrics"} <= declared


def test_a_route_that_does_not_say_is_found(shop):
    import fastapi

    app, router = fastapi.FastAPI(), APIRouter(prefix="/api/v1")
    router.add_api_route("/forgotten", lambda: {})
    app.include_router(router)
    assert undeclared_routes(app) == ["/api/v1/forgotten"]


def open_to_all(local: Running) -> set[tuple[str, str]]:
    with local.client() as client:
        schema = client.get("/openapi.json").json()
    return {
        (method, path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if {} in operation.get("security", [{}])
    }


def test_without_a_token_only_what_is_listed_here_is_open(local: Running):
    assert open_to_all(local) == {
        ("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics"), ("get", "/api/v1/site"),
        ("get", "/api/v1/privacy"), ("post", "/api/v1/sessions"),
        ("post", "/api/v1/staff/sign-in"),
    }  # fmt: skip


BODIES = {
    "/api/v1/sessions": {"site": "nowhere"},
    "/api/v1/chat": {"message": "a kettle"},
    "/api/v1/recommendations": {"query": "a kettle"},
    "/api/v1/feedback": {"decision_id": UNKNOWN, "reaction": "wrong"},
}


def test_every_other_route_is_closed_to_nobody(public: Running):
    with public.client() as client:
        schema = client.get("/openapi.json").json()
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                if "security" not in operation:
                    continue
                address = path.replace("{decision_id}", UNKNOWN).replace("{session}", UNKNOWN)
                found = client.request(
                    method, address, params={"item": "k1"} if method == "get" else None,
                    json=BODIES.get(path, {}) if method == "post" else None,
                )  # fmt: skip
                assert found.status_code in (401, 403), (method, path, found.text)
                assert found.json()["request_id"]


@pytest.fixture
def theirs(stranger: httpx.Client) -> dict:
    return stranger.post("/api/v1/chat", json={"message": "a kettle"}).json()


def alike(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two refusals tell the same, but for the request's own id."""
    a, b = one.json(), other.json()
    del a["request_id"], b["request_id"]
    return one.status_code == other.status_code == 404 and a == b


def test_anothers_decision_looks_like_one_that_is_not_there(me, theirs):
    made = theirs["decision_id"]
    for suffix in ("", "/explanations?item=k1"):
        there = me.get(f"/api/v1/decisions/{made}{suffix}")
        nowhere = me.get(f"/api/v1/decisions/{UNKNOWN}{suffix}")
        assert alike(there, nowhere), there.text
    there = me.post(f"/api/v1/decisions/{made}/what-if", json={})
    assert alike(there, me.post(f"/api/v1/decisions/{UNKNOWN}/what-if", json={}))
    bodies = [{"decision_id": d, "reaction": "wrong"} for d in (made, UNKNOWN)]
    assert alike(*(me.post("/api/v1/feedback", json=body) for body in bodies))


def test_anothers_talk_cannot_be_joined(me, stranger, theirs, shop):
    there = me.post("/api/v1/chat", json={"message": "why the first one?", "session": theirs["session"]})
    nowhere = me.post("/api/v1/chat", json={"message": "why the first one?", "session": UNKNOWN})
    assert alike(there, nowhere)
    assert len(shop.store.turns(theirs["session"])) == 1
    assert shop.store.conversation(UNKNOWN) is None


def test_a_talk_of_the_chat_page_is_nobodys_in_the_api(me, shop):
    shop.ask("a kettle", session="web-of-a-browser")
    found = me.post("/api/v1/chat", json={"message": "more", "session": "web-of-a-browser"})
    assert found.status_code == 404


def test_the_same_shopper_id_on_two_sites_is_two_people(public):
    one, two = new_site(public.service.sites), new_site(public.service.sites)
    with public.client(signed(*one)) as client:
        made = client.post("/api/v1/recommendations", json={"query": "a kettle"}).json()
        assert client.get(f"/api/v1/decisions/{made['id']}").status_code == 200
    with public.client(signed(*one, sub="bob")) as client:
        assert client.get(f"/api/v1/decisions/{made['id']}").status_code == 404
    with public.client(signed(*two)) as client:
        assert client.get(f"/api/v1/decisions/{made['id']}").status_code == 404
        assert client.get("/api/v1/me").json()["decisions"] == 0


def test_an_anonymous_session_cannot_be_named_like_a_shopper(public):
    """Owners of the two kinds are kept apart, so that no id of the one is an id of the other."""
    name, keys = new_site(public.service.sites)
    with public.client(signed(name, keys)) as client:
        made = client.post("/api/v1/recommendations", json={"query": "a kettle"}).json()
    token, who, _ = public.service.tokens.session("anonymous", name, "alice")
    assert who.shopper_id is None
    with public.client(token) as client:
        assert client.get(f"/api/v1/decisions/{made['id']}").status_code == 404


def test_a_shopper_without_a_past_may_talk(public):
    with public.client(signed(*new_site(public.service.sites), sub="never-seen-before")) as client:
        assert client.post("/api/v1/chat", json={"message": "a kettle"}).status_code == 200


# Pages of other sites


def test_only_a_sites_own_pages_may_start_a_session_and_read_the_answer(public, running):
    name, _ = new_site(public.service.sites)
    with running(local=False).client() as client:
        good = client.post("/api/v1/sessions", json={"site": name}, headers={"Origin": ORIGIN})
        assert good.status_code == 200
        assert good.headers["access-control-allow-origin"] == ORIGIN
        assert "access-control-allow-credentials" not in good.headers
        for origin in ("https://evil.example", "null", ORIGIN + ".evil.example", "http://shop.example"):
            bad = client.post("/api/v1/sessions", json={"site": name}, headers={"Origin": origin})
            assert bad.status_code == 403, origin
            assert "access-control-allow-origin" not in bad.headers
        assert client.post("/api/v1/sessions", json={"site": name}).status_code == 403
        ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        preflight = client.options("/api/v1/chat", headers={"Origin": ORIGIN, **ask})
        assert preflight.status_code == 204
        assert "Authorization" in preflight.headers["access-control-allow-headers"]
        assert (
            client.options("/api/v1/chat", headers={"Origin": "https://evil.example", **ask}).status_code
            == 403
        )
        staff = client.options("/api/v1/staff/decisions", headers={"Origin": ORIGIN, **ask})
        assert staff.status_code == 403
        token = good.json()["token"]
        stolen = client.get(
            "/api/v1/me", headers={"Origin": "https://evil.example", "Authorization": f"Bearer {token}"}
        )
        assert stolen.status_code == 403


def test_a_page_knows_a_sites_look_and_no_more(public):
    name, _ = new_site(public.service.sites)
    with public.client() as client:
        assert client.get("/api/v1/site", params={"name": name}).json() == {
            "name": name, "title": public.service.shop.name, "languages": ["en", "zh"], "colours": {},
            "lang": None, "texts": None,
        }  # fmt: skip
        assert client.get("/api/v1/site", params={"name": "nowhere"}).status_code == 404


def test_the_open_service_answers_to_this_machines_names_alone(local):
    """DNS rebinding: a page of another name that points here is not somebody who sits here."""
    with local.client(Host="evil.example") as client:
        found = client.post("/api/v1/sessions", json={})
    assert found.status_code == 421
    assert set(found.json()) == {"error", "expected", "got", "fix", "request_id"}


def test_with_sites_nobody_is_served_for_being_local(public):
    with public.client() as client:
        assert client.post("/api/v1/sessions", json={}).status_code == 403
        assert client.post("/api/v1/sessions", json={"site": "local"}).status_code == 403


# What is kept of it


def test_every_verdict_is_kept_with_its_reason_and_without_a_word(local, me, theirs):
    canary = f"canary-{uuid.uuid4().hex}"
    me.post("/api/v1/chat", json={"message": canary})
    me.get(f"/api/v1/decisions/{theirs['decision_id']}")
    with local.client("made-up-token") as client:
        client.get("/api/v1/me")
    log = local.service.access_log
    log.flush()
    newest = [access for _, access in log.page(60)]
    told = {(a.route, a.permission, a.allowed, a.reason) for a in newest}
    assert ("/api/v1/chat", "chat", True, "anonymous, for what is their own") in told
    assert ("/api/v1/decisions/{decision_id}", "decision.read", False, "no decision of theirs") in told
    assert ("/api/v1/me", "me", False, "the token cannot be read") in told
    kept = json.dumps([str(a) for a in newest])
    assert canary not in kept
    assert theirs["decision_id"] not in kept
    assert "127.0.0.1" not in kept


def test_nothing_that_was_sent_can_start_a_line_of_the_log(local, capsys):
    import logging

    import structlog

    from whythis.service.logs import configure_logs

    before = logging.getLogger().handlers[:]
    try:
        configure_logs("json")
        forged = 'x\n{"event": "forged"}\r\nlevel=critical'
        structlog.get_logger("whythis.test").info("request", given=forged)
        logging.getLogger("whythis.test").warning("from a library: %s", forged)
        lines = capsys.readouterr().err.splitlines()
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()
    assert len(lines) == 2
    assert all(json.loads(line)["event"] != "forged" for line in lines)


@pytest.mark.parametrize(
    "given", ["a" * 65, "short", "with space in it", "x;y=1;zzzzzz", "über-lang-genug", "../../etc/passwd"]
)
def test_a_request_id_that_is_none_is_replaced(local, given):
    with socket.create_connection(("127.0.0.1", local.port)) as line:
        line.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Request-Id: "
            + given.encode() + b"\r\n\r\n"
        )  # fmt: skip
        heard = b"".join(iter(lambda: line.recv(4096), b""))
    assert b"200 OK" in heard
    assert given.encode() not in heard


@pytest.mark.parametrize(
    "item", ["../../shop.toml", "%2e%2e/session.key", "k1\x00.svg", "'; DROP TABLE decisions;--"]
)
def test_an_item_id_is_a_value_and_never_a_path(me, theirs, item):
    mine = me.post("/api/v1/chat", json={"message": "a kettle"}).json()["decision_id"]
    found = me.get(f"/api/v1/decisions/{mine}/explanations", params={"item": item})
    assert found.status_code == 404
    assert me.get(f"/images/{quote(item, safe='')}").headers["content-type"].startswith("image/svg+xml")
    assert me.get(f"/api/v1/decisions/{mine}").status_code == 200


@pytest.mark.parametrize("decision", ["..%2f..%2fshop.toml", "%00", "a" * 500, "1;2", "%F0%9F%98%80"])
def test_a_decision_id_that_cannot_be_one_is_refused(me, decision):
    assert me.get(f"/api/v1/decisions/{decision}").status_code in (404, 422)
