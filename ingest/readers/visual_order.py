"""From the order in which a line is seen to the order in which it is read.

The inverse of the Unicode bidirectional algorithm, as far as it has one: what these functions
return is displayed again as it was seen. Knows characters and their neighbours; nothing of PDF.
"""

import unicodedata
from collections.abc import Sequence

_MIRROR = {
    char: pair[1 - place]
    for pair in ("()", "[]", "{}", "<>", "«»", "‹›", "≤≥")
    for place, char in enumerate(pair)
}
_OPENING, _CLOSING = "([{«‹", ")]}»›"
_JOINS_NUMBERS = frozenset(".,/:٫٬،")
"""Between two digits these belong to the number in either direction; a hyphen does not."""
_PERCENT = frozenset("%٪‰")
_SIGNS = frozenset("-+−±")
_STOPS = frozenset(".,;:!،؛؟۔")
_DIGITS = ("N", "A")
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def direction(text: str) -> str:
    """`R`, `L`, `N` for digits, `A` for Arabic digits, else empty; by the first that tells."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _RIGHT_TO_LEFT:
            return "R"
        if kind == "L":
            return "L"
        if kind in ("EN", "AN"):
            return kind[0].replace("E", "N")
    return ""


def is_right_to_left(text: str) -> bool:
    """Whether right-to-left letters prevail: three Latin names do not turn an Arabic page."""
    kinds = [unicodedata.bidirectional(char) for char in text]
    right = sum(kind in _RIGHT_TO_LEFT for kind in kinds)
    return right > 0 and right * 2 >= kinds.count("L")


def logical(seen: Sequence[str], *, right_to_left: bool) -> str:
    """A line's glyphs, given from left to right, in reading order.

    A glyph is a string: a letter with its marks, or the letters of a ligature in reading order.
    """
    glyphs = _brackets_as_seen(seen)
    if right_to_left:
        runs = _runs(glyphs, keep=("L", "N", "A"))
        parts = [
            _left_to_right(glyphs[a:b]) if kept else _backwards(glyphs[a:b])
            for a, b, kept in reversed(runs)
        ]
    else:
        parts = [
            _right_to_left_run(glyphs[a:b]) if kept else "".join(glyphs[a:b])
            for a, b, kept in _runs(glyphs, keep=("R",))
        ]
    return "".join(parts)


def _right_to_left_run(glyphs: list[str]) -> str:
    return logical(glyphs, right_to_left=True)


def _backwards(glyphs: Sequence[str]) -> str:
    return "".join(_MIRROR.get(glyph, glyph) for glyph in reversed(glyphs))


def _left_to_right(glyphs: list[str]) -> str:
    """A run of Latin words and numbers; numbers alone follow each other from the right."""
    if any(direction(glyph) == "L" for glyph in glyphs) or _is_iso_date("".join(glyphs)):
        return "".join(glyphs)
    numbers: list[list[str]] = [[]]
    for position, glyph in enumerate(glyphs):
        if _in_number(glyphs, position) or (position == 0 and glyph in _SIGNS):
            numbers[-1].append(glyph)
        else:
            numbers += [[glyph], []]
    return "".join(
        "".join(part) if len(part) != 1 else _backwards(part) for part in reversed(numbers)
    )


def _is_iso_date(text: str) -> bool:
    parts = text.split("-")
    return len(parts) > 1 and len(parts[0]) == 4 and all(p.isdecimal() for p in parts)


def _in_number(glyphs: Sequence[str], position: int) -> bool:
    if direction(glyphs[position]) in _DIGITS or glyphs[position] in _PERCENT:
        return True
    return (
        glyphs[position] in _JOINS_NUMBERS
        and 0 < position < len(glyphs) - 1
        and direction(glyphs[position - 1]) in _DIGITS
        and direction(glyphs[position + 1]) in _DIGITS
    )


def _runs(glyphs: Sequence[str], *, keep: tuple[str, ...]) -> list[tuple[int, int, bool]]:
    """(start, end, kept) of runs that begin and end with a kept direction, and of what is between.

    With `keep` R in a left-to-right line, numbers and signs between two such words belong to them.
    """
    stops = "R" if "L" in keep else "L"
    runs: list[tuple[int, int, bool]] = []
    position, done = 0, 0
    while position < len(glyphs):
        if direction(glyphs[position]) not in keep:
            position += 1
            continue
        start, end = _widened(glyphs, position, _last(glyphs, position, keep, stops) + 1, done)
        if start > done:
            runs.append((done, start, False))
        runs.append((start, end, True))
        position = done = end
    if done < len(glyphs):
        runs.append((done, len(glyphs), False))
    return runs


def _last(glyphs: Sequence[str], first: int, keep: tuple[str, ...], stops: str) -> int:
    """Index of the last glyph of the run that begins at `first`."""
    last, open_now = first, 0
    for position in range(first + 1, len(glyphs)):
        glyph, kind, before = glyphs[position], direction(glyphs[position]), direction(glyphs[last])
        open_now += (glyph in _OPENING) - (glyph in _CLOSING)
        if kind == stops or open_now < 0 or ("L" in keep and _turns(glyphs, position)):
            break
        if kind in keep and kind != before and "A" in (kind, before):
            break  # Arabic digits stand left of a Latin word that comes before them.
        if kind in keep:
            last = position
    return last


def _turns(glyphs: Sequence[str], position: int) -> bool:
    """A comma that touches only what is on its right: the line is read from the right here."""
    return (
        glyphs[position] in _STOPS
        and 0 < position < len(glyphs) - 1
        and glyphs[position - 1].isspace()
        and not glyphs[position + 1].isspace()
    )


def _widened(glyphs: Sequence[str], start: int, end: int, floor: int) -> tuple[int, int]:
    """The run with a bracket that pairs with one inside it, and a percent sign that touches it."""
    inside = "".join(glyphs[start:end])
    for opening, closing in zip(_OPENING, _CLOSING):
        unpaired = inside.count(opening) > inside.count(closing)
        if unpaired and end < len(glyphs) and glyphs[end] == closing:
            end += 1
    if end < len(glyphs) and glyphs[end] in _PERCENT and direction(glyphs[end - 1]) in _DIGITS:
        end += 1
    if start > floor and _is_sign(glyphs, start - 1) and end < len(glyphs):
        start -= 1
    return start, end


def _is_sign(glyphs: Sequence[str], position: int) -> bool:
    """A sign that touches only the number on its right: minus one, not the `1-` of a list."""
    return (
        glyphs[position] in _SIGNS
        and direction(glyphs[position + 1]) in _DIGITS
        and position > 0
        and _free(glyphs, position - 1)
    )


def _brackets_as_seen(glyphs: Sequence[str]) -> list[str]:
    """Brackets in the shape that their spacing shows: `)word (` cannot have been seen.

    Engines mirror some brackets of a line and not others, so their own word is not enough.
    """
    mended, unsure = list(glyphs), []
    for position, glyph in enumerate(glyphs):
        if glyph not in _OPENING and glyph not in _CLOSING:
            continue
        free_left, free_right = _free(glyphs, position - 1), _free(glyphs, position + 1)
        if free_left == free_right:
            unsure.append(position)
        elif (glyph in _CLOSING) == free_left:
            mended[position] = _MIRROR[glyph]
    if not unsure or _balanced(mended):
        return mended
    paired = _paired(mended, unsure)
    return paired if _balanced(paired) else mended


def _free(glyphs: Sequence[str], position: int) -> bool:
    inside = 0 <= position < len(glyphs)
    return not inside or glyphs[position].isspace() or glyphs[position] in _STOPS


def _paired(glyphs: Sequence[str], unsure: Sequence[int]) -> list[str]:
    """Brackets whose spacing does not tell, each closing what is open or else opening."""
    paired, open_now = list(glyphs), 0
    for position, glyph in enumerate(glyphs):
        if glyph not in _OPENING and glyph not in _CLOSING:
            continue
        if position in unsure and (glyph in _CLOSING) != (open_now > 0):
            paired[position] = _MIRROR[glyph]
        open_now += 1 if paired[position] in _OPENING else -1
    return paired


def _balanced(glyphs: Sequence[str]) -> bool:
    stack: list[str] = []
    for glyph in glyphs:
        if glyph in _OPENING:
            stack.append(_MIRROR[glyph])
        elif glyph in _CLOSING and (not stack or stack.pop() != glyph):
            return False
    return not stack
