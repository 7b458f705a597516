"""Names in a claim that its evidence does not have.

Pure; knows how names are spelled, not whom they name. Those in Latin letters are compared between
any two languages, Chinese titles and names within theirs.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal

import regex

from ingest.languages import primary, same_language
from ingest.normalize import fold
from tutor.names import Name, cased, latin_names, squash, squashes
from tutor.word_lists import data

Kind = Literal["name", "version"]
_LATIN = regex.compile(r"\p{Latin}")


def misnamed(
    claim: str, evidence: str, language: str, evidence_language: str, question: str
) -> Iterator[tuple[Kind, str]]:
    """What is named in `claim`, and neither in `evidence` nor in `question`, as the claim has it.

    A code whose digits alone differ from one in the evidence is another version of it, even where
    the question names it.
    """
    yield from _latin(claim, evidence, language, evidence_language, question)
    if same_language(language, evidence_language):
        for text in _quoted(claim, evidence, question):
            yield "name", text


def _latin(
    claim: str, evidence: str, language: str, evidence_language: str, question: str
) -> Iterator[tuple[Kind, str]]:
    """Latin codes in any language; capitalised words where the evidence would have them too."""
    text, source = cased(claim), cased(evidence)
    held, asked = squashes(source), squashes(cased(question))
    same = same_language(language, evidence_language)
    plain = same or (_mostly_latin(source) and not _mostly_latin(text))
    plain = plain and primary(language) not in data()["names"]["capital_nouns"]
    shortened = _shortened(text, held)
    for name in latin_names(text):
        token = squash(name.text)
        if token in held or _plural(name.text) in held or name.start in shortened:
            continue
        if _in_plural(name.text, source):
            continue
        rivals = _differs_in_digits(token, held)
        if rivals:
            yield "version", name.text
        elif token in asked:
            continue
        elif name.code:
            if not same and (token in _translated() or _may_be_respelled(name, source)):
                continue
            if not _spelled_out(name, source):
                yield "name", name.text
        elif plain and not _opens(name, text) and not _inflected(token, held):
            yield "name", name.text


def _shortened(text: str, held: frozenset[str]) -> set[int]:
    """Offsets of names that the evidence has by their initials: `Amazon Web Services`, AWS."""
    found: set[int] = set()
    for match in _NAMES.finditer(text):
        if "".join(word[0] for word in match[0].split()).casefold() in held:
            found.update(range(*match.span()))
    return found


_NAMES = regex.compile(r"\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+")


def _may_be_respelled(name: Name, source: str) -> bool:
    """ABC may be إيه بي سي where nothing at all is in Latin letters."""
    return bool(regex.fullmatch(r"\p{Lu}{2,4}s?", name.text)) and not _LATIN.search(source)


def _mostly_latin(text: str) -> bool:
    letters = regex.findall(r"\p{L}", text)
    return 2 * sum(bool(_LATIN.match(letter)) for letter in letters) > len(letters)


def _plural(word: str) -> str:
    """`APIs` → `api`; HTTPS is no plural."""
    return squash(word[:-1] if regex.fullmatch(r".*[\p{Lu}\d]s", word) else word)


def _in_plural(word: str, source: str) -> bool:
    """GPU where the evidence says `GPUs`; HTTP is not in `HTTPS`."""
    upper = regex.search(r"[\p{Lu}\d]$", word)
    return bool(upper) and bool(regex.search(rf"(?<!\w){regex.escape(word)}s(?!\w)", source))


def _differs_in_digits(token: str, held: frozenset[str]) -> bool:
    """`mla-c01` where the evidence speaks of `mla-c02`."""
    if not regex.search(r"\d", token) or not regex.search(r"\p{L}", token):
        return False
    shape = regex.sub(r"\d+", "0", token)
    return any(regex.sub(r"\d+", "0", other) == shape for other in held)


def _spelled_out(name: Name, source: str) -> bool:
    """Do the words of the source have these initials? Two letters would be found anywhere."""
    letters = 2 if squash(name.text) in _translated() else 3
    if not regex.fullmatch(rf"\p{{Lu}}{{{letters},}}s?", name.text):
        return False
    words = regex.findall(r"[\p{L}\p{M}]+", source)
    long = "".join(word[0] for word in words if len(word) > 3 or word[0].isupper())
    wanted = name.text.rstrip("s").lower()
    return wanted in "".join(word[0] for word in words).lower() or wanted in long.lower()


def _opens(name: Name, text: str) -> bool:
    """Is the capital only that of a sentence? A few words without a full stop are none."""
    before = text[: name.start].rstrip(" \"'“‘«([*_")
    if not before:
        return len(text.split()) > 4 or text.rstrip().endswith((".", "!", "?", "。"))
    return before[-1] in ".!?。！？؟:：\n-–—•|;"


def _inflected(token: str, held: frozenset[str]) -> bool:
    """German for Germany: the first letters tell, the last do not."""
    stem = token[: max(4, len(token) - 3)]
    return len(token) > 3 and any(word.startswith(stem) for word in held)


@cache
def _translated() -> frozenset[str]:
    return frozenset(data()["names"]["translated"])


_TITLE = regex.compile(r"《([^》]{1,40})》")
_TRANSLITERATED = regex.compile(r"(\p{Han})·(\p{Han}{1,2})")
_LOOSE = regex.compile(r"[\s\p{P}]")


def _quoted(claim: str, evidence: str, question: str) -> Iterator[str]:
    """Chinese titles, and names spelled with `·`, that the evidence does not have.

    Words between other quotation marks are as often said freely.
    """
    held = _LOOSE.sub("", fold(evidence)) + "\n" + _LOOSE.sub("", fold(question))
    for match in _TITLE.finditer(claim):
        if _LOOSE.sub("", fold(match[1])) not in held:
            yield match[0]
    for match in _TRANSLITERATED.finditer(claim):
        if match[1] + match[2] not in held:
            yield match[0]
