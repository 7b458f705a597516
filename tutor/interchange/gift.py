"""GIFT, Moodle's text format, as its reader has it (`question/format/gift/format.php`).

Mostly it is `[plain]`, which people can read; with right-to-left text `[html]`, which can say its
direction. What GIFT has no place for stands in a comment before each question, beside the id
and the tags that Moodle reads there. Notable traps: `->` makes a matching question, `%5%` at the
start of an option a weight, `[html]` a format, and all text is trimmed.
"""

import regex

from tutor.interchange import moodle
from tutor.interchange.banks import Bank, Exported, Loss
from tutor.interchange.extras import outward, pack, tags
from tutor.interchange.fragments import block, direction, opened, to_html
from tutor.interchange.prepare import prepared, title
from tutor.interchange.words import truth_of, with_sources
from tutor.quizzes import CHOSEN, GAP, TYPED, QuizItem

TRIMMED = " \t\n\r\0\x0b"
"""What PHP's `trim` takes from both ends of every text."""
_SPECIAL = regex.compile(r"[\\#=~{}:]")
_WEIGHT = regex.compile(r"%-*[0-9]{1,2}\.?[0-9]*%")
_TAG = regex.compile(r"[\[\]<>`\p{Cc}]")


def write(bank: Bank) -> Exported:
    """Every kind; a flashcard becomes a short answer. Moodle marks several options in part."""
    ready, losses = prepared(bank.items, "GIFT", (*CHOSEN, *TYPED))
    blocks = []
    for item in ready:
        fault = _unwritable(item)
        if fault is not None:
            losses.append(Loss(item=item.id, what=fault, whole=True))
            continue
        losses += [Loss(item=item.id, what=what) for what in (*moodle.lost(item), *_lost(item))]
        blocks.append(_comments(item) + _question(item))
    return Exported(
        data="\n\n".join([*blocks, ""]).encode("utf-8"), items=len(blocks), losses=tuple(losses)
    )


def escaped(text: str) -> str:
    """`text` as GIFT reads it back: no sign of it acts, and it is on one line."""
    return str(_SPECIAL.sub(r"\\\g<0>", text)).replace("\n", "\\n")


def is_marked_up(item: QuizItem) -> bool:
    """Must the item be HTML: to say which way it is read, or since an option holds what GIFT
    cannot escape, an arrow or a weight? Not every reader takes these as Moodle does."""
    among = [text for each in item.options for text in (each.text, each.rationale)]
    texts = [item.stem, with_sources(item), *item.answer, *among]
    odd = any("->" in text or _WEIGHT.match(text.lstrip(TRIMMED)) for text in among)
    return odd or any(direction(text, item.language) == "rtl" for text in texts)


def _unwritable(item: QuizItem) -> str | None:
    if item.kind == "multiple":
        return moodle.unmarkable(item)
    if item.kind in TYPED and any("->" in text for text in item.answer):
        return "an answer holds ->, which makes a matching question of it"
    return None


def _lost(item: QuizItem) -> list[str]:
    texts = list(item.answer)
    if not is_marked_up(item):
        texts += [item.stem, item.explanation]
        texts += [text for each in item.options for text in (each.text, each.rationale)]
    trimmed = any(text != text.strip(TRIMMED) for text in texts)
    return ["white space at the end of a text"] if trimmed else []


def _comments(item: QuizItem) -> str:
    # What Moodle looks for in comments must not be found in what Hikma keeps there.
    packed = pack(item, texts=truth_of(item.options) is not None)
    packed = packed.replace("[id:", "\\u005bid:").replace("[tag:", "\\u005btag:")
    marks = [f"[id:{outward(item.id)}]"]
    marks += [f"[tag:{_TAG.sub(' ', tag)}]" for tag in tags(item)]
    return f"// hikma {packed}\n// {' '.join(marks)}\n"


def _question(item: QuizItem) -> str:
    marked_up = is_marked_up(item)
    head, gap, tail = item.stem, "", ""
    if item.kind == "cloze":
        head, gap, tail = item.stem.partition(GAP)
    if marked_up:
        # One element around the gap: Moodle puts its box where the braces are.
        head, tail = opened(item.stem, item.language) + to_html(head), f"{to_html(tail)}</p>"
        head, tail = (head, tail) if gap else (head + tail, "")
    style = "[html]" if marked_up else "[plain]"
    said = _text(with_sources(item), item, marked_up)
    answers = _answers(item, marked_up) + (f"####{said}" if said else "")
    return f"::{escaped(title(item))}::{style}{escaped(head)}{{{answers}}}{escaped(tail)}"


def _answers(item: QuizItem, marked_up: bool) -> str:
    said = truth_of(item.options) if item.kind == "true-false" else None
    if said is not None:
        right, wrong = said if said[0].correct else said[::-1]
        if_wrong, if_right = (_text(each.rationale, item, marked_up) for each in (wrong, right))
        word = "TRUE" if said[0].correct else "FALSE"
        if if_right:
            return f"{word}#{if_wrong}#{if_right}"
        return f"{word}#{if_wrong}" if if_wrong else word
    if item.kind in TYPED:
        typed = "".join(f"\n\t={_typed(text)}" for text in item.answer)
        return f"{typed}\n"
    share = moodle.share(len(item.keys))
    lines = []
    for each in item.options:
        text = _text(each.text, item, marked_up)
        if item.kind == "multiple":
            sign = f"~%{'' if each.correct else '-'}{share}%"
        else:
            sign = "=" if each.correct else "~"
        feedback = _text(each.rationale, item, marked_up)
        lines.append(f"\n\t{sign}{text}" + (f"#{feedback}" if feedback else ""))
    return "".join(lines) + "\n"


def _text(text: str, item: QuizItem, marked_up: bool) -> str:
    if not text:
        return ""
    if marked_up:
        return escaped(block(text, item.language))
    # A bracket would be looked at for the name of a format.
    return ("[plain]" if text.lstrip(TRIMMED).startswith("[") else "") + escaped(text)


def _typed(text: str) -> str:
    """An accepted answer, which is never HTML; `*` would stand for anything."""
    text = escaped(moodle.without_wildcards(text))
    weight = "%100%" if _WEIGHT.match(text.lstrip(TRIMMED)) else ""
    return weight + ("[plain]" if text.lstrip(TRIMMED).startswith("[") else "") + text
