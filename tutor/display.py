"""What documents, models and learners said, made harmless where it is shown.

Pure. Evidence is kept verbatim everywhere; only what a person sees goes through here. Knows
neither Markdown nor HTML: what those make of a text is their surface's affair.
"""

import regex

# Numbers in Arabic and Syriac have signs of this class that are seen.
_SIGNS = r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
_UNSEEN = regex.compile(rf"[[\p{{Cf}}\p{{Default_Ignorable_Code_Point}}]--[{_SIGNS}]]", regex.V1)
_JOINS = (
    r"[[\p{L}\p{M}]--[\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]"
)
_JOINER = regex.compile(
    rf"(?<={_JOINS})[\u200c\u200d](?={_JOINS})|(?<=\p{{So}}\ufe0f?)\u200d", regex.V1
)
_CHOICE = regex.compile(
    r"(?<=[\p{So}\d#*])[\ufe0e\ufe0f]|(?<=\p{Han})[\U000e0100-\U000e01ef]"
    r"|(?<=\p{Mongolian})[\u180b-\u180d]"
)
"""One selector of a letter's or picture's shape; more of them can only hide something."""
_LINE_END = regex.compile(r"\r\n?|[\x85\u2028\u2029]")
_CONTROL = regex.compile(r"[[\p{Cc}\p{Cs}]--[\n\t]]+", regex.V1)

_ISOLATE, _END = "\u2068", "\u2069"
_KEPT = rf"{_ISOLATE}[^\n\u202a-\u202e\u2066-\u2069]*{_END}"
"""An isolate that ends on its line, as `isolated` makes them."""
_ACTS = regex.compile(
    rf"(?P<kept>{_KEPT})|[[\p{{Cc}}\p{{Cs}}\p{{Zl}}\p{{Zp}}\u202a-\u202e\u2066-\u206f]--[\n\t]]"
    r"|[\U000e0000-\U000e007f]",
    regex.V1,
)
_RIGHT_TO_LEFT = regex.compile(
    r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}\p{Samaritan}\p{Mandaic}\p{Adlam}]"
)


def harmless(text: str) -> str:
    """`text` without what acts instead of being seen; line breaks and tabs stay.

    Control characters become a space, so of a terminal's commands only the letters are left.
    Turns of direction, tags and other invisible characters go, but for the joiners and
    selectors by which letters or pictures take their shape: Persian and Hindi need them.
    """
    kept = {match.start() for pattern in (_JOINER, _CHOICE) for match in pattern.finditer(text)}
    seen = _UNSEEN.sub(lambda found: found[0] if found.start() in kept else "", text)
    return str(_CONTROL.sub(" ", _LINE_END.sub("\n", seen)))


def isolated(text: str) -> str:
    """`text`, which is `harmless`, in a direction of its own: what stands around it keeps its
    place. Nothing is added to what is written from left to right alone."""
    return f"{_ISOLATE}{text}{_END}" if _RIGHT_TO_LEFT.search(text) else text


def escaped(text: str) -> str:
    r"""`text` with each character that a terminal would obey written as `\u202e`.

    The last guard before a terminal. In JSON it changes no value: such characters stand in its
    strings only. Line breaks, tabs and what `isolated` wrote stay.
    """
    return str(_ACTS.sub(lambda found: found["kept"] or _escape(found[0]), text))


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
