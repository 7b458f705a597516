"""The units in which an answer and a gold answer are compared by F1 and exact match.

Words as `evals.wording.units` gives them: folded (case, full width, digits of every system,
tashkeel, tatweel, forms of alef), without punctuation, Chinese and Japanese characters singly, as
CMRC 2018's script has them. Then without articles: those of the question's language and of
English, and the Arabic `ال` at the beginning of a word, also after و ف ب ك.

ARCD's own script (husseinmozannar/SOQAL, bert/evaluate.py) is SQuAD's for English: it takes away
neither Arabic marks nor Arabic punctuation nor `ال`. MLQA's takes `ال` away wherever it stands,
in the middle of a word too. Figures here compare with neither to the last point.
"""

import tomllib
from functools import cache
from pathlib import Path

import regex

from evals.wording import units
from ingest.languages import primary

_ARABIC_ARTICLE = regex.compile(r"^([وفبك]?)ال(?=\p{Arabic}{2})")


def answer_words(text: str, language: str) -> tuple[str, ...]:
    """The units of `text` without articles; with them where it is nothing else (`A`)."""
    words = units(text)
    articles = _articles(primary(language)) | _articles("en")
    kept = tuple(_ARABIC_ARTICLE.sub(r"\1", word) for word in words if word not in articles)
    return kept or words


@cache
def _articles(code: str) -> frozenset[str]:
    path = Path(__file__).parent / "articles.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8")).get(code, ()))
