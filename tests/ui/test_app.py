"""The web application guards itself: headers, routes, pictures, files, and one shape of error."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import httpx
import pytest

from whythis.errors import InputError, ShopError
from whythis.service.app import create_app

from .conftest import PICTURE, SECRET, serving
from .scripted import ScriptedShop

ERROR_KEYS = {"error", "expected", "got", "fix", "request_id"}


@pytest.fixture
def client(base_url: str):
    with httpx.Client(base_url=base_url, follow_redirects=False, timeout=20) as opened:
        yield opened


def test_the_front_door_leads_to_the_chat(client):
    answer = client.get("/", follow_redirects=True)
    assert answer.url.path == "/chat/"
    assert answer.status_code == 200


def test_it_says_that_it_is_well(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "path", ["/chat/", "/healthz", "/nowhere", "/chat/assets/nothing.js", "/ui/chat.css"]
)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert "object-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_no_other_site_may_read_the_answers(client):
    for path in ("/healthz", "/chat/config"):
        answer = client.get(path, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in answer.headers


def test_the_page_starts_a_conversation_in_a_cookie_that_scripts_cannot_read(client):
    cookie = client.get("/chat/").headers["set-cookie"].lower()
    assert cookie.startswith("session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_cookie_goes_over_https_alone_when_told_to(pictures):
    with serving(ScriptedShop(folder=pictures), https_only=True) as url:
        assert "secure" in httpx.get(url + "/chat/").headers["set-cookie"].lower()


def test_only_the_page_starts_a_conversation(client):
    for path in ("/healthz", "/chat/config", "/chat/theme.css", "/images/item-1"):
        assert "set-cookie" not in client.get(path).headers


def test_a_forged_cookie_is_a_new_visitor(client):
    answer = client.get("/chat/", headers={"Cookie": "session=eyJjb252ZXJzYXRpb24iOiAieCJ9.aaaa.bbbb"})
    assert "session=" in answer.headers["set-cookie"]


def test_a_picture_is_served_as_what_it_is_and_can_run_nothing(client):
    answer = client.get("/images/item-1")
    assert answer.text == PICTURE
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize(
    "item_id", ["unknown", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%3Cscript%3E", "..%2Fx", "%00", "a" * 3000]
)
def test_an_item_without_a_picture_gets_a_drawn_one(client, item_id):
    answer = client.get(f"/images/{item_id}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "<script" not in answer.text
    assert "root:" not in answer.text


def test_an_id_with_a_slash_finds_its_picture(client):
    assert client.get("/images/a%2Fb").text == PICTURE


def test_a_file_that_is_no_picture_is_not_sent(tmp_path: Path, client, assistant, monkeypatch):
    secret = tmp_path / "shop.toml"
    secret.write_text("password = 'x'")
    monkeypatch.setattr(assistant, "image_file", lambda _: secret)
    assert "password" not in client.get("/images/item-1").text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/chat/gradio_api/file=/etc/passwd", 404),
    ],
)
def test_errors_have_one_shape(client, method, path, status):
    answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()) == ERROR_KEYS


def test_a_body_that_cannot_be_used_says_where(client):
    answer = client.post("/conversation", json={"shoper": "mara"})
    assert answer.status_code == 422
    assert set(answer.json()) == ERROR_KEYS
    assert "shoper" in answer.json()["expected"]


def test_an_unknown_shopper_is_refused_with_the_names_there_are(client):
    answer = client.post("/conversation", json={"shopper": "nobody"})
    assert answer.status_code == 422
    assert "mara" in answer.json()["expected"]


def test_another_site_cannot_start_a_conversation(client):
    answer = client.post("/conversation", json={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("inside"), 500), (ShopError, 503)])
def test_a_failure_behind_a_route_tells_nothing_of_the_inside(client, assistant, monkeypatch, error, status):
    if error is ShopError:
        error = ShopError("The shop is damaged.", expected="a shop", got="half a shop", fix="Rebuild it.")

    def fail(_: str):
        raise error

    monkeypatch.setattr(assistant, "image_file", fail)
    answer = client.get("/images/item-1")
    assert answer.status_code == status
    assert set(answer.json()) == ERROR_KEYS
    assert "inside" not in answer.text.replace("on our side", "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chat/gradio_api/upload"),
        ("GET", "/chat/gradio_api/file=/etc/passwd"),
        ("GET", "/chat/gradio_api/file/etc/passwd"),
        ("GET", "/chat/gradio_api/proxy=http://127.0.0.1:1/"),
        ("POST", "/chat/gradio_api/run/predict"),
        ("POST", "/chat/gradio_api/call/ask"),
        ("POST", "/chat/gradio_api/vibe-edit"),
        ("GET", "/chat/monitoring"),
        ("GET", "/chat/gradio_api/queue/../file=/etc/passwd"),
    ],
)
def test_the_parts_of_gradio_that_the_chat_does_not_use_are_not_there(client, method, path):
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def send(client: httpx.Client, payload: object) -> list[dict]:
    """What the browser does to send a message: joins the queue, then listens until it is done."""
    config = client.get("/chat/config").json()
    asking = next(d["id"] for d in config["dependencies"] if d["inputs"])
    me = uuid.uuid4().hex
    joined = client.post(
        "/chat/gradio_api/queue/join",
        json={"data": [payload], "fn_index": asking, "session_hash": me, "trigger_id": None},
    )
    joined.raise_for_status()
    heard = []
    with client.stream("GET", "/chat/gradio_api/queue/data", params={"session_hash": me}) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                heard.append(json.loads(line[5:]))
                if heard[-1]["msg"] in ("process_completed", "close_stream"):
                    break
    return heard


def test_a_message_sent_as_the_browser_sends_it_is_answered(client, assistant):
    client.get("/chat/")
    heard = send(client, "wireless headphones")
    assert heard[-1]["success"] is True
    assert assistant.calls[-1][0] == "wireless headphones"


def test_a_forged_file_is_refused_before_anything_reads_it(client, assistant, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    client.get("/chat/")
    before = len(assistant.calls)
    heard = send(client, {"path": str(secret), "meta": {"_type": "gradio.FileData"}})
    assert heard[-1]["msg"] == "process_completed"
    assert heard[-1]["success"] is False
    assert len(assistant.calls) == before
    assert "secret.txt" not in json.dumps(heard)


def test_another_browser_cannot_listen_to_or_speak_in_this_one(client, base_url):
    """Gradio hands what a queue says to whoever names it."""
    mine = uuid.uuid4().hex
    client.get("/chat/")
    body = {"data": ["kettle"], "fn_index": 0, "session_hash": mine, "trigger_id": None}
    assert client.post("/chat/gradio_api/queue/join", json=body).status_code == 200
    with httpx.Client(base_url=base_url, timeout=20) as stranger:
        for _ in range(2):  # without a cookie, and with one of their own
            heard = stranger.get("/chat/gradio_api/queue/data", params={"session_hash": mine})
            assert heard.status_code == 403
            assert heard.json()["error"] == "This queue is somebody else's."
            for path in ("queue/join", "cancel", "reset"):
                assert stranger.post(f"/chat/gradio_api/{path}", json=body).status_code == 403
            stranger.get("/chat/")
    # Starting over is no other browser.
    assert client.post("/conversation", json={}).status_code == 200
    assert client.post("/chat/gradio_api/queue/join", json=body).status_code == 200


def test_without_the_cookie_nothing_is_asked(base_url, assistant):
    before = len(assistant.calls)
    with httpx.Client(base_url=base_url, timeout=20) as stranger:
        heard = send(stranger, "wireless headphones")
    assert "could not remember your conversation" in json.dumps(heard)
    assert len(assistant.calls) == before


def test_a_message_that_is_too_long_is_refused_kindly(client, assistant):
    client.get("/chat/")
    before = len(assistant.calls)
    heard = send(client, "x" * 2001)
    assert "at most 2000 characters" in json.dumps(heard)
    assert len(assistant.calls) == before


def test_no_event_is_offered_as_an_api(client):
    described = client.get("/chat/gradio_api/info").json()
    assert described == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_a_weak_secret_is_refused():
    with pytest.raises(InputError, match="too short"):
        create_app(ScriptedShop(), secret="short")  # noqa: S106
    assert len(SECRET) >= 16
