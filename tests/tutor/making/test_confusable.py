"""Wrong options: where they come from, and that nothing but knowledge tells the key from them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.index import Index
from ingest.normalize import fold
from tests.builders import fake_index
from tests.tutor.quizzing import scripted
from tutor.compose import workbench
from tutor.facts import Source, asked_for, sources
from tutor.gates.quiz_level import pick_longest, quiz_level
from tutor.making.asked import single
from tutor.making.bench import Bench, Made
from tutor.making.confusable import confusables
from tutor.making.truth import true_false
from tutor.quizzes import QuizItem
from tutor.wording import size

EN = """# Voices

Amazon Transcribe turns the speech of callers into text, and charges by the second.

# Trees

A forest that is grown with boosting corrects one tree by the next one in the row.

# Keys

A key of the vault must have at least 16 letters and is changed by its owner.

# Files

Old copies of the volumes are moved to Glacier when nobody has read them for a while.
"""
ZH = """# 训练

训练损失和验证损失都很高，说明模型欠拟合，应当换用更大的模型。

# 语音

把来电者的语音转换成文字的服务是 Amazon Transcribe，按秒计费。

# 密钥

保险库的密钥至少要有 16 个字符，由所有者更换。
"""
AR = """# التجميع

تعتمد الخدمة في جمع نتائج النماذج كلها على التكديس، ثم تحفظ ما خرج منها.

# الصوت

تحوّل خدمة Amazon Transcribe كلام المتصلين إلى نص وتحاسب بالثانية.

# المفاتيح

يجب أن يكون في مفتاح الخزنة على الأقل ١٦ حرفًا ويغيّره صاحبه.
"""
FILES = {"en.md": EN, "zh.md": ZH, "ar.md": AR}
NAMED = [
    ("Amazon Transcribe turns", "en", "Transcribe"),
    ("are moved to Glacier", "en", "Glacier"),
    ("Amazon Transcribe，按秒", "zh-Hans", "Transcribe"),
    ("模型欠拟合", "zh-Hans", "欠拟合"),
    ("Amazon Transcribe كلام", "ar", "Transcribe"),
    ("على التكديس", "ar", "التكديس"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("confusable")
    opened = fake_index(folder, FILES)
    yield opened
    opened.close()


def fact(index: Index, words: str) -> Source:
    """The sentence that holds these words."""
    every = sources(index, documents=(), topic=None, language=None, limit=99, seed=0)
    return next(source for source in every if words in source.evidence.text)


def bench(index: Index, seed: int, *replies: str) -> Bench:
    return workbench(index, scripted(*replies), seed=seed)


def wrong(source: Source, key: str, index: Index, seed: int) -> list[str]:
    """The wrong options for a focus of a sentence."""
    opened = bench(index, seed)
    random = opened.random(source.document.id, source.evidence.start)
    focus = next(f for f in asked_for(source, index, random) if f.text == key)
    language = source.passage.language
    return [o.text for o in confusables(focus, source, language, opened.inventory, random)]


@pytest.mark.parametrize(("words", "language", "key"), NAMED)
def test_a_name_is_among_three_others_of_its_kind(
    words: str, language: str, key: str, index: Index
) -> None:
    source = fact(index, words)
    assert source.passage.language == language
    for seed in range(5):
        others = wrong(source, key, index, seed)
        assert len(set(others)) == 3
        assert key not in others


def test_what_learners_take_a_service_for_is_offered_before_what_stands_beside_it(
    index: Index,
) -> None:
    source = fact(index, "Amazon Transcribe turns")
    alike = {"Comprehend", "Rekognition", "Textract", "Polly", "Lex", "Kendra", "Personalize"}
    for seed in range(9):
        # Of one length there may be too few: then what stands beside it is taken as well.
        assert len(alike.intersection(wrong(source, "Transcribe", index, seed))) >= 2


@pytest.mark.parametrize("key", ["Transcribe", "Glacier"])
def test_the_key_is_as_often_the_longest_as_the_shortest(key: str, index: Index) -> None:
    source = fact(index, {"Transcribe": "Amazon Transcribe turns"}.get(key, "to Glacier"))
    longer = Counter[int]()
    for seed in range(80):
        others = wrong(source, key, index, seed)
        longer[sum(size(other) > size(key) for other in others)] += 1
    # 80 / 4 = 20 each; 4 standard deviations of sqrt(80 · 1/4 · 3/4) = 3.9 are 15.5. What is as
    # long as the key counts on either side, and so adds to the lower counts.
    assert longer[3] <= 36
    assert sum(longer[count] for count in (0, 1)) <= 70
    assert len(longer) > 2


def test_over_many_items_neither_place_nor_length_tells_the_key(index: Index) -> None:
    """One sentence gives one item; as many quizzes as seeds give what one large bank would."""
    asked = {
        "en": "Which one is it then?",
        "zh": "那么是哪一个呢，请说？",
        "ar": "فأيّ واحد هو إذن؟",
    }
    items: list[QuizItem] = []
    for words, language, _ in NAMED:
        source = fact(index, words)
        for seed in range(25):
            question = asked[language[:2]]
            made = single(source, language, bench(index, seed, question, "x\ny\nz"))
            assert isinstance(made, Made)
            items.append(made.item)
    assert [verdict.verdict for verdict in quiz_level(items)] == ["pass", "pass"]
    chance = sum(1 / len(item.options) for item in items) / len(items)
    assert abs(pick_longest(items) - chance) < 0.1


@pytest.mark.parametrize(
    ("words", "language", "number"),
    [("at least 16 letters", "en", 16), ("至少要有 16 个", "zh-Hans", 16), ("١٦ حرفًا", "ar", 16)],
)
def test_less_than_at_least_so_much_is_not_called_false(
    words: str, language: str, number: int, index: Index
) -> None:
    source, seen = fact(index, words), set[int]()
    for seed in range(30):
        made = true_false(source, language, bench(index, seed))
        assert isinstance(made, Made)
        digits = "".join(c for c in fold(made.item.stem) if c in "0123456789")
        if not made.item.options[0].correct:
            seen.add(int(digits))
    assert seen
    assert min(seen) > number
