"""Which documents speak of what an exam asks for: those with the passages nearest to its tasks.

Found as passages are for a question, by meaning and words in every language, so that a document
need not name the exam. Documents that stand near no task's best passages are left out; in a small
library about that exam alone that may be none of them.

`exam_topics` counts passages that say a task's words, each thing by itself, and is no stand-in: of
45 documents it took all for MLA-C01 (95 searches, 10 s; this 34, 12 searches, 1.4 s), and for
DP-900, which names no tasks, 5 of the 25 that are found here.
"""

from weakref import WeakKeyDictionary

from ingest.documents import Scope
from ingest.index import Index
from tutor.blueprint import Blueprint
from tutor.retrieve import retrieve

EACH = 24
"""Passages looked at for each task statement."""
POOL = 40
"""Candidates of each leg of a search."""

_found: WeakKeyDictionary[Index, dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]]]
_found = WeakKeyDictionary()
"""By exam, its date and the documents there are: no task is embedded anew at each question."""


def exam_documents(blueprint: Blueprint, index: Index) -> tuple[str, ...]:
    """Ids of the documents, those nearest to the first tasks first; none in an empty index.

    Raises `StoreError`s, `ModelError`s.
    """
    known = _found.setdefault(index, {})
    key = (blueprint.id, blueprint.as_of, tuple(index.ids()))
    if key not in known:
        known[key] = _nearest(blueprint, index)
    return known[key]


def _nearest(blueprint: Blueprint, index: Index) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for asked in tasks(blueprint):
        passages = retrieve(asked, index, k=EACH, pool=POOL, scope=Scope()).passages
        found |= dict.fromkeys(passage.document for passage in passages)
    return tuple(found)


def tasks(blueprint: Blueprint) -> list[str]:
    """What the exam asks for: its task statements; of a domain that names none, its title; of an
    exam without domains, its own."""
    each = [
        f"{domain.title}: {task.title}" if task else domain.title
        for domain in blueprint.domains
        for task in (domain.tasks or (None,))
    ]
    return each or [blueprint.title]
