"""Handovers on their way out, to a real web server and a real socket that speaks SMTP."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydantic import ValidationError

from whythis.errors import ShopError
from whythis.records.store import Store, utc_now
from whythis.records.types import Handover
from whythis.shop.delivery import MAX_ATTEMPTS, Deliveries, DeliveryError, post
from whythis.shop.settings import HandoverSettings, read_settings

ASKED = Handover("h1", "2026-01-01T00:00:00.000Z", "talk-1", "s1", "en", ("d1", "d2"), "webhook", "sending")


class Hook(BaseHTTPRequestHandler):
    got: list[dict] = []  # noqa: RUF012 - one server a test
    status, location = 200, "http://127.0.0.1:1/"

    def do_POST(self) -> None:
        Hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(Hook.status)
        self.send_header("Location", Hook.location)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.got, Hook.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook?x=1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    yield store
    store.close()


def webhook(url: str, allowed: bool = True) -> HandoverSettings:
    return HandoverSettings(target="webhook", url=url, allow_private_addresses=allowed, timeout_s=2)


def test_a_webhook_gets_ids_and_nothing_that_was_said(store: Store, hook: str) -> None:
    store.handovers.add(ASKED)
    assert Deliveries(store.handovers, webhook(hook), "Shop").deliver_due() == 1
    assert Hook.got == [
        {"kind": "handover", "id": "h1", "shop": "Shop", "at_utc": ASKED.at_utc, "conversation_id": "talk-1",
         "decision_ids": ["d1", "d2"], "shopper_id": "s1", "lang": "en"}
    ]  # fmt: skip
    assert store.handovers.all()[0].status == "delivered"
    assert Deliveries(store.handovers, webhook(hook), "Shop").deliver_due() == 0


@pytest.mark.parametrize("status", [500, 302])
def test_what_is_not_taken_stays_in_the_queue_with_the_reason(store: Store, hook: str, status: int) -> None:
    Hook.status = status
    store.handovers.add(ASKED)
    deliveries = Deliveries(store.handovers, webhook(hook), "Shop")
    assert deliveries.deliver_due() == 0
    kept = store.handovers.all()[0]
    assert (kept.status, kept.attempts) == ("sending", 1)
    assert str(status) in kept.problem
    assert kept.next_try_utc > utc_now()
    assert store.handovers.take(utc_now()) is None


def test_after_the_last_try_staff_see_that_it_failed(store: Store, hook: str) -> None:
    from dataclasses import replace

    Hook.status = 500
    store.handovers.add(replace(ASKED, attempts=MAX_ATTEMPTS - 1))
    Deliveries(store.handovers, webhook(hook), "Shop").deliver_due()
    assert store.handovers.all()[0].status == "failed"


def test_one_handover_is_taken_by_one_process_at_a_time(store: Store) -> None:
    store.handovers.add(ASKED)
    now = utc_now()
    assert store.handovers.take(now) is not None
    assert store.handovers.take(now) is None


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
             "0.0.0.0",  # noqa: S104 - called, not bound
             "224.0.0.1", "255.255.255.255", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
             "[::1]", "[::]", "[fe80::1]", "[fec0::1]", "[fd00::1]", "[ff02::1]", "[::ffff:127.0.0.1]",
             "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
             "[2001:0:7f00:1::]"],
)  # fmt: skip
def test_an_address_within_the_own_network_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(DeliveryError, match="private network"):
        post(webhook(f"http://{host}:9/", allowed=False), {})


@pytest.mark.parametrize(
    "addresses", [["10.0.0.7"], ["::ffff:169.254.169.254"], ["203.0.114.1", "127.0.0.1"], ["fe80::1%eth0"]]
)
def test_a_name_that_leads_into_the_own_network_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    """Names are the one thing that cannot be real here: this machine asks nobody."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 9)) for a in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(DeliveryError, match="private network"):
        post(webhook("https://hooks.example/", allowed=False), {})


def test_a_name_that_changes_after_it_was_checked_leads_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, hook: str
) -> None:
    """DNS rebinding: the name is looked up once, and what was checked is what is called."""
    asked: list[str] = []

    def rebinding(host: str, port: int, *_: object, **__: object) -> list[tuple]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    post(webhook(hook.replace("127.0.0.1", "hooks.example")), {"a": 1})
    assert Hook.got == [{"a": 1}]
    assert [host for host in asked if host == "hooks.example"] == ["hooks.example"]


def test_a_redirect_is_not_followed(hook: str) -> None:
    """Not even to where a webhook may lead."""
    reached: list[str] = []

    class Inside(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reached.append(self.path)

        do_GET = do_POST  # noqa: N815

    inside = HTTPServer(("127.0.0.1", 0), Inside)
    threading.Thread(target=inside.serve_forever, daemon=True).start()
    Hook.status, Hook.location = 307, f"http://127.0.0.1:{inside.server_port}/latest/meta-data"
    with pytest.raises(DeliveryError, match="did not take"):
        post(webhook(hook), {})
    inside.shutdown()
    inside.server_close()
    assert (len(Hook.got), reached) == (1, [])


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/", "http://user:pw@a/", "gopher://a/", "//a/", ""]
)
def test_an_address_of_another_kind_is_no_webhook(url: str) -> None:
    with pytest.raises(ValidationError):
        webhook(url)


def test_the_thread_delivers_what_is_put_into_the_queue(store: Store, hook: str) -> None:
    deliveries = Deliveries(store.handovers, webhook(hook), "Shop")
    store.handovers.add(ASKED)
    deliveries.wake()
    for _ in range(100):
        if store.handovers.all()[0].status == "delivered":
            break
        threading.Event().wait(0.05)
    deliveries.close()
    assert store.handovers.all()[0].status == "delivered"


class Smtp(socketserver.StreamRequestHandler):
    lines: list[str] = []  # noqa: RUF012 - one server a test

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        in_data = False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            Smtp.lines.append(line)
            if in_data:
                in_data = line != "."
                answer = b"" if in_data else b"250 taken\r\n"
            elif line.upper().startswith("DATA"):
                in_data, answer = True, b"354 go on\r\n"
            elif line.upper().startswith("QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                answer = b"250 ok\r\n"
            self.wfile.write(answer)


def test_an_e_mail_carries_the_ids_and_no_password_goes_out_in_the_clear(store: Store) -> None:
    Smtp.lines = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        common = {
            "target": "email",
            "email_to": "help@shop.example",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
        }
        store.handovers.add(ASKED)
        assert Deliveries(store.handovers, HandoverSettings(**common), "Shop").deliver_due() == 1
        told = "\n".join(Smtp.lines)
        assert "talk-1" in told
        assert "d2" in told
        Smtp.lines = []
        from dataclasses import replace

        store.handovers.add(replace(ASKED, id="h2"))
        secret = HandoverSettings(**common, smtp_user="me")
        assert Deliveries(store.handovers, secret, "Shop").deliver_due() == 0
        assert not any("AUTH" in line for line in Smtp.lines)
        server.shutdown()
    assert "encryption" in store.handovers.all()[0].problem + store.handovers.all()[1].problem


@pytest.mark.parametrize(
    "text", ['target = "webhook"', 'target = "webhook"\nurl = "ftp://x"', 'target = "email"', 'target = "pigeon"',
             'target = "email"\nsmtp_host = "x"\nemail_to = "a\\nBcc: b"'],
)  # fmt: skip
def test_settings_that_lead_nowhere_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "shop.toml").write_text(f"[handover]\n{text}\n")
    with pytest.raises(ShopError, match="handover"):
        read_settings(tmp_path)


def test_staff_see_the_queue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from whythis.cli import main

    (tmp_path / "shop.toml").write_text("")
    opened = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    opened.handovers.add(ASKED)
    opened.close()
    with pytest.raises(SystemExit) as stopped:
        main(["handovers", "--shop", str(tmp_path), "--json"])
    assert not stopped.value.code
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["conversation_id"], listed["decision_ids"]) == ("talk-1", ["d1", "d2"])
