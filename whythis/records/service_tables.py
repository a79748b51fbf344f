"""The service's own tables: sites, staff, owners of talks, verdicts, feedback, repeated writes."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from whythis.records.tables import Base


class SiteRow(Base):
    """A site that may embed the service. Of its API key only the SHA-256 is kept."""

    __tablename__ = "sites"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    origins: Mapped[str] = mapped_column(Text)
    look: Mapped[str] = mapped_column(Text)
    api_key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at_utc: Mapped[str] = mapped_column(String(32))
    revoked_at_utc: Mapped[str | None] = mapped_column(String(32))


class SigningKeyRow(Base):
    """What a site's shopper tokens are checked with: a public key, or a shared secret sealed by the service's own."""

    __tablename__ = "site_signing_keys"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"), index=True)
    algorithm: Mapped[str] = mapped_column(String(16))
    material: Mapped[str] = mapped_column(Text)
    made_at_utc: Mapped[str] = mapped_column(String(32))
    expires_at_utc: Mapped[str | None] = mapped_column(String(32))


class UsedTokenRow(Base):
    """One-time tokens that were used, until they would have expired anyhow."""

    __tablename__ = "used_tokens"

    site: Mapped[str] = mapped_column(String(64), primary_key=True)
    jti: Mapped[str] = mapped_column(String(128), primary_key=True)
    expires_at_utc: Mapped[str] = mapped_column(String(32), index=True)


class StaffRow(Base):
    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    made_at_utc: Mapped[str] = mapped_column(String(32))
    disabled_at_utc: Mapped[str | None] = mapped_column(String(32))


class SignInFailureRow(Base):
    """Failed sign-ins by the name that was tried, whether or not anybody has it, and by hashes of name and place."""

    __tablename__ = "sign_in_failures"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at_utc: Mapped[str] = mapped_column(String(32))


class StaffSessionRow(Base):
    __tablename__ = "staff_sessions"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff: Mapped[str] = mapped_column(ForeignKey("staff.name"), index=True)
    made_at_utc: Mapped[str] = mapped_column(String(32))
    expires_at_utc: Mapped[str] = mapped_column(String(32))
    revoked_at_utc: Mapped[str | None] = mapped_column(String(32))


class TalkOwnerRow(Base):
    """Whose a talk is. Talks without a row belong to no caller of the API."""

    __tablename__ = "talk_owners"
    __table_args__ = (Index("ix_talk_owners_owner", "site", "owner"),)

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    site: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(160))
    made_at_utc: Mapped[str] = mapped_column(String(32))


class OpinionRow(Base):
    """What somebody thought of a list, one of its items, or one claim about it."""

    __tablename__ = "opinions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    made_at_utc: Mapped[str] = mapped_column(String(32), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(String(255))
    claim_id: Mapped[str | None] = mapped_column(String(64))
    site: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(160), index=True)
    reaction: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)


class IdempotencyRow(Base):
    """A write that named itself. Without a `status` it is still under way, or was cut off."""

    __tablename__ = "idempotency_keys"

    owner: Mapped[str] = mapped_column(String(240), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    started_at_utc: Mapped[str] = mapped_column(String(32), index=True)
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)


class AccessRow(Base):
    """One verdict. Holds no text that anybody typed, no name and no address; `subject` is a keyed hash."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at_utc: Mapped[str] = mapped_column(String(32), index=True)
    request_id: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(8))
    route: Mapped[str] = mapped_column(String(128))
    permission: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    site: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(32), index=True)
    allowed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200))


class StatisticsBudgetRow(Base):
    """How much of epsilon was spent on a day's data, in thousandths."""

    __tablename__ = "statistics_budget"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    spent_milli: Mapped[int]


class StatisticsRow(Base):
    """Counts that were told, noise and all: what is asked again gets the same answer."""

    __tablename__ = "statistics"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    epsilon_milli: Mapped[int]
    answered_at_utc: Mapped[str] = mapped_column(String(32))
    counts: Mapped[str] = mapped_column(Text)


class NoteRow(Base):
    """What a member of staff noted on a decision. `kind` is "note", "flag" or "unflag"; nothing is ever changed."""

    __tablename__ = "decision_notes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    at_utc: Mapped[str] = mapped_column(String(32))
    staff: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)


class CaseRow(Base):
    """Who took a handed-over talk, and when it was done. Whoever writes the row first has it."""

    __tablename__ = "handover_cases"

    handover_id: Mapped[str] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    staff: Mapped[str] = mapped_column(String(64))
    taken_at_utc: Mapped[str] = mapped_column(String(32))
    closed_at_utc: Mapped[str | None] = mapped_column(String(32))
