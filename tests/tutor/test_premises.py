"""What a question takes for granted, told by its turns of speech."""

import pytest

from tutor.premises import takes_for_granted
from tutor.questions import understand

SAID = [
    ("en", "Since shards take 2 MB/s, are two of them enough?", True),
    ("en", "I heard that LoRA slows inference down. Is that so?", True),
    ("en", "Invocations are logged by default, so where do I find last week's?", True),
    ("en", "Polly transcribes meetings, doesn't it?", True),
    ("en", "Why does XGBoost need scaled features?", False),
    ("en", "If I pass the limit, then what happens?", False),
    ("zh-Hans", "如果我改了设置，那会怎么样？", False),
    ("ar", "إن تركتُ الإعدادات كما هي، فكم تبقى البيانات؟", False),
    ("ar", "لو زاد الحمل، فماذا يحدث؟", False),
    ("en", "What happened in 2005?", False),
    ("en", "Which scientists think that the plague came by sea?", False),
    ("en", "How long may a training job run?", False),
    ("zh-Hans", "既然一个分片每秒能写 2 MB，两个分片够吗？", True),
    ("zh-Hans", "听说用 LoRA 微调过的模型推理会变慢，是这样吗？", True),
    ("zh-Hans", "调用日志默认是打开的，那上周的在哪里看？", True),
    ("zh-Hant", "想把會議錄音整理成文字稿，用 Amazon Polly 就可以了吧？", True),
    ("zh-Hans", "为什么随机森林需要缩放特征？", False),
    ("zh-Hans", "许多科学家认为是哪种疾病导致了瘟疫？", False),
    ("zh-Hans", "训练作业最长能跑多久？", False),
    ("zh-Hans", "与东方相比，西方认为自己是什么样的？", False),
    ("ar", "ما دامت الشظية تستقبل 2 MB في الثانية، فهل تكفيني شظيتان؟", True),
    ("ar", "سمعتُ أنّ LoRA تبطئ الاستدلال، هل هذا صحيح؟", True),
    ("ar", "تُسجَّل الاستدعاءات تلقائيًا، فأين أجد سجلّ الأسبوع الماضي؟", True),
    ("ar", "لماذا تحتاج الغابة العشوائية إلى توحيد المقاييس؟", False),
    ("ar", "كم تستغرق مهمة التدريب على الأكثر؟", False),
    ("ar", "في تشفير العناصر، ما هي الطريقة الشائعة؟", False),
    ("ar", "ما المقصود بخسارة Huber، ومتى يُنصح بها؟", False),
    ("es", "Ya que el programa es gratuito, ¿dónde lo descargo?", True),
    ("es", "El contrato vence en mayo, entonces ¿qué debo hacer?", True),
    ("es", "¿Cuándo se fundó la empresa?", False),
    ("es", "¿Quién dijo que sabía la verdad?", False),
    ("fr", "Puisque le logiciel est gratuit, où puis-je le télécharger ?", True),
    ("fr", "Il paraît que le métro ferme à minuit, donc comment rentrer ?", True),
    ("fr", "Quand l'entreprise a-t-elle été fondée ?", False),
    ("fr", "Qui pense que la Terre est plate ?", False),
    ("de", "Da die Software kostenlos ist, wo kann ich sie herunterladen?", True),
    ("de", "Mein Kollege sagt, der Vertrag endet im Mai, was dann?", True),
    ("de", "Wann wurde die Firma gegründet?", False),
    ("de", "Vorausgesetzt, der Akku ist voll, wie lange hält er?", False),
    ("pt", "Já que o programa é gratuito, onde posso baixá-lo?", True),
    ("pt", "Dizem que o museu fecha à segunda, por isso quando posso ir?", True),
    ("pt", "Quando foi fundada a empresa?", False),
    ("it", "Poiché il programma è gratuito, dove posso scaricarlo?", True),
    ("it", "Si dice che il museo chiuda il lunedì, allora quando posso andare?", True),
    ("it", "Quando è stata fondata l'azienda?", False),
    ("it", "Che cosa non è vero?", False),
    ("ru", "Поскольку программа бесплатна, где её скачать?", True),
    ("ru", "Разве договор не истекает в мае?", True),
    ("ru", "Когда была основана компания?", False),
    ("ru", "Кто сказал, что это правда?", False),
    ("ja", "このソフトは無料なので、どこからダウンロードできますか？", True),
    ("ja", "月曜日は休館らしいけど、いつ行けばいいですか？", True),
    ("ja", "会社はいつ設立されましたか？", False),
    ("ja", "何が本当だったのですか？", False),
    ("ko", "이 프로그램은 무료이므로, 어디서 받을 수 있나요?", True),
    ("ko", "계약이 5월에 끝나는 것이 맞나요?", True),
    ("ko", "회사는 언제 설립되었나요?", False),
    ("ko", "어떻게 하죠?", False),
    ("tr", "Madem program ücretsiz, onu nereden indirebilirim?", True),
    ("tr", "Sözleşme mayısta bitiyor, o halde ne yapmalıyım?", True),
    ("tr", "Şirket ne zaman kuruldu?", False),
    ("tr", "Suyun kaynadığını kim keşfetti?", False),
    ("fa", "از آنجا که برنامه رایگان است، از کجا آن را دانلود کنم؟", True),
    ("fa", "قرارداد در خرداد تمام می‌شود، مگر نه؟", True),
    ("fa", "شرکت کی تأسیس شد؟", False),
    ("fa", "مردم ایران به چه زبانی حرف می‌زنند؟", False),
    ("hi", "चूँकि प्रोग्राम मुफ़्त है, मैं इसे कहाँ से डाउनलोड करूँ?", True),
    ("hi", "कहा जाता है कि अनुबंध मई में समाप्त होता है, इसलिए मैं क्या करूँ?", True),
    ("hi", "कंपनी की स्थापना कब हुई?", False),
    ("hi", "कौन सी बात सही है?", False),
    ("id", "Karena programnya gratis, di mana saya bisa mengunduhnya?", True),
    ("id", "Seperti yang kita ketahui, air mendidih pada 100 derajat, mengapa?", True),
    ("id", "Kapan perusahaan itu didirikan?", False),
    ("id", "Orang Romawi percaya apa?", False),
]


@pytest.mark.parametrize(("language", "question", "granted"), SAID)
def test_turns_of_speech_tell_what_is_taken_for_granted(
    language: str, question: str, granted: bool
) -> None:
    asked = understand(question, language)[-1]
    assert takes_for_granted(asked) is granted


def test_in_a_language_without_turns_of_speech_nothing_is_taken_for_granted() -> None:
    assert not takes_for_granted(understand("Protože A, proč B?", "cs")[-1])
