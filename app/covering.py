"""Searching the documents for the tasks of an exam, as a job: it needs the models and takes long.

Gives the work that `jobs.start` runs. Knows no screens.
"""

from collections.abc import Callable, Mapping, Sequence

from app.jobs import Desk
from tutor.exam_topics import Place, passages_on
from tutor.session import StudySession

KIND = "coverage"
"""Kind of job; its subject is the exam's id."""
Passages = Mapping[tuple[str, str | None], int]
"""How many passages speak of each place, by domain and task."""


def searching(session: StudySession, places: Sequence[Place]) -> Callable[[Desk], Passages]:
    """The work: how many passages speak of each place. Raises `EmptyLibrary`, `ModelError`s."""

    def work(desk: Desk) -> Passages:
        desk.progress(0, len(places), doing="open")
        index = session.index
        found: dict[tuple[str, str | None], int] = {}
        for number, place in enumerate(places):
            desk.check()
            desk.progress(number, len(places), doing="search", name=place.title)
            found[place.domain, place.task] = len(passages_on(place, index))
        return found

    return work
