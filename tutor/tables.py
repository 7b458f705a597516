"""The notebook's tables, as the last migration leaves them. Knows no database.

A change here is a new file in `tutor/migrations/versions`; a test compares the two. Columns that
were added may be null: not every database can give rows that are there a text.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

TABLES = MetaData()
QUIZZES = Table(
    "quizzes",
    TABLES,
    Column("id", String(64), primary_key=True),
    Column("language", String(64), nullable=False),
    Column("topic", Text),
    Column("seed", BigInteger, nullable=False),
    Column("model", Text, nullable=False),
    Column("settings", String(64), nullable=False),
    Column("created", String(32), nullable=False),
    Column("asked", Integer, nullable=False),
    Column("rejected", Text, nullable=False),
)
ITEMS = Table(
    "items",
    TABLES,
    Column("quiz", String(64), ForeignKey("quizzes.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("language", String(64), nullable=False),
    Column("document", String(64), nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("path", Text),
    Column("folded", Text),
    Index("ix_items_id", "id", "quiz"),
    Index("ix_items_bank", "quiz", "position", "id", "language", "kind"),
)
"""`document` and `path`: of the item's first evidence. `folded`: what a search looks through.
The indexes: copies of an item; what the bank is sorted and counted by, without the payloads."""
ATTEMPTS = Table(
    "attempts",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("quiz", String(64), nullable=False),
    Column("item", String(64), nullable=False),
    Column("chosen", Text, nullable=False),
    Column("verdict", String(32), nullable=False),
    Column("points", Float, nullable=False),
    Column("at", String(32), nullable=False),
    Column("text", Text),
    Column("confidence", Integer),
    Column("hints", Integer),
    ForeignKeyConstraint(["quiz", "item"], ["items.quiz", "items.id"]),
    Index("ix_attempts_item", "quiz", "item"),
)
ITEM_EVENTS = Table(
    "item_events",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("quiz", String(64), nullable=False),
    Column("item", String(64), nullable=False),
    Column("event", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("gates", Text, nullable=False),
    Column("at", String(32), nullable=False),
    ForeignKeyConstraint(["quiz", "item"], ["items.quiz", "items.id"]),
    Index("ix_item_events_item", "item", "event", "number"),
)
MOCKS = Table(
    "mocks",
    TABLES,
    Column("id", String(64), primary_key=True),
    Column("exam", String(64), nullable=False),
    Column("drawn", String(32), nullable=False),
    Column("payload", Text, nullable=False),
)
MOCK_EVENTS = Table(
    "mock_events",
    TABLES,
    Column("paper", String(64), ForeignKey("mocks.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("event", String(32), nullable=False),
    Column("item", String(64), nullable=False),
    Column("chosen", Text, nullable=False),
    Column("at", String(32), nullable=False),
)
CHATS = Table(
    "chats",
    TABLES,
    Column("id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("created", String(32), nullable=False),
    Column("updated", String(32), nullable=False),
)
TURNS = Table(
    "turns",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("chat", String(64), ForeignKey("chats.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("manner", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    Column("answer", Text),
    Column("fault", Text),
)
