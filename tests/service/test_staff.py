"""Staff sign in, see what their role lets them, and nobody guesses their way in."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from whythis.errors import InputError
from whythis.records.staff import Staff

from .conftest import PASSWORD, Running


@pytest.fixture
def member(local: Running) -> Callable[[str], tuple[str, str]]:
    """Makes a member of staff with a role; the name and a token."""

    def make(role: str) -> tuple[str, str]:
        name = f"{role}-{uuid.uuid4().hex[:8]}"
        local.service.staff.add(name, role, PASSWORD)
        return name, local.service.staff.sign_in(name, PASSWORD).token

    return make


def test_signing_in_gives_a_token_and_a_cookie_that_scripts_and_other_sites_do_not_have(local, member):
    name, _ = member("agent")
    with local.client() as client:
        found = client.post("/api/v1/staff/sign-in", json={"name": name, "password": PASSWORD})
        assert found.status_code == 200
        cookie = found.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/api/v1/staff/me").json() == {"name": name, "role": "agent"}
        client.cookies.clear()
        assert client.get("/api/v1/staff/me").status_code == 401
    with local.client(found.json()["token"]) as client:
        assert client.get("/api/v1/staff/me").json()["name"] == name


def test_a_session_that_was_ended_opens_nothing(local, member):
    _, token = member("agent")
    with local.client(token) as client:
        assert client.post("/api/v1/staff/sign-out").status_code == 200
        found = client.get("/api/v1/staff/me")
    assert found.status_code == 401
    assert "over" in found.json()["got"]


def test_who_is_disabled_is_signed_out_everywhere(local, member):
    name, token = member("admin")
    local.service.staff.disable(name)
    with local.client(token) as client:
        assert client.get("/api/v1/staff/me").status_code == 401
        body = {"name": name, "password": PASSWORD}
        assert client.post("/api/v1/staff/sign-in", json=body).status_code == 401


def test_a_session_ends_by_itself(shop):
    now = datetime.now(UTC)
    staff = Staff(shop.store.engine, clock=lambda: now)
    name = f"late-{uuid.uuid4().hex[:8]}"
    staff.add(name, "agent", PASSWORD)
    token = staff.sign_in(name, PASSWORD).token
    assert staff.signed_in(token) is not None
    now += timedelta(hours=8, seconds=1)
    assert staff.signed_in(token) is None


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("agent", "/api/v1/staff/decisions", 200),
        ("analyst", "/api/v1/staff/decisions", 200),
        ("admin", "/api/v1/staff/access-log", 200),
        ("agent", "/api/v1/staff/access-log", 403),
        ("analyst", "/api/v1/staff/access-log", 403),
        ("analyst", "/api/v1/staff/conversations/x", 403),
        ("agent", "/api/v1/me", 403),
        ("admin", "/api/v1/me", 403),
    ],
)
def test_a_role_opens_what_it_is_for(local, member, role, path, status):
    with local.client(member(role)[1]) as client:
        assert client.get(path).status_code == status


def test_a_shopper_is_no_staff(local, me):
    for path in ("decisions", "access-log", "me", f"conversations/{'0' * 32}", f"decisions/{'0' * 32}"):
        found = me.get(f"/api/v1/staff/{path}")
        assert found.status_code == 403
        assert "staff" in found.json()["got"]


def test_staff_find_a_decision_and_all_that_is_behind_it(local, member, me):
    said = me.post("/api/v1/chat", json={"message": "zebra kettle under 50"}).json()
    with local.client(member("agent")[1]) as client:
        found = client.get(
            "/api/v1/staff/decisions", params={"text": "ZEBRA", "item": said["items"][0]["id"]}
        ).json()
        assert said["decision_id"] in [d["id"] for d in found["decisions"]]
        trace = client.get(f"/api/v1/staff/decisions/{said['decision_id']}").json()
        assert any(e["filter"] == "price" for e in trace["exclusions"])
        assert trace["candidates"][0]["signals"].keys() == trace["weights"].keys()
        talk = client.get(f"/api/v1/staff/conversations/{said['session']}").json()
        assert [t["message"] for t in talk["turns"]] == ["zebra kettle under 50"]
        why = client.get(
            f"/api/v1/staff/decisions/{said['decision_id']}/explanations",
            params={"item": said["items"][0]["id"]},
        )
        assert why.json()["text"]
        assert client.get(f"/api/v1/staff/decisions/{'0' * 32}").status_code == 404


def test_shares_are_told_to_staff_and_plain_words_to_the_shopper(local, member, me):
    """The widget's "Why am I seeing this?" is the shopper's route."""
    listed = me.post("/api/v1/recommendations", json={"query": "quiet kettle", "limit": 3}).json()
    asked = {"item": listed["items"][1]["id"], "kind": "compare"}
    told = me.get(f"/api/v1/decisions/{listed['id']}/explanations", params=asked).json()
    with local.client(member("agent")[1]) as client:
        staff = client.get(f"/api/v1/staff/decisions/{listed['id']}/explanations", params=asked).json()
    assert told["contributions"] == staff["contributions"]
    assert "of all that does" in staff["text"]
    assert "of all that does" not in told["text"]


def test_pages_put_together_are_the_whole(local, member, me):
    made = [
        me.post("/api/v1/recommendations", json={"query": f"paging lamp {n}"}).json()["id"] for n in range(5)
    ]
    with local.client(member("analyst")[1]) as client:
        seen, cursor = [], None
        while True:
            params = {"text": "paging lamp", "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = client.get("/api/v1/staff/decisions", params=params).json()
            assert len(page["decisions"]) <= 2
            seen += [d["id"] for d in page["decisions"]]
            cursor = page["next"]
            if cursor is None:
                break
    assert seen == made[::-1] or (len(seen) == 5 and set(seen) == set(made))


def test_a_wildcard_in_a_search_is_a_letter(local, member, me):
    me.post("/api/v1/recommendations", json={"query": "lamp"})
    with local.client(member("agent")[1]) as client:
        for text in ("%", "_amp", "l%p"):
            assert client.get("/api/v1/staff/decisions", params={"text": text}).json()["decisions"] == []


# Getting in by force


def test_guessing_is_slowed_down_and_not_even_the_right_password_is_looked_at_meanwhile(shop):
    now = datetime.now(UTC)
    staff = Staff(shop.store.engine, clock=lambda: now)
    name = f"target-{uuid.uuid4().hex[:8]}"
    staff.add(name, "agent", PASSWORD)
    waits = []
    for n in range(9):
        outcome = staff.sign_in(name, f"wrong {n}")
        assert outcome.member is None
        waits.append(outcome.wait_s)
        if outcome.wait_s:
            assert staff.sign_in(name, PASSWORD).member is None
        now += timedelta(seconds=outcome.wait_s)
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16]
    assert staff.sign_in(name, PASSWORD).member is not None
    assert staff.sign_in(name, "wrong").wait_s == 0  # the count starts again


def test_names_that_nobody_has_are_refused_in_the_same_words_and_as_slowly(local, member):
    name, _ = member("agent")

    def tried(name: str) -> tuple[float, httpx.Response]:
        started = time.perf_counter()
        with local.client() as client:
            found = client.post("/api/v1/staff/sign-in", json={"name": name, "password": "wrong password"})
        return time.perf_counter() - started, found

    real = [tried(name) for _ in range(3)]
    fake = [tried(f"nobody-{uuid.uuid4().hex[:8]}") for _ in range(3)]
    bodies = [{k: v for k, v in f.json().items() if k != "request_id"} for _, f in real + fake]
    assert all(body == bodies[0] for body in bodies)
    assert min(t for t, _ in fake) > min(t for t, _ in real) / 4


def test_tries_are_counted_through_the_api_and_say_when_to_come_back(local, member):
    name, _ = member("agent")
    with local.client() as client:
        statuses = [
            client.post("/api/v1/staff/sign-in", json={"name": name, "password": f"no {n}"}) for n in range(6)
        ]
    assert [s.status_code for s in statuses] == [401] * 4 + [429] * 2
    assert int(statuses[-1].headers["retry-after"]) >= 1


def test_one_address_tries_only_so_often(running):
    service = running(rate_sign_in="3/hour")
    with service.client() as client:
        statuses = [
            client.post("/api/v1/staff/sign-in", json={"name": f"n{n}", "password": "x"}).status_code
            for n in range(5)
        ]
    assert statuses == [401, 401, 401, 429, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_another_sites_page_cannot_use_the_cookie(local, member, headers):
    _, token = member("admin")
    with local.client(**headers) as client:
        client.cookies.set("wt_staff", token)
        assert client.post("/api/v1/staff/sign-out").status_code == 403
    with local.client(token) as client:
        assert client.get("/api/v1/staff/me").status_code == 200  # still signed in


def test_another_sites_page_cannot_sign_anybody_in(local, member):
    name, _ = member("agent")
    with local.client(Origin="https://evil.example") as client:
        found = client.post("/api/v1/staff/sign-in", json={"name": name, "password": PASSWORD})
    assert found.status_code == 403
    assert "set-cookie" not in found.headers


def test_the_cookie_opens_staff_routes_alone(local, member):
    _, token = member("admin")
    with local.client() as client:
        client.cookies.set("wt_staff", token)
        assert client.get("/api/v1/staff/me").status_code == 200
        assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [("a b", "agent", PASSWORD), ("mia", "boss", PASSWORD), ("mia", "agent", "short")],
)
def test_a_member_that_cannot_be_added(local, name, role, password):
    with pytest.raises(InputError):
        local.service.staff.add(name, role, password)


def test_no_password_stands_in_the_database(local, member, shop):
    name, token = member("agent")
    everything = b"".join(path.read_bytes() for path in shop.folder.glob("shop.db*"))
    assert name.encode() in everything
    assert PASSWORD.encode() not in everything
    assert token.encode() not in everything
