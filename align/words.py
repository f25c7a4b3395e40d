"""Word links from what a model attended to, with terms as anchors."""

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from align.bitext import Link, Span
from glossaries.arabic import Token, unmark

LEAST = 0.15
"""The least share of a target word's attention that makes a link."""


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


def from_attention(attention: np.ndarray, source_words: Sequence[int], target_words: Sequence[int]) -> tuple[Link, ...]:
    """Links from an attention matrix `[target pieces, source pieces]` and the word of each piece (-1: none).

    A target word is linked to the source word that has most of its attention, and to any other with at least
    half as much; the share is the link's score.
    """
    if not attention.size:
        return ()
    sources = np.array([*source_words, *[-1] * (attention.shape[1] - len(source_words))])[: attention.shape[1]]
    targets = np.array(target_words)
    if not (sources >= 0).any() or not (targets >= 0).any():
        return ()
    mass = np.zeros((len(attention), sources.max() + 1), dtype=np.float32)
    np.add.at(mass.T, sources[sources >= 0], attention.T[sources >= 0])
    links = []
    for word in range(targets.max() + 1):
        pieces = targets == word
        if not pieces.any():
            continue
        share = mass[pieces].mean(0)
        best = share.max()
        links += [Link(int(i), word, round(float(share[i]), 3)) for i in np.flatnonzero(share >= max(LEAST, best / 2))]
    return tuple(sorted(links))


def anchor(
    links: Iterable[Link], blocks: Iterable[tuple[Span, Span]], source: Sequence[Token], target: Sequence[Token]
) -> tuple[Link, ...]:
    """`links` with each block (a source and a target span that render each other) linked fully and to nothing else."""
    forced: list[Link] = []
    for source_span, target_span in blocks:
        sources, targets = inside(source, source_span), inside(target, target_span)
        forced += [Link(i, j, 1.0) for i in sources for j in targets]
    taken_sources, taken_targets = {link.source for link in forced}, {link.target for link in forced}
    free = [link for link in links if link.source not in taken_sources and link.target not in taken_targets]
    return tuple(sorted({*free, *forced}))


def inside(tokens: Sequence[Token], span: Span) -> list[int]:
    """The tokens that a span touches."""
    return [i for i, token in enumerate(tokens) if token.start < span[1] and token.end > span[0]]
