"""The act `item_question`: a fact about a product, from the catalogue's own fields and from nothing else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from whythis.agent.pointing import choices, chosen, titles_of
from whythis.agent.questions import Asked, Questions, is_no, is_yes
from whythis.agent.turn import AgentParts, Turn
from whythis.agent.understanding.cues import cues_of
from whythis.agent.wording import TITLE_CHARS
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Filters, Item, SearchRequest

MAX_VALUE_CHARS, MIN_VALUE_COUNT = 30, 2
"""A value that is longer or seldomer is an item's own and nothing that a question would name."""
MAX_ITEMS, MAX_ATTRIBUTES, QUOTE_CHARS = 3, 6, 240
_YES_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:does|do|is|are|has|have|can|will|did|was)\b|吗|有没有|是不是|能不能|会不会|可不可以",
    re.IGNORECASE,
)


class Facts:
    """Answers from the catalogue. The method adds its answer to the turn."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts

    @cached_property
    def _questions(self) -> Questions:
        """Made at the first question: it looks through the whole catalogue for what attributes are called."""
        counts: Counter[tuple[str, str]] = Counter()
        for item in self._parts.ranker.catalog:
            counts.update(item.attributes)
        values: dict[str, list[str]] = {}
        for (name, value), count in counts.items():
            common = values.setdefault(name, [])
            if count >= MIN_VALUE_COUNT and len(value) <= MAX_VALUE_CHARS:
                common.append(value)
        return Questions(self._parts.ranker.searcher.encoder.encode, values, self._parts.names)

    @cached_property
    def tells_delivery(self) -> bool:
        """Whether the catalogue has a field about delivery or returns, so that a question about it is one of fact."""
        names = {name for item in self._parts.ranker.catalog for name, _ in item.attributes}
        return any("delivery" in cues_of(name) for name in names)

    def answer(self, turn: Turn) -> None:
        items = self._items(turn)
        if items is None:
            return
        named = [r.text for r in turn.read.references if r.item_ids and not self._questions.asks_for(r.text)]
        for item in items[:MAX_ITEMS]:
            self._tell(turn, item, self._questions.read(turn.question, item, named))
        if len(items) == 1 and any(item.id == items[0].id for item in turn.shown):
            turn.state = replace(turn.state, focus=items[0].id)

    def asks(self, turn: Turn) -> bool:
        """Whether a message, whatever it was read as, names an item of the list and a fact that the catalogue has."""
        ids = {i for r in turn.read.references if len(r.item_ids) == 1 for i in r.item_ids}
        item = next((item for item in turn.shown if item.id in ids), None)
        if item is None or len(ids) > 1:
            return False
        named = [r.text for r in turn.read.references]
        return self._questions.read(turn.question, self._now(item), named).how in ("name", "way", "field")

    def _items(self, turn: Turn) -> tuple[Item, ...] | None:
        """The items asked about, as the catalogue has them now; None when it was answered by asking back."""
        shown = {item.id: item for item in turn.shown}
        # "Does it have bluetooth?" names no item by "bluetooth", even where only one has it.
        pointing = [r for r in turn.read.references if r.item_ids and not self._questions.asks_for(r.text)]
        if pointing:
            turn.read = replace(turn.read, references=tuple(pointing))
            if all(len(r.item_ids) == len(shown) > MAX_ITEMS for r in pointing):
                return self._focus(turn, shown)
            if len(pointing) == 1 and len(pointing[0].item_ids) == 2:
                return tuple(self._now(shown[i]) for i in pointing[0].item_ids)
            ids = chosen(turn)
            return None if ids is None else tuple(self._now(shown[i]) for i in ids if i in shown)
        searcher = self._parts.ranker.searcher
        named = self._named(turn.message)
        if named is not None:
            return (named,)
        if searcher.knows_code(turn.message):
            found = searcher.search(SearchRequest(turn.message, Filters(in_stock_only=False), 5)).candidates
            coded = [c for c in found if c.code_rank is not None]
            if coded:
                return tuple(self._parts.ranker.catalog.items([coded[0].row]))
        return self._focus(turn, shown)

    def _focus(self, turn: Turn, shown: dict[str, Item]) -> tuple[Item, ...] | None:
        """The item spoken of last; asks which where there are several and none was."""
        if not shown:
            turn.say("fact.nothing_shown")
            return None
        if turn.state.focus in shown:
            return (self._now(shown[turn.state.focus]),)
        if len(shown) == 1:
            return (self._now(next(iter(shown.values()))),)
        evidence = {"titles": titles_of(turn, tuple(shown))}
        turn.say("ask.which", evidence, choices=choices(turn, tuple(shown), "last_asked"))
        return None

    def _named(self, message: str) -> Item | None:
        words = (word.strip(".,;:!?\"'()“”？，。") for word in message.split())
        catalog = self._parts.ranker.catalog
        return next((catalog.get(w) for w in words if re.search(r"\d", w) and catalog.get(w)), None)

    def _now(self, item: Item) -> Item:
        """The item with all attributes, price and stock of today; as it was shown if the shop no longer has it."""
        return self._parts.ranker.catalog.get(item.id) or item

    def _tell(self, turn: Turn, item: Item, asked: Asked) -> None:
        title = shorten(item.title, TITLE_CHARS)
        told = False
        for name in asked.fields:
            if name == "description" and asked.attributes:
                continue
            told = self._field(turn, item, title, name, asked) or told
        for name, value in asked.attributes[:MAX_ATTRIBUTES]:
            told = True
            self._attribute(turn, item, title, name, value, asked.wanted)
        if told:
            return
        sentence = self._questions.quote(item.description, asked.words)
        if sentence:
            quoted = shorten(sentence, QUOTE_CHARS)
            text = turn.words.say("fact.quote", title=title, quote=quoted)
            evidence = {"title": item.title, "field": "description", "quote": quoted, "source": "catalogue"}
            turn.tell("fact.quote", evidence, text, item.id)
            return
        topic = next(iter(asked.absent), "") or " ".join(asked.words)
        key = "missing" if topic else "missing_plain"
        text = turn.words.say(f"fact.{key}", title=title, topic=turn.words.quote(shorten(topic, 48)))
        evidence = {"title": item.title, "topic": topic, "attributes": [name for name, _ in item.attributes]}
        turn.tell("fact.missing", evidence, text, item.id)

    def _attribute(self, turn: Turn, item: Item, title: str, name: str, value: str, wanted: str) -> None:
        evidence = {
            "title": item.title,
            "field": "attribute",
            "name": name,
            "value": value,
            "source": "catalogue",
        }
        yes_no = _YES_NO.search(turn.question) is not None
        if is_yes(value):
            key = "yes"
        elif is_no(value):
            key = "no"
        elif yes_no and wanted and wanted.casefold() in {v.strip().casefold() for v in value.split(",")}:
            key = "yes"
        else:
            key = "is"
        if wanted:
            evidence["wanted"] = wanted
        turn.tell(
            f"fact.{key}",
            evidence,
            turn.words.say(f"fact.{key}", title=title, name=name, value=value),
            item.id,
        )

    def _field(self, turn: Turn, item: Item, title: str, name: str, asked: Asked) -> bool:
        words = turn.words
        evidence: dict[str, object] = {"title": item.title, "field": name, "source": "catalogue"}
        values: dict[str, Any] = {"title": title}
        key = name
        if name == "price":
            if item.price_cents is None:
                key = "price_none"
            else:
                evidence |= {"price_cents": item.price_cents, "currency": item.currency}
                values["price"] = words.price(item.price_cents, item.currency)
        elif name == "stock":
            evidence["stock"] = item.stock
            key = "stock_unknown" if item.stock is None else "stock_out" if item.stock <= 0 else "stock"
            values["n"] = words.number(item.stock or 0)
        elif name == "rating":
            if item.rating is None or item.rating_count <= 0:
                key = "rating_none"
            else:
                evidence |= {"rating": item.rating, "rating_count": item.rating_count}
                values["rating"] = words.number(item.rating, 1)
                values["ratings"] = words.count("ratings", item.rating_count)
        elif name == "brand":
            evidence["brand"] = values["brand"] = item.brand
            key = name if item.brand else "brand_none"
        elif name == "released":
            evidence["released"] = item.released
            key = name if item.released else "released_none"
            values["date"] = words.date(item.released) if item.released else ""
        else:
            return self._described(turn, item, title)
        turn.tell(f"fact.{key}", evidence, words.say(f"fact.{key}", **values), item.id)
        return True

    def _described(self, turn: Turn, item: Item, title: str) -> bool:
        """What the shop says of it: the beginning of its description, as a quotation, and its first attributes."""
        words = turn.words
        if item.description:
            quoted = shorten(item.description, QUOTE_CHARS)
            evidence = {"title": item.title, "field": "description", "quote": quoted, "source": "catalogue"}
            turn.tell("fact.quote", evidence, words.say("fact.quote", title=title, quote=quoted), item.id)
        pairs = item.attributes[:MAX_ATTRIBUTES]
        if pairs:
            listed = words.listed([words.say("fact.pair", name=n, value=v) for n, v in pairs])
            evidence = {"title": item.title, "pairs": [list(p) for p in pairs], "source": "catalogue"}
            turn.tell("fact.listed", evidence, words.say("fact.listed", title=title, pairs=listed), item.id)
        return bool(item.description or pairs)
