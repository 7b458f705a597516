"""What is the matter with a document's pages, in a few lines."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.documents import Finding


def health_lines(health: "Iterable[Finding]") -> list[str]:
    """A line for each kind of finding: its pages, what was done, what its reader can do."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for found in health:
        groups.setdefault((found.finding, found.done, found.hint), []).append(found.page)
    lines = []
    for (finding, done, hint), pages in groups.items():
        told = " ".join(f"{part.rstrip('.')}." for part in (finding, done, hint) if part)
        lines.append(f"{page_ranges(pages)}: {told}")
    return lines


def page_ranges(pages: Iterable[int]) -> str:
    """`page 3` or `pages 2-9, 11`."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    text = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    return f"page {text}" if text.isdigit() else f"pages {text}"
