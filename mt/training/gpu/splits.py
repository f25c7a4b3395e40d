"""Other segmentations of a source, drawn anew each time it is seen: a piece gives way to two that spell it.

As BPE-dropout (Provilkov et al. 2020), for any pieces: few pairs become many views of the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mt.training.batches import Pairs

WAYS = 4
"""Ways to halve a piece that are kept, those with the likeliest halves."""


@dataclass(frozen=True, slots=True)
class Halves:
    """The pairs of pieces that spell each piece: `count [v]` of them, `first` and `second [v, WAYS]`."""

    count: np.ndarray
    first: np.ndarray
    second: np.ndarray

    @classmethod
    def of(cls, pieces: Sequence[str]) -> "Halves":
        """SentencePiece numbers pieces by how likely they are: of the ways those with the lowest ids are kept."""
        ids = {piece: id_ for id_, piece in enumerate(pieces)}
        halves = cls(*(np.zeros(size, dtype=np.int64) for size in (len(pieces), *[(len(pieces), WAYS)] * 2)))
        for id_, piece in enumerate(pieces):
            cuts = [
                (ids[piece[:k]], ids[piece[k:]]) for k in range(1, len(piece)) if {piece[:k], piece[k:]} <= ids.keys()
            ]
            ways = sorted(cuts, key=max)[:WAYS]
            halves.count[id_] = len(ways)
            for way, (first, second) in enumerate(ways):
                halves.first[id_, way], halves.second[id_, way] = first, second
        return halves


class Redrawn:
    """Pairs like those of `data` in half of which a share `rate` of the source pieces, at most, are halved.

    `random` is the reader's own: processes that share one would all draw the same.
    """

    def __init__(self, data: Pairs, halves: Halves, rate: float, random: np.random.Generator) -> None:
        self.data, self.halves, self.rate, self.random = data, halves, rate, random
        self.copies, self.back = data.copies, data.back

    def pair(self, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """As `Prepared.pair`."""
        source, source_word, target, target_word, links = self.data.pair(k)
        rate = self.rate * max(0.0, self.random.uniform(-1, 1))
        if rate:
            count = self.halves.count[source]
            chosen = (self.random.random(len(source)) < rate) & (count > 0)
            way = (self.random.random(len(source)) * count).astype(np.int64)
            times = 1 + chosen
            ends = np.cumsum(times)
            first = np.where(chosen, self.halves.first[source, way], source)
            halved = np.repeat(first, times)
            halved[ends[chosen] - 1] = self.halves.second[source[chosen], way[chosen]]
            source, source_word = halved, np.repeat(source_word, times)
        return source, source_word, target, target_word, links
