"""What is asked: kinds, names compared, several questions at once, follow-ups."""

import tomllib
from importlib import resources

import pytest

from tutor.cues import cues_of
from tutor.questions import refers_back, understand

KINDS = [
    ("en", "What is SMOTE?", "definition"),
    ("en", "Please, can you tell me what data drift is?", "definition"),
    ("en", "What is the final score of the game?", "fact"),
    ("en", "Can you list the deployment strategies?", "list"),
    ("en", "What kinds of endpoints are there?", "list"),
    ("en", "How do I resume a job after an interruption?", "steps"),
    ("en", "How many models can one endpoint host?", "fact"),
    ("en", "If accuracy is 99 %, why is that misleading?", "reason"),
    ("en", "DOES Hyperband support early stopping?", "yes-no"),
    ("en", "How many people, at most, have died?", "fact"),
    ("en", "I train on Spot. My job was interrupted. Can I resume?", "yes-no"),
    ("zh-Hans", "什么是过拟合？", "definition"),
    ("zh-Hans", "请问：过拟合是什么意思？", "definition"),
    ("zh-Hans", "皱眉肌的位置是什么？", "fact"),
    ("zh-Hant", "有哪些輸入模式？", "list"),
    ("zh-Hans", "如何配置自动扩缩？", "steps"),
    ("zh-Hans", "准确率为什么会误导人？", "reason"),
    ("zh-Hans", "这类任务被称为什么？", "fact"),
    ("zh-Hans", "Ｈｙｐｅｒｂａｎｄ 支持提前停止吗？", "yes-no"),
    ("ar", "ما هو التعلُّم الآليّ؟", "definition"),
    ("ar", "ما هي عاصمة فرنسا؟", "fact"),
    ("ar", "ما معنى الحياد؟", "definition"),
    ("ar", "ما هي أنواع النشر في SageMaker؟", "list"),
    ("ar", "واذكر حالات الموافقة", "list"),
    ("ar", "كيف أحسب مقياس CI؟", "steps"),
    ("ar", "كيف استجابت المدينة للوباء؟", "fact"),
    ("ar", "ولماذا تكون الدقّة مضلِّلة؟", "reason"),
    ("ar", "هل يدعم Hyperband الإيقاف المبكّر؟", "yes-no"),
    ("es", "¿Por qué se interrumpe Spot?", "reason"),
    ("de", "Was ist Überanpassung?", "definition"),
    ("ru", "Что такое переобучение?", "definition"),
    ("ja", "過学習とは何ですか？", "definition"),
    ("fa", "بیش‌برازش چیست؟", "definition"),
    ("cs", "Co je přeučení? A kolik to stojí?", "fact"),
]


@pytest.mark.parametrize(("language", "text", "kind"), KINDS)
def test_the_kind_is_told_by_turns_of_speech(language: str, text: str, kind: str) -> None:
    assert [question.kind for question in understand(text, language)] == [kind]


COMPARED = [
    ("en", "What's the difference between `Key=\"role\"` and C#?", ("Key=\"role\"", "C#")),
    ("en", "Savings Plans vs. Spot Instances?", ("Savings Plans", "Spot Instances")),
    ("en", "How do S3, EFS and FSx differ?", ("S3", "EFS", "FSx")),
    ("en", "Compare precision with recall in terms of cost.", ("precision", "recall")),
    ("en", "Is XGBoost better than the Linear Learner for tables?", ("XGBoost", "Linear Learner")),
    ("en", "How does DPPL differ from DPL?", ("DPPL", "DPL")),
    ("en", "What is the difference?", ()),
    ("zh-Hans", "S3 Standard 与 S3 Glacier 相比，哪个更便宜？", ("S3 Standard", "S3 Glacier")),
    ("zh-Hans", "饱和与不饱和有什么区别", ("饱和", "不饱和")),
    ("zh-Hans", "请问 S3、EFS 和 FSx 之间有什么不同？", ("S3", "EFS", "FSx")),
    ("zh-Hant", "批次轉換和非同步推論有什麼區別？", ("批次轉換", "非同步推論")),
    ("ar", "ما الفرق بين وقت الحدث ووقت الاستيعاب؟", ("وقت الحدث", "وقت الاستيعاب")),
    ("ar", "قارن بين SageMaker وBedrock من حيث الكلفة", ("SageMaker", "Bedrock")),
    ("ar", "أيّهما أفضل Spot أم On-Demand؟", ("Spot", "On-Demand")),
    ("ar", "بمَ يختلف المقياس DPPL عن المقياس DPL؟", ("المقياس DPPL", "المقياس DPL")),
    ("ko", "S3와 EFS의 차이점은 무엇입니까?", ("S3", "EFS")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "parts"), COMPARED)
def test_a_comparison_names_what_it_compares_as_it_was_written(
    language: str, text: str, parts: tuple[str, ...]
) -> None:
    (question,) = understand(text, language)
    if parts:
        assert question.kind == "comparison"
    assert question.parts == parts


def test_teams_are_not_differences_and_a_name_with_and_in_it_is_no_comparison() -> None:
    for language, text in (
        ("ar", "كم عدد الفرق التي لعب لها مانينغ؟"),
        ("zh-Hans", "大曲车站的命名有什么不同之处？"),
        ("zh-Hans", "野马队打败了谁才成为 AFC 冠军？"),
    ):
        assert understand(text, language)[0].kind != "comparison"


LIBRARY = [
    ("en", "Which of my documents speak of Spot instances?", ("Spot instances",)),
    ("en", "Which documents mention Key=\"role\"?", ("Key=\"role\"",)),
    ("en", "What documents do I have?", ()),
    ("en", "How many documents are there?", ()),
    ("zh-Hans", "哪些文档提到了 Spot 实例？", ("Spot 实例",)),
    ("zh-Hans", "我有多少文档？", ()),
    ("zh-Hans", "有哪些关于数据漂移的资料？", ("数据漂移",)),
    ("ar", "أيّ المستندات تتحدّث عن التدريب على Spot؟", ("التدريب على Spot",)),
    ("ar", "كم مستندًا لديّ؟", ()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "parts"), LIBRARY)
def test_a_question_about_the_library_gives_its_subject(
    language: str, text: str, parts: tuple[str, ...]
) -> None:
    (question,) = understand(text, language)
    assert (question.kind, question.parts) == ("library", parts)


SEVERAL = [
    ("en", "What is data drift? And how is Spot training billed? 🎯", 2),
    ("en", "What is Spot training?Why does Hyperband stop early?", 2),
    ("en", "1) What is data drift 2) How is Spot training billed\n3) Why use checkpoints", 3),
    ("en", "Explain data drift. Then list the input modes.", 2),
    ("en", "Can you help me? What is Pipe mode?", 1),
    ("en", "What is X and how does it differ from Y?", 1),
    ("en", "What is Spot training? Why?", 1),
    ("en", "What is Spot training? And what does it cost?", 1),
    ("en", 'Who sang "Who let the dogs out?" in the year 2000?', 1),
    ("en", "What does https://a.example/?q=1 say about Spot?", 1),
    ("en", "What is A1? What is B2? What is C3? What is D4?", 1),
    ("zh-Hans", "什么是A？B多少钱？", 2),
    ("zh-Hans", "1. 什么是数据漂移？2. 如何配置检查点？", 2),
    ("zh-Hans", "选了 Hyperband，该填什么？为什么？", 1),
    ("zh-Hans", "谁写了《谁动了我的奶酪？》这本书？", 1),
    ("ar", "ما هو انجراف البيانات؟ وكم يكلّف التدريب على Spot؟", 2),
    ("ar", "١) ما هو التعلّم العميق ٢) كيف أحسب الدقّة", 2),
    ("ar", "ما هو انجراف البيانات؟ ولماذا؟", 1),
    ("sv", "Vad är drift? Och vad kostar Spot?", 1),
]


@pytest.mark.parametrize(("language", "text", "count"), SEVERAL)
def test_only_what_is_a_question_by_itself_is_split_off(
    language: str, text: str, count: int
) -> None:
    questions = understand(text, language)
    assert len(questions) == count
    if count == 1:
        assert questions[0].text == text


def test_what_leads_up_to_a_question_stays_with_it() -> None:
    first, second = understand(
        "I train on Spot. What happens when a job ends? My data is in S3. Which mode reads S3?",
        "en",
    )
    assert first.text == "I train on Spot. What happens when a job ends?"
    assert second.text == "My data is in S3. Which mode reads S3?"


def test_numbering_is_left_out_of_the_questions() -> None:
    texts = [each.text for each in understand("(1) 什么是漂移？（2）怎样计费 S3？", "zh-Hans")]
    assert texts == ["什么是漂移？", "怎样计费 S3？"]


BACK = [
    ("en", "And in Azure?"), ("en", "what about Azure?"), ("en", "Why?"), ("en", "For example?"),
    ("en", "In Azure?"), ("en", "How much does it cost?"), ("en", "Does this one support GPUs?"),
    ("zh-Hans", "那概念漂移呢？"), ("zh-Hans", "它怎么计费？"), ("zh-Hans", "这个支持 GPU 吗？"),
    ("zh-Hans", "为什么？"), ("zh-Hans", "在 Azure 上呢？"), ("zh-Hans", "比如？"),
    ("ar", "وماذا عن Azure؟"), ("ar", "مثلًا؟"), ("ar", "لماذا؟"), ("ar", "وفي Azure؟"),
    ("ar", "ما الفائدة منه؟"), ("ar", "كم تكلفته؟"), ("ar", "هل هذا مجّانيّ؟"),
    ("es", "¿Y en Azure?"), ("de", "Und in Azure?"), ("ru", "А в Azure?"),
    ("ja", "それはいくらですか？"),
]  # fmt: skip
ALONE = [
    ("en", "How long does it take to boil water?"), ("en", "What is Spot and how is it billed?"),
    ("en", "Is it possible to reuse a tuning job?"), ("en", "What is italics?"),
    ("en", "In which region is Azure cheapest?"), ("en", "Who won the 1930 World Cup?"),
    ("en", "?"),
    ("zh-Hans", "那不勒斯在哪里？"), ("zh-Hans", "其他云有哪些？"), ("zh-Hans", "应该用哪种实例？"),
    ("zh-Hans", "与其他学校相比，学费如何？"), ("zh-Hans", "什么是过拟合？"),
    ("ar", "ما هو التعلّم العميق؟"), ("ar", "من كان لديه الرقم القياسي؟"),
    ("ar", "وقت الحدث ما معناه في Feature Store؟"), ("de", "Wie viele Pokale gibt es?"),
    ("sv", "Varför?"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), BACK)
def test_a_follow_up_refers_back(language: str, text: str) -> None:
    assert refers_back(text, language)


@pytest.mark.parametrize(("language", "text"), ALONE)
def test_a_question_that_stands_alone_does_not_refer_back(language: str, text: str) -> None:
    assert not refers_back(text, language)


def test_a_pasted_page_is_one_question() -> None:
    (question,) = understand("What is drift? " * 500, "en")
    assert question.kind == "fact"


@pytest.mark.parametrize("text", ["?", "؟؟؟", "🤔", "1) 2)", "", "\u202e؟"])
def test_nothing_asked_is_one_fact(text: str) -> None:
    for language in ("en", "zh-Hans", "ar"):
        assert [question.kind for question in understand(text, language)] == ["fact"]


def test_every_phrase_of_every_language_compiles() -> None:
    table = tomllib.loads(resources.files("tutor").joinpath("questions.toml").read_text("utf-8"))
    for language in table.keys() - {"weak"}:
        cues = cues_of(language)
        assert cues is not None
        assert cues.phrases["comparison"]
    assert cues_of("xx") is None
