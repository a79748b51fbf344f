"""Feedback of known shoppers; talks handed to a person; what was erased, and what must not come back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("shopper_id", sa.String(128), nullable=False),
        sa.Column("at_utc", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item_id", sa.String(255), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
    )
    op.create_index("ix_feedback_shopper_id", "feedback", ["shopper_id"])
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at_utc", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("shopper_id", sa.String(128), nullable=True),
        sa.Column("lang", sa.String(16), nullable=False),
        sa.Column("decision_ids", sa.Text, nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_utc", sa.String(32), nullable=False),
        sa.Column("delivered_at_utc", sa.String(32), nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
    )
    op.create_index("ix_handovers_conversation_id", "handovers", ["conversation_id"])
    op.create_index("ix_handovers_shopper_id", "handovers", ["shopper_id"])
    op.create_index("ix_handovers_status_next", "handovers", ["status", "next_try_utc"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at_utc", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("decisions", sa.Integer, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("scrubbed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "suppressed",
        sa.Column("shopper_sha256", sa.String(64), primary_key=True),
        sa.Column("event_sha256", sa.String(64), primary_key=True),
        sa.Column("at_utc", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    for table in ("suppressed", "erasures", "handovers", "feedback"):
        op.drop_table(table)
