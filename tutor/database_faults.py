"""What goes wrong with a database, said as our errors with the remedy, and without secrets."""

import errno
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.errors import HikmaError, StoreBusy, StoreNotWritable
from tutor.errors import NotebookDamaged

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "40001", "53300", "57P03")
"""Beginnings of SQLite's names, and SQLSTATEs of PostgreSQL (its manual, appendix A): a lock was
not to be had, a deadlock, too many connections, a server that is starting."""
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_FULL", "25006", "42501", "53100")
"""Read-only, no right to write, a full disk."""
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC)


class Faults(NamedTuple):
    """How the faults of one database are told."""

    name: str
    """What messages call it."""
    remedy: str
    """What to do where it cannot be used."""
    to_write: str
    """What to do where it cannot be written."""
    secrets: Collection[str]

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise as ours what is raised inside."""
        try:
            yield
        except DBAPIError as error:
            raise self._of_database(error) from error
        except SQLAlchemyError as error:
            raise self.damaged(str(error)) from error
        except (ValidationError, json.JSONDecodeError) as error:
            raise self.damaged("it holds what this version of Hikma cannot read") from error
        except OSError as error:
            if error.errno in _NO_RIGHT:
                raise self._not_writable(str(error)) from error
            raise self.damaged(str(error)) from error

    def damaged(self, why: str) -> HikmaError:
        """The database cannot be used."""
        return NotebookDamaged(
            f"The notebook {self.name} cannot be used: {self._told(why)}.", hint=self.remedy
        )

    def _of_database(self, error: DBAPIError) -> HikmaError:
        said = str(error.orig)
        code = _code(error.orig)
        if code.startswith(_BUSY):
            return StoreBusy(
                f"Another process is using {self.name}.",
                hint="Wait until it is done, then run the command again.",
            )
        return self._not_writable(said) if code.startswith(_NOT_WRITABLE) else self.damaged(said)

    def _not_writable(self, why: str) -> HikmaError:
        return StoreNotWritable(
            f"The notebook {self.name} cannot be written: {self._told(why)}.", hint=self.to_write
        )

    def _told(self, why: str) -> str:
        for secret in self.secrets:
            why = why.replace(secret, "***")
        return why.strip().rstrip(".")


def _code(error: BaseException | None) -> str:
    """SQLite's name for an error, or its SQLSTATE; empty where the driver gives neither."""
    codes = (getattr(error, name, None) for name in ("sqlite_errorname", "sqlstate", "pgcode"))
    return str(next(filter(None, codes), ""))
