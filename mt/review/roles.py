"""Two phrases that may have changed places: who did what to whom.

A model that is none too good itself still finds a sentence less likely with its roles swapped than as it should be. So
the phrases of the translation are swapped, and where that makes the translation far more probable, it was wrong.
"""

import re
from typing import NamedTuple

from align.bitext import Span

_DETERMINERS = "the|a|an|his|her|their|its|this|that|some|many|most|all|two|three|several"
_NAME = r"[A-ZÀ-Þ][\w’'-]*(?:\s(?:(?:of|al|bin|de|von)\s)?[A-ZÀ-Þ][\w’'-]*)*"
_PHRASE = re.compile(
    rf"(?<![\w’'-])(?:(?i:{_DETERMINERS})\s(?:[a-z-]+\s){{0,2}}?(?:{_NAME}|[a-z-]{{3,}})|{_NAME}|(?:he|she|they|we|I|it)\b)"
)
_EQUAL = re.compile(
    r"\s(?:is|was|are|were|and|or|as|['’]s|(?:is|was|are|were) (?:also |identified as |known as |called ))\s?"
)
"""What stands between two that may change places."""
_FAR = 60
"""So many characters may stand between two phrases that are exchanged."""
_MOST = 2
"""How many exchanges of a sentence are tried."""


class Exchange(NamedTuple):
    """Two spans of the target, and the target with them exchanged."""

    one: Span
    other: Span
    text: str


def exchanges(target: str) -> list[Exchange]:
    """The likeliest exchanges: names with names first, then phrases that stand near each other around something."""
    phrases = [hit.span() for hit in _PHRASE.finditer(target)]
    found = []
    for n, (a, b) in enumerate(phrases):
        for c, d in phrases[n + 1 : n + 4]:
            between = target[b:c]
            if (
                not re.search(r"\w", between)
                or target[a:b].lower() == target[c:d].lower()
                or re.search("[;:]", between)
                or _EQUAL.fullmatch(between)
                or len(between) > _FAR
            ):
                continue
            named = target[a:b][-1:].isalpha() and target[a].isupper() and a > 0 and target[c].isupper()
            verbal = re.search(r"\b(?:by|to|from|told|against|\w+ed|\w+s|than|beat|said)\b", between)
            found.append((not verbal, not named, c - b, a, (a, b), (c, d)))
    return [Exchange(one, other, swapped(target, one, other)) for *_, one, other in sorted(found)[:_MOST]]


def swapped(text: str, one: Span, other: Span) -> str:
    """The text with two spans exchanged; a capital stays at its beginning."""
    (a, b), (c, d) = one, other
    first, second = text[c:d], text[a:b]
    if a == 0:
        first = first[:1].upper() + first[1:]
        if second.split()[0].lower() in _DETERMINERS.split("|"):
            second = second[:1].lower() + second[1:]
    return text[:a] + first + text[b:c] + second + text[d:]
