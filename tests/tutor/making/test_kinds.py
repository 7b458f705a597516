"""Each kind of item from documents in three languages: what code makes, and what it leaves."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.index import Index
from tests.builders import fake_index
from tests.tutor.quizzing import scripted
from tutor.compose import workbench
from tutor.facts import Source, passages_in, sources
from tutor.gates.admit import Instruments, verdicts
from tutor.gates.grounds import grounds
from tutor.making import asked
from tutor.making.asked import short, single
from tutor.making.bench import Bench, Made, Unmade
from tutor.making.cards import card, pairs
from tutor.making.cloze import cloze
from tutor.making.plan import Turns, Wanted, tasks
from tutor.making.several import _form, several
from tutor.making.truth import true_false
from tutor.quizzes import GAP, QuizItem

EN = """# Snapshots of the Vault service

As of November 2026.

A snapshot of a volume is kept for 35 days in the Vault service. A locked one lasts 90 days there.

However, this may change. It costs nothing. For example, a team of 14 people keeps 3 copies of it.

Amazon Transcribe turns speech into text, and charges by the second.

The Vault service keeps these kinds of copies:

- full copies of every volume
- copies of changed blocks
- encrypted copies for other regions

The Vault service refuses the following requests of its users:

- deleting a locked volume
- sharing keys with strangers
- restoring into full disks

Q: How is a snapshot restored?
A: Choose the snapshot in the console and name a new volume.

Q: And what does it cost?
A: Nothing.
"""
ZH = """# 快照服务

资料截止：2026-11。

卷的快照在快照服务里默认保留 35 天，到期后自动删除。锁定的快照保留 90 天。

但是这可能会变化。训练损失和验证损失都很高，说明模型欠拟合。

快照服务保存下面几类副本：

- 每个卷的完整副本
- 有变化的数据块副本
- 发往其他区域的加密副本

快照服务会拒绝用户的几类请求：

- 删除已锁定的卷对象
- 把密钥交给陌生人用
- 恢复到已写满的磁盘

问：怎样恢复快照？
答：在控制台里选择快照，再给新卷起名。
"""
AR = """# خدمة اللقطات

المعلومات صحيحة حتى 2026-11.

تُحفَظ لقطة القرص في خدمة اللقطات ٣٥ يومًا ثم تُحذف تلقائيًا. وتُحفَظ اللقطة المقفلة ٩٠ يومًا في الخدمة.

لكن هذا قد يتغيّر. تعتمد خدمة اللقطات في جمع النتائج كلها على التكديس وحده.

تحفظ خدمة اللقطات أنواعًا من النسخ:

- نسخ كاملة من كل قرص
- نسخ من الكتل المتغيرة
- نسخ مشفرة لمناطق أخرى

ترفض خدمة اللقطات طلبات من مستخدميها:

- حذف قرص مقفل قديم
- تسليم المفاتيح للغرباء
- الاسترجاع إلى أقراص ممتلئة

س: كيف تُسترجع اللقطة؟
ج: اختر اللقطة في لوحة التحكم ثم سمِّ قرصًا جديدًا.
"""
FILES = {"en.md": EN, "zh.md": ZH, "ar.md": AR}
LANGUAGES = ["en", "zh-Hans", "ar"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("kinds")
    opened = fake_index(folder, FILES)
    yield opened
    opened.close()


def bench(index: Index, *replies: str, seed: int = 0) -> Bench:
    return workbench(index, scripted(*replies), seed=seed)


def fact(index: Index, words: str) -> Source:
    """The sentence that holds these words."""
    every = sources(index, documents=(), topic=None, language=None, limit=99, seed=0)
    return next(source for source in every if words in source.evidence.text)


def rejections(made: Made) -> list[str]:
    """What the gates that need no model have against an item."""
    found = grounds(made.item, [made.document], made.passages)
    every = verdicts(made.item, found, Instruments(), every=True)
    return [f"{v.name}: {v.detail}" for v in every if v.verdict == "reject"]


def sound(made: object, index: Index) -> QuizItem:
    """An item that every rule lets pass, with quotes that stand in its document."""
    assert isinstance(made, Made)
    assert rejections(made) == []
    for span in made.item.evidence:
        assert index.document(span.document).text[span.start : span.end] == span.quote
    assert made.item.as_of == "2026-11"
    assert made.item.topic
    assert made.item.difficulty is not None
    assert 0 < made.item.difficulty < 1
    return made.item


SENTENCES = {"en": ("35 days", "35"), "zh-Hans": ("35 天", "35"), "ar": ("٣٥ يومًا", "٣٥")}


# -- cloze ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_stands_where_the_number_stood_and_its_unit_stays(
    language: str, index: Index
) -> None:
    words, number = SENTENCES[language]
    item = sound(cloze(fact(index, words), language, bench(index)), index)
    assert item.answer == (number,)
    assert item.stem.count(GAP) == 1
    assert item.stem.replace(GAP, number).endswith(item.evidence[0].quote)


@pytest.mark.parametrize(("language", "term"), [("zh-Hans", "欠拟合"), ("ar", "التكديس")])
def test_a_term_of_the_glossary_is_a_gap_too(language: str, term: str, index: Index) -> None:
    item = sound(cloze(fact(index, term), language, bench(index)), index)
    assert item.answer == (term,)


@pytest.mark.parametrize("words", ["However, this", "但是这可能", "لكن هذا"])
def test_a_sentence_that_leans_on_others_makes_no_gap_and_no_statement(
    words: str, index: Index
) -> None:
    every = sources(index, documents=(), topic=None, language=None, limit=99, seed=0)
    for source in every:
        if source.evidence.text.startswith(words):
            assert cloze(source, source.passage.language, bench(index)) is None
            assert true_false(source, source.passage.language, bench(index)) is None


def test_the_number_of_an_example_is_not_asked_for(index: Index) -> None:
    found = fact(index, "a team of 14 people")
    assert cloze(found, "en", bench(index)) is None


# -- true or false --------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_statements_are_true_word_for_word_or_false_by_one_particular(
    language: str, index: Index
) -> None:
    words, number = SENTENCES[language]
    found = fact(index, words)
    seen = Counter[bool]()
    for seed in range(12):
        item = sound(true_false(found, language, bench(index, seed=seed)), index)
        true = item.options[0].correct
        seen[true] += 1
        assert item.stem.endswith(found.evidence.text) == true
        assert (number in item.stem) == true
        # The explanation gives the words of the document either way.
        assert found.evidence.text in item.explanation
    assert min(seen[True], seen[False]) > 1


def test_a_service_is_changed_for_its_sibling_where_the_sentence_is_about_it(index: Index) -> None:
    found = fact(index, "Transcribe")
    stems = {
        sound(true_false(found, "en", bench(index, seed=seed)), index).stem for seed in range(9)
    }
    wrong = {stem for stem in stems if "Transcribe" not in stem}
    assert wrong
    assert all("turns speech into text" in stem for stem in wrong)


def test_a_language_without_words_for_true_and_false_makes_no_statement(index: Index) -> None:
    assert true_false(fact(index, "35 days"), "sw", bench(index)) is None


# -- several right options ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "language"), [("en.md", "en"), ("zh.md", "zh-Hans"), ("ar.md", "ar")]
)
def test_members_of_one_list_are_right_and_those_of_another_wrong(
    name: str, language: str, index: Index
) -> None:
    at = next(entry.document for entry in index.library() if entry.path.endswith(name))
    opened = bench(index)
    made = [
        several(listing, index.document(at), passages_in(at, index), opened)
        for listing in opened.listings.of(at)
    ]
    items = [sound(each, index) for each in made if each is not None]
    assert items
    lists = [[member.text for member in listing.members] for listing in opened.listings.of(at)]
    for item in items:
        assert item.kind == "multiple"
        assert item.language == language
        own = next(members for members in lists if item.keys[0].text in members)
        for option in item.options:
            assert (option.text in own) == option.correct
            # A wrong option says where it is from, in the words of the documents.
            assert option.correct or option.text in option.rationale
        assert len(item.evidence) == 1 + len(item.keys)


@pytest.mark.parametrize(
    ("name", "text", "members"),
    [
        ("en.md", EN, ("full copies", "copies of changed blocks", "encrypted copies")),
        ("zh.md", ZH, ("每个卷的", "有变化的", "发往其他")),
        ("ar.md", AR, ("نسخ كاملة", "نسخ من", "نسخ مشفرة")),
    ],
)
def test_members_that_numbers_give_away_are_not_put_beside_those_without(
    name: str, text: str, members: tuple[str, ...], tmp_path: Path
) -> None:
    for number, member in enumerate(members, 3):
        text = text.replace(f"- {member}", f"- {number} {member}")
    counted = fake_index(tmp_path, {name: text})
    opened, at = bench(counted), counted.ids()[0]
    document, passages = counted.document(at), passages_in(at, counted)
    found = opened.listings.of(at)
    assert len(found) > 1
    assert [several(listing, document, passages, opened) for listing in found] == [None] * len(
        found
    )
    counted.close()


# -- cards ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Q: What is it then?\nA: A thing of use.\n", 1),
        ("问：这是什么东西？\n答：一个有用的东西。\n", 1),
        ("问：这是什么东西？答：一个有用的东西。\n", 1),
        ("س: ما هذا الشيء؟\nج: شيء نافع جدًا.\n", 1),
        ("*Q*：这是什么东西？\n*A*：一个有用的东西。\n", 1),
        ("Q: What is it then?\n\nNothing follows.\n", 0),
        ("## Why?\n\nBecause.\n\n## No question\n\nText of it.\n", 0),
        (
            "## What is one thing?\n\nIt is the first.\n\n## 什么是第二件？\n\n它是第二件东西。\n\n"
            "## ما هو الثالث هنا؟\n\nهو الشيء الثالث.\n",
            3,
        ),
        ("## What is one thing?\n\n- a list\n- is no answer\n", 0),
    ],
)
def test_pairs_are_found_in_every_style(text: str, count: int) -> None:
    found = list(pairs(text))
    assert len(found) == count
    for pair in found:
        question, answer = (text[slice(*span)] for span in (pair.question, pair.answer))
        assert question.strip("*") == question
        assert not answer.startswith(("A:", "答", "ج", "*A"))


def test_a_card_shows_the_documents_own_answer(index: Index) -> None:
    languages = Counter[str]()
    for entry in index.library():
        document, passages = index.document(entry.document), passages_in(entry.document, index)
        for pair in pairs(document.text):
            language = passages[0].language
            made = card(pair, document, passages[-1:], language)
            if made is not None:
                item = sound(made, index)
                assert item.answer[0] == item.evidence[0].quote
                languages[item.language] += 1
    # The question that begins with "And what does it" leans on the one before.
    assert languages == {"en": 1, "zh-Hans": 1, "ar": 1}


# -- by the model's question ----------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_model_asks_badly_options_complete_the_documents_own_sentence(
    language: str, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "_badly", lambda: {"fake:words": [language.partition("-")[0]]})
    days = {"en": "kept for 35 days", "zh-Hans": "保留 35 天", "ar": "٣٥ يومًا"}
    found, silent = fact(index, days[language]), bench(index)
    made = single(found, language, silent)
    item = sound(made, index)
    key = item.keys[0].text
    assert "…" in item.stem
    assert key not in item.stem
    assert item.stem.count(found.evidence.text.partition(key)[0].strip()) == 1
    assert short(found, language, silent) is None
    turns = Turns(
        Wanted(kinds=("short",), count=1, language=language), {"short": iter(())}, asks_badly=True
    )
    assert turns.next() is None
    assert next(turns.lacking()).detail.endswith(f"ask badly in {language}")
    # Another language has no sentence of its own: the model is asked.
    other = "ar" if language == "en" else "en"
    monkeypatch.setattr(asked, "_badly", lambda: {"fake:words": [other]})
    assert isinstance(single(found, other, bench(index, "")), Unmade)


DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩０１２３４５６７８９"
ASKED = {
    "en": "How long does the Vault service keep a snapshot?",
    "zh-Hans": "快照服务默认把卷的快照保留多久？",
    "ar": "كم تحفظ خدمة اللقطات لقطة القرص؟",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_choice_item_has_wrong_options_from_the_documents_and_near_the_key(
    language: str, index: Index
) -> None:
    words, _ = SENTENCES[language]
    item = sound(single(fact(index, words), language, bench(index, ASKED[language])), index)
    assert item.key.text == words
    assert item.stem.endswith(ASKED[language])
    wrong = [option for option in item.options if not option.correct]
    assert len(wrong) == 3
    assert all(option.rationale for option in wrong)
    units = {option.text.replace(" ", "").strip(DIGITS) for option in item.options}
    assert len(units) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_place_of_the_key_among_numbers_is_left_to_chance(language: str, index: Index) -> None:
    words, _ = SENTENCES[language]
    found, places = fact(index, words), Counter[int]()
    for seed in range(60):
        made = single(found, language, bench(index, ASKED[language], seed=seed))
        assert isinstance(made, Made)
        places[[option.correct for option in made.item.options].index(True)] += 1
    # 60 / 4 = 15 each; 4 standard deviations of sqrt(60 · 1/4 · 3/4) = 3.4 are 13.
    assert all(2 <= places[place] <= 28 for place in range(4))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_answer_is_the_documents_own_words(language: str, index: Index) -> None:
    words, _ = SENTENCES[language]
    item = sound(short(fact(index, words), language, bench(index, ASKED[language])), index)
    assert item.answer == (words,)


@pytest.mark.parametrize(
    ("words", "language", "answer"),
    [("٣٥ يومًا", "en", "35"), ("欠拟合", "en", "underfitting"), ("35 days", "ar", "35")],
)
def test_an_item_in_another_language_than_its_document_quotes_the_document(
    words: str, language: str, answer: str, index: Index
) -> None:
    found = fact(index, words)
    question = "What is it called, or how many days is a snapshot kept?"
    asked = bench(index, question if language == "en" else ASKED["ar"])
    made = short(found, language, asked)
    assert isinstance(made, Made)
    assert made.item.language == language
    assert made.item.answer == (answer,)
    assert made.item.evidence[0].quote == found.evidence.text
    # Headings of another language are not put before the question.
    assert made.item.stem == (question if language == "en" else ASKED["ar"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_that_is_no_question_gives_way_to_the_sentence(language: str, index: Index) -> None:
    found = fact(index, SENTENCES[language][0])
    assert isinstance(single(found, language, bench(index, "I cannot."), reserve=False), Unmade)
    made = single(found, language, bench(index, "I cannot."))
    assert isinstance(made, Made)
    assert not made.asked
    sound(made, index)
    assert made.item.stem != ASKED[language]
    assert [note.name for note in made.notes] == ["question"]


def test_where_the_documents_name_nothing_like_it_the_model_writes_wrong_options(
    tmp_path: Path,
) -> None:
    text = "# Zo\n\nThe old Zorblax_9 engine drives the mill of the valley every day.\n"
    index = fake_index(tmp_path, {"zo.md": text})
    found = fact(index, "Zorblax")
    asked = bench(
        index,
        "Which old engine drives the mill of the valley?",
        "1. Quux_1\n2. Frob_2\n3. Zorblax_9\n",
    )
    made = single(found, "en", asked)
    index.close()
    assert isinstance(made, Made)
    assert {option.text for option in made.item.options} == {"Zorblax_9", "Quux_1", "Frob_2"}
    assert all("chat model" in o.rationale for o in made.item.options if not o.correct)


# -- the plan -------------------------------------------------------------------------


def test_kinds_take_turns_and_no_sentence_is_asked_about_twice(index: Index) -> None:
    wanted = Wanted(kinds=("cloze", "true-false"), count=6, language=None)
    turns = Turns(wanted, tasks(wanted, bench(index)))
    asked, kinds = list[tuple[str, int]](), Counter[str]()
    while (task := turns.next()) is not None:
        if task.make() is not None:
            turns.tell(task, admitted=True)
            asked.append((task.document, task.start))
            kinds[task.kind] += 1
    assert len(set(asked)) == len(asked)
    assert kinds["cloze"]
    assert kinds["true-false"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_code_makes_is_in_the_language_asked_for(language: str, index: Index) -> None:
    wanted = Wanted(kinds=("cloze", "card", "multiple", "true-false"), count=20, language=language)
    for found in tasks(wanted, bench(index)).values():
        for task in found:
            assert task.language == language


def test_a_kind_that_the_documents_do_not_give_is_said_to_be_lacking(index: Index) -> None:
    wanted = Wanted(kinds=("card",), count=9, language="en")
    turns = Turns(wanted, tasks(wanted, bench(index)))
    while (task := turns.next()) is not None:
        if task.make() is not None:
            turns.tell(task, admitted=True)
    (lacking,) = turns.lacking()
    assert (lacking.gate, lacking.kind) == ("plan", "card")
    assert "1 of 9" in lacking.detail


def test_shares_add_up_whatever_the_kinds() -> None:
    wanted = Wanted(kinds=("cloze", "short", "single"), count=10, language=None)
    assert [wanted.share(kind) for kind in wanted.kinds] == [4, 3, 3]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Amazon S3 Vectors", "Guidelines, 14 percent", False),
        ("Amazon S3 Vectors", "Guidelines for all", True),
        ("使用 S3 存储", "保留 ３５ 天", False),
        ("نسخ في S3", "نسخ مدة ٣٥ يومًا", False),
    ],
)
def test_a_digit_in_a_name_does_not_make_an_option_one_with_a_number(
    one: str, other: str, alike: bool
) -> None:
    assert (_form(one) == _form(other)) is alike
