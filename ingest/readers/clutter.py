"""What stands on a web page around the text: navigation, banners, share bars, newsletter pitches.

Takes elements out of a tree, in place. Told by element, by class, by where links go, and by what
`pitches.py` knows. What holds much text of its own, or a quarter
of the page, is never clutter, whatever its class says.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from ingest.normalize import fold
from ingest.readers.elements import HEADINGS, Element, is_left_out, kind_of
from ingest.readers.pitches import (
    is_cookie_banner,
    is_menu,
    is_pitch,
    is_share_bar,
    leads_to_more,
    leads_to_pitch,
    words_of,
)

_ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar",
     "toolbar", "complementary"}
)  # fmt: skip
_CONTAINERS = frozenset(
    {"aside", "div", "dl", "figure", "footer", "form", "header", "ol", "p", "section", "table",
     "ul"}
)  # fmt: skip
_PLACES = frozenset(
    {"ad", "ads", "advert", "advertisement", "breadcrumb", "breadcrumbs", "dropdown", "footer",
     "masthead", "menu", "nav", "navbar", "navigation", "pager", "paginate", "pagination", "promo",
     "recommendations", "recommended", "related", "sidebar", "skip", "sphinxsidebar", "sponsored",
     "toc", "topbar", "widget", "widgets"}
)  # fmt: skip
_PITCHES = frozenset(
    {"addthis", "consent", "cookie", "cookies", "disqus", "gdpr", "newsletter", "onetrust",
     "paywall", "popup", "share", "sharebar", "sharedaddy", "sharing", "signup", "social",
     "subscribe", "subscription"}
)  # fmt: skip
_WHOLE = frozenset({"body", "container", "content", "has", "layout", "main", "no", "page", "with",
                    "without", "wrap", "wrapper"})  # fmt: skip
"""Beside one of these a word tells of the page and not of the part."""
_NOTES = regex.compile(
    r"note|tip|warn|caution|danger|important|info|admonition|callout|topic|example|"
    r"bibliograph|reference|citation|doc-",
    regex.I,
)
_WORDS = regex.compile(r"\w+")
_NAME_PART = regex.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST_PITCH = 240
_MUCH = 600
"""Characters outside links from which a part is text, whatever its class says."""
_LONGEST_FORM = 150
_LONGEST_BUTTON = 80
_SHARE_OF_PAGE = 0.25
_LINKED = 0.5
"""Share of the characters in links from which a part is a list of links."""
_NEARLY_ALL = 0.8
_SHARE_OF_HEADINGS = 0.4


class Size(NamedTuple):
    """Characters that are shown outside and inside links, white space not counted."""

    plain: int
    linked: int

    @property
    def whole(self) -> int:
        return self.plain + self.linked

    @property
    def density(self) -> float:
        return self.linked / max(1, self.whole)


def remove_clutter(root: Element) -> None:
    """Take out of `root` what is around the text."""
    _Cleaner(root).run()


def remove_pitches(root: Element) -> None:
    """Take out only what web clippers keep as paragraphs: pitches, share links, menus."""
    sizes = sizes_of(root)
    for element in list(root.iter("p", "li", "div", "form")):
        short = sizes[element].whole <= _LONGEST_PITCH
        if short and (is_pitch(element) or is_share_bar(element) or leads_to_pitch(element)):
            drop(element)
    menus = {words_of(element) for element in _above_the_title(root) if is_menu(element)}
    for element in list(root.iter("p")):
        if menus and words_of(element) in menus:
            drop(element)  # at the top, and again at the bottom


def _above_the_title(root: Element) -> Iterator[Element]:
    """Paragraphs above the first heading; none where there is no heading."""
    title = next(root.iter(*HEADINGS), None)
    for element in root.iter() if title is not None else ():
        if element is title:
            return
        if kind_of(element) == "p":
            yield element


def drop(element: Element) -> None:
    """Take an element out; the words before and after it stay apart."""
    if element.getparent() is not None:
        element.tail = " " + (element.tail or "")
        element.drop_tree()


class _Cleaner:
    """Decides for each element of one page, by sizes that are counted before anything is gone."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._sizes = sizes_of(root)
        self._total = self._sizes[root].plain
        self._holders = _holders(root)
        self._headings = sum(1 for _ in root.iter(*HEADINGS))

    def run(self) -> None:
        gone: set[Element] = set()
        for element in list(self._root.iterdescendants()):
            if element.getparent() in gone or element.getparent() is None:
                gone.add(element)
            elif kind_of(element) and self._is_clutter(element):
                gone.add(element)
                for heading in self._heading_above(element):
                    drop(heading)
                drop(element)

    def _is_clutter(self, element: Element) -> bool:
        kind, size = kind_of(element), self._sizes[element]
        if kind in ("body", "main", "article") or element.get("role") == "main":
            return False
        if kind == "a":
            return "skip" in element.get("class", "").lower() and element.get("href", "")[:1] == "#"
        if kind == "button":
            inside = _is_inside(element, HEADINGS | {"summary", "dt"})
            return not inside and size.plain < _LONGEST_BUTTON
        if size.plain > self._total * _SHARE_OF_PAGE or (
            element in self._holders and kind != "nav"
        ):
            return False
        if kind == "nav" or self._is_by_element(element, kind):
            return True
        return kind in _CONTAINERS and (
            self._is_by_name(element)
            or (size.whole <= _LONGEST_PITCH and (is_pitch(element) or is_share_bar(element)))
            or self._is_banner(element)
            or self._is_link_list(element, kind)
        )

    def _is_by_element(self, element: Element, kind: str) -> bool:
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        inside = _is_inside(element, {"main", "article"})
        if kind == "aside" or element.get("role") == "complementary":
            linked = self._sizes[element].density > _LINKED
            return linked if _NOTES.search(names) or inside else True
        if element.get("role") in _ROLES or element.get("aria-modal") == "true":
            return True
        if kind == "footer":
            return not (_NOTES.search(names) or _is_inside(element, {"blockquote"}))
        if kind == "header":
            return not inside
        return kind == "form" and self._is_mere_form(element)

    def _is_mere_form(self, form: Element) -> bool:
        """Whether a form asks for something; one with choices may be a quiz, and text is text."""
        types = {field.get("type", "text").lower() for field in form.iter("input")}
        size = self._sizes[form].plain
        if types & {"email", "search", "password"}:
            return size < _LONGEST_PITCH
        return size < _LONGEST_FORM and not types & {"radio", "checkbox"}

    def _is_by_name(self, element: Element) -> bool:
        names = element.get("class", "").split()
        size = self._sizes[element]
        if not _is_named_by_heading(element):
            names.append(element.get("id", ""))
        for name in names:
            words = {word.lower() for word in _NAME_PART.findall(name)}
            if words & _WHOLE and size.density < _NEARLY_ALL:
                continue
            if words & _PLACES and (size.plain < _MUCH or size.density > _LINKED):
                return True
            if words & _PITCHES and size.plain < _MUCH:
                return True
        return False

    def _is_banner(self, element: Element) -> bool:
        size = self._sizes[element].plain
        if kind_of(element) not in ("div", "section") or not 0 < size < _MUCH:
            return False
        return not _is_inside(element, {"main", "article"}) and is_cookie_banner(element)

    def _is_link_list(self, element: Element, kind: str) -> bool:
        """Related articles under a heading that says so, and the page's own table of contents."""
        size = self._sizes[element]
        if kind not in ("ul", "ol", "div", "section") or size.density < _NEARLY_ALL:
            return False
        links = [link.get("href", "") for link in element.iter("a")]
        if len(links) > 2 and all(link.startswith("#") for link in links):
            # A few links down the page are a part of what is said there.
            return len(links) > self._headings * _SHARE_OF_HEADINGS
        return bool(links) and any(True for _ in self._heading_above(element))

    def _heading_above(self, element: Element) -> Iterator[Element]:
        before = element.getprevious()
        if before is None or self._sizes[element].density < _NEARLY_ALL:
            return
        if kind_of(before) in HEADINGS | {"p", "div"} and leads_to_more(before):
            yield before


def _holders(root: Element) -> set[Element]:
    """Whatever contains the text for sure: the page's main part, else its title."""
    sure = [item for item in root.iter("main", "article") if kind_of(item)]
    sure += [item for item in root.iter("div", "section") if item.get("role") == "main"]
    titles = [title for title in root.iter("h1") if _is_inside(title, {"main", "article"})]
    return {
        above for item in [*sure, *(titles or root.iter("h1"))] for above in item.iterancestors()
    }


def sizes_of(root: Element) -> dict[Element, Size]:
    """Size of each element that is shown, children before their parents."""
    sizes: dict[Element, Size] = {}
    for element in reversed(list(root.iter())):
        if is_left_out(element):
            sizes[element] = Size(0, 0)
            continue
        plain, linked = _length(element.text), 0
        for child in element:
            plain += sizes[child].plain + _length(child.tail)
            linked += sizes[child].linked
        is_link = kind_of(element) == "a" and bool(element.get("href"))
        sizes[element] = Size(0, plain + linked) if is_link else Size(plain, linked)
    return sizes


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _is_named_by_heading(element: Element) -> bool:
    """Whether its id is made of its heading, and so says what the text is about."""
    parts = set(_WORDS.findall(fold(element.get("id", "").replace("-", " ").replace("_", " "))))
    heading = next(element.iter(*HEADINGS), None)
    return heading is not None and parts <= set(_WORDS.findall(fold(words_of(heading))))


def _is_inside(element: Element, kinds: frozenset[str] | set[str]) -> bool:
    return any(kind_of(above) in kinds for above in element.iterancestors())
