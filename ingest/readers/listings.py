"""`<pre>` → its text letter by letter, and the language that a highlighter's class names."""

import regex

from ingest.readers.elements import BOUNDED, Element, is_left_out, kind_of

_CODE_CLASS = regex.compile(
    r"(?:^|\s)(?:language|lang|highlight|highlight-source|brush:)[-\s]\s*([\w+#-]+)"
    r"|(?:^|\s)sourceCode\s+([\w+#-]+)"
)
_NO_LANGUAGE = frozenset({"default", "none", "notranslate", "plain", "plaintext", "text"})


def code_language(element: Element) -> str:
    """The language that a highlighter's class names, on the block or next to it."""
    around = list(element.iterancestors("div", "figure"))[:2]
    for candidate in (element, *element.iterchildren("code"), *around):
        found = _CODE_CLASS.search(candidate.get("class", ""))
        language = (found[1] or found[2]).lower() if found else ""
        if language and language not in _NO_LANGUAGE:
            return str(language)
    return ""


def code_text(element: Element) -> str:
    """The text of `<pre>` with its line breaks and spaces as they are."""
    pieces: list[str] = []
    todo: list[str | Element] = [element]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif kind_of(item) == "br":
            pieces.append("\n")
        elif item is element or not (is_left_out(item) or kind_of(item) == "button"):
            if kind_of(item) in BOUNDED and pieces and not pieces[-1].endswith("\n"):
                pieces.append("\n")
            todo += reversed(_contents(item))
    return "".join(pieces)


def _contents(element: Element) -> list["str | Element"]:
    """Its text and children in order; a line ends where a block does."""
    contents: list[str | Element] = [element.text or ""]
    for child in element:
        ends = kind_of(child) in BOUNDED and not (child.tail or "").startswith("\n")
        contents += [child, "\n" if ends else "", child.tail or ""]
    return [item for item in contents if not isinstance(item, str) or item]
