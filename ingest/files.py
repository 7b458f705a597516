"""From a name to bytes: walks folders and loads files, trusting neither their names nor their kind.

Knows the disk, not what is in a file. Names come from outside: `shown` makes one safe to print,
`stored_path` safe to store.
"""

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ingest.errors import (
    EmptyFile,
    FileChanging,
    HikmaError,
    NoSuchPath,
    NotReadable,
    OutsideFolder,
    TooLarge,
)
from ingest.kinds import require_supported, supported
from ingest.settings import IngestSettings

BLOCK = 1 << 20
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Without O_NONBLOCK, opening a FIFO waits for a writer for ever."""
_STORABLE = 0x100000
"""Moves a lone surrogate (U+D800…) to the private use area of the last plane (U+10D800…)."""
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Found(NamedTuple):
    """A file that a walk met, or what keeps it from being read."""

    path: Path
    error: HikmaError | None = None


def document_id(data: bytes) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def shown(path: Path | str) -> str:
    """A name that may be printed: no line breaks, escape codes or hidden turns of direction."""
    return "".join(map(_shown, str(path)))


def _shown(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"  # a byte that is no text in the system's encoding
    if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _DIRECTION:
        return char.encode("unicode_escape").decode("ascii")
    return char


def stored_path(path: Path) -> str:
    """The path as every store, JSON included, can hold it; `actual_path` gives it back."""
    return "".join(
        chr(ord(char) + _STORABLE) if "\ud800" <= char <= "\udfff" else char for char in str(path)
    )


def actual_path(stored: str) -> Path:
    """The path that `stored_path` stored."""
    low, high = chr(0xD800 + _STORABLE), chr(0xDFFF + _STORABLE)
    return Path(
        "".join(chr(ord(char) - _STORABLE) if low <= char <= high else char for char in stored)
    )


def file_id(path: Path, settings: IngestSettings) -> str:
    """Id of the document that the file's bytes make, without reading what is in it.

    Raises as `load` does.
    """
    return document_id(load(path, settings))


def is_gone(path: Path) -> bool:
    """True where there is surely nothing; False where one is not allowed to look."""
    try:
        path.lstat()
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ENOTDIR)
    return False


def load(path: Path, settings: IngestSettings) -> bytes:
    """A regular file's bytes, all of one moment.

    Raises `UnsupportedFile`, `NoSuchPath`, `NotReadable`, `TooLarge`, `FileChanging`, `EmptyFile`.
    """
    name = shown(path.name)
    require_supported(path, name)
    with _translated(path):
        loaded = _read_once(path, settings) or _read_once(path, settings)
    if loaded is None:
        raise FileChanging(
            f"{name} changed while it was read, twice.",
            hint="Ingest it again when it is no longer being written or downloaded.",
        )
    if not loaded.strip():
        raise EmptyFile(f"{name} is empty.", hint="Check that the file was saved or copied.")
    return loaded


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """The system's errors, as ours."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # a NUL: ValueError
        raise NoSuchPath(f"There is no file {shown(path)}.", hint="Check the path.") from error
    except PermissionError as error:
        raise NotReadable(
            f"{shown(path)} may not be opened: permission denied.",
            hint="Give yourself the right to read it (chmod u+r), or copy it as its owner.",
        ) from error
    except OSError as error:
        reason = "its link leads back to itself" if error.errno == errno.ELOOP else error.strerror
        raise NotReadable(
            f"{shown(path)} cannot be opened: {reason}.",
            hint="Check the disk or the network folder that it is on.",
        ) from error


def _read_once(path: Path, settings: IngestSettings) -> bytes | None:
    """The bytes, or None where they changed meanwhile."""
    # Asked before opening too: to open a device may already do something to it.
    _require_regular(path, os.stat(path))  # noqa: PTH116
    handle = os.open(path, _OPEN)
    try:
        before = os.fstat(handle)
        _require_regular(path, before)
        _require_size(path, before.st_size, settings)
        data = _bytes_of(handle, before.st_size)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size else None


def _bytes_of(handle: int, size: int) -> bytes:
    """What can be read, and no more than a block beyond `size`: a file that grows has no end."""
    blocks, length = [], 0
    while length <= size and (block := os.read(handle, BLOCK)):
        blocks.append(block)
        length += len(block)
    return b"".join(blocks)


def _require_regular(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        folder = stat.S_ISDIR(found.st_mode)
        raise NotReadable(
            f"{shown(path)} is {'a folder' if folder else 'a device, a pipe or a socket'}, "
            "not a file.",
            hint="Name files, or a folder that holds them.",
        )


def _require_size(path: Path, size: int, settings: IngestSettings) -> None:
    if size > settings.max_file_mb * 1_000_000:
        raise TooLarge(
            f"{shown(path.name)} has {size / 1e6:.0f} MB; the limit is {settings.max_file_mb} MB.",
            hint="Split the file, or raise HIKMA_INGEST__MAX_FILE_MB.",
        )


def walk(folder: Path) -> Iterator[Found]:
    """Every file under `folder` that a reader knows, in a fixed order, and what bars the way.

    Hidden entries and the lock files of office programs are passed over; so are links to what
    lies inside anyway. A link that leads out is named, not followed: its `Found` has an error, as
    has a folder that may not be opened.
    """
    root = folder.resolve()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                names = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(here, _closed(here, error))
            continue
        below = []
        for entry in names:
            path = here / entry.name
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif entry.is_symlink():
                yield from _linked(path, root)
            elif supported(path):
                yield Found(path)
        waiting += reversed(below)


def _linked(path: Path, root: Path) -> Iterator[Found]:
    """A link to a file inside is a file; one to a folder inside is walked at its own place."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        if supported(path):
            yield Found(path, _dangling(path, error))
        return
    is_folder = target.is_dir()
    if not is_folder and not supported(path):
        return
    if not target.is_relative_to(root):
        yield Found(path, _outside(path, target))
    elif not is_folder:
        yield Found(path)


def _outside(path: Path, target: Path) -> HikmaError:
    return OutsideFolder(
        f"{shown(path)} is a link that leads out of the folder, to {shown(target)}.",
        hint="If you want what it leads to, name that path itself.",
    )


def _dangling(path: Path, error: Exception) -> HikmaError:
    return NoSuchPath(f"{shown(path)} is a link that leads nowhere.", hint="Delete or mend it.")


def _closed(folder: Path, error: OSError) -> HikmaError:
    return NotReadable(
        f"The folder {shown(folder)} cannot be opened: {error.strerror}.",
        hint="Give yourself the right to read it (chmod u+rx), or leave it out.",
    )
