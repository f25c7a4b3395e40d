"""A name as the letters that the names model reads and writes: a word at a time, without capitals and accents."""

import re
import unicodedata

from glossaries.arabic import unmark

_LATIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a", "’": "'"}
)
_ARABIC_WORD = re.compile(r"[^\W\d_a-zA-Z]+")
_ENGLISH_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_ARTICLES = frozenset(["al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "the"])


def arabic_words(name: str) -> list[str]:
    """The words of an Arabic name without vowel marks and tatweel. Hamza and dots are kept: they tell how it sounds."""
    return _ARABIC_WORD.findall(unmark(unicodedata.normalize("NFKC", name)))


def english_words(name: str) -> list[str]:
    """The words of a name in Latin letters, in lower case and without accents; a hyphen parts words."""
    plain = unicodedata.normalize("NFD", name.lower().translate(_LATIN))
    return _ENGLISH_WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


def paired_words(arabic: str, english: str) -> tuple[list[str], list[str]]:
    """The words of a name on both sides, in order. Their numbers may differ.

    An English article that stands apart is left out where an Arabic word has one: الجبيل is jubayl.
    """
    sources, targets = arabic_words(arabic), english_words(english)
    if any(word.startswith("ال") for word in sources):
        targets = [word for k, word in enumerate(targets) if word not in _ARTICLES or k + 1 == len(targets)]
    return sources, targets
