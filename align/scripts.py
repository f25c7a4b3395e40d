"""Whether two texts are in Arabic and English, and the right way round."""

import re
from collections.abc import Sequence
from enum import Enum

from glossaries.arabic import has_arabic

_LETTER = re.compile(r"[^\W\d_]")


class Scripts(Enum):
    """What a source and a target are written in."""

    right = "Arabic and English"
    swapped = "English and Arabic"
    both_arabic = "both in Arabic"
    both_foreign = "neither in Arabic"


def scripts_of(source: Sequence[str], target: Sequence[str]) -> Scripts:
    """The scripts of a source and a target: a text is Arabic where most of its letters are.

    A text without a letter is taken for what it should be.
    """
    first, second = is_arabic(source), is_arabic(target)
    if second:
        return Scripts.both_arabic if first else Scripts.swapped
    return Scripts.both_foreign if first is False else Scripts.right


def is_arabic(texts: Sequence[str]) -> bool | None:
    """Whether most letters are Arabic; None where there is no letter."""
    letters = arabic = 0
    for text in texts:
        found = _LETTER.findall(text)
        letters += len(found)
        arabic += sum(map(has_arabic, found))
    return 2 * arabic > letters if letters else None
