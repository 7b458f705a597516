"""Items of every kind in three languages, as they are taken and graded, whoever made them."""

from typing import Any

from tutor.quizzes import EvidenceSpan, Kind, Option, QuizItem

SOURCES = {
    "en": "An asynchronous endpoint queues its requests and accepts payloads of up to 1 GB.",
    "zh-Hans": "端点变体的扩容和缩容冷却时间默认都是 300 秒。",
    "ar": "تُحفَظ السجلات في Kinesis افتراضيًا 24 ساعة، ويمكن إطالة المدة حتى 365 يومًا.",
}
REFERENCE = {
    "en": "L1 drives some weights to exactly zero and so selects features. "
    "L2 shrinks all weights but leaves them different from zero.",
    "zh-Hans": "L1 会把一些权重压到恰好为 0，相当于做特征选择；L2 使权重普遍变小，但一般不为 0。",
    "ar": "يجعل L1 كثيرًا من الأوزان صفرًا. ويوزّع L2 الوزن على السمات ويصغّره.",
}
OPTIONS = {
    "en": ("25 MB", "100 MB", "1 GB", "6 MB"),
    "zh-Hans": ("60 秒", "120 秒", "300 秒", "600 秒"),
    "ar": ("12 ساعة", "24 ساعة", "48 ساعة", "365 يومًا"),
}
STEMS = {
    "en": "What is the largest payload that an asynchronous endpoint accepts?",
    "zh-Hans": "端点变体的冷却时间默认是多少？",
    "ar": "كم مدة حفظ السجلات افتراضيًا؟",
}
CLOZE = {
    "en": ("An asynchronous endpoint accepts payloads of up to ____ GB.", ("1", "one")),
    "zh-Hans": ("端点变体的冷却时间默认都是 ____ 秒。", ("300", "三百")),
    "ar": ("تُحفَظ السجلات افتراضيًا ____ ساعة.", ("24", "أربع وعشرون")),
}
STATEMENTS = {"en": ("True", "False"), "zh-Hans": ("正确", "错误"), "ar": ("صواب", "خطأ")}
LANGUAGES = tuple(SOURCES)


def item(kind: Kind, language: str = "en", **changed: Any) -> QuizItem:
    """A sound item of a kind; the key is c of four options, and a and c of five."""
    made: dict[str, Any] = {
        "id": f"{kind}-{language}",
        "kind": kind,
        "language": language,
        "stem": STEMS[language],
        "explanation": {
            "en": "It queues them.",
            "zh-Hans": "两者相同。",
            "ar": "وهي المدة الافتراضية.",
        }[language],
        "evidence": (
            EvidenceSpan(
                document="d" * 16,
                title="Notes",
                path="/x/notes.md",
                page=7,
                start=0,
                end=len(SOURCES[language]),
                quote=SOURCES[language],
                language=language,
            ),
        ),
        "topic": "Endpoints",
    }
    if kind == "single":
        key = {"en": "1 GB", "zh-Hans": "300 秒", "ar": "24 ساعة"}[language]
        made["options"] = options(OPTIONS[language], [key])
    elif kind == "multiple":
        made["stem"] = "Which of these are supervised?"
        texts = ("Regression", "Clustering", "Forecasting", "Embedding", "Translation")
        made["options"] = options(texts, ["Regression", "Forecasting"])
    elif kind == "true-false":
        made["stem"] = SOURCES[language]
        made["options"] = options(STATEMENTS[language], [STATEMENTS[language][0]])
    elif kind == "cloze":
        made["stem"], made["answer"] = CLOZE[language]
    elif kind == "short":
        made["stem"] = "What is it called when inputs and target change their relation?"
        made["answer"] = ("concept drift",)
    else:
        made["stem"] = {
            "en": "How do L1 and L2 differ?",
            "zh-Hans": "L1 和 L2 有什么不同？",
            "ar": "ما الفرق بين L1 و L2؟",
        }[language]
        made["answer"] = (REFERENCE[language],)
    return QuizItem(**(made | changed))


def options(texts: tuple[str, ...], right: list[str]) -> tuple[Option, ...]:
    """Options with letters and rationales."""
    return tuple(
        Option(id=letter, text=text, correct=text in right, rationale=f"Rationale {letter}.")
        for letter, text in zip("abcdef", texts)
    )
