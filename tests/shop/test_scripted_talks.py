"""Scripted talks of many kinds of people, end to end with the real models; the scripts stand in tests/shop/talks.

A talk is said by a newcomer, or by the `shopper` of that id. Of a turn may be expected:

- `acts`: the acts in order ("dislike, refine"), alternatives parted by " | "; `lang`: the language of the answer.
- of the new list: `kind` of all its items, `max` and `min` price in whole currency, `brand`, `not_brand`, `with` and
  `without` values of attributes; `cheaper` than the last list's mean; `new`: nothing shown for the same
  request before; `not_items`: nothing that was remembered under these names; `none`: no list at all.
- of its decision: `free`: no condition on "price" or "brand" is in force; `past`: whether past events counted;
  `not_from`: no event of the product of this title counted; `stated`: exactly these wishes counted.
- `about`: the items of the last list, by place, of which claims are made and which are named; `about_pair`: the two
  that are compared; `fact`: the catalogue's value of that attribute of the item spoken about is said.
- `says`, `not_says`: phrases (alternatives parted by " | "); `claims`: kinds that must be there; `no_explanation`.
- `remember`: names for items of the last list, by place.

Texts may hold {title_2}, {brand_2} and {price_2} of the last list, and {bought}: the shopper's newest purchase.
"""

from __future__ import annotations

import re
import shutil
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from whythis.agent.catalogue import messages
from whythis.agent.types import ACTS, Reply
from whythis.ranking.types import Decision
from whythis.retrieval.types import Item
from whythis.shop import Shop

SCRIPTS = {
    lang: tomllib.loads((Path(__file__).parent / "talks" / f"{lang}.toml").read_text("utf-8"))["talk"]
    for lang in ("en", "zh")
}
TALKS = [(lang, talk) for lang, talks in SCRIPTS.items() for talk in talks]
KNOWN = frozenset(
    ["say", "acts", "lang", "kind", "max", "min", "brand", "not_brand", "with", "without", "cheaper", "new",
     "not_items", "none", "free", "past", "not_from", "stated", "about", "about_pair", "fact", "says", "not_says",
     "claims", "no_explanation", "remember"]
)  # fmt: skip
_UGLY = re.compile(
    r"[{}]|  |\s[,.;!?]|\.\.(?!\.)|。。|，，|，。|\bNone\b(?! of|\))|\bnull\b|\bnan\b|\blogit\b|“”|\(\)"
)
"""What no answer may hold: a slot left open, doubled marks, a machine's words, an empty quotation."""


@dataclass
class Stage:
    """A talk under way: the last list, everything shown, and what was remembered."""

    shop: Shop
    shopper: str | None
    bought: str
    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    listed: list[Item] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    remembered: dict[str, str] = field(default_factory=dict)

    def filled(self, text: str, lang: str) -> str:
        words = messages(lang)
        for n, item in enumerate(self.listed, start=1):
            price = words.price(item.price_cents or 0, item.currency)
            for name, value in (("title", item.title), ("brand", item.brand), ("price", price)):
                text = text.replace(f"{{{name}_{n}}}", value)
        return text.replace("{bought}", self.bought)


@pytest.fixture(scope="module")
def shop(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A copy of the sample shop, since some talks erase what is known."""
    folder = tmp_path_factory.mktemp("talks") / "shop"
    shutil.copytree(sample_folder, folder, ignore=shutil.ignore_patterns("shop.db*"))
    opened = Shop(folder)
    yield opened
    opened.close()


def bought(shop: Shop, shopper: str | None) -> str:
    """The title of a shopper's newest purchase."""
    events = [e for e in shop.history.of(shopper) if e.kind == "purchase"] if shopper else []
    newest = max(events, key=lambda e: e.at_utc, default=None)
    item = shop.catalog.get(newest.item_id) if newest else None
    return item.title if item else ""


@pytest.mark.parametrize(("lang", "talk"), TALKS, ids=[f"{lang}: {t['name']}" for lang, t in TALKS])
def test_a_talk_goes_as_it_should(shop: Shop, lang: str, talk: dict[str, Any]) -> None:
    stage = Stage(shop, talk.get("shopper"), bought(shop, talk.get("shopper")))
    faults, heard = [], []
    for turn in talk["turns"]:
        said = stage.filled(turn["say"], lang)
        reply = shop.ask(said, session=stage.session, shopper=stage.shopper)
        heard.append(f"> {said}\n[{', '.join(reply.acts)}] {reply.text}")
        faults += [f"after “{said}”: {fault}" for fault in (*faults_of(turn, reply, stage), *ugly(reply))]
        remember(turn, reply, stage)
    assert not faults, "\n".join([*faults, "", *heard])


def remember(turn: dict[str, Any], reply: Reply, stage: Stage) -> None:
    for name, place in turn.get("remember", {}).items() if stage.listed else ():
        stage.remembered[name] = stage.listed[place - 1].id
    if reply.items:
        stage.listed = [item for i in reply.items if (item := stage.shop.catalog.get(i.id))]
        earlier = set() if "recommend" in reply.acts else stage.seen
        stage.seen = earlier | {item.id for item in stage.listed}


def faults_of(turn: dict[str, Any], reply: Reply, stage: Stage) -> Iterator[str]:
    """What of a turn's expectations does not hold."""
    acts = [
        tuple(a.strip() for a in way.split(",")) for way in turn.get("acts", "").split("|") if way.strip()
    ]
    if acts and reply.acts not in acts:
        yield f"acts are {reply.acts}"
    if reply.lang != turn.get("lang", reply.lang):
        yield f"answered in {reply.lang}"
    if turn.get("none") and reply.items:
        yield "a list nobody asked for"
    yield from list_faults(turn, reply, stage)
    if reply.decision_id and reply.items:
        yield from decision_faults(turn, stage.shop.store.decision(reply.decision_id), stage)
    yield from item_faults(turn, reply, stage)
    for ways in turn.get("says", ()):
        if not any(
            stage.filled(w.strip(), reply.lang).casefold() in reply.text.casefold() for w in ways.split("|")
        ):
            yield f"does not say “{stage.filled(ways, reply.lang)}”"
    for phrase in turn.get("not_says", ()):
        if stage.filled(phrase, reply.lang).casefold() in reply.text.casefold():
            yield f"says “{stage.filled(phrase, reply.lang)}”"
    kinds = [claim.kind for claim in reply.claims]
    for kind in turn.get("claims", ()):
        if kind not in kinds:
            yield f"no claim {kind} but {kinds}"
    if turn.get("no_explanation") and reply.explanation is not None:
        yield "explains something"


def list_faults(turn: dict[str, Any], reply: Reply, stage: Stage) -> Iterator[str]:
    items = [item for i in reply.items if (item := stage.shop.catalog.get(i.id))]
    wanted = {"kind", "max", "min", "brand", "not_brand", "with", "without", "cheaper", "new", "not_items", "free",
              "past", "not_from", "stated"} & turn.keys()  # fmt: skip
    if wanted and not items:
        yield "no list"
    old = [i.price_cents for i in stage.listed if i.price_cents]
    for item in items:
        price, held = (item.price_cents or 0) / 100, dict(item.attributes)
        checks = {
            "kind": item.category == turn.get("kind"),
            "max": price <= turn.get("max", 0),
            "min": price >= turn.get("min", 0),
            "brand": item.brand == turn.get("brand"),
            "not_brand": item.brand != turn.get("not_brand"),
            "with": all(held.get(name) == value for name, value in turn.get("with", {}).items()),
            "without": all(held.get(name) != value for name, value in turn.get("without", {}).items()),
            "cheaper": bool(old) and price * 100 < sum(old) / len(old),
            "new": item.id not in stage.seen,
            "not_items": item.id not in {stage.remembered.get(name) for name in turn.get("not_items", ())},
        }
        yield from (
            f"{name}: {item.title}, {item.price_cents}" for name in wanted & checks.keys() if not checks[name]
        )


def decision_faults(turn: dict[str, Any], decision: Decision, stage: Stage) -> Iterator[str]:
    filters, free = decision.request.filters, turn.get("free", ())
    if "price" in free and (filters.price_min_cents, filters.price_max_cents) != (None, None):
        yield "a price limit is in force"
    if "brand" in free and (filters.brands or filters.not_brands):
        yield "a condition on the brand is in force"
    if "past" in turn and bool(decision.history) != turn["past"]:
        yield f"{len(decision.history)} past events counted"
    title = stage.filled(turn.get("not_from", ""), "en")
    if title and any(e.item_title == title for e in decision.history):
        yield f"{title} counted"
    if "stated" in turn and [s.value for s in decision.stated] != turn["stated"]:
        yield f"wishes that counted: {decision.stated}"


def item_faults(turn: dict[str, Any], reply: Reply, stage: Stage) -> Iterator[str]:
    spoken = {claim.item_id for claim in reply.claims if claim.item_id}
    explained = reply.explanation
    for place in turn.get("about", ()):
        if len(stage.listed) < place:
            yield f"no number {place}"
        elif stage.listed[place - 1].id not in spoken:
            yield f"not about number {place} but {spoken}"
        elif "fact" in turn:
            value = dict(stage.listed[place - 1].attributes).get(turn["fact"], "")
            if not value or value not in reply.text:
                yield f"does not tell {turn['fact']}: {value}"
    if "about_pair" in turn:
        pair = {item.id for n, item in enumerate(stage.listed, start=1) if n in turn["about_pair"]}
        if explained is None or {explained.item_id, explained.other_id} != pair:
            yield f"compares {explained and (explained.item_id, explained.other_id)}"


def ugly(reply: Reply) -> Iterator[str]:
    """What no answer may be, whatever was asked."""
    text = re.sub(r"“[^”]*”", "“x”", reply.text)  # names are the catalogue's own
    if not reply.text.strip():
        yield "says nothing"
    found = _UGLY.search(text)
    if found:
        yield f"reads badly at “{text[max(0, found.start() - 20) : found.end() + 20]}”"
    if not reply.text.rstrip().endswith((".", "!", "?", ":", "。", "！", "？", "：", "”", ")", "）")):
        yield "breaks off"
    sentences = [
        s.strip() for s in re.split(r"(?<=[.!?。！？])\s+|(?<=[。！？])", reply.text) if len(s.strip()) > 20
    ]
    if len(set(sentences)) < len(sentences):
        yield "says a sentence twice"
    if (reply.lang == "zh") != bool(re.search(r"[\u4e00-\u9fff]", text)):
        yield f"is not in {reply.lang}"
    ids = [item.id for item in reply.items]
    if len(set(ids)) < len(ids):
        yield "lists an item twice"
    if not reply.suggestions:
        yield "suggests nothing"


def test_the_scripts_are_many_and_long_and_hold_every_act_in_both_languages() -> None:
    assert len(TALKS) >= 40
    assert sum(len(talk["turns"]) >= 5 for _, talk in TALKS) * 2 >= len(TALKS)
    for lang, talks in SCRIPTS.items():
        turns = [turn for talk in talks for turn in talk["turns"]]
        assert not {key for turn in turns for key in turn} - KNOWN
        held = {act.strip() for turn in turns for act in re.split(r"[,|]", turn.get("acts", ""))}
        assert set(ACTS) <= held, lang
