"""Is it in the language that it says it is in? Names of services are in every language."""

import regex

from ingest.languages import detect_language, primary, same_language
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, quoted, rejected
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import latin_words, names, script_of, size

NAME = "language"
LEAST_SHARE = 0.7
"""Of the letters that are not in names, those that must be of the language's script."""
ENOUGH = 60
"""Size of text from which the identifier is asked which language it is."""
_LETTER = regex.compile(r"[\p{L}--\p{Lm}]", regex.V1)
_CAPITALISED = regex.compile(r"\p{Lu}[\p{Latin}\p{N}_+#]*")
_OTHER_LETTER = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_GLOSS = regex.compile(r"(?<=[\p{L}--\p{Latin}]\s?)[(（][\p{Latin}\p{N}\s,.'’/-]+[)）]", regex.V1)
"""A term's English name behind it: `التكديس (stacking)`."""
_FORMULA, _WORD = regex.compile(r"[=≈±√∑∫]"), regex.compile(r"\p{Han}|\p{L}{3}")
"""`ΔE = mgh` and `2 R π` are in no language."""
_CODE = regex.compile(r"[\p{N}_+#]")


def language(item: QuizItem, grounds: Grounds) -> Verdict:
    """Stem and options, or the first accepted form, are in the item's script and language; one
    option that is a single word of another (`tanh`) is flagged.

    Further accepted forms may be in any: they are what a learner may type.
    """
    shown = [item.stem, *(option.text for option in item.options), *item.answer[:1]]
    exempt = _names(item, shown, grounds)
    every = [(text, script_share(text, item.language, exempt)) for text in shown]
    shares = {text: share for text, share in every if share is not None and share < LEAST_SHARE}
    if alien := list(shares):
        detail = f"{shares[alien[0]]:.0%} of {quoted(alien[0])} is in the script of {item.language}"
        lone = len(alien) == 1 and alien[0] != item.stem and _one_word(alien[0])
        return flagged(NAME, detail) if lone else rejected(NAME, detail)
    if script_share(item.stem, item.language, exempt) is None:
        return rejected(NAME, "the stem holds nothing but names")
    return _identified(item, " ".join(shown))


def script_share(text: str, language: str, exempt: set[str]) -> float | None:
    """Share of the language's script in the words of `text` that are not `exempt`; None where
    none is left (an option may be a name or a number)."""
    script = script_of(language)
    kanji = r"\p{Katakana}\p{Han}" if script == "Hiragana" else ""
    own = regex.compile(rf"[\p{{{script}}}{kanji}]")
    if script != "Latin":
        text = _GLOSS.sub(" ", text)
    words = regex.findall(r"\p{Latin}[\p{Latin}\p{N}_+#]*|[\p{L}--\p{Latin}]+", text, regex.V1)
    said = sum(bool(_WORD.search(word)) for word in words)
    if not said or (said == 1 and _FORMULA.search(text)):
        return None
    left = "".join(word for word in words if not latin_words(word) & exempt)
    letters = "".join(_LETTER.findall(left))
    return size("".join(own.findall(letters))) / size(letters) if letters else None


def _identified(item: QuizItem, text: str) -> Verdict:
    """What the identifier makes of the whole: scripts tell no German from English."""
    if size(text) < ENOUGH:
        return passed(NAME)
    found = detect_language(text)
    if same_language(found, item.language):
        variants = {found, item.language} == {"zh-Hans", "zh-Hant"}
        return flagged(NAME, f"it reads as {found}") if variants else passed(NAME)
    if script_of(found) == script_of(item.language) == "Latin" and primary(found) != "en":
        return rejected(NAME, f"it reads as {found}, not {item.language}")
    return passed(NAME)


def _names(item: QuizItem, shown: list[str], grounds: Grounds) -> set[str]:
    """Latin words that a text in another script may hold: those that look like names anywhere,
    and every one that a source uses that is in another script itself."""
    if script_of(item.language) == "Latin":
        return names(item.stem, item.language)
    everything = " ".join(shown)
    exempt = {word for text in _CAPITALISED.findall(everything) for word in latin_words(text)}
    exempt |= {word for word in latin_words(everything) if _CODE.search(word)}
    options = [bool(_OTHER_LETTER.search(text)) for text in shown[1:]]
    if (item.right and not _OTHER_LETTER.search(item.right[0])) or 2 * sum(options) >= len(options):
        # A file name or a term of code stands among others of its kind; k-means, softmax beside
        # options in the item's script.
        exempt |= {word for text in shown[1:] for word in latin_words(text) if _one_word(text)}
    other = [p for p in grounds.passages if script_of(p.language) != "Latin"]
    return exempt | {word for p in other for word in latin_words(f"{p.title} {p.text}")}


def _one_word(text: str) -> bool:
    return not _OTHER_LETTER.search(text) and " " not in text.strip()
