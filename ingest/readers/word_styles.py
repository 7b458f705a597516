"""What Word's styles and list definitions say of a paragraph: heading, code, hidden, its number.

Decided by what styles inherit, not by what they are called: a Chinese or Arabic Word names them
in its own language, WPS and LibreOffice give them other ids. Knows nothing of text.
"""

import re
from collections.abc import Iterator

from ingest.readers.numbering import written
from ingest.readers.ooxml import Element, W

_HEADING = re.compile(r"(?:heading|标题|標題|عنوان)\s*(\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\s*\d|toc heading|table of figures", re.IGNORECASE)
_TITLES = frozenset({"title", "标题", "標題", "العنوان"})
_CODE = frozenset({"html preformatted", "source code", "code", "macro text", "preformatted text"})
_LEVELS = 9


def value(element: Element | None, path: str) -> str | None:
    """The `w:val` of a descendant, "" where it has none; None where there is no such element."""
    found = None if element is None else element.find(path)
    return None if found is None else str(found.get(f"{W}val", ""))


def is_on(element: Element | None, name: str) -> bool:
    """Whether a switch such as `w:vanish` is set among properties."""
    setting = value(element, f"{W}{name}")
    return setting is not None and setting not in ("0", "false", "off")


class Styles:
    """Paragraph and character styles by id, each with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else root.findall(f"{W}style")
        self._by_id = {style.get(f"{W}styleId", ""): style for style in reversed(styles)}

    def chain(self, style: str | None) -> Iterator[Element]:
        """The style and its ancestors."""
        seen: set[str] = set()
        while style and style not in seen and style in self._by_id:
            seen.add(style)
            yield self._by_id[style]
            style = value(self._by_id[style], f"{W}basedOn")

    def heading_level(self, properties: Element | None) -> int | None:
        """1 to 6 for a paragraph with these properties, None where it is no heading."""
        style = value(properties, f"{W}pStyle")
        outline = value(properties, f"{W}outlineLvl")
        for ancestor in self.chain(style):
            name = (value(ancestor, f"{W}name") or "").strip()
            if name.lower() in _TITLES:
                return 1
            found = _HEADING.fullmatch(name)
            if found and outline is None:
                outline = str(int(found[1]) - 1)
            if outline is None:
                outline = value(ancestor, f"{W}pPr/{W}outlineLvl")
        if style and style not in self._by_id and (found := _HEADING.fullmatch(style)):
            outline = str(int(found[1]) - 1)
        if outline is None or not outline.isdecimal() or int(outline) >= _LEVELS:
            return None
        return min(int(outline) + 1, 6)

    def is_title(self, properties: Element | None) -> bool:
        return not _TITLES.isdisjoint(self._names(properties))

    def is_code(self, properties: Element | None) -> bool:
        return not _CODE.isdisjoint(self._names(properties))

    def is_contents(self, properties: Element | None) -> bool:
        """Whether a paragraph is an entry of a table of contents."""
        return any(_CONTENTS.fullmatch(name) for name in self._names(properties))

    def _names(self, properties: Element | None) -> set[str]:
        style = value(properties, f"{W}pStyle")
        names = [value(ancestor, f"{W}name") for ancestor in self.chain(style)]
        return {(name or "").strip().lower() for name in names}

    def is_hidden(self, properties: Element | None, style: str = f"{W}rStyle") -> bool:
        """Whether text with these properties of a run (or a paragraph's style) is not shown."""
        if value(properties, f"{W}vanish") is not None:
            return is_on(properties, "vanish")
        for ancestor in self.chain(value(properties, style)):
            if ancestor.find(f"{W}rPr/{W}vanish") is not None:
                return is_on(ancestor.find(f"{W}rPr"), "vanish")
        return False


class Lists:
    """List definitions, and how far each list has counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        nothing: list[Element] = []
        nums = nothing if root is None else root.findall(f"{W}num")
        kinds = nothing if root is None else root.findall(f"{W}abstractNum")
        self._nums = {num.get(f"{W}numId"): num for num in nums}
        self._kinds = {kind.get(f"{W}abstractNumId"): kind for kind in kinds}
        self._counts: dict[str | None, list[int]] = {}
        self._begun: set[str] = set()

    def item(self, properties: Element | None) -> tuple[int, str] | None:
        """Level (from 0) and label of the next item with these properties, "" for a bullet.

        None where the paragraph is in no list. Counts, so ask once a paragraph.
        """
        num, level = self._place(properties)
        kind = self._kind(num)
        if num is None or kind is None or not 0 <= level < _LEVELS:
            return None
        definition = self._level(num, kind, level)
        if definition is None:
            return None
        form = value(definition, f"{W}numFmt") or "decimal"
        if form == "bullet":
            return level, ""
        counts = self._count(num, kind, level)
        return level, self._label(definition, num, kind, counts, form)

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        num = value(properties, f"{W}numPr/{W}numId")
        level = value(properties, f"{W}numPr/{W}ilvl")
        style = value(properties, f"{W}pStyle")
        for ancestor in self._styles.chain(style):
            if num is None:
                num = value(ancestor, f"{W}pPr/{W}numPr/{W}numId")
            if level is None:
                level = value(ancestor, f"{W}pPr/{W}numPr/{W}ilvl")
        if level is None and (kind := self._kind(num)) is not None:
            for candidate in kind.findall(f"{W}lvl"):
                if style and value(candidate, f"{W}pStyle") == style:
                    level = candidate.get(f"{W}ilvl")
        return num, int(level) if level and level.isdecimal() else 0

    def _kind(self, num: str | None, depth: int = 0) -> Element | None:
        """The definition that `num` refers to, by way of a list style where it names one."""
        kind = self._kinds.get(value(self._nums.get(num), f"{W}abstractNumId"))
        link = value(kind, f"{W}numStyleLink")
        for style in self._styles.chain(link) if depth < _LEVELS else ():
            return self._kind(value(style, f"{W}pPr/{W}numPr/{W}numId"), depth + 1)
        return kind

    def _level(self, num: str, kind: Element, level: int) -> Element | None:
        where = f"{W}lvlOverride[@{W}ilvl='{level}']/{W}lvl"
        override = self._nums[num].find(where)
        return kind.find(f"{W}lvl[@{W}ilvl='{level}']") if override is None else override

    def _start(self, num: str, kind: Element, level: int) -> int:
        start = value(self._level(num, kind, level), f"{W}start")
        return int(start) if start and start.isdecimal() and len(start) < 7 else 1

    def _count(self, num: str, kind: Element, level: int) -> list[int]:
        """The counts of all levels once this item is counted; -1 where none was counted yet."""
        counts = self._counts.setdefault(kind.get(f"{W}abstractNumId"), [-1] * _LEVELS)
        if num not in self._begun:
            self._begun.add(num)
            for override in self._nums[num].findall(f"{W}lvlOverride"):
                restart, at = value(override, f"{W}startOverride"), override.get(f"{W}ilvl", "")
                if restart and restart.isdecimal() and at.isdecimal() and int(at) < _LEVELS:
                    counts[int(at) :] = [-1] * (_LEVELS - int(at))
                    counts[int(at)] = min(int(restart), 10**6) - 1 if int(restart) else -1
        for at in range(level):
            if counts[at] < 0:
                counts[at] = self._start(num, kind, at)
        counts[level] = counts[level] + 1 if counts[level] >= 0 else self._start(num, kind, level)
        for at in range(level + 1, _LEVELS):
            if value(self._level(num, kind, at), f"{W}lvlRestart") != "0":
                counts[at] = -1
        return counts

    def _label(
        self, definition: Element, num: str, kind: Element, counts: list[int], form: str
    ) -> str:
        plain = is_on(definition, "isLgl")

        def fill(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            level = self._level(num, kind, at)
            its_form = (value(level, f"{W}numFmt") or "decimal") if level is not None else form
            return written(max(counts[at], 0), "decimal" if plain else its_form)

        return re.sub(r"%([1-9])", fill, value(definition, f"{W}lvlText") or "").strip()
