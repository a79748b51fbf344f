"""Conversations with turns; decisions with the items they showed and the snapshots they saw."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("shopper_id", sa.String(128), nullable=True),
        sa.Column("started_at_utc", sa.String(32), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_conversations_shopper_id", "conversations", ["shopper_id"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("at_utc", sa.String(32), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("decision_id", sa.String(64), nullable=True),
        sa.UniqueConstraint("conversation_id", "position"),
    )
    op.create_index("ix_turns_conversation_id", "turns", ["conversation_id"])
    op.create_table(
        "item_snapshots",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("item_id", sa.String(255), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_item_snapshots_item_id", "item_snapshots", ["item_id"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("shopper_id", sa.String(128), nullable=True),
        sa.Column("made_at_utc", sa.String(32), nullable=False),
        sa.Column("request_text", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_index("ix_decisions_conversation_id", "decisions", ["conversation_id"])
    op.create_index("ix_decisions_made_at_utc", "decisions", ["made_at_utc"])
    op.create_index("ix_decisions_shopper_time", "decisions", ["shopper_id", "made_at_utc"])
    op.create_table(
        "decision_items",
        sa.Column("decision_id", sa.String(64), sa.ForeignKey("decisions.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.String(255), nullable=False),
    )
    op.create_index("ix_decision_items_item_id", "decision_items", ["item_id"])


def downgrade() -> None:
    for table in ("decision_items", "decisions", "item_snapshots", "turns", "conversations"):
        op.drop_table(table)
