"""Languages and sentences, in every script the product promises."""

import pytest

from ingest.languages import (
    canonical,
    detect_language,
    is_right_to_left,
    languages_in,
    same_language,
    sentence_spans,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How does SageMaker store models?", "en"),
        ("什么是 Amazon SageMaker Pipelines？", "zh-Hans"),
        ("機器學習與資料漂移", "zh-Hant"),
        ("ما هو Amazon SageMaker Model Monitor؟", "ar"),
        ("Wo speichert der Dienst die Daten?", "de"),
        ("¿Dónde se guardan los datos?", "es"),
        ("Где хранятся данные?", "ru"),
        ("データはどこに保存されますか", "ja"),
        ("데이터는 어디에 저장됩니까?", "ko"),
        ("داده‌ها کجا ذخیره می‌شوند؟", "fa"),
        ("", "en"),
        ("123 !!", "en"),
        ("😀", "en"),
    ],
)
def test_the_language_is_told_by_script_first(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("given", "stored"),
    [("zh", "zh-Hans"), ("zh_TW", "zh-Hant"), ("AR", "ar"), ("en-GB", "en-GB"), ("xx!", None)],
)
def test_codes_are_stored_in_one_form(given: str, stored: str | None) -> None:
    assert canonical(given) == stored


def test_a_script_or_region_does_not_make_another_language() -> None:
    assert same_language("zh", "zh-Hans")
    assert not same_language("zh", "ja")


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "It costs $3.5. Dr. Wu left. Why?", ["It costs $3.5.", "Dr. Wu left.", "Why?"]),
        ("zh-Hans", "费用是3.5元。为什么？好的！", ["费用是3.5元。", "为什么？", "好的！"]),
        ("ar", "بلغت 3.5 مليون. لماذا؟ نعم!", ["بلغت 3.5 مليون.", "لماذا؟", "نعم!"]),
        (
            "en",
            "# Title\n- one\n- two\n\nwrapped\nline.",
            ["Title", "one", "two", "wrapped\nline."],
        ),
        ("en", "| a | b |\n|---|---|\n| 1 | 2 |", ["| a | b |", "| 1 | 2 |"]),
        ("ar", "١. بند أول\n٢. بند ثان", ["بند أول", "بند ثان"]),
        ("en", " \n\n ", []),
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(
    language: str, text: str, sentences: list[str]
) -> None:
    assert [text[a:b] for a, b in sentence_spans(text, language)] == sentences


# Sentences end at each |.
SENTENCES = [
    ("en", "It costs $3.5 per hour.| Dr. Wu left.| Why?"),
    ("en", "See S3.| It stores objects."),
    ("en", "AWS Inc. is large.| So is S3."),
    ("en", "It was built by AWS Inc.| Then it was sold."),
    ("en", "Use e.g. ml.p3.2xlarge, i.e. a GPU.| It is fast."),
    ("en", "Version 2.13.0 is out.| Upgrade now."),
    ("en", "It runs on version 2.13.0.| Upgrade now."),
    ("en", "See https://aws.amazon.com/s3/faq.html?x=1.2 for more.| Done."),
    ("en", "Open config.yaml and main.py.| Then run it."),
    ("en", "J. R. R. Tolkien wrote it.| He was British."),
    ("en", "Wait...| What happened?"),
    ("en", "It works ... most of the time.| Really."),
    ("en", 'He said "It works."| Then he left.'),
    ("en", "He said “It works.”| Then he left."),
    ("en", "(It works.)| Then he left."),
    ("en", "It works (mostly).| Then he left."),
    ("en", "It works (see Fig. 3).| Then he left."),
    ("en", "Accuracy vs. recall matters.| Choose well."),
    ("en", "Use S3, EFS, etc. for storage.| Choose well."),
    ("en", "The U.S. region is us-east-1.| It is old."),
    ("en", "It opens at 9 a.m. on Monday.| Be there."),
    ("en", "No. 5 is alive.| Yes!"),
    ("en", "Is it fast?| Yes!| Very."),
    ("en", "What?!| No!!!| OK."),
    ("en", "First do this.| Then that."),
    ("en", "Choose C#.| It is typed."),
    ("en", "Prof. Dr. Smith et al. (2020) found it.| It holds."),
    ("en", "The price is 0.023 USD.| It fell by .5 percent."),
    ("en", "Call `model.fit()`.| Then call `model.predict()`."),
    ("en", "Amazon S3 (cf. Sec. 2.1) is cheap.| Use it."),
    ("en", "Yahoo! is a company.| It is old."),
    ("en", "The answer is A.| The other is B."),
    ("en", "Plan A. B. Jones made it.| It works."),
    ("en", "first line\nsecond line.| Third\nline."),
    ("en", "It ended in 2020.| In 2021 it began again."),
    ("en", "It has 15.| 16 is too many."),
    ("en", "The file ends in .csv.| The other ends in .json."),
    ("en", "On Jan. 5 it began.| It ended on Feb. 6."),
    ("en", "Use Node.js or ASP.NET.| Both work."),
    ("en", "It is eventually consistent.| iPhone users noticed."),
    ("en", "Q: Is it fast?| A: Yes."),
    ("zh-Hans", "费用是3.5元。|为什么？|好的！"),
    ("zh-Hans", "他说：“可以。”|然后走了。"),
    ("zh-Hans", "（见图3。）|然后走了。"),
    ("zh-Hans", "版本2.13.0发布了。|请升级。"),
    ("zh-Hans", "等等……怎么了？|好。"),
    ("zh-Hans", "数据存放在S3.|然后训练模型."),
    ("zh-Hans", "使用 Amazon S3 (e.g. 桶)。|完成！"),
    ("zh-Hans", "真的吗？！|是的。"),
    ("zh-Hans", "他问：“为什么？”|她没有回答。|走了。"),
    ("zh-Hans", "见 https://aws.amazon.com/s3。|然后继续。"),
    ("zh-Hans", "打开控制台。|2. 选择桶。"),
    ("en", "Open it.| 2. Choose one."),
    ("zh-Hant", "「真的嗎？」|他走了。"),
    ("ja", "データはどこですか。|ここです！|「はい。」|終わり。"),
    ("ja", "彼は「はい。」と言った。|終わり。"),
    ("ko", "데이터는 어디에 있습니까?| 여기에 있습니다.| 버전 2.0입니다."),
    ("ar", "بلغت 3.5 مليون.| لماذا؟| نعم!"),
    ("ar", "قال د. أحمد ذلك.| ثم ذهب."),
    ("ar", "الخدمة S3.| وهي للتخزين."),
    ("ar", "استخدم الإصدار 2.13.0.| ثم أعد التشغيل."),
    ("ar", "قال: «نعم.»| ثم ذهب."),
    ("ar", "هل تعمل؟| نعم، تعمل."),
    ("ar", "بلغت ٣٫٥ مليون.| ثم ٤.٢ مليون."),
    ("ar", "أولًا: جمع البيانات؛ ثانيًا: تنظيفها.| انتهى."),
    ("ar", "توفي سنة 650 هـ.| ثم حكم ابنه."),
    ("fa", "داده\u200cها کجا هستند؟| اینجا.| تمام شد."),
    ("ur", "یہ ڈیٹا ہے۔| کیا یہ صحیح ہے؟| جی ہاں۔"),
    ("hi", "यह डेटा है।| क्या यह सही है?| हाँ।"),
    ("hi", "डॉ. शर्मा आए।| वे गए।"),
    ("sa", "धर्मक्षेत्रे कुरुक्षेत्रे॥| मामकाः पाण्डवाश्चैव।"),
    ("bn", "এটি তথ্য।| এটি কি ঠিক?| হ্যাঁ।"),
    ("my", "ဒါက ဒေတာပါ။| ကောင်းပါတယ်။"),
    ("am", "ይህ መረጃ ነው።| ትክክል ነው?"),
    ("th", "ข้อมูลอยู่ที่นี่ และไม่มีเครื่องหมาย"),
    ("th", "ข้อมูลอยู่ที่ไหน?| อยู่ที่นี่"),
    ("km", "នេះជាទិន្នន័យ។| ត្រឹមត្រូវ។"),
    ("bo", "འདི་ནི་གཞི་གྲངས་རེད།| དེ་བདེན་པ་རེད།"),
    ("hy", "Սա տվյալ է։| Ճիշտ է։"),
    ("el", "Πού είναι τα δεδομένα;| Εδώ είναι."),
    ("ru", "Это т.е. данные.| Где они?| Здесь."),
    ("ru", "В 2020 г. начали.| Потом закончили."),
    ("ru", "А. С. Пушкин родился в Москве.| Он поэт."),
    ("de", "Das kostet z. B. 3,5 Euro.| Warum?"),
    ("de", "Das kostet z.B. 3,5 Euro.| Warum?"),
    ("de", "Am 3. Oktober war es so weit.| Dann kam Dr. Meier."),
    ("de", "Er sagte: „Ja.“| Dann ging er."),
    ("fr", "M. Dupont est parti.| Pourquoi ?| Parce que !"),
    ("fr", "Il a dit : « Oui. »| Puis il est parti."),
    ("es", "¿Dónde está?| Está aquí.| El Sr. López vino."),
    ("es", "EE. UU. es grande.| México también."),
    ("pt", "O Sr. Silva chegou.| Onde?| Aqui."),
    ("it", "Il dott. Rossi è qui.| Perché?"),
    ("tr", "Dr. Yılmaz geldi.| Neden?| Çünkü öyle."),
    ("vi", "Dữ liệu ở đâu?| Ở đây.| Xong."),
    ("he", 'היכן הנתונים?| כאן.| ד"ר לוי הגיע.'),
    ("ta", "தரவு எங்கே?| இங்கே.| முடிந்தது."),
    ("pl", "Dane są np. tutaj.| Gdzie?| Prof. Nowak wie."),
    ("nl", "Dit is bijv. data.| Waar?"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "marked"), SENTENCES)
def test_points_inside_names_numbers_and_abbreviations_end_nothing(
    language: str, marked: str
) -> None:
    text = marked.replace("|", "")
    found = [text[start:end] for start, end in sentence_spans(text, language)]
    assert found == [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.xfail(strict=True, reason="No case tells that a new sentence begins here.")
@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "Use S3, EFS, etc.| Choose well."),
        ("ar", "النماذج، البيانات، إلخ. كلها مهمة.| انتهى."),
    ],
)
def test_and_so_on_ends_a_sentence_or_not(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    found = [text[start:end] for start, end in sentence_spans(text, language)]
    assert found == [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.parametrize("label", ["A:", "答：", "ج:", "Answer 3.", "الإجابة:"])
def test_an_answer_does_not_go_on_with_its_question(label: str) -> None:
    text = f"why is it so\n{label} because"
    assert [text[a:b] for a, b in sentence_spans(text, "en")] == [
        "why is it so",
        f"{label} because",
    ]


def test_a_colon_in_a_line_that_goes_on_begins_no_sentence() -> None:
    assert len(sentence_spans("The rule is\nas follows: read first.", "en")) == 1


def test_code_is_one_sentence_and_its_fences_none() -> None:
    text = "Run:\n```python\n# load it.\nx = load()\n\ny = 1. + x\n```\nDone."
    found = [text[a:b] for a, b in sentence_spans(text, "en")]
    assert found == ["Run:", "# load it.\nx = load()\n\ny = 1. + x", "Done."]


@pytest.mark.parametrize(
    "text", ["。" * 30_000, "a. " * 10_000, "x" * 30_000, "数据漂移。" * 6_000]
)
def test_a_text_of_any_length_is_covered_by_its_sentences(text: str) -> None:
    spans = sentence_spans(text, "zh-Hans")
    words = sum(char.isalnum() for char in text)
    assert sum(char.isalnum() for a, b in spans for char in text[a:b]) == words


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("خدمة Amazon SageMaker تدرّب النماذج.", ("ar",)),
        ("使用 Amazon SageMaker Pipelines 训练模型", ("zh-Hans",)),
        ("data drift over time 数据漂移现象 انجراف البيانات", ("ar", "en", "zh-Hans")),
        ("機器學習與資料漂移 means machine learning and data drift", ("zh-Hant", "en")),
        ("Где хранятся данные? ما هو المكان الذي تحفظ فيه البيانات", ("ar", "ru")),
        ("plain English text", ("en",)),
        ("123 😀", ("en",)),
        ("", ("en",)),
    ],
)
def test_every_language_of_a_fifth_of_the_letters_is_told(
    text: str, languages: tuple[str, ...]
) -> None:
    main, *others = languages_in(text)
    assert main == detect_language(text)
    assert sorted([main, *others]) == sorted(languages)


def test_direction_is_that_of_the_first_strong_letter() -> None:
    assert is_right_to_left("(1) ما هو S3؟")
    assert not is_right_to_left("S3 هو")
    assert not is_right_to_left("123")
