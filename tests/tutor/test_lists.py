"""Lists: what was found of one is answered with all of it, in every script."""

import pytest

from ingest.documents import Document, Page
from tutor.cite import Quote, span_of
from tutor.lists import counted, nearby, whole_list

BULLETS = """# Types

There are three types:

- Data drift: inputs change.
- Concept drift: the relation changes.
  It needs labels.

- Bias drift

Other text. Not a list."""
CHINESE = "监控有三种：\n1、数据质量\n2、模型质量，需要真实标签\n3、偏差漂移\n\n其他内容。"
ARABIC = "للنشر ثلاثة أنواع:\n\n١. الكناري\n٢. الخطّي\n٣. دفعة واحدة\n\nنص آخر."
TABLE = "| Class | Days |\n|---|---|\n| Standard | 0 |\n| Glacier | 90 |\n\nAfter."


def document_of(text: str) -> Document:
    page = Page(number=1, start=0, end=len(text))
    return Document(id="d" * 16, path="/t.md", title="T", text=text, pages=(page,))


def found(text: str, said: str, language: str) -> list[str]:
    document = document_of(text)
    start = text.index(said)
    quotes = whole_list(document, span_of(document, start, start + len(said), language))
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
    return [quote.text for quote in quotes]


@pytest.mark.parametrize(
    ("text", "said", "language", "count", "lead"),
    [
        (BULLETS, "There are three types:", "en", 4, "There are three types:"),
        (BULLETS, "Concept drift: the relation changes.", "en", 4, "There are three types:"),
        (BULLETS, "Bias drift", "en", 4, "There are three types:"),
        (CHINESE, "模型质量，需要真实标签", "zh-Hans", 4, "监控有三种："),
        (CHINESE, "监控有三种：", "zh-Hans", 4, "监控有三种："),
        (ARABIC, "الخطّي", "ar", 4, "للنشر ثلاثة أنواع:"),
        (TABLE, "Glacier", "en", 3, None),
    ],
)
def test_a_sentence_of_a_list_brings_the_whole_list(
    text: str, said: str, language: str, count: int, lead: str | None
) -> None:
    quotes = found(text, said, language)
    assert len(quotes) >= count
    if lead:
        assert quotes[0] == lead
    assert not any("Other text" in q or "其他" in q or "آخر" in q or "After" in q for q in quotes)


@pytest.mark.parametrize("said", ["Other text.", "Not a list."])
def test_prose_is_no_list(said: str) -> None:
    assert found(BULLETS, said, "en") == []


def test_a_list_too_long_to_be_an_answer_is_not_quoted_whole() -> None:
    text = "All:\n" + "\n".join(f"- item {n}" for n in range(40))
    assert found(text, "item 7", "en") == []


def test_a_lone_bullet_is_no_list() -> None:
    assert found("Note:\n\n- only one\n\nText.", "only one", "en") == []


@pytest.mark.parametrize(
    ("said", "language", "count"),
    [
        (
            ("Do this in order.", "First, capture.", "Then run it.", "Finally, look.", "Done."),
            "en",
            4,
        ),
        (
            (
                "配置分为四步。",
                "第一步，启用。",
                "第二步，运行。",
                "第三步，计划。",
                "第四步，查看。",
                "费用另算。",
            ),
            "zh",
            5,
        ),
        (("له خطوات.", "أولًا فعّل.", "ثم شغّل.", "وأخيرًا انظر.", "انتهى."), "ar", 4),
        (("用两步。", "第一步，启用。", "它写入 S3。", "第二步，运行。", "完。"), "zh", 4),
        (("Thirsty people drink.", "Nextdoor is an app.", "Lasting peace."), "en", 0),
    ],
)
def test_sentences_that_count_belong_together(
    said: tuple[str, ...], language: str, count: int
) -> None:
    quotes = [
        Quote(
            document="d", title="T", path="/t.md", page=1, start=n * 100, end=n * 100 + len(text),
            text=text, language=language,
        )
        for n, text in enumerate(said)
    ]  # fmt: skip
    assert counted(quotes, quotes[0]) == tuple(quotes[:count])
    assert counted(quotes, quotes[1]) == tuple(quotes[:count])


def test_steps_go_on_behind_the_end_of_a_chunk_but_not_under_another_heading() -> None:
    text = (
        "# 配置\n\n配置分为四步。第一步，启用。第二步，运行。\n\n第三步，计划。第四步，查看。\n\n"
        "# 费用\n\n第五步，付费。"
    )
    document = document_of(text)
    start = text.index("第一步")
    quote = span_of(document, start, start + len("第一步，启用。"), "zh")
    said = [sentence.text for sentence in counted(nearby(document, quote), quote)]
    assert said == [
        "配置分为四步。",
        "第一步，启用。",
        "第二步，运行。",
        "第三步，计划。",
        "第四步，查看。",
    ]
