"""Quizzes, items, attempts: the tables that notebooks had before they had revisions.

Each is made only where it is missing: that adopts such a notebook, whole or half made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("settings", sa.String(64), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "items",
        sa.Column("quiz", sa.String(64), sa.ForeignKey("quizzes.id"), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_items_document", "items", ["document"], if_not_exists=True)
    op.create_table(
        "attempts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("quiz", sa.String(64), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("chosen", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["quiz", "item"], ["items.quiz", "items.id"]),
        if_not_exists=True,
    )
