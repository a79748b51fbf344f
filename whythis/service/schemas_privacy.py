"""What the routes about somebody's own data take and give."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from whythis.agent.rights import Corrections
from whythis.ranking.types import Stated
from whythis.service.schemas import Clean, ItemId, Short

EventId = Annotated[str, Field(min_length=1, max_length=255), Clean]
_WEIGHTS = {"like": 1.0, "dislike": -1.0, "none": 0.0}


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StatedIn(_In):
    """A statement about a brand, a kind of product or a feature (`name` is the feature's); "none" takes it back."""

    kind: Literal["brand", "category", "attribute"]
    value: Short
    name: Annotated[str, Field(max_length=200), Clean] = ""
    opinion: Literal["like", "dislike", "none"]


class MeIn(_In):
    """What may be changed, and nothing else may: what is said of products (by id), of past events (by id; "gift" and
    "wrong" no longer count), and statements. `null` takes a word back. What was done stays as it was: DELETE erases it.
    """

    items: Annotated[dict[ItemId, Literal["like", "dislike", "owned"] | None], Field(max_length=50)] = {}
    events: Annotated[dict[EventId, Literal["gift", "wrong"] | None], Field(max_length=50)] = {}
    stated: Annotated[list[StatedIn], Field(max_length=50)] = []

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "items": {"kettle-001": "owned"},
                "events": {"e-17": "gift"},
                "stated": [{"kind": "brand", "value": "Norrvik", "opinion": "like"}],
            }
        },
    )

    def corrections(self) -> Corrections:
        stated = [Stated(s.kind, s.value, _WEIGHTS[s.opinion], s.name) for s in self.stated]
        return Corrections(self.items, self.events, stated)


MAY_CHANGE = {
    "items": ["like", "dislike", "owned", "null"],
    "events": ["gift", "wrong", "null"],
    "stated": ["like", "dislike", "none"],
}
"""As `GET /me` tells it: the fields of PATCH, each with what it takes."""


class ErasureOut(BaseModel):
    """That something was erased, when and how much; never what."""

    id: str
    at_utc: str
    scope: str
    events: int
    decisions: int
    turns: int


class ErasedOut(BaseModel):
    erased: list[ErasureOut]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "erased": [
                    {
                        "id": "0f3a1c",
                        "at_utc": "2026-03-01T00:00:00.000Z",
                        "scope": "everything",
                        "events": 12,
                        "decisions": 3,
                        "turns": 7,
                    }
                ]
            }
        }
    )


class ExportOut(BaseModel):
    """Everything that is held on one person: the rows of each table, and of each of the shop's files the lines."""

    shopper: str | None
    exported_at_utc: str
    files: dict[str, list[Any]]
    tables: dict[str, list[dict[str, Any]]]

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "shopper": "17",
                "exported_at_utc": "2026-03-01T00:00:00.000Z",
                "files": {"events.parquet": [{"id": "e1", "item_id": "kettle-001", "kind": "purchase"}]},
                "tables": {"turns": [{"position": 1, "message": "a quiet kettle"}]},
            }
        }
    )


class PrivacyRowOut(BaseModel):
    name: str
    what: str
    where: list[str]
    why: str
    kept: str
    setting: str
    when_erased: str


class PrivacyOut(BaseModel):
    """What the shop keeps, why, and for how long."""

    kinds: list[PrivacyRowOut]


class StatisticsOut(BaseModel):
    """Noisy counts; `spread` is the noise's mean absolute size, `left_of_budget` what of the day's epsilon is left."""

    day: str
    measure: str
    epsilon: float
    spread: float
    counts: dict[str, int]
    left_of_budget: float
