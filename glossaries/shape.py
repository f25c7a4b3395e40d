"""Whether an Arabic word is spelled like a name: what its letters say where no list knows it."""

import math
from collections import Counter
from collections.abc import Iterable

from glossaries.arabic import folded


class Shape:
    """Odds of a word's letters, three by three, among names and among words (naive Bayes)."""

    def __init__(self, names: Iterable[str], words: Iterable[str]):
        self._names, self._words = (Counter(part for each in side for part in _parts(each)) for side in (names, words))
        self._even = math.log(self._words.total() + 1) - math.log(self._names.total() + 1)

    def score(self, word: str) -> float:
        """How much likelier a part of the word is among names: the mean of natural logarithms, above 0 for a name."""
        parts = _parts(word)
        odds = (math.log(self._names[part] + 0.5) - math.log(self._words[part] + 0.5) for part in parts)
        return self._even + math.fsum(odds) / len(parts)


def _parts(word: str) -> list[str]:
    bare = folded(word)
    bare = bare[2:] if bare.startswith("ال") and len(bare) > 4 else bare
    framed = f"^{bare}$"
    return [framed[at : at + 3] for at in range(len(framed) - 2)] + [framed[:2], framed[-2:]]
