"""Which Arabic words of translated text are names: those that sound like a capitalised English word of the same pair."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from glossaries.arabic import readable
from glossaries.names import likeness, skeleton
from mt.training.corpus import Pair
from mt.training.english_names import Counts

ARABIC = re.compile(r"[^\W\d_a-zA-Z]+")
"""A word of Arabic text."""
LEAST = 0.75
"""The least likeness of consonants."""
SHORTEST = 3
"""Consonants that tell a name from any other word."""
_ENGLISH = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PREFIXES = frozenset(["w", "b", "f", "k", "l", "bl", "fl", "kl", "wl", "wb", "wk", "wbl", "wkl", "fb", "fk"])
"""What proclitics and the article leave of themselves in a skeleton."""
_OFTEN = 3
"""A word that has a capital in fewer than one of so many places and one is no name."""


class Labelled(NamedTuple):
    """The Arabic words of a pair, and for each the place and the text of the English word that it sounds like.

    The place is -1 and the text empty for a word that is no name. `text` is the sentence, `places` where its words are.
    """

    text: str
    words: list[str]
    places: list[int]
    names: list[tuple[int, str]]
    beside: frozenset[int]
    """Places of English words that the next one follows with a space."""


class Labeller:
    """Finds names in pairs; remembers what words sound like."""

    def __init__(self, counts: Counts, shortest: int = SHORTEST):
        self._counts, self._shortest = counts, shortest
        self._heard: dict[str, list[str]] = {}
        self._spoken: dict[str, str] = {}
        self._alike: dict[tuple[str, str], float] = {}

    def label(self, pairs: Iterable[Pair]) -> Iterator[Labelled]:
        """The pairs with their names."""
        for pair in pairs:
            text = readable(pair.source)
            found = list(ARABIC.finditer(text))
            english = list(_ENGLISH.finditer(pair.target.replace("’", "'")))
            tokens = [word[0].removesuffix("'s") for word in english]
            capital = [(j, token, self._sound(token)) for j, token in enumerate(tokens) if self._is_name(token)]
            capital = [each for each in capital if len(each[2]) >= self._shortest]
            ends = [word.end() for word in english]
            beside = frozenset(j for j, word in enumerate(english[1:]) if pair.target[ends[j] : word.start()] == " ")
            words = [word[0] for word in found]
            names = [self._best(word, capital) for word in words]
            yield Labelled(text, words, [word.start() for word in found], names, beside)

    def _is_name(self, token: str) -> bool:
        counts = self._counts
        often = counts.capital[token] * _OFTEN >= counts.small[token.lower()]
        return token[0].isupper() and len(token) > 2 and not token.isupper() and often

    def _best(self, word: str, capital: Sequence[tuple[int, str, str]]) -> tuple[int, str]:
        if len(word) < 3 or not capital:
            return -1, ""
        sounds = self._sounds(word)
        found = max(((self._like(s, t), -j, e) for s in sounds for j, e, t in capital), default=(0.0, 1, ""))
        return (-found[1], found[2]) if found[0] >= LEAST else (-1, "")

    def _sounds(self, word: str) -> list[str]:
        """The skeletons of a word, with and without what looks like proclitics."""
        if word not in self._heard:
            whole = skeleton(word)
            bare = {whole, *(whole[n:] for n in (1, 2, 3) if whole[:n] in _PREFIXES)}
            self._heard[word] = sorted(each for each in bare if len(each) >= self._shortest)
        return self._heard[word]

    def _sound(self, word: str) -> str:
        if word not in self._spoken:
            self._spoken[word] = skeleton(word)
        return self._spoken[word]

    def _like(self, one: str, other: str) -> float:
        if one == other:
            return 1.0
        if one[0] != other[0] or abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < SHORTEST:
            return 0.0
        if (one, other) not in self._alike:
            self._alike[one, other] = likeness(one, other)
        return self._alike[one, other]
