"""A shop that answers by a script: real Reply objects and no model, so the ui's tests are fast and exact."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from whythis.agent.types import Early, Reply, ShownItem
from whythis.errors import InputError
from whythis.explainers.types import Contribution, Explanation, WordAttribution
from whythis.ui.types import ShopperCard

HOSTILE = '<img src=x onerror="window.hacked=1"><b>bold</b> ${1+1} {{7*7}} $$x$$ [a](http://evil.example/)'

QUERY = "wireless headphones for the train"
DESCRIPTION = (
    "Soft over-ear cups and forty hours of battery. Adaptive noise cancelling hushes engines and chatter on "
    "the train, the fold-flat hinge fits a coat pocket, and the cable stays at home: it is wireless down to "
    "the case."
)


def item(rank: int, **changes: object) -> ShownItem:
    titles = (
        "Halden Quiet 40 Wireless Headphones", "Mirano Loop On-Ear",
        "Sonder Studio Pro Wired Monitoring Headphones",
        "Brisk Sport Buds", "Lumen Night Sleep Headband",
    )  # fmt: skip
    brands = ("Halden", "Mirano", "Sonder", "Brisk", "Lumen")
    base = ShownItem(
        rank=rank,
        id=f"item-{rank}",
        title=titles[(rank - 1) % 5],
        brand=brands[(rank - 1) % 5],
        category="Headphones",
        price_cents=(12900, 7950, 18900, 4999, None)[(rank - 1) % 5],
        currency="USD",
        rating=(4.6, 4.1, 4.8, 3.4, None)[(rank - 1) % 5],
        rating_count=(2310, 412, 87, 1204, 0)[(rank - 1) % 5],
        image="",
        probability=(0.86, 0.71, 0.52, 0.47, 0.33)[(rank - 1) % 5],
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def signal(label: str, value: float) -> Contribution:
    return Contribution("signal", label.lower().replace(" ", "_"), value, label=label)


def explanation(**changes: object) -> Explanation:
    signals = (
        replace(signal("Fits the words of your request", 0.92), name="text_relevance"),
        signal("Price close to what you asked for", 0.34),
        signal("Rated well by many", 0.21),
        signal("Close in meaning", 0.18),
        signal("Newer than most", -0.27),
        signal("Brand you have not bought before", -0.09),
        signal("Popular here", 0.04),
    )
    values = {s.name: s.value for s in signals}
    base = 0.31
    made = Explanation(
        decision_id="d-1",
        item_id="item-1",
        kind="why",
        method="exact Shapley values of a linear combiner",
        baseline="mean of the 50 candidates of this request",
        base_value=base,
        output_value=base + sum(values.values()),
        residual=0.0,
        signals=signals,
        words=words(),
        events=(
            Contribution(
                "event", "e1", 0.08, label="purchase: Halden Mini Speaker", detail={"kind": "purchase"}
            ),
            Contribution("event", "e2", -0.02, label="dislike: Brisk Run Buds", detail={"kind": "dislike"}),
        ),
        versions={"whythis": "0.1.0", "model": "sample-1", "catalog_sha256": "9f" * 32},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def words() -> WordAttribution:
    texts = {"query": QUERY, "title": item(1).title, "category": "Headphones", "description": DESCRIPTION}
    weights = {
        "query": {"wireless": 0.8, "headphones": 1.1, "train": 0.5},
        "title": {"Quiet": 0.35, "Wireless": 0.9, "Headphones": 1.2},
        "category": {"Headphones": 0.4},
        "description": {
            "noise": 0.5,
            "cancelling": 0.55,
            "train": 0.6,
            "cable": -0.45,
            "coat": -0.12,
            "wireless": 0.5,
        },
    }
    found = []
    for source, weighted in weights.items():
        for name, value in weighted.items():
            match = re.search(rf"\b{name}\b", texts[source])
            assert match, name
            found.append(Contribution("word", name, value, source=source, span=match.span()))
    return WordAttribution(
        method="integrated gradients on the embeddings", baseline="padding", steps=64, base_value=-1.2,
        output_value=4.9, relative_gap=0.012, words=tuple(found), texts=texts,
    )  # fmt: skip


@dataclass
class ScriptedShop:
    """Keeps its conversations in memory, as the real one keeps them in its store."""

    name: str = "Fjord & Field"
    folder: Path | None = None
    delay_s: float = 0.15
    stored: dict[str, list[tuple[str, Reply]]] = field(default_factory=dict)
    calls: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def shoppers(self) -> Sequence[ShopperCard]:
        return (
            ShopperCard("mara", "Mara", "runs in the rain, buys few things and keeps them"),
            ShopperCard("tomas", "Tomás <b>", "records music at home"),
        )

    def turns(self, session: str) -> Sequence[tuple[str, Reply]]:
        return tuple(self.stored.get(session, ()))

    def image_file(self, item_id: str) -> Path | None:
        if self.folder is None or item_id not in {"item-1", "item-2", "item-3", "a/b", "../x"}:
            return None
        path = self.folder / f"{item_id.replace('/', '_')}.svg"
        return path if path.exists() else None

    def ask(
        self,
        text: str,
        *,
        session: str | None = None,
        shopper: str | None = None,
        lang: str | None = None,
        early: Early | None = None,
    ) -> Reply:
        del lang
        self.calls.append((text, session, shopper))
        time.sleep(self.delay_s)
        if "explode" in text:
            raise RuntimeError("secret detail of the inside")
        if "refuse" in text:
            raise InputError(
                "That budget is below zero.",
                expected="a price",
                got="-5",
                fix="Give a price of zero or more.",
            )
        reply = self._reply(text, session or "none")
        self.stored.setdefault(session or "none", []).append((text, reply))
        return reply

    def _reply(self, text: str, session: str) -> Reply:
        lowered = text.lower()
        if "为什么" in text:
            return self._why(session, "zh")
        if any("\u4e00" <= char <= "\u9fff" for char in text):
            return self._list(session, "zh")
        if "why" in lowered:
            return self._why(session, "en")
        if "hostile" in lowered:
            return Reply(
                session=session, decision_id="d-2", acts=("recommend",), text=HOSTILE, lang="en",
                items=(item(1, title=HOSTILE, brand=HOSTILE, id='"><script>'),), suggestions=(HOSTILE,),
            )  # fmt: skip
        return self._list(session, "en")

    def _list(self, session: str, lang: str) -> Reply:
        zh = lang == "zh"
        text = (
            "按契合度为您找到 5 件商品。第一件最符合“通勤”和“无线”。"
            if zh
            else "I found 5 products for the train, best fit first.\nThe first one matches your words most "
            "closely and costs $129.00; the second is the cheapest of those that are wireless."
        )
        suggestions = (
            ("为什么推荐第一个？", "第一个和第二个有什么不同？")
            if zh
            else (
                "Why the first one?",
                "Why is the first above the second?",
                "What if I had $80?",
                "How sure are you?",
            )
        )
        return Reply(
            session=session, decision_id="d-1", acts=("recommend",), text=text, lang=lang,
            items=tuple(item(rank, currency="CNY" if zh else "USD") for rank in range(1, 6)),
            suggestions=suggestions,
        )  # fmt: skip

    def _why(self, session: str, lang: str) -> Reply:
        text = (
            "“Halden Quiet 40”排在第一，主要因为它最符合您的话（+0.92），价格也接近您的预算（+0.34）。"
            if lang == "zh"
            else "Halden Quiet 40 is first mainly because it fits the words of your request (+0.92), and its "
            "price is close to what you asked for (+0.34).\nWhat held it back: it is older than most of the "
            "others (−0.27)."
        )
        return Reply(
            session=session, decision_id="d-1", acts=("why",), text=text, lang=lang,
            explanation=explanation(),
            suggestions=("What would make the second one first?", "Did my history count?"),
        )  # fmt: skip
