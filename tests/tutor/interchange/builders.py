"""Items with cruel texts, and strategies that make more of them."""

from typing import Any

from hypothesis import strategies as st

from ingest.settings import IngestSettings
from tutor.interchange.banks import Bank, Exported, Imported
from tutor.interchange.extras import letter
from tutor.interchange.formats import FORMATS
from tutor.quizzes import CHOSEN, GAP, TYPED, EvidenceSpan, Option, QuizItem, Verdict

AT = "2026-11-21T08:00:00Z"
LIMITS = IngestSettings()
WHOLE = ("json", "csv", "moodle-xml", "gift", "qti", "qti3", "anki")
"""Formats that give back every field of every item, but for what they say."""
HOSTILE = [
    "C#", "Key=\"role\"", "{red, blue}", "a:b", "~", "two\nlines", "C:\\new", "->", "<div>",
    "&", "&amp;", "//", "::", "]]>", "[x]", "'single' and \"double\"",
    "استخدم C# مع (Amazon S3)، ثم؟", "（全角）：「引号」，３５天",
    "\U0001f600\U0001f469\U0001f3fd\u200d\U0001f4bb", "=1+1", "+1", "-1", "@a", "\t=1",
    "'=1", "＝1", "1/2", "007", "12e5", "[html]", "[plainX", "[sound:a.mp3]", "[$]x[/$]",
    "\\(x\\)", "{{c1::x}}", "}}", "%50%x", "%100%", "####", "#", "A. B", "ANSWER: A",
    "$CATEGORY: x", "T", "TRUE", "____", "_____", "*", "\\*", "?>", "<br>", "&#91;",
    " lead", "trail ", "a  b", "\u3000x", "x\u2028y", "x\u2060", "e\u0301", "لُّقطة",
    "\u202eabc", "None", "0", ";", "a,b", "\"", "<!-- x -->", "<?hikma {}?>",
]  # fmt: skip


def item(kind: str = "single", **changed: Any) -> QuizItem:
    """A sound item of a kind."""
    fields: dict[str, Any] = {
        "id": "0123456789abcdef",
        "kind": kind,
        "language": "en",
        "stem": "How long is a snapshot kept?",
        "explanation": "It says so.",
        "evidence": (span(),),
        "topic": "Vault > Snapshots",
        "as_of": "2026-04",
        "exam": "aws-mla-c01",
        "domain": "2",
        "task": "2.1",
        "difficulty": 0.4,
        "gates": (Verdict(name="schema", verdict="pass"),),
    }
    if kind in CHOSEN:
        fields["options"] = options(("35 days", True, "Right."), ("7 days", False, "Too short."))
        if kind == "multiple":
            more = (("35 days", True, ""), ("five weeks", True, ""), ("7 days", False, ""))
            fields["options"] = options(*more)
        if kind == "true-false":
            fields["stem"] = "A snapshot is kept for 35 days."
            fields["options"] = options(("True", True, "Yes."), ("False", False, "No."))
    else:
        fields["answer"] = ("35 days", "thirty-five days")
        if kind == "cloze":
            fields["stem"] = f"A snapshot is kept for {GAP} in the Vault."
    return QuizItem(**(fields | changed))


def options(*given: tuple[str, bool, str]) -> tuple[Option, ...]:
    """Options with their letters."""
    return tuple(
        Option(id=letter(at), text=text, correct=correct, rationale=rationale)
        for at, (text, correct, rationale) in enumerate(given)
    )


def span(quote: str = "A snapshot is kept for 35 days.", **changed: Any) -> EvidenceSpan:
    """Evidence on page 3 of a document."""
    fields: dict[str, Any] = {
        "document": "d" * 16, "title": "The Vault", "page": 3, "start": 10,
        "end": 10 + len(quote), "quote": quote, "language": "en",
    }  # fmt: skip
    return EvidenceSpan(**(fields | changed))


def arabic(**changed: Any) -> QuizItem:
    """An Arabic item that begins with a Latin name and holds more of them."""
    return item(
        id="00000000000000aa",
        language="ar",
        stem='Amazon S3: كم يومًا تُحفَظ اللقطة مع C# وKey="role"؟',
        options=options(("٣٥ يومًا", True, "كما في Vault."), ("C#", False, "")),
        explanation="لأنّ Amazon S3 يحفظها.",
        evidence=(span("تُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3", language="ar"),),
        **changed,
    )


def bank(*items: QuizItem) -> Bank:
    """Items as they are handed to a writer."""
    return Bank(title="Vault", items=items, at=AT)


def write(format: str, *items: QuizItem) -> Exported:
    """The file that a format makes of items."""
    return FORMATS[format].write(bank(*items))


def read(format: str, data: bytes | str, name: str = "file") -> Imported:
    """What a format reads in a file."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    return FORMATS[format].read(raw, name, LIMITS)


def reread(format: str, *items: QuizItem) -> tuple[QuizItem, ...]:
    """Items as they come back."""
    found = read(format, write(format, *items).data)
    assert not found.unread, found.unread
    return found.items


def _is_visible(text: str) -> bool:
    return any(char.isalnum() or char in "#~{}:->*&/=+@[]" for char in text)


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=4).map("".join),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
).filter(_is_visible)
"""Any text in which something is seen, control characters included."""
maybe = st.one_of(st.just(""), texts)
spans = st.builds(
    EvidenceSpan,
    document=st.just("d" * 16),
    title=texts,
    page=st.integers(1, 9),
    start=st.integers(0, 9),
    end=st.integers(10, 99),
    quote=texts,
    language=st.sampled_from(["en", "zh-Hans", "ar"]),
)


@st.composite
def items(draw: st.DrawFn) -> QuizItem:
    """Any item that somebody can answer."""
    kind = draw(st.sampled_from(CHOSEN + TYPED))
    chosen: tuple[Option, ...] = ()
    answer: tuple[str, ...] = ()
    stem = draw(texts)
    if kind in CHOSEN:
        chosen = draw(_options(kind))
    else:
        answer = tuple(draw(st.lists(texts, min_size=1, max_size=3, unique=True)))
        stem = draw(maybe) + GAP + draw(texts) if kind == "cloze" else stem
    return QuizItem(
        id=draw(st.text("0123456789abcdef", min_size=16, max_size=16)),
        kind=kind,
        language=draw(st.sampled_from(["en", "ar", "zh-Hans", "zh-Hant", "fa"])),
        stem=stem,
        options=chosen,
        answer=answer,
        explanation=draw(maybe),
        evidence=tuple(draw(st.lists(spans, max_size=2))),
        topic=draw(maybe),
        exam=draw(st.sampled_from([None, "aws-mla-c01"])),
        domain=draw(st.one_of(st.none(), texts)),
        difficulty=draw(st.one_of(st.none(), st.floats(0, 1))),
        gates=draw(st.sampled_from([(), (Verdict(name="schema", verdict="flag", detail="«x»"),)])),
    )


@st.composite
def _options(draw: st.DrawFn, kind: str) -> tuple[Option, ...]:
    count = 2 if kind == "true-false" else draw(st.integers(2, 5))
    right = draw(st.integers(0, count - 1))
    said = [draw(texts) for _ in range(count)]
    if kind == "true-false" and draw(st.booleans()):
        said = draw(st.sampled_from([["True", "False"], ["خطأ", "صواب"], ["对", "错"]]))
    return options(
        *(
            (text, at == right or (kind == "multiple" and draw(st.booleans())), draw(maybe))
            for at, text in enumerate(said)
        )
    )
