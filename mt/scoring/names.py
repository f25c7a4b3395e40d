"""Names that no glossary knows: capitalised words of the reference that an Arabic word of the source sounds like."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from glossaries.names import likeness, skeleton

_NAME = re.compile(r"(?<![\w'’])[A-ZÀ-ÞĀ-Ž][\w’'-]*\w")
_WORD = re.compile(r"\w[\w'-]*")
REMEMBERED = 1 << 17
"""Words that a finder remembers before it starts afresh."""
_SHORTEST = 3
"""Consonants that a name must have to be told from any other word."""
_LEAST = 0.75
"""The least similarity of two consonant skeletons that counts."""

_PREFIXES = frozenset({"w", "b", "f", "k", "l", "bl", "fl", "kl", "wl", "wb", "wk", "wbl", "wkl", "fb", "fk"})
"""What proclitics and the article leave of themselves in a skeleton."""


class NameFinder:
    """Finds names; remembers what words sound like."""

    def __init__(self) -> None:
        self._arabic: dict[str, list[str]] = {}
        self._english: dict[str, str] = {}

    def uncovered(self, reference: str, source: str, taken: Sequence[tuple[int, int]] = ()) -> list[str]:
        """The reference's names outside the character spans `taken` that have a counterpart in the source, in order."""
        names = [
            (found[0].removesuffix("'s").removesuffix("’s"), spoken)
            for found in _NAME.finditer(reference)
            if len(spoken := self._spoken(found[0])) >= _SHORTEST
            and all(found.end() <= start or end <= found.start() for start, end in taken)
        ]
        if not names:
            return []
        heard: dict[str, set[str]] = defaultdict(set)
        for word in {*source.split()}:
            for sounds in self._heard(word):
                heard[sounds[0]].add(sounds)
        return [name for name, spoken in names if any(_alike(spoken, other) for other in heard.get(spoken[0], ()))]

    def _spoken(self, name: str) -> str:
        if name not in self._english:
            _make_room(self._english)
            self._english[name] = skeleton(name.removesuffix("'s").removesuffix("’s"))
        return self._english[name]

    def _heard(self, word: str) -> list[str]:
        """The skeletons of a word of a text, with and without what looks like proclitics."""
        if word not in self._arabic:
            _make_room(self._arabic)
            whole = skeleton(word)
            bare = [whole[n:] for n in (1, 2, 3) if whole[:n] in _PREFIXES]
            self._arabic[word] = [each for each in (whole, *bare) if len(each) >= _SHORTEST]
        return self._arabic[word]


def recall_names(hypothesis: str, names: Sequence[str]) -> tuple[int, list[str]]:
    """How many of `names` the hypothesis has as words, each as often as it is wanted, and the names that it lacks."""
    if not names:
        return 0, []
    words = Counter(word.removesuffix("'s") for word in _WORD.findall(_plain(hypothesis)))
    missed = []
    for name in names:
        if words[_plain(name)] > 0:
            words[_plain(name)] -= 1
        else:
            missed.append(name)
    return len(names) - len(missed), missed


def _make_room(memory: dict[str, str] | dict[str, list[str]]) -> None:
    if len(memory) >= REMEMBERED:
        memory.clear()


def _alike(left: str, right: str) -> bool:
    """Whether two skeletons have a similarity of `_LEAST`."""
    return left == right or (abs(len(left) - len(right)) <= 2 and likeness(left, right) >= _LEAST)


def _plain(text: str) -> str:
    """In lower case, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
