"""What a short block of a web page says that makes it clutter: pitches, share bars, banners.

By words in English, Chinese and Arabic, compared folded. Each pattern names what only a site
says of itself ("our newsletter", "本站"): to subscribe to a topic, or to sign in with an e-mail
address, is what documentation is about.
"""

import regex

from ingest.normalize import fold, one_line
from ingest.readers.elements import Element, kind_of

_WORD = regex.compile(r"\w+")
_SHARE_LINK = regex.compile(
    r"facebook\.com/(?:sharer|share)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/share|"
    r"(?:t\.me|telegram\.me)/share|api\.whatsapp\.com/send|wa\.me/\?|reddit\.com/submit|"
    r"pinterest\.\w+/pin/create|service\.weibo\.com/share|^mailto:\?|news\.ycombinator\.com/submit",
    regex.I,
)


def _any_of(*patterns: str) -> "regex.Pattern[str]":
    return regex.compile("|".join(map(fold, patterns)))


def _words(*lines: str) -> frozenset[str]:
    return frozenset(fold(word) for line in lines for word in line.split())


def _phrases(*phrases: str) -> frozenset[str]:
    return frozenset(map(fold, phrases))


_MENU = 3
_SHARE_WORDS = _words(
    "share tweet print email facebook twitter linkedin whatsapp telegram reddit pinterest copy",
    "link this article page on via to 分享 分享到 转发 微博 微信 شارك مشاركة المقال على تويتر",
    "فيسبوك واتساب",
)
_PITCH = _any_of(
    r"\b(?:subscribe|sign[- ]?up)\b.{0,40}\b(?:newsletter|in your inbox|free trial|"
    r"(?:our|my) (?:blog|channel|list|mailing list|podcast|updates?))\b",
    r"\bjoin (?:our|over|more than)?\s*[\d,.]+[km+]* (?:other )?(?:readers|subscribers)\b",
    r"\b(?:get|receive)\b.{0,60}\b(?:in|to) your inbox\b",
    r"\bfollow us\b",
    r"订阅(?:我们|本站|.{0,6}(?:通讯|周刊|周报|快讯|博客|公众号|专栏|电子报))",
    r"(?:关注|扫码).{0,10}(?:公众号|我们)",
    r"訂閱(?:我們|本站|.{0,6}(?:電子報|通訊|部落格|專欄))",
    r"(?:اشترك|اشتركوا|سجل|سجلوا|انضم).{0,30}(?:نشرتنا|النشرة (?:البريدية|الإخبارية)|"
    r"قائمتنا البريدية|قناتنا|مدونتنا)",
    r"تابعنا على",
)
_LONE = _phrases(
    "Subscribe", "Subscribe now", "Sign up", "Sign up now", "Follow", "Follow us",
    "订阅", "立即订阅", "关注", "訂閱", "اشترك", "اشترك الآن", "تابعنا",
)  # fmt: skip
_COOKIES = _any_of(
    r"\buses? cookies\b", r"\baccept (?:all )?cookies\b", r"\bcookie (?:policy|settings)\b",
    r"使用\s*cookie", r"ملفات تعريف الارتباط", r"ملفات الارتباط",
)  # fmt: skip
_MORE = _phrases(
    "related", "related articles", "related posts", "related content", "related stories",
    "read next", "read more", "more stories", "you may also like", "you might also like",
    "recommended", "recommended reading", "相关文章", "相关阅读", "推荐阅读", "延伸阅读",
    "猜你喜欢",
    "相關文章",
    "مقالات ذات صلة", "مواضيع ذات صلة", "اقرأ أيضا", "قد يعجبك أيضا",
)  # fmt: skip


def words_of(element: Element) -> str:
    """All words in an element on one line."""
    return one_line(" ".join(element.itertext()))


def has_action(element: Element) -> bool:
    """Whether there is something to press."""
    return any(kind_of(inner) in ("a", "button", "form", "input") for inner in element.iter())


def is_pitch(element: Element) -> bool:
    """Whether a short block asks to subscribe, with something to press."""
    if not has_action(element):
        return False
    words = fold(words_of(element)).strip(" .!。！→»›")
    return words in _LONE or bool(_PITCH.search(words))


def leads_to_pitch(element: Element) -> bool:
    """Whether a short block asks to subscribe, and what is to be pressed comes right below."""
    below = element.getnext()
    asks = below is not None and bool(_PITCH.search(fold(words_of(element))))
    return asks and below is not None and is_pitch(below)


def is_menu(element: Element) -> bool:
    """Whether a block says nothing outside its several links, but for what stands between them."""
    links = list(element.iter("a"))
    outside = [element.text or "", *(inner.tail or "" for inner in element)]
    return len(links) >= _MENU and not _WORD.search("".join(outside))


def is_share_bar(element: Element) -> bool:
    """Whether each link in a short block shares the page, and nothing else is said."""
    links = [inner.get("href", "") for inner in element.iter("a")]
    if not links or not all(_SHARE_LINK.search(link) for link in links):
        return False
    return all(fold(word) in _SHARE_WORDS for word in _WORD.findall(words_of(element)))


def is_cookie_banner(element: Element) -> bool:
    """Whether a short block speaks of the site's cookies, with something to press."""
    return has_action(element) and bool(_COOKIES.search(fold(words_of(element))))


def leads_to_more(heading: Element) -> bool:
    """Whether a heading says that other articles are listed below it."""
    return fold(words_of(heading)).strip(" :：") in _MORE
