"""What staff do about decisions and hand-overs: notes and flags, and who took which talk."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_notes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("decision_id", sa.String(64), sa.ForeignKey("decisions.id"), nullable=False),
        sa.Column("at_utc", sa.String(32), nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_decision_notes_decision_id", "decision_notes", ["decision_id"])
    op.create_table(
        "handover_cases",
        sa.Column("handover_id", sa.String(64), sa.ForeignKey("handovers.id"), primary_key=True),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("taken_at_utc", sa.String(32), nullable=False),
        sa.Column("closed_at_utc", sa.String(32), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("handover_cases")
    op.drop_table("decision_notes")
