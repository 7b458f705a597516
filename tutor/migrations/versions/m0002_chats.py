"""Chats and their turns."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("updated", sa.String(32), nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("chat", sa.String(64), sa.ForeignKey("chats.id"), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("manner", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("fault", sa.Text),
    )
