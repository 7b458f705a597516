"""What stands on a web page around the text: navigation, banners, share bars, newsletter pitches.

Takes elements out of a tree, in place. Told by element, by class, by where links go, and, for
pitches, by words in English, Chinese and Arabic. What holds much text of its own, or a quarter
of the page, is never clutter, whatever its class says.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from ingest.normalize import fold, one_line
from ingest.readers.elements import HEADINGS, Element, is_left_out, kind_of

_ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar",
     "toolbar", "complementary"}
)  # fmt: skip
_CONTAINERS = frozenset(
    {
        "aside",
        "div",
        "dl",
        "figure",
        "footer",
        "form",
        "header",
        "ol",
        "p",
        "section",
        "table",
        "ul",
    }
)
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
_SHARE_LINK = regex.compile(
    r"facebook\.com/(?:sharer|share)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/share|"
    r"(?:t\.me|telegram\.me)/share|api\.whatsapp\.com/send|wa\.me/\?|reddit\.com/submit|"
    r"pinterest\.\w+/pin/create|service\.weibo\.com/share|^mailto:\?|news\.ycombinator\.com/submit",
    regex.I,
)
_SHARE_WORDS = fold(
    "share tweet print email facebook twitter linkedin whatsapp telegram reddit pinterest copy "
    "link this on via to 分享 转发 微博 微信 شارك مشاركة المقال على تويتر فيسبوك واتساب"
).split()
_PITCH = regex.compile(
    "|".join(
        fold(pattern)
        for pattern in (
            r"\b(?:subscribe|sign[- ]?up|join)\b.{0,40}\b(?:newsletter|in your inbox|"
            r"(?:our|my) (?:blog|channel|list|mailing list|podcast|updates?)|free trial|"
            r"readers|subscribers)\b",
            r"\b(?:get|receive)\b.{0,60}\b(?:in|to) your inbox\b",
            r"\bfollow us\b",
            r"订阅.{0,10}(?:通讯|邮件|周刊|周报|快讯|博客|我们|本站|频道|公众号|专栏)",
            r"(?:关注|扫码).{0,10}(?:公众号|我们|微信)",
            r"訂閱.{0,10}(?:電子報|通訊|郵件|頻道|我們)",
            r"(?:اشترك|اشتركوا|سجل|انضم).{0,30}(?:نشرة|نشرتنا|البريدية|قناتنا|مدونتنا|بريدك)",
            r"تابعنا على",
        )
    )
)
_LONE = frozenset(
    fold("Subscribe|Subscribe now|Sign up|Sign up now|Follow|Follow us|订阅|立即订阅|关注|訂閱|"
         "اشترك|اشترك الآن|تابعنا").split("|")
)  # fmt: skip
_COOKIES = regex.compile(
    "|".join(
        fold(pattern)
        for pattern in (
            r"\buses? cookies\b", r"\baccept (?:all )?cookies\b", r"\bcookie (?:policy|settings)\b",
            r"使用\s*cookie", r"ملفات تعريف الارتباط", r"ملفات الارتباط",
        )
    )
)  # fmt: skip
_MORE = frozenset(
    fold("related|related articles|related posts|related content|related stories|read next|"
         "read more|more stories|you may also like|you might also like|recommended|"
         "recommended reading|相关文章|相关阅读|推荐阅读|延伸阅读|猜你喜欢|相關文章|مقالات ذات صلة|"
         "مواضيع ذات صلة|اقرأ أيضا|قد يعجبك أيضا").split("|")
)  # fmt: skip
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
    def density(self) -> float:
        return self.linked / max(1, self.plain + self.linked)


def remove_clutter(root: Element) -> None:
    """Take out of `root` what is around the text."""
    _Cleaner(root).run()


def remove_pitches(root: Element) -> None:
    """Take out only lone pitches and share links, which clippers keep as paragraphs."""
    sizes = sizes_of(root)
    for element in list(root.iter("p", "li", "div", "form")):
        size = sizes[element]
        if _is_pitch(element, size) or _is_share_bar(element, size):
            drop(element)


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
        gone = {self._root}
        for element in list(self._root.iterdescendants()):
            if not kind_of(element):
                continue
            parent = element.getparent()
            if parent is not self._root and (parent is None or parent in gone):
                gone.add(element)
            elif self._is_clutter(element):
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
            or _is_pitch(element, size)
            or _is_share_bar(element, size)
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
        if _is_inside(element, {"main", "article"}) or not _has_action(element):
            return False
        return bool(_COOKIES.search(fold(_words_of(element))))

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
        if before is not None and kind_of(before) in HEADINGS | {"p", "div"}:
            related = fold(_words_of(before)).strip(" :：") in _MORE
            if related and self._sizes[element].density >= _NEARLY_ALL:
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
    return heading is not None and parts <= set(_WORDS.findall(fold(_words_of(heading))))


def _words_of(element: Element) -> str:
    return one_line(" ".join(element.itertext()))


def _is_inside(element: Element, kinds: frozenset[str] | set[str]) -> bool:
    return any(kind_of(above) in kinds for above in element.iterancestors())


def _has_action(element: Element) -> bool:
    return any(kind_of(inner) in ("a", "button", "form", "input") for inner in element.iter())


def _is_pitch(element: Element, size: Size) -> bool:
    """A short block by itself that asks to subscribe, with something to press."""
    if size.plain + size.linked > _LONGEST_PITCH or not _has_action(element):
        return False
    words = fold(_words_of(element)).strip(" .!。！→»›")
    return words in _LONE or bool(_PITCH.search(words))


def _is_share_bar(element: Element, size: Size) -> bool:
    if size.plain + size.linked > _LONGEST_PITCH:
        return False
    links = [inner.get("href", "") for inner in element.iter("a")]
    if not links or not all(_SHARE_LINK.search(link) for link in links):
        return False
    return all(word in _SHARE_WORDS for word in _WORDS.findall(fold(_words_of(element))))
