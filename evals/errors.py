"""Faults of the harness; the rest of the family is drawn in `ingest/errors.py`.

HikmaError
├── InputError
│   ├── UnknownSystem
│   ├── NothingToResume
│   └── RunChanged             what would go on is not what began
└── StoreError
    ├── RunDamaged
    ├── RunOlder
    └── RunNewer
"""

from ingest.errors import InputError, StoreError


class UnknownSystem(InputError):
    """No system has this name."""


class NothingToResume(InputError):
    """No such run was interrupted."""


class RunChanged(InputError):
    """Code, settings, models or data are not those that the run began with."""


class RunDamaged(StoreError):
    """A run's folder cannot be read."""


class RunOlder(StoreError):
    """A run's folder was written by an older version of Hikma."""


class RunNewer(StoreError):
    """A run's folder was written by a newer version of Hikma."""
