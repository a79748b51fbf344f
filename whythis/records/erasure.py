"""Erasing what is known of somebody: decisions, turns, states, feedback, in one operation, down to the file's bytes.

A decision stays, with a tombstone in place of what was erased (when, how much, not what), with a hash that holds, and
with an entry in the decision log that says so.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine, delete, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from whythis.records.chain import new_salt
from whythis.records.codec import canonical, sha256_of
from whythis.records.decision_log import Appending
from whythis.records.export import callers_of
from whythis.records.holding import hold
from whythis.records.service_tables import IdempotencyRow, NoteRow, OpinionRow, TalkOwnerRow
from whythis.records.tables import (
    ConversationRow,
    DecisionRow,
    ErasureRow,
    FeedbackRow,
    HandoverRow,
    SuppressedRow,
    TurnRow,
)
from whythis.records.types import Erasure, Gone, Owner, Rewrite, Suppressed, hash_of

SCRUB_TRIES, SCRUB_PAUSE_SECONDS, SCRUB_PATIENCE_MS = 5, 0.2, 1000
_log = logging.getLogger(__name__)


class Erasing:
    """Erasure of one owner's data. What a method erased is out of reach when it returns."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def part(self, owner: Owner, gone: Gone, rewrite: Rewrite, now_utc: str) -> Erasure:
        """Erases single events and statements: from decisions, turns, states and feedback.

        Args:
            rewrite: the agent's view on its own turns and states.
        """
        erasure_id = uuid.uuid4().hex
        with Session(self._engine) as session, session.begin():
            hold(session, owner.conversation_id, owner.shopper_id)
            log = Appending(session)
            if owner.shopper_id is not None:
                _suppress(session, owner.shopper_id, gone.event_ids, now_utc)
                session.execute(
                    delete(FeedbackRow).where(
                        FeedbackRow.shopper_id == owner.shopper_id,
                        or_(FeedbackRow.event_id.in_(gone.event_ids), FeedbackRow.id.in_(gone.event_ids)),
                    )
                )
            decisions = 0
            for row in session.scalars(_decisions(owner)):
                left = without(json.loads(row.body), gone, now_utc)
                if left is not None:
                    _rewrite(row, left)
                    log.decision(row, "erased", now_utc, erasure_id)
                    decisions += 1
            turns = _rewrite_talks(session, owner, rewrite)
            _forget_answers(session, owner)
            erasure = Erasure(erasure_id, now_utc, "part", len(gone.event_ids), decisions, turns)
            session.add(_row(erasure))
            log.finish()
        self.scrub()
        return erasure

    def everything(self, owner: Owner, events: int, now_utc: str) -> Erasure:
        """Erases all of somebody: their talks and feedback; their decisions lose name, words, past and statements.

        Args:
            events: how many the shop's files held; counted, not kept.
        """
        erasure_id = uuid.uuid4().hex
        with Session(self._engine) as session, session.begin():
            hold(session, owner.conversation_id, owner.shopper_id)
            log = Appending(session)
            decisions = 0
            for row in session.scalars(_decisions(owner)):
                _rewrite(row, without_all(json.loads(row.body), now_utc))
                # What staff wrote about somebody is about them, too.
                session.execute(delete(NoteRow).where(NoteRow.decision_id == row.id))
                row.shopper_id, row.request_text = None, ""
                log.decision(row, "erased", now_utc, erasure_id)
                decisions += 1
            talks = session.scalars(_talks(owner)).all()
            ids = [talk.id for talk in talks]
            if (
                owner.shopper_id is None
            ):  # lists that were made without a word have no talk, and an owner all the same
                ids.append(owner.conversation_id)
            _forget_answers(session, owner)
            _forget_callers(session, owner, ids)
            turns = session.execute(delete(TurnRow).where(TurnRow.conversation_id.in_(ids)))
            session.execute(delete(ConversationRow).where(ConversationRow.id.in_(ids)))
            if owner.shopper_id is not None:
                own = HandoverRow.shopper_id == owner.shopper_id
                session.execute(update(HandoverRow).where(own).values(shopper_id=None))
                session.execute(delete(FeedbackRow).where(FeedbackRow.shopper_id == owner.shopper_id))
                hashed = hash_of("shopper", owner.shopper_id)
                session.execute(delete(SuppressedRow).where(SuppressedRow.shopper_sha256 == hashed))
                session.add(SuppressedRow(shopper_sha256=hashed, event_sha256="", at_utc=now_utc))
            count = max(0, turns.rowcount)  # type: ignore[attr-defined]
            erasure = Erasure(erasure_id, now_utc, "everything", events, decisions, count)
            session.add(_row(erasure))
            log.finish()
        self.scrub()
        return erasure

    def suppressed(self, shopper_id: str) -> Suppressed:
        """What of this shopper was erased, so that an import cannot bring it back."""
        return self.all_suppressed([shopper_id]).get(hash_of("shopper", shopper_id), Suppressed())

    def all_suppressed(self, shopper_ids: Iterable[str] | None = None) -> dict[str, Suppressed]:
        """The same by the hash of the shopper's id, of some or of all."""
        query = select(SuppressedRow)
        if shopper_ids is not None:
            query = query.where(
                SuppressedRow.shopper_sha256.in_([hash_of("shopper", s) for s in shopper_ids])
            )
        found: dict[str, Suppressed] = {}
        with Session(self._engine) as session:
            for row in session.scalars(query):
                known = found.get(row.shopper_sha256, Suppressed())
                found[row.shopper_sha256] = (
                    Suppressed(known.until_utc, known.events_sha256 | {row.event_sha256})
                    if row.event_sha256
                    else Suppressed(row.at_utc, known.events_sha256)
                )
        return found

    def erasures(self) -> list[Erasure]:
        """That something was erased, newest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(ErasureRow).order_by(ErasureRow.at_utc.desc(), ErasureRow.id))
            return [Erasure(r.id, r.at_utc, r.scope, r.events, r.decisions, r.turns) for r in rows]

    def scrub(self) -> bool:
        """Takes the bytes of what was erased out of the database's files. Says whether nothing is left to do.

        SQLite: the file is written anew, and its log is emptied; it waits for readers, and where they take too long it
        is done when the store is next opened. PostgreSQL: VACUUM, which frees the old rows.
        """
        undone = ErasureRow.scrubbed.is_(False)
        with Session(self._engine) as session:
            open_ids = session.scalars(select(ErasureRow.id).where(undone)).all()
        if not open_ids:
            return True
        for attempt in range(SCRUB_TRIES):
            try:
                if self._scrubbed():
                    break
            except OperationalError as error:
                _log.warning("what was erased is not out of the file yet: %s", type(error.orig).__name__)
            time.sleep(SCRUB_PAUSE_SECONDS * (attempt + 1))
        else:
            return False
        with Session(self._engine) as session, session.begin():
            done = update(ErasureRow).where(ErasureRow.id.in_(open_ids))
            session.execute(done.values(scrubbed=True))
        return True

    def _scrubbed(self) -> bool:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self._engine.dialect.name != "sqlite":
                for table in (
                    "turns",
                    "conversations",
                    "decisions",
                    "feedback",
                    "handovers",
                    "opinions",
                    "talk_owners",
                    "idempotency_keys",
                ):
                    connection.exec_driver_sql(f"VACUUM {table}")
                return True
            patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={SCRUB_PATIENCE_MS}")
            try:
                connection.exec_driver_sql("VACUUM")
                emptied = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
            return emptied is not None and emptied[0] == 0


def without(data: dict[str, Any], gone: Gone, now_utc: str) -> dict[str, Any] | None:
    """A decision's JSON without some events and statements; None when it holds none of them."""
    history = [e for e in data["history"] if e["event_id"] not in gone.event_ids]
    said = {(s.kind, s.name.casefold(), s.value.casefold()) for s in gone.stated}
    stated = [
        s for s in data["stated"] if (s["kind"], s["name"].casefold(), s["value"].casefold()) not in said
    ]
    events, statements = len(data["history"]) - len(history), len(data["stated"]) - len(stated)
    if not events and not statements:
        return None
    kept = {event["event_id"] for event in history}
    candidates = [_candidate(c, kept, data, events > 0) for c in data["candidates"]]
    changed = data | {"history": history, "stated": stated, "candidates": candidates}
    if statements:
        changed["likes_text"] = ""
    return changed | {"erased": _tombstone(data, now_utc, events, statements)}


def without_all(data: dict[str, Any], now_utc: str) -> dict[str, Any]:
    """A decision's JSON without the shopper, their words, their past and what they said of themselves."""
    candidates = [_candidate(c, set(), data, True) for c in data["candidates"]]
    tombstone = _tombstone(data, now_utc, len(data["history"]), len(data["stated"])) | {"request": True}
    return data | {
        "shopper_id": None,
        "history": [],
        "stated": [],
        "likes_text": "",
        "query_text": "",
        "request": data["request"] | {"text": "", "message": ""},
        "candidates": candidates,
        "erased": tombstone,
    }


def _candidate(candidate: dict[str, Any], kept: set[str], data: dict[str, Any], past: bool) -> dict[str, Any]:
    shares = [share for share in candidate["taste_shares"] if share["event_id"] in kept]
    # The usual price is the middle of what was bought.
    usual = past and data["request"]["price_target_cents"] is None
    reference = None if usual else candidate["price_reference_cents"]
    return candidate | {"taste_shares": shares, "price_reference_cents": reference}


def _tombstone(data: dict[str, Any], now_utc: str, events: int, stated: int) -> dict[str, Any]:
    before = data.get("erased") or {"events": 0, "stated": 0, "request": False}
    return {
        "at_utc": now_utc,
        "events": before["events"] + events,
        "stated": before["stated"] + stated,
        "request": before["request"],
    }


def _rewrite(row: DecisionRow, data: dict[str, Any]) -> None:
    row.body = canonical(data)
    row.sha256 = sha256_of(row.body)
    row.salt = new_salt()


def _rewrite_talks(session: Session, owner: Owner, rewrite: Rewrite) -> int:
    """Rewrites the turns and states of all the owner's talks; says how many turns spoke of what was erased."""
    changed = 0
    for talk in session.scalars(_talks(owner)).all():
        talk.state = rewrite.state(talk.state)
        for turn in session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk.id)):
            left = rewrite.turn(turn.message, turn.reply)
            if left is not None:
                turn.message, turn.reply = left
                changed += 1
    return changed


def _suppress(session: Session, shopper_id: str, event_ids: Iterable[str], now_utc: str) -> None:
    shopper = hash_of("shopper", shopper_id)
    for event_id in event_ids:
        session.merge(
            SuppressedRow(shopper_sha256=shopper, event_sha256=hash_of("event", event_id), at_utc=now_utc)
        )


def _decisions(owner: Owner):
    if owner.shopper_id is None:
        own = (DecisionRow.conversation_id == owner.conversation_id) & DecisionRow.shopper_id.is_(None)
    else:
        own = DecisionRow.shopper_id == owner.shopper_id
    return select(DecisionRow).where(own).execution_options(yield_per=50)


def _talks(owner: Owner):
    if owner.shopper_id is None:
        return select(ConversationRow).where(ConversationRow.id == owner.conversation_id)
    return select(ConversationRow).where(ConversationRow.shopper_id == owner.shopper_id)


def _callers(session: Session, owner: Owner) -> Sequence[tuple[str, str]]:
    """(site, owner) under which the API knows somebody."""
    if owner.shopper_id is not None:
        return callers_of(session, owner.shopper_id)
    of_talk = TalkOwnerRow.conversation_id == owner.conversation_id
    found = session.execute(select(TalkOwnerRow.site, TalkOwnerRow.owner).where(of_talk))
    return [(site, name) for site, name in found]


def _forget_answers(session: Session, owner: Owner) -> None:
    """Answers kept for whoever sends the same request again may tell of anything; no retry is worth that."""
    for site, name in _callers(session, owner):
        session.execute(delete(IdempotencyRow).where(IdempotencyRow.owner == f"{site}|{name}"))


def _forget_callers(session: Session, owner: Owner, talk_ids: Sequence[str]) -> None:
    """Opinions of the one who is erased, and whose their talks were."""
    for site, name in _callers(session, owner):
        theirs = (OpinionRow.site == site, OpinionRow.owner == name)
        session.execute(delete(OpinionRow).where(*theirs))
        if owner.shopper_id is not None:
            session.execute(delete(TalkOwnerRow).where(TalkOwnerRow.site == site, TalkOwnerRow.owner == name))
    session.execute(delete(TalkOwnerRow).where(TalkOwnerRow.conversation_id.in_(talk_ids)))


def _row(erasure: Erasure) -> ErasureRow:
    return ErasureRow(
        id=erasure.id,
        at_utc=erasure.at_utc,
        scope=erasure.scope,
        events=erasure.events,
        decisions=erasure.decisions,
        turns=erasure.turns,
        scrubbed=False,
    )
