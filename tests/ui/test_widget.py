"""The widget's file, its words, and what the service gives for it."""

from __future__ import annotations

import gzip
import json
import re
import string
from pathlib import Path

import pytest

from tests.service.conftest import Running, local, me, running, shop, stranger
from whythis.ui.widget.bundle import PARTS, SOURCES, widget_bundle
from whythis.ui.widget.texts import spoken, widget_texts

__all__ = ["local", "me", "running", "shop", "stranger"]  # fixtures of the service's tests
MOST_BYTES = 12 * 1024
WORDS = ("en", "zh")


def source() -> str:
    return "".join((SOURCES / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)


def test_it_is_small():
    assert len(widget_bundle().gzipped) <= MOST_BYTES


def test_it_makes_no_markup_runs_no_text_keeps_no_cookie_and_names_no_other_host():
    script = widget_bundle().plain.decode()
    forbidden = r"innerHTML|outerHTML|insertAdjacent|DOMParser|\beval\b|Function\(|cookie|setAttribute\('style|import\("
    assert re.findall(forbidden, script) == []
    assert set(re.findall(r"https?://[^'\"`\s]*", script)) == {"http://www.w3.org/2000/svg"}


def test_all_its_texts_and_regular_expressions_come_through_as_they_were_written():
    script = widget_bundle().plain.decode()
    texts = re.findall(
        r"'[^'\n]*'|(?<=[(=] )/[^/\n]+/|(?<=[(])/[^/\n]+/", re.sub(r"^\s*//.*$", "", source(), flags=re.M)
    )
    assert len(texts) > 200
    assert [text for text in texts if text not in script] == []


def test_it_is_sent_gzipped_with_a_tag_to_pages_of_all_sites(local: Running):
    with local.client() as client:
        answer = client.get("/widget.js")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.content == widget_bundle().plain
        assert gzip.decompress(widget_bundle().gzipped) == answer.content
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "max-age" in answer.headers["cache-control"]
        same = client.get("/widget.js", headers={"If-None-Match": answer.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == answer.content


def test_both_languages_have_the_same_texts_with_the_same_values():
    fields = {
        lang: {
            key: {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for key, text in texts.items()
        }
        for lang, texts in ((lang, widget_texts(lang)) for lang in WORDS)
    }
    assert fields["en"] == fields["zh"]


@pytest.mark.parametrize("lang", WORDS)
def test_every_text_is_used_and_every_text_that_is_used_is_there(lang):
    script = source()
    texts = widget_texts(lang)
    kinds = ("signal_", "source_", "event_", "ask_", "count_")
    assert set(re.findall(r"say\('(\w+)'", script)) <= {*texts, *kinds}
    assert [key for key in texts if not key.startswith(kinds) and f"'{key}'" not in script] == []


@pytest.mark.parametrize(
    ("wanted", "languages", "lang"),
    [
        ("zh-CN,en", ("en", "zh"), "zh"),
        ("fr,zh_TW", ("en", "zh"), "zh"),
        ("fr", ("zh", "en"), "zh"),
        ("en-GB", ("zh",), "zh"),
        ("", ("en", "zh"), "en"),
        ("de", ("de",), "en"),
    ],
)
def test_it_speaks_the_first_wanted_language_of_the_site(wanted, languages, lang):
    assert spoken(wanted, languages) == lang


def test_the_words_come_with_the_site_s_look_when_a_language_is_named(local: Running):
    with local.client() as client:
        bare = client.get("/api/v1/site", params={"name": "local"}).json()
        assert (bare["lang"], bare["texts"]) == (None, None)
        told = client.get("/api/v1/site", params={"name": "local", "lang": "zh-CN,en"}).json()
        assert (told["lang"], told["texts"]) == ("zh", widget_texts("zh"))


def test_one_finds_one_s_own_lists_by_an_item_newest_first_and_nobody_else_s(me, stranger):
    first = me.post("/api/v1/recommendations", json={"query": "kettle"}).json()
    second = me.post("/api/v1/recommendations", json={"query": "quiet kettle"}).json()
    me.post("/api/v1/recommendations", json={"query": "backpack", "limit": 1})
    item = first["items"][0]["id"]
    found = me.get("/api/v1/decisions", params={"item": item}).json()["decisions"]
    assert [one["id"] for one in found] == [second["id"], first["id"]]
    assert found[0]["request_text"] == "quiet kettle"
    assert item in found[0]["shown"]
    assert len(me.get("/api/v1/decisions", params={"limit": 1}).json()["decisions"]) == 1
    assert stranger.get("/api/v1/decisions").json() == {"decisions": []}
    assert stranger.get("/api/v1/decisions", params={"item": item}).json() == {"decisions": []}


def test_an_error_inside_of_a_stream_says_its_status_and_when_to_come_back(me):
    headers = {"Accept": "text/event-stream", "Idempotency-Key": "one-of-the-widget"}
    assert "event: reply" in me.post("/api/v1/chat", json={"message": "kettle"}, headers=headers).text
    answer = me.post("/api/v1/chat", json={"message": "another"}, headers=headers).text
    told = json.loads(re.search(r"event: error\ndata: (.*)", answer)[1])
    assert (told["status"], told["retry_after"]) == (409, 0)
    assert set(told) == {"error", "expected", "got", "fix", "request_id", "status", "retry_after"}


def test_the_demo_shop_is_there_for_this_machine_alone(local: Running, running):
    with local.client() as client:
        assert "unsafe" not in client.get("/demo-shop").headers["content-security-policy"]
        assert 'lang="zh"' in client.get("/demo-shop", headers={"Accept-Language": "zh-CN"}).text
    with running(local=False).client() as client:
        assert client.get("/demo-shop").status_code == 404
        assert client.get("/widget.js").status_code == 200


def test_the_docs_name_every_attribute_variable_event_and_call():
    docs = (Path(__file__).parents[2] / "docs/widget.md").read_text(encoding="utf-8")
    script, style = source(), (SOURCES / "widget.css").read_text(encoding="utf-8")
    named = [f"`data-{name}" for name in re.findall(r"setting\('(\w+)'\)", script)]
    named += [f"`{name}`" for name in re.findall(r"this\.getAttribute\('(\w+)'\)", script)]
    named += [f"`whythis:{name}`" for name in re.findall(r"\btell\('(\w+)'", script)]
    named += [f"whythis.{name}(" for name in re.findall(r"whythis\.(\w+) = ", script)]
    named += re.findall(r"var\((--whythis-\w+)", style)
    assert len(set(named)) >= 20
    assert [name for name in named if name not in docs] == []
