"""Mock exams as lines of text: what was drawn, and the report with its explanations."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cli.quiz_text import indented

if TYPE_CHECKING:
    from app.cli.terminal import Terminal
    from tutor.mock.papers import MockPaper, MockReport, QuestionReport

OWN = "Its questions were made from your documents or imported by you; none is from a real exam."


def drawn(paper: "MockPaper") -> str:
    """What a paper holds, and what it lacks."""
    lines = [f"{paper.title}: a mock exam of {len(paper.questions)} question(s), {paper.id}.", OWN]
    for domain in paper.domains:
        lines.append(f"  {domain.id}. {domain.title}  {domain.given} of {domain.wanted}")
        if not domain.given:
            lines.append("     Nothing in your bank for it, so nothing is asked.")
        if domain.tasks_without and domain.given:
            lines.append(f"     Nothing for: {', '.join(domain.tasks_without)}")
    if paper.formats_left_out:
        named = ", ".join(paper.formats_left_out).replace("_", " ")
        lines.append(f"The real exam also has: {named}. No item of a bank is of this kind.")
    minutes = -(-paper.seconds // 60)
    lines.append(f"Sit it ({minutes} min, from then on) with: hikma exam take {paper.id}")
    return "\n".join(lines)


def reported(found: "MockReport", here: "Terminal") -> str:
    """The report; every question with its key, reasons and the words of the documents."""
    how = "ended by you" if found.end == "early" else "its time was up"
    published = "as published" if found.cut_published else "an assumption: no share is published"
    lines = [
        f"{found.title}: mock exam {found.paper}, {how}.",
        OWN,
        f"{found.right} of {found.scored} right ({found.share:.0%}), "
        f"{found.unanswered} not answered.",
        f"To expect: {found.expected:.0%} ({found.low:.0%} to {found.high:.0%}, 4 times in 5). "
        f"Taken to pass: {found.cut:.0%} ({published}). Scaled scores are not computed.",
        *_domains(found),
    ]
    for question in found.questions:
        lines += ["", *_question(question, len(found.questions), here)]
    return "\n".join(lines)


def _domains(found: "MockReport") -> Iterator[str]:
    for domain in found.domains:
        if domain.low is None or domain.high is None:
            what = "nothing that counts was asked" if domain.given else "nothing was asked"
            yield f"  {domain.id}. {domain.title}  {what}"
            continue
        yield (
            f"  {domain.id}. {domain.title}  {domain.right} of {domain.scored} "
            f"({domain.low:.0%} to {domain.high:.0%})"
        )


def _question(question: "QuestionReport", count: int, here: "Terminal") -> Iterator[str]:
    from tutor.feedback import of_chosen

    mark = {"right": "right", "wrong": "wrong", "unanswered": "not answered"}[question.result]
    aside = "" if question.scored else ", does not count"
    chosen = f" ({', '.join(question.chosen)})" if question.chosen else ""
    yield f"{question.number}/{count}  {mark}{chosen}{aside}, {question.seconds:.0f} s"
    yield indented(question.item.stem, here)
    yield indented(of_chosen(question.item, question.chosen), here)
