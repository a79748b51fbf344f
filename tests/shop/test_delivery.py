"""Handovers on their way out, to a real web server and a real socket that speaks SMTP."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from whythis.errors import ShopError
from whythis.records.store import Store, utc_now
from whythis.records.types import Handover
from whythis.shop.delivery import MAX_ATTEMPTS, Deliveries, DeliveryError, post
from whythis.shop.settings import HandoverSettings, read_settings

ASKED = Handover("h1", "2026-01-01T00:00:00.000Z", "talk-1", "s1", "en", ("d1", "d2"), "webhook", "sending")


class Hook(BaseHTTPRequestHandler):
    got: list[dict] = []  # noqa: RUF012 - one server a test
    status = 200

    def do_POST(self) -> None:
        Hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(Hook.status)
        self.send_header("Location", "http://127.0.0.1:1/")
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
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fe80::1]",
             "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"],  # noqa: S104 - called, not bound
)  # fmt: skip
def test_an_address_within_the_own_network_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises((DeliveryError, OSError), match=r"private network|resolve|Name|family|address"):
        post(webhook(f"http://{host}:9/", allowed=False), {})


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
