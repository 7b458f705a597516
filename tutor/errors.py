"""Faults of answering and practice; the rest of the family is drawn in `ingest/errors.py`.

HikmaError
├── InputError
│   ├── UnknownQuiz
│   ├── UnknownChat
│   ├── UnknownItem
│   └── UnreadableAnswers
├── ModelError
│   └── ReplyUnusable          a chat server's reply was cut short, is empty or no reply at all
└── StoreError
    ├── NotebookDamaged
    └── NotebookNewer
"""

from ingest.errors import InputError, ModelError, StoreError


class UnknownQuiz(InputError):
    """No quiz has this id."""


class UnknownChat(InputError):
    """No chat has this id."""


class UnknownItem(InputError):
    """Answers name an item that the quiz does not hold."""


class UnreadableAnswers(InputError):
    """The file of answers is not in the form of the contract."""


class ReplyUnusable(ModelError):
    """A chat server's reply was cut short, is empty or cannot be read."""


class NotebookDamaged(StoreError):
    """The notebook database cannot be opened or written."""


class NotebookNewer(StoreError):
    """The notebook was written by a newer version of Hikma."""
