"""Acronyms that Arabic spells letter by letter: سي إن إن for CNN."""

import re
from collections.abc import Sequence
from functools import cache

from glossaries.arabic import folded
from glossaries.lists import word_groups

_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")
_PROCLITIC = re.compile("^[وفبلك](?=..)")


def spelled_out(source: Sequence[str], target: Sequence[str]) -> list[tuple[range, int]]:
    """The runs of Arabic words that spell an acronym of the English words, each with the index of the acronym.

    No word is used twice.
    """
    words = [folded(word) for word in source]
    found: list[tuple[range, int]] = []
    for j, word in enumerate(target):
        if not _ACRONYM.fullmatch(word):
            continue
        letters = word.replace(".", "").lower()
        taken = {i for places, _ in found for i in places}
        for start in range(len(words) - len(letters) + 1):
            places = range(start, start + len(letters))
            if taken.isdisjoint(places) and _spells(words[start : places.stop], letters):
                found.append((places, j))
                break
    return found


def _spells(names: Sequence[str], letters: str) -> bool:
    """Whether the words are the letters' names; a proclitic may come before the first."""
    spellings = _spellings()
    first = {names[0], _PROCLITIC.sub("", names[0])}
    return not first.isdisjoint(spellings[letters[0]]) and all(
        name in spellings[letter] for name, letter in zip(names[1:], letters[1:], strict=True)
    )


@cache
def _spellings() -> dict[str, frozenset[str]]:
    """The Arabic names of each English letter."""
    return {letter: frozenset(names) for letter, *names in word_groups("letters.ar")}
