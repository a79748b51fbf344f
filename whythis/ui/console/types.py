"""What the console needs from the service behind it, and what an address of it may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.types import Scope

from whythis.errors import InputError
from whythis.explainers.overall import Overall
from whythis.explainers.since import Since
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision, Event
from whythis.records.casework import Case, Note
from whythis.records.types import Conversation, DecisionSummary, Handover, Turn
from whythis.retrieval.types import Item

T = TypeVar("T")
KINDS = ("why", "why_not", "compare", "what_if", "anchor", "similar", "confidence")
PARTS = ("list", "trace", "talk", "since", "notes")
_ID = r"^[A-Za-z0-9_-]{1,64}$"


class Address(BaseModel):
    """Where somebody is in the console, and what they do there: all that a page rests on besides the records.

    It comes from the browser, and is checked here; no other state is kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal["find", "decision", "inbox"] = "find"
    shopper: Annotated[str, Field(max_length=128)] = ""
    item: Annotated[str, Field(max_length=255)] = ""
    text: Annotated[str, Field(max_length=200)] = ""
    order: Annotated[str, Field(max_length=128)] = ""
    since: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""
    until: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""
    cursor: Annotated[
        str, Field(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~[A-Za-z0-9_-]{1,64})?$")
    ] = ""
    d: Annotated[str, Field(pattern=_ID)] | None = None
    part: Literal["list", "trace", "talk", "since", "notes"] = "list"
    i: Annotated[str, Field(max_length=255)] = ""
    k: Literal["why", "why_not", "compare", "what_if", "anchor", "similar", "confidence"] = "why"
    other: Annotated[str, Field(max_length=255)] = ""
    do: Literal["", "note", "flag", "unflag", "take", "done"] = ""
    note: Annotated[str, Field(max_length=4000)] = ""
    h: Annotated[str, Field(pattern=_ID)] | None = None

    @classmethod
    def parse(cls, query: object) -> Address:
        """Raises InputError for anything but a query string of these fields."""
        try:
            if not isinstance(query, str) or len(query) > 20_000:
                raise ValueError("not a query string")
            pairs = parse_qsl(query.lstrip("?"), keep_blank_values=False, max_num_fields=30)
            return cls.model_validate({name: value.replace("\x00", "\ufffd") for name, value in pairs})
        except (ValidationError, ValueError) as error:
            raise InputError(
                "This address cannot be used.",
                expected="an address that the console made",
                got=str(error).splitlines()[0][:120],
                fix="Start again from the search.",
            ) from error

    def query(self, **changes: Any) -> str:
        """The address with some fields changed, without what it does."""
        changed = self.model_dump(exclude={"do", "note", "h"}) | changes
        default = {name: field.default for name, field in type(self).model_fields.items()}
        return "?" + urlencode({k: v for k, v in changed.items() if v is not None and v != default.get(k)})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a member of staff, and the request that they look with."""

    name: str
    role: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: what was found, its claims and words for staff, and its words for the customer."""

    found: Any
    claims: tuple[Claim, ...]
    text: str
    for_customer: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of decisions: titles of their items, when items were bought later, who has a flag; the next cursor."""

    decisions: Sequence[DecisionSummary]
    titles: Mapping[str, str]
    bought: Mapping[tuple[str, str], str]
    flagged: frozenset[str]
    next: str


@dataclass(frozen=True, slots=True)
class Whole:
    """What drives recommendations on the whole, and when that was computed."""

    at_utc: str
    found: Overall


@dataclass(frozen=True, slots=True)
class Fit:
    """The figures of one data set on a model's card, all of queries that nothing in it had learned from."""

    title: str
    ndcg: float
    mrr: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model version. `judgments` and `queries` are those that its calibration was fitted on; 0: none was."""

    version: str
    in_use: bool
    combiner: str
    judgments: int
    queries: int
    fits: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class Misread:
    """A message that was not understood: `kind` is "asked_back" or "out_of_scope"."""

    at_utc: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Health:
    """Of the newest turns: explanations given, those with a check of their own, those whose check held.

    `worded` counts what a language model worded and what the verifier refused of it since this process started; None
    where the templates answer.
    """

    explained: int
    checked: int
    held: int
    worded: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week: lists made."""

    week: str
    lists: int


@dataclass(frozen=True, slots=True)
class Private:
    """Counts of the last whole days with noise that hides every single person; `spread` is its standard deviation."""

    days: int
    spread: float
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """For the owner: what the shop did as it is, what shoppers asked and thought with noise (`private`, by measure).
    `texts` is empty for whoever may not read messages.
    """

    turns: int
    misread: Mapping[str, int]
    texts: tuple[Misread, ...]
    health: Health
    weeks: tuple[Week, ...]
    private: Mapping[str, Private]


class Owned(Protocol):
    """What the owner's page needs of the shop's files."""

    def kept(self) -> Whole | None: ...

    def start(self) -> None: ...

    def running(self) -> bool: ...


class Files(Protocol):
    """Saved decisions as staff look into them. The shop gives it."""

    def titled(self, words: Sequence[str], limit: int) -> Sequence[Item]: ...

    def tell(self, decision: Decision, kind: str, item_id: str, *, other: str | None, lang: str) -> Told: ...

    def glance(self, decision: Decision, item_id: str, lang: str) -> Told: ...

    def since(self, decision: Decision) -> Since: ...

    def asks_back(self, text: str, lang: str) -> bool:
        """Whether a reply asks what was meant."""
        ...

    def purchase(self, event_id: str) -> Event | None: ...

    def bought_later(
        self, shopper_id: str | None, since_utc: str, item_ids: Sequence[str]
    ) -> Mapping[str, str]: ...


class Desk(Protocol):
    """What staff may see and do. Every call may block, is checked against the permissions, and is kept in the log.

    Raises:
        WhyThisError: the viewer may not, or what is asked for is not there.
    """

    @property
    def name(self) -> str: ...

    async def run(self, who: Viewer, stage: str, work: Callable[[], T]) -> T: ...

    def may(self, who: Viewer, permission: str) -> bool: ...

    def shopper_name(self, shopper_id: str) -> str: ...

    def find(self, who: Viewer, address: Address, limit: int) -> Found: ...

    def open(self, who: Viewer, decision_id: str) -> Decision: ...

    def bought(self, decision: Decision) -> Mapping[str, str]: ...

    def tell(
        self, who: Viewer, decision: Decision, kind: str, item_id: str, other: str, lang: str
    ) -> Told: ...

    def glance(self, who: Viewer, decision: Decision, item_id: str, lang: str) -> Told: ...

    def titles(self, item_ids: Sequence[str]) -> Mapping[str, str]: ...

    def titled(self, words: str, limit: int) -> Sequence[Item]: ...

    def since(self, who: Viewer, decision: Decision) -> Since: ...

    def talk(self, who: Viewer, session: str) -> tuple[Conversation, Sequence[Turn]] | None: ...

    def notes(self, who: Viewer, decision_id: str) -> Sequence[Note]: ...

    def add_note(self, who: Viewer, decision_id: str, kind: str, text: str) -> None: ...

    def handovers(self, who: Viewer) -> Sequence[tuple[Handover, Case | None]]: ...

    def take(self, who: Viewer, handover_id: str) -> str: ...

    def close_case(self, who: Viewer, handover_id: str) -> None: ...
