"""Documents → a quiz: what the model may decide, and what it may not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from ingest.errors import EmptyQuestion, InputError, UnknownDocument
from ingest.index import Index
from tests.builders import fake_index
from tests.tutor.quizzing import (
    AR,
    EN,
    GOOD,
    TELLING,
    ZH,
    draft,
    draft_ar,
    draft_zh,
    drafted,
    good,
    letters,
    reply,
    rested,
    scripted,
    solving,
    source,
)
from tutor import compose as composing
from tutor.compose import (
    PATIENCE,
    QuizRequest,
    attempt,
    check_request,
    compose,
    single_task,
    workbench,
)
from tutor.errors import ReplyUnusable
from tutor.facts import Source, sources, worth
from tutor.fake_chat import FakeChatModel
from tutor.gates.key_supported import key_supported
from tutor.gates.reader import Maker, Reader
from tutor.gates.thresholds import for_model
from tutor.items import arrange, build, choose_wrong
from tutor.making import asked
from tutor.making.asked import single
from tutor.making.difficulty import band, reach
from tutor.making.plan import NEVER_SO
from tutor.quizzes import Quiz, QuizItem, Rejected, Verdict
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


def tried(
    found: Source, language: str, model: FakeChatModel, index: Index
) -> QuizItem | Rejected | None:
    """A single-choice item about one sentence, through all gates."""
    task = single_task(found, language, workbench(index, model))
    return attempt(task, model, [])


# -- drafts and items -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "key"), [("en", "35 days"), ("zh-Hans", "３５天"), ("ar", "٣٥ يومًا")]
)
def test_a_good_question_becomes_an_item_with_every_verdict_kept(
    code: str, key: str, index: Index
) -> None:
    text, written = GOOD[code][0], partial(GOOD[code][1], question=TELLING[code])
    found = source(text, code)
    item = drafted(index, written().question, found, code)
    made = tried(found, code, scripted(reply(written()), *solving(item)), index)
    assert isinstance(made, QuizItem)
    assert made.key.text == key
    names = [verdict.name for verdict in made.gates]
    assert names[:2] == ["schema", "language"]
    assert {"particulars", "duplicates", "blind-solve"} < set(names)
    assert len(set(names)) == len(names)
    assert {v.verdict for v in made.gates} <= {"pass", "flag"}


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_a_question_that_the_model_itself_answers_otherwise_is_turned_away(
    code: str, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, written = GOOD[code][0], partial(GOOD[code][1], question=TELLING[code])
    found = source(text, code)
    item = drafted(index, written().question, found, code)
    astray = [said.replace(f"{item.key.text}.", "Glacier.") for said in solving(item)]
    rejected = tried(found, code, scripted(reply(written()), *astray), index)
    assert isinstance(rejected, Rejected)
    assert (rejected.gate, rejected.stem) == ("unaided-solve", item.stem)
    assert "Glacier" in rejected.detail
    # A sentence of the document's own has the key that it has: there it is only told.
    monkeypatch.setattr(asked, "_badly", lambda: {"fake:words": [code.partition("-")[0]]})
    own = drafted(index, "", found, code)
    astray = [said.replace(f"{own.key.text}.", "Glacier.") for said in solving(own)]
    admitted = tried(found, code, scripted(*astray), index)
    assert isinstance(admitted, QuizItem)
    assert "unaided-solve" in {verdict.name for verdict in admitted.gates}


@pytest.mark.parametrize(("odds", "gate"), [(0.5, ""), (0.3, "key-supported")])
def test_a_model_has_to_be_surer_of_the_answer_to_a_question_of_its_own(
    odds: float, gate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = for_model("any").model_copy(update={"own": 0.4})
    monkeypatch.setattr("tutor.gates.reader.for_model", lambda *_, **__: line)
    item, found = good("en")
    makers: tuple[Maker | None, ...] = ("model", "code", None)
    for maker in makers:
        reader = Reader(scripted(), maker)
        monkeypatch.setattr(reader, "odds", lambda _: odds)
        verdict = key_supported(item, rested(item, found), reader)
        turned_away = verdict.name if verdict.verdict == "reject" else ""
        assert turned_away == (gate if maker == "model" else "")


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_the_documents_own_sentence_takes_the_place_of_a_question_before_all_gates(
    code: str, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, written = GOOD[code][0], partial(GOOD[code][1], question=TELLING[code])
    found, model = source(text, code), scripted(reply(written()))
    bench = workbench(index, model)
    task = replace(single_task(found, code, bench), make=lambda: single(found, code, bench))
    before: list[str] = []

    def turning_away(item: QuizItem, *_: object) -> Iterator[Verdict]:
        before.append(item.stem)
        said = "reject" if item.stem.endswith(written().question) else "pass"
        yield Verdict(name="rivals", verdict=said, detail="the evidence rather says 'S3'")

    monkeypatch.setattr(composing, "verdicts", turning_away)
    item = attempt(task, model, [])
    assert isinstance(item, QuizItem)
    assert before[0].endswith(written().question)
    assert before[1:] == [item.stem]
    note, passed = item.gates
    assert (note.name, note.verdict, passed.verdict) == ("question", "flag", "pass")
    assert "rivals: the evidence rather says 'S3'" in note.detail
    # Of both turned away the last is told.
    monkeypatch.setattr(
        composing, "verdicts", lambda *_: iter([Verdict(name="verbatim", verdict="reject")])
    )
    scripted_again = scripted(reply(written()))
    bench = workbench(index, scripted_again)
    rejected = attempt(task, scripted_again, [])
    assert isinstance(rejected, Rejected)
    assert rejected.stem == item.stem
    assert [verdict.name for verdict in rejected.gates] == ["question", "verbatim"]


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_the_evidence_gives_the_quote(code: str) -> None:
    item, found = good(code)
    (span,) = item.evidence
    assert span.quote == found.document.text[span.start : span.end]
    assert span.start > 0
    assert "35" in span.quote or "３５" in span.quote or "٣٥" in span.quote


@pytest.mark.parametrize("said", ["", "no question here", "Let me think.\nIt is 35 days."])
def test_a_reply_without_a_question_is_rejected_and_not_mended(said: str, index: Index) -> None:
    made = tried(source(), "en", scripted(said), index)
    assert isinstance(made, Rejected)
    assert (made.gate, made.kind, made.language) == ("schema", "single", "en")


def test_a_question_that_holds_its_answer_is_rejected_before_the_model_is_asked_again(
    index: Index,
) -> None:
    model = scripted("Why is a snapshot kept for 35 days in the Vault service?")
    made = tried(source(), "en", model, index)
    assert isinstance(made, Rejected)
    assert made.gate == "key-in-stem"
    assert len(model.asked) == 1


def test_the_key_that_the_solver_does_not_find_is_rejected(index: Index) -> None:
    found = source()
    question = TELLING["en"]
    item = drafted(index, question, found, "en")
    first = solving(item)
    place = first.index("Yes") + len(item.options)
    # Whichever order: the option that stands before the key.
    wrong = [chr(ord("A") + (ord(letter) - ord("A") - 1) % 4) for letter in letters(item)]
    made = tried(found, "en", scripted(question, *first[:place], *wrong), index)
    assert isinstance(made, Rejected)
    assert made.gate == "blind-solve"
    assert question in made.stem
    # Every verdict is kept: those that passed, and that which turned it away.
    assert made.gates[0].name == "schema"
    assert {verdict.verdict for verdict in made.gates[:-1]} <= {"pass", "flag"}
    assert (made.gates[-1].name, made.gates[-1].verdict) == ("blind-solve", "reject")


def test_options_that_cannot_be_used_are_left_out_and_noted() -> None:
    wrong = ["35 DAYS", "the Vault service", "7 days", "14 days"]
    item, notes = build(draft(wrong=wrong), source(), "en")
    assert [o.text for o in item.options] == ["7 days", "14 days", "35 days"]
    assert notes[0].verdict == "flag"
    assert "the Vault service" in notes[0].detail


def test_where_too_few_options_can_be_used_none_is_left_out() -> None:
    kept, left_out = choose_wrong(["35 days", "35 Days", "7 days"], "35 days", source())
    assert (kept, left_out) == (["35 days", "35 Days", "7 days"], [])


def test_the_model_is_shown_the_words_that_are_asked_about_and_no_ids(index: Index) -> None:
    found = source()
    model = scripted("")
    tried(found, "ar", model, index)
    shown = str(model.asked[0][-1].text)
    assert "A snapshot is kept for 35 days" in shown
    assert "Arabic" in str(model.asked[0][0].text)
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
        texts = [option.text for option in arrange([answer], wrong, seed, "en")]
        assert [
            text for text, begin in zip(texts, shown.split()) if text.startswith(begin)
        ] == texts


def test_numbers_that_measure_different_things_are_shuffled() -> None:
    orders = {
        tuple(o.text for o in arrange(["1 GB"], ["512 days", "2 GB", "4 GB"], str(seed), "en"))
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
    assert [o.text for o in arrange([key], wrong, "seed", language)] == ordered


@given(st.lists(st.text(min_size=1), min_size=3, max_size=4, unique=True), st.text())
def test_exactly_one_option_is_the_key_whatever_the_texts(texts: list[str], seed: str) -> None:
    options = arrange([texts[0]], texts[1:], seed, "zh-Hans")
    assert [o.text for o in options if o.correct] == [texts[0]]
    assert sorted(o.text for o in options) == sorted(texts)
    assert [o.id for o in options] == list("abcd"[: len(texts)])


# -- planning -------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("text", "language", "about_itself"),
    [
        ("Study notes for the certificate MLA-C01, tasks 2.2 and 2.3, on training.", "en", True),
        ("The student takes notes of 3 studies for the certificate MLA-C01.", "en", False),
        ("本文是 AWS 机器学习工程师考试的学习笔记，对应任务 2.2。", "zh-Hans", True),
        ("每个文本文件最多可以有 500 行，样本节点有 3 个。", "zh-Hans", False),
        ("هذه ملاحظات دراسية لامتحان MLA-C01، وتتناول المهمتين 3.1 و3.2.", "ar", True),
        ("تُحفظ ملاحظات المستخدم الدراسي ٣٠ يومًا في حاوية S3.", "ar", False),
    ],
)
def test_what_a_document_says_of_itself_is_not_asked_about(
    text: str, language: str, about_itself: bool
) -> None:
    sentence = source().evidence.model_copy(update={"text": text})
    assert (worth(sentence, language) == 0) is about_itself


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


def test_a_topic_is_asked_about_in_every_document_that_speaks_of_it(tmp_path: Path) -> None:
    long = "\n\n".join(
        f"## Part {n}\n\nEarly stopping of run {n} waits for {n + 20} epochs before it ends it."
        for n in range(9)
    )
    files = {
        "long.md": f"# Early stopping\n\n{long}\n",
        "zh.md": "# 早停\n\n早停法在验证损失连续 7 轮不再下降之后结束训练，并保留最好的权重。\n",
        "ar.md": "# الإيقاف المبكر\n\nينهي الإيقاف المبكر التدريب بعد ٧ دورات بلا تحسّن.\n",
    }
    index = fake_index(tmp_path / "topic", files)
    found = sources(index, documents=(), topic="early stopping", language=None, limit=9, seed=1)
    index.close()
    assert len({s.document.id for s in found[:3]}) == 3


def test_a_topic_that_only_a_list_speaks_of_is_there(tmp_path: Path, settings: Settings) -> None:
    index = fake_index(tmp_path / "list", {"a.md": "# Drift\n\n- data drift\n- concept drift\n"})
    check_request(QuizRequest(topic="drift", kinds=("multiple",)), index, settings)
    index.close()


def test_a_topic_asks_about_the_passages_nearest_to_it(index: Index) -> None:
    first, *_ = sources(index, documents=(), topic="快照默认保留", language=None, limit=3, seed=1)
    assert first.passage.language == "zh-Hans"


# -- whole quizzes --------------------------------------------------------------------


def single_choice(count: int, **more: Any) -> QuizRequest:
    return QuizRequest(count=count, kinds=("single",), **more)


def test_a_quiz_in_three_languages(index: Index, settings: Settings) -> None:
    drafts = {"en": draft(), "zh-Hans": draft_zh(), "ar": draft_ar()}
    plan = sources(index, documents=(), topic=None, language=None, limit=9, seed=7)
    replies = []
    for s in plan[:3]:
        language = s.passage.language
        item = drafted(index, drafts[language].question, s, language, seed=7)
        replies += [reply(drafts[language]), *solving(item)]
    model = scripted(*replies)
    quiz = last(compose(single_choice(3, seed=7), index, model, settings, now=NOW))
    assert sorted(item.language for item in quiz.items) == ["ar", "en", "zh-Hans"]
    assert (quiz.asked, quiz.made, quiz.rejected, model.replies) == (3, 3, (), [])
    for item in quiz.items:
        (span,) = item.evidence
        assert index.document(span.document).text[span.start : span.end] == span.quote


def test_a_short_quiz_lists_what_was_rejected_and_is_not_padded(
    index: Index, settings: Settings
) -> None:
    english = (index.library()[0].document,)
    request = single_choice(2, documents=english)
    plan = sources(index, documents=english, topic=None, language=None, limit=6, seed=0)
    quizzes = list(compose(request, index, scripted(*["no"] * len(plan)), settings, now=NOW))
    *drafts, end = quizzes
    assert [len(q.rejected) for q in drafts] == list(range(1, len(plan) + 1))
    assert (end.asked, end.made) == (2, 0)
    assert (end.rejected[-1].gate, end.rejected[-1].kind) == ("plan", "single")


def test_documents_without_a_fact_give_an_empty_quiz_that_says_so_and_ask_no_model(
    tmp_path: Path, settings: Settings
) -> None:
    index = fake_index(tmp_path / "dull", {"dull.txt": "Nothing. To see. Here."})
    (quiz,) = compose(QuizRequest(), index, scripted(), settings, now=NOW)
    assert quiz.made == 0
    assert {rejected.gate for rejected in quiz.rejected} == {"plan"}
    index.close()


class Unsteady(FakeChatModel):
    """Of its replies some cannot be used."""

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        if self.replies and self.replies[0] == UNUSABLE:
            self.replies.pop(0)
            raise ReplyUnusable("The chat model's reply was cut short.", hint="Ask again.")
        return super()._generate(messages, *args, **kwargs)


UNUSABLE = "<unusable>"


def test_a_reply_that_cannot_be_used_costs_its_draft_and_no_other(
    index: Index, settings: Settings
) -> None:
    plan = sources(index, documents=(), topic=None, language=None, limit=9, seed=7)
    language = plan[1].passage.language
    question = TELLING[language]
    item = drafted(index, question, plan[1], language, seed=7)
    model = Unsteady(replies=[UNUSABLE, question, *solving(item)])
    quiz = last(compose(single_choice(1, seed=7), index, model, settings, now=NOW))
    assert quiz.made == 1
    assert [(r.gate, r.kind, r.language) for r in quiz.rejected] == [
        ("reply", "single", plan[0].passage.language)
    ]
    assert "cut short" in quiz.rejected[0].detail


def test_a_server_all_of_whose_replies_are_unusable_is_given_up(
    tmp_path: Path, settings: Settings
) -> None:
    facts = "\n\n".join(
        f"# V{n}\n\nThe vault of region {n} keeps all of its copies for {n + 20} days in a row."
        for n in range(9)
    )
    index = fake_index(tmp_path / "vaults", {"vaults.md": facts})
    model = Unsteady(replies=[UNUSABLE] * 99)
    drafts = compose(single_choice(9, seed=7), index, model, settings, now=NOW)
    seen = list[Quiz]()
    with pytest.raises(ReplyUnusable):
        seen.extend(drafts)
    assert len(seen[-1].rejected) == PATIENCE - 1
    assert len(model.replies or []) == 99 - PATIENCE
    index.close()


@pytest.mark.parametrize("difficulty", ["easy", "0.5-0.52", "medium", "hard"])
def test_items_are_as_hard_as_is_asked_for_and_what_cannot_be_is_said(
    difficulty: str, index: Index, settings: Settings
) -> None:
    request = QuizRequest(
        count=4, kinds=("true-false", "cloze", "short"), difficulty=difficulty, seed=3
    )
    model = FakeChatModel()
    quiz = last(compose(request, index, model, settings, now=NOW))
    wanted = band(difficulty)
    assert all(wanted.holds(item.difficulty) for item in quiz.items)
    told = {r.kind: r.detail for r in quiz.rejected if r.gate == "plan"}
    reached = {kind: reach(kind).meets(wanted) for kind in request.kinds}
    assert not all(reached.values())
    for kind, can in reached.items():
        assert (NEVER_SO in told.get(kind, "")) == (not can)
    drafted_kinds = {r.kind for r in quiz.rejected if r.gate != "plan"}
    assert all(reached[kind] for kind in (*drafted_kinds, *(i.kind for i in quiz.items)) if kind)


def test_a_single_choice_item_that_would_be_too_easy_costs_no_model_call(
    index: Index, settings: Settings
) -> None:
    model = scripted()
    request = single_choice(3, difficulty="0.64-1")
    quiz = last(compose(request, index, model, settings, now=NOW))
    assert quiz.made == 0
    assert model.asked == []


def test_an_item_that_is_in_the_bank_is_not_made_again(index: Index, settings: Settings) -> None:
    english = (index.library()[0].document,)
    request = QuizRequest(count=1, kinds=("cloze",), documents=english)
    first = last(compose(request, index, scripted("Yes", "35", "No"), settings, now=NOW))
    again = last(compose(request, index, scripted(), settings, now=NOW, bank=first.items))
    assert first.made == 1
    assert again.made == 0
    assert again.rejected[0].gate == "duplicates"


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (QuizRequest(count=0), InputError),
        (QuizRequest(count=201), InputError),
        (QuizRequest(count=10_000), InputError),
        (QuizRequest(kinds=()), InputError),
        (QuizRequest(language="klingon!"), InputError),
        (QuizRequest(language="sw", kinds=("true-false",)), InputError),
        (QuizRequest(documents=("nowhere.md",)), UnknownDocument),
        (QuizRequest(topic=" ؟ "), EmptyQuestion),
        (QuizRequest(difficulty="very hard"), InputError),
        (QuizRequest(difficulty="easy", kinds=("multiple", "short")), InputError),
        (QuizRequest(topic="volcanoes of Iceland"), InputError),
        (QuizRequest(topic="冰岛的火山"), InputError),
        (QuizRequest(topic="براكين آيسلندا"), InputError),
    ],
)
def test_what_cannot_be_made_is_said_before_a_model_is_loaded(
    request_: QuizRequest, error: type[InputError], index: Index, settings: Settings
) -> None:
    with pytest.raises(error) as caught:
        check_request(request_, index, settings)
    assert caught.value.hint
