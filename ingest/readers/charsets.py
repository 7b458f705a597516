"""Which of the older encodings some bytes are in: the one whose reading looks like a language.

Each candidate reads a sample strictly; its reading is judged by how common its letters are in
the languages that use the encoding, and by letters that stand where no word has them. Knows
nothing of UTF-8, of byte-order marks or of files. Tables of common characters are the usual
frequency lists, shortened.
"""

import codecs
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_WINDOW = 8_000
"""Bytes judged at the beginning, in the middle and at the end of the text."""
_WORST = 1.2
"""A reading that is less likely than this is no reading (mean points a character)."""
_NEVER = 20.0
"""Points for a character that no text holds."""

_CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发"
    "后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开"
    "但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并"
    "物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先"
    "海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才"
    "结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基据模"
    "型训练习算器网络服务请求"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發"
    "後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開"
    "但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並"
    "物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先"
    "海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活更別打女變四神總何電數安少報才結"
    "反受目太量再感建務做接必場件計管期市直資命山金指許統區保至隊形社便空決治展科司五基據模型訓練習"
)
_JAPANESE = (
    "のにはをたがでてとしれさいるあらなもこすりんかくきまつうけおめやみよちえどせわびそろばじずだ"
    "ンスルトリクラシーアイタレドロジフマコデテプムサメオッャュョ日一人年大本中出時行見月後前生間上今"
    "学高子外下来気小話書先名電語会同事自社発者地業方新場立手力問代明動通言理体題意不作用度習機械分"
)
_KOREAN = (
    "이다는을의에가하고지로한은를기서도사시리인어자나있아그해대수일것보게라정과들부제만상으여장주면무"
    "조구성전안우오스동소히경원국비음적된문말마모신방공생러내위차용같미치선연관계습니데학요거발되할트"
)
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъіїєґ"
_ARABIC = "اليمونرتبةعدسفهكقأحجشطصخإىذثضئءزغظؤآپچژگکی"
_GREEK = "αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώ"
_HEBREW = "יוהלארתבשמנםדכקעחפטגןצסזךףץ"
_THAI = "านรอกเงมยลวดทสตะปบคหแจพชขใไโผซธถศณฐฉภ่้ิีึืุูั็์ำา"
_WESTERN = ("éèàçùâêîôûëïüœ", "äöüß", "áéíóúñü", "ãõáéíóúâêôàç", "àèéìòù", "åäöæøé", "ëïéèáóü")
"""French, German, Spanish, Portuguese, Italian, Nordic, Dutch: each by itself, since a letter that
is usual in one of them is none in another."""
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýžľĺŕäô", "áéíóöőúüű", "čćžšđ", "ăâîşţșț")
"""Polish, Czech and Slovak, Hungarian, South Slavic, Romanian."""
_TURKISH = ("ışğçöüâîİ",)

_PUNCTUATION = frozenset("，。、；：？！“”‘’《》（）「」『』…—–·\u3000\u00a0«»،؛؟٪•©®°§€£№")


class Candidate(NamedTuple):
    """An encoding, and the characters that texts of one language in it are mostly made of."""

    codec: str
    frequent: frozenset[str]
    usual: frozenset[str]
    doubt: float = 0.0
    """Points for an encoding that is rarely met."""


def guess(data: bytes) -> str | None:
    """The text of `data` in the likeliest of the older encodings; None where none is likely."""
    samples = list(_samples(data))
    rated = []
    for codec, candidates in _candidates().items():
        reading = _read_sample(codec, samples)
        if reading is not None:
            rated.append((min(_implausibility(reading, each) for each in candidates), codec))
    for points, codec in sorted(rated, key=lambda pair: pair[0]):
        if points > _WORST:
            break
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


@lru_cache(maxsize=1)
def _candidates() -> dict[str, tuple[Candidate, ...]]:
    """By codec, in order of preference for readings that are equally good."""

    def rows(codec: str, first: int, last: int) -> frozenset[str]:
        pairs = (bytes((lead, trail)) for lead in range(first, last) for trail in range(64, 255))
        return frozenset("".join(pair.decode(codec, "ignore") for pair in pairs))

    japanese = rows("euc_jp", 0xB0, 0xD0) | rows("euc_jp", 0xA4, 0xA6)
    korean = rows("euc_kr", 0xB0, 0xC9)
    wide = (
        Candidate("gb18030", frozenset(_CHINESE), rows("gb2312", 0xB0, 0xD8)),
        Candidate("big5hkscs", frozenset(_TRADITIONAL), rows("big5", 0xA4, 0xC7)),
        Candidate("cp932", frozenset(_JAPANESE), japanese),
        Candidate("euc_jp", frozenset(_JAPANESE), japanese),
        Candidate("cp949", frozenset(_KOREAN), korean),
        Candidate("johab", frozenset(_KOREAN), korean, _RARE),
    )
    return {each.codec: (each,) for each in wide} | {
        codec: tuple(_narrow(codec, letters, doubt) for letters in languages)
        for codec, languages, doubt in _NARROW
    }


_RARE = 0.1
_NARROW = (
    ("cp1252", _WESTERN, 0.0),
    ("cp1256", (_ARABIC,), 0.0),
    ("iso8859_6", (_ARABIC,), 0.0),
    ("cp1251", (_CYRILLIC,), 0.0),
    ("koi8_u", (_CYRILLIC,), 0.0),
    ("cp866", (_CYRILLIC,), 0.0),
    ("iso8859_5", (_CYRILLIC,), 0.0),
    ("mac_cyrillic", (_CYRILLIC,), _RARE),
    ("cp855", (_CYRILLIC,), _RARE),
    ("cp1253", (_GREEK,), 0.0),
    ("iso8859_7", (_GREEK,), 0.0),
    ("cp1255", (_HEBREW,), 0.0),
    ("cp874", (_THAI,), 0.0),
    ("cp1254", _TURKISH, _RARE / 4),
    ("cp1250", _CENTRAL, _RARE / 4),
    ("iso8859_2", _CENTRAL, _RARE / 4),
    ("latin_1", _WESTERN, _RARE),
    ("mac_roman", _WESTERN, 4 * _RARE),
    ("cp850", _WESTERN, 4 * _RARE),
)


def _narrow(codec: str, letters: str, doubt: float) -> Candidate:
    """One byte a character. Of a Latin alphabet every letter counts as frequent."""
    frequent = letters if letters[0] < "\u0250" else letters[: len(letters) // 2]
    usual = "".join(_WESTERN) if letters in _WESTERN else letters
    return Candidate(codec, frozenset(frequent), frozenset(usual), doubt)


def _samples(data: bytes) -> Iterator[bytes]:
    """Pieces that begin where a character begins and hold bytes above ASCII."""
    for start in (0, len(data) // 2, max(0, len(data) - _WINDOW)):
        high = _first_high(data, start)
        # No encoding here has a second byte below 0x30, so a character begins after one.
        begin = next(
            (at for at in range(high, max(0, high - 200), -1) if data[at - 1] < 0x30), high
        )
        yield data[begin : begin + _WINDOW]
        if len(data) <= _WINDOW:
            return


def _first_high(data: bytes, start: int) -> int:
    for at in range(start, len(data), 65_536):
        block = data[at : at + 65_536]
        if not block.isascii():
            return at + next(index for index, byte in enumerate(block) if byte > 127)
    return start


def _read_sample(codec: str, samples: list[bytes]) -> str | None:
    try:
        return "\n".join(codecs.getincrementaldecoder(codec)().decode(part) for part in samples)
    except UnicodeDecodeError:
        return None


def _implausibility(text: str, candidate: Candidate) -> float:
    """Mean points of the characters above ASCII: 0 for a text of frequent letters only."""
    points, count, before = 0.0, 0, " "
    for at, char in enumerate(text):
        if char < " " and char not in "\t\n\r\f":
            points += _NEVER
        elif char > "\x7f":
            count += 1
            points += _points(char, candidate) + _misplaced(before, char, text[at + 1 : at + 2])
        before = char
    return points / count + candidate.doubt if count else 0.0


def _points(char: str, candidate: Candidate) -> float:
    if char in candidate.frequent or char.lower() in candidate.frequent:
        return 0.0
    if char in _PUNCTUATION:
        return 0.3
    if char in candidate.usual or char.lower() in candidate.usual:
        return 0.8
    category = unicodedata.category(char)
    if category in ("Cc", "Co", "Cn"):
        return _NEVER
    if category == "Mn":
        return 0.8
    return 2.0 if unicodedata.east_asian_width(char) == "W" else 3.0


def _misplaced(before: str, char: str, after: str) -> float:
    """Points for a sign inside a word, a capital after a small letter, letters of two scripts."""
    if unicodedata.east_asian_width(char) in "WFH":
        return 0.0
    if not char.isalpha():
        inside = before.isalpha() and after.isalpha() and unicodedata.category(char) != "Mn"
        return 2.0 if inside and char not in "’·" else 0.0
    points = 0.0
    if char.isupper():
        points += 2.0 if before.islower() else 0.3 if before.isupper() else 0.0
    if before.isalpha() and _is_latin(before) != _is_latin(char):
        points += 3.0
    if _is_latin(char) and (before > "\x7f" or before.isdigit() or after.isdigit()):
        points += 1.0
    return points


def _is_latin(char: str) -> bool:
    return char < "\u0250" or unicodedata.name(char, "").startswith("LATIN")
