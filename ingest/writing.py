"""The right to write an index: one process at a time, and clear words where there is none."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StoreBusy, StoreNotWritable


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the right to write the index in `folder`. Raises `StoreBusy`, `StoreNotWritable`."""
    from filelock import FileLock, Timeout

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(folder.name + ".lock"), timeout=0)
        lock.acquire()
    except Timeout as error:
        raise StoreBusy(
            f"Another process is writing to {folder}.",
            hint="Wait until it is done, then run the command again.",
        ) from error
    except OSError as error:
        raise not_writable(folder, error) from error
    try:
        if not folder.exists() and set_aside(folder).exists():
            set_aside(folder).rename(folder)  # killed in the middle of a rebuild's exchange
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EACCES):
            raise not_writable(folder, error) from error
        raise
    finally:
        lock.release()


def not_writable(folder: Path, error: OSError) -> StoreNotWritable:
    """The operating system's refusal as ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "Free some space and run the command again: what was done is kept."
    else:
        hint = "Check the folder's permissions, or name another with --data."
    return StoreNotWritable(f"{folder.parent} cannot be written: {error.strerror}.", hint=hint)


def set_aside(folder: Path) -> Path:
    """Where the old index waits while a rebuilt one takes its place."""
    return folder.with_name(folder.name + ".old")
