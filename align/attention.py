"""Word links from what a translation model attended to while it wrote."""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.bitext import Link
from glossaries.arabic import Token, unmark

LEAST = 0.15
"""The least share of a target word's attention that makes a link."""
NEAR = 0.6
"""What part of the greatest share of its source word, and of its target word, a link's share must reach."""


def words_of_pieces(pieces: Sequence[str], tokens: Sequence[Token]) -> list[int]:
    """The index of the token in which each SentencePiece piece begins, -1 for a piece of white space only.

    Pieces and tokens spell the same text but for white space. Where a tokenizer's own normalisation makes
    their lengths differ, places are taken in proportion.
    """
    owner = [i for i, token in enumerate(tokens) for _ in unicodedata.normalize("NFKC", unmark(token.text))]
    lengths = [len(piece.replace("▁", "")) for piece in pieces]
    total = sum(lengths)
    words, position = [], 0
    for length in lengths:
        words.append(owner[min(position * len(owner) // total, len(owner) - 1)] if length and owner else -1)
        position += length
    return words


def from_attention(
    attention: NDArray[np.float32], source_words: Sequence[int], target_words: Sequence[int]
) -> tuple[Link, ...]:
    """Links from an attention matrix `[target pieces, source pieces]` and the word of each piece (-1: none).

    A source word's share of a target word's attention makes a link where it is not much less than the greatest share
    that either word has. The share is the link's score.
    """
    if not attention.size:
        return ()
    sources, targets = np.array(source_words), np.array(target_words)
    if not (sources >= 0).any() or not (targets >= 0).any():
        return ()
    mass = np.zeros((len(attention), sources.max() + 1), dtype=np.float32)
    np.add.at(mass.T, sources[sources >= 0], attention.T[sources >= 0])
    count = targets.max() + 1
    shares = np.zeros((count, mass.shape[1]), dtype=np.float32)
    np.add.at(shares, targets[targets >= 0], mass[targets >= 0])
    shares /= np.maximum(np.bincount(targets[targets >= 0], minlength=count), 1)[:, None]
    strong = (shares >= LEAST) & (shares >= NEAR * shares.max(1, keepdims=True)) & (shares >= NEAR * shares.max(0))
    return tuple(sorted(Link(int(i), int(j), round(float(shares[j, i]), 3)) for j, i in np.argwhere(strong)))
