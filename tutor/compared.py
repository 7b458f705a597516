"""The names of what is compared, from the slots of a phrase: "A and B", "A وB", "A、B和C".

Knows phrases and folding only. Where the names cannot be told it gives none.
"""

from collections.abc import Mapping

import regex

from ingest.normalize import Folded
from tutor.cues import UNSPACED, Cues, one_of

MOST = 3
_LONGEST = 60
_TRIM = " \t\n.,،;:!?*_"
_PAIRS = {'"': '"', "'": "'", "`": "`", "(": ")", "「": "」", "《": "》"}
_CLITIC = regex.compile(r"(?<=\s)و(?=\S)")
_SURE_CLITIC = regex.compile(r"و(?:ال|بين |[\p{Latin}\p{N}]|و)")
Span = tuple[int, int]


def compared(folded: Folded, slots: Mapping[str, Span], cues: Cues) -> tuple[str, ...]:
    """Two or three names as they stand in the original, or none. Slots are folded offsets."""
    listed = slots.get("names") or slots.get("pair")
    if listed:
        spans = _listed(folded.text, listed, cues)
    else:
        spans = [slots[name] for name in ("a", "b", "c") if name in slots]
    names = [_name(folded, span, cues) for span in spans]
    good = 2 <= len(names) <= MOST and all(0 < len(name) <= _LONGEST for name in names)
    return tuple(names) if good and len(set(names)) == len(names) else ()


def _listed(text: str, span: Span, cues: Cues) -> list[Span]:
    start, end = _cut(text, span, cues)
    kept = [match.span() for match in _kept(cues).finditer(text, start, end)]
    joints = [
        match.span()
        for match in regex.finditer(
            one_of(cues.words["and"]) or "(?!)", text, pos=start, endpos=end
        )
        if not any(a <= match.start() and match.end() <= b for a, b in kept)
    ]
    joints = sorted({*joints, *_clitics(text, start, end, cues)})
    ends = [start, *(at for joint in joints for at in joint), end]
    spans = list(zip(ends[::2], ends[1::2]))
    return [(a, b) for a, b in spans if text[a:b].strip(_TRIM)]


def _kept(cues: Cues) -> "regex.Pattern[str]":
    return regex.compile(one_of(cues.words["keep"]) or "(?!)")


def _clitics(text: str, start: int, end: int, cues: Cues) -> list[Span]:
    """Where an "and" is stuck to the word after it, as in Arabic; the surest ones alone."""
    if "و" not in cues.words["clitics"]:
        return []
    found = []
    for match in _CLITIC.finditer(text, start, end):
        word = regex.match(r"\S+", text, pos=match.start(), endpos=end)
        if word and word[0].strip(_TRIM) not in cues.words["keep"]:
            found.append(match.span())
    sure = [span for span in found if _SURE_CLITIC.match(text, span[0])]
    return sure if sure and len(found) > 2 else found


def _cut(text: str, span: Span, cues: Cues) -> Span:
    """Without what follows the names: "… in terms of cost"."""
    start, end = span
    cuts = one_of(cues.words["cut"])
    found = regex.search(cuts, text, pos=start + 1, endpos=end) if cuts else None
    return (start, found.start()) if found else span


def _name(folded: Folded, span: Span, cues: Cues) -> str:
    text = folded.text
    start, end = _cut(text, span, cues)
    wide = regex.search(rf"[{UNSPACED}]", text[start:end])
    comma = text.rfind(",", start, end)
    if wide and comma >= 0:
        start = comma + 1  # "在 SageMaker 里，A": a name holds no comma
    articles = regex.compile(one_of(cues.words["articles"]) or "(?!)")
    while start < end:
        article = articles.match(text, start, end - 1)
        if not article and text[start] not in _TRIM:
            break
        start = article.end() if article else start + 1
    return trimmed(folded, (start, end))


def trimmed(folded: Folded, span: Span) -> str:
    """The original of a slice without marks and quotes around it; `Key="role"` keeps its own."""
    text, (start, end) = folded.text, span
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    closing = _PAIRS.get(text[start : start + 1])
    if closing and end - start > 2 and text.find(closing, start + 1, end) == end - 1:
        return trimmed(folded, (start + 1, end - 1))
    return folded.original[slice(*folded.span(start, end))].strip() if end > start else ""
