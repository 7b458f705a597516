"""`hikma export` and `hikma import`: items out of and into Anki, Moodle, QTI, spreadsheets."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.files import write_whole
from app.cli.terminal import DONE, PARTLY, now, terminal

if TYPE_CHECKING:
    from tutor.exchange import Export, Import
    from tutor.interchange.banks import Loss
    from tutor.interchange.formats import Format

_FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="anki, csv, moodle-xml, gift, qti (2.2), qti3, aiken or json; by the file's name "
        "without it.",
    ),
]


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    format: _FormatName = None,
    quiz: Annotated[list[str] | None, typer.Option(help="Only this quiz; may be repeated.")] = None,
) -> int:
    """Write quiz items for another program. What its format cannot hold is said."""
    from tutor.exchange import exported
    from tutor.interchange.formats import named, of_suffix

    here = terminal(context)
    kind = named(format) if format else of_suffix(str(file))
    with here.session() as session:
        made = exported(session.notebook, quiz or (), kind, now=now())
    write_whole(file, made.written.data)
    document = {
        "file": str(file),
        "format": kind.name,
        "quizzes": list(made.quizzes),
        "items": made.written.items,
        "left_out": _records(made.left_out),
        "losses": _records(made.lost),
    }
    here.emit(document, _written(file, kind, made))
    return PARTLY if made.left_out else DONE


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")],
    format: _FormatName = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Let the gates look at every item.")
    ] = False,
) -> int:
    """Make a quiz of another program's items. What cannot be read is named, the rest is kept."""
    from tutor.admission import NOT_EXAMINED
    from tutor.exchange import imported
    from tutor.interchange.formats import named, of_file

    here = terminal(context)
    data = _read(file)
    kind = named(format) if format else of_file(str(file), data)
    with here.session() as session:
        made = imported(session, file.name, data, kind, audit=audit, now=now())
    document = {
        "file": str(file),
        "format": kind.name,
        "quiz": made.quiz.quiz,
        "items": made.quiz.made,
        "rejected": [each.model_dump() for each in made.unread],
        "losses": _records(made.losses),
        "audit": {"rejected": made.said("reject"), "flagged": made.said("flag")} if audit else None,
    }
    here.emit(document, _kept(file, kind, made))
    if audit and NOT_EXAMINED:
        here.note(f"Not all was examined: {NOT_EXAMINED}.")
    return PARTLY if made.unread else DONE


def _written(file: Path, kind: "Format", made: "Export") -> str:
    lines = [f"{made.written.items} item(s) written to {file} as {kind.title}."]
    if made.left_out:
        lines += [f"  {len(made.left_out)} left out:", *_counted(made.left_out)]
    if made.lost:
        lines += [f"  What {kind.title} does not hold:", *_counted(made.lost)]
    return "\n".join(lines)


def _kept(file: Path, kind: "Format", made: "Import") -> str:
    quiz = made.quiz
    lines = [f"{quiz.made} item(s) of {file} ({kind.title}) are quiz {quiz.quiz}."]
    if made.unread:
        lines.append(f"  {len(made.unread)} could not be read:")
        lines += [f"    {each.where}: {each.detail}" for each in made.unread]
    if made.losses:
        lines += ["  What was lost or changed:", *_counted(made.losses)]
    if made.audited:
        lines += _audit_lines(made)
    lines.append(f"Take it with: hikma quiz take {quiz.quiz}")
    return "\n".join(lines)


def _audit_lines(made: "Import") -> list[str]:
    """The audit, gate by gate."""
    found = {"rejected": made.said("reject"), "flagged": made.said("flag")}
    rejected = len({each["item"] for each in found["rejected"]})
    lines = [f"  The gates rejected {rejected}; they are kept and not asked:"] if rejected else []
    lines = lines or ["  The gates rejected none."]
    for name, said in found.items():
        counts = Counter(each["gate"] for each in said)
        lines += [f"    {gate}: {number} {name}" for gate, number in counts.most_common()]
    return lines


def _counted(losses: "Iterable[Loss]") -> list[str]:
    from tutor.exchange import counted

    return [f"    {what} ({count} item(s))" for what, count in counted(losses)]


def _records(losses: "Iterable[Loss]") -> list[dict[str, str]]:
    return [{"item": loss.item, "what": loss.what} for loss in losses]


def _read(file: Path) -> bytes:
    """The bytes of a file, no more than an import takes. Raises `NoSuchPath`, `NotReadable`,
    `TooLarge`."""
    from ingest.errors import NoSuchPath, NotReadable
    from ingest.files import shown
    from tutor.interchange.banks import MOST_MB
    from tutor.interchange.formats import too_large

    try:
        if not file.exists():
            raise NoSuchPath(f"There is no file {shown(file)}.", hint="Check the path.")
        if not file.is_file():
            raise NotReadable(f"{shown(file)} is no regular file.", hint="Name a file.")
        size = file.stat().st_size
        if size > MOST_MB * 1_000_000:
            raise too_large(file.name, size)
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise NotReadable(
            f"{shown(file)} cannot be read: {getattr(error, 'strerror', None) or error}.",
            hint="Check its rights, and the disk that it is on.",
        ) from error
