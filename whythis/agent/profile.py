"""The act `profile`: what is known about the shopper, from where, and what it does to their lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from whythis.agent.memory import Known, Memory
from whythis.agent.past import OF_THE_PAST
from whythis.agent.preferences import worded_wish
from whythis.agent.turn import AgentParts, Turn
from whythis.agent.wording import TITLE_CHARS, conditions
from whythis.errors import ModelError
from whythis.explainers.groups import grouped
from whythis.explainers.signals import attribute_signals
from whythis.ranking.ranker import MAX_EVENTS
from whythis.ranking.signals import PastItem, affinities
from whythis.ranking.types import EVENT_KINDS, Request
from whythis.retrieval.text import shorten

MAX_TASTES, MAX_EVENTS_TOLD, MAX_TITLES = 3, 3, 4
LEAST_AFFINITY = 0.02
"""An affinity below this moves next to nothing and is not worth a sentence."""


class Profile:
    """Tells what is known. The method adds its answer to the turn."""

    def __init__(self, parts: AgentParts, memory: Memory) -> None:
        self._parts = parts
        self._memory = memory

    def tell(self, turn: Turn) -> None:
        known, start = self._memory.known(turn), len(turn.texts)
        self._who(turn, known)
        if known.imported and known.counting:  # a newcomer's likes are told below, as what was said
            self._past(turn, known)
        self._said(turn, known)
        self._left_out(turn, known)
        self._effect(turn)
        if known.events or known.stated or turn.state.budget:
            key = "correct" if known.imported else "correct_newcomer"
            turn.say(f"profile.{key}")
            turn.suggestions = [turn.words.say("suggest.forget_all")]
        turn.in_one_paragraph(start)

    def _who(self, turn: Turn, known: Known) -> None:
        if turn.shopper_id is None:
            evidence = {"events": 0, "stated": len(known.stated), "feedback": len(known.feedback)}
            turn.tell("profile.newcomer", evidence, turn.words.say("profile.newcomer"))
            return
        who, words = self._parts.shopper_name(turn.shopper_id), turn.words
        if not known.imported:
            turn.tell("profile.no_events", {"events": 0, "who": who}, words.say("profile.no_events", who=who))
            return
        counts = Counter(event.kind for event in known.imported)
        kinds = [words.count(f"{kind}_events", counts[kind]) for kind in EVENT_KINDS if counts[kind]]
        newest = max(event.at_utc for event in known.imported)[:10]
        oldest = min(event.at_utc for event in known.imported)[:10]
        values = {
            "who": who,
            "events": words.count("events", len(known.imported)),
            "kinds": words.listed(kinds),
            "oldest": words.date(oldest),
            "newest": words.date(newest),
        }
        evidence = {
            "who": who,
            "events": len(known.imported),
            "kinds": dict(counts),
            "oldest": oldest,
            "newest": newest,
        }
        turn.tell("profile.events", evidence, words.say("profile.events", **values))
        if len(known.counting) > MAX_EVENTS:
            text = words.say("profile.newest_count", n=words.number(MAX_EVENTS))
            turn.tell("profile.newest_count", {"events": MAX_EVENTS}, text)

    def _past(self, turn: Turn, known: Known) -> None:
        """The leading brands and kinds by the ranking's own affinities, and the events that weigh most in its taste."""
        words, ranker = turn.words, self._parts.ranker
        effects = ranker.event_effects(known.profile)
        past = [past_item for past_item, _ in effects]
        for name, key in (("brands", "brand"), ("kinds", "category")):
            leading = _leading([getattr(p.item, key) for p in past], past)
            if leading:
                told = [
                    words.say("list.with", name=v, figure=words.count("events", n)) for v, _, n in leading
                ]
                evidence = {
                    "signal": f"{key}_affinity",
                    "tastes": [{"value": v, "affinity": a, "events": n} for v, a, n in leading],
                }
                text = words.say(f"profile.{name}", names=words.listed(told))
                turn.tell(f"profile.{name}", evidence, text)
        strongest = [(p, share) for p, share in effects if share > 0][:MAX_EVENTS_TOLD]
        if strongest:
            told = [
                words.say(
                    f"profile.event_{p.event.kind}",
                    title=words.quote(shorten(p.item.title, TITLE_CHARS)),
                    date=words.date(p.event.at_utc[:10]),
                    share=words.percent(share),
                )
                for p, share in strongest
            ]
            evidence = {
                "events": [
                    {
                        "event_id": p.event.id,
                        "title": p.item.title,
                        "kind": p.event.kind,
                        "at_utc": p.event.at_utc[:10],
                        "share": share,
                    }
                    for p, share in strongest
                ]
            }
            turn.tell(
                "profile.strongest",
                evidence,
                words.say("profile.strongest", events=words.say("list.apart").join(told)),
            )

    def _said(self, turn: Turn, known: Known) -> None:
        words = turn.words
        wishes = [worded_wish(s, words) for s in known.stated]
        evidence: dict[str, object] = {"stated": [[s.kind, s.name, s.value, s.weight] for s in known.stated]}
        if turn.state.budget is not None:
            limits = conditions(Request("", "", turn.state.budget), self._parts.currency, words)
            wishes.append(words.say("wish.budget", conditions=limits))
            evidence |= {
                "price_min_cents": turn.state.budget.price_min_cents,
                "price_max_cents": turn.state.budget.price_max_cents,
                "currency": self._parts.currency,
            }
        if wishes:
            turn.tell(
                "profile.said",
                evidence,
                words.say("profile.said", wishes=words.say("list.apart").join(wishes)),
            )

    def _left_out(self, turn: Turn, known: Known) -> None:
        """Likes, rejected items, and events that are kept but do not count."""
        liked = [f.item_id for f in known.feedback if f.kind == "like"]
        self._titled(turn, "profile.liked", liked)
        self._titled(turn, "profile.rejected", list(known.rejected))
        item_of = {event.id: event.item_id for event in known.events}
        excluded = [item_of[event_id] for event_id in known.excluded if event_id in item_of]
        self._titled(turn, "profile.excluded", excluded)

    def _titled(self, turn: Turn, key: str, item_ids: Sequence[str]) -> None:
        catalog, titles = self._parts.ranker.catalog, []
        for item_id in dict.fromkeys(item_ids):
            row = catalog.row_of(item_id)
            titles.append(item_id if row is None else catalog.titles[row])
        if not titles:
            return
        told = [turn.words.quote(shorten(title, TITLE_CHARS)) for title in titles[:MAX_TITLES]]
        rest = len(titles) - len(told)
        listed = turn.words.listed(told)
        if rest:
            listed += turn.words.say("profile.and_more", n=turn.words.number(rest))
        turn.tell(key, {"titles": titles, "more": rest}, turn.words.say(key, titles=listed))

    def _effect(self, turn: Turn) -> None:
        """What of the movement of scores on the last list came from the shopper's past and statements."""
        if turn.state.decision_id is None or not turn.state.shown:
            return
        decision = self._parts.store.decision(turn.state.decision_id)
        if not decision.history and not decision.stated:
            return
        moved = {True: 0.0, False: 0.0}
        for item_id in decision.shown:
            try:
                _, signals = attribute_signals(decision, item_id, self._parts.ranker.combiner)
            except ModelError:
                return
            for name, value in grouped(signals).items():
                moved[name in OF_THE_PAST] += abs(value)
        share = moved[True] / (sum(moved.values()) or 1.0)
        if round(share, 4) == 0:
            return
        evidence = {"decision_id": decision.id, "share": share, "signals": list(OF_THE_PAST)}
        turn.tell(
            "profile.effect", evidence, turn.words.say("profile.effect", share=turn.words.percent(share))
        )


def _leading(names: Sequence[str], past: Sequence[PastItem]) -> list[tuple[str, float, int]]:
    """The names with the largest positive affinity: name, the signal's value, how many events are of it."""
    distinct = [name for name in dict.fromkeys(names) if name]
    values = affinities(distinct, names, past)
    counts = Counter(names)
    order = np.argsort(-values, kind="stable")[:MAX_TASTES]
    return [
        (distinct[i], float(values[i]), counts[distinct[i]]) for i in order if values[i] >= LEAST_AFFINITY
    ]
