"""The glossary: names and terms are met as people write them, in three scripts."""

import pytest

from tutor.glossary import Glossary, apart, shipped, terms

OWN = Glossary.from_toml(
    """
    names = [{ en = ["Orbit", "Acme Orbit"], zh = ["轨道云"], ar = ["أوربت"] }]
    terms = [
      { en = ["overfitting"], zh = ["过拟合"], ar = ["فرط التخصيص"] },
      { en = ["drift"], zh = ["漂移"], ar = ["انحراف"] },
      { en = ["data drift"], zh = ["数据漂移"], ar = ["انحراف البيانات"] },
    ]
    """
)


@pytest.mark.parametrize(
    "text",
    [
        "What is OVERFITTING?",
        "什么是过拟合？",
        "模型过 拟合了怎么办",
        "ما هو فَرْطُ التَّخصيص؟",
        "كيف أعالج الفرط في التدريب؟ بفرط التخصيص",
        "وفرط التخصيص؟",
        "علاقة الانحياز بفرطِ التخصيصِ",
        "لفرط التخصيص أسباب",
        "ｏｖｅｒｆｉｔｔｉｎｇ 是什么",
        "ما هو overfitting؟",
        "بـoverfitting",
    ],
)
def test_a_term_is_met_in_every_spelling(text: str) -> None:
    (met,) = OWN.mentions(text)
    assert met.entry.forms["en"] == ("overfitting",)


@pytest.mark.parametrize(
    "text", ["", "؟!", "fitting over", "拟合过", "تخصيص الفرط", "🙂", "فرط الحركة"]
)
def test_what_only_looks_like_a_term_is_none(text: str) -> None:
    assert OWN.mentions(text) == []


def test_the_longest_form_is_the_one_that_is_meant() -> None:
    assert [met.entry.forms["zh"] for met in OWN.mentions("数据漂移与漂移")] == [
        ("数据漂移",), ("漂移",),
    ]  # fmt: skip


def test_another_language_is_given_its_own_words_and_the_latin_ones() -> None:
    assert OWN.others("什么是过拟合？", "zh-Hans", "ar") == ["فرط التخصيص", "overfitting"]
    assert OWN.others("ما هو فرط التخصيص؟", "ar", "zh-Hans") == ["过拟合", "overfitting"]
    assert OWN.others("Was ist Overfitting?", "de", "fr") == []
    assert OWN.others("什么是过拟合？", "zh-Hans", "de") == ["overfitting"]


def test_a_transliterated_name_is_also_looked_for_as_it_is_written() -> None:
    assert OWN.others("ما هو أوربت؟", "ar", "ar") == ["Orbit"]
    assert OWN.others("وبأوربت كيف؟", "ar", "zh-Hans") == ["轨道云", "Orbit"]


def test_the_questions_own_language_gets_nothing_but_what_it_says_in_another() -> None:
    assert OWN.others("什么是过拟合？", "zh-Hans", "zh-Hans") == []
    assert OWN.others("什么是 overfitting？", "zh-Hans", "zh-Hans") == ["过拟合"]


def test_a_longer_name_for_the_same_adds_no_common_word() -> None:
    assert "Acme Orbit" not in OWN.others("ما هو أوربت؟", "ar", "en")


def test_learners_can_put_their_own_entries_before_the_shipped_ones() -> None:
    both = OWN + shipped()
    assert len(both.entries) == len(OWN.entries) + len(shipped().entries)
    assert both.others("轨道云", "zh", "en") == ["Orbit"]


def test_arabic_terms_are_given_with_and_without_their_article() -> None:
    # The stemmer makes two stems of بيانات and البيانات.
    assert len(terms(["بيانات"], "ar")) == 2
    assert terms(["Spot"], "ar") == ["spot"]


def test_arabic_letters_are_set_apart_from_latin_ones() -> None:
    assert apart("بـSageMaker وS3") == "ب sagemaker و s3"
    assert apart("用Spot训练") == "用spot训练"


def test_the_shipped_glossary_knows_what_learners_write() -> None:
    glossary = shipped()
    assert len(glossary.entries) > 200
    for question, into, wanted in [
        ("ما هو سيج ميكر؟", "en", "SageMaker"),
        ("بسيجميكر", "ar", "SageMaker"),
        ("竞价实例省多少钱", "ar", "سبوت"),
        ("How does over-fitting happen?", "zh", "过拟合"),
        ("الإفراط في التخصيص", "zh", "过拟合"),
        ("金丝雀发布", "ar", "كناري"),
        ("للشبكاتِ العصبية", "en", "neural network"),
        ("gradient descent", "ar", "النزول التدرجي"),
    ]:
        language = (
            "ar" if "\u0621" <= question[0] <= "\u064a" else "zh" if question[0] > "z" else "en"
        )
        assert wanted in glossary.others(question, language, into), question


def test_no_form_of_the_shipped_glossary_is_listed_for_two_names() -> None:
    met: dict[str, str] = {}
    for entry in shipped().entries:
        if not entry.name:
            continue
        for form in {form.casefold() for forms in entry.forms.values() for form in forms}:
            assert form not in met, f"{form}: {met.get(form)} and {entry.forms['en'][0]}"
            met[form] = entry.forms["en"][0]


def test_every_form_of_the_shipped_glossary_is_found_again() -> None:
    for entry in shipped().entries:
        for forms in entry.forms.values():
            for form in forms:
                assert any(met.entry == entry for met in shipped().mentions(form)), form
