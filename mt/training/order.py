"""English words put into Arabic order before phrases are made of them, by what the word links of the pairs say.

Two words that follow one another are swapped where that is likelier than not: `foreign minister` becomes `minister
foreign`, for وزير الخارجية. Several swaps in a row turn the whole run around (as Collins et al. 2005, learned by counts).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

PRIOR = 4.0
"""How many sightings the expectation counts for, beside those of the words themselves."""
FAR = 2
"""So many Arabic words a swapped word may lie before the other; farther, the sentence is built otherwise."""


@dataclass(frozen=True, slots=True)
class Order:
    """How often words were swapped and kept: the first of two by `(word, "")`, the second by `("", word)`, both, and all."""

    swapped: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)

    def learn(self, words: Sequence[str], links: Iterable[tuple[int, int]], times: int = 1) -> None:
        """Count the swaps in a sentence of lower-case English `words`, `links` being `(arabic, english)`."""
        places: dict[int, list[int]] = {}
        for i, j in links:
            places.setdefault(j, []).append(i)
        for j, (word, following) in enumerate(pairwise(words)):
            here, there = places.get(j), places.get(j + 1)
            if not here or not there or (min(here) <= max(there) and min(there) <= max(here)):
                continue
            close = 0 < min(here) - max(there) <= FAR
            counter = self.swapped if close else self.kept
            for key in ((word, ""), ("", following), (word, following), ("", "")):
                counter[key] += times

    def swaps(self, word: str, following: str) -> bool:
        """Whether two words that follow one another change places."""
        if not (word[0].isalnum() and following[0].isalnum()):
            return False
        usual = self._odds(("", ""), 0.0)
        expected = self._odds((word, ""), usual) + self._odds(("", following), usual) - usual
        return self._odds((word, following), expected) > 0

    def permutation(self, words: Sequence[str]) -> list[int]:
        """The positions of lower-case English `words` in Arabic order."""
        order: list[int] = []
        start = 0
        for end in range(1, len(words) + 1):
            if end == len(words) or not self.swaps(words[end - 1], words[end]):
                order += reversed(range(start, end))
                start = end
        return order

    def _odds(self, key: tuple[str, str], expected: float) -> float:
        """The log-odds of a swap by the counts of `key`, drawn to the `expected` ones where there are few."""
        share = 1 / (1 + math.exp(-expected))
        return math.log((self.swapped[key] + PRIOR * share) / (self.kept[key] + PRIOR * (1 - share)))
