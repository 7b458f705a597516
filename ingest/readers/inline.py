"""What stands inside a line and is no plain text: formulas, scripts, texts of images.

Knows elements, but nothing of blocks.
"""

import regex

from ingest.normalize import one_line
from ingest.readers.elements import Element, is_left_out, kind_of

_WORD = regex.compile(r"\p{Han}|[\p{Hiragana}\p{Katakana}]+|[\p{L}\p{M}\p{N}'’-]+")
_FILE_NAME = regex.compile(
    r"\S+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|avif|ico)\b|^https?://|^data:", regex.I
)
_STUB = regex.compile(
    r"\b(?:decorative|logo|icon|avatar|badge|banner|thumbnail|headshot|screenshot|"
    r"profile (?:photo|picture))\b"
    r"|图标|徽标|标志|头像|缩略图|圖示|شعار|أيقونة|صورة (?:رمزية|شخصية)",
    regex.I,
)
_FEWEST_WORDS = 3
_SHORT_STUB = 8
"""A stub's word in a text of more words is a part of a sentence."""


def alternative_text(element: Element) -> str:
    """The text of an image where it is a phrase or a formula; "" for file names and stubs."""
    text = one_line(element.get("alt", ""))
    if "\\" in text and "{" in text:
        return f" ${text}$ "
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS or _FILE_NAME.search(text):
        return ""
    if len(words) < _SHORT_STUB and _STUB.search(text):
        return ""
    return f" {text} "


def script_text(before: str, text: str, sign: str) -> str:
    """A sub- or superscript as it is written after `before`: `H2O`, `10^5`, `x_i`, `1st`.

    A number or a name that would run into what stands before gets `sign` (`^` or `_`).
    """
    last = before.rstrip()[-1:]
    if not text or before[-1:].isspace() or not (last.isalnum() or last in ")]}") or not last:
        return text
    digits = all(char.isdigit() for char in text)
    if sign == "_" and digits and not last.isdigit():
        return text
    if sign == "^" and text.isalpha() and (len(text) > 1 or last.isdigit()):
        return text
    if not any(char.isalnum() for char in text) or text[0] in "[(（":
        return text
    return f"{sign}{text}" if _is_simple(text) else f"{sign}({text})"


def _is_simple(text: str) -> bool:
    return text.lstrip("+-−").isalnum()


def formula(element: Element) -> str:
    """A MathML element as its own LaTeX source where it carries one, else written on a line."""
    for annotation in element.iter():
        if kind_of(annotation) == "annotation" and "tex" in annotation.get("encoding", "").lower():
            return f"${one_line(annotation.text or '')}$"
    source = one_line(element.get("alttext", ""))
    if source:
        return f"${source}$" if "\\" in source else source
    return one_line(_linear(element))


def _linear(element: Element) -> str:
    """MathML on one line: `(a + b)/(2)`, `x^2`, `√(x)`."""
    kind = kind_of(element)
    if kind in ("annotation", "annotation-xml") or is_left_out(element):
        return ""
    parts = [_linear(child) for child in element if kind_of(child)]
    if kind == "mo":
        return f" {(element.text or '').strip()} "
    if kind == "mfrac" and len(parts) == 2:
        return f"({parts[0].strip()})/({parts[1].strip()})"
    if kind == "msqrt":
        return f"√({''.join(parts).strip()})"
    if kind in ("msup", "msub", "mover", "munder") and len(parts) == 2:
        sign = "^" if kind in ("msup", "mover") else "_"
        return parts[0] + sign + _grouped(parts[1])
    if kind in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    between = " " if kind in ("mtr", "mtable", "mlabeledtr") else ""
    return one_line(element.text or "") + between.join(parts)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.isalnum() else f"({text})"
