"""Self-assessments: what a learner says of their own practice → topics that they are weak in.

The points are data (`checklists.toml`), in English, Chinese and Arabic (`progress.said_in`). What
a learner says of themselves is no evidence of knowing: it feeds the plan, never readiness.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from ingest.documents import Record
from ingest.errors import InputError
from ingest.languages import DEFAULT, primary
from tutor.glossary import shipped

Reply = Literal["yes", "partly", "no"]
_WEAKNESS: Mapping[str, float] = {"yes": 0.0, "partly": 0.5, "no": 1.0}


class Point(Record):
    """One thing that the learner does or can do, or not."""

    id: str
    text: Mapping[str, str]
    """By language."""
    topics: tuple[str, ...]
    """What to study where it is not done: the first English forms of glossary entries."""


class Checklist(Record):
    """Points of one kind."""

    id: str
    title: Mapping[str, str]
    points: tuple[Point, ...]


class WeakTopic(Record):
    """A topic that points not met have named."""

    topic: str
    weakness: float
    """Mean over the points answered that name it: 0 for yes, a half for partly, 1 for no."""
    points: tuple[str, ...]
    """Those that were not answered with yes, as `checklist/point`."""


@cache
def checklists() -> dict[str, Checklist]:
    """Every checklist, by id."""
    source = resources.files("tutor").joinpath("checklists.toml").read_text("utf-8")
    found = [Checklist.model_validate(entry) for entry in tomllib.loads(source)["checklist"]]
    return {checklist.id: checklist for checklist in found}


def weak_topics(replies: Mapping[str, Mapping[str, str]]) -> tuple[WeakTopic, ...]:
    """The topics to study, the weakest first, from replies by checklist and point.

    Points without a reply count neither way. Raises `InputError` for a checklist, a point or a
    reply that there is not.
    """
    said: dict[str, dict[str, float]] = {}
    for checklist, answers in replies.items():
        points = {point.id: point for point in _known(checklist).points}
        for id, reply in answers.items():
            if id not in points or reply not in _WEAKNESS:
                raise _unknown(checklist, id, reply, id in points)
            for topic in points[id].topics:
                said.setdefault(topic, {})[f"{checklist}/{id}"] = _WEAKNESS[reply]
    found = [
        WeakTopic(
            topic=topic,
            weakness=sum(points.values()) / len(points),
            points=tuple(name for name, weakness in points.items() if weakness),
        )
        for topic, points in said.items()
        if any(points.values())
    ]
    return tuple(sorted(found, key=lambda t: (-t.weakness, -len(t.points), t.topic)))


def topic_in(topic: str, language: str) -> str:
    """What a topic is called in a language; as it is where the glossary does not say."""
    for entry in shipped().entries:
        if entry.forms.get(DEFAULT, ("",))[0] == topic:
            return next(iter(() if entry.name else entry.forms.get(primary(language), ())), topic)
    return topic


def _known(id: str) -> Checklist:
    found = checklists().get(id)
    if found is None:
        raise InputError(
            f"There is no checklist {id!r}.", hint=f"There are: {', '.join(checklists())}."
        )
    return found


def _unknown(checklist: str, point: str, reply: str, known: bool) -> InputError:
    if known:
        return InputError(
            f"{reply!r} is no reply to {checklist}/{point}.",
            hint=f"Reply with one of: {', '.join(_WEAKNESS)}.",
        )
    there = ", ".join(each.id for each in _known(checklist).points)
    return InputError(
        f"The checklist {checklist!r} has no point {point!r}.", hint=f"It has: {there}."
    )
