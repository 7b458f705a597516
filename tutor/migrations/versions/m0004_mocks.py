"""Mock exams as they were drawn, and what happened while they were sat."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mocks",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("exam", sa.String(64), nullable=False),
        sa.Column("drawn", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_table(
        "mock_events",
        sa.Column("paper", sa.String(64), sa.ForeignKey("mocks.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("chosen", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
