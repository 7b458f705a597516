"""Which sentences are facts, and what of them can be asked for."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from random import Random

import pytest

from ingest.index import Index
from tests.builders import fake_index
from tests.tutor.quizzing import scripted, source
from tutor.compose import workbench
from tutor.evidence import SourceSentence
from tutor.facts import asked_for, worth
from tutor.making.bench import Task
from tutor.making.plan import TRIES, Turns, Wanted, tasks
from tutor.quizzes import Kind

EN = """# Copies

The Vault service keeps these kinds of copies:

- Full copies of every volume that is kept for 90 days.
- Copies of changed blocks that are kept for 35 days.
- Encrypted copies for the servers of other regions.

Old copies of a volume are moved to Glacier after 35 days in the Vault service.
"""
ZH = """# 副本

快照服务保存下面几类副本：

- 每个卷保留 90 天的完整副本，不作任何压缩处理，也不改动其中内容。
- 有变化的数据块保留 35 天的副本，每晚与上一份副本对比之后写入磁盘。
- 发往其他区域的加密副本，由另一个区域的服务器用自己的密钥保管起来。

卷的快照在快照服务里默认保留 35 天，到期后由系统自动删除。
"""
AR = """# النسخ

تحفظ خدمة اللقطات أنواعًا من النسخ:

- نسخ كاملة من كل قرص مدة ٩٠ يومًا من غير ضغط.
- نسخ من الكتل المتغيرة مدة ٣٥ يومًا في القرص.
- نسخ مشفرة لمناطق أخرى تحفظها خوادمها.

تُحفَظ لقطة القرص في خدمة اللقطات ٣٥ يومًا ثم تُحذف تلقائيًا.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = fake_index(tmp_path_factory.mktemp("facts"), {"en.md": EN, "zh.md": ZH, "ar.md": AR})
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("AWS publishes no scale, so 75 percent right is not a score.", "en", []),
        ("A right answer is no pass, and 75 percent are a score.", "en", ["75 percent"]),
        ("得分与比例两回事，答对 75% 并不是及格。", "zh-Hans", []),
        ("比例不等于得分，答对 75% 算是及格。", "zh-Hans", ["75%"]),
        ("الدرجة شيء آخر، والإجابة عن ٧٥٪ ليست نجاحًا.", "ar", []),
        ("النسبة ليست درجة، والإجابة عن ٧٥٪ نجاح.", "ar", ["٧٥٪"]),
    ],
)
def test_an_amount_that_is_denied_is_not_asked_for(
    text: str, language: str, wanted: list[str], index: Index
) -> None:
    """Any other is denied as well."""
    found = asked_for(source(text, language, sentence=1), index, Random(0))
    assert [focus.text for focus in found if focus.of == "amount"] == wanted


@pytest.mark.parametrize(
    ("text", "language", "is_fact"),
    [
        ("Q: Training accuracy is 99 percent, validation accuracy 81.", "en", False),
        ("The share of positives equals 0.01 in the example.", "en", False),
        ("The share of positives equals 0.01 in that library.", "en", True),
        ("问：训练准确率是 99%，验证准确率是 81%，这说明什么问题，应当怎么办。", "zh-Hans", False),
        ("本例中正例所占的比例是百分之一，也就是 0.01，其余的都是负例，共 99%。", "zh-Hans", False),
        ("库中正例所占的比例是百分之一，也就是 0.01，其余的都是负例，共 99%。", "zh-Hans", True),
        ("س: دقة التدريب 99% ودقة التحقق 81% فما السبب.", "ar", False),
        ("نسبة الحالات الموجبة في المثال هي 0.01 فقط.", "ar", False),
        ("نسبة الحالات الموجبة في المكتبة هي 0.01 فقط.", "ar", True),
    ],
)
def test_scenes_of_questions_and_of_examples_are_no_facts(
    text: str, language: str, is_fact: bool
) -> None:
    sentence = SourceSentence(label=1, start=0, end=len(text), text=text)
    assert bool(worth(sentence, language)) == is_fact


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ar"])
def test_a_member_of_a_list_is_no_fact_of_its_own(language: str, index: Index) -> None:
    """`Copies of changed blocks` says nothing without what leads into it."""
    wanted = Wanted(kinds=("cloze",), count=9, language=language)
    found = [*tasks(wanted, workbench(index, scripted()))["cloze"]]
    texts = [index.document(task.document).text[task.start :][:40] for task in found]
    beginnings = ("Old copies", "卷的快照", "تُحفَظ لقطة")
    assert any(text.startswith(beginnings) for text in texts)
    members = ("Full copies", "Copies of", "每个卷", "有变化", "نسخ كاملة", "نسخ من")
    assert not any(text.startswith(members) for text in texts)


def test_a_kind_of_which_little_comes_leaves_the_rest_to_others() -> None:
    def endless(kind: Kind) -> Iterator[Task]:
        for at in count():
            yield Task(kind=kind, language="en", document=kind, start=at, make=lambda: None)

    wanted = Wanted(kinds=("cloze", "short"), count=6)
    turns = Turns(wanted, {"cloze": endless("cloze"), "short": endless("short")})
    drafted = Counter[str]()
    while (task := turns.next()) is not None:
        drafted[task.kind] += 1
        turns.tell(task, admitted=task.kind == "cloze")
    assert drafted == {"cloze": 6, "short": 3 * TRIES}
