"""Faults of answering and practice; the rest of the family is drawn in `ingest/errors.py`.

HikmaError
├── InputError
│   ├── UnknownQuiz
│   ├── UnknownChat
│   ├── UnknownItem
│   ├── UnreadableAnswers
│   ├── UnknownExam
│   ├── ExamRetired            it can no longer be taken; the hint names its successor
│   ├── ExamPast               the date that was given for it is over
│   ├── NoWeights              the registry holds no weights of the exam's domains
│   ├── NoItems                the bank holds nothing that a mock exam could ask
│   ├── ExamOver               of a mock exam: no answer changes any more
│   ├── UnknownFormat          of a file that is to be exported or imported
│   ├── UnreadableBank         a file holds no item that can be read
│   └── UnreadableAmount       a price, a rate, a chance or a count on the command line
├── ReadError
│   └── BlueprintInvalid
├── ModelError
│   └── ReplyUnusable          a chat server's reply was cut short, is empty or no reply at all
└── StoreError
    ├── NotebookDamaged
    └── NotebookNewer
"""

from ingest.errors import InputError, ModelError, ReadError, StoreError


class UnknownQuiz(InputError):
    """No quiz has this id."""


class UnknownChat(InputError):
    """No chat has this id."""


class UnknownItem(InputError):
    """Answers name an item that the quiz does not hold."""


class UnreadableAnswers(InputError):
    """The file of answers is not in the form of the contract."""


class UnknownExam(InputError):
    """No blueprint has this id or code."""


class ExamRetired(InputError):
    """The exam can no longer be taken."""


class ExamPast(InputError):
    """The date that was given for the exam is in the past."""


class NoWeights(InputError):
    """The registry holds no weights by which items could be shared out."""


class NoItems(InputError):
    """The bank holds no item that a mock exam of this kind could ask."""


class ExamOver(InputError):
    """A mock exam is over: its time is up, or it was ended."""


class UnreadableAmount(InputError):
    """A price, an exchange rate, a chance or a count cannot be read or is out of range."""


class BlueprintInvalid(ReadError):
    """The file of a blueprint is not what the registry can hold."""


class UnknownFormat(InputError):
    """No format of interchange has this name, or a file does not tell its own."""


class UnreadableBank(InputError):
    """A file that was to be imported holds no item, or is not in its format."""


class ReplyUnusable(ModelError):
    """A chat server's reply was cut short, is empty or cannot be read."""


class NotebookDamaged(StoreError):
    """The notebook database cannot be opened or written."""


class NotebookNewer(StoreError):
    """The notebook was written by a newer version of Hikma."""
