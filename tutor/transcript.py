"""A chat as Markdown with citations, to be kept or passed on.

Pure. What documents, models and learners said becomes plain text: no markup, no HTML, no
picture, nothing that a renderer makes a link of, and no character that cannot be seen but those
by which letters join. The headings, markers and quotations are ours alone.
"""

from collections.abc import Iterable, Iterator

import regex

from ingest.normalize import one_line
from tutor.answers import NEAREST, Answer, Citation, Passage
from tutor.chats import Chat, Turn, title
from tutor.display import harmless

_SUPPORT = {"supported": "", "unsupported": " *(unsupported)* ", "unchecked": " *(unchecked)* "}

_RUN = regex.compile(r"[!-~]++")
_LINK = regex.compile(r"//|@|(?i:www)\.|(?<=[\p{L}\p{N}])\.(?=\p{L}{2})")
"""What renderers make links of without being asked to."""
_MARKUP = regex.compile(r"[\\`*_{}\[\]<>#|~&$^=!+%]|:(?!\s|$)")
_LINE_MARKUP = regex.compile(r"^(?:([-:])|([0-9]+)([.)]))")
_MARKER = regex.compile(r"\[([0-9]+)\]")
_SPACES = regex.compile(" {2,}")
_TICKS = regex.compile(r"`+")


def markdown(chat: Chat) -> str:
    """The whole chat: questions as headings, answers with the quotes they rest on."""
    dates = f"begun {_code(chat.created)}, last used {_code(chat.updated)}"
    head = [f"# {_line(chat.title)}".rstrip(), f"Hikma chat {_code(chat.id)}, {dates}."]
    turns = [block for n, turn in enumerate(chat.turns, start=1) for block in _turn(n, turn)]
    return "\n\n".join([*head, *turns]) + "\n"


def cited(answer: Answer) -> str:
    """One answer with the quotes it rests on, to be pasted elsewhere."""
    return "\n\n".join(filter(None, _answer(answer))) + "\n"


def plain(text: str) -> str:
    """`text` as Markdown that is rendered as that text, whatever is in it; line breaks kept.

    What cannot be seen is left out. What may be taken for a link becomes code, in which no
    renderer looks for one.
    """
    lines = (seen(line) for line in text.splitlines())
    return "\n".join(_line_start(_inline(line)) for line in lines if line)


def seen(text: str) -> str:
    """`text` on one line, without the characters that act instead of being seen."""
    return one_line(harmless(text))


def _turn(number: int, turn: Turn) -> Iterator[str]:
    heading = title(seen(turn.question))
    yield f"## {number}. {_inline(heading)}".rstrip()
    if heading != seen(turn.question):
        yield _paragraphs(plain(turn.question))
    manner = "" if turn.manner == "short" else f", manner: {turn.manner}"
    yield f"Asked {_code(turn.at)}{manner}"
    if turn.answer is not None:
        yield from filter(None, _answer(turn.answer))
    elif turn.fault is not None:
        yield f"*Not answered:* {_line(turn.fault.message)} {_line(turn.fault.hint)}"
    else:
        yield "*Interrupted: this question was not answered.*"


def _answer(answer: Answer) -> Iterator[str]:
    if answer.understood:
        yield f"*Understood as:* {_line(answer.understood)}"
    if answer.declined:
        yield "*Declined: the documents do not say.*"
    yield _paragraphs(_marked(answer))
    for citation in answer.citations:
        yield _quoted(citation)
    yield "\n".join(f"- *Note:* {_line(note)}" for note in answer.notes)
    if answer.declined and answer.passages:
        yield "*Nearest passages:*"
        yield "\n".join(map(_nearest, answer.passages[:NEAREST]))


def _marked(answer: Answer) -> str:
    """The answer's text with its markers in bold, so that no `[1]` of a document is taken for
    one, and with what is not supported said to be so."""
    labels = {citation.label for citation in answer.citations}
    pieces, end = [], 0
    for sentence in answer.sentences:
        pieces.append(_gap(answer.answer[end : sentence.start], labels))
        pieces.append(_piece(answer.answer[sentence.start : sentence.end]))
        pieces.append(_SUPPORT[sentence.support])
        end = sentence.end
    pieces.append(_gap(answer.answer[end:], labels))
    # A marker that touches a letter would not be bold: that is how Markdown is.
    lines = (_SPACES.sub(" ", line) for line in _joined(pieces).split("\n"))
    return "\n".join(map(_line_start, lines))


def _gap(text: str, labels: set[int]) -> str:
    """What stands between sentences: markers, mostly."""
    pieces, end = [], 0
    for match in _MARKER.finditer(text):
        if int(match[1]) in labels:
            pieces += [_piece(text[end : match.start()]), f" **{match[0]}** "]
            end = match.end()
    return _joined([*pieces, _piece(text[end:])])


def _joined(pieces: Iterable[str]) -> str:
    """The pieces as one text; two that are code at the seam would become one by their backticks."""
    text = ""
    for piece in pieces:
        text += " " + piece if text.endswith("`") and piece.startswith("`") else piece
    return text


def _piece(text: str) -> str:
    """Part of a paragraph: the white space at its ends kept, as one space or line break."""
    lines = text.splitlines() or [""]
    return "\n".join(map(_spaced, lines)) + ("\n" if text.endswith("\n") else "")


def _spaced(line: str) -> str:
    inner = _inline(seen(line))
    before, after = (" " if end.isspace() else "" for end in (line[:1], line[-1:]))
    return before + inner + (after if inner else "")


def _quoted(citation: Citation) -> str:
    lines = [plain(one_line(citation.quote)), f"**[{citation.label}]** {_place(citation)}"]
    if citation.as_of:
        lines.append(f"As of {_line(citation.as_of)}")
    return "\n>\n".join(f"> {line}" for line in lines)


def _nearest(passage: Passage) -> str:
    return f"- {_place(passage)}" + (f": {_line(passage.nearest_text)}" if passage.nearest else "")


def _place(found: Citation | Passage) -> str:
    return f"{_line(found.title)}, page {found.page} ({_code(found.path)})"


def _paragraphs(lines: str) -> str:
    """Each line as a paragraph of its own, which therefore has its own direction."""
    return "\n\n".join(filter(None, map(str.strip, lines.split("\n"))))


def _line(text: str) -> str:
    """`plain` on one line."""
    return _line_start(_inline(seen(text)))


def _line_start(line: str) -> str:
    """No list, rule or definition where a line begins like one."""
    return str(
        _LINE_MARKUP.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line.lstrip())
    )


def _inline(line: str) -> str:
    pieces, end = [], 0
    for run in _RUN.finditer(line):
        around = line[max(run.start() - 1, 0) : run.end() + 2]
        if _LINK.search(around):
            pieces += [_MARKUP.sub(r"\\\g<0>", line[end : run.start()]), _code(run[0])]
            end = run.end()
    return "".join([*pieces, _MARKUP.sub(r"\\\g<0>", line[end:])])


def _code(text: str) -> str:
    """`text` as code, between more backticks than it holds itself."""
    text = seen(text)
    if not text:
        return ""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence, pad = "`" * (longest + 1), " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"
