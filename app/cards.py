"""How values look: escaped HTML for answers, sources and documents.

Pure but for `fault`. What a document or a model says is escaped, freed from what acts unseen,
and drawn with `st.html`, never as Markdown, which would fetch its images. Knows no stores and no
models.
"""

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from app.health import health_lines
from app.state import Excerpt
from ingest.documents import Document, Finding, LibraryEntry
from ingest.languages import english_name, is_right_to_left
from ingest.reports import FileReport
from tutor.answers import Answer, Citation, Passage
from tutor.display import harmless

CONTEXT = 300
"""Characters shown on each side of a quote."""

STYLE = """<style>
div[data-testid=stMainBlockContainer] { max-width: 56rem; padding-top: 4.5rem; }
div[data-testid=stBottomBlockContainer] { max-width: 56rem; }
.hikma { font-family: "Source Sans", "Noto Sans Arabic", "Noto Naskh Arabic", sans-serif;
  line-height: 1.6; overflow-wrap: anywhere; }
.hikma:lang(zh-Hans) { font-family: "Source Sans", "Noto Sans CJK SC", sans-serif; }
.hikma:lang(zh-Hant) { font-family: "Source Sans", "Noto Sans CJK TC", sans-serif; }
.hikma:lang(ja) { font-family: "Source Sans", "Noto Sans CJK JP", sans-serif; }
.hikma[dir=rtl] { text-align: right; font-size: 1.06em; line-height: 1.8; }
.hikma-label { color: #1c6e8c; font-size: .8em; font-weight: 600; padding: 0 .15em; }
.hikma-doubt { border-bottom: 1px dashed #b36b00; }
.hikma-note { color: #b36b00; font-size: .8em; padding: 0 .3em; white-space: nowrap; }
.hikma-small { font-size: .85em; opacity: .7; }
.hikma-source { border: 1px solid rgba(128, 128, 128, .3); border-radius: .5rem;
  margin: .3rem 0; }
.hikma-source > summary { cursor: pointer; padding: .35rem .7rem; }
.hikma-source > summary:hover { background: rgba(128, 128, 128, .08); }
.hikma-source > div { border-top: 1px solid rgba(128, 128, 128, .3); margin: 0;
  padding: .6rem .9rem; max-height: 22rem; overflow: auto;
  white-space: pre-wrap; font-size: .95em; }
.hikma mark { background: #ffe58a; color: #1a1a1a; padding: .05em .1em; border-radius: .2em; }
.hikma-good { color: #1f7a3d; } .hikma-bad { color: #b3261e; } .hikma-plain { opacity: .7; }
</style>"""

_LATIN = re.compile(r"[A-Za-z](?:[\w.+#/@:%-]| (?=[A-Za-z0-9]))*[A-Za-z0-9+#%]|[A-Za-z]")
_DRAFT_LABEL = re.compile(r"^\s*[\[【［][\s\d]*[\]】］]?\s*", re.MULTILINE)
_MARKER = re.compile(r"\[\d+\]")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINK = re.compile(r"(?<=www)(?=\.)|(?<=:)(?=//)|(?=@)")
_TONES = {"added": "good", "updated": "good", "failed": "bad"}


# -- text ---------------------------------------------------------------------------


def _escaped(text: str) -> str:
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


def block(inner: str, text: str, language: str = "", tag: str = "div") -> str:
    """`inner` (already escaped) as a block in the direction of `text`'s first strong letter.

    The same as `dir="auto"`, but that the styles can ask for it, and names in <bdi> count.
    """
    direction = "rtl" if is_right_to_left(harmless(text)) else "ltr"
    spoken = f' lang="{_escaped(language)}"' if language else ""
    return f'<{tag} class="hikma" dir="{direction}"{spoken}>{inner}</{tag}>'


def paragraph(text: str, language: str = "") -> str:
    """Plain text of unknown origin as a block."""
    return block(words(text, right_to_left=is_right_to_left(harmless(text))), text, language)


def draft(raw: str) -> str:
    """A part of an answer before the whole is there: labels left out, lines joined."""
    text = _DRAFT_LABEL.sub("", raw)
    return paragraph(" ".join(text.split()))


def literal(text: str) -> str:
    """`text` for those widgets that read Markdown: nothing in it is markup or a link."""
    return _PUNCTUATION.sub(r"\\\1", _LINK.sub("\u2060", harmless(text)))


# -- answers ------------------------------------------------------------------------


def answer(given: Answer) -> str:
    """The checked answer with its `[n]` markers; sentences that are not supported say so."""
    rtl = is_right_to_left(harmless(given.answer))
    pieces, end = [], 0
    for sentence in given.sentences:
        pieces.append(_markers(given.answer[end : sentence.start], right_to_left=rtl))
        inner = words(given.answer[sentence.start : sentence.end], right_to_left=rtl)
        if sentence.support != "supported":
            inner = f'<span class="hikma-doubt">{inner}</span>{_note(sentence.support)}'
        pieces.append(inner)
        end = sentence.end
    pieces.append(_markers(given.answer[end:], right_to_left=rtl))
    said = block("".join(pieces), given.answer, given.language)
    return _aside(given.understood) + said + "".join(map(_aside, given.notes))


def _aside(text: str) -> str:
    """What stands beside the answer, small; nothing for nothing."""
    return f'<div class="hikma-small">{paragraph(text)}</div>' if text else ""


def _markers(text: str, *, right_to_left: bool) -> str:
    escaped = words(text, right_to_left=right_to_left)
    return _MARKER.sub(lambda found: f'<bdi class="hikma-label">{found[0]}</bdi>', escaped)


def _note(support: str) -> str:
    why = {
        "unchecked": "This could not be checked: compare it with the quote.",
        "unsupported": "The quote does not say this.",
    }[support]
    return f'<bdi class="hikma-note" title="{why}">({support})</bdi>'


def source(excerpt: Excerpt) -> str:
    """A fold that opens to the quote inside its surroundings."""
    rtl = is_right_to_left(harmless(excerpt.quote))
    label = f'<bdi class="hikma-label">[{excerpt.label}]</bdi> ' if excerpt.label else ""
    title = f"<bdi>{_escaped(excerpt.title)}</bdi>"
    before, quote, after = (
        words(part, right_to_left=rtl) for part in (excerpt.before, excerpt.quote, excerpt.after)
    )
    quote = f"<mark>{quote}</mark>" if excerpt.label else quote
    page = f'<bdi class="hikma-small">page {excerpt.page}</bdi>'
    heading = block(f"{label}{title} {page}", excerpt.title, excerpt.language, tag="summary")
    inside = block(before + quote + after, excerpt.quote, excerpt.language)
    return f'<details class="hikma-source">{heading}{inside}</details>'


def sources(excerpts: Sequence[Excerpt]) -> str:
    """All sources of one answer."""
    return "".join(source(excerpt) for excerpt in excerpts)


def cited(citation: Citation, document: Document) -> Excerpt:
    """The citation's quote with about `CONTEXT` characters of the document on each side."""
    text = document.text
    start, end = max(0, citation.start - CONTEXT), min(len(text), citation.end + CONTEXT)
    before, after = text[start : citation.start], text[citation.end : end]
    return Excerpt(
        label=citation.label,
        title=citation.title,
        page=citation.page,
        language=citation.language,
        before=("…" + _from_word(before) if start else before).lstrip(),
        quote=text[citation.start : citation.end],
        after=(_to_word(after) + "…" if end < len(text) else after).rstrip(),
    )


def nearest(passage: Passage) -> Excerpt:
    """A passage that was found but does not answer."""
    return Excerpt(
        label=0,
        title=passage.title,
        page=passage.page,
        language=passage.language,
        before="",
        quote=passage.text,
        after="",
    )


def _from_word(text: str) -> str:
    """`text` without the part of a word it may begin with (Chinese has no spaces to look for)."""
    head, space, rest = text.partition(" ")
    return rest if space and len(head) < 30 else text


def _to_word(text: str) -> str:
    rest, space, tail = text.rpartition(" ")
    return rest if space and len(tail) < 30 else text


# -- documents ----------------------------------------------------------------------


def entry(listed: LibraryEntry) -> str:
    """One document of the library."""
    facts = [
        _languages(listed.languages),
        _count(listed.pages, "page"),
        _count(listed.chunks, "chunk"),
        f"<bdi>{_escaped(Path(listed.path).name)}</bdi>",
    ]
    return (
        f'<div class="hikma"><b><bdi>{_escaped(listed.title)}</bdi></b>'
        f'<div class="hikma-small">{" · ".join(facts)}</div>{_health(listed.health)}</div>'
    )


def report(done: FileReport) -> str:
    """What became of one file."""
    tone = _TONES.get(done.status, "plain")
    name = _escaped(Path(done.path).name)
    lines = [f'<b class="hikma-{tone}">{_escaped(done.status)}</b> <bdi>{name}</bdi>']
    if done.error:
        message = _escaped(f"{done.error['message']} {done.error['hint']}")
        lines.append(f'<div class="hikma-small">{message}</div>')
    elif done.status in ("added", "updated"):
        facts = f"{_count(done.chunks, 'chunk')} · {done.seconds:.1f} s"
        lines.append(f'<span class="hikma-small">{facts}</span>')
    return f'<div class="hikma">{" ".join(lines)}{_health(done.health)}</div>'


def reports(done: Sequence[FileReport]) -> str:
    """What became of several files."""
    return "".join(report(each) for each in done)


def _languages(shares: Mapping[str, float]) -> str:
    if len(shares) == 1:
        return _escaped(english_name(next(iter(shares))))
    return ", ".join(
        f"{_escaped(english_name(code))} {share:.0%}" for code, share in shares.items()
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _health(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    lines = "".join(f"<div>{_escaped(line)}</div>" for line in health_lines(findings))
    summary = f"{_count(len(findings), 'page')} to check"
    return f'<details class="hikma-note"><summary>{summary}</summary>{lines}</details>'


# -- faults -------------------------------------------------------------------------


def fault(record: Mapping[str, str]) -> None:
    """A fault meant for the user, with what to do now."""
    st.error(f"{literal(record['message'])}\n\n{literal(record['hint'])}")
