"""Web pages and articles saved as HTML: the text, without what the site puts around it."""

import regex

from ingest.normalize import fold, one_line
from ingest.readers import Extracted
from ingest.readers.clutter import remove_clutter, sizes_of
from ingest.readers.elements import Element
from ingest.readers.markup import line_of, parse, to_text
from ingest.settings import IngestSettings

_CONTENT = frozenset(
    {"article-body", "article-content", "articlebody", "body", "bodycontent", "content", "document",
     "entry-content", "main", "main-col-body", "main-content", "maincontent", "markdown-body",
     "mw-content-text", "post-body", "post-content", "rst-content", "story-body"}
)  # fmt: skip
"""Ids and classes that sites give to what they have to say."""
_MOST = 0.7
_HALF = 0.5
_FEW = 0.25
_INDEX = 200
"""Characters of a page that is hardly more than its links."""
_SITE = regex.compile(r"\s+(?:[|–—·»«•-]|::)\s+|_(?=\p{Han})")
_DASHES = " |–—·»«•-:_"
_LONGEST_SITE = 4


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The page's text as one page. Raises what `parse` raises."""
    root = parse(data, name)
    title = title_of(root)
    plain, linked = sizes_of(root)[root]
    remove_clutter(root)
    main = main_of(root)
    text = _with_heading(to_text(main), root, title)
    kept = len("".join(text.split()))
    if kept < plain * _FEW or kept < min(_INDEX, linked):
        # An index of links, or parts whose names mislead: better all of it than too little.
        text = to_text(parse(data, name))
    return Extracted(title=title, pages=(text,))


def title_of(root: Element) -> str | None:
    """The article's own name: the heading that the page's title repeats, else that title."""
    titles = root.iterfind(".//head/title")
    named = next((one_line("".join(title.itertext())) for title in titles), "")
    for meta in root.iter("meta"):
        if meta.get("property", meta.get("name", "")).lower() == "og:title":
            named = one_line(meta.get("content", "")) or named
            break
    *before, site = _SITE.split(named)
    headings = [text for text in map(line_of, root.iter("h1")) if text]
    for heading in headings:
        if fold(heading) in fold(named) and not (before and fold(heading) == fold(site)):
            return heading
    if not named:
        return headings[0] if headings else None
    is_known = any(fold(heading) == fold(site) for heading in headings)
    is_short = len(site.split()) <= _LONGEST_SITE and 2 * len(site) < len(named)
    if before and (is_known or (is_short and not any(char.isdigit() for char in site))):
        return str(named[: named.rindex(site)]).strip(_DASHES)
    return named


def main_of(root: Element) -> Element:
    """The smallest part that holds most of the text and says that it is the main one."""
    best, sizes = root, sizes_of(root)
    for element in root.iterdescendants("main", "article", "div", "section", "td"):
        names = {*element.get("class", "").lower().split(), element.get("id", "").lower()}
        is_main = element.tag == "main" or element.get("role") == "main"
        if not (is_main or element.tag == "article" or names & _CONTENT):
            continue
        if sizes[element].plain >= sizes[root].plain * (_HALF if is_main else _MOST):
            best = element
    return best


def _with_heading(text: str, root: Element, title: str | None) -> str:
    """`text` under the heading that is its title, where that stands outside the main part."""
    headings = [line_of(heading) for heading in root.iter("h1")]
    if title in headings and f"# {title}\n" not in text + "\n":
        return f"# {title}\n\n{text}"
    return text
