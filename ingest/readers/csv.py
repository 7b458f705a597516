"""Sheets of questions and answers, word lists and tables: comma- or tab-separated values.

A sheet of questions and answers becomes a block a row, with the sheet's own words as labels;
any other becomes one table, its first row the header.
"""

import csv
import io
from collections import Counter

import regex

from ingest.normalize import fold
from ingest.readers import Extracted, marks
from ingest.readers.markup import parse, to_text
from ingest.readers.text import decode
from ingest.settings import IngestSettings

_DELIMITERS = (",", "\t", ";", "|", "؛")
_SAMPLE = 100
"""Rows by which a delimiter is judged."""
_ASKS = frozenset(map(fold, (
    "question", "questions", "q", "front", "term", "word", "prompt", "问题", "問題", "问", "題目",
    "题目", "问句", "正面", "术语", "術語", "词语", "سؤال", "السؤال", "س", "الوجه",
    "مصطلح", "المصطلح", "الكلمة",
)))  # fmt: skip
_ANSWERS = frozenset(map(fold, (
    "answer", "answers", "a", "back", "definition", "meaning", "response", "correct answer",
    "答案", "答", "回答", "解答", "背面", "定义", "定義", "释义", "جواب", "الجواب", "ج", "إجابة",
    "الإجابة", "الظهر", "تعريف", "التعريف", "المعنى",
)))  # fmt: skip
_QUESTION_MARK = regex.compile(r"[?？؟]\s*$")
_LABELS = {"？": ("问", "答"), "؟": ("س", "ج")}
_MOSTLY = 0.6
_BLANK_LINES = regex.compile(r"\n\s*\n")
_DIRECTIVE = regex.compile(
    r"#(separator|html|columns|deck|notetype|tags)(?: column)?:(.*)", regex.I
)
_NAMED = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
_SWALLOWED = 20
"""Line breaks in the last cell from which a lone quotation mark has swallowed the rest."""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The sheet as one page. Raises `UnknownEncoding`, `DamagedFile`."""
    text, directives = _without_directives(decode(data, name))
    delimiter = directives.get("separator") or _delimiter(text, name)
    rows = [row for row in _rows(text, delimiter) if any(cell.strip() for cell in row)]
    if directives.get("html") == "true":
        rows = [[_plain(cell, name) for cell in row] for row in rows]
    if "columns" in directives:
        rows.insert(0, directives["columns"].split(delimiter))
    return Extracted(title=None, pages=(_written(rows),))


def _without_directives(text: str) -> tuple[str, dict[str, str]]:
    """`text` below the lines with which Excel (`sep=;`) and Anki (`#html:true`) begin a sheet."""
    directives: dict[str, str] = {}
    while True:
        line, _, rest = text.partition("\n")
        found = _DIRECTIVE.fullmatch(line)
        if found:
            key, value = found[1].lower(), found[2].strip("\r")
            directives[key] = _NAMED.get(value.lower(), value) if key == "separator" else value
        elif line.lower().startswith("sep=") and len(line) == 5:
            directives["separator"] = line[4]
        else:
            return text, directives
        text = rest


def _delimiter(text: str, name: str) -> str:
    """The delimiter that gives most rows the same number of cells; "" where none parts them."""
    if name.lower().endswith((".tsv", ".tab")) and "\t" in text:
        return "\t"
    best, delimiter = 0.0, ""
    for candidate in _DELIMITERS:
        widths = Counter(len(row) for row in _rows(text, candidate, limit=_SAMPLE) if any(row))
        if not widths:
            return ""
        width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        fit = rows / widths.total() * (width > 1) + width / 1_000
        if width > 1 and fit > best:
            best, delimiter = fit, candidate
    return delimiter


def _rows(text: str, delimiter: str, limit: int | None = None) -> list[list[str]]:
    if not delimiter:
        return [[line] for line in text.split("\n")]
    # A cell may be as long as the text; csv refuses more than 131,072 characters by default.
    csv.field_size_limit(max(131_072, len(text)))
    rows = _parsed(text, delimiter, limit)
    last = rows[-1][-1] if rows and rows[-1] else ""
    if last.count("\n") > _SWALLOWED and text.count('"') % 2:
        return _parsed(text, delimiter, limit, quoted=False)
    return rows


def _parsed(
    text: str, delimiter: str, limit: int | None, *, quoted: bool = True
) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    for row in reader:
        rows.append([cell.strip() for cell in row])
        if len(rows) == limit:
            break
    return rows


def _plain(cell: str, name: str) -> str:
    return to_text(parse(cell, name)) if "<" in cell or "&" in cell else cell


def _written(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    if max(map(len, rows)) == 1:
        return "\n".join(row[0] for row in rows)
    header = [fold(cell).strip(" :：") for cell in rows[0]]
    if not _ASKS.isdisjoint(header) and not _ANSWERS.isdisjoint(header):
        return _pairs(rows[0], rows[1:])
    if all(len(row) <= 2 for row in rows) and (labels := _labels(rows)):
        return _pairs(list(labels), rows)
    return marks.table(rows)


def _labels(rows: list[list[str]]) -> tuple[str, str] | None:
    """Labels for a sheet without a header whose first column asks; None if it does not."""
    signs = Counter(found[0].strip() for row in rows if (found := _QUESTION_MARK.search(row[0])))
    if signs.total() < len(rows) * _MOSTLY:
        return None
    return _LABELS.get(signs.most_common(1)[0][0], ("Q", "A"))


def _pairs(labels: list[str], rows: list[list[str]]) -> str:
    """A block a row, a line a cell: `Question: …`, `Answer: …`."""
    blocks = []
    for row in rows:
        lines = []
        for at, cell in enumerate(row):
            label = labels[at].strip(" :：") if at < len(labels) else ""
            value = _BLANK_LINES.sub("\n", cell)
            if value:
                lines.append(f"{label}: {value}" if label else value)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
