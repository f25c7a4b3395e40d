"""The number that a word stands for, in digits of either script or as an English or Arabic numeral word."""

import re
from functools import cache

from glossaries.arabic import folded
from glossaries.clitics import readings
from glossaries.lists import word_groups

_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def value(word: str) -> str:
    """The number in a word, empty where it has none: digits without thousands separators, `12.5.2020` as it stands.

    Letters around digits do not count: `الـ19`, `19th` and `1990s` are 19, 19 and 1990.
    """
    plain = folded(word)
    if digits := _DIGITS.search(plain):
        return _THOUSANDS.sub("", digits[0]).lstrip("0") or "0"
    numerals = _numerals()
    if plain.isascii():
        return numerals.get(plain.lower(), "")
    return next((numerals[reading.stem] for reading in readings(plain) if reading.stem in numerals), "")


@cache
def _numerals() -> dict[str, str]:
    """The numbers by the words of both languages that stand for them, folded."""
    groups = (*word_groups("numerals.en"), *word_groups("numerals.ar"))
    return {folded(word): number for number, *words in groups for word in words}
