"""What the API does for one who may: talk, lists, explanations, what-ifs, feedback, and what is known."""

from __future__ import annotations

import json

import httpx
import pytest
from pydantic import TypeAdapter

from whythis.explainers.rerun import EDITS
from whythis.service.schemas import AnyEdit

from .conftest import Running


def heard(client: httpx.Client, **body: object) -> list[tuple[str, dict]]:
    """The events of a streamed answer; a heartbeat is ("", {})."""
    events = []
    with client.stream("POST", "/api/v1/chat", json=body, headers={"Accept": "text/event-stream"}) as stream:
        assert stream.status_code == 200, stream.read()
        assert stream.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                events.append((name, json.loads(line[6:])))
            elif line.startswith(":"):
                events.append(("", {}))
    return events


@pytest.fixture
def listed(me: httpx.Client) -> dict:
    made = me.post("/api/v1/recommendations", json={"query": "quiet kettle", "limit": 3})
    assert made.status_code == 200, made.text
    return made.json()


def test_a_talk_goes_on_and_its_list_is_explained(me):
    first = me.post("/api/v1/chat", json={"message": "wireless headphones"}).json()
    assert first["items"]
    again = me.post(
        "/api/v1/chat", json={"message": "why the first one?", "session": first["session"]}
    ).json()
    assert again["acts"] == ["why"]
    assert again["explanation"]["item_id"] == first["items"][0]["id"]
    assert again["decision_id"] == first["decision_id"]


def test_a_stream_starts_at_once_and_gives_the_text_and_then_the_whole(me):
    events = heard(me, message="a kettle")
    names = [name for name, _ in events if name]
    assert names[0] == "started"
    assert names[-1] == "reply"
    assert set(names[1:-1]) == {"text"}
    reply = events[-1][1]
    assert "".join(data["text"] for name, data in events if name == "text") == reply["text"]
    assert reply["session"] == events[0][1]["session"]
    assert reply["items"]


def test_a_stream_beats_while_it_waits(running, monkeypatch, shop):
    import time

    real = shop.ask

    def slow(*arguments, **named):
        time.sleep(0.4)
        return real(*arguments, **named)

    service = running()
    monkeypatch.setattr(shop, "ask", slow)
    with service.client(service.session()) as client:
        events = heard(client, message="a kettle")
    assert [name for name, _ in events].count("") >= 3


def test_the_two_ways_to_ask_give_the_same_fields(me):
    plain = me.post("/api/v1/chat", json={"message": "a kettle"}).json()
    streamed = heard(me, message="a kettle")[-1][1]
    assert plain.keys() == streamed.keys()


def test_a_list_without_a_talk_is_saved_and_read_again(me, listed):
    assert [item["rank"] for item in listed["items"]] == list(range(1, len(listed["items"]) + 1))
    assert me.get(f"/api/v1/decisions/{listed['id']}").json() == listed


def test_conditions_in_the_words_count_and_given_filters_win(me):
    def prices(**body: object) -> list[int]:
        made = me.post("/api/v1/recommendations", json={"query": "kettle under 50", "limit": 20, **body})
        return [item["price_cents"] for item in made.json()["items"]]

    assert max(prices()) <= 5000
    assert max(prices(filters={})) > 5000


@pytest.mark.parametrize("kind", ["why", "compare", "what_if", "similar", "anchor"])
def test_every_kind_of_explanation_of_a_shown_item(me, listed, kind):
    item = listed["items"][0]["id"]
    answer = me.get(f"/api/v1/decisions/{listed['id']}/explanations", params={"item": item, "kind": kind})
    assert answer.status_code == 200, answer.text
    assert answer.json()["text"]
    assert answer.json()["kind"] == kind


def test_why_not_is_told_for_an_item_that_is_not_there(me, listed):
    answer = me.get(
        f"/api/v1/decisions/{listed['id']}/explanations", params={"item": "k2", "kind": "why_not"}
    )
    assert answer.json()["stage"] == "out_of_stock"


def test_what_if_runs_the_list_again(me, listed):
    path = f"/api/v1/decisions/{listed['id']}/what-if"
    edits = [{"kind": "max_price", "price_cents": 2000}]
    answer = me.post(path, json={"edits": edits, "item": "k3"}).json()
    assert answer["before"] == [item["id"] for item in listed["items"]]
    assert "k3" not in answer["after"]
    assert answer["rank_before"] is not None
    assert answer["rank_after"] is None
    small = me.post(path, json={}).json()
    assert small["item_id"] == listed["items"][0]["id"]
    assert small["text"]


def test_the_api_offers_every_edit_that_there_is():
    schema = TypeAdapter(AnyEdit).json_schema()
    assert set(schema["discriminator"]["mapping"]) == set(EDITS)


def test_feedback_is_kept(me, listed):
    before = me.get("/api/v1/me").json()["feedback"]
    body = {"decision_id": listed["id"], "item_id": "k1", "reaction": "wrong", "comment": "It was a gift."}
    assert me.post("/api/v1/feedback", json=body).json()["id"]
    assert me.get("/api/v1/me").json()["feedback"] == before + 1
    lost = me.post("/api/v1/feedback", json={**body, "item_id": "no-such"})
    assert lost.status_code == 404


def test_me_tells_what_is_known(me):
    me.post("/api/v1/chat", json={"message": "I like Ashdown"})
    known = me.get("/api/v1/me").json()
    assert known["kind"] == "anonymous"
    assert known["talks"] == 1
    assert [s["value"] for s in known["stated"]] == ["Ashdown"]


def test_the_same_write_is_done_once(me):
    body = {"query": "a lamp"}
    headers = {"Idempotency-Key": "lamp-0001"}
    first = me.post("/api/v1/recommendations", json=body, headers=headers)
    second = me.post("/api/v1/recommendations", json=body, headers=headers)
    assert first.json() == second.json()
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    other = me.post("/api/v1/recommendations", json={"query": "a kettle"}, headers=headers)
    assert other.status_code == 409
    assert "Idempotency-Key" in other.json()["error"]


def test_a_key_is_its_owners_alone(me, stranger):
    headers = {"Idempotency-Key": "the-same-key"}
    mine = me.post("/api/v1/recommendations", json={"query": "a lamp"}, headers=headers).json()
    theirs = stranger.post("/api/v1/recommendations", json={"query": "a lamp"}, headers=headers).json()
    assert mine["id"] != theirs["id"]


def test_a_stream_with_a_key_is_answered_alike_again(me):
    headers = {"Accept": "text/event-stream", "Idempotency-Key": "kettle-0001"}
    texts = [
        me.post("/api/v1/chat", json={"message": "a kettle"}, headers=headers).text.split("event: reply")[1]
        for _ in range(2)
    ]
    assert texts[0] == texts[1]
    assert me.get("/api/v1/me").json()["talks"] == 1


def test_the_service_says_how_it_is(local: Running):
    with local.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        ready = client.get("/readyz").json()
        assert ready["status"] == "ready"
        assert ready["catalog_items"] == 10
        figures = client.get("/metrics").text
    assert 'whythis_requests_total{method="GET",route="/healthz",status="200"}' in figures


def test_figures_count_acts_and_hold_no_word_of_a_message(local: Running, me):
    me.post("/api/v1/chat", json={"message": "zanzibarian kettle"})
    with local.client() as client:
        figures = client.get("/metrics").text
    assert 'whythis_acts_total{act="recommend"}' in figures
    assert 'whythis_stage_seconds_count{stage="answer"}' in figures
    assert "zanzibarian" not in figures


def test_not_ready_while_shutting_down(running):
    service = running()
    service.service.draining = True
    with service.client() as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "shutting down" in answer.json()["got"]


def test_the_docs_are_one_page_without_anything_from_elsewhere(local: Running):
    with local.client() as client:
        page = client.get("/docs").text
        schema = client.get("/openapi.json").json()
    for path in schema["paths"]:
        assert path in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://127.0.0.1", "")
    assert "cdn" not in page


def test_every_error_of_the_schema_has_the_one_shape(local: Running):
    with local.client() as client:
        schema = client.get("/openapi.json").json()
    assert set(schema["components"]["schemas"]["ErrorOut"]["required"]) == {
        "error", "expected", "got", "fix", "request_id",
    }  # fmt: skip
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            shapes = {
                answer["content"]["application/json"]["schema"]["$ref"]
                for status, answer in operation["responses"].items()
                if int(status) >= 400
            }
            assert shapes == {"#/components/schemas/ErrorOut"}, (path, method)


def test_a_request_keeps_the_id_that_it_brings_and_an_answer_carries_it(local: Running):
    with local.client(**{"X-Request-Id": "from-the-shop-17"}) as client:
        answer = client.get("/api/v1/me")
    assert answer.headers["x-request-id"] == "from-the-shop-17"
    assert answer.json()["request_id"] == "from-the-shop-17"
