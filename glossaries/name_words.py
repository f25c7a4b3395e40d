"""A closed list of English words that are names or parts of names, with how frequent they are.

A model over letters spells a name by its sound; which of the spellings that sound alike is in use, only a list knows.
The file has a line for each key of `glossaries.sound_keys`, with its words, the most frequent first: a word, then a
character for how frequent it is as a name, then one for its kind. How it was made: `mt.training.name_words`.
"""

import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from glossaries.names import similarity
from glossaries.sound_keys import key, keys

LEAST = -10.0
"""The decimal logarithm of the smallest frequency that the file can say."""
_STEPS = 10
"""Steps of a decimal logarithm."""
_ZERO = "!"
"""The character for LEAST, and for a kind without flags."""
PERSON, PLACE, ORDINARY, ARTICLE = 1, 2, 4, 8
"""Kinds of words, as flags: in a list of persons, of places, mostly no name in English text, there with al- before it."""
_MARKS = {ord(mark): None for mark in "'-"}
FILES = "name-words.xz", "name-pairs.txt.xz"


class NameWord(NamedTuple):
    """A word as English writes it, the decimal logarithm of its frequency, flags for its kind."""

    text: str
    frequency: float
    kind: int

    @property
    def letters(self) -> str:
        """The word as the names model writes it."""
        return letters(self.text)


@dataclass(frozen=True, slots=True)
class NameWords:
    """The list, by key. `after` has the words that follow another in the names of English text, `before` the reverse."""

    lines: Mapping[str, str]
    after: Mapping[str, Sequence[str]]
    before: Mapping[str, Sequence[str]]

    @classmethod
    @cache  # it never changes, and unpacking takes .3 s
    def load(cls) -> "NameWords":
        """The bundled list."""
        folder = files("glossaries").joinpath("data")
        words, pairs = (lzma.decompress(folder.joinpath(name).read_bytes()).decode("ascii") for name in FILES)
        after = {first: others for first, *others in map(str.split, pairs.splitlines())}
        before: dict[str, list[str]] = defaultdict(list)
        for first, others in after.items():
            for other in others:
                before[other].append(first)
        return cls(dict(line.split("\t", 1) for line in words.splitlines()), after, before)

    def sounding_like(self, arabic: str) -> Iterator[tuple[str, int]]:
        """The words that may be an Arabic word, each with how many letters stand for something unusual then.

        They are packed as in the file: there are hundreds, and few are looked at (`unpacked`).
        """
        for sounds, unusual in keys(arabic).items():
            if line := self.lines.get(sounds):
                for cell in line.split(" "):
                    yield cell, unusual

    def follow(self, first: str, second: str) -> bool:
        """Whether English text has a name in which one word follows the other."""
        return second in self.after.get(first, ())

    def beside(self, english: str, arabic: str, before: bool) -> NameWord | None:
        """The word that stands beside another in the names of English text and sounds like the Arabic word there.

        `before`: right before it, else right after it.
        """
        others = (self.before if before else self.after).get(english, ())
        sounds = keys(arabic) if others else {}
        found = [word for other in others if key(other) in sounds and (word := self.get(other))]
        return max(found, key=lambda word: (similarity(arabic, word.text), word.frequency), default=None)

    def get(self, english: str) -> NameWord | None:
        """The word that is written so, in any case."""
        wanted = english.lower()
        return next((word for word in self._words(key(english)) if word.text.lower() == wanted), None)

    def _words(self, sounds: str) -> Iterator[NameWord]:
        line = self.lines.get(sounds)
        return map(unpacked, line.split(" ") if line else ())


def letters(word: str) -> str:
    """A word as the names model writes it."""
    return word.lower().translate(_MARKS)


def frequency_of(cell: str) -> float:
    """The decimal logarithm of the frequency of a word as the file has it."""
    return LEAST + (ord(cell[-2]) - ord(_ZERO)) / _STEPS


def unpacked(cell: str) -> NameWord:
    """A word as the file has it."""
    return NameWord(cell[:-2], frequency_of(cell), ord(cell[-1]) - ord(_ZERO))


def packed(words: Iterable[NameWord]) -> bytes:
    """The file of a list."""
    lines: dict[str, list[NameWord]] = {}
    for word in words:
        lines.setdefault(key(word.text), []).append(word)
    text = "".join(
        f"{sounds}\t{' '.join(map(_cell, sorted(lines[sounds], key=lambda word: (-word.frequency, word.text))))}\n"
        for sounds in sorted(lines)
    )
    return lzma.compress(text.encode("ascii"), preset=9 | lzma.PRESET_EXTREME)


def _cell(word: NameWord) -> str:
    step = min(max(round((word.frequency - LEAST) * _STEPS), 0), ord("~") - ord(_ZERO))
    return f"{word.text}{chr(ord(_ZERO) + step)}{chr(ord(_ZERO) + word.kind)}"
