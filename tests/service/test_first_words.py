"""What is sure of a reply is told before its long part; of a decision nothing is told before it is saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from whythis.records.tables import DecisionRow
from whythis.shop import Shop

from .conftest import Running


def events(stream: httpx.Response) -> Iterator[tuple[str, dict]]:
    name = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def saved(shop: Shop) -> int:
    with Session(shop.store.engine) as session:
        return session.scalar(select(func.count()).select_from(DecisionRow)) or 0


@pytest.fixture
def held_up(running: Callable[..., Running]) -> Iterator[tuple[Running, httpx.Client]]:
    """A service whose only place for long work is taken, and a client of it."""
    service = running(at_once=1)
    service.service.gate.heavy.ask("somebody").result()
    with service.client(service.session(), Accept="text/event-stream") as client:
        yield service, client


def test_what_was_understood_is_told_while_the_list_still_waits(
    held_up: tuple[Running, httpx.Client], shop: Shop
) -> None:
    service, client = held_up
    before = saved(shop)
    with client.stream("POST", "/api/v1/chat", json={"message": "quiet kettle under $40"}) as stream:
        told = events(stream)
        assert next(told)[0] == "started"
        name, first = next(told)
        assert name == "text"
        assert "kettle" in first["text"]
        assert "$40" in first["text"]
        assert saved(shop) == before
        service.service.gate.heavy.leave()
        *texts, (last, reply) = told
    assert last == "reply"
    assert saved(shop) == before + 1
    assert first["text"] + "".join(data["text"] for _, data in texts) == reply["text"]
    assert shop.store.decision(reply["decision_id"]).shown


def test_an_explanation_begins_before_its_words_are_attributed(
    held_up: tuple[Running, httpx.Client],
) -> None:
    service, client = held_up
    service.service.gate.heavy.leave()
    listed = client.post(
        "/api/v1/chat", json={"message": "wireless headphones"}, headers={"Accept": "application/json"}
    ).json()
    service.service.gate.heavy.ask("somebody").result()
    body = {"message": "why the first one?", "session": listed["session"]}
    with client.stream("POST", "/api/v1/chat", json=body) as stream:
        told = events(stream)
        assert next(told)[0] == "started"
        first = next(told)[1]["text"]
        assert listed["items"][0]["title"] in first
        service.service.gate.heavy.leave()
        *texts, (_, reply) = told
    assert texts
    assert first + "".join(data["text"] for _, data in texts) == reply["text"]
    assert [c for c in reply["explanation"]["contributions"] if c["level"] == "word"]


def test_short_answers_need_no_place_for_long_work(held_up: tuple[Running, httpx.Client]) -> None:
    _, client = held_up
    answer = client.post(
        "/api/v1/chat", json={"message": "hello there"}, headers={"Accept": "application/json"}
    )
    assert answer.json()["acts"] == ["smalltalk"]


TALK = (
    "quiet kettle", "why the first one?", "how sure are you?", "something cheaper", "why not the second?",
    "why is there no travel kettle?", "compare the first and the second", "what would change it?", "more",
    "no Ashdown please, and why is the first here?", "I like black. Show me headphones", "为什么推荐第一个？",
    "便宜点的", "不要 Corvane 的", "what do you know about me?", "forget everything",
)  # fmt: skip


def test_every_reply_begins_as_it_was_told(shop: Shop) -> None:
    session, early = None, 0
    for message in TALK:
        told: list[str] = []
        reply = shop.ask(message, session=session, early=told.append)
        session = reply.session
        for beginning, longer in pairwise([*told, reply.text]):
            assert longer.startswith(beginning)
        early += any(told)
    assert early >= 6
