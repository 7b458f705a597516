"""Markdown → HTML → the text form of `ingest.readers`, by the walker that all formats share.

CommonMark with tables, footnotes, definition lists, strike-through and formulas. Knows the
Markdown of web clippers and of Obsidian where it differs.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

from ingest.normalize import one_line
from ingest.readers import Extracted
from ingest.readers.clutter import remove_pitches
from ingest.readers.elements import HEADINGS, Element
from ingest.readers.markup import line_of, parse, to_text
from ingest.readers.text import decode
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_FRONT = regex.compile(
    r"\A---[ \t]*\n"
    r"((?:(?:[\w.-][^\n:]*:(?:[ \t][^\n]*)?|[ \t]+[^\n]*|-[ \t][^\n]*|#[^\n]*|[ \t]*)\n)*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
    r"|\A\+\+\+[ \t]*\n(.*?\n)\+\+\+[ \t]*(?:\n|\Z)",
    regex.DOTALL,
)
_LONGEST_FRONT = 50_000
"""Characters in which front matter has to end."""
_FRONT_TITLE = regex.compile(
    r"""^(?:title|标题|標題|العنوان)[ \t]*[:=][ \t]*(["']?)(.+?)\1[ \t]*$""",
    regex.MULTILINE | regex.IGNORECASE,
)
_EMBEDDED = regex.compile(r"!\[\[[^\]\n]*\]\]")
_STARS = regex.compile(r"\*\*(?=[^\s*])|(?<=[^\s*])\*\*")
_LANGUAGE = regex.compile(r"\{?\.?([\w+#-]+)\}?(?![^\s,{:}])")
_OPTIONS = regex.compile(r"[={}]")
_LATEX = regex.compile(r"[\\^_={}]")
_DEEPEST = 250
"""Levels that markdown-it goes down before it leaves out the rest: `parse` refuses fewer."""


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The whole file as one page. Its title is that of its front matter, else its first heading."""
    front, text = split_front_matter(decode(data, name))
    root = to_element(text, name)
    title = _FRONT_TITLE.search(front)
    return Extracted(
        title=one_line(title[2]) if title else first_heading(root), pages=(to_text(root),)
    )


def split_front_matter(text: str) -> tuple[str, str]:
    """The front matter without its fences, and the text below; "" where there is none."""
    found = _FRONT.match(text, endpos=_LONGEST_FRONT)
    return ((found[1] or found[2] or ""), text[found.end() :]) if found else ("", text)


def to_element(text: str, name: str) -> Element:
    """Markdown as an element, without lone pitches and share links. Raises what `parse` raises."""
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    widened = _with_wide_tables(text, tokens)
    if widened != text:
        env = {}
        tokens = parser.parse(widened, env)
    root = parse(parser.renderer.render(tokens, parser.options, env), name)
    remove_pitches(root)
    return root


def first_heading(root: Element) -> str | None:
    """The words of the first heading that has any."""
    return next((words for words in map(line_of, root.iter(*HEADINGS)) if words), None)


def _with_wide_tables(text: str, tokens: "Sequence[Token]") -> str:
    """`text` with a header above every cell: Markdown drops the cells that have none."""
    from markdown_it.rules_block.table import escapedSplit

    lines = text.split("\n")
    for token in tokens:
        if token.type != "table_open" or token.map is None:
            continue
        first, end = token.map
        widths = [len(escapedSplit(line.strip().strip("|"))) for line in lines[first:end]]
        missing = max(widths) - widths[0]
        if missing > 0:
            lines[first] = lines[first].rstrip().removesuffix("|") + "|" + " |" * missing
            lines[first + 1] = lines[first + 1].rstrip().removesuffix("|") + "|" + "---|" * missing
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    # Digits and spaces beside the signs would make formulas of prices: "$5 or $10".
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    parser.use(amsmath_plugin).use(deflist_plugin).use(footnote_plugin)
    # mdit's own texmath knows \( … \) too, but takes minutes for a long change log.
    parser.inline.ruler.before("escape", "bracketed_formula", _bracketed_formula)
    for rule in ("math_inline", "math_inline_double"):
        parser.add_render_rule(rule, _formula)
    for rule in ("math_block", "math_block_label", "amsmath"):
        parser.add_render_rule(rule, _formula_block)
    parser.add_render_rule("fence", _fence)
    parser.core.ruler.before("text_join", "leftovers", _drop_leftovers)
    return parser


def _bracketed_formula(state: "StateInline", silent: bool) -> bool:
    r"""`\( … \)` and `\[ … \]`, of which CommonMark would leave the brackets only."""
    opening = state.src[state.pos : state.pos + 2]
    if opening not in ("\\(", "\\["):
        return False
    closing = "\\)" if opening == "\\(" else "\\]"
    end = state.src.find(closing, state.pos + 2, state.posMax)
    if end < 0 or not _LATEX.search(state.src, state.pos + 2, end):
        # `\[1\]` is a citation whose brackets a clipper escaped.
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


def _formula(renderer: Any, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    from markdown_it.common.utils import escapeHtml

    return f"${escapeHtml(tokens[index].content.strip())}$"


def _formula_block(
    renderer: Any, tokens: "Sequence[Token]", index: int, options: Any, env: Any
) -> str:
    return f"<p>{_formula(renderer, tokens, index, options, env)}</p>\n"


def _fence(renderer: Any, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    """Code with its language; what else the fence says is kept, unless it sets options."""
    from markdown_it.common.utils import escapeHtml, unescapeAll

    token = tokens[index]
    info = unescapeAll(token.info).strip()
    found = _LANGUAGE.match(info)
    said = info[found.end() :].strip() if found and token.content.strip() else info
    caption = "" if _OPTIONS.search(said) else f"<p>{escapeHtml(said)}</p>"
    name = f' class="language-{found[1]}"' if found else ""
    return f"{caption}<pre><code{name}>{escapeHtml(token.content)}</code></pre>\n"


def _drop_leftovers(state: "StateCore") -> None:
    """Take out what CommonMark leaves as text: `**` beside Chinese punctuation, `![[image]]`.

    CommonMark asks for white space where Chinese and Arabic have none: `**重点：**内容` is not
    bold to it.
    """
    for token in state.tokens:
        texts = [child for child in token.children or () if child.type == "text"]
        for child in texts:
            child.content = _EMBEDDED.sub("", child.content)
        if sum(child.content.count("**") for child in texts):
            _drop_stars(token.children or [])


def _drop_stars(children: "list[Token]") -> None:
    """Take the `**` that touch a word out of a line, if there is an even number of them."""
    pieces = [
        child.content if child.type == "text" else " " if child.type == "softbreak" else
        "" if child.nesting else "\ufffc"
        for child in children
    ]  # fmt: skip
    stars = {match.start() for match in _STARS.finditer("".join(pieces))}
    if len(stars) % 2:
        return
    at = 0
    for child, piece in zip(children, pieces):
        if child.type == "text":
            kept = [
                char for place, char in enumerate(piece, start=at)
                if place not in stars and place - 1 not in stars
            ]  # fmt: skip
            child.content = "".join(kept)
        at += len(piece)
