"""How values look: escaped HTML for answers, sources and documents.

Pure but for `fault`. What a document or a model says is escaped, freed from what acts unseen,
and drawn with `st.html`, never as Markdown, which would fetch its images. What the interface says
comes in the `Tongue` that is handed over. Knows no stores and no models; `app/look.py` has the
styles.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import streamlit as st

from app.faults import told
from app.health import health_lines
from app.i18n import JOINER, Tongue, mark
from ingest.documents import Finding, LibraryEntry
from ingest.languages import canonical, detect_language, is_right_to_left
from ingest.reports import FileReport
from tutor.answers import Answer, Passage, Sentence
from tutor.display import harmless as harmless

_LATIN = re.compile(r"[A-Za-z](?:[\w.+#/@:%-]| (?=[A-Za-z0-9]))*[A-Za-z0-9+#%]|[A-Za-z]")
_DRAFT_LABEL = re.compile(r"^\s*[\[【［][\s\d]*[\]】］]?\s*", re.MULTILINE)
_MARKER = re.compile(r"\[\d+\]")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_FROM_RIGHT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"})
"""Scripts (ISO 15924) that run from right to left."""
_LINK = re.compile(r"(?<=www)(?=\.)|(?<=:)(?=//)|(?=@)")
_DOUBTS: Mapping[str, tuple[str, str]] = {
    "unchecked": (
        mark("unchecked"),
        mark("This could not be checked: compare it with the quote."),
    ),
    "unsupported": (mark("not supported"), mark("The quote does not say this.")),
}
"""What is said of a sentence that is not `supported`, in short and in full."""
_CORRECTS = (mark("note"), mark("Your question takes something for granted that differs here."))
STATUSES: Mapping[str, str] = {
    "added": mark("added"),
    "updated": mark("updated"),
    "unchanged": mark("unchanged"),
    "failed": mark("failed"),
    "skipped": mark("skipped"),
}
"""What became of a file, as `FileReport.status` names it."""
_TONES = {"added": "good", "updated": "good", "failed": "bad"}


# -- text ---------------------------------------------------------------------------


def escaped(text: str) -> str:
    """`text` as HTML that is only text: nothing in it is markup, nothing acts unseen."""
    return html.escape(harmless(text))


def words(text: str, *, right_to_left: bool) -> str:
    """`text` escaped; Latin names inside right-to-left text keep to themselves."""
    text = harmless(text)
    if not right_to_left:
        return html.escape(text)
    pieces, end = [], 0
    for match in _LATIN.finditer(text):
        pieces += [html.escape(text[end : match.start()]), f"<bdi>{html.escape(match[0])}</bdi>"]
        end = match.end()
    return "".join([*pieces, html.escape(text[end:])])


def turned(text: str, language: str = "") -> bool:
    """Whether `text` runs from right to left: as its language does, if it holds a letter of that
    direction; where the language is not known, as its first strong letter does.

    An Arabic sentence may begin with the name of a service, an English one with an Arabic term.
    """
    text = harmless(text)
    kinds = {unicodedata.bidirectional(char) for char in text}
    own = written_from_right(language) if {"R", "AL"} & kinds and "L" in kinds else None
    return is_right_to_left(text) if own is None else own


@lru_cache(maxsize=200)
def written_from_right(language: str) -> bool | None:
    """Whether the script of a language runs from right to left; None for what is no BCP-47 code."""
    import langcodes

    code = canonical(language)
    if code is None:
        return None
    return langcodes.Language.get(code).maximize().script in _FROM_RIGHT


def block(inner: str, text: str, language: str = "", tag: str = "div") -> str:
    """`inner` (already escaped) as a block in the direction of `text`; see `turned`.

    Written out, not `dir="auto"`: so the styles can ask for it, and names in <bdi> count.
    """
    direction = "rtl" if turned(text, language) else "ltr"
    spoken = f' lang="{escaped(language)}"' if language else ""
    return f'<{tag} class="hikma" dir="{direction}"{spoken}>{inner}</{tag}>'


def paragraph(text: str, language: str = "") -> str:
    """Plain text of unknown origin as a block."""
    return block(words(text, right_to_left=turned(text, language)), text, language)


def draft(raw: str) -> str:
    """A part of an answer before the whole is there: labels left out, lines joined."""
    return spoken(" ".join(_DRAFT_LABEL.sub("", raw).split()))


def spoken(text: str) -> str:
    """What somebody wrote in a language that is told by its words: a question, a draft."""
    return paragraph(text, detect_language(text))


def literal(text: str) -> str:
    """`text` for those widgets that read Markdown: nothing in it is markup or a link."""
    return _PUNCTUATION.sub(r"\\\1", _LINK.sub(JOINER, harmless(text)))


def short(text: str, most: int) -> str:
    """`text` made harmless, its first `most` characters where it has more."""
    text = harmless(text)
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def bracketed(label: str) -> str:
    """Our own `[1]` in a widget's label, which else would begin a link."""
    return label.replace("[", "\\[", 1).replace("]", "\\]", 1)


# -- answers ------------------------------------------------------------------------


def answer(given: Answer, _: Tongue) -> str:
    """The checked answer with its `[n]` markers; sentences that are not supported say so."""
    rtl = turned(given.answer, given.language)
    pieces, end = [], 0
    for sentence in given.sentences:
        pieces.append(_markers(given.answer[end : sentence.start], right_to_left=rtl))
        inner = words(given.answer[sentence.start : sentence.end], right_to_left=rtl)
        pieces.append(_weighed(inner, sentence, _))
        end = sentence.end
    pieces.append(_markers(given.answer[end:], right_to_left=rtl))
    drawn = block("".join(pieces), given.answer, given.language)
    understood = _aside(given.understood, _("Understood as:")) if given.understood else ""
    return understood + drawn + "".join(map(_aside, given.notes))


def _weighed(inner: str, sentence: Sentence, _: Tongue) -> str:
    """A sentence with what is to be known of its support."""
    if sentence.corrects:
        inner += _note(_CORRECTS, _)
    if sentence.support == "supported":
        return inner
    return f'<span class="hikma-doubt">{inner}</span>{_note(_DOUBTS[sentence.support], _)}'


def _note(doubt: tuple[str, str], _: Tongue) -> str:
    short, full = (html.escape(_(text)) for text in doubt)
    return f'<bdi class="hikma-note" title="{full}">({short})</bdi>'


def _aside(text: str, before: str = "") -> str:
    """What stands beside the answer, small; nothing for nothing."""
    lead = f"<bdi>{html.escape(before)}</bdi> " if before else ""
    return f'<div class="hikma-small">{lead}{paragraph(text)}</div>' if text else ""


def _markers(text: str, *, right_to_left: bool) -> str:
    drawn = words(text, right_to_left=right_to_left)
    return _MARKER.sub(lambda found: f'<bdi class="hikma-label">{found[0]}</bdi>', drawn)


def quoted(before: str, quote: str, after: str, language: str = "") -> str:
    """Words marked inside their surroundings, as they stand in the document."""
    rtl = turned(quote or before, language)
    parts = [words(part, right_to_left=rtl) for part in (before, quote, after)]
    marked = f"<mark>{parts[1]}</mark>" if quote else ""
    inner = f"{parts[0]}{marked}{parts[2]}"
    return f'<div class="hikma-text">{block(inner, quote or before, language)}</div>'


def nearest(passage: Passage) -> str:
    """A passage that was found but does not answer, its sentence nearest to the question marked."""
    start, end = (at - passage.start for at in passage.nearest or (passage.start, passage.start))
    rtl, text = turned(passage.text, passage.language), passage.text
    before, near, after = (
        words(part, right_to_left=rtl) for part in (text[:start], text[start:end], text[end:])
    )
    inner = f"{before}<mark>{near}</mark>{after}" if near else before + after
    title = f'<div class="hikma-small"><bdi>{escaped(passage.title)}</bdi></div>'
    return f'<div class="hikma-near">{title}{block(inner, passage.text, passage.language)}</div>'


# -- documents ----------------------------------------------------------------------


def names(listed: Sequence[LibraryEntry]) -> dict[str, str]:
    """A name for each document, by id, for widgets to choose from: its title, and more of it
    where others are called the same.

    Streamlit's widgets know an option by its words alone: of two that are called alike the last
    one would always be chosen.
    """
    titles = Counter(harmless(entry.title) for entry in listed)
    named = dict[str, str]()
    for entry in listed:
        title = harmless(entry.title)
        if titles[title] > 1:
            title = f"{title} · {harmless(Path(entry.path).name)} · {entry.document[:6]}"
        named[entry.document] = title
    return named


def entry(listed: LibraryEntry, _: Tongue) -> str:
    """One document of the library."""
    facts = [
        languages(listed.languages, _),
        _.plural("{count} page", "{count} pages", listed.pages),
        _.plural("{count} passage", "{count} passages", listed.chunks),
        _.day(listed.added),
    ]
    name = f"<bdi>{escaped(Path(listed.path).name)}</bdi>"
    told = " · ".join([*map(html.escape, facts), name])
    return (
        f'<div class="hikma"><b><bdi>{escaped(listed.title)}</bdi></b>'
        f'<div class="hikma-small" dir="{_.direction}">{told}</div>{health(listed.health, _)}</div>'
    )


def report(done: FileReport, _: Tongue) -> str:
    """What became of one file."""
    tone = _TONES.get(done.status, "plain")
    status = html.escape(_(STATUSES.get(done.status, done.status)))
    name = escaped(Path(done.path).name)
    lines = [f'<b class="hikma-{tone}">{status}</b> <bdi>{name}</bdi>']
    if done.error:
        lines += [f'<div class="hikma-small">{escaped(line)}</div>' for line in told(done.error, _)]
    elif done.status in ("added", "updated"):
        facts = _.plural("{count} passage", "{count} passages", done.chunks)
        lines.append(f'<span class="hikma-small">{html.escape(facts)}</span>')
    inner = " ".join(lines) + health(done.health, _)
    return f'<div class="hikma" dir="{_.direction}">{inner}</div>'


def reports(done: Sequence[FileReport], _: Tongue) -> str:
    """What became of several files."""
    return "".join(report(each, _) for each in done)


def languages(shares: Mapping[str, float], _: Tongue) -> str:
    """The languages of a text, with their shares where there are several."""
    if len(shares) == 1:
        return _.language(next(iter(shares)))
    return _.several(f"{_.language(code)} {_.share(part)}" for code, part in shares.items())


def health(findings: Sequence[Finding], _: Tongue) -> str:
    """A fold with what is the matter with a document's pages; nothing for a sound one."""
    if not findings:
        return ""
    lines = "".join(f"<div>{escaped(line)}</div>" for line in health_lines(findings, _))
    pages = len({found.page for found in findings})
    summary = html.escape(_.plural("{count} page to check", "{count} pages to check", pages))
    return f'<details class="hikma-note"><summary>{summary}</summary>{lines}</details>'


# -- faults -------------------------------------------------------------------------


def fault(record: Mapping[str, str], _: Tongue) -> None:
    """A fault meant for the user, with what to do now."""
    st.error("\n\n".join(literal(line) for line in told(record, _)))
