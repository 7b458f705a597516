"""The rules of item writing: each finds its flaw in three languages, and no flaw elsewhere."""

import pytest

from tests.tutor.gating import Case, case, found, multiple, single, statement
from tutor.gates import word_rules
from tutor.gates.absolutes import absolutes
from tutor.gates.admit import RULES, rules
from tutor.gates.all_or_none import all_or_none, speaks_of_others
from tutor.gates.combined_options import combined_options
from tutor.gates.convergence import convergence
from tutor.gates.key_in_stem import key_in_stem
from tutor.gates.longest_key import longest_key
from tutor.gates.needs_passage import needs_passage, points_at_text
from tutor.gates.negative_stem import negative_stem
from tutor.gates.number_order import in_order, number_order
from tutor.gates.number_overlap import number_overlap
from tutor.gates.repeated_words import repeated_words
from tutor.gates.truth_options import truth_options
from tutor.gates.vague import vague
from tutor.quizzes import GAP


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "All of the above"),
        ("en", "None of these."),
        ("en", "Both of the above"),
        ("en", "ALL THE ABOVE"),
        ("en", "None of the other options"),
        ("en", "Neither of them"),
        ("en", "all answers are correct"),
        ("en-GB", "Any of the above"),
        ("en", "All three of them"),
        ("en", "Each of these options"),
        ("en", "None of the listed answers"),
        ("en", "Every one of the above"),
        ("en", "The first two options together"),
        ("en", "No correct answer is given"),
        ("en", "They all apply"),
        ("en", "Both answers are right"),
        ("en", "Two of the above"),
        ("en", "Every option listed"),
        ("en", "Either of the first two"),
        ("en", "All three of the other options"),
        ("zh-Hant", "沒有一項正確"),
        ("en", "All of the states mentioned"),
        ("en", "None of the other three"),
        ("en", "These are all correct"),
        ("zh-Hans", "四者皆非"),
        ("zh-Hans", "这几种方法都可以"),
        ("zh-Hans", "以上情况都会发生"),
        ("ar", "الأساليب الثلاثة جميعها"),
        ("ar", "كل الخدمات السابقة"),
        ("ar", "أي خدمة مما سبق"),
        ("ar", "لا أحد منها"),
        ("zh-Hans", "所有列出的状态"),
        ("ar", "كل الحالات المذكورة"),
        ("zh-Hans", "前三项都对"),
        ("zh-Hans", "前面三个指标全都可以"),
        ("ar", "ليس في هذه الخيارات جواب صحيح"),
        ("zh-Hans", "上面三种做法都可以"),
        ("zh-Hans", "其他选项都不对"),
        ("zh-Hans", "三者皆可"),
        ("zh-Hans", "各项均正确"),
        ("zh-Hans", "不存在正确选项"),
        ("zh-Hant", "以上選項皆非"),
        ("ar", "جميع الإجابات صحيحة"),
        ("ar", "الإجابات كلها صحيحة"),
        ("ar", "لا توجد إجابة صحيحة"),
        ("ar", "لا شيء من هذه"),
        ("ar", "الخيارات السابقة جميعها"),
        ("ar", "أيٌّ مما سبق"),
        ("ar", "كل هذه الأمور"),
        ("zh-Hans", "以上都不是"),
        ("zh-Hans", "以上选项均正确。"),
        ("zh-Hans", "都正确"),
        ("zh-Hans", "上述皆非"),
        ("zh-Hans", "以上三项都对"),
        ("zh-Hant", "以上皆是"),
        ("zh-Hans", "没有正确选项"),
        ("zh-Hans", "两者都不是"),
        ("zh-Hans", "以 上 全 部"),
        ("ar", "جَمِيعُ ما سَبَقَ"),
        ("ar", "كل ما سبق صحيح"),
        ("ar", "لا شيء مما سبق"),
        ("ar", "ليس أيّ مما ذُكر"),
        ("ar", "كـــل الخيارات"),
        ("ar", "وجميع ما ذكر"),
        ("ar", "كلاهما صحيح"),
        ("ar", "ولا واحد مما تقدم"),
        ("ar", "كلها"),
    ],
)
def test_all_or_none_of_the_above_is_turned_away(language: str, text: str) -> None:
    assert speaks_of_others(text, language)
    given = single(
        "ما هو؟" if language == "ar" else "What is it?", "S3", "EC2", text, language=language
    )
    assert found(all_or_none, given) == "reject"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "install everything above ground"),
        ("en", "Each of the three splits"),
        ("en", "These weights are all frozen"),
        ("zh-Hans", "三个实例都在运行"),
        ("zh-Hans", "另外三个可用区"),
        ("ar", "كل الأوزان السابقة للتدريب"),
        ("ar", "جميع الإصدارات السابقة"),
        ("en", "None"),
        ("en", "Both endpoints"),
        ("en", "all of the training data"),
        ("en", "The small ones"),
        ("en", "none of its layers"),
        ("zh-Hans", "所有权"),
        ("zh-Hans", "没有监督信号"),
        ("zh-Hans", "90% 以上的请求"),
        ("zh-Hans", "全部下载到本地"),
        ("zh-Hans", "都市道路图像"),
        ("en", "Each of the two groups trains its own model"),
        ("en", "The first two layers"),
        ("en", "All requests of the last hour"),
        ("en", "Both weights and biases"),
        ("en", "It keeps any of its versions"),
        ("zh-Hans", "前两层的权重"),
        ("zh-Hans", "所有实例都可以缩到零"),
        ("zh-Hans", "没有正确标签的样本"),
        ("zh-Hans", "三种取回方式"),
        ("ar", "لا توجد رسوم إضافية"),
        ("ar", "الخيار الأول في القائمة"),
        ("ar", "أي خادم في الشبكة"),
        ("ar", "كل هذه الشظايا تُقرأ معًا"),
        ("en", "Each of them is trained on a sample of its own"),
        ("en", "All at once"),  # a way to deploy
        ("en", "Both of the first two layers are frozen"),
        ("en", "All statements of a policy are evaluated together"),
        ("en", "Any given item belongs to one split"),
        ("en", "The first two are frozen, the third is trained"),
        ("en", "The model is shown no correct answer"),
        ("en", "It averages each of the previous seven days"),
        ("zh-Hans", "前面所有层都冻结，只训练最后一层"),
        ("zh-Hans", "前两个全连接层"),
        ("zh-Hans", "3 个以上均可"),
        ("zh-Hans", "三个以上均可"),
        ("zh-Hans", "没有正确答案的数据"),
        ("zh-Hans", "其他选项保持默认值"),
        ("zh-Hans", "没有"),
        ("ar", "مجموع كل الاحتمالات يساوي واحدًا"),
        ("ar", "تُدرَّب الطبقات كلها معًا"),
        ("ar", "لا شيء"),
        ("ar", "بيانات لا توجد إجابة صحيحة لها"),
        ("ar", "لا شيء من هذه السجلات يُحفظ"),
        ("ar", "تسجيل كل الإجابات"),
        ("ar", "كل الطبقات"),
        ("ar", "لا شيء يُخزَّن"),
        ("ar", "جميع السجلات"),
        ("ar", "كلفة ما سبق دفعه"),
    ],
)
def test_an_option_with_an_ordinary_all_or_none_is_no_flaw(language: str, text: str) -> None:
    assert not speaks_of_others(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A and C"),
        ("en", "Both A and B"),
        ("en", "Both A and B are correct"),
        ("en", "1 and 3 only"),
        ("en", "(i), (ii)"),
        ("zh-Hans", "甲和丙"),
        ("zh-Hans", "①②"),
        ("zh-Hans", "A、C"),
        ("ar", "أ و ج"),
        ("ar", "1 و 3 فقط"),
        ("en", "2 and 4"),
    ],
)
def test_an_option_made_of_the_labels_of_others_is_turned_away(language: str, text: str) -> None:
    expected = "pass" if text == "①②" else "reject"  # no sign between them: they may be a text
    given = single("Which is it then?", "S3", "EC2", text, language=language)
    assert found(combined_options, given) == expected


@pytest.mark.parametrize(
    "options",
    [
        ("h/4", "h/2", "h"),
        ("1 - 3", "2", "4"),
        ("C", "B", "R"),
        ("A/B testing", "x", "y"),
    ],
)
def test_formulas_and_numbers_are_no_labels(options: tuple[str, ...]) -> None:
    assert found(combined_options, single("Which is it then?", *options)) == "pass"


@pytest.mark.parametrize(
    ("language", "options", "verdict"),
    [
        ("en", ("True", "False", "Partly"), "reject"),
        ("zh-Hans", ("正确", "错误", "不知道"), "reject"),
        ("ar", ("صَحّ", "خطأ", "لا أعرف"), "reject"),
        ("en", ("Yes, since it is cheap", "No, since it is slow", "Both"), "flag"),
        ("en", ("True positives", "False positives", "Recall"), "pass"),
        ("zh-Hans", ("正确率", "召回率", "错误率"), "pass"),
        ("en", ("No", "EBS", "EFS"), "pass"),
        ("fi", ("Kyllä", "Ei", "Ehkä"), "unchecked"),
    ],
)
def test_true_and_false_are_no_options_of_single_choice(
    language: str, options: tuple[str, ...], verdict: str
) -> None:
    assert found(truth_options, single("Which is it then?", *options, language=language)) == verdict


@pytest.mark.parametrize(
    ("language", "stem", "verdict"),
    [
        ("en", "Which of these is not stored?", "flag"),
        ("en", "Which statement is false?", "flag"),
        ("en", "All of these are stored, except which one?", "flag"),
        ("en", "Which of these is NOT stored?", "pass"),
        ("en", "All are stored EXCEPT which one?", "pass"),
        ("en", "A team cannot manage servers. Which service fits?", "pass"),
        ("en", "Which solution trains the model without managing servers?", "pass"),
        ("en", "Why does the endpoint not scale in?", "pass"),
        ("en", "Which design has the LEAST operational overhead?", "pass"),
        ("en", "What happens to a notebook?", "pass"),
        ("zh-Hans", "下列哪项不是存储服务？", "flag"),
        ("zh-Hans", "关于快照，说法错误的是哪一项？", "flag"),
        ("zh-Hans", "除了 S3 以外，还有哪些服务？", "flag"),
        ("zh-Hans", "下列哪项“不是”存储服务？", "pass"),
        ("zh-Hans", "为什么端点不自动缩容？", "pass"),
        ("zh-Hans", "团队不想管理服务器。应选用哪种推理方式？", "pass"),
        ("zh-Hans", "哪种无服务器推理最省钱？", "pass"),
        ("zh-Hant", "下列何者不屬於儲存服務？", "flag"),
        ("ar", "أي مما يأتي ليس خدمة تخزين؟", "flag"),
        ("ar", "كل ما يأتي خدمات تخزين ما عدا واحدة، فما هي؟", "flag"),
        ("ar", "أيّ مما يأتي (ليس) خدمة تخزين؟", "pass"),
        ("ar", "لماذا لا تتوسع نقطة النهاية؟", "pass"),
        ("ar", "لا يريد الفريق إدارة الخوادم. أي خدمة تناسبه؟", "pass"),
        ("de", "Welcher Dienst speichert nicht?", "unchecked"),
    ],
)
def test_a_question_for_what_is_not_so_says_it_loudly(
    language: str, stem: str, verdict: str
) -> None:
    assert found(negative_stem, single(stem, "S3", "EC2", "SQS", language=language)) == verdict


@pytest.mark.parametrize(
    ("language", "key", "wrong", "verdict"),
    [
        ("en", "It is kept", ("It is always lost", "It never ends"), "flag"),
        ("en", "Only the weights", ("The data", "The logs"), "flag"),
        ("en", "All weights", ("All logs", "The data"), "pass"),
        ("en", "It is kept", ("It is always lost", "It ends"), "pass"),
        ("en", "Read access", ("A read-only volume", "An append-only log"), "pass"),
        ("zh-Hans", "保留一段时间", ("从不保留", "永远保留"), "flag"),
        ("zh-Hans", "对象的所有者", ("对象所有权", "存储桶"), "pass"),
        ("ar", "تُحفظ مدة", ("تُحفظ دائمًا", "لا تُحفظ أبدًا"), "flag"),
        ("ar", "فقط الأوزان", ("البيانات", "السجلات"), "flag"),
        ("ar", "الكلفة", ("التوكيل", "شكل البيانات"), "pass"),
    ],
)
def test_words_without_exceptions_are_on_both_sides_or_none(
    language: str, key: str, wrong: tuple[str, ...], verdict: str
) -> None:
    assert found(absolutes, single("Which is it?", key, *wrong, language=language)) == verdict


@pytest.mark.parametrize(
    ("language", "option", "verdict"),
    [
        ("en", "It is usually kept", "flag"),
        ("en", "Many-to-many", "pass"),
        ("en", "few-shot", "pass"),
        ("zh-Hans", "通常保留 35 天", "flag"),
        ("zh-Hans", "输出的可能性", "pass"),
        ("ar", "غالبًا ما تُحذف", "flag"),
        ("ar", "وعادةً تُحذف", "flag"),
        ("ar", "قدرة التخزين", "pass"),
    ],
)
def test_options_say_something_exact(language: str, option: str, verdict: str) -> None:
    assert found(vague, single("Which is it?", "S3", "EC2", option, language=language)) == verdict


@pytest.mark.parametrize(
    ("language", "stem", "verdict"),
    [
        ("en", "According to the passage, how long is it kept?", "reject"),
        ("en", "What is the error for the given values?", "reject"),
        ("en", "What does sentence [2] say?", "reject"),
        ("en", "What does a text classifier return?", "pass"),
        ("zh-Hans", "根据本文，快照默认保留多长时间？", "reject"),
        ("zh-Hans", "上述方法叫什么？", "reject"),
        ("zh-Hans", "从文本文件中读取什么？", "pass"),
        ("zh-Hans", "在这段时间内，线上文档由谁保存？", "pass"),
        ("zh-Hans", "给定输入时，模型输出什么概率？", "pass"),
        ("en", "What does the text classifier return?", "pass"),
        ("ar", "وفقًا للفِقرة، كم مدة حفظ اللقطة؟", "reject"),
        ("ar", "ما القيمة المذكورة أعلاه؟", "reject"),
        ("ar", "ما خدمة تحويل النصوص إلى كلام؟", "pass"),
        ("ar", "كم بايتًا يحتاج إليها المعامل جملةً؟", "pass"),
        ("ar", "ماذا تعني هذه الجملة؟", "reject"),
        ("de", "Wie lange wird sie laut Text aufbewahrt?", "unchecked"),
    ],
)
def test_a_stem_can_be_understood_without_the_passage(
    language: str, stem: str, verdict: str
) -> None:
    assert found(needs_passage, single(stem, "35", "7", "8", language=language)) == verdict


def test_what_the_passage_itself_speaks_of_is_no_flaw() -> None:
    about = "The passage is embedded, the query is not."
    long = "تغفل النماذج معلومة في وسط نص طويل."
    middle = single("في أي موضع من النص؟", "وسطه", "أوله", "آخره", quote=long, language="ar")
    assert found(needs_passage, middle) == "pass"
    stem = "What is the passage turned into?"
    assert found(needs_passage, single(stem, "a vector", "a word", "a tree", quote=about)) == "pass"
    assert points_at_text(stem, "en", "Queries are embedded.") == "the passage"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (single("Is it kept for 35 days or longer?", "35 days", "7 days", "8 days"), "reject"),
        (single("快照保留３５天，对吗？", "35天", "7天", "8天", language="zh-Hans"), "reject"),
        (single("هل تُحفظ ٣٥ يَوْمًا أم أكثر؟", "35 يوما", "7", "8", language="ar"), "reject"),
        (single("Which holds more, S3 or EBS?", "S3", "EBS", "EFS"), "pass"),
        (single("Which service is in C++?", "C", "C#", "Go"), "pass"),
        (multiple("Which are in S3 and EFS?", ["S3", "a"], ["b", "c"]), "reject"),
        (case("cloze", f"Vault keeps it in {GAP} for a while.", answer=["Vault"]), "reject"),
        (case("cloze", f"Vault keeps it in {GAP} for a while.", answer=["Glacier"]), "pass"),
        (
            case("cloze", f"一个请求最长 {GAP} 小时。", answer=["1", "一"], language="zh-Hans"),
            "pass",
        ),
        (statement("True stories are kept.", true=True), "pass"),
        (
            single(
                "What is SageMaker Savings Plans?", "Use SageMaker Savings Plans", "Use Spot", "x"
            ),
            "reject",
        ),
        (
            single(
                "什么是 SageMaker 的节省计划？",
                "使用 SageMaker 节省计划",
                "使用竞价实例",
                "停机",
                language="zh-Hans",
            ),
            "reject",
        ),
        (
            single(
                "ما خطط التوفير في SageMaker؟",
                "استخدام خطط التوفير",
                "استخدام Spot",
                "الإيقاف",
                language="ar",
            ),
            "reject",
        ),
        (case("short", "What is done by training with Spot?", answer=["Spot training"]), "reject"),
        (single("Which plans save on training?", "Plans not for training", "A", "B"), "pass"),
        (single("Which TLS version is used?", "TLS 1.2", "SSL 3", "TLS 1.0"), "pass"),
        (
            single("使用的是哪个 TLS 版本？", "TLS 1.2", "SSL", "TLS 1.0", language="zh-Hans"),
            "pass",
        ),
        (single("How many days is it kept?", "35 days", "7 days", "90 days"), "pass"),
        (single("كم يومًا تُحفظ اللقطة؟", "٣٥ يومًا", "٧ أيام", "٩٠ يومًا", language="ar"), "pass"),
        (
            single(
                "Which falls when bias rises, the variance or the mean of the errors?",
                "The variance of the errors",
                "The mean of the errors",
                "Nothing",
            ),
            "pass",  # a distractor is in the question as well
        ),
        (
            single(
                "A team trains with Spot Instances and saves checkpoints. What does it risk?",
                "Spot Instances",
                "Time",
                "Money",
            ),
            "reject",
        ),
        (
            single(
                "A team saves models in a registry. How are they deployed?",
                "The team saves them again",
                "By hand",
                "By a canary",
            ),
            "pass",  # of the scene, words prove nothing
        ),
        (
            case(
                "short",
                "要把 MLflow 客户端连接到 SageMaker，需要哪个插件？",
                answer=["sagemaker-mlflow", "sagemaker-mlflow 插件"],
                language="zh-Hans",
            ),
            "pass",
        ),
    ],
)
def test_the_stem_does_not_hold_the_key(given: Case, verdict: str) -> None:
    assert found(key_in_stem, given) == verdict


def test_a_key_that_shows_by_its_length_is_flagged_or_turned_away() -> None:
    key = "for 35 days in the Vault service"  # 26 letters and digits
    assert found(longest_key, single("How long?", key, "x" * 26, "y")) == "pass"
    assert found(longest_key, single("How long?", key, "x" * 20, "y")) == "flag"  # 1.30
    assert found(longest_key, single("How long?", key, "x" * 13, "y")) == "reject"  # 2.00
    assert found(longest_key, single("How long?", "x" * 24, "y", "z")) == "pass"  # a short one
    assert (
        found(
            longest_key, single("多久？", "先下载到本地再逐个上传", "上传", "下载", language="zh")
        )
        == "reject"
    )
    assert found(longest_key, multiple("Which?", [key, "short"], ["y", "z"])) == "pass"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (
            single("Which warm start reuses jobs?", "A warm start", "A cold start", "A pause"),
            "flag",
        ),
        (single("Which start reuses jobs?", "A warm start", "A cold start", "A pause"), "pass"),
        (
            single("什么是概念漂移的结果？", "概念漂移变大", "数据变小", "无", language="zh-Hans"),
            "flag",
        ),
        (single("什么是漂移？", "概念变了", "数据变了", "没变", language="zh-Hans"), "pass"),
        (
            single(
                "ما أثر التنظيم في النموذج؟",
                "التنظيم يخفض الأوزان",
                "يرفعها",
                "لا أثر",
                language="ar",
            ),
            "flag",
        ),
    ],
)
def test_a_word_of_the_stem_that_only_the_key_repeats_is_flagged(given: Case, verdict: str) -> None:
    assert found(repeated_words, given) == verdict


def test_the_option_in_the_middle_of_the_others_is_flagged() -> None:
    around = ["a fixed rate and cache", "a falling rate and no store", "a fixed step and no cache"]
    assert found(convergence, single("Which?", "a fixed rate and no cache", *around)) == "flag"
    grid = ["no header and the last", "a header and the first", "a header and the last"]
    assert found(convergence, single("Which?", "no header and the first", *grid)) == "pass"
    assert found(convergence, single("Which?", "red", "green", "blue", "grey")) == "pass"


@pytest.mark.parametrize(
    ("language", "options", "verdict"),
    [
        ("en", ("1 GB", "2 GB", "4 GB"), "pass"),
        ("en", ("4 GB", "2 GB", "1 GB"), "pass"),
        ("en", ("512 MB", "1 GB", "2 GB"), "pass"),
        ("en", ("2 GB", "1 GB", "4 GB"), "flag"),
        ("en", ("2 GB", "1 day", "4 GB"), "pass"),
        ("en", ("S3", "EC2", "EFS"), "pass"),
        ("zh-Hans", ("1 小时", "90 分钟", "一天"), "pass"),
        ("zh-Hans", ("一天", "90 分钟", "两天"), "flag"),
        ("ar", ("٧ أيام", "١٤ يومًا", "شهران"), "pass"),
        ("ar", ("شهران", "٧ أيام", "سنة"), "flag"),
    ],
)
def test_numbers_stand_in_their_order_whatever_their_units(
    language: str, options: tuple[str, ...], verdict: str
) -> None:
    assert found(number_order, single("How much?", *options, language=language)) == verdict


def test_one_year_in_arabic_is_longer_than_two_months() -> None:
    assert in_order(["سنة واحدة", "شهران", "7 أيام"], "ar") == ["7 أيام", "شهران", "سنة واحدة"]
    assert in_order(["S3", "7 GB"], "en") is None


@pytest.mark.parametrize(
    ("language", "options", "verdict"),
    [
        ("en", ("at least 5 GB", "at least 10 GB", "1 GB"), "flag"),
        ("en", ("3 to 5 hours", "4 to 8 hours", "1 day"), "flag"),
        ("en", ("1 to 5 hours", "5 to 12 hours", "12 to 48 hours"), "pass"),
        ("en", ("5 GB", "10 GB", "20 GB"), "pass"),
        ("en", ("up to 5 GB", "10 GB", "3 days"), "pass"),
        ("zh-Hans", ("至少 5 天", "至少 10 天", "1 天"), "flag"),
        ("zh-Hans", ("1 到 5 分钟", "3 到 5 小时", "5 到 12 小时"), "pass"),
        ("ar", ("أكثر من 5 أيام", "أكثر من 10 أيام", "يوم واحد"), "flag"),
    ],
)
def test_ranges_of_which_two_may_be_right_are_flagged(
    language: str, options: tuple[str, ...], verdict: str
) -> None:
    assert found(number_overlap, single("How much?", *options, language=language)) == verdict


def test_every_list_of_words_can_be_searched_and_is_folded_like_texts() -> None:
    for rule, entries in word_rules.data().items():
        for code, lists in entries.items():
            if isinstance(lists, dict):
                for part in lists:
                    assert word_rules.found(rule, "x", code, part) == []
    assert word_rules.found("vague", "USUALLY", "en") == ["usually"]
    assert word_rules.found("vague", "unusually", "en") == []
    assert word_rules.found("absolute", "والجَمِيع", "ar") == ["والجميع"]
    assert word_rules.found("vague", "usually", "fr") is None


def test_every_rule_gives_one_verdict_of_its_own_name() -> None:
    names = [
        v.name for v in rules(single("How long is it kept?", "35 days", "7 days", "8 days")[0])
    ]
    assert len(names) == len(set(names)) == len(RULES)
