"""Which pairs are fit for a corpus, and why the others are not.

A filter is called with a pair and returns the reason to drop it, or None. It looks at one pair at a time, in order;
`Duplicates` remembers the pairs before.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from align.bitext import SegmentPair
from glossaries.arabic import folded, has_arabic
from glossaries.lists import word_groups

Filter = Callable[[SegmentPair], str | None]

MOST_FOREIGN = 0.5
"""The greatest share of letters in the wrong script; names and titles in Latin letters are common in Arabic news."""
_LONG = 10
"""An English text of so many words has one of the most frequent; else it is a list, or in another language."""

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"\w+")
# Letters of Persian, Urdu, Kurdish, Pashto and Uyghur; some keyboards write them for Arabic ones.
_NEIGHBOUR = re.compile("[پچژگکیےٹڈڑںھہۀەۆێڕڵټډړښڼۇۋې]")
# Nearly every Arabic sentence has one of these; sentences of those languages have none.
_ARABIC_ONLY = re.compile(r"[ةأإ]|\b[وفبك]?ال\w\w")


class Dropped(NamedTuple):
    """A pair that was dropped, and why."""

    pair: SegmentPair
    reason: str


def sift(pairs: Iterable[SegmentPair], filters: Sequence[Filter]) -> tuple[list[SegmentPair], list[Dropped]]:
    """The pairs that pass all filters, and the others with the first reason that a filter gives, both in order."""
    kept, dropped = [], []
    for pair in pairs:
        reason = next(filter(None, (each(pair) for each in filters)), None)
        if reason:
            dropped.append(Dropped(pair, reason))
        else:
            kept.append(pair)
    return kept, dropped


def paired(pair: SegmentPair) -> str | None:
    """Passes pairs with both sides."""
    if pair.source.strip() and pair.target.strip():
        return None
    return "no counterpart"


def min_score(least: float) -> Filter:
    """Passes pairs whose score is known and not below `least`."""

    def check(pair: SegmentPair) -> str | None:
        if pair.score is None:
            return "no score"
        return f"score {pair.score:.2f} below {least:g}" if pair.score < least else None

    return check


def max_ratio(most: float) -> Filter:
    """Passes pairs of which neither side has more than `most` times the characters of the other."""

    def check(pair: SegmentPair) -> str | None:
        shorter, longer = sorted((len(pair.source.strip()), len(pair.target.strip())))
        if longer <= most * shorter:
            return None
        side = "source" if len(pair.source.strip()) == longer else "target"
        return f"{side} {longer / shorter:.1f} times as long" if shorter else "one side empty"

    return check


class Duplicates:
    """Passes pairs that are not the same as an earlier one, whatever their spelling, case, marks and white space."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], str] = {}

    def __call__(self, pair: SegmentPair) -> str | None:
        key = _plain(pair.source), _plain(pair.target)
        if key in self._seen:
            return f"the same as {self._seen[key]}"
        self._seen[key] = pair.id
        return None


def languages(pair: SegmentPair) -> str | None:
    """Passes pairs whose source reads as Arabic and whose target as English, neither a copy of the other.

    The script tells; for the source also letters that only other languages of the Arabic script have, for a longer
    target the most frequent words. A text without letters passes.
    """
    if _LETTER.search(pair.source) and pair.source.strip() == pair.target.strip():
        return "source and target are the same"
    if has_arabic(pair.source) or _LETTER.search(pair.source):
        if not _mostly(has_arabic, pair.source):
            return "source not in Arabic script"
        foreign = 20 * len(_NEIGHBOUR.findall(pair.source)) > len(_LETTER.findall(pair.source))
        if foreign and not _ARABIC_ONLY.search(pair.source):
            return "source not Arabic"
    if _LETTER.search(pair.target):
        if not _mostly(_LATIN.match, pair.target):
            return "target not in Latin script"
        if len(re.findall(r"[^\W\d_]+", pair.target)) >= _LONG and _is_foreign(pair.target):
            return "target not English"
    return None


def _is_foreign(text: str) -> bool:
    """Whether a text has none of the most frequent words of English."""
    return _frequent().isdisjoint(_WORD.findall(text.lower()))


@cache
def _frequent() -> frozenset[str]:
    return frozenset(word for group in word_groups("frequent.en") for word in group)


def _mostly(own: Callable[[str], object], text: str) -> bool:
    letters = _LETTER.findall(text)
    return sum(1 for letter in letters if own(letter)) >= MOST_FOREIGN * len(letters)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(folded(text).casefold()))
