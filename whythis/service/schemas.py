"""What the API takes and gives, as it is checked and described. Requests are strict: an unknown field is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from whythis.explainers.rerun import Edit
from whythis.records.opinions import MAX_COMMENT_CHARS
from whythis.retrieval.types import Filters

MAX_MESSAGE_CHARS = 2000
Lang = Literal["en", "zh"]
ExplanationKind = Literal["why", "why_not", "compare", "what_if", "anchor", "similar"]


def _without_nul(text: str) -> str:
    """PostgreSQL keeps no NUL in a text."""
    return text.replace("\x00", "\ufffd")


Clean = AfterValidator(_without_nul)
Text = Annotated[str, Clean]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
ItemId = Annotated[str, Field(min_length=1, max_length=255), Clean]
Short = Annotated[str, Field(min_length=1, max_length=200), Clean]


def _whole(value: object) -> object:
    """In JSON 11.0 is an integer too; "11" and true are none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Cents = Annotated[int, Field(ge=0, le=10**11, strict=True), BeforeValidator(_whole)]
Limit = Annotated[int, Field(ge=1, le=20, strict=True), BeforeValidator(_whole)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ErrorOut(BaseModel):
    """Every error: what went wrong, what would have been right, what came, what to do; and the request's id."""

    error: str
    expected: str
    got: str
    fix: str
    request_id: str

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "error": "There is no such decision.",
                "expected": "the id of a decision of your own",
                "got": "another id",
                "fix": "Use an id that this service gave you.",
                "request_id": "5f2d1c0e9a7b4d3f8c6e1a2b3c4d5e6f",
            }
        }
    )


class SessionIn(_In):
    """An anonymous session of a site; or, with the site's API key, the session of a shopper of its own."""

    site: Annotated[str, Field(max_length=64)] | None = None
    shopper: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")] | None = None

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"site": "my-shop"}})


class SessionOut(BaseModel):
    token: str
    kind: Literal["anonymous", "shopper"]
    site: str
    expires_at_utc: str


class ChatIn(_In):
    """One message. Without `session` a new talk begins; its id is in the answer."""

    message: Annotated[str, Field(min_length=1, max_length=MAX_MESSAGE_CHARS), Clean]
    session: Id | None = None
    lang: Lang | None = None

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"message": "a quiet kettle under 40", "lang": "en"}}
    )


class ItemOut(BaseModel):
    rank: int
    id: str
    title: str
    brand: str
    category: str
    price_cents: int | None
    currency: str
    rating: float | None
    rating_count: int
    image: str
    probability: float
    band: str


class ClaimOut(BaseModel):
    """One statement and the numbers that it stands on."""

    id: str
    kind: str
    item_id: str
    direction: int
    text: str
    evidence: dict[str, Any]


class ReplyOut(BaseModel):
    """As `whythis ask --json` gives it."""

    session: str
    decision_id: str | None
    acts: list[str]
    text: str
    lang: str
    items: list[ItemOut]
    claims: list[ClaimOut]
    explanation: dict[str, Any] | None
    suggestions: list[str]
    latency_ms: float

    model_config = ConfigDict(extra="allow")


class FiltersIn(_In):
    """Hard conditions: an item that fails one is not shown. Prices are inclusive, in hundredths of the currency, and
    `rating_min` is in stars."""

    price_min_cents: Cents | None = None
    price_max_cents: Cents | None = None
    brands: Annotated[list[Short], Field(max_length=20)] = []
    not_brands: Annotated[list[Short], Field(max_length=20)] = []
    categories: Annotated[list[Short], Field(max_length=20)] = []
    not_categories: Annotated[list[Short], Field(max_length=20)] = []
    in_stock_only: Annotated[bool, Field(strict=True)] = True
    rating_min: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] | None = None

    def values(self) -> Filters:
        return Filters(
            price_min_cents=self.price_min_cents,
            price_max_cents=self.price_max_cents,
            brands=tuple(self.brands),
            not_brands=tuple(self.not_brands),
            categories=tuple(self.categories),
            not_categories=tuple(self.not_categories),
            in_stock_only=self.in_stock_only,
            rating_min=self.rating_min,
        )


class RecommendIn(_In):
    """A request in words; conditions in the words count, and `filters` win over them."""

    query: Annotated[str, Field(min_length=1, max_length=MAX_MESSAGE_CHARS), Clean]
    filters: FiltersIn | None = None
    limit: Limit | None = None
    lang: Lang | None = None

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"query": "quiet kettle", "filters": {"price_max_cents": 4000}, "limit": 3}
        },
    )


class DecisionOut(BaseModel):
    """A list as it was shown, and what it rests on."""

    id: str
    session: str
    made_at_utc: str
    lang: str
    request: dict[str, Any]
    items: list[dict[str, Any]]
    compared: int
    catalog_size: int
    versions: dict[str, str]

    model_config = ConfigDict(extra="allow")


class OwnListOut(BaseModel):
    id: str
    made_at_utc: str
    request_text: str
    shown: list[str]


class OwnListsOut(BaseModel):
    """The caller's own lists, newest first."""

    decisions: list[OwnListOut]


class ExplanationOut(BaseModel):
    """An explanation of one item of a saved decision, with its words and claims; its other fields go by its kind."""

    decision_id: str
    item_id: str
    kind: ExplanationKind
    text: str
    claims: list[ClaimOut]

    model_config = ConfigDict(extra="allow")


class PriceEdit(_In):
    """Another limit; null drops it."""

    kind: Literal["max_price", "min_price"]
    price_cents: Cents | None

    def edit(self) -> Edit:
        return Edit(self.kind, "" if self.price_cents is None else str(self.price_cents))


class RatingEdit(_In):
    """Another least rating."""

    kind: Literal["min_rating"]
    rating: Annotated[float, Field(ge=1, le=5)]

    def edit(self) -> Edit:
        return Edit(self.kind, f"{self.rating:g}")


class PlainEdit(_In):
    """Drops a condition, or the past."""

    kind: Literal[
        "any_price", "any_rating", "any_brand", "any_category", "sold_out_too", "seen_too", "without_history"
    ]

    def edit(self) -> Edit:
        return Edit(self.kind)


class ValueEdit(_In):
    """Another brand, one that was ruled out and is let in, or one past event that did not happen (its id)."""

    kind: Literal["brand", "allow_brand", "allow_category", "without_event"]
    value: Short

    def edit(self) -> Edit:
        return Edit(self.kind, self.value)


class AttributeEdit(_In):
    """A feature that must be there, need not be, or is let in again; or a stated like that was not stated."""

    kind: Literal["attribute", "any_attribute", "allow_attribute", "without_stated"]
    name: Annotated[str, Field(max_length=200), Clean]
    value: Short

    def edit(self) -> Edit:
        return Edit(self.kind, self.value, self.name)


AnyEdit = Annotated[
    PriceEdit | RatingEdit | PlainEdit | ValueEdit | AttributeEdit, Field(discriminator="kind")
]


class WhatIfIn(_In):
    """With `edits`: the list with these changes. Without: the smallest changes that would take `item` off the list, or
    put it on; `item` is then the first one unless it is named.
    """

    item: ItemId | None = None
    edits: Annotated[list[AnyEdit], Field(max_length=5)] = []

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"edits": [{"kind": "max_price", "price_cents": 3000}]}},
    )


class WhatIfOut(BaseModel):
    decision_id: str
    before: list[str]
    after: list[str] | None = None
    items: list[dict[str, Any]] | None = None
    item_id: str | None = None
    rank_before: int | None = None
    rank_after: int | None = None
    counterfactuals: list[dict[str, Any]] | None = None
    text: str | None = None
    claims: list[ClaimOut] | None = None


class FeedbackIn(_In):
    """On a list; with `item_id` on one of its items; with `claim_id` on one claim about it."""

    decision_id: Id
    reaction: Literal["helpful", "unhelpful", "wrong", "offensive"]
    item_id: ItemId | None = None
    claim_id: Annotated[str, Field(min_length=1, max_length=64), Clean] | None = None
    comment: Annotated[str, Field(max_length=MAX_COMMENT_CHARS), Clean] = ""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"decision_id": "0f3a", "reaction": "wrong", "comment": "That was a gift."}
        },
    )


class FeedbackOut(BaseModel):
    id: str


class MeOut(BaseModel):
    """What is known of whoever asks. `said` are words on products and past events; `may_change` is what PATCH takes."""

    kind: Literal["anonymous", "shopper"]
    site: str
    shopper: str | None
    talks: int
    decisions: int
    feedback: int
    events: int
    newest_events: list[dict[str, str]]
    stated: list[dict[str, Any]]
    said: list[dict[str, Any]]
    may_change: dict[str, list[str]]


class SiteOut(BaseModel):
    """What a page may know of a site without a token. `lang` and `texts` stand there when a language was asked for."""

    name: str
    title: str
    languages: list[str]
    colours: dict[str, str]
    lang: str | None = None
    texts: dict[str, str] | None = None


class SignInIn(_In):
    name: Annotated[str, Field(min_length=1, max_length=64), Clean]
    password: Annotated[str, Field(min_length=1, max_length=256)]


class StaffOut(BaseModel):
    name: str
    role: str


class SignInOut(StaffOut):
    token: str
    expires_at_utc: str


class SummaryOut(BaseModel):
    id: str
    session: str
    shopper: str | None
    made_at_utc: str
    request_text: str
    shown: list[str]


class SummariesOut(BaseModel):
    """A page, newest first. `next` is the cursor of the next one, null on the last."""

    decisions: list[SummaryOut]
    next: str | None


class TurnOut(BaseModel):
    position: int
    at_utc: str
    message: str
    reply: ReplyOut


class ConversationOut(BaseModel):
    session: str
    shopper: str | None
    started_at_utc: str
    turns: list[TurnOut]
    next: int | None


class AccessOut(BaseModel):
    id: int
    at_utc: str
    request_id: str
    method: str
    route: str
    permission: str
    kind: str
    site: str
    subject: str
    allowed: bool
    reason: str


class AccessLogOut(BaseModel):
    verdicts: list[AccessOut]
    next: int | None


class StatusOut(BaseModel):
    status: str


class ReadyOut(BaseModel):
    status: str
    database: str
    version: str
    model: str
    catalog_items: int


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorOut, "description": description}
    for status, description in {
        400: "The request is not HTTP as it should be.",
        401: "Nobody is known by this token; the reason is in `got`.",
        403: "Somebody is known who may not.",
        404: "There is no such thing, or it is somebody else's.",
        405: "The address has no such method.",
        408: "The body did not come in time.",
        409: "The same write is under way, its key was used for another, or the decision was made by other versions.",
        413: "The body is too large.",
        421: "The service is open on its own machine alone.",
        422: "The request cannot be used; `expected` names the field.",
        429: "Too many requests; Retry-After says when to come back.",
        500: "Our fault, and logged.",
        503: "Not now: too many at once, too slow, or the records cannot be reached.",
    }.items()
}
"""Documented for every route."""
