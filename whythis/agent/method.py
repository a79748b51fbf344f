"""The act `how_it_works`: what drives choices in this shop, by the ranker's own contributions, and whether anything
is paid."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from whythis.agent.turn import AgentParts, Turn
from whythis.explainers.overall import MIN_DECISIONS, main_parameters
from whythis.ranking.signals import SIGNALS
from whythis.ranking.types import Request, ShopperProfile

MAX_LISTS, MAX_EXAMPLES, MAX_NAMED = 40, 6, 4
FRESH_SECONDS = 600.0
LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Weights:
    """What moved scores: each signal's share of all mean absolute contributions, over some saved or example lists."""

    shares: tuple[tuple[str, float], ...]
    lists: int
    saved: bool
    combiner_sha256: str


class Method:
    """Explains the method. The main parameters are measured on the shop's newest lists, at most every ten minutes."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._known: tuple[float, Weights] | None = None

    def tell(self, turn: Turn) -> None:
        words, weights, start = turn.words, self.weights(), len(turn.texts)
        n = len(SIGNALS)
        text = words.say("method.how", n=words.count("signals", n), pool=words.number(self._parts.pool_size))
        turn.tell(
            "method.how",
            {"signals": [s.name for s in SIGNALS], "signal_count": n, "pool": self._parts.pool_size},
            text,
        )
        leading = [(name, share) for name, share in weights.shares if share >= LEAST_SHARE][:MAX_NAMED]
        if leading:
            labels = {name: words.say(f"signal.{name}") for name, _ in leading}
            told = [
                words.say("list.with", name=labels[name], figure=words.percent(share))
                for name, share in leading
            ]
            evidence = {
                "shares": [
                    {"signal": name, "label": labels[name], "share": share} for name, share in leading
                ],
                "lists": weights.lists,
                "saved": weights.saved,
                "combiner_sha256": weights.combiner_sha256,
            }
            key = "main" if weights.saved else "main_examples"
            text = words.say(
                f"method.{key}", names=words.listed(told), lists=words.count("lists", weights.lists)
            )
            turn.tell("method.main", evidence, text)
        paid = {"signals": [s.name for s in SIGNALS], "signal_count": n, "paid": []}
        turn.tell("method.paid", paid, words.say("method.paid", n=words.count("signals", n)))
        turn.in_one_paragraph(start)

    def weights(self) -> Weights:
        """The main parameters as they are now."""
        sha256 = self._parts.ranker.combiner.sha256
        with self._lock:
            if self._known is not None:
                at, weights = self._known
                if time.monotonic() - at < FRESH_SECONDS and weights.combiner_sha256 == sha256:
                    return weights
            found = self._measured(sha256)
            self._known = (time.monotonic(), found)
            return found

    def _measured(self, sha256: str) -> Weights:
        store, combiner = self._parts.store, self._parts.ranker.combiner
        saved = [store.decision(d.id) for d in store.decisions(limit=MAX_LISTS)]
        own = [d for d in saved if d.versions.combiner_sha256 == sha256 and len(d.candidates) > 1]
        pools = [[c.signals for c in d.candidates] for d in own]
        from_saved = len(pools) >= MIN_DECISIONS
        if not from_saved:
            pools = [pool for pool in map(self._example, self._kinds()) if len(pool) > 1]
        return Weights(main_parameters(pools, combiner), len(pools), from_saved, sha256)

    def _kinds(self) -> list[str]:
        catalog = self._parts.ranker.catalog
        kinds = [name for name, _ in catalog.category_counts.most_common(MAX_EXAMPLES)]
        return kinds or list(catalog.titles[:MAX_EXAMPLES])

    def _example(self, text: str) -> list[tuple[float, ...]]:
        """The signals of a request for a kind of product, as a newcomer would make it."""
        request = Request(text=text.lower(), message=text)
        ranked = self._parts.ranker.rank(request, ShopperProfile(), self._parts.pool_size)
        return [c.signals for c in ranked.candidates]
