"""Is this unknown Arabic word a name? What its letters are and what stands beside it tells.

A logistic regression: the weights of runs of letters (`^`, `$`: where the word begins and ends), of the words beside it,
and of whether those are common words. They were learned from translated text, where a name is a word that sounds like
a capitalised English one (`mt.training.name_cues`). Words that the translation model has seen often are `familiar`:
nobody need tell it how they are spelled.
"""

import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from glossaries.arabic import folded
from glossaries.cues import ANY, OF_KIND
from glossaries.names import CommonWords

WEIGHTS = 1 << 16
"""How many weights there are; features share one by chance."""
SCALE = 25
"""Steps of a weight, which is kept as a small whole number."""
FILES = "name-cues.xz", "familiar.ar.txt.xz"
REMEMBERED = 1 << 17
"""Words that are remembered before it starts afresh."""
_RUNS = (2, 3, 4, 5)
"""Letters of a run."""
_CLITICS = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وب", "ول")
_NISBA = ("يات", "ية", "يه", "يين", "يون", "ي")
_COUNTRIES = ("يا", "ا", "ة", "ستان")
_PLURALS = ("ون", "ين", "ات", "ية", "يه")

Knowledge = Literal["common", "familiar", "unknown"]


@dataclass(frozen=True, slots=True)
class NameCues:
    """The weights, and what is known of words; `known` remembers it, and `inside` what their letters weigh.

    `familiar` has what a word nearly always became where it is a name, else nothing.
    """

    weights: NDArray[np.int8]
    familiar: Mapping[str, str]
    common: CommonWords
    known: dict[str, Knowledge] = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "NameCues":
        """The bundled weights and lists."""
        folder = files("glossaries").joinpath("data")
        weights, familiar = (lzma.decompress(folder.joinpath(name).read_bytes()) for name in FILES)
        lines = (line.partition("\t") for line in familiar.decode().split("\n"))
        spelled = {word: english for word, _, english in lines}
        return cls(np.frombuffer(weights, np.int8), spelled, CommonWords.load())

    def knowledge(self, word: str) -> Knowledge:
        """What is known of a word, as models read it: whether it, or what is left without clitics, is known."""
        known = self.known.get(word)
        if known is None:
            if len(self.known) > REMEMBERED:
                self.known.clear()
            known = self.known[word] = self._knowledge(word)
        return known

    def sure(self, words: Sequence[str], at: int) -> float:
        """How sure it is that word `at` of the Arabic words of a text is a name: the logarithm of the odds.

        -inf for what is no name by its form: an adjective of a known place, a plural with the article.
        """
        word = words[at]
        if len(word) < 3 or self._is_adjective(word, words[at - 1] if at else ""):
            return -np.inf
        inside = self.inside.get(word)
        if inside is None:
            if len(self.inside) > REMEMBERED:
                self.inside.clear()
            inside = self.inside[word] = self._weigh(of_letters(word))
        return (inside + self._weigh(of_neighbours(words, at, self._is_common))) / SCALE

    def _weigh(self, names: Iterable[str]) -> int:
        return int(self.weights[hashed(names)].sum(dtype=np.int64))

    def _knowledge(self, word: str) -> Knowledge:
        if self._is_common(word):
            return "common"
        if word in self.familiar:
            return "familiar"
        for clitic in _CLITICS:
            rest = word.removeprefix(clitic)
            if rest != word and len(rest) > 2 and (rest in self.familiar or "ال" + rest in self.familiar):
                return "familiar"
        return "unknown"

    def _is_common(self, word: str) -> bool:
        return folded(word) in self.common.arabic

    def _is_adjective(self, word: str, before: str) -> bool:
        """Whether a word is an adjective and hardly a name: ماليزية beside ماليزيا; with the article, الكيبيكي.

        A surname looks the same (محمود المشهداني): there a name stands before it.
        """
        article = next((c for c in ("ال", "لل", "وال", "بال", "فال", "كال", "ولل") if word.startswith(c)), "")
        bare = word[len(article) :]
        if article and bare.endswith(_PLURALS):
            return True
        ending = next((each for each in _NISBA if bare.endswith(each)), "")
        if not ending:
            return False
        if article and self._is_common(before) and folded(before) not in _GIVEN:
            return True
        stem = bare[: -len(ending)]
        ends = (*_COUNTRIES, "") if article or len(ending) > 1 else _COUNTRIES
        return len(stem) > 2 and any(stem + end in self.familiar or self._is_common(stem + end) for end in ends)


_GIVEN = OF_KIND["person"].after | ANY.after


def features(words: Sequence[str], at: int, common: Callable[[str], bool]) -> Iterator[str]:
    """What may tell that word `at` is a name."""
    yield from of_letters(words[at])
    yield from of_neighbours(words, at, common)


def of_letters(word: str) -> Iterator[str]:
    """What a word's own letters may tell: runs of them, with `^` and `$` where the word begins and ends."""
    word = f"^{word}$"
    yield "B"
    for length in _RUNS:
        yield from (word[k : k + length] for k in range(len(word) - length + 1))
    yield f"L{min(len(word) - 2, 9)}"


def of_neighbours(words: Sequence[str], at: int, common: Callable[[str], bool]) -> Iterator[str]:
    """What the words beside word `at` may tell."""
    before = words[at - 1] if at else "^^"
    earlier = words[at - 2] if at > 1 else "^^"
    after = words[at + 1] if at + 1 < len(words) else "$$"
    yield from (f"P{before}", f"Q{after}", f"R{earlier}")
    kinds = ["0" if word in ("^^", "$$") else "1" if common(word) else "2" for word in (earlier, before, after)]
    yield from (f"C{kinds[1]}", f"D{kinds[2]}", f"E{kinds[1]}{kinds[2]}", f"F{kinds[1]}{kinds[0]}")


def hashed(names: Iterable[str]) -> list[int]:
    """The numbers of features among the weights."""
    return [crc32(name.encode()) % WEIGHTS for name in names]
