"""Sentence pairs as arrays of piece ids, each piece with its word, each pair with its word links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from align.attention import words_of_pieces
from glossaries.arabic import tokenise
from mt.training.corpus import Pair

DRAWN: dict[str, Any] = {"enable_sampling": True, "nbest_size": -1, "alpha": 0.4}
"""How SentencePiece draws a segmentation: from all; `alpha` is the exponent of its probability, 0 would draw any."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Pairs in flat arrays; pair k owns `source[source_at[k]:source_at[k+1]]`, and so on.

    `source_word` and `target_word` give each piece's word (-1 where none), `links` is `[n, 2]` of word indices,
    `copies` how often the pair is seen in an epoch, `back` whether its source is a back-translation.
    """

    source: NDArray[np.uint16]
    source_word: NDArray[np.int16]
    source_at: NDArray[np.int64]
    target: NDArray[np.uint16]
    target_word: NDArray[np.int16]
    target_at: NDArray[np.int64]
    links: NDArray[np.int16]
    links_at: NDArray[np.int64]
    copies: NDArray[np.uint8]
    back: NDArray[np.bool_]

    def pair(
        self, k: int
    ) -> tuple[NDArray[np.uint16], NDArray[np.int16], NDArray[np.uint16], NDArray[np.int16], NDArray[np.int16]]:
        """Source pieces and their words, target pieces and theirs, and the links of pair k."""
        sources, targets, links = (slice(at[k], at[k + 1]) for at in (self.source_at, self.target_at, self.links_at))
        return (
            self.source[sources],
            self.source_word[sources],
            self.target[targets],
            self.target_word[targets],
            self.links[links],
        )

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **{name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> "Prepared":
        with np.load(path) as arrays:
            return cls(**{name: arrays[name] for name in cls.__slots__})


def prepare(
    pairs: Sequence[Pair],
    copies: Sequence[int],
    links: Iterable[Iterable[tuple[int, int]]],
    processor: sentencepiece.SentencePieceProcessor,
    back: int = 0,
    drawn: float = 0.0,
) -> Prepared:
    """Encode `pairs`, the last `back` of which are back-translations, with a SentencePiece `processor`.

    Links are between `tokenise`d words. In a share `drawn` of the pairs the segmentation of the source is drawn from all
    that there are (Kudo 2018): what Arabic writes together, وبالاتفاق, is then also read by its parts. The same calls
    draw the same within a process; SentencePiece's generator differs from one process to the next, whatever its seed.
    """
    random = Random(len(pairs))
    sentencepiece.set_random_generator_seed(len(pairs))
    columns: dict[str, list[int]] = {name: [] for name in ("source", "source_word", "target", "target_word")}
    linked: list[tuple[int, int]] = []
    ends: dict[str, list[int]] = {"source": [0], "target": [0], "links": [0]}
    for pair, pair_links in zip(pairs, links, strict=True):
        by_chance = DRAWN if random.random() < drawn else {}
        for side, text, how in (("source", pair.source, by_chance), ("target", pair.target, {})):
            pieces = processor.encode(text, out_type=str, **how)
            columns[side] += processor.piece_to_id(pieces)
            columns[f"{side}_word"] += words_of_pieces(pieces, tokenise(text))
            ends[side].append(len(columns[side]))
        linked += sorted(pair_links)
        ends["links"].append(len(linked))
    return Prepared(
        source=np.array(columns["source"], dtype=np.uint16),
        source_word=np.array(columns["source_word"], dtype=np.int16),
        source_at=np.array(ends["source"], dtype=np.int64),
        target=np.array(columns["target"], dtype=np.uint16),
        target_word=np.array(columns["target_word"], dtype=np.int16),
        target_at=np.array(ends["target"], dtype=np.int64),
        links=np.array(linked, dtype=np.int16).reshape(-1, 2),
        links_at=np.array(ends["links"], dtype=np.int64),
        copies=np.array(copies, dtype=np.uint8),
        back=np.arange(len(pairs)) >= len(pairs) - back,
    )
