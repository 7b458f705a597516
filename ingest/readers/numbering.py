"""Numbers as office programs write them before list items: `3.`, `C)`, `第三章`, `ج.`.

Formats are named as in ECMA-376 part 1, 17.18.59. Knows nothing of lists.
"""

from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHINESE = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ALPHABETS = {
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノ",
    "ganada": "가나다라마바사아자차카타파하",
}
_DIGITS = {
    "decimalFullWidth": "０１２３４５６７８９",
    "decimalFullWidth2": "０１２３４５６７８９",
    "hindiNumbers": "०१२३४५६७८९",
    "thaiNumbers": "๐๑๒๓๔๕๖๗๘๙",
    "ideographDigital": _CHINESE,
    "japaneseDigitalTenThousand": _CHINESE,
    "taiwaneseDigital": "○一二三四五六七八九",
    "koreanDigital": "영일이삼사오육칠팔구",
}
_COUNTED = frozenset(
    {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting"}
    | {"taiwaneseCountingThousand", "japaneseCounting"}
)
_CIRCLED = frozenset(
    {"decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"}
)


def written(number: int, form: str) -> str:
    """`number` (from 0) in the form of that name; as plain digits where the form is unknown."""
    if form in ("none", "bullet"):
        return ""
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    if form in _ALPHABETS and number > 0:
        alphabet = _ALPHABETS[form]
        # Word goes on with AA, BB, CC.
        return alphabet[(number - 1) % len(alphabet)] * min(1 + (number - 1) // len(alphabet), 9)
    if form in _DIGITS:
        return "".join(_DIGITS[form][int(digit)] for digit in str(number))
    if form in _COUNTED:
        return _counted(number, _CHINESE, "十百千")
    if form == "chineseLegalSimplified":
        return _counted(number, _LEGAL, "拾佰仟")
    if form in _CIRCLED and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    letters = []
    for value, sign in _ROMAN:
        letters.append(sign * (number // value))
        number %= value
    return "".join(letters)


def _counted(number: int, digits: str, units: str) -> str:
    """`number` below 10,000 as it is said in Chinese: 十, 二十一, 一百〇五."""
    if not 0 < number < 10_000:
        return str(number)
    said, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            said += (digits[0] if gap and said else "") + digits[digit]
            said += units[power - 1] if power else ""
        gap = not digit
    return said.removeprefix(digits[1]) if 10 <= number < 20 and digits is _CHINESE else said


_SLIDE_FORMS = {
    "arabic": "decimal",
    "arabicDb": "decimalFullWidth",
    "alphaUc": "upperLetter",
    "alphaLc": "lowerLetter",
    "romanUc": "upperRoman",
    "romanLc": "lowerRoman",
    "circleNumDb": "decimalEnclosedCircle",
    "circleNumWdWhite": "decimalEnclosedCircle",
    "circleNumWdBlack": "decimalEnclosedCircle",
    "ea1Chs": "chineseCounting",
    "ea1Cht": "taiwaneseCounting",
    "ea1JpnChs": "japaneseCounting",
    "ea1JpnKor": "japaneseCounting",
    "arabic1": "arabicAlpha",
    "arabic2": "arabicAbjad",
    "hebrew2": "hebrew2",
    "hindiAlpha1": "decimal",
    "hindiNum": "hindiNumbers",
    "thaiNum": "thaiNumbers",
}
_ENDS: dict[str, Callable[[str], str]] = {
    "ParenBoth": lambda text: f"({text})",
    "ParenR": lambda text: f"{text})",
    "Period": lambda text: f"{text}.",
    "Minus": lambda text: f"{text}-",
    "Plain": lambda text: text,
}


def written_on_slide(number: int, scheme: str) -> str:
    """A slide's automatic number, whose scheme names form and punctuation: `alphaUcPeriod`."""
    for end, dress in _ENDS.items():
        if scheme.endswith(end):
            return dress(written(number, _SLIDE_FORMS.get(scheme.removesuffix(end), "decimal")))
    return f"{number}."
