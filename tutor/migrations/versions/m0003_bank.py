"""What happened to items since they were made; attempts at what is typed; a search over items.

Attempts that are there have null for what they lack, items for the path they do not know. What is
searched is made from the items' payloads, read here as they were then.
"""

import json

import sqlalchemy as sa
from alembic import op

from ingest.normalize import fold

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
AT_ONCE = 1000
"""Items read and written at a time."""


def upgrade() -> None:
    op.add_column("attempts", sa.Column("text", sa.Text))
    op.add_column("attempts", sa.Column("confidence", sa.Integer))
    op.add_column("attempts", sa.Column("hints", sa.Integer))
    op.create_index("ix_attempts_item", "attempts", ["quiz", "item"])
    op.add_column("items", sa.Column("path", sa.Text))
    op.add_column("items", sa.Column("folded", sa.Text))
    op.create_index("ix_items_id", "items", ["id", "quiz"])
    op.create_index("ix_items_bank", "items", ["quiz", "position", "id", "language", "kind"])
    op.create_table(
        "item_events",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("quiz", sa.String(64), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("gates", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["quiz", "item"], ["items.quiz", "items.id"]),
    )
    op.create_index("ix_item_events_item", "item_events", ["item", "event", "number"])
    _fold_items(op.get_bind())


def _fold_items(connection: sa.Connection) -> None:
    items = sa.table("items", *map(sa.column, ("quiz", "id", "payload", "folded")))
    change = (
        sa.update(items)
        .where(items.c.quiz == sa.bindparam("in_quiz"), items.c.id == sa.bindparam("of_id"))
        .values(folded=sa.bindparam("said"))
    )
    keys = connection.execute(sa.select(items.c.quiz, items.c.id)).all()
    for first in range(0, len(keys), AT_ONCE):
        some = sa.tuple_(items.c.quiz, items.c.id).in_(keys[first : first + AT_ONCE])
        rows = connection.execute(sa.select(items.c.quiz, items.c.id, items.c.payload).where(some))
        said = [
            {"in_quiz": quiz, "of_id": id, "said": _folded(payload)} for quiz, id, payload in rows
        ]
        connection.execute(change, said)


def _folded(payload: str) -> str:
    """The words of an item; none of one that is broken, which is said when it is read."""
    try:
        item = json.loads(payload)
        options = [option["text"] for option in item.get("options", ())]
        said = (item["stem"], *options, item.get("topic", ""))
        return "\n".join(map(fold, said)).replace("\0", "")
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
