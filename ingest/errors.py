"""Every fault that a person is meant to see.

Only this family is shown to a person, once per surface; anything else is a bug and keeps
its traceback.

    HikmaError
    ├── InputError                 what was asked cannot be done as asked
    │   ├── NoSuchPath
    │   ├── EmptyQuestion
    │   ├── QuestionTooLong
    │   ├── UnknownDocument
    │   └── SettingsError
    ├── ReadError                  a file could not be read
    │   ├── UnsupportedFile
    │   ├── EmptyFile
    │   ├── EncryptedFile
    │   ├── DamagedFile
    │   ├── UnknownEncoding
    │   ├── NoText
    │   ├── NotReadable            no permission, or not a regular file
    │   ├── FileChanging
    │   ├── OutsideFolder
    │   ├── UnsafeFile
    │   ├── TooLarge
    │   └── TooSlow
    ├── ModelError                 a model is not usable
    │   ├── ModelsMissing
    │   ├── ModelFileCorrupt
    │   ├── ModelUnavailable
    │   ├── PackageMissing
    │   ├── NotEnoughDisk
    │   └── DownloadFailed
    └── StoreError                 the stored index or notebook is not usable
        ├── EmptyLibrary
        ├── IndexMismatch
        ├── IndexDamaged
        ├── StoreBusy
        ├── StoreNotWritable       read-only, or the disk is full
        └── ServerUnreachable      Chroma by URL
"""


class HikmaError(Exception):
    """A fault with a message for the user and a hint: what to do now."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def type(self) -> str:
        """Stable name of the fault, as in the JSON of the contract."""
        return type(self).__name__

    def as_record(self) -> dict[str, str]:
        """`{"type", "message", "hint"}`, the form every surface prints."""
        return {"type": self.type, "message": self.message, "hint": self.hint}


class InputError(HikmaError):
    """What was asked cannot be done as asked."""


class NoSuchPath(InputError):
    """A named file or folder does not exist."""


class EmptyQuestion(InputError):
    """A question holds no letters or digits."""


class QuestionTooLong(InputError):
    """A question is longer than the models can take."""


class UnknownDocument(InputError):
    """No document has this id or path."""


class SettingsError(InputError):
    """A setting is unknown or has an impossible value."""


class ReadError(HikmaError):
    """A file could not be read."""


class UnsupportedFile(ReadError):
    """No reader knows this kind of file."""


class EmptyFile(ReadError):
    """The file holds no bytes, or only white space."""


class EncryptedFile(ReadError):
    """The file is locked with a password."""


class DamagedFile(ReadError):
    """The file is broken, cut short, or not what its name says."""


class UnknownEncoding(ReadError):
    """The bytes of a text file are in no encoding that could be recognised."""


class NoText(ReadError):
    """The file opened, but no page holds text."""


class NotReadable(ReadError):
    """The file may not be opened, or is no regular file."""


class FileChanging(ReadError):
    """The file changed while it was read."""


class OutsideFolder(ReadError):
    """A link leads out of the folder that was named."""


class UnsafeFile(ReadError):
    """The file is built to exhaust or mislead its reader."""


class TooLarge(ReadError):
    """The file needs more memory, pages or parts than is allowed."""


class TooSlow(ReadError):
    """Reading the file took longer than is allowed."""


class ModelError(HikmaError):
    """A model is not usable."""


class ModelsMissing(ModelError):
    """Embedded model files are not on this machine yet."""


class ModelFileCorrupt(ModelError):
    """A model file on disk is not the file it should be."""


class ModelUnavailable(ModelError):
    """A model or its server does not answer, or refuses."""


class PackageMissing(ModelError):
    """The package of a model provider is not installed."""


class NotEnoughDisk(ModelError):
    """There is less free disk than the models need."""


class DownloadFailed(ModelError):
    """No source gave the model file."""


class StoreError(HikmaError):
    """The stored index or notebook is not usable."""


class EmptyLibrary(StoreError):
    """Nothing has been ingested into this data folder."""


class IndexMismatch(StoreError):
    """The index was built with another embedding model or splitter."""


class IndexDamaged(StoreError):
    """The stored index cannot be opened."""


class StoreBusy(StoreError):
    """Another process is writing to the same data folder."""


class StoreNotWritable(StoreError):
    """The data folder cannot be written: read-only, or the disk is full."""


class ServerUnreachable(StoreError):
    """The Chroma server does not answer."""
