"""Nobody can take the service from the others: by size, by slowness, by numbers, by leaving."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from whythis.service.errors import RefusedError
from whythis.service.gate import FairGate

from .conftest import Running

KEYS = {"error", "expected", "got", "fix", "request_id"}


def in_own_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Runs it in a thread of its own: after a browser test of the same process, this one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def raw(running: Running, sent: bytes, wait_s: float = 10) -> bytes:
    """What comes back for bytes that no client library would send."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=wait_s) as line:
        line.sendall(sent)
        heard = b""
        while True:
            try:
                part = line.recv(65536)
            except (TimeoutError, ConnectionResetError):
                return heard
            if not part:
                return heard
            heard += part


def becomes(true: Callable[[], bool], within_s: float = 5) -> bool:
    until = time.monotonic() + within_s
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def head(extra: bytes) -> bytes:
    return (
        b"POST /api/v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        + extra
        + b"\r\n"
    )


def test_a_body_that_says_it_is_too_large_is_refused_unread(local):
    heard = raw(local, head(b"Content-Length: 99999999\r\n"))
    assert b" 413 " in heard.split(b"\r\n")[0]
    assert b'"request_id"' in heard


def test_a_body_without_an_end_is_cut_off(local):
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    heard = raw(local, head(b"Transfer-Encoding: chunked\r\n") + chunk * 3)
    assert b" 413 " in heard.split(b"\r\n")[0]


def test_a_body_that_does_not_come_is_given_up(running):
    service = running(body_seconds=0.3)
    started = time.monotonic()
    heard = raw(service, head(b"Content-Length: 100\r\n") + b'{"mess')
    assert b" 408 " in heard.split(b"\r\n")[0]
    assert time.monotonic() - started < 3


def test_a_message_may_be_so_long_and_no_longer(me):
    assert me.post("/api/v1/chat", json={"message": "a" * 2000}).status_code == 200
    found = me.post("/api/v1/chat", json={"message": "a" * 2001})
    assert found.status_code == 422
    assert "message" in found.json()["expected"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b'{"message": "a", "extra": 1}', b'{"message": 1}',
     b'{"message": "\\ud800"}', b"[" * 5000, b'{"message": NaN}', b"\xff\xfe", b'{"message": ""}'],
)  # fmt: skip
def test_a_body_that_cannot_be_used_is_told_so(me, body):
    found = me.post("/api/v1/chat", content=body, headers={"Content-Type": "application/json"})
    assert found.status_code in (400, 422)
    assert set(found.json()) == KEYS


@pytest.mark.parametrize(
    "message", ["\x00", "a\x00b kettle", "\u202e kettle", "\U0001f600" * 500, " ", "kettle\r\n\r\n"]
)
def test_odd_messages_are_answered(me, message):
    assert me.post("/api/v1/chat", json={"message": message}).status_code == 200


@pytest.mark.parametrize(("what", "limited"), [("rate_address", False), ("rate_shopper", True)])
def test_too_often_is_told_when_to_come_back(running, what, limited):
    service = running(**{what: "5/hour"})
    with service.client(service.session()) as client:
        found = [client.get("/api/v1/me") for _ in range(6)]
    assert found[0].status_code == 200
    assert found[-1].status_code == 429
    assert set(found[-1].json()) == KEYS
    assert int(found[-1].headers["retry-after"]) >= 1
    if limited:  # another shopper is not held up
        with service.client(service.session()) as client:
            assert client.get("/api/v1/me").status_code == 200


def test_health_is_told_however_often(running):
    service = running(rate_address="1/hour")
    with service.client() as client:
        assert {client.get("/healthz").status_code for _ in range(5)} == {200}


def test_more_than_may_wait_are_sent_away(running, monkeypatch, shop):
    free = threading.Event()
    real = shop.ask

    def held(*arguments, **named):
        free.wait(20)
        return real(*arguments, **named)

    service = running(at_once=1, waiting=1)
    monkeypatch.setattr(shop, "ask", held)
    token = service.session()
    statuses: list[int] = []

    def ask() -> None:
        with service.client(token) as client:
            statuses.append(client.post("/api/v1/chat", json={"message": "a kettle"}).status_code)

    tries = [threading.Thread(target=ask) for _ in range(4)]
    for one in tries:
        one.start()
    until = time.monotonic() + 10
    while len(statuses) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    free.set()
    for one in tries:
        one.join()
    assert sorted(statuses) == [200, 200, 503, 503]


def test_an_answer_that_takes_too_long_is_given_up_and_still_kept(running, monkeypatch, shop):
    real, done = shop.ask, threading.Event()

    def slow(*arguments, **named):
        time.sleep(0.6)
        try:
            return real(*arguments, **named)
        finally:
            done.set()

    service = running(answer_seconds=0.2)
    monkeypatch.setattr(shop, "ask", slow)
    with service.client(service.session()) as client:
        found = client.post("/api/v1/chat", json={"message": "a kettle"})
        assert found.status_code == 503
        assert "took too long" in found.json()["error"]
        assert done.wait(10)
        assert client.get("/api/v1/me").json()["talks"] == 1


def test_who_leaves_while_waiting_takes_the_question_back(running, monkeypatch, shop):
    free, asked = threading.Event(), []
    real = shop.ask

    def held(text, **named):
        asked.append(text)
        free.wait(20)
        return real(text, **named)

    service = running(at_once=1)
    monkeypatch.setattr(shop, "ask", held)
    token = service.session()

    def ask() -> None:
        with service.client(token) as client:
            client.post("/api/v1/chat", json={"message": "the first"})

    first = threading.Thread(target=ask)
    first.start()
    while not asked:
        time.sleep(0.01)
    headers = {"Accept": "text/event-stream"}
    with (
        service.client(token) as client,
        client.stream("POST", "/api/v1/chat", json={"message": "the second"}, headers=headers) as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines) == "event: started"
        waited = becomes(lambda: service.service.gate.waiting == 1)
    left = becomes(lambda: service.service.gate.waiting == 0)
    free.set()
    assert (waited, left) == (True, True)
    first.join()
    assert asked == ["the first"]
    with service.client(token) as client:  # and the place is free again
        assert client.post("/api/v1/chat", json={"message": "the third"}).status_code == 200


def test_who_sent_a_key_and_lost_the_line_finds_the_answer(running, monkeypatch, shop):
    real, begun = shop.ask, threading.Event()

    def slow(*arguments, **named):
        begun.set()
        time.sleep(0.3)
        return real(*arguments, **named)

    service = running()
    monkeypatch.setattr(shop, "ask", slow)
    headers = {"Accept": "text/event-stream", "Idempotency-Key": "dropped-line-1"}
    body = {"message": "a kettle"}
    with service.client(service.session(), **headers) as client:
        with client.stream("POST", "/api/v1/chat", json=body) as stream:
            next(stream.iter_lines())
            assert begun.wait(5)
        until = time.monotonic() + 10
        while "event: reply" not in (text := client.post("/api/v1/chat", json=body).text):
            assert "under way" in text
            assert time.monotonic() < until
            time.sleep(0.05)
        assert client.get("/api/v1/me").json()["talks"] == 1


def test_who_leaves_at_once_but_sent_a_key_finds_the_answer_too(running):
    service = running()
    headers = {"Accept": "text/event-stream", "Idempotency-Key": "left-at-once"}
    body = {"message": "a kettle"}
    with service.client(service.session(), **headers) as client:
        with client.stream("POST", "/api/v1/chat", json=body):
            pass
        assert becomes(lambda: "event: reply" in client.post("/api/v1/chat", json=body).text)
        assert client.get("/api/v1/me").json()["talks"] == 1


def test_a_stop_waits_for_the_answer_under_way(running, monkeypatch, shop):
    real, begun = shop.ask, threading.Event()

    def slow(*arguments, **named):
        begun.set()
        time.sleep(0.5)
        return real(*arguments, **named)

    service = running()
    token = service.session()
    monkeypatch.setattr(shop, "ask", slow)
    found: list[httpx.Response] = []

    def ask() -> None:
        with service.client(token) as client:
            found.append(client.post("/api/v1/chat", json={"message": "a kettle"}))

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(5)
    service.server.should_exit = True
    asking.join(timeout=10)
    service.thread.join(timeout=10)
    assert found[0].status_code == 200
    assert not service.thread.is_alive()


def test_turns_are_shared_out_by_owner():
    """A hundred of one's own do not stand before another's one."""

    async def run() -> list[str]:
        gate = FairGate(at_once=1, waiting=50)
        order: list[str] = []

        async def ask(owner: str) -> None:
            await gate.run(owner, lambda: (time.sleep(0.005), order.append(owner)))

        tasks = [asyncio.create_task(ask("greedy")) for _ in range(10)]
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(ask(name)) for name in ("one", "two")]
        await asyncio.gather(*tasks)
        gate.close()
        return order

    order = in_own_loop(run())
    assert sorted(order) == ["greedy"] * 10 + ["one", "two"]
    assert max(order.index("one"), order.index("two")) <= 4


def test_whoever_leaves_frees_the_place():
    """At every moment: while it waits, just as it gets the place, and while it runs."""

    async def run() -> None:
        gate = FairGate(at_once=2, waiting=50)
        tasks = [asyncio.create_task(gate.run(str(n % 3), lambda: time.sleep(0.002))) for n in range(40)]
        for n, task in enumerate(tasks):
            await asyncio.sleep(0.001)
            if n % 2:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.05)
        assert gate.waiting == 0
        assert gate.heavy.free == 2
        gate.close()

    in_own_loop(run())


def test_first_words_do_not_wait_for_long_answers():
    """One long answer has the only place; others are still read and begun, and go on when it is done."""

    async def run() -> list[str]:
        gate, order = FairGate(at_once=1, waiting=50), []
        may_end = threading.Event()

        def turn(name: str, onward: Callable[[], None]) -> None:
            order.append(f"{name} begins")
            onward()
            may_end.wait(5)
            order.append(f"{name} ends")

        tasks = [asyncio.create_task(gate.begin(name, lambda on, n=name: turn(n, on))) for name in "abc"]
        for _ in range(400):
            if len(order) == 3:
                break
            await asyncio.sleep(0.005)
        assert (gate.waiting, gate.light.free, gate.heavy.free) == (2, 1, 0)
        may_end.set()
        await asyncio.gather(*tasks)
        gate.close()
        assert (gate.waiting, gate.light.free, gate.heavy.free) == (0, 1, 1)
        return order

    assert asyncio.run(run()) == [f"{name} begins" for name in "abc"] + [f"{name} ends" for name in "abc"]


def test_no_more_run_at_once_than_there_are_places():
    async def run() -> int:
        gate, running, most = FairGate(at_once=3, waiting=50), [], [0]

        def work() -> None:
            running.append(1)
            most[0] = max(most[0], len(running))
            time.sleep(0.005)
            running.pop()

        await asyncio.gather(*(gate.run(str(n), work) for n in range(30)))
        gate.close()
        return most[0]

    assert in_own_loop(run()) == 3


def test_the_queue_has_an_end():
    async def run() -> None:
        gate = FairGate(at_once=1, waiting=0)
        first = asyncio.create_task(gate.run("a", lambda: time.sleep(0.05)))
        await asyncio.sleep(0)
        with pytest.raises(RefusedError) as error:
            await gate.run("b", lambda: None)
        assert error.value.status == 503
        await first
        gate.close()

    in_own_loop(run())
