"""One QTI item → what it asks; versions 2.0 to 3.0, which differ in names only."""

from typing import Any

from tutor.interchange.banks import Found, Unread, option
from tutor.interchange.fragments import text_of
from tutor.interchange.qti import MARK
from tutor.interchange.qti_dialects import plain_name
from tutor.quizzes import GAP

_READ = frozenset({"choiceinteraction", "textentryinteraction"})
_NOT_ASKED = frozenset({"rubricblock", "templateblock", "feedbackblock", "infocontrol"})
_XML = "{http://www.w3.org/XML/1998/namespace}"


def question(root: Any, where: str) -> Found | Unread:
    """What an `assessmentItem` asks."""
    return _Reader(root, where).read()


def _get(element: Any, name: str) -> str:
    """An attribute by its name without capitals and hyphens."""
    found = [value for key, value in element.attrib.items() if plain_name(key) == name]
    return str(found[0]) if found else ""


class _Reader:
    """Reads one item."""

    def __init__(self, root: Any, where: str) -> None:
        self._root, self._where = root, where
        packed = [n.text or "" for n in root.xpath("processing-instruction('hikma')")]
        self._packed = packed[0] if packed else ""
        self._lost: dict[str, None] = {}
        named: dict[str, list[Any]] = {}
        for element in root.iter():
            named.setdefault(plain_name(element.tag), []).append(element)
        self._named = named

    def read(self) -> Found | Unread:
        found = self._interactions()
        title = self._root.get("title") or ""
        if len(found) != 1:
            what = f"{len(found)} interactions" if found else "no interaction"
            return Unread(where=self._where, detail=f"it has {what}", stem=title)
        interaction = found[0]
        name = plain_name(interaction.tag)
        if name not in _READ:
            return Unread(where=self._where, detail=f"a {name} is not read", stem=title)
        declared = self._declaration(_get(interaction, "responseidentifier"))
        if declared is None:
            return Unread(where=self._where, detail="its key is missing", stem=title)
        if name == "choiceinteraction":
            return self._chosen(self._found(), interaction, declared)
        return self._typed(self._found(), interaction, declared)

    def _interactions(self) -> list[Any]:
        named = self._named.items()
        return [each for name, found in named if name.endswith("interaction") for each in found]

    def _declaration(self, identifier: str) -> Any:
        for element in self._named.get("responsedeclaration", []):
            if _get(element, "identifier") == identifier:
                return element
        return None

    def _found(self) -> Found:
        return Found(
            where=self._where,
            explanation=self._explanation(),
            extra=self._packed,
            id=_get(self._root, "identifier"),
            named={"language": self._root.get(f"{_XML}lang") or ""},
        )

    def _chosen(self, found: Found, interaction: Any, declared: Any) -> Found | Unread:
        right = _right(declared)
        options, keys = [], 0
        for element in interaction.iter():
            if plain_name(element.tag) != "simplechoice":
                continue
            name = _get(element, "identifier")
            keys += name in right
            inner = [e for e in element.iter() if plain_name(e.tag).startswith("feedback")]
            reason = self._modal(name) or "\n".join(filter(None, map(self._text, inner)))
            text = self._text(element, *inner)
            options.append(option(text, name in right, reason))
        prompt = next((e for e in interaction if plain_name(e.tag) == "prompt"), None)
        stem = "" if prompt is None else self._text(prompt)
        if not self._packed:
            around = self._text(self._body(), interaction, *self._aside())
            stem = "\n\n".join(filter(None, (around, stem)))
        if keys < len(right):
            return Unread(where=self._where, detail="its key names no option", stem=stem)
        several = _get(declared, "cardinality") == "multiple"
        return found._replace(
            stem=stem,
            options=tuple(options),
            kind="multiple" if several else "single",
            losses=tuple(self._lost),
        )

    def _typed(self, found: Found, interaction: Any, declared: Any) -> Found:
        line = interaction.getparent()
        alone = not self._text(line, interaction).strip()
        if self._packed and alone and line.getprevious() is not None:
            stem = self._text(line.getprevious())
        else:
            if not alone or self._packed:
                interaction.text = GAP
            stem = self._text(line if self._packed else self._body(), *self._aside())
        lost = tuple(self._lost)
        return found._replace(stem=stem, answer=_right(declared), losses=lost)

    def _body(self) -> Any:
        return self._named["itembody"][0] if "itembody" in self._named else self._root

    def _aside(self) -> list[Any]:
        return [each for name in _NOT_ASKED for each in self._named.get(name, [])]

    def _modal(self, identifier: str) -> str:
        texts = [
            self._text(_content(each))
            for each in self._named.get("modalfeedback", [])
            if _get(each, "identifier") == identifier
        ]
        return "\n".join(filter(None, texts))

    def _explanation(self) -> str:
        """What is said whichever option is chosen, without the evidence below it."""
        choices = {_get(each, "identifier") for each in self._named.get("simplechoice", [])}
        texts = []
        for each in self._named.get("modalfeedback", []):
            if _get(each, "identifier") not in choices:
                marked = [e for e in each.iter() if e.get("class") == MARK and self._packed]
                texts.append(self._text(_content(each), *marked))
        return "\n\n".join(filter(None, texts))

    def _text(self, element: Any, *leave: Any) -> str:
        text, lost = text_of(element, own=bool(self._packed), leave=leave)
        self._lost |= dict.fromkeys(lost)
        return text


def _content(feedback: Any) -> Any:
    """Version 3 wraps what feedback says."""
    inner = [each for each in feedback if plain_name(each.tag) == "contentbody"]
    return inner[0] if inner else feedback


def _right(declared: Any) -> tuple[str, ...]:
    """The correct values, else those that are worth most."""
    entries = [e for e in declared.iter() if plain_name(e.tag) == "mapentry"]
    worth = [(_get(e, "mapkey"), _number(_get(e, "mappedvalue"))) for e in entries]
    best = max((value for _, value in worth), default=0.0)
    mapped = tuple(key for key, value in worth if value == best > 0)
    correct = [e for e in declared.iter() if plain_name(e.tag) == "correctresponse"]
    values = tuple(v.text or "" for c in correct for v in c if plain_name(v.tag) == "value")
    if _get(declared, "basetype") == "identifier":
        return values or mapped
    return mapped if set(values) <= set(mapped) else (*values, *mapped)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
