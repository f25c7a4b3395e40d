"""The number that a word stands for, in digits of either script or as an English or Arabic numeral word."""

import re

from glossaries.arabic import folded
from glossaries.clitics import readings

_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")

_ENGLISH = {
    word: str(number)
    for number, words in enumerate(
        (
            *("zero", "one first", "two second twice", "three third", "four fourth", "five fifth", "six sixth"),
            *("seven seventh", "eight eighth", "nine ninth", "ten tenth", "eleven eleventh", "twelve twelfth"),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty twentieth"),
        )
    )
    for word in words.split()
} | {
    **{"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"},
    **{"hundred": "100", "thousand": "1000"},
}
# Folded and without clitics, every gender and case. واحد and ثاني are left out: they mean too much else.
_ARABIC = {
    word: str(number)
    for number, words in {
        2: "اثنان اثنين اثنتان اثنتين اثنا اثني",
        3: "ثلاثه ثلاث ثالث ثالثه",
        4: "اربعه اربع رابع رابعه",
        5: "خمسه خمس خامس خامسه",
        6: "سته ست سادس سادسه",
        7: "سبعه سبع سابع سابعه",
        8: "ثمانيه ثماني ثمان ثامن ثامنه",
        9: "تسعه تسع تاسع تاسعه",
        10: "عشره عشر عاشر عاشره",
        20: "عشرون عشرين عشرينيات عشرينات",
        30: "ثلاثون ثلاثين ثلاثينيات",
        40: "اربعون اربعين اربعينيات",
        50: "خمسون خمسين خمسينيات",
        60: "ستون ستين ستينيات",
        70: "سبعون سبعين سبعينيات",
        80: "ثمانون ثمانين ثمانينيات",
        90: "تسعون تسعين تسعينيات",
        100: "مئه مايه مائه",
        200: "مئتا مئتان مئتين مائتان مائتين",
        1000: "الف",
        2000: "الفان الفين الفا",
    }.items()
    for word in words.split()
}


def value(word: str) -> str:
    """The number in a word, empty where it has none: digits without thousands separators, `12.5.2020` as it stands.

    Letters around digits do not count: `الـ19`, `19th` and `1990s` are 19, 19 and 1990.
    """
    plain = folded(word)
    if digits := _DIGITS.search(plain):
        return _THOUSANDS.sub("", digits[0]).lstrip("0") or "0"
    if plain.isascii():
        return _ENGLISH.get(plain.lower(), "")
    return next((_ARABIC[reading.stem] for reading in readings(plain) if reading.stem in _ARABIC), "")
