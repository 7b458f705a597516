"""Findings of many pages in a few lines."""

from app.health import health_lines, page_ranges
from ingest.documents import Finding


def test_equal_findings_of_many_pages_are_one_line() -> None:
    health = [
        Finding(page=n, finding="header-footer", hint="", done="Left out") for n in (2, 3, 4, 9)
    ]
    health.append(Finding(page=5, finding="no-text", hint="A scan: recognise its text."))
    assert health_lines(health) == [
        "pages 2-4, 9: header-footer. Left out.",
        "page 5: no-text. A scan: recognise its text.",
    ]


def test_page_ranges_join_neighbours_only() -> None:
    assert page_ranges([7]) == "page 7"
    assert page_ranges([3, 1, 2, 2, 5]) == "pages 1-3, 5"
