"""One's own data over the API: told, given out whole, corrected, erased; and by an admin who was asked to."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from whythis.ranking.history import write_events
from whythis.ranking.types import Event
from whythis.records.retention import Retained
from whythis.records.verify import verify_log
from whythis.service.upkeep import Upkeep

from .conftest import ORIGIN, PASSWORD, Running


@pytest.fixture(scope="session")
def api_key(public: Running) -> str:
    return public.service.sites.add(f"site-{uuid.uuid4().hex[:8]}", [ORIGIN]).api_key


@pytest.fixture
def known(public: Running, shop, api_key: str):
    """A shopper with a past in the shop's files, signed in at a site; their id and a client."""
    shopper = f"u{uuid.uuid4().hex[:8]}"
    events = [
        Event(f"{shopper}-1", shopper, "k1", "purchase", "2026-01-01T00:00:00Z"),
        Event(f"{shopper}-2", shopper, "h1", "like", "2026-02-01T00:00:00Z"),
    ]
    write_events([*shop.history, *events], shop.folder / "events.parquet")
    with public.client(api_key) as site:
        token = site.post("/api/v1/sessions", json={"shopper": shopper}).raise_for_status().json()["token"]
    with public.client(token) as client:
        yield shopper, client


@pytest.fixture
def admin(public: Running):
    with _staff(public, "admin") as client:
        yield client


def _staff(public: Running, role: str) -> httpx.Client:
    name = f"{role}-{uuid.uuid4().hex[:8]}"
    public.service.staff.add(name, role, PASSWORD)
    return public.client(public.service.staff.sign_in(name, PASSWORD).token)


def test_an_export_holds_every_word_and_event_of_ones_own_and_nothing_of_others(known, local, me):
    shopper, client = known
    client.post("/api/v1/chat", json={"message": "zircon kettle"})
    client.post("/api/v1/feedback", json=_opinion(client, "basalt comment"))
    me.post("/api/v1/chat", json={"message": "gabbro lamp"})
    answer = client.get("/api/v1/me/export")
    assert "attachment" in answer.headers["content-disposition"]
    found = answer.json()
    assert [e["id"] for e in found["files"]["events.parquet"]] == [f"{shopper}-1", f"{shopper}-2"]
    assert [t["message"] for t in found["tables"]["turns"]] == ["zircon kettle"]
    assert [o["comment"] for o in found["tables"]["opinions"]] == ["basalt comment"]
    assert len(found["tables"]["decisions"]) == 2
    assert found["tables"]["decision_log"]
    assert {row["route"] for row in found["tables"]["access_log"]} >= {"/api/v1/chat"}
    assert "gabbro" not in answer.text
    mine = me.get("/api/v1/me/export").json()
    assert mine["shopper"] is None
    assert [t["message"] for t in mine["tables"]["turns"]] == ["gabbro lamp"]
    assert mine["files"] == {}


def _opinion(client: httpx.Client, comment: str) -> dict:
    made = client.post("/api/v1/recommendations", json={"query": "lamp"}).json()
    return {"decision_id": made["id"], "reaction": "wrong", "comment": comment}


def test_one_event_is_erased_and_the_rest_stays(known, shop):
    shopper, client = known
    said = client.post("/api/v1/chat", json={"message": "kettle"}).json()
    gone = client.delete("/api/v1/me", params={"event": f"{shopper}-1"})
    assert gone.status_code == 200
    assert gone.json()["erased"][0]["scope"] == "part"
    assert [e["id"] for e in client.get("/api/v1/me").json()["newest_events"]] == [f"{shopper}-2"]
    left = shop.store.decision(said["decision_id"])
    assert f"{shopper}-1" not in {e.event_id for e in left.history}
    assert client.delete("/api/v1/me", params={"event": f"{shopper}-1"}).status_code == 404
    verify_log(shop.store.engine)


def test_an_event_and_a_preference_go_together_or_not_at_all(known):
    shopper, client = known
    client.post("/api/v1/chat", json={"message": "I like Ashdown"})
    both = {"event": f"{shopper}-1", "preference": "Brellin"}
    assert client.delete("/api/v1/me", params=both).status_code == 404
    assert client.get("/api/v1/me").json()["events"] == 2
    assert client.delete("/api/v1/me", params=both | {"preference": "Ashdown"}).status_code == 200
    after = client.get("/api/v1/me").json()
    assert (after["events"], after["stated"]) == (1, [])


def test_one_preference_is_erased_from_the_talks_of_a_newcomer(me, shop):
    said = me.post("/api/v1/chat", json={"message": "I like Ashdown"}).json()
    me.post("/api/v1/chat", json={"message": "a kettle", "session": said["session"]})
    assert [s["value"] for s in me.get("/api/v1/me").json()["stated"]] == ["Ashdown"]
    assert me.delete("/api/v1/me", params={"preference": "ashdown"}).status_code == 200
    assert me.get("/api/v1/me").json()["stated"] == []
    assert me.delete("/api/v1/me", params={"preference": "ashdown"}).status_code == 404
    verify_log(shop.store.engine)


def test_everything_is_erased_and_the_export_says_only_that(known, shop):
    shopper, client = known
    client.post("/api/v1/chat", json={"message": "pumice kettle"})
    client.post("/api/v1/feedback", json=_opinion(client, "pumice comment"))
    client.patch("/api/v1/me", json={"items": {"k2": "owned"}})
    key = uuid.uuid4().hex
    gone = client.delete("/api/v1/me", headers={"Idempotency-Key": key})
    assert gone.json()["erased"][0]["scope"] == "everything"
    assert client.delete("/api/v1/me", headers={"Idempotency-Key": key}).status_code == 200
    found = client.get("/api/v1/me/export")
    assert "pumice" not in found.text
    held = {name: rows for name, rows in found.json()["tables"].items() if rows}
    assert held.keys() == {"suppressed", "access_log"}
    assert not any(found.json()["files"].values())
    assert shopper not in {e.shopper_id for e in shop.history}
    assert verify_log(shop.store.engine).erased >= 2


def test_a_newcomer_erases_all_their_talks_and_lists(me, stranger, shop):
    for client in (me, stranger):
        client.post("/api/v1/chat", json={"message": "olivine kettle"})
        client.post("/api/v1/chat", json={"message": "olivine lamp"})
        client.post("/api/v1/recommendations", json={"query": "olivine case"})
    assert len(me.delete("/api/v1/me").json()["erased"]) == 3
    after = me.get("/api/v1/me").json()
    assert (after["talks"], after["decisions"]) == (0, 0)
    assert "olivine" not in me.get("/api/v1/me/export").text
    assert stranger.get("/api/v1/me").json()["talks"] == 3
    verify_log(shop.store.engine)


@pytest.mark.parametrize("params", [{"evnet": "e1"}, {"event": "e1", "all": "1"}, {"event": ""}])
def test_a_slip_does_not_erase_everything(me, params):
    me.post("/api/v1/chat", json={"message": "kettle"})
    refused = me.delete("/api/v1/me", params=params)
    assert refused.status_code == 422
    assert me.get("/api/v1/me").json()["talks"] == 1


def test_what_may_be_changed_is_told_and_a_change_counts_at_once(known):
    shopper, client = known
    assert client.get("/api/v1/me").json()["may_change"].keys() == {"items", "events", "stated"}
    changed = client.patch(
        "/api/v1/me", json={"items": {"k2": "owned", "h2": "dislike"}, "events": {f"{shopper}-1": "gift"}}
    )
    assert changed.status_code == 200, changed.text
    assert {(s["kind"], s["item_id"], s["event_id"]) for s in changed.json()["said"]} == {
        ("owned", "k2", ""),
        ("dislike", "h2", ""),
        ("gift", "", f"{shopper}-1"),
    }
    listed = client.post("/api/v1/recommendations", json={"query": "kettle", "limit": 10}).json()
    assert "k2" not in [item["id"] for item in listed["items"]]
    back = client.patch("/api/v1/me", json={"items": {"k2": None}, "events": {f"{shopper}-1": None}})
    assert [s["item_id"] for s in back.json()["said"]] == ["h2"]


def test_a_newcomers_words_are_kept_in_their_talks(me):
    nowhere = me.patch("/api/v1/me", json={"stated": [_stated("Ashdown", "like")]})
    assert nowhere.status_code == 422
    assert "first message" in nowhere.json()["fix"]
    me.post("/api/v1/chat", json={"message": "kettle"})
    changed = me.patch("/api/v1/me", json={"stated": [_stated("Ashdown", "like")], "items": {"k2": "owned"}})
    assert [(s["value"], s["weight"]) for s in changed.json()["stated"]] == [("Ashdown", 1.0)]
    assert [s["item_id"] for s in changed.json()["said"]] == ["k2"]
    back = me.patch("/api/v1/me", json={"stated": [_stated("ashdown", "none")], "items": {"k2": None}}).json()
    assert (back["stated"], back["said"]) == ([], [])


def _stated(value: str, opinion: str) -> dict[str, str]:
    return {"kind": "brand", "value": value, "opinion": opinion}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Mia"}, 422),
        ({"events": {"another's": "gift"}}, 404),
        ({"items": {"no such product": "like"}}, 422),
        ({"items": {"k1": "adore"}}, 422),
    ],
)
def test_what_may_not_be_changed_is_refused(known, body, status):
    _, client = known
    assert client.patch("/api/v1/me", json=body).status_code == status


def test_an_admin_exports_and_erases_a_shopper_and_no_other_role_may(public, known, admin, shop):
    shopper, client = known
    client.post("/api/v1/chat", json={"message": "feldspar kettle"})
    asked = {"shopper": shopper}
    found = admin.get("/api/v1/staff/shoppers/export", params=asked).json()
    assert [t["message"] for t in found["tables"]["turns"]] == ["feldspar kettle"]
    assert found["tables"]["talk_owners"]
    with _staff(public, "agent") as agent:
        assert agent.get("/api/v1/staff/shoppers/export", params=asked).status_code == 403
        assert agent.delete("/api/v1/staff/shoppers", params=asked).status_code == 403
    assert client.delete("/api/v1/staff/shoppers", params=asked).status_code == 403
    assert admin.delete("/api/v1/staff/shoppers").status_code == 422
    assert admin.delete("/api/v1/staff/shoppers", params=asked).json()["erased"][0]["events"] == 2
    assert client.get("/api/v1/me").json()["events"] == 0
    verify_log(shop.store.engine)


def test_an_analyst_gets_private_counts_until_the_budget_of_a_day_is_spent(public):
    with _staff(public, "analyst") as analyst:

        def asked(measure: str, day: str = "2026-03-01") -> httpx.Response:
            return analyst.get("/api/v1/staff/statistics", params={"day": day, "measure": measure})

        found = asked("items")
        assert found.json()["counts"].keys() == set(public.service.shop.catalog.ids)
        assert asked("items").json() == found.json()
        assert [asked(m).status_code for m in ("acts", "reactions")] == [200, 200]
        assert asked("reactions").json()["left_of_budget"] == pytest.approx(0.1)
        assert asked("acts", "2999-01-01").status_code == 409
        assert asked("looks").status_code == 422
    with _staff(public, "agent") as agent:
        assert agent.get("/api/v1/staff/statistics", params={"day": "2026-03-01"}).status_code == 403


def test_what_is_kept_and_for_how_long_is_told_to_everybody(local):
    with local.client() as client:
        kinds = {kind["name"]: kind for kind in client.get("/api/v1/privacy").json()["kinds"]}
    assert kinds["decisions"]["kept"] == "730 days"
    assert kinds["decisions"]["setting"] == "privacy.decisions_days"


def test_an_erasure_keeps_no_answer_of_its_own(known):
    shopper, client = known
    key = {"Idempotency-Key": uuid.uuid4().hex}
    assert client.delete("/api/v1/me", params={"event": f"{shopper}-1"}, headers=key).status_code == 200
    # An erasure takes kept answers with it, its own as well, so the key is free again.
    assert client.delete("/api/v1/me", params={"event": f"{shopper}-2"}, headers=key).status_code == 200
    assert client.get("/api/v1/me").json()["events"] == 0


def test_the_service_takes_out_what_is_too_old_by_itself_and_goes_on_after_a_failure():
    ran, times = threading.Event(), []

    def retain() -> Retained:
        times.append(datetime.now(UTC))
        if len(times) == 1:
            raise OSError("no disk")
        ran.set()
        return Retained(decisions=1)

    upkeep = Upkeep(retain, first_s=0.0, every_s=0.01)
    assert ran.wait(5)
    upkeep.close()
    assert times[1] - times[0] < timedelta(seconds=5)
