"""The notebook's tables, as the last migration leaves them. Knows no database.

A change here is a new file in `tutor/migrations/versions`; a test compares the two.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
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
)
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
    ForeignKeyConstraint(["quiz", "item"], ["items.quiz", "items.id"]),
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
