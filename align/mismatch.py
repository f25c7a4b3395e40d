"""Where two files that should go line by line first part."""

import re
from collections.abc import Sequence
from itertools import accumulate, chain

from glossaries.arabic import fold, has_arabic

_WORD = re.compile(r"\w+")
WINDOW = 8
"""Lines looked at together: one line alone proves little."""
FURTHEST = 3
"""The most lines that are recognised as lost or added at one place."""
MARGIN = 1.5
"""How much better the shifted lines of a window must agree. The similarity of two lines is 0 to 1.5."""


def parting(left: Sequence[str], right: Sequence[str]) -> int:
    """The first index from which `left` goes better with a shifted `right`; the shorter one's length if there is none.

    Texts in two scripts share little but numbers and lengths: for them it is the index that explains all lines best.
    """
    ends = min(len(left), len(right))
    first, second = [_Line(text) for text in left], [_Line(text) for text in right]

    def like(at: int, shift: int) -> float:
        return first[at].like(second[at + shift]) if 0 <= at + shift < len(second) and at < len(first) else 0.0

    if any(map(has_arabic, left)) != any(map(has_arabic, right)):
        lost = len(right) - len(left)
        straight, shifted = ([like(k, shift) for k in range(ends)] for shift in (0, lost))
        ahead = accumulate(one - other for one, other in zip(straight, shifted, strict=True))
        return max(enumerate(chain([0.0], ahead)), key=lambda each: each[1])[0]
    shifts = [sign * step for step in range(1, FURTHEST + 1) for sign in (1, -1)]
    for at in range(ends):
        window = range(at, min(at + WINDOW, ends))
        straight = [like(k, 0) for k in window]
        for shift in shifts:
            shifted = [like(k, shift) for k in window]
            # Lines that `left` has too many go with none.
            added = max(0, -shift)
            gains = [one - other for one, other in zip(shifted, straight, strict=True)]
            if max(sum(gains[k + added :]) for k in range(len(window))) > MARGIN:
                # The window looks ahead: the break is where going straight until there, then shifted, agrees best.
                return at + max(range(len(window)), key=lambda k: sum(straight[:k] + shifted[k + added :]))
    return ends


class _Line:
    """What is compared of a line: its words in one spelling, and its length."""

    __slots__ = ("length", "words")

    def __init__(self, text: str) -> None:
        self.words = frozenset(_WORD.findall(fold(text).text.lower()))
        self.length = len(text.strip())

    def like(self, other: "_Line") -> float:
        if not self.length or not other.length:
            return 1.5 * (self.length == other.length)
        shared = 2 * len(self.words & other.words) / max(1, len(self.words) + len(other.words))
        return shared + 0.5 * min(self.length, other.length) / max(self.length, other.length)
