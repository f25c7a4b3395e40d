"""Acronyms that Arabic spells letter by letter: سي إن إن for CNN."""

import re
from collections.abc import Sequence

from glossaries.arabic import folded

_NAMES = {
    "a": "ايه اي",
    "b": "بي",
    "c": "سي",
    "d": "دي",
    "e": "اي",
    "f": "اف",
    "g": "جي",
    "h": "اتش ايتش",
    "i": "اي",
    "j": "جيه جاي",
    "k": "كيه كاي كي",
    "l": "ال",
    "m": "ام",
    "n": "ان",
    "o": "او",
    "p": "بي",
    "q": "كيو",
    "r": "ار",
    "s": "اس",
    "t": "تي",
    "u": "يو",
    "v": "في",
    "w": "دبليو دابليو",
    "x": "اكس",
    "y": "واي",
    "z": "زد زي",
}
_SPELLINGS = {letter: frozenset(names.split()) for letter, names in _NAMES.items()}
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")
_PROCLITIC = re.compile("^[وفبلك](?=..)")


def spelled_out(source: Sequence[str], target: Sequence[str]) -> list[tuple[range, int]]:
    """The Arabic words that spell an acronym among the English ones, and which one, each used once."""
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
    first = {names[0], _PROCLITIC.sub("", names[0])}
    return not first.isdisjoint(_SPELLINGS[letters[0]]) and all(
        name in _SPELLINGS[letter] for name, letter in zip(names[1:], letters[1:], strict=True)
    )
