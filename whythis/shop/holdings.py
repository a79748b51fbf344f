"""What a shop holds on people, in its database and its files: given out whole, and taken out when its time is over."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from sqlalchemy.orm import Session

from whythis.agent.types import ACTS
from whythis.ranking.history import History
from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.export import Person, callers_of, export
from whythis.records.opinions import REACTIONS
from whythis.records.privacy import Periods, privacy_rows
from whythis.records.retention import Retained, Retention
from whythis.records.statistics import Measure, Statistics
from whythis.records.store import Store
from whythis.records.types import FeedbackKind
from whythis.retrieval.catalog import Catalog
from whythis.shop.build import EVENTS
from whythis.shop.forgetting import held_in_files


@dataclass(frozen=True, slots=True)
class Holdings:
    """Needs no model, so a command can use it at once."""

    folder: Path
    store: Store
    history: History
    periods: Periods

    def table(self) -> list[dict[str, object]]:
        """What is kept, why and for how long here."""
        return privacy_rows(self.periods)

    def person(self, shopper_id: str) -> Person:
        """A known shopper, under all sites."""
        with Session(self.store.engine) as session:
            return Person(shopper_id, callers=callers_of(session, shopper_id))

    def export(self, person: Person, clock: Clock = system_clock) -> dict[str, Any]:
        """Everything that is held on somebody, as JSON: the rows of each table, and of each file the lines."""
        files: dict[str, list[Any]] = {}
        if person.shopper_id is not None:
            events = [asdict(event) for event in self.history.of(person.shopper_id)]
            files = {EVENTS: events, **held_in_files(self.folder, person.shopper_id)}
        return {
            "shopper": person.shopper_id,
            "exported_at_utc": as_utc(clock()),
            "files": files,
            "tables": export(self.store.engine, person),
        }

    def retain(self, clock: Clock = system_clock) -> Retained:
        """Takes out what was kept for as long as it may be."""
        found = Retention(self.store.engine, self.periods, clock).run()
        if not self.periods.events_days:
            return found
        before = as_utc(clock() - timedelta(days=self.periods.events_days))
        return replace(found, events=self.history.erase_before(before))


def statistics_of(store: Store, catalog: Catalog) -> Statistics:
    """Private counts over everything that can be asked, shown and thought."""
    domains: dict[Measure, tuple[str, ...]] = {
        "acts": tuple(ACTS),
        "items": tuple(catalog.ids),
        "reactions": tuple(REACTIONS),
        "feedback": get_args(FeedbackKind),
    }
    return Statistics(store.engine, domains)
