"""What people thought of lists, items and claims."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.service_tables import OpinionRow

REACTIONS = ("helpful", "unhelpful", "wrong", "offensive")
MAX_COMMENT_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Opinion:
    """On a decision; on one of its items where `item_id` is set; on one claim where `claim_id` is."""

    decision_id: str
    item_id: str | None
    claim_id: str | None
    reaction: str
    comment: str


class Opinions:
    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, opinion: Opinion, site: str, owner: str) -> str:
        """Saves it; its id."""
        new = uuid.uuid4().hex
        row = OpinionRow(id=new, made_at_utc=as_utc(self._clock()), site=site, owner=owner, **asdict(opinion))
        with Session(self._engine) as session, session.begin():
            session.add(row)
        return new
