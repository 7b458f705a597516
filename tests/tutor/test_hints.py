"""Hints before an attempt: each tells more than the one before, none tells the key."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.languages import detect_language
from tests.tutor.practice import LANGUAGES, item, options
from tutor.accepted import compare
from tutor.hints import gives_away, ladder, sentence_before
from tutor.quizzes import GAP, EvidenceSpan, Kind, Option, QuizItem
from tutor.wording import contains

ROOT = Path(__file__).parents[2]
KINDS: tuple[Kind, ...] = ("single", "multiple", "true-false", "cloze", "short", "card")
BEFORE = {
    "en": "There are four ways to run inference.",
    "zh-Hans": "自动扩缩有两种策略。",
    "ar": "للتدفق نمطان.",
}


def quoting(quote: str, kind: Kind = "single", language: str = "en", **changed: object) -> QuizItem:
    """An item whose evidence says this."""
    span = EvidenceSpan(
        document="d", title="Notes", path="/x/notes.md", page=7, start=0, end=len(quote),
        quote=quote, language=language,
    )  # fmt: skip
    return item(kind, language, evidence=(span,), **changed)


# -- the ladder -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_where_then_the_words_around_then_one_option_less(language: str) -> None:
    asked = item("single", language)
    where, words, less = ladder(asked, before=BEFORE[language])
    assert "Notes › Endpoints" in where
    assert "7" in where
    assert GAP in words
    wrong = [option for option in asked.options if not option.correct]
    assert [option.text in less for option in wrong].count(True) == 1
    assert "Rationale" in less


def test_hints_speak_the_items_language() -> None:
    assert {ladder(item("single", code))[0].split("：")[0].split(":")[0] for code in LANGUAGES} == {
        "Look here",
        "看这里",
        "ابحث هنا",
    }


def test_the_ladder_is_the_same_every_time() -> None:
    assert len({ladder(item("single")) for _ in range(20)}) == 1


def test_a_heading_that_is_the_key_is_left_out() -> None:
    quote = "In concept drift the relation of inputs and target changes over time."
    asked = quoting(quote, "short", topic="Drift › Concept drift")
    assert ladder(asked)[0] == "Look here: Notes › page 7"


def test_a_page_with_the_number_of_the_key_is_left_out() -> None:
    asked = item("cloze", stem="It takes ____ steps.", answer=("7", "seven"))
    assert ladder(asked)[0] == "Look here: Notes › Endpoints"


@pytest.mark.parametrize(
    ("quote", "key", "blanked"),
    [
        (
            "A snapshot is kept for 35 days in the Vault.",
            "35 days",
            "A snapshot is kept for ____ in the Vault.",
        ),
        ("It is kept for 35 days, then deleted.", "35 Days", "It is kept for ____, then deleted."),
        ("快照默认保留３５天，之后自动删除。", "35天", "快照默认保留____，之后自动删除。"),
        (
            "تُحفَظُ اللُّقطةُ ٣٥ يومًا في Amazon S3 ثمَّ تُحذَف.",
            "35 يوما",
            "تُحفَظُ اللُّقطةُ ____ في Amazon S3 ثمَّ تُحذَف.",
        ),
        (
            "After a failure, wait 14 days before you try.",
            "14 天",
            "After a failure, wait ____ days before you try.",
        ),
        (
            "Training runs on what was kept for training.",
            "train",
            "____ runs on what was kept for ____.",
        ),
        ("It is kept for thirty-five days, that is 35 days.", "35 days", ""),
        (
            "For 35 days (840 hours) it is kept there.",
            "35 days",
            "For ____ (840 hours) it is kept there.",
        ),
        (
            "Concept drift: the relation of the two changes.",
            "concept drift",
            "____: the relation of the two changes.",
        ),
        ("A drift of the concept is meant by that here.", "concept drift", ""),
        ("35 days.", "35 days", ""),
    ],
)
def test_the_key_is_blanked_where_that_is_safe_and_else_the_sentence_before_is_told(
    quote: str, key: str, blanked: str
) -> None:
    asked = quoting(quote, "short", detect_language(key), stem="?", answer=(key,))
    told = ladder(asked, before="There are two kinds.")
    if blanked:
        assert any(blanked in hint for hint in told)
    else:
        assert not any(GAP in hint for hint in told)
        assert any("There are two kinds." in hint for hint in told)


def test_every_right_option_of_several_is_blanked() -> None:
    asked = quoting("Regression and forecasting are supervised; clustering is not.", "multiple")
    (words,) = [hint for hint in ladder(asked) if GAP in hint]
    assert "____ and ____ are supervised" in words


def test_what_is_blanked_in_a_card_is_the_whole_answer_so_nothing_is_quoted() -> None:
    asked = item("card")
    card = quoting(asked.answer[0], "card")
    assert not any(GAP in hint for hint in ladder(card, before=card.stem))


def test_a_statement_is_not_given_away_by_its_evidence_or_its_other_option() -> None:
    told = ladder(item("true-false"), before="There are four ways to run inference.")
    assert [hint.split(":")[0] for hint in told] == [
        "Look here",
        "Just before the answer your document says",
    ]


def test_no_option_is_taken_away_where_only_right_ones_would_be_left() -> None:
    both = item("multiple", options=options(("Regression", "Clustering"), ["Regression"]))
    assert not any("Clustering" in hint for hint in ladder(both))


def test_a_rationale_or_an_option_that_holds_the_key_is_not_told() -> None:
    telling = (
        Option(id="a", text="S3 Standard-IA", correct=False, rationale="Cheaper."),
        Option(id="b", text="S3 Glacier", correct=False, rationale="S3 Standard is right."),
        Option(id="c", text="S3 Standard", correct=True),
    )
    less = ladder(item("single", options=telling))[-1]
    assert less == "It is not “S3 Glacier”."


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("concept drift", "It begins with “c” and has 12 characters."),
        ("数据泄漏", "以“数”开头，共 4 个字符。"),
        ("الإيقاف المبكر", "تبدأ بـ«إ» وعدد محارفها 11."),
        ("300", "Number of characters: 3"),
        ("IA", "Number of characters: 2"),
        ("对称", "字符数：2"),
        ("1", ""),
        ("It drives some weights to exactly zero and so selects features.", ""),
    ],
)
def test_how_a_typed_answer_begins(answer: str, told: str) -> None:
    asked = item("short", detect_language(answer), stem="?", answer=(answer,))
    assert [hint for hint in ladder(asked) if hint == told] == ([told] if told else [])
    assert not any(
        hint.startswith(("It begins", "Number")) for hint in ladder(asked) if hint != told
    )


# -- the sentence before --------------------------------------------------------------


def test_the_sentence_before_is_found_in_the_document() -> None:
    text = "# Snapshots\n\nIt is a copy. It is made at night. It is kept for 35 days."
    at = text.index("It is kept")
    span = item("single").evidence[0].model_copy(update={"start": at, "end": len(text)})
    assert sentence_before(text, span) == "It is made at night."
    first = span.model_copy(update={"start": 0})
    assert sentence_before(text, first) == ""


def test_a_listing_before_the_evidence_is_no_hint() -> None:
    assert len(ladder(quoting("Nothing of it here.", "short"), before="code " * 200)) == 2


# -- what holds of every item ---------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_hint_of_any_kind_in_any_language_holds_the_key(kind: Kind, language: str) -> None:
    holds_no_key(item(kind, language), BEFORE[language])


WORDS = st.sampled_from(
    [
        "35 days",
        "concept drift",
        "S3",
        "300",
        "数据泄漏",
        "对称",
        "٣٥ يوما",
        "الإيقاف المبكر",
        "Off",
        "1",
    ]
)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), WORDS, st.sampled_from(LANGUAGES), WORDS)
def test_a_quote_that_says_the_key_in_whatever_way_does_not_give_it_away(
    words: list[str], key: str, language: str, before: str
) -> None:
    quote = "It says: " + ", 而 ".join(words) + " of both kinds."
    asked = quoting(quote, "short", language, stem="?", answer=(key,), topic=words[0])
    holds_no_key(asked, f"Before that it says {before}.")


def holds_no_key(asked: QuizItem, before: str) -> None:
    for hint in ladder(asked, before=before):
        assert not gives_away(hint, asked)
        if asked.kind == "true-false":
            continue
        for key in asked.right:
            assert not contains(hint, key, asked.language)
            assert not compare(hint, [key], asked.language).accepted


def calibration_items() -> Iterator[tuple[QuizItem, str]]:
    """The items written for the gates, with the sentence before their evidence."""
    for path in sorted((ROOT / "evals" / "datasets").glob("items*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            spans = []
            for evidence in row["evidence"]:
                source = ROOT / "corpus" / evidence["path"]
                text = source.read_text("utf-8") if source.suffix in (".md", ".html") else ""
                at = max(0, text.find(evidence["quote"]))
                spans.append(
                    EvidenceSpan(
                        document=evidence["path"],
                        title=source.stem,
                        path=str(source),
                        page=1,
                        start=at,
                        end=at + len(evidence["quote"]),
                        quote=evidence["quote"],
                        language=detect_language(evidence["quote"]),
                    )
                )
            lettered = tuple(
                Option(id=letter, **option) for letter, option in zip("abcdef", row["options"])
            )
            asked = QuizItem(
                id=row["id"],
                kind=row["kind"],
                language=row["language"],
                stem=row["stem"],
                options=lettered,
                answer=tuple(row["answer"]),
                explanation=row["explanation"],
                evidence=tuple(spans),
            )
            yield asked, sentence_before(text, spans[-1]) if text else ""


def test_no_hint_to_the_calibration_items_holds_the_key() -> None:
    found = list(calibration_items())
    if not found:
        pytest.skip("the calibration items are not in evals/datasets")
    for asked, before in found:
        holds_no_key(asked, before)
    assert sum(len(ladder(asked, before=before)) == 3 for asked, before in found) > len(found) / 2
