"""Counts of a day for the shop's owner, with noise that hides every single person (differential privacy).

The neighbours are two shops that differ in all that one person did on one day. A person adds at most `MOST_A_PERSON` to
all counts of a measure together, whatever they did; discrete Laplace noise of scale MOST_A_PERSON / epsilon then makes
the counts epsilon-differentially private for the day (C. Dwork et al.: Calibrating Noise to Sensitivity in Private Data
Analysis, TCC 2006). What is asked again is answered with the numbers of the first time, which tells nothing new. What
is asked anew spends of the day's budget, and is refused when that is spent: epsilons add up over measures.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal, cast

from sqlalchemy import Engine, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from whythis.errors import InputError
from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.noise import discrete_laplace
from whythis.records.service_tables import OpinionRow, StatisticsBudgetRow, StatisticsRow, TalkOwnerRow
from whythis.records.tables import ConversationRow, DecisionItemRow, DecisionRow, FeedbackRow, TurnRow

Measure = Literal["acts", "items", "reactions", "feedback"]
MEASURES: tuple[Measure, ...] = ("acts", "items", "reactions", "feedback")
MOST_A_PERSON = 10
BUDGET_MILLI = 1000
"""Thousandths of epsilon a day of data: 1.0 in all."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Noisy counts of a day; none is below 0. `spread` is the noise's mean absolute size, about 10 / epsilon."""

    day: str
    measure: str
    epsilon: float
    spread: float
    counts: Mapping[str, int]
    left_of_budget: float


@dataclass(frozen=True, slots=True)
class Together:
    """Noisy counts of several days. `days` is how many could be told; `spread` the noise's standard deviation."""

    days: int
    spread: float
    counts: Mapping[str, int]


class Statistics:
    """Answers and the budget are in the database, so all processes share them.

    Args:
        domains: for each measure, everything that can be counted, whether it happened or not: what is shown must not
            tell by its mere presence that somebody did it.
    """

    def __init__(
        self,
        engine: Engine,
        domains: Mapping[Measure, Sequence[str]],
        clock: Clock = system_clock,
        noise: Callable[[Fraction], int] = discrete_laplace,
    ) -> None:
        self._engine = engine
        self._domains = domains
        self._clock = clock
        self._noise = noise

    def of(self, day: str, measure: Measure, epsilon_milli: int = 300) -> Counts:
        """The counts of a day that is over.

        Args:
            day: ISO date, in UTC.
            epsilon_milli: thousandths of epsilon to spend, if this was not asked before.

        Raises:
            InputError: the day is no date or not over, or its budget is spent.
        """
        told, left = self._answered(day, measure, epsilon_milli)
        scale = Fraction(MOST_A_PERSON * 1000, told.epsilon_milli)
        counts = {name: max(0, count) for name, count in _counts(told).items()}
        return Counts(day, measure, told.epsilon_milli / 1000, float(scale), counts, left / 1000)

    def together(self, days: int, measure: Measure, epsilon_milli: int) -> Together:
        """The counts of the last whole days, added up before anything below 0 is hidden, which would only add.

        Days that were not told yet are told now, out of their budgets; those whose budget is spent are left out.
        """
        today = self._clock().date()
        wanted = [(today - timedelta(days=back)).isoformat() for back in range(1, days + 1)]
        with Session(self._engine) as session:
            known = select(StatisticsRow).where(
                StatisticsRow.measure == measure, StatisticsRow.day.in_(wanted)
            )
            rows = {row.day: row for row in session.scalars(known)}
        for day in wanted:
            if day not in rows:
                try:
                    rows[day], _ = self._answered(day, measure, epsilon_milli)
                except InputError:  # its budget was spent on other questions
                    continue
        sums: Counter[str] = Counter()
        for row in rows.values():
            sums.update(_counts(row))
        # The variance of discrete Laplace noise of a scale well above 1 is that of the continuous one: 2 scale².
        variance = sum(2 * (MOST_A_PERSON * 1000 / row.epsilon_milli) ** 2 for row in rows.values())
        return Together(
            len(rows), math.sqrt(variance), {name: max(0, sums[name]) for name in self._domains[measure]}
        )

    def _answered(self, day: str, measure: Measure, epsilon_milli: int) -> tuple[StatisticsRow, int]:
        """What was or is now told of a day, and thousandths of epsilon that are left."""
        if _read_day(day) >= self._clock().date():
            raise InputError(
                "This day is not over.",
                expected="a day before today (UTC), so that its counts are whole",
                got=day,
                fix="Ask tomorrow.",
            )
        if not 1 <= epsilon_milli <= BUDGET_MILLI:
            raise InputError(
                "This epsilon cannot be spent.",
                expected=f"from 0.001 to {BUDGET_MILLI / 1000:g}",
                got=f"{epsilon_milli / 1000:g}",
                fix="Use --epsilon 0.3",
            )
        dialect: Any = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        with Session(self._engine) as session, session.begin():
            # Writing first holds the day's row: of two who ask at once, the second finds the answer of the first.
            row = {"day": day, "spent_milli": 0}
            session.execute(dialect.insert(StatisticsBudgetRow).on_conflict_do_nothing(), [row])
            session.execute(
                update(StatisticsBudgetRow)
                .where(StatisticsBudgetRow.day == day)
                .values(spent_milli=StatisticsBudgetRow.spent_milli)
            )
            budget = session.get_one(StatisticsBudgetRow, day)
            known = session.get(StatisticsRow, (day, measure))
            if known is None:
                left = BUDGET_MILLI - budget.spent_milli
                if epsilon_milli > left:
                    raise _spent(day, epsilon_milli, left)
                budget.spent_milli += epsilon_milli
                known = StatisticsRow(
                    day=day,
                    measure=measure,
                    epsilon_milli=epsilon_milli,
                    answered_at_utc=as_utc(self._clock()),
                    counts=json.dumps(self._noisy(session, day, measure, epsilon_milli)),
                )
                session.add(known)
            session.flush()
            left = BUDGET_MILLI - budget.spent_milli
            session.expunge(known)
            return known, left

    def _noisy(self, session: Session, day: str, measure: Measure, epsilon_milli: int) -> dict[str, int]:
        following = (_read_day(day) + timedelta(days=1)).isoformat()
        domain = self._domains[measure]
        true = bounded(_WHAT[measure](session, day, following), frozenset(domain))
        scale = Fraction(MOST_A_PERSON * 1000, epsilon_milli)
        return {name: true[name] + self._noise(scale) for name in domain}


def bounded(done: Iterator[tuple[str, str]], domain: frozenset[str]) -> Counter[str]:
    """Counts what was done, by (person, what), the first `MOST_A_PERSON` of each person alone."""
    by_person: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for person, what in done:
        if what in domain and by_person[person] < MOST_A_PERSON:
            by_person[person] += 1
            counts[what] += 1
    return counts


def _person(talk: Any, shopper_id: Any) -> tuple[Any, ...]:
    """What tells whose a row is: the shopper, else the caller of the API, else the talk."""
    return shopper_id, TalkOwnerRow.site, TalkOwnerRow.owner, talk


def _name(shopper_id: str | None, site: str | None, owner: str | None, talk: str) -> str:
    return f"shopper:{shopper_id}" if shopper_id else f"{site}|{owner}" if owner else f"talk:{talk}"


def _acts(session: Session, day: str, following: str) -> Iterator[tuple[str, str]]:
    query = (
        select(TurnRow.reply, *_person(TurnRow.conversation_id, ConversationRow.shopper_id))
        .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
        .outerjoin(TalkOwnerRow, TalkOwnerRow.conversation_id == TurnRow.conversation_id)
        .where(TurnRow.at_utc >= day, TurnRow.at_utc < following)
        .order_by(TurnRow.id)
        .execution_options(yield_per=200)
    )
    for reply, *person in session.execute(query):
        for act in json.loads(reply).get("acts", ()):
            yield _name(*person), act


def _items(session: Session, day: str, following: str) -> Iterator[tuple[str, str]]:
    query = (
        select(DecisionItemRow.item_id, *_person(DecisionRow.conversation_id, DecisionRow.shopper_id))
        .join(DecisionRow, DecisionRow.id == DecisionItemRow.decision_id)
        .outerjoin(TalkOwnerRow, TalkOwnerRow.conversation_id == DecisionRow.conversation_id)
        .where(DecisionRow.made_at_utc >= day, DecisionRow.made_at_utc < following)
        .order_by(DecisionRow.made_at_utc, DecisionRow.id, DecisionItemRow.position)
        .execution_options(yield_per=500)
    )
    for item_id, *person in session.execute(query):
        yield _name(*person), item_id


def _reactions(session: Session, day: str, following: str) -> Iterator[tuple[str, str]]:
    query = select(OpinionRow.reaction, OpinionRow.site, OpinionRow.owner).where(
        and_(OpinionRow.made_at_utc >= day, OpinionRow.made_at_utc < following)
    )
    for reaction, site, owner in session.execute(query.order_by(OpinionRow.made_at_utc, OpinionRow.id)):
        yield f"{site}|{owner}", reaction


def _feedback(session: Session, day: str, following: str) -> Iterator[tuple[str, str]]:
    query = select(FeedbackRow.kind, FeedbackRow.shopper_id).where(
        FeedbackRow.at_utc >= day, FeedbackRow.at_utc < following
    )
    for kind, shopper_id in session.execute(query.order_by(FeedbackRow.at_utc, FeedbackRow.id)):
        yield f"shopper:{shopper_id}", kind


_WHAT = {"acts": _acts, "items": _items, "reactions": _reactions, "feedback": _feedback}


def _counts(row: StatisticsRow) -> dict[str, int]:
    return cast("dict[str, int]", json.loads(row.counts))


def _read_day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise InputError(
            "The day was not understood.",
            expected="an ISO date",
            got=repr(day)[:40],
            fix="Example: 2026-03-01",
        ) from None


def _spent(day: str, asked: int, left: int) -> InputError:
    return InputError(
        f"The privacy budget of {day} is spent.",
        expected=f"at most epsilon {left / 1000:g}, which is left of {BUDGET_MILLI / 1000:g}",
        got=f"{asked / 1000:g}",
        fix="Ask for what was asked before, which costs nothing, or for another day.",
    )
