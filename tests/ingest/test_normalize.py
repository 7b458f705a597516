"""Folding: what readers take for the same compares equal, and nothing else does."""

import pytest

from ingest.normalize import fold, one_line


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("مُدَرِّسَة", "مدرسه"),
        ("أحمد", "احمد"),
        ("\u0627\u0654حمد", "احمد"),
        ("كتــاب", "كتاب"),
        ("٢٠٢٦", "2026"),
        ("۲۰۲۶", "2026"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﬁle", "file"),
        ("ﻻ", "لا"),
        ("Straße", "STRASSE"),
        ("a\u200fb", "ab"),
    ],
)
def test_spellings_of_the_same_fold_together(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(("a", "b"), [("TLS 1.2", "TLS 1.3"), ("C#", "C"), ("كتب", "كتاب")])
def test_different_things_stay_different(a: str, b: str) -> None:
    assert fold(a) != fold(b)


def test_line_breaks_inside_chinese_vanish_and_elsewhere_become_spaces() -> None:
    assert one_line("数据的\n分布 S3\nbucket\t x") == "数据的分布 S3 bucket x"
