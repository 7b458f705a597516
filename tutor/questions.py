"""What is asked: one question or several, of which kind, about what; does it stand alone?

Deterministic, by the turns of speech in `questions.toml`; knows no documents and no models. A
language without cues there gives one question of the kind `fact` that stands alone.
"""

import itertools
from functools import cache
from typing import Literal

import regex

from ingest.documents import Record
from ingest.languages import sentence_spans
from ingest.normalize import Folded, fold, fold_with_map
from tutor.compared import compared, trimmed
from tutor.cues import UNSPACED, Cues, cues_of, matches, one_of

Kind = Literal[
    "fact", "list", "comparison", "definition", "steps", "reason", "yes-no", "library"
]  # fmt: skip
ORDER: tuple[Kind, ...] = (
    "library", "reason", "comparison", "list", "steps", "definition", "yes-no",
)  # fmt: skip
"""A question that could be of two kinds is of the first: "is A better than B?" compares."""
MOST = 3
"""More questions at once than this are taken as one."""

LONGEST = 2_000
"""Characters; more is a pasted page, which is not taken apart."""

_MARK = regex.compile(r"[?？؟⁇⁈⁉‽;︖﹖]+[!！?？؟]*[\"'”’»」』）)\]*_]*")
_PAIRS = regex.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|`[^`\n]*`"
    r"|\([^()\n]*\)|（[^（）\n]*）|\[[^\[\]\n]*\]|https?://\S+"
)
_NUMBER = regex.compile(
    r"(?:(?<=[\s,;:：。.!?？؟،])|^)"
    r"(?:[(（]?(?:\p{Nd}|[a-c])[)）]|\p{Nd}[.、．](?!\p{Nd})|[①②③④⑤⑥⑦⑧⑨])\s*"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_OPENS = regex.compile(r"[\s¿¡\"'“”«»「」『』*_>#•·\-–—.,،,:)\]!]+")
_WORD = regex.compile(rf"[{UNSPACED}]|[[\p{{L}}\p{{M}}\p{{N}}]--[{UNSPACED}]]+", regex.V1)
_SPACED = regex.compile(rf"[\p{{L}}--[{UNSPACED}]]", regex.V1)
_FEW_WORDS, _FEW_CHARACTERS = 2, 6
"""No more than this is no question by itself after another one."""
_LETTER = r"[\p{L}\p{M}\p{N}]"


class Question(Record):
    """One question of what a person typed."""

    text: str
    """As asked, what leads up to it included; numbering left out."""
    language: str
    kind: Kind = "fact"
    parts: tuple[str, ...] = ()
    """What is compared (two or three names, none where they cannot be told), or the subject
    that a `library` question looks for (none where it asks for all documents)."""


def understand(text: str, language: str) -> tuple[Question, ...]:
    """The questions in `text`, one to three; `language` is BCP-47.

    Split only where each part is a question by itself.
    """
    cues = cues_of(language)
    whole = text.strip()
    if cues is None or len(whole) > LONGEST:
        return (Question(text=whole, language=language),)
    asked = _Asked(whole, language, cues).parts()
    if not 1 < len(asked) <= MOST:
        asked = [whole]
    return tuple(_question(part, language, cues) for part in asked)


def refers_back(text: str, language: str) -> bool:
    """True where the question cannot be understood without what was said before.

    Says so only where it is sure: a pronoun before which nothing is named, a beginning such as
    "and what about", a fragment.
    """
    cues = cues_of(language)
    if cues is None or len(text) > LONGEST:
        return False
    folded = fold(text).strip()
    opens = _OPENS.match(folded)
    folded = folded[opens.end() :] if opens else folded
    if _says(cues, "expletive", folded):
        return False
    return _says(cues, "back", folded) or _begins_with_pronoun(folded, cues)


def asking(text: str, language: str) -> list[str]:
    """The sentences of `text` that may ask: the first with a mark, or else all, the last first."""
    return [text[start:end] for start, end in _core(text, language)]


def _question(text: str, language: str, cues: Cues) -> Question:
    for start, end in _core(text, language):
        folded = fold_with_map(text[start:end])
        at = _skip_courtesy(folded.text, cues)
        kind, parts = _kind(folded, at, cues)
        if kind != "fact":
            return Question(text=text, language=language, kind=kind, parts=parts)
    return Question(text=text, language=language)


def _core(text: str, language: str) -> list[tuple[int, int]]:
    spans = sentence_spans(text, language) or [(0, len(text))]
    asking = [(start, end) for start, end in spans if _MARK.search(text, start, end)]
    return asking[:1] or spans[::-1]


def _kind(folded: Folded, at: int, cues: Cues) -> tuple[Kind, tuple[str, ...]]:
    text = folded.text[at:]
    # "How many, at most, have …" asks how many.
    clauses = (False,) if _says(cues, "question", text) else (False, True)
    kinds = [kind for kind in ORDER if not any(matches(cues.phrases.get(f"no-{kind}", ()), text))]
    for phrases in (cues.phrases, cues.weak):
        for later in clauses:
            for kind in kinds:
                for match in matches(phrases.get(kind, ()), text, later=later):
                    parts = _parts(kind, match, folded, at, cues)
                    if parts or "pair" not in match.groupdict():
                        return kind, parts
    return "fact", ()


def _parts(
    kind: Kind, match: "regex.Match[str]", folded: Folded, at: int, cues: Cues
) -> tuple[str, ...]:
    if kind not in ("comparison", "library"):
        return ()
    slots = {name: match.span(name) for name, said in match.groupdict().items() if said}
    if kind == "comparison":
        return compared(folded, {name: (at + a, at + b) for name, (a, b) in slots.items()}, cues)
    if "subject" not in slots:
        return ()
    start, end = slots["subject"]
    return (trimmed(folded, (at + start, at + end)),)


def _skip_courtesy(folded: str, cues: Cues) -> int:
    """Where the question begins behind "please" and "and"."""
    at, courtesy = 0, cues.phrases.get("courtesy", ())
    while at < len(folded):
        opens = _OPENS.match(folded, at)
        here = opens.end() if opens else at
        found = [m.end() for cue in courtesy if (m := cue.match(folded, here))]
        end = max(found, default=here)
        while end < len(folded) and folded[end].isspace():
            end += 1
        if end == at or end >= len(folded):
            break
        at = end
    for cue in cues.phrases.get("request", ()):
        asked = cue.match(folded, at)
        behind = folded[asked.end() :].lstrip() if asked else ""
        if _says(cues, "imperative", behind):
            at = len(folded) - len(behind)
            return at + _skip_courtesy(behind, cues)
    return at


def _says(cues: Cues, group: str, folded: str) -> bool:
    return any(cue.match(folded) for cue in cues.phrases.get(group, ()))


def _begins_with_pronoun(folded: str, cues: Cues) -> bool:
    """Nothing but function words stands before the first pronoun."""
    first = _pronoun(cues).search(folded)
    if first is None:
        return False
    return _only_small(cues).fullmatch(folded[: first.start()]) is not None


@cache
def _only_small(cues: Cues) -> "regex.Pattern[str]":
    small = one_of(cues.words["small"])
    edge = "" if _unspaced(small) else rf"(?!{_LETTER})"
    return regex.compile(rf"(?:(?:{small}){edge}[\s,،]*)*")


@cache
def _pronoun(cues: Cues) -> "regex.Pattern[str]":
    pronouns = one_of(cues.words["pronouns"]) or "(?!)"
    if _unspaced(pronouns):
        unlike = one_of(cues.words["unlike"]) or "(?!)"
        return regex.compile(rf"(?:{unlike})(*SKIP)(*FAIL)|{pronouns}")
    return regex.compile(rf"(?<!{_LETTER})(?:{pronouns})(?!{_LETTER})")


def _unspaced(words: str) -> bool:
    return regex.search(rf"[[{UNSPACED}]--\p{{Hangul}}]", words, regex.V1) is not None


class _Asked:
    """A text on its way to the questions that it holds."""

    def __init__(self, text: str, language: str, cues: Cues) -> None:
        self._text, self._language, self._cues = text, language, cues
        inside = [match.span() for match in _PAIRS.finditer(text)]
        marks = (match for match in _MARK.finditer(text))
        self._marks = [
            match.end()
            for match in marks
            if not any(a < match.start() < b - 1 for a, b in inside)
            and not regex.match(r"[\p{L}\p{N}_]+=", text[match.end() : match.end() + 40])
        ]

    def parts(self) -> list[str]:
        """The questions, each with what leads up to it."""
        parts: list[str] = []
        lead = ""
        for start, end, numbered in self._units():
            unit = self._text[start:end]
            if not self._asks(start, end, numbered):
                lead += unit
            elif parts and self._depends(lead, unit):
                parts[-1] += lead + unit
                lead = ""
            else:
                parts.append(lead + unit)
                lead = ""
        if parts:
            parts[-1] += lead
        return [_unnumbered(part) for part in parts]

    def _units(self) -> list[tuple[int, int, bool]]:
        numbers = self._numbers()
        begins = {start for start, _ in sentence_spans(self._text, self._language)}
        begins -= set(numbers.values())
        cuts = sorted({0, len(self._text), *self._marks, *numbers, *begins})
        return [(a, b, a in numbers) for a, b in itertools.pairwise(cuts)]

    def _numbers(self) -> dict[int, int]:
        """Starts and ends of 1), 2), …, if they count from one."""
        found, wanted = {}, 1
        for match in _NUMBER.finditer(self._text):
            sign = regex.sub(r"[\s()（）.、．]", "", match[0])
            value = _CIRCLED.find(sign) + 1 or "abc".find(sign) + 1 or int(fold(sign))
            if value == wanted:
                found[match.start()] = match.end()
                wanted += 1
        return found if len(found) > 1 else {}

    def _asks(self, start: int, end: int, numbered: bool) -> bool:
        folded = fold(_unnumbered(self._text[start:end]))
        if not _WORD.search(folded):
            return False
        if any(start < mark <= end for mark in self._marks):
            return not any(cue.fullmatch(folded) for cue in self._cues.phrases.get("courtesy", ()))
        at = _skip_courtesy(folded, self._cues)
        groups = ("imperative", "question") if numbered else ("imperative",)
        return any(
            _says(self._cues, group, text) for group in groups for text in (folded, folded[at:])
        )

    def _depends(self, lead: str, unit: str) -> bool:
        """True for what is no question without the one before: "Why?", "What does it cost?"."""
        folded = fold(_unnumbered(unit))
        folded = folded[_skip_courtesy(folded, self._cues) :]
        if lead.strip():
            return _begins_with_pronoun(fold(lead).strip(), self._cues)
        if _pronoun(self._cues).search(folded) or _only_small(self._cues).fullmatch(
            regex.sub(r"[^\p{L}\p{N}]+$", "", folded)
        ):
            return True
        words = _WORD.findall(folded)
        wide = not _SPACED.search(folded) and _unspaced(folded)
        few = len(words) <= (_FEW_CHARACTERS if wide else _FEW_WORDS)
        defines = any(matches(self._cues.phrases.get("definition", ()), folded))
        return few and not (wide and defines)


def _unnumbered(part: str) -> str:
    part = part.strip()
    number = _NUMBER.match(part)
    return part[number.end() :] if number else part
