"""The noun of loading: a suite is cases with the texts that they are about.

No input or output. Where there are no texts, the cases are asked of the learner's own library.
"""

from evals.records import Dataset, EvalCase
from ingest.documents import Record


class SourceText(Record):
    """A text that a suite brings with it, to be indexed as a document of its own."""

    name: str
    """Relative path of its file, `xquad_en/c0000.txt`; the form of `GoldEvidence.path`."""
    language: str
    """BCP-47."""
    title: str = ""
    """Of the article that it was taken from. Not indexed: some sets have titles in English only."""
    text: str


class Suite(Record):
    """What `hikma eval run NAME` runs."""

    name: str
    """As it was asked for: `gold:report`, `xquad:en-zh`, a path."""
    dataset: Dataset
    """Its rows, malformed ones among them."""
    documents: tuple[SourceText, ...] = ()
    """Indexed in a library of its own; empty for the learner's library."""
    split: str = ""
    """`tune` or `report` where only that half was asked for."""

    @property
    def cases(self) -> tuple[EvalCase, ...]:
        """The rows that can be run."""
        return tuple(row.case for row in self.dataset.rows if row.case is not None)
