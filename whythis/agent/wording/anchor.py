"""The answer to "what has to stay the same?": a rule, how far it holds, and how much it covers."""

from __future__ import annotations

import math

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, sentences_of
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.anchors import PRECISION, Anchor
from whythis.explainers.situations import Condition
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten


def spoken_anchor(
    found: Anchor, decision: Decision, currency: str, messages: Messages, seed: str
) -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    """The rule with its figures, what it covers, and what was varied."""
    candidate = decision.candidate(found.item_id)
    title = shorten(candidate.item.title, TITLE_CHARS) if candidate else found.item_id
    rule = messages.listed([_condition(c, currency, messages) for c in found.conditions])
    values = {
        "title": title,
        "rule": rule,
        "place": _place(found.top, messages),
        "stayed": messages.number(found.stayed),
        "tried": messages.number(found.tried),
        "low": messages.percent(math.floor(found.low * 100) / 100),
        "high": messages.percent(math.ceil(found.high * 100) / 100),
        "coverage": messages.percent(found.coverage),
        "free": messages.percent(found.free),
        "goal": messages.percent(PRECISION),
        "varied": messages.listed([_varied(name, messages) for name in found.varied]),
    }
    if not found.varied:
        kinds = ["alone"]
    elif not found.conditions:
        kinds = ["whatever" if found.held else "none", "varied"]
    else:
        kinds = ["rule" if found.held else "nearest", "coverage", "varied"]
    direction = 1 if found.held and found.varied else 0
    evidence = found.evidence() | {"goal": PRECISION, "currency": currency}
    claims = tuple(
        Claim(
            f"c{n}",
            f"anchor.{kind}",
            found.item_id,
            direction if n == 1 else 0,
            evidence,
            messages.say(f"anchor.{kind}", seed, **values),
            candidate.item.title if candidate else found.item_id,
        )
        for n, kind in enumerate(kinds, start=1)
    )
    return sentences_of(claims), claims


def _condition(condition: Condition, currency: str, messages: Messages) -> str:
    value = condition.value
    if condition.kind in ("price_max", "price_min"):
        value = messages.price(int(value), currency)
    elif condition.kind == "rating_min":  # as many digits as it has: a bound that is rounded is another bound
        value = messages.number(float(value), 1 if round(float(value), 1) == value else 2)
    return messages.say(f"anchor_if.{condition.kind}", value=value, name=condition.name)


def _place(top: int | None, messages: Messages) -> str:
    if top is None:
        return messages.say("anchor_place.list")
    return messages.say("anchor_place.first" if top == 1 else "anchor_place.top", n=messages.number(top))


def _varied(name: str, messages: Messages) -> str:
    kind, _, attribute = name.partition(":")
    return attribute or messages.say(f"anchor_varied.{kind}")
