"""Notebook: the learner's quizzes, attempts, bank and chats, in a database.

Its parts are `tutor/notebook_*.py`, which with `tutor/database.py` and `tutor/tables.py` are the
one door to SQLAlchemy. Nothing in them is said in the SQL of one database only.
"""

from pathlib import Path

from sqlalchemy import delete, false

from tutor.database import Database
from tutor.notebook_chats import ChatShelf
from tutor.notebook_events import EventShelf
from tutor.notebook_items import ItemShelf
from tutor.notebook_mocks import MockShelf
from tutor.notebook_quizzes import QuizShelf
from tutor.tables import QUIZZES


class Notebook(QuizShelf, ItemShelf, EventShelf, MockShelf, ChatShelf):
    """What is kept of one learner's practice and chats; safe to share between threads."""

    @classmethod
    def open(cls, folder: Path, address: str | None = None) -> "Notebook":
        """Open the notebook in `folder`, or in the database at `address`; made where missing.

        Raises `NotebookDamaged`, `NotebookNewer`, `StoreBusy`, `StoreNotWritable`,
        `PackageMissing`, `SettingsError`.
        """
        return cls(Database.open(folder, address))

    def try_writing(self) -> None:
        """Change nothing, as a change would be made: before minutes of work whose fruits could not
        be kept. Raises `NotebookDamaged`, `StoreBusy`, `StoreNotWritable`."""
        with self._database.writing() as connection:
            connection.execute(delete(QUIZZES).where(false()))

    def close(self) -> None:
        """Close the database."""
        self._database.close()
