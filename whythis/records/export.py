"""Everything that the database holds on one shopper, from every table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, and_, false, or_, select, true
from sqlalchemy.orm import Session

from whythis.records import service_tables  # noqa: F401 - its tables are among those below
from whythis.records.tables import Base
from whythis.records.types import hash_of

_TABLES = Base.metadata.tables


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data.

    Args:
        shopper_id: a known shopper's; None for somebody who is known by their talks alone.
        talks: ids of conversations that are theirs.
        callers: (site, owner) as the API knows them.
        subjects: the keyed hashes under which the access log has them.
    """

    shopper_id: str | None
    talks: tuple[str, ...] = ()
    callers: tuple[tuple[str, str], ...] = ()
    subjects: tuple[str, ...] = ()


def _shoppers(table: str, talk: str) -> Callable[[Person], ColumnElement[bool]]:
    """Rows with the shopper's id; of somebody without one, the rows of their talks that have none."""
    columns = _TABLES[table].c

    def finds(person: Person) -> ColumnElement[bool]:
        if person.shopper_id is not None:
            return columns.shopper_id == person.shopper_id
        return and_(columns.shopper_id.is_(None), columns[talk].in_(person.talks))

    return finds


def _callers(person: Person, table: str) -> ColumnElement[bool]:
    columns = _TABLES[table].c
    theirs = [and_(columns.site == site, columns.owner == owner) for site, owner in person.callers]
    return or_(false(), *theirs)


def _of(table: str, column: str, parent: str, key: str) -> Callable[[Person], ColumnElement[bool]]:
    """Rows that belong to rows of another table that are the person's."""

    def finds(person: Person) -> ColumnElement[bool]:
        owned = select(_TABLES[parent].c[key]).where(HELD[parent](person))
        return _TABLES[table].c[column].in_(owned)

    return finds


def _suppressed(person: Person) -> ColumnElement[bool]:
    if person.shopper_id is None:
        return false()
    return _TABLES["suppressed"].c.shopper_sha256 == hash_of("shopper", person.shopper_id)


def _feedback(person: Person) -> ColumnElement[bool]:
    return false() if person.shopper_id is None else _TABLES["feedback"].c.shopper_id == person.shopper_id


HELD: dict[str, Callable[[Person], ColumnElement[bool]]] = {
    "conversations": _shoppers("conversations", "id"),
    "turns": _of("turns", "conversation_id", "conversations", "id"),
    "decisions": _shoppers("decisions", "conversation_id"),
    "decision_items": _of("decision_items", "decision_id", "decisions", "id"),
    "decision_log": _of("decision_log", "decision_id", "decisions", "id"),
    "decision_notes": _of("decision_notes", "decision_id", "decisions", "id"),
    "feedback": _feedback,
    "handovers": _shoppers("handovers", "conversation_id"),
    "handover_cases": _of("handover_cases", "handover_id", "handovers", "id"),
    "suppressed": _suppressed,
    "talk_owners": lambda person: _callers(person, "talk_owners"),
    "opinions": lambda person: _callers(person, "opinions"),
    "idempotency_keys": lambda person: _TABLES["idempotency_keys"].c.owner.in_(
        [f"{site}|{owner}" for site, owner in person.callers]
    ),
    "access_log": lambda person: _TABLES["access_log"].c.subject.in_(person.subjects),
}
"""For every table that can tell of a shopper, how their rows are found."""

NOT_HELD = {
    "item_snapshots": "products, not people",
    "erasures": "counts that lead to nobody",
    "decision_log_head": "one hash over all",
    "sites": "sites, not shoppers",
    "site_signing_keys": "sites, not shoppers",
    "used_tokens": "random ids that lead to nobody",
    "statistics": "counts with noise that hides every single person",
    "statistics_budget": "how much was spent on a day",
    "staff": "staff, not shoppers",
    "staff_sessions": "staff, not shoppers",
    "sign_in_failures": "staff, not shoppers",
}
"""The others, with why nothing in them is a shopper's."""

_JSON = {"state", "reply", "body", "answer", "decision_ids"}
"""Columns that hold JSON, which is given out as what it says."""


def callers_of(session: Session, shopper_id: str) -> tuple[tuple[str, str], ...]:
    """(site, owner) for every site under which the API can know a shopper."""
    owner = f"shopper:{shopper_id}"
    sites, talks, opinions = _TABLES["sites"].c, _TABLES["talk_owners"].c, _TABLES["opinions"].c
    found = set(session.scalars(select(sites.name)))
    found |= set(session.scalars(select(talks.site).where(talks.owner == owner).distinct()))
    found |= set(session.scalars(select(opinions.site).where(opinions.owner == owner).distinct()))
    return tuple((site, owner) for site in sorted(found))


def export(engine: Engine, person: Person) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table that are the person's, by table; tables without any are named with no rows."""
    with Session(engine) as session:
        return {
            name: [_row(_TABLES[name], row) for row in session.execute(_query(name, person)).mappings()]
            for name in HELD
        }


def _query(name: str, person: Person):
    table = _TABLES[name]
    return select(table).where(and_(true(), HELD[name](person))).order_by(*table.primary_key.columns)


def _row(table: Table, row: Any) -> dict[str, Any]:
    return {
        column.name: json.loads(row[column])
        if column.name in _JSON and isinstance(row[column], str)
        else row[column]
        for column in table.columns
    }
