"""The service: sites with their keys, staff with sessions, owners of talks, feedback, repeated writes, verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str, size: int, nullable: bool = False, primary_key: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(size), nullable=nullable, primary_key=primary_key)


def upgrade() -> None:
    op.create_table(
        "sites",
        _text("name", 64, primary_key=True),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("look", sa.Text, nullable=False),
        _text("api_key_sha256", 64),
        _text("made_at_utc", 32),
        _text("revoked_at_utc", 32, nullable=True),
        sa.UniqueConstraint("api_key_sha256"),
    )
    op.create_table(
        "site_signing_keys",
        _text("kid", 64, primary_key=True),
        sa.Column("site", sa.String(64), sa.ForeignKey("sites.name"), nullable=False),
        _text("algorithm", 16),
        sa.Column("material", sa.Text, nullable=False),
        _text("made_at_utc", 32),
        _text("expires_at_utc", 32, nullable=True),
    )
    op.create_index("ix_site_signing_keys_site", "site_signing_keys", ["site"])
    op.create_table(
        "used_tokens",
        _text("site", 64, primary_key=True),
        _text("jti", 128, primary_key=True),
        _text("expires_at_utc", 32),
    )
    op.create_index("ix_used_tokens_expires_at_utc", "used_tokens", ["expires_at_utc"])
    op.create_table(
        "staff",
        _text("name", 64, primary_key=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        _text("role", 16),
        _text("made_at_utc", 32),
        _text("disabled_at_utc", 32, nullable=True),
    )
    op.create_table(
        "sign_in_failures",
        _text("name", 64, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        _text("last_at_utc", 32),
    )
    op.create_table(
        "staff_sessions",
        _text("token_sha256", 64, primary_key=True),
        sa.Column("staff", sa.String(64), sa.ForeignKey("staff.name"), nullable=False),
        _text("made_at_utc", 32),
        _text("expires_at_utc", 32),
        _text("revoked_at_utc", 32, nullable=True),
    )
    op.create_index("ix_staff_sessions_staff", "staff_sessions", ["staff"])
    op.create_table(
        "talk_owners",
        _text("conversation_id", 64, primary_key=True),
        _text("site", 64),
        _text("owner", 160),
        _text("made_at_utc", 32),
    )
    op.create_index("ix_talk_owners_owner", "talk_owners", ["site", "owner"])
    op.create_table(
        "opinions",
        _text("id", 32, primary_key=True),
        _text("made_at_utc", 32),
        sa.Column("decision_id", sa.String(64), sa.ForeignKey("decisions.id"), nullable=False),
        _text("item_id", 255, nullable=True),
        _text("claim_id", 64, nullable=True),
        _text("site", 64),
        _text("owner", 160),
        _text("reaction", 16),
        sa.Column("comment", sa.Text, nullable=False),
    )
    for column in ("made_at_utc", "decision_id", "owner"):
        op.create_index(f"ix_opinions_{column}", "opinions", [column])
    op.create_table(
        "idempotency_keys",
        _text("owner", 240, primary_key=True),
        _text("key", 128, primary_key=True),
        _text("request_sha256", 64),
        _text("started_at_utc", 32),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("answer", sa.Text, nullable=True),
    )
    op.create_index("ix_idempotency_keys_started_at_utc", "idempotency_keys", ["started_at_utc"])
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _text("at_utc", 32),
        _text("request_id", 64),
        _text("method", 8),
        _text("route", 128),
        _text("permission", 32),
        _text("kind", 16),
        _text("site", 64),
        _text("subject", 32),
        sa.Column("allowed", sa.Boolean, nullable=False),
        _text("reason", 200),
    )
    op.create_index("ix_access_log_at_utc", "access_log", ["at_utc"])
    op.create_index("ix_access_log_subject", "access_log", ["subject"])


def downgrade() -> None:
    tables = (
        "access_log",
        "idempotency_keys",
        "opinions",
        "talk_owners",
        "staff_sessions",
        "sign_in_failures",
    )
    for table in (*tables, "staff", "used_tokens", "site_signing_keys", "sites"):
        op.drop_table(table)
