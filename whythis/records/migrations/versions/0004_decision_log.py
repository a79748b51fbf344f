"""The decision log: a hash chain over decisions. Those that are there already are taken into it, in order of time.
And what was told of days in private counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# The chain's format, which never changes: a log that this made must verify for ever.
from whythis.records.chain import GENESIS, Entry, content_sha256, new_salt
from whythis.records.clock import as_utc, system_clock

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AT_ONCE = 200


def upgrade() -> None:
    op.add_column("decisions", sa.Column("salt", sa.String(32), nullable=False, server_default=""))
    op.create_table(
        "decision_log",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("decision_id", sa.String(64), nullable=False),
        sa.Column("at_utc", sa.String(32), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("erasure_id", sa.String(64), nullable=False),
        sa.Column("previous_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_index("ix_decision_log_decision", "decision_log", ["decision_id", "sequence"])
    op.create_table(
        "decision_log_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "statistics_budget",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("spent_milli", sa.Integer, nullable=False),
    )
    op.create_table(
        "statistics",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("epsilon_milli", sa.Integer, nullable=False),
        sa.Column("answered_at_utc", sa.String(32), nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
    entries, head = _adopt(op.get_bind())
    op.get_bind().execute(
        sa.text("INSERT INTO decision_log_head (id, entries, sha256) VALUES (1, :entries, :head)"),
        {"entries": entries, "head": head},
    )


def _adopt(connection: sa.Connection) -> tuple[int, str]:
    """Takes the decisions into the log, some at a time; the number of entries and the hash of the last."""
    page = sa.text(
        "SELECT id, conversation_id, shopper_id, made_at_utc, request_text, body FROM decisions "
        "WHERE made_at_utc > :time OR (made_at_utc = :time AND id > :id) ORDER BY made_at_utc, id LIMIT :most"
    )
    salted = sa.text("UPDATE decisions SET salt = :salt WHERE id = :id")
    added = sa.text(
        "INSERT INTO decision_log (sequence, kind, decision_id, at_utc, content_sha256, erasure_id, "
        "previous_sha256, sha256) VALUES (:sequence, :kind, :decision_id, :at_utc, :content_sha256, :erasure_id, "
        ":previous_sha256, :sha256)"
    )
    sequence, head, now = 0, GENESIS, as_utc(system_clock())
    last = {"time": "", "id": "", "most": _AT_ONCE}
    while rows := connection.execute(page, last).all():
        salts, entries = [], []
        for row in rows:
            salt = new_salt()
            sequence += 1
            entry = Entry(sequence, "adopted", row.id, now, content_sha256(salt, *row), "", head).sealed()
            head = entry.sha256
            salts.append({"salt": salt, "id": row.id})
            entries.append({field: getattr(entry, field) for field in Entry.__slots__})
        connection.execute(salted, salts)
        connection.execute(added, entries)
        last |= {"time": rows[-1].made_at_utc, "id": rows[-1].id}
    return sequence, head


def downgrade() -> None:
    for table in ("statistics", "statistics_budget", "decision_log_head", "decision_log"):
        op.drop_table(table)
    op.drop_column("decisions", "salt")
