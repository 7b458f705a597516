"""Files that a verb writes where the learner says."""

import os
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """The file whole or not at all. Raises `NoSuchPath`, `StoreNotWritable`."""
    from ingest.errors import NoSuchPath, StoreNotWritable
    from ingest.files import shown

    if not file.parent.is_dir():
        raise NoSuchPath(f"There is no folder {shown(file.parent)}.", hint="Make it first.")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreNotWritable(
            f"{shown(file)} cannot be written: {error.strerror}.",
            hint="Name another file, or free some disk.",
        ) from error
