"""The date a document gives itself, and none where a year only stands in a fact."""

from datetime import date

import pytest

from tutor.dates import as_of, is_old

STATED = [
    ("As of November 2026.", "2026-11"),
    ("# Title\n\n**Last updated:** March 5, 2023\n\nText", "2023-03-05"),
    ("This page was last updated on 4 May 2022.", "2022-05-04"),
    ("Published 2020-01-01. Last updated 2024-03-31.", "2024-03-31"),
    ("Updated 31/03/2024 10:22 UTC", "2024-03-31"),
    ("Updated 03/04/2024", "2024"),
    ("Updated: as of November 2026.", "2026-11"),
    ("---\ntitle: x\ndate: 2023-05-01\n---\n", "2023-05-01"),
    ("截至２０２６年１１月。", "2026-11"),
    ("资料截止：二〇二六年十一月。", "2026-11"),
    ("最後更新：2024年3月1日", "2024-03-01"),
    ("发布于 2020-01-01 · 更新于 2024-03-31", "2024-03-31"),
    ("المعلومات صحيحة حتى نوفمبر ٢٠٢٦", "2026-11"),
    ("آخِر تحديث: ٣١ آذار ٢٠٢٤", "2024-03-31"),
    ("آخر تحديث: تشرين الثاني/نوفمبر 2025", "2025-11"),
    ("تاريخ النشر: ٥ كانون الثاني ٢٠٢٣", "2023-01-05"),
    ("Stand: 5. März 2024", "2024-03-05"),
    ("По состоянию на ноябрь 2024 г.", "2024-11"),
    ("最終更新日：2024年3月1日", "2024-03-01"),
    ("word " * 1000 + "\nLast updated: 2021-02", "2021-02"),
]
FACTS = [
    "As of 2019, the town had 5 inhabitants.",
    "The war lasted until 1995.",
    "In 2026 Generative AI Developer came.",
    "该楼是上海第7高的大厦（截至2008年8月）。",
    "截至 2026 年 11 月，Model Monitor 不再开放。",
    "استمر العمل حتى 2005.",
    "وحتى نوفمبر 2026 لم تعد Clarify متاحة.",
    "آخر تحديث: 12 رجب 1445هـ",
    "Updated: 2024-02-30",
    "更新时间：2024-13-45",
    "Updated 12024",
    "Its last day was 31 March 2026.",
    "word " * 400 + "\nAs of November 2026.\n" + "word " * 400,
]


@pytest.mark.parametrize(("text", "found"), STATED)
def test_a_document_that_states_its_date_is_believed(text: str, found: str) -> None:
    assert as_of(text, "Notes 1999", "/a/b-2001.md") == found


@pytest.mark.parametrize("text", FACTS)
def test_a_year_inside_a_fact_is_not_the_documents(text: str) -> None:
    assert as_of(text, "", "") == ""


@pytest.mark.parametrize(
    ("title", "path", "found"),
    [
        ("", "/a/notes-2024.md", "2024"),
        ("", "C:\\docs\\report_2024-03.pdf", "2024-03"),
        ("", "/x/IMG_20240331.md", "2024-03-31"),
        ("AWS notes of November 2024", "", "2024-11"),
        ("2024年机器学习笔记", "", "2024"),
        ("مذكرات التعلّم ٢٠٢٣", "", "2023"),
        ("World Cup 2018", "", ""),
        ("2009年马其顿总统选举", "", ""),
        ("Notes on history 1990-2020", "", ""),
        ("Guide 2019 and 2024", "", ""),
        ("MLS-C01 notes", "/notes-12024.md", ""),
    ],
)
def test_a_title_or_a_file_name_may_hold_the_date(title: str, path: str, found: str) -> None:
    assert as_of("Text without a date.", title, path) == found


@pytest.mark.parametrize(
    ("stated", "today", "old"),
    [
        ("2024", date(2026, 12, 31), False),  # two years after 2024-12-31
        ("2024", date(2027, 1, 2), True),
        ("2024-02", date(2026, 2, 28), False),
        ("2024-02", date(2026, 3, 3), True),
        ("2024-03-31", date(2026, 4, 1), True),
        ("2030", date(2026, 1, 1), False),
        ("", date(2026, 1, 1), False),
        ("2024-13", date(2040, 1, 1), False),
        ("soon", date(2040, 1, 1), False),
    ],
)
def test_old_is_counted_from_the_end_of_what_is_stated(stated: str, today: date, old: bool) -> None:
    assert is_old(stated, today) is old


def test_the_years_may_be_chosen() -> None:
    assert is_old("2026-01-01", date(2026, 9, 1), years=0.5)
