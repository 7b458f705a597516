"""Documents → a quiz: what the model may decide, and what it may not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.runnables import Runnable, RunnableLambda

from ingest.errors import EmptyQuestion, InputError, UnknownDocument
from ingest.index import Index
from tests.builders import fake_index
from tests.tutor.quizzing import (
    AR,
    EN,
    ZH,
    draft,
    draft_ar,
    draft_zh,
    good,
    letters,
    reply,
    scripted,
    solving,
    source,
)
from tutor.compose import QuizRequest, attempt, check_request, compose
from tutor.facts import focus, sources, worth
from tutor.fake_chat import FakeChatModel
from tutor.items import Draft, arrange, build, choose_wrong
from tutor.quizzes import Quiz, QuizItem, Rejected
from tutor.settings import Settings

NOW = "2026-11-21T08:00:00Z"
FILES = {"en.md": f"# Snapshots\n\n{EN}", "zh.md": f"# 快照\n\n{ZH}", "ar.md": f"# اللقطات\n\n{AR}"}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Three small documents."""
    opened = fake_index(tmp_path, FILES)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, model="fake:words", embedding="fake:words")


def last(quizzes: Iterator[Quiz]) -> Quiz:
    *_, quiz = quizzes
    return quiz


# -- drafts and items -----------------------------------------------------------------


def test_a_good_draft_becomes_an_item_with_every_verdict_kept() -> None:
    item, found = good("en")
    model = scripted(reply(draft()), *solving(item))
    made = attempt(found, "en", model, [])
    assert isinstance(made, QuizItem)
    assert made.key.text == "35 days"
    names = [verdict.name for verdict in made.gates]
    assert names[:2] == ["schema", "language"]
    assert {"particulars", "duplicates", "blind-solve"} < set(names)
    assert len(set(names)) == len(names)
    assert {v.verdict for v in made.gates} == {"pass"}


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_the_evidence_gives_the_quote(code: str) -> None:
    item, found = good(code)
    (span,) = item.evidence
    assert span.quote == found.document.text[span.start : span.end]
    assert span.start > 0
    assert "35" in span.quote or "３５" in span.quote or "٣٥" in span.quote


@pytest.mark.parametrize(
    "said",
    ["", "no JSON here", '{"question": "cut off', '{"question": "Q?", "answer": "A"}', "[1, 2]"],
)
def test_a_draft_out_of_form_is_rejected_and_not_mended(said: str) -> None:
    made = attempt(source(), "en", scripted(said), [])
    assert isinstance(made, Rejected)
    assert made.gate == "schema"


class StructuredModel(FakeChatModel):
    """A provider's model with structured output of its own."""

    drafted: Any = None

    def with_structured_output(self, schema: Any, **kwargs: Any) -> Runnable[Any, Any]:
        assert schema is Draft
        return RunnableLambda(lambda _: self.drafted)


@pytest.mark.parametrize("drafted", [draft(), draft().model_dump()])
def test_a_model_with_structured_output_of_its_own_is_asked_that_way(drafted: object) -> None:
    item, found = good("en")
    model = StructuredModel(replies=solving(item), drafted=drafted)
    assert isinstance(attempt(found, "en", model, []), QuizItem)


def test_a_model_that_gives_no_structured_output_has_its_draft_rejected() -> None:
    made = attempt(source(), "en", StructuredModel(replies=[], drafted=None), [])
    assert isinstance(made, Rejected)


def test_a_changed_number_in_the_key_is_rejected_before_the_model_is_asked_again() -> None:
    model = scripted(reply(draft(answer="36 days")))
    made = attempt(source(), "en", model, [])
    assert isinstance(made, Rejected)
    assert made.gate == "particulars"
    assert len(model.asked) == 1


def test_the_key_that_the_solver_does_not_find_is_rejected() -> None:
    item, found = good("en")
    first = solving(item)
    place = first.index("Yes") + len(item.options)
    # Whichever order: the option that stands before the key.
    wrong = [chr(ord("A") + (ord(letter) - ord("A") - 1) % 4) for letter in letters(item)]
    made = attempt(found, "en", scripted(reply(draft()), *first[:place], *wrong), [])
    assert isinstance(made, Rejected)
    assert made.gate == "blind-solve"
    assert made.stem == draft().question


def test_options_that_cannot_be_used_are_left_out_and_noted() -> None:
    wrong = ["35 DAYS", "the Vault service", "7 days", "14 days"]
    item, notes = build(draft(wrong=wrong), source(), "en")
    assert [o.text for o in item.options] == ["7 days", "14 days", "35 days"]
    assert notes[0].verdict == "flag"
    assert "the Vault service" in notes[0].detail


def test_where_too_few_options_can_be_used_none_is_left_out() -> None:
    kept, left_out = choose_wrong(["35 days", "35 Days", "7 days"], "35 days", source())
    assert (kept, left_out) == (["35 days", "35 Days", "7 days"], [])


@pytest.mark.parametrize(
    ("text", "language", "explanation"),
    [
        (EN, "en", "It is kept for 36 days."),
        (EN, "en", "The passage says so."),
        (ZH, "zh-Hans", "根据 passage 中的描述，保留 35 天。"),
        (AR, "ar", "تذكر الفقرة أنها ٣٥ يومًا."),
    ],
)
def test_an_explanation_that_goes_beyond_the_passage_is_left_out_and_noted(
    text: str, language: str, explanation: str
) -> None:
    item, notes = build(draft(explanation=explanation), source(text, language), language)
    assert item.explanation == ""
    assert [(note.name, note.verdict) for note in notes] == [("explanation", "flag")]
    assert explanation in notes[0].detail


def test_the_model_is_shown_numbered_sentences_and_no_ids() -> None:
    found = source()
    model = scripted("")
    attempt(found, "ar", model, [])
    shown = str(model.asked[0][-1].text)
    assert "[2] A snapshot is kept for 35 days" in shown
    assert "Arabic" in shown
    assert found.document.id not in shown


# -- the place of the key -------------------------------------------------------------


def test_the_key_is_placed_by_code_and_evenly() -> None:
    places: Counter[int] = Counter()
    for number in range(400):
        item, _ = build(
            draft(question=f"Question {number}?", answer="yes", wrong=["no", "maybe", "never"]),
            source(),
            "en",
        )
        places[[o.correct for o in item.options].index(True)] += 1
    # 400 / 4 = 100 each; 4 standard deviations of sqrt(400 · 1/4 · 3/4) = 8.7 are 35.
    assert set(places) == {0, 1, 2, 3}
    assert all(65 <= count <= 135 for count in places.values())


def test_the_same_draft_gives_the_same_item_whatever_order_the_model_wrote() -> None:
    one, _ = build(draft(wrong=["no", "maybe", "never"], answer="yes"), source(), "en")
    two, _ = build(draft(wrong=["never", "no", "maybe"], answer="yes"), source(), "en")
    assert one == two
    other, _ = build(draft(wrong=["never", "no", "perhaps"], answer="yes"), source(), "en")
    assert other.id != one.id


@pytest.mark.parametrize(
    ("answer", "wrong", "shown"),
    [
        ("35 days", ["7 days", "1,000 days", "14 Days"], "7 14 35 1,000"),
        ("1 hour", ["12 hours", "2 hours", "0.5 hours"], "0.5 1 2 12"),
        ("35天", ["７天", "100天", "9天"], "７ 9 35 100"),
        ("٣٥ يومًا", ["١٤ يوما", "٧٠ يوماً"], "١٤ ٣٥ ٧٠"),
        ("-5 °C", ["5 °C", "-10 °C"], "-10 -5 5"),
        ("99.9%", ["99.99%", "90%"], "90 99.9 99.99"),
    ],
)
def test_numbers_stand_in_ascending_order(answer: str, wrong: list[str], shown: str) -> None:
    for seed in "abc":
        texts = [option.text for option in arrange(answer, wrong, seed, "en")]
        assert [
            text for text, begin in zip(texts, shown.split()) if text.startswith(begin)
        ] == texts


def test_numbers_that_measure_different_things_are_shuffled() -> None:
    orders = {
        tuple(o.text for o in arrange("1 GB", ["512 days", "2 GB", "4 GB"], str(seed), "en"))
        for seed in range(20)
    }
    assert len(orders) > 5


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["512 MB", "1 GB", "2 GB", "4 GB"]),
        ("ar", ["7 أيام", "14 يومًا", "شهران", "سنة واحدة"]),
        ("zh-Hans", ["90 秒", "2 分钟", "一小时", "1 天"]),
    ],
)
def test_amounts_of_one_kind_are_in_order_whatever_their_units(
    language: str, ordered: list[str]
) -> None:
    key, *wrong = reversed(ordered)
    assert [o.text for o in arrange(key, wrong, "seed", language)] == ordered


@given(st.lists(st.text(min_size=1), min_size=3, max_size=4, unique=True), st.text())
def test_exactly_one_option_is_the_key_whatever_the_texts(texts: list[str], seed: str) -> None:
    options = arrange(texts[0], texts[1:], seed, "zh-Hans")
    assert [o.text for o in options if o.correct] == [texts[0]]
    assert sorted(o.text for o in options) == sorted(texts)
    assert [o.id for o in options] == list("abcd"[: len(texts)])


# -- planning -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("A snapshot is kept for 35 days in the service.", "en", "35"),
        ("Memory grows in steps of 1 to the size of 6,144 MB at the most.", "en", "6,144"),
        ("The tuner (1 - BillableTime / TrainingTime) is a share here.", "en", "BillableTime"),
        ("Every query goes to Amazon Kinesis before it is stored.", "en", "Amazon Kinesis"),
        ("快照默认保留３５天，之后自动删除。", "zh-Hans", "３５"),
        ("تُحفظ اللقطة ٣٥ يومًا ثم تُحذف.", "ar", "٣٥"),
        ("يعمل التحليل مهمة معالجة (processing job) في SageMaker AI دائمًا.", "ar", "SageMaker AI"),
        ("nothing here has a name or a number at all.", "en", ""),
    ],
)
def test_what_is_asked_for_is_an_amount_or_a_name(text: str, language: str, wanted: str) -> None:
    assert focus(text, language, no_rarity, None) == wanted


def no_rarity(terms: Sequence[str]) -> dict[str, float]:
    """A library in which every word is as rare as it is long."""
    return {term: float(len(term)) for term in terms}


@pytest.mark.parametrize(
    "text",
    [
        "## A heading that is long enough to be taken for a sentence of 12 words.",
        "| a table | of 3 columns | that ends with a full stop as well | it does.",
        "The three kinds of storage that there are in the service are these:",
        "Which of the 12 kinds of storage that there are is the cheapest of all?",
        "Too short for 1 fact.",
    ],
)
def test_what_states_no_fact_is_not_asked_about(text: str) -> None:
    found = source(text + " Another sentence.", sentence=1)
    assert worth(found.evidence.model_copy(update={"text": text}), "en") == 0


def test_sentences_are_spread_over_the_documents(index: Index) -> None:
    found = sources(index, documents=(), topic=None, language=None, limit=3, seed=1)
    assert len({s.passage.document for s in found}) == 3
    for s in found:
        assert s.document.text[s.evidence.start : s.evidence.end] == s.evidence.text


def test_the_same_seed_plans_the_same_quiz(index: Index) -> None:
    plans = [
        [s.evidence.start for s in sources(
            index, documents=(), topic=None, language=None, limit=9, seed=seed
        )]
        for seed in (1, 1)
    ]  # fmt: skip
    assert plans[0] == plans[1]


def test_documents_in_the_language_asked_for_come_first(index: Index) -> None:
    for seed in range(5):
        first, *_ = sources(index, documents=(), topic=None, language="ar", limit=3, seed=seed)
        assert first.passage.language == "ar"


def test_a_topic_asks_about_the_passages_nearest_to_it(index: Index) -> None:
    first, *_ = sources(index, documents=(), topic="快照默认保留", language=None, limit=3, seed=1)
    assert first.passage.language == "zh-Hans"


# -- whole quizzes --------------------------------------------------------------------


def test_a_quiz_in_three_languages(index: Index, settings: Settings) -> None:
    drafts = {"en": draft(), "zh-Hans": draft_zh(), "ar": draft_ar()}
    plan = sources(index, documents=(), topic=None, language=None, limit=9, seed=7)
    replies = []
    for s in plan[:3]:
        written = drafts[s.passage.language]
        item, _ = build(written, s, s.passage.language)
        replies += [reply(written), *solving(item)]
    model = scripted(*replies)
    quiz = last(compose(QuizRequest(count=3, seed=7), index, model, settings, now=NOW))
    assert sorted(item.language for item in quiz.items) == ["ar", "en", "zh-Hans"]
    assert (quiz.asked, quiz.made, quiz.rejected, model.replies) == (3, 3, (), [])
    for item in quiz.items:
        (span,) = item.evidence
        assert index.document(span.document).text[span.start : span.end] == span.quote


def test_a_short_quiz_lists_what_was_rejected_and_is_not_padded(
    index: Index, settings: Settings
) -> None:
    english = (index.library()[0].document,)
    request = QuizRequest(count=2, documents=english)
    plan = sources(index, documents=english, topic=None, language=None, limit=6, seed=0)
    quizzes = list(compose(request, index, scripted(*["?"] * len(plan)), settings, now=NOW))
    assert [len(q.rejected) for q in quizzes] == list(range(1, len(plan) + 1))
    assert (quizzes[-1].asked, quizzes[-1].made) == (2, 0)


def test_documents_without_a_fact_give_an_empty_quiz_and_ask_no_model(
    tmp_path: Path, settings: Settings
) -> None:
    index = fake_index(tmp_path / "dull", {"dull.txt": "Nothing. To see. Here."})
    quizzes = list(compose(QuizRequest(), index, scripted(), settings, now=NOW))
    assert [(q.made, q.rejected) for q in quizzes] == [(0, ())]
    index.close()


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (QuizRequest(count=0), InputError),
        (QuizRequest(count=201), InputError),
        (QuizRequest(language="klingon!"), InputError),
        (QuizRequest(documents=("nowhere.md",)), UnknownDocument),
        (QuizRequest(topic=" ؟ "), EmptyQuestion),
    ],
)
def test_what_cannot_be_made_is_said_before_a_model_is_loaded(
    request_: QuizRequest, error: type[InputError], index: Index, settings: Settings
) -> None:
    with pytest.raises(error) as caught:
        check_request(request_, index, settings)
    assert caught.value.hint
