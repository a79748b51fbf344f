"""What the service needs from the shop behind it. The composition root gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from whythis.agent.rights import Corrections
from whythis.agent.types import Early, Reply
from whythis.explainers.anchors import Anchor
from whythis.explainers.counterfactual import Counterfactual
from whythis.explainers.rerun import Edit, Outcome
from whythis.explainers.similar import Similar
from whythis.explainers.types import Claim, Explanation
from whythis.explainers.why_not import WhyNot
from whythis.ranking.types import Decision, Event
from whythis.records.export import Person
from whythis.records.retention import Retained
from whythis.records.statistics import Statistics
from whythis.records.store import Store
from whythis.records.types import Erasure
from whythis.retrieval.types import Filters, Item
from whythis.ui.console.types import Files, ModelCard, Owned
from whythis.ui.types import Assistant


class Holdings(Protocol):
    """What the shop holds on people. Every call may block."""

    def table(self) -> list[dict[str, object]]:
        """What is kept, why and for how long."""
        ...

    def person(self, shopper_id: str) -> Person:
        """A known shopper, under all sites."""
        ...

    def export(self, person: Person) -> dict[str, Any]:
        """Everything that is held on somebody."""
        ...

    def retain(self) -> Retained:
        """Takes out what was kept for as long as it may be."""
        ...


class ServedShop(Assistant, Protocol):
    """A shop that answers, explains what it saved, and has a store. Every call may block."""

    @property
    def store(self) -> Store: ...

    @property
    def casefile(self) -> Files:
        """For staff: answers told twice, then and now, purchases."""
        ...

    @property
    def wholes(self) -> Owned:
        """For the owner: what drives recommendations, kept by model version."""
        ...

    def worded(self) -> dict[str, int] | None:
        """What a language model was asked to word, and what was refused of it; None where the templates answer."""
        ...

    def model_cards(self) -> Sequence[ModelCard]:
        """Every model version with its figures, newest first."""
        ...

    def item(self, item_id: str) -> Item | None:
        """An item as the catalogue has it now."""
        ...

    def shopper_name(self, shopper_id: str) -> str:
        """The name that the shop's own list of people gives, or the id."""
        ...

    def ask(
        self,
        text: str,
        *,
        session: str | None = None,
        shopper: str | None = None,
        lang: str | None = None,
        vouched: bool = False,
        early: Early | None = None,
    ) -> Reply: ...

    def recommend(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        limit: int | None = None,
        session: str = "",
        shopper: str | None = None,
        lang: str | None = None,
    ) -> Decision:
        """Makes a list without a talk, and saves its decision."""
        ...

    def outcome(self, decision: Decision, edits: Sequence[Edit]) -> Outcome:
        """The list of a saved decision with something changed, run again."""
        ...

    @property
    def holdings(self) -> Holdings: ...

    @property
    def statistics(self) -> Statistics: ...

    def erase(
        self, person: Person, *, event: str | None = None, preference: str | None = None
    ) -> tuple[Erasure, ...]:
        """Erases all that is known of somebody, or one event, or what they said of one brand, kind or feature."""
        ...

    def correct(self, person: Person, changes: Corrections) -> None:
        """Puts right what is known of somebody."""
        ...

    def events(self, shopper: str) -> Sequence[tuple[Event, str]]:
        """What is known that a shopper did, newest first, each with the item's title."""
        ...

    def explain(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[Explanation, tuple[Claim, ...], str]: ...

    def compare(
        self, decision_id: str, item_id: str, other_id: str | None = None, reader: str = "staff"
    ) -> tuple[Explanation, tuple[Claim, ...], str]: ...

    def why_not(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[WhyNot, tuple[Claim, ...], str]: ...

    def what_if(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[Sequence[Counterfactual], tuple[Claim, ...], str]: ...

    def anchor(
        self, decision_id: str, item_id: str, top: int | None = None, reader: str = "staff"
    ) -> tuple[Anchor, tuple[Claim, ...], str]: ...

    def similar(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[Sequence[Similar], tuple[Claim, ...], str]: ...

    def ready(self) -> dict[str, Any]:
        """What is loaded: the model's and the catalogue's versions."""
        ...
