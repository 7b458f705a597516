"""Pinyin: read by what the documents say, and no other language is ever taken for it."""

from collections import Counter

import pytest

from ingest import lexical
from tests.builders import fake_index
from tutor.pinyin import characters, in_characters, may_be_pinyin
from tutor.syllables import words

TEXT = """数据漂移是输入数据的分布发生变化。
过拟合是模型记住了训练数据。监督学习需要标签，无监督学习不需要标签。
学习率太大，训练不收敛。金丝雀发布先把少量流量交给新版本。如何处理缺失值？西安和先后都是地名。绿色的车辆。"""
VOCABULARY = Counter(term for term in lexical.terms(TEXT, "zh") if term >= "\u3400")


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("shuju piaoyi shi shenme?", "数据漂移是什么？"),
        ("shu4 ju4 piao1 yi2", "数据漂移"),
        ("shu4ju4 piao1yi2 shi4 shen2me5", "数据漂移是什么"),
        ("shùjù piāoyí shì shénme？", "数据漂移是什么？"),
        ("shu\u0300ju\u0300 pia\u0304oyi\u0301 shi\u0300 she\u0301nme", "数据漂移是什么"),
        ("Shu ju piao yi shi shen me", "数据漂移是什么"),
        ("shenme shi guonihe", "什么是过拟合"),
        ("jiandu xuexi he wujiandu xuexi", "监督学习和无监督学习"),
        ("xuéxílǜ", "学习率"),
        ("xue2xi2lv4 zenme xuan3", "学习率怎么选"),
        ("xue2xi2lü4", "学习率"),
        ("SageMaker de xuexilv shi duoshao?", "SageMaker 的学习率是多少？"),
        ("S3 shi shenme", "S3 是什么"),
        ("overfitting shi shenme", "overfitting 是什么"),
        ("data shi shenme, weishenme?", "data 是什么，为什么？"),
        ("ruhe chuli queshizhi", "如何处理缺失值"),
        ("guonihe", "过拟合"),
    ],
)
def test_pinyin_becomes_what_the_documents_say(question: str, meant: str) -> None:
    assert characters(question, VOCABULARY) == meant


def test_terms_that_only_the_glossary_has_are_known_too() -> None:
    assert characters("tezheng gongcheng shi shenme", {}) == "特征工程是什么"


@pytest.mark.parametrize(
    "question",
    [
        # English, much of it syllable by syllable
        "What is data drift?", "Can women change?", "she can name me", "You can bake", "data lake",
        "He can ban me", "Men and women", "long gone", "can he dance", "banana panda China man",
        "How does SageMaker keep a checkpoint?", "What does shenme mean?", "machine", "a b c",
        # German, French, Spanish, Italian, Portuguese, Romanian
        "Die Ruhe kommt", "Wann kann man da hin", "Denn wenn man kann", "Was ist Überanpassung?",
        "Le nage", "Tu me manques", "Où sont les données ?", "¿Qué era huihui?", "Mi casa tu casa",
        "Dame la mano", "Cosa è la regolarizzazione?", "Tu mi dai la mano", "Nu e bine", "Ce faci?",
        # Vietnamese, Indonesian, Malay, Tagalog, Swahili, Hawaiian
        "Mà bán lá", "Bạn là ai?", "Chao ban, la gi?", "Tại sao mô hình bị quá khớp?", "Mana ada",
        "Dari mana dia datang?", "Siapa nama dia", "Ako si Juan", "Ni nani", "nama remote",
        "Phong bì you4", "E pehea ana oe",
        # Japanese and Arabic in Latin letters, Turkish, Polish, Czech, Dutch, Swedish
        "Sore wa nan desu ka", "moshi moshi", "Watashi wa nihongo", "ma hiya al shabaka", "ma huwa",
        "min ayna al bayanat", "Sen ne dedin bana", "Bana ne", "Co to jest?", "dánčina", "Použití:",
        "Nu kan men gaan", "Men han kan de se", "Hur är det?",
        # no words, other scripts, too long
        "", "?", "🙂", "42", "S3", "什么是数据漂移？", "ما هو انحراف البيانات؟",
        "shuju 漂移 shi shenme", "что такое shuju", "shu " * 100,
    ],
)  # fmt: skip
def test_no_other_language_is_taken_for_pinyin(question: str) -> None:
    assert characters(question, VOCABULARY) is None


def test_most_questions_are_known_to_be_none_without_a_vocabulary() -> None:
    assert not may_be_pinyin("What is data drift?")
    assert not may_be_pinyin("数据漂移是什么？")
    assert may_be_pinyin("shuju piaoyi")


def test_syllables_are_cut_in_every_way_and_keep_their_tones() -> None:
    (city,) = words("xi'an")
    assert [sound.syllable for sound in city.readings[0]] == ["xi", "an"]
    (either,) = words("xian")
    assert [len(reading) for reading in either.readings] == [1, 2]
    (green,) = words("lǜ")
    assert [(sound.syllable, sound.tone) for sound in green.readings[0]] == [("lv", 4)]
    (name,) = words("EC2")
    assert name.readings == ()
    assert name.is_kept


def test_an_index_without_chinese_reads_terms_and_question_words_alone(tmp_path) -> None:  # type: ignore[no-untyped-def]
    index = fake_index(tmp_path, {"a.txt": "Overfitting is memorising."})
    assert in_characters("shenme shi guonihe?", index) == "什么是过拟合？"
    assert in_characters("What is overfitting?", index) is None


def test_the_word_index_tells_its_chinese_terms(tmp_path) -> None:  # type: ignore[no-untyped-def]
    index = fake_index(tmp_path, {"a.txt": "漂移 drift 漂移", "b.txt": "انحراف カナ 移"})
    assert index.han_terms() == {"漂": 1, "移": 2, "漂移": 1}
