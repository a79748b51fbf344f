"""Finds saved decisions, a page at a time: by whose they are, shopper, item, time and the words of the request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.orm import Session

from whythis.records.service_tables import TalkOwnerRow
from whythis.records.tables import DecisionItemRow, DecisionRow, SnapshotRow
from whythis.records.types import DecisionSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Everything that is set must hold; of `item_ids` one was shown.

    `owner` is the site and whose the talk is; `cursor` is where the page before ended, as `find_page` gave it.
    """

    owner: tuple[str, str] | None = None
    shopper_id: str | None = None
    item_id: str | None = None
    since_utc: str | None = None
    until_utc: str | None = None
    text: str | None = None
    cursor: str | None = None
    item_ids: Sequence[str] | None = None


def find_decisions(engine: Engine, wanted: Wanted, limit: int) -> list[DecisionSummary]:
    """Newest first. Every page costs the same: it goes on from the last row by index, not by counting."""
    query = select(DecisionRow)
    if wanted.owner is not None:
        site, owner = wanted.owner
        query = query.join(TalkOwnerRow, TalkOwnerRow.conversation_id == DecisionRow.conversation_id)
        query = query.where(TalkOwnerRow.site == site, TalkOwnerRow.owner == owner)
    if wanted.shopper_id is not None:
        query = query.where(DecisionRow.shopper_id == wanted.shopper_id)
    if wanted.item_id is not None:
        shown = select(DecisionItemRow.decision_id).where(DecisionItemRow.item_id == wanted.item_id)
        query = query.where(DecisionRow.id.in_(shown))
    if wanted.item_ids is not None:
        one = select(DecisionItemRow.decision_id).where(DecisionItemRow.item_id.in_(wanted.item_ids))
        query = query.where(DecisionRow.id.in_(one))
    if wanted.since_utc is not None:
        query = query.where(DecisionRow.made_at_utc >= wanted.since_utc)
    if wanted.until_utc is not None:
        query = query.where(DecisionRow.made_at_utc < wanted.until_utc)
    if wanted.text is not None:
        query = query.where(DecisionRow.request_text.icontains(wanted.text, autoescape=True))
    if wanted.cursor:
        time, _, last = wanted.cursor.partition("~")
        same_time = and_(DecisionRow.made_at_utc == time, DecisionRow.id > last)
        query = query.where(or_(DecisionRow.made_at_utc < time, same_time))
    query = query.order_by(DecisionRow.made_at_utc.desc(), DecisionRow.id).limit(limit)
    with Session(engine) as session:
        rows = session.scalars(query).all()
        found = (
            select(DecisionItemRow)
            .where(DecisionItemRow.decision_id.in_([row.id for row in rows]))
            .order_by(DecisionItemRow.position)
        )
        shown_ids: dict[str, list[str]] = {}
        for item in session.scalars(found):
            shown_ids.setdefault(item.decision_id, []).append(item.item_id)
        return [
            DecisionSummary(
                row.id,
                row.conversation_id,
                row.shopper_id,
                row.made_at_utc,
                row.request_text,
                tuple(shown_ids.get(row.id, ())),
            )
            for row in rows
        ]


def find_page(engine: Engine, wanted: Wanted, limit: int) -> tuple[list[DecisionSummary], str | None]:
    """At most `limit` decisions, and the cursor of the next page; None when these are the last."""
    found = find_decisions(engine, wanted, limit + 1)
    page = found[:limit]
    return page, f"{page[-1].made_at_utc}~{page[-1].id}" if len(found) > limit else None


def past_items(engine: Engine, words: Sequence[str], limit: int) -> list[str]:
    """Ids of items that decisions saw under a title that holds all these words, whether or not they are still sold."""
    query = select(SnapshotRow.item_id, SnapshotRow.body)
    for word in words:
        query = query.where(SnapshotRow.body.icontains(word, autoescape=True))
    found: dict[str, None] = {}
    with Session(engine) as session:
        for item_id, body in session.execute(query.limit(50 * limit)):
            title = str(json.loads(body)["item"]["title"]).casefold()
            if all(word.casefold() in title for word in words):
                found[item_id] = None
    return list(found)[:limit]


def shown_titles(engine: Engine, item_ids: Sequence[str]) -> dict[str, str]:
    """A title of each item, as some decision saw it."""
    query = select(SnapshotRow.item_id, SnapshotRow.body).where(SnapshotRow.item_id.in_(item_ids))
    with Session(engine) as session:
        return {i: str(json.loads(body)["item"]["title"]) for i, body in session.execute(query)}
