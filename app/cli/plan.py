"""`hikma progress` and `hikma plan`: how ready one is for an exam, and what to do until it.

Times are read here and passed on: now in UTC, today where the learner is. What was answered comes
from the notebook, facts about the exam from the registry.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exam_options import EvenRetired, Exam, SaidIn, current_exam, exam_day, language_code
from app.cli.terminal import DONE, Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.blueprint import Blueprint
    from tutor.checklists import WeakTopic
    from tutor.mastery import Mastery
    from tutor.plan import Plan
    from tutor.readiness import Readiness
    from tutor.studied import Studied

Cut = Annotated[
    str | None, typer.Option(help="Share of right answers taken to pass: 75%, unless published.")
]
Offset = Annotated[
    str, typer.Option(help="Right answers in the exam for each right one here: 85%, an opinion.")
]


def progress(
    context: typer.Context,
    exam: Exam,
    cut: Cut = None,
    offset: Offset = "85%",
    even_retired: EvenRetired = False,
    language: SaidIn = "en",
) -> int:
    """How ready you are for an exam, by domain and task, and how sure that is."""
    from tutor.outlook import tasks_of

    here, language = terminal(context), language_code(language)
    now = datetime.now(UTC)
    blueprint = current_exam(here, exam, even_retired)
    practice = _practice(here, blueprint, now)
    found = _readiness(blueprint, practice, now, cut, offset)
    tasks = tasks_of(practice, now)
    document = {
        "exam": blueprint.id,
        "readiness": found.model_dump(mode="json"),
        "tasks": [task.model_dump(mode="json") for task in tasks],
        "items": len(practice.items),
        "facts": len(practice.memories),
    }
    here.emit(document, "\n".join([*_said(blueprint, found, language), *_known(tasks, language)]))
    return DONE


def plan(
    context: typer.Context,
    exam: Exam,
    on: Annotated[str, typer.Option("--date", help="Day of the exam: 2027-01-31.")],
    hours: Annotated[str, typer.Option(help="Hours that you have in a week.")],
    said: Annotated[
        list[str] | None,
        typer.Option("--said", help="mlops/registry=no (or partly, yes); may be repeated."),
    ] = None,
    cut: Cut = None,
    offset: Offset = "85%",
    even_retired: EvenRetired = False,
    language: SaidIn = "en",
) -> int:
    """What to do in each week until the exam: reviews, mock exams, study by weight and weakness."""
    from tutor.checklists import weak_topics
    from tutor.money import number
    from tutor.outlook import plan_for
    from tutor.plan import MOST_WEEKS, WEEK
    from tutor.schedule import forecast

    here, language = terminal(context), language_code(language)
    now, today = datetime.now(UTC), datetime.now().astimezone().date()
    last, given = exam_day(on, today), float(number(hours, "hours", 0.1, 168))
    topics = weak_topics(_replies(said or ()))
    blueprint = current_exam(here, exam, even_retired)
    practice = _practice(here, blueprint, now)
    ready = _readiness(blueprint, practice, now, cut, offset)
    days = min((last - today).days, MOST_WEEKS * WEEK)
    reviews = forecast(practice.memories.values(), now, days, last)
    found = plan_for(blueprint, ready, reviews, today=today, day=last, hours=given, topics=topics)
    document = found.model_dump(mode="json") | {"readiness": ready.model_dump(mode="json")}
    here.emit(document, "\n".join(_weeks(blueprint, found, topics, language)))
    return DONE


def _practice(here: Terminal, blueprint: "Blueprint", now: datetime) -> "Studied":
    from tutor.studied import studied

    with here.session() as session:
        return studied(session.notebook, now, blueprint.id)


def _readiness(
    blueprint: "Blueprint", practice: "Studied", now: datetime, cut: str | None, offset: str
) -> "Readiness":
    from tutor.money import percent
    from tutor.outlook import readiness_for

    return readiness_for(
        blueprint,
        practice,
        now,
        cut=float(percent(cut, "a cut") / 100) if cut else None,
        offset=float(percent(offset, "an offset") / 100),
    )


def _replies(said: "Sequence[str]") -> dict[str, dict[str, str]]:
    """`mlops/registry=no` → {"mlops": {"registry": "no"}}. Raises `InputError`."""
    from ingest.errors import InputError

    found: dict[str, dict[str, str]] = {}
    for each in said:
        place, _, reply = each.partition("=")
        checklist, sign, point = place.strip().partition("/")
        if not sign or not reply:
            raise InputError(
                f"{each!r} is no reply to a checklist.", hint="Write it as mlops/registry=no."
            )
        found.setdefault(checklist, {})[point] = reply.strip()
    return found


def _said(blueprint: "Blueprint", found: "Readiness", language: str) -> list[str]:
    """The verdict with what it rests on, and each domain."""
    from tutor.display import isolated
    from tutor.progress import label

    lines = [f"{isolated(blueprint.title)}  [{blueprint.id}]", label(found.verdict, language)]
    if found.probability is not None:
        # The interval is of the share of right answers; a probability has none.
        ends = {"share": found.share, "low": found.low, "high": found.high}
        lines += [
            label("passing", language, probability=f"{found.probability:.0%}"),
            label("expected", language, **{name: f"{end:.0%}" for name, end in ends.items()}),
        ]
    if found.missing:
        lines.append(label("missing", language, missing=str(found.missing)))
    titles = {domain.id: domain.title for domain in blueprint.domains}
    lines += [
        f"  {d.weight:4.0%}  {d.share:4.0%} ({d.low:.0%} – {d.high:.0%})  {d.attempts:4}  "
        f"{isolated(titles[d.domain])}"
        for d in found.domains
    ]
    lines.append(label("offset", language, offset=f"{found.offset:g}"))
    return [*lines, label("cut", language, cut=f"{found.cut:.0%}")]


def _known(tasks: "Sequence[Mastery]", language: str) -> list[str]:
    from tutor.progress import label

    return [f"  {t.task}  {t.known:.0%}  {label(t.state, language)}" for t in tasks]


def _weeks(
    blueprint: "Blueprint", found: "Plan", topics: "Sequence[WeakTopic]", language: str
) -> list[str]:
    from tutor.checklists import topic_in
    from tutor.display import isolated
    from tutor.progress import label

    titles = {domain.id: isolated(domain.title) for domain in blueprint.domains}
    names = {topic.topic: isolated(topic_in(topic.topic, language)) for topic in topics}
    lines = [f"{isolated(blueprint.title)}  [{blueprint.id}]  {found.exam.isoformat()}"]
    lines += [label(note, language) for note in found.notes]
    for week in found.weeks:
        whole = label("minutes", language, minutes=str(week.minutes))
        lines.append(f"{week.start.isoformat()} – {week.end.isoformat()}  {isolated(whole)}")
        if week.review_minutes:
            lines.append(f"  {label('reviews', language, minutes=str(week.review_minutes))}")
        lines += [f"  {day.isoformat()}  {label('mock exam', language)}" for day in week.mocks]
        lines += [
            f"  {isolated(label('minutes', language, minutes=str(time.minutes)))}"
            f"  {titles[time.domain]}"
            for time in week.study
        ]
        lines += [f"  → {names[topic]}" for topic in week.topics]
        lines += [f"  {label(note, language)}" for note in week.notes]
    return lines
