"""What belongs to the paper rather than the text: lines that repeat at the edges of pages.

Also words that a line end cut in two. Pure functions on all pages of a document.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

import regex

_EDGE = 2
"""Lines from the top and from the bottom of a page that may be a header or footer."""
_MIN_PAGES = 3
_LONGEST = 150
_NUMBER = regex.compile(r"\p{Nd}+")
_LETTERS = regex.compile(r"\p{L}+")
_WORDS_FOR_PAGES = (
    "page pages p pg of seite von página pagina de pag sur 页 頁 第 共 第页 页共 صفحة الصفحة ص من"
    " стр страница из ページ 쪽 sayfa עמוד"
)
_PAGE_WORDS = frozenset(_WORDS_FOR_PAGES.split())
_CUT = regex.compile(r"(\p{Latin}{2,})([-\u00ad\u2010])\n(\p{Ll}{2,})([.,;:!?)]*)[ \t]*")
_WORD = regex.compile(r"\p{L}+(?:-\p{L}+)*")


def without_repeats(pages: Sequence[str]) -> tuple[tuple[str, ...], dict[int, list[str]]]:
    """Pages without headers and footers, and the lines left out by page index.

    The first appearance of each stays. Page numbers may differ from page to page, if they
    count the pages; a line whose other numbers differ is not one that repeats.
    """
    lines = [page.split("\n") for page in pages]
    left_out = _repeated(lines)
    kept = tuple(
        _without(lines[index], left_out[index]) if index in left_out else page
        for index, page in enumerate(pages)
    )
    gone = {
        index: [lines[index][place].strip() for place in sorted(places)]
        for index, places in sorted(left_out.items())
    }
    return kept, gone


def _repeated(lines: Sequence[Sequence[str]]) -> dict[int, set[int]]:
    """Line numbers of all but the first of each repeated line, by page index."""
    found: dict[tuple[bool, str], list[tuple[int, int]]] = defaultdict(list)
    for index, page in enumerate(lines):
        for place, at_top in _edges(page):
            for key in _keys(page[place], index):
                found[at_top, key].append((index, place))
    left_out: dict[int, set[int]] = defaultdict(set)
    for places in found.values():
        if _repeats([index for index, _ in places]):
            for index, place in places[1:]:
                left_out[index].add(place)
    return left_out


def _without(page: Sequence[str], gone: set[int]) -> str:
    return "\n".join(line for place, line in enumerate(page) if place not in gone).strip("\n")


def _edges(page: Sequence[str]) -> list[tuple[int, bool]]:
    """(line number, at the top?) of the lines at the page's edges."""
    filled = [place for place, line in enumerate(page) if line.strip()]
    middle = len(filled) / 2
    return [
        (place, rank < middle)
        for rank, place in enumerate(filled)
        if min(rank, len(filled) - 1 - rank) < _EDGE
    ]


def _keys(line: str, index: int) -> set[str]:
    """The line as it is, and with numbers that may count the pages as `#<that of page 0>`.

    Only lines of numbers, of numbers with words for pages, or of several words may carry one:
    `Question 12` at the top of twelve pages is no header.
    """
    text = " ".join(line.split())
    if not text or len(text) > _LONGEST:
        return set()
    words = [word.casefold() for word in _LETTERS.findall(text)]
    pieces = _NUMBER.split(text)
    numbers = _NUMBER.findall(text)
    carries = set(words) <= _PAGE_WORDS or len(words) >= 3
    if not carries or len(numbers) > 3 or any(len(number) > 6 for number in numbers):
        return {text}
    choices = [(number, f"#{int(number) - index}") for number in numbers]
    keys = {"".join(a + b for a, b in zip(pieces, (*chosen, ""))) for chosen in product(*choices)}
    # A bare number that stays the same is as likely to be data.
    return keys - {text} if not words else keys


def _repeats(pages: Sequence[int]) -> bool:
    """Once on three pages or more, and on half of those from the first to the last."""
    once = len(set(pages)) == len(pages)
    return once and len(pages) >= _MIN_PAGES and len(pages) * 2 > pages[-1] - pages[0]


def joined_words(pages: Sequence[str]) -> tuple[str, ...]:
    """Latin words that a line end cut, made whole where the whole word stands elsewhere.

    A soft hyphen is proof enough. The rest of the word moves up to the line where it began.
    """
    words = {word.casefold() for page in pages for word in _WORD.findall(page)}

    def join(match: "regex.Match[str]") -> str:
        whole = match[1] + match[3]
        with_hyphen = f"{match[1]}-{match[3]}".casefold()
        sure = match[2] == "\u00ad" or (whole.casefold() in words and with_hyphen not in words)
        return f"{whole}{match[4]}\n" if sure else match[0]

    return tuple(str(_CUT.sub(join, page)) for page in pages)
