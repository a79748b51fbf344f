"""Anchors: what has to stay the same for an item to stay on its list, as a short rule.

After Ribeiro, Singh and Guestrin (Anchors, AAAI 2018), for a ranker instead of a classifier. A rule is a set of
conditions. Its precision is the share of the situations that meet it in which the item is still shown, its coverage
the share of all situations that meet it. Rules are searched level by level on one sample of situations; the one that
covers most is then measured on situations drawn afresh, and narrowed where it does not hold there.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

from whythis.errors import NotShownError
from whythis.explainers.rerun import Rerun
from whythis.explainers.signals import candidate_of
from whythis.explainers.situations import (
    ORDER,
    Aspect,
    Condition,
    Situation,
    aspects_of,
    coverage,
    draw,
    stays_on,
)
from whythis.ranking.types import Decision

PRECISION = 0.95
"""The share of the situations that meet a rule in which it has to hold."""
TEXTS, REPEATS, FRESH = 50, 5, 100
"""Situations for the search: so many texts of the item, each with so many prices, ratings and the like, since texts
are what is slow to score. And situations, each with a text of its own, that a rule is measured on."""
ROUNDS = 3
MAX_CONDITIONS, BEAM, LEAST_MET = 4, 8, 16
SEARCH_Z = 1.0
"""Deviations below the estimate that a rule must clear in the search; what counts is measured afterwards."""
MEASURED_Z = 2.394
"""95 % for all of up to three rules that are measured together (Bonferroni)."""
Rule = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A rule, and how far it holds.

    `top`: it stays among the first so many; None for the list. It stayed in `stayed` of `tried` fresh situations that
    meet the rule; `low` and `high` are the interval of that share. `coverage` is exact. `free` is the share with no
    rule at all, over the situations of the search. `varied` names the aspects that were varied.
    """

    decision_id: str
    item_id: str
    top: int | None
    conditions: Rule
    stayed: int
    tried: int
    low: float
    high: float
    coverage: float
    free: float
    varied: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.stayed / self.tried

    @property
    def held(self) -> bool:
        """Whether it reaches the precision that is asked of a rule."""
        return self.precision >= PRECISION

    def evidence(self) -> dict[str, Any]:
        """What a claim about it stands on."""
        return {
            "top": self.top,
            "conditions": [asdict(condition) for condition in self.conditions],
            "precision": self.precision,
            "low": self.low,
            "high": self.high,
            "stayed": self.stayed,
            "tried": self.tried,
            "coverage": self.coverage,
            "free": self.free,
            "held": self.held,
            "varied": list(self.varied),
        }


def find_anchor(decision: Decision, item_id: str, rerun: Rerun, top: int | None = None) -> Anchor:
    """The rule that covers most of those that keep a shown item on its list (or among its first `top`).

    The same decision and item give the same rule: the seed is made of them.

    Raises:
        NotShownError: the item was not shown, or not so high.
        ModelError: the decision was made by other versions than those that run now.
    """
    place = decision.shown.index(item_id) + 1 if item_id in decision.shown else None
    if place is None or (top is not None and place > top):
        raise NotShownError(
            "What keeps a product in its place can be told only of one that is there.",
            expected=f"one of the first {top}" if top else "one of " + ", ".join(decision.shown),
            got=f"{item_id}, number {place}" if place else item_id,
            fix="Name a product that the list shows, or ask with why_not what would bring it there.",
        )
    rng = np.random.default_rng(zlib.crc32(f"{decision.id}:{item_id}:{top}".encode()))
    item = candidate_of(decision, item_id).item
    aspects = aspects_of(decision, item, rerun.ranker.catalog, rng)

    def tried(rule: Rule, texts: int, repeats: int) -> tuple[list[Situation], np.ndarray]:
        situations = draw(aspects, rule, texts, rng, repeats)
        return situations, stays_on(decision, item, situations, rerun, top or decision.request.limit)

    situations, stays = tried((), TEXTS, REPEATS)
    free, rule, fresh_stays = float(stays.mean()), (), stays
    for round_ in range(ROUNDS):
        found, clears = find_rule(aspects, situations, stays, rule, narrower=round_ > 0)
        if round_ and not clears:
            break  # nothing narrower does better: the rule stands as it was measured
        rule = found
        fresh, fresh_stays = tried(rule, FRESH, 1)
        if fresh_stays.mean() >= PRECISION or not clears:
            break
        met = np.array([meets(rule, s) for s in situations])
        situations = [s for s, kept in zip(situations, met, strict=True) if kept] + fresh
        stays = np.concatenate([stays[met], fresh_stays])
    stayed = int(fresh_stays.sum())
    low, high = wilson(stayed, FRESH, MEASURED_Z)
    return Anchor(
        decision_id=decision.id,
        item_id=item_id,
        top=top,
        conditions=rule,
        stayed=stayed,
        tried=FRESH,
        low=low,
        high=high,
        coverage=coverage(aspects, rule),
        free=free,
        varied=tuple(aspect.name for aspect in aspects),
    )


def find_rule(
    aspects: Sequence[Aspect],
    situations: Sequence[Situation],
    stays: np.ndarray,
    start: Rule = (),
    narrower: bool = False,
) -> tuple[Rule, bool]:
    """The rule that covers most of those that clear the precision on these situations, and whether any does.

    Rules grow by one condition a level from `start`, and the first level with one that clears ends it. Where none does,
    it is the rule that comes nearest.

    Args:
        stays: (n_situations,) bool.
        narrower: all situations meet `start`, and a rule is wanted that is stricter than it.
    """
    every = [condition for aspect in aspects for condition in aspect.conditions]
    met = {c: np.array([c.holds(s[c.aspect]) for s in situations], dtype=bool) for c in every}

    def bound(rule: Rule) -> float:
        rows = np.logical_and.reduce([met[c] for c in rule]) if rule else np.ones(len(stays), dtype=bool)
        n = int(rows.sum())
        return wilson(int(stays[rows].sum()), n, SEARCH_Z)[0] if n >= LEAST_MET else 0.0

    if not narrower and bound(start) >= PRECISION:
        return start, True
    beam, nearest = [start], (bound(start), start)
    for _ in range(MAX_CONDITIONS):
        wider = {grown for rule in beam for c in every if (grown := stricter(rule, c)) is not None}
        clear = [rule for rule in wider if bound(rule) >= PRECISION]
        if clear:
            loosest = [rule if narrower else _loosened(rule, every, bound) for rule in clear]
            return max(loosest, key=lambda rule: (coverage(aspects, rule), -len(rule), _spelt(rule))), True
        best: dict[tuple[str, ...], tuple[float, float, str, Rule]] = {}
        for rule in wider:  # the best of each make, or the many bounds of one price would fill the beam
            rated = (bound(rule), coverage(aspects, rule), _spelt(rule), rule)
            make = tuple(c.kind + c.name for c in rule)
            best[make] = max(best.get(make, rated), rated, key=lambda r: r[:3])
        ordered = sorted(best.values(), key=lambda r: r[:3], reverse=True)
        beam = [rule for *_, rule in ordered[:BEAM]]
        if ordered and ordered[0][0] > nearest[0]:
            nearest = (ordered[0][0], ordered[0][3])
    return nearest[1], False


def stricter(rule: Rule, condition: Condition) -> Rule | None:
    """The rule with a condition more, or with a bound drawn in; None where that would not make it stricter."""
    same = next((c for c in rule if (c.kind, c.name) == (condition.kind, condition.name)), None)
    if same is None:
        return None if len(rule) == MAX_CONDITIONS else tuple(sorted((*rule, condition), key=_order))
    if same == condition or not same.holds_within(condition):
        return None
    return tuple(condition if c == same else c for c in rule)


def _loosened(rule: Rule, every: Sequence[Condition], bound: Callable[[Rule], float]) -> Rule:
    """The rule with each bound moved out, step by step, as long as it clears the precision."""
    for n, own in enumerate(rule):
        same = [c for c in every if (c.kind, c.name) == (own.kind, own.name) and c.holds_within(own)]
        for other in same:  # from the strictest on
            wider = (*rule[:n], other, *rule[n + 1 :])
            if bound(wider) < PRECISION:
                break
            rule = wider
    return rule


def meets(rule: Rule, situation: Situation) -> bool:
    return all(condition.holds(situation[condition.aspect]) for condition in rule)


def wilson(successes: int, n: int, z: float) -> tuple[float, float]:
    """The interval of a share by z deviations (Wilson 1927); (0, 1) of nothing."""
    if n == 0:
        return 0.0, 1.0
    share, spread = successes / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _order(condition: Condition) -> tuple[int, str]:
    return ORDER.index(condition.kind), condition.name


def _spelt(rule: Rule) -> str:
    return repr(rule)
