"""Is it an item at all, and in the language asked for? Reads nothing but the item."""

import regex

from tutor.facts import Source
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import latin_words, names, plain, script_of, size

SHORTEST_STEM = 15
"""As `wording.size` measures it."""
LONGEST_STEM, LONGEST_OPTION = 200, 150
"""In characters; the grammar of drafts cuts just above, so what is longer was cut."""
LEAST_OPTIONS, MOST_OPTIONS = 3, 4
LEAST_SHARE = 0.7
"""Of the letters that are not in names, those that must be of the language's script."""
_ASKS = regex.compile(r"[?？؟;;][\"'”’»」』)）\]*]*\s*$")
_LABELLED = regex.compile(r"\s*[(（]?[A-Da-dأبجد1-4١-٤][.)）、:：]\s")
_LETTER = regex.compile(r"[\p{L}--\p{Lm}]", regex.V1)
_QUESTION_NEEDS_NO_MARK = frozenset({"Thai", "Lao", "Khmer", "Myanmar"})


def schema(item: QuizItem, source: Source) -> Verdict:
    """Three or four distinct options, one of them the key, under a question."""
    texts = [option.text for option in item.options]
    script = script_of(item.language)
    if size(item.stem) < SHORTEST_STEM or len(item.stem) > LONGEST_STEM:
        fault = "the stem is too short or too long"
    elif script not in _QUESTION_NEEDS_NO_MARK and not _ASKS.search(item.stem):
        fault = "the stem is not a question"
    elif not LEAST_OPTIONS <= len(texts) <= MOST_OPTIONS:
        fault = f"{len(texts)} usable options"
    elif not all(plain(text) for text in texts):
        fault = "an option is empty"
    elif max(map(len, texts)) > LONGEST_OPTION:
        fault = "an option is too long"
    elif len({plain(text) for text in texts}) < len(texts):
        fault = "two options are the same"
    elif sum(option.correct for option in item.options) != 1:
        fault = "not exactly one option is the key"
    elif sum(bool(_LABELLED.match(text)) for text in texts) > 1:
        fault = "the options carry letters of their own"
    else:
        return Verdict(name="schema", verdict="pass")
    return Verdict(name="schema", verdict="reject", detail=fault)


def language(item: QuizItem, source: Source) -> Verdict:
    """Stem and options are in the script of the item's language, names left out of account."""
    exempt = names(item.stem, item.language)
    if script_of(item.language) != "Latin":
        exempt = _service_names(item, source)
    for text in (item.stem, *(option.text for option in item.options)):
        share = script_share(text, item.language, exempt)
        if share is not None and share < LEAST_SHARE:
            detail = f"{share:.0%} of {text[:60]!r} is in the script of {item.language}"
            return Verdict(name="language", verdict="reject", detail=detail)
    if script_share(item.stem, item.language, exempt) is None:
        detail = "the stem holds nothing but names"
        return Verdict(name="language", verdict="reject", detail=detail)
    return Verdict(name="language", verdict="pass")


def script_share(text: str, language: str, exempt: set[str]) -> float | None:
    """Share of the language's script in the words of `text` that are not `exempt`; None where
    none is left (an option may be a name or a number)."""
    script = script_of(language)
    kanji = r"\p{Katakana}\p{Han}" if script == "Hiragana" else ""
    own = regex.compile(rf"[\p{{{script}}}{kanji}]")
    words = regex.findall(r"\p{Latin}[\p{Latin}\p{N}_+#]*|[\p{L}--\p{Latin}]+", text, regex.V1)
    left = "".join(word for word in words if not latin_words(word) & exempt)
    letters = "".join(_LETTER.findall(left))
    return size("".join(own.findall(letters))) / size(letters) if letters else None


def _all_latin(text: str) -> bool:
    return not regex.search(r"[\p{L}--\p{Latin}]", text, regex.V1) and " " not in text.strip()


def _service_names(item: QuizItem, source: Source) -> set[str]:
    """Latin words that text in another script may hold: those that look like names anywhere,
    and where the source is in the item's language every one that the source uses."""
    everything = " ".join([item.stem, *(option.text for option in item.options)])
    capitalised = regex.findall(r"[\p{Lu}][\p{Latin}\p{N}_+#]*", everything)
    exempt = {word for text in capitalised for word in latin_words(text)}
    exempt |= {word for word in latin_words(everything) if regex.search(r"[\p{N}_+#]", word)}
    if not regex.search(r"[\p{L}--\p{Latin}]", item.key.text, regex.V1):
        # A file name or a term of code stands among others of its kind.
        exempt |= {w for o in item.options for w in latin_words(o.text) if _all_latin(o.text)}
    if script_of(source.passage.language) == script_of(item.language):
        exempt |= latin_words(f"{source.passage.title} {source.passage.text}")
    return exempt
