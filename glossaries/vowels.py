"""Short vowels, where they are written: two words that have other ones are two words (عُمان and عَمّان)."""

import re
import unicodedata

from glossaries.arabic import CONTROLS
from glossaries.names import skeleton

_VOWELS = {"\u064b": "a", "\u064c": "u", "\u064d": "i", "\u064e": "a", "\u064f": "u", "\u0650": "i", "\u0652": "-"}
_SHADDA = "\u0651"
_IGNORED = frozenset(CONTROLS + "\u0640\u0670")
_LONG = frozenset("اويى")
_VOWEL_GROUP = re.compile("[aeiouy]+")
_UNLIKE = {("u", "a"), ("a", "u"), ("a", "o")}


def contradict(written: str, own: str) -> bool:
    """Whether two spellings of the same letters have vowel marks that cannot be of one word.

    Marks that only one of them has say nothing; the mark on the last letter is of case, and says nothing either.
    """
    pairs = list(zip(_letters(written), _letters(own), strict=False))[:-1]
    return any(_differ(one, other) for (_, one), (_, other) in pairs)


def unlike(written: str, english: str) -> bool:
    """Whether the first short vowel of an Arabic word is not that of an English name with the same consonants.

    عُدْنَ is not Aden, and عَمّان is not Oman. Said only of a u for an English a and the other way round: English names go
    their own ways with the rest (لُبنان, حِمص), and with what is written long.
    """
    letters = _letters(written)
    if len(letters) < 3 or not letters[0][1] or letters[1][0] in _LONG or skeleton(written) != skeleton(english):
        return False
    vowels = _VOWEL_GROUP.search(english.lower())
    return vowels is not None and (letters[0][1].strip("w"), vowels[0][:1]) in _UNLIKE


def _letters(word: str) -> list[tuple[str, str]]:
    """The letters of a word, each with its marks: vowels as a, i, u, - for none, and w for doubled."""
    found: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFKC", word):
        if char in _VOWELS or char == _SHADDA:
            if found:
                found[-1] = (found[-1][0], found[-1][1] + _VOWELS.get(char, "w"))
        elif char not in _IGNORED:
            found.append((char, ""))
    return found


def _differ(one: str, other: str) -> bool:
    """Whether the marks of one letter differ where both have some: another vowel, or one of them doubled."""
    if not one or not other:
        return False
    vowels = {mark for mark in one if mark != "w"}, {mark for mark in other if mark != "w"}
    return ("w" in one) != ("w" in other) or bool(vowels[0] and vowels[1] and vowels[0] != vowels[1])
