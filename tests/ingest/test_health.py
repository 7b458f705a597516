"""Page health: every fault is seen and mended, and healthy text in any script is left alone."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import health, mend, page_edges
from ingest.readers.visual_order import logical
from tests.builders import CORPUS
from tests.ingest.pdf_files import as_seen, shaped

ARABIC = (
    "انحراف البيانات هو تغيّر توزيع المدخلات مع الزمن، وتراقبه خدمة SageMaker Model Monitor"
    " كل 60 دقيقة (انظر الجدول 4). لا تُستخدم إلا بعد ضبط خط الأساس في الإصدار 1.2.3، على"
    " الأقل مرة واحدة."
)
HEALTHY = {
    "en": (
        'Data drift: the inputs change. "A B C" are options; x y z w v are '
        "variables. Cost: $5 (20%)."
    ),
    "zh": (
        "数据漂移是指输入分布的变化。Amazon SageMaker 每 60 分钟检查一次，若 PSI > "
        "0.2 则报警。目 录"
    ),
    "zh-calendar": (
        "星期 日 一 二 三 四 五 六，早班从九点开始；其余各班的时间请看下一页的表格，并向主管确认。"
    ),
    "zh-Hant": "資料漂移是指輸入分佈的變化；機器學習工程師負責準備資料、訓練模型並監控部署。",
    "ja": (
        "データドリフトとは、入力の分布が時間とともに変わることです。機械学習エンジ"
        "ニアが監視します。"
    ),
    "ko": "데이터 드리프트는 입력 분포가 시간에 따라 변하는 것을 말합니다. 모델을 감시해야 합니다.",
    "ar": ARABIC,
    "ar-la": (
        "لا إله إلا الله، لا حول ولا قوة إلا بالله. كلا، إلا أن هؤلاء لا يسألون عن المسألة أصلا."
    ),
    "fa": (
        "انحراف داده یعنی تغییر توزیع ورودی‌ها در طول زمان؛ این کار را باید هر روز با مدل انجام داد."
    ),
    "ur": (
        "ڈیٹا ڈرفٹ کا مطلب ہے کہ وقت کے ساتھ ان پٹ کی تقسیم بدل جاتی ہے اور ماڈل "
        "کی درستی کم ہوتی ہے۔"
    ),
    "he": "סחיפת נתונים היא שינוי של התפלגות הקלט עם הזמן, ולכן צריך לנטר את המודל בכל יום.",
    "ru": "Дрейф данных — это изменение распределения входов; служба SageMaker следит за ним.",
    "fr": "« À l’été 2024 », dit-il : « ça coûte 5 €… » Où ? À Noël, bien sûr ! Œuvre, naïveté, ÿ.",
    "is": "Þróun gagna: þýðing og áhætta — «ÁÉÝÚÍ» eða áéýúíóþæðö í stafrófinu.",
    "vi": (
        "Độ lệch dữ liệu là sự thay đổi của phân phối đầu vào theo thời gian, được "
        "giám sát liên tục."
    ),
    "tr": (
        "Alt kırılım sınırı yıl sonunda aşıldı; ısıl iş için bkz. ışık hızı, kılık kıyafet sınıfı."
    ),
    "hi": "डेटा बहाव का अर्थ है समय के साथ इनपुट के वितरण में बदलाव। मॉडल की निगरानी करें।",
    "th": "การเบี่ยงเบนของข้อมูลคือการเปลี่ยนแปลงของการกระจายตัวของข้อมูลนำเข้าเมื่อเวลาผ่านไป",
    "el": "Η μετατόπιση δεδομένων είναι η αλλαγή της κατανομής των εισόδων με τον χρόνο (σ², μ).",
    "emoji": "👩‍🎓 Study! 📚 ✓ ½ ① Ⅳ → C# f(x)≥0 <b> ${name} a_b https://a.example/?q=%D8%A7",
    "code": (
        "for (i=0;i<n;i++) { k[x]=v; }\n\tSQL: SELECT * FROM t WHERE d='ß' -- VPC "
        "TLS KMS SQS SNS DNS"
    ),
}


def findings(text: str) -> set[str]:
    return {finding.finding for finding in health.examine(text, 1)}


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_text_has_no_findings_and_is_not_changed(name: str) -> None:
    assert findings(HEALTHY[name]) == set()
    assert mend.mended(HEALTHY[name]) == (HEALTHY[name], {})


def test_no_paragraph_of_the_corpus_is_found_ill_or_changed() -> None:
    paragraphs = [
        paragraph
        for path in sorted(CORPUS.glob("*/*.md"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
    ]
    assert len(paragraphs) > 100
    assert [p for p in paragraphs if health.examine(p, 1) and findings(p) != {"no-text"}] == []
    assert [p for p in paragraphs if mend.mended(p)[0] != p] == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "no-text"),
        (" \n\t—•…\n", "no-text"),
        ("Data \ufffd\ufffd\ufffd of the in\ufffdput", "garbled"),
        ("\uf041\uf042\uf043 of \uf044\uf045", "garbled"),
        ("Dr\x03\x04ft o\x05 d\x06ta", "garbled"),
        ("(cid:12)(cid:45)(cid:7) of (cid:3)(cid:9)", "garbled"),
        ("数据漂移是指输入".encode().decode("latin-1"), "garbled"),
        ("Ø§Ù„Ø¨ÙŠØ§Ù†Ø§Øª ÙˆØ§Ù„Ù†Ù…Ø§Ø°Ø¬", "garbled"),
        ("机器学习工程师负责".encode("gbk").decode("latin-1"), "garbled"),
        ("쫽뻝욯틆쫇횸쫤죫럖늼뗄뇤뮯ꆣ믺웷톧쾰릤돌쪦뢺퓰", "garbled"),
        ("荦腛荞荨莊荴荧苆苍鏼韍閪镺苌闏覻苅芠苩腂", "garbled"),
        ("".join(chr(ord(c) - 29) for c in "this is a test of shifts " * 5), "garbled"),
        ("aбגdעжλkמнöпקсtуφחцчשщъסאюბვגдעзიטי" * 2, "garbled"),
        ("ﺍﻧﺤﺮﺍﻑ ﺍﻟﺒﻴﺎﻧﺎﺕ", "presentation-forms"),
        ("⼈⼯智能", "presentation-forms"),
        ("الزمن مع ىلإ يف نم ةنيدم تانايبلا", "reversed"),
        ("םיקולב ןקתה ץבוק", "reversed"),
        ("جودة األمن واإلدارة", "lam-alef"),
        ("数 据 漂 移 是 指 输 入 分 布 的 变 化 。", "spaced"),
        ("Overfitting: o v e r f i t t i n g", "letter-spaced"),
    ],
)
def test_each_fault_is_seen(text: str, finding: str) -> None:
    assert finding in findings(text)


def test_every_finding_has_a_hint_and_the_page_it_is_on() -> None:
    found = health.examine("ﺍﻧﺤﺮﺍﻑ \ufffd\ufffd\ufffd", 7)
    assert {f.page for f in found} == {7}
    assert all(f.hint for f in found)


@pytest.mark.parametrize(
    ("ill", "well", "done"),
    [
        ("ﺍﻧﺤﺮﺍﻑ ﺍﻟﺒﻴﺎﻧﺎﺕ ﻻ ﺃﻛﺜﺮ", "انحراف البيانات لا أكثر", "presentation-forms"),
        ("ﻣﺜﺎ\ufe8eﹰ", "مثااً", "presentation-forms"),
        ("⼈⼯智能与⻓⻅，ﬁle", "人工智能与长见，file", "presentation-forms"),
        ("جودة األمن واإلدارة االستمرارية", "جودة الأمن والإدارة الاستمرارية", "lam-alef"),
        (
            "数 据 漂 移 是 指 输 入 分 布 的 变 化 ， 由 Model Monitor 检 查 。",
            "数据漂移是指输入分布的变化，由 Model Monitor 检查。",
            "spaced",
        ),
        (
            "Overfitting hurts. o v e r f i t t i n g is bad, a b c d e is a list",
            "Overfitting hurts. overfitting is bad, a b c d e is a list",
            "letter-spaced",
        ),
    ],
)
def test_what_is_certain_is_mended_and_recorded(ill: str, well: str, done: str) -> None:
    text, what = mend.mended(ill)
    assert text == well
    assert done in what


def test_a_page_stored_as_it_is_seen_is_turned_line_by_line() -> None:
    lines = [
        "الجملة الأولى في الصفحة: النموذج (SageMaker) بنسبة 12.5% من البيانات.",
        "على خط ١٢٣ إلى",
    ]
    seen = "\n".join("".join(as_seen(line)) for line in lines)
    text, done = mend.mended(seen)
    assert text == "\n".join(lines)
    assert done == {"reversed": "turned line by line"}


def test_mending_twice_changes_nothing_more() -> None:
    for ill in ("ﺍﻧﺤﺮﺍﻑ ﺍﻟﺒﻴﺎﻧﺎﺕ", "جودة األمن", "数 据 漂 移 是 指 输 入 分 布 的 变 化"):
        once = mend.mended(ill)[0]
        assert mend.mended(once) == (once, {})


@given(st.text(max_size=200))
@settings(deadline=None)
def test_mending_never_loses_a_letter_or_digit(text: str) -> None:
    after = mend.mended(text)[0]
    # Shapes become their letters (a ligature several), and order may change: nothing else.
    before = sorted(c for c in mend.base_letters(text) if c.isalnum())
    assert sorted(c for c in after if c.isalnum()) == before


WORDS = (
    "البيانات في من النموذج على الأساس، الإصدار لا خلال SageMaker AWS-CLI v2 30 1.2.3 12/05/2024"
    " ١٢٣ (الجدول) «الأمن»"
)


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12))
@settings(deadline=None)
def test_a_line_in_reading_order_is_seen_as_it_was(words: list[str]) -> None:
    line = " ".join(["أولا", *words])
    seen = as_seen(line)
    read = logical(seen, right_to_left=True)
    assert as_seen(read) == seen
    assert sorted(read) == sorted(line)


@pytest.mark.xfail(strict=True, reason="numbers of three kinds behind a Latin name, in one line")
def test_numbers_of_several_kinds_behind_a_latin_name_keep_their_places() -> None:
    line = "أولا SageMaker ١٢٣ 30 1.2.3"
    seen = as_seen(line)
    assert as_seen(logical(seen, right_to_left=True)) == seen


@pytest.mark.parametrize(
    "line",
    [
        "في الإصدار 1.2.3 من AWS CLI يمكن تشغيل الأمر aws s3 cp ثم مراجعة السجلات.",
        (
            "بنسبة 12.5% خلال 30 يوما (انظر الجدول 4). لا تُستخدم SageMaker Model "
            "Monitor في 2024-05-17."
        ),
        "قال: «إلى الأمام»، ثم أضاف ١٢٣ مثالا و٤٥٪ من الحالات [1].",
        "من 10-20 إلى 30 - 40 في C++ و(Class Imbalance) عن سؤال",
        "1- جمع البيانات",
    ],
)
def test_numbers_latin_words_and_brackets_keep_their_order(line: str) -> None:
    # A letter and its marks are one glyph on the page.
    glyphs: list[str] = []
    for char in as_seen(line):
        if glyphs and unicodedata.combining(glyphs[-1][0]):
            glyphs[-1] = char + glyphs[-1]
        else:
            glyphs.append(char)
    assert logical(glyphs, right_to_left=True) == line


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("(PSI) 30 الوأ", "أولا 30 (PSI)"),
        ("S3 (AWS) يف", "في S3 (AWS)"),
        ("(MLA-C01) AWS ناحتما", "امتحان AWS (MLA-C01)"),
        ("f(g(x)) = [1, 2] ةلادلا", "الدالة f(g(x)) = [1, 2]"),
        ("1- نيب", "بين -1"),
        ("%12.5 ةبسن", "نسبة 12.5%"),
        ("12.5% ةبسن", "نسبة 12.5%"),
    ],
)
def test_a_seen_line_has_one_reading(seen: str, read: str) -> None:
    assert logical(list(seen), right_to_left=True) == read


def test_brackets_that_an_engine_mirrored_are_put_right() -> None:
    seen = list("(4 لودجلا رظنا) ةقيقد")
    mirrored = list(")4 لودجلا رظنا( ةقيقد")
    assert logical(seen, right_to_left=True) == logical(mirrored, right_to_left=True)


BETTER = [
    ("انحراف البيانات في النموذج على الأساس", "ساسألا ىلع جذومنلا يف تانايبلا فارحنا"),
    (ARABIC, ARABIC[: len(ARABIC) // 2]),
    (ARABIC, " ".join(shaped(ARABIC))),
    (ARABIC, ARABIC.replace(" ", "")),
    (ARABIC, ARABIC.replace("لأ", "أل").replace("الا", "اال")),
    (HEALTHY["zh"], HEALTHY["zh"].encode("gbk").decode("latin-1")),
    (HEALTHY["zh"], " ".join(HEALTHY["zh"])),
    ("机器学习工程师负责准备数据", "쫽뻝욯틆쫇횸쫤죫럖늼뗄뇤뮯ꆣ"),
    (HEALTHY["en"], HEALTHY["en"].replace("a", "\ufffd")),
    (HEALTHY["en"], "".join(f"(cid:{ord(char)})" for char in HEALTHY["en"])),
    ("מודל של נתונים על הזמן", "ןמזה לע םינותנ לש לדומ"),
]


@pytest.mark.parametrize(("better", "worse"), BETTER)
def test_the_better_reading_scores_more(better: str, worse: str) -> None:
    assert health.score(better) > health.score(worse)


def test_numbers_moved_within_an_arabic_line_are_noticed() -> None:
    seen = "زادت النسبة إلى 12.5 في 30 يوما\nفي الإصدار 1.2.3 من AWS CLI زادت"
    moved = "12.5 زادت النسبة إلى في يوما 30\n1.2.3 في الإصدار زادت AWS CLI من"
    assert health.order_differs(moved, seen)
    assert not health.order_differs(seen, seen)
    assert not health.order_differs(seen.replace("\n", "  \n "), seen)
    assert not health.order_differs("30 days 5 items\n7 of 9", "days 30 items 5\n9 of 7")


def pages(count: int, top: str, bottom: str) -> list[str]:
    rng = random.Random(7)
    words = ["model", "data", "drift", "input", "metric", "batch", "label", "value"]
    return [
        "\n".join(
            [
                top.format(n=n + 1),
                *(" ".join(rng.choices(words, k=9)) for _ in range(8)),
                bottom.format(n=n + 1),
            ]
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        ("ML Engineer study guide 2026", "Page {n} of 12"),
        ("学习笔记 · 第三章 · 数据", "第 {n} 页"),
        ("دليل الدراسة", "صفحة {n}"),
        ("Chapter 4: Function reference", "{n}"),
    ],
)
def test_headers_and_footers_stay_only_where_they_first_stand(top: str, bottom: str) -> None:
    before = pages(5, top, bottom)
    after, gone = page_edges.without_repeats(before)
    assert after[0] == before[0]
    assert [len(page.split("\n")) for page in after] == [10, 8, 8, 8, 8]
    assert gone[3] == [top.format(n=4), bottom.format(n=4)]


@pytest.mark.parametrize(
    "before",
    [
        pages(2, "Study guide", "{n}"),
        pages(6, "Question {n}", "Answer {n}"),
        [f"{7 * n % 5}\nrow of data {n * n}\nlast {n * 3}" for n in range(6)],
        [f"{w} first\nbody of {w}\nsame\n{w} more\n{w} last" for w in "abcdefgh"],
        ["twice\ntwice\nbody\nmore\n9\n9"] * 4,
    ],
)
def test_lines_that_are_not_headers_stay(before: list[str]) -> None:
    assert page_edges.without_repeats(before) == (tuple(before), {})


def test_words_cut_at_line_ends_are_joined_only_if_known_whole() -> None:
    texts = ["The infor-\nmation, and well-\nknown or re-\nsigned.\n", "information is re-signed"]
    assert page_edges.joined_words(texts)[0] == (
        "The information,\nand well-\nknown or re-\nsigned.\n"
    )
    assert page_edges.joined_words(["un\u00ad\ncertain x"])[0] == "uncertain\nx"
