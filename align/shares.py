"""What sentences of two texts on the same events share, beyond chance and beyond what they share with others."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.evidence import Side, accounted, chance, mass

CHANCE = 0.5
"""The share taken off of what chance would account for."""
RIVALS = 3
"""By how many of a sentence's other candidates, the best of them, a pair is measured."""
FEW = 4.0
"""Mass added to all sentences, so that two short ones need to share more than a word."""

_CHUNK = 1 << 12
"""Pairs of sentences that are looked at in one go."""


def shared(source: Side, target: Side, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share, at least 0, of both sentences' mass that the other one accounts for, beyond chance."""
    common, whole = np.zeros(len(pairs)), np.full(len(pairs), 2 * FEW)
    for this, other, these, those in ((source, target, *pairs.T), (target, source, *pairs.T[::-1])):
        common += covered(this, other, these, those)
        whole += mass(this.counts).sum(1)[these]
    worth: NDArray[np.float64] = np.maximum(common / whole, 0)
    return worth


def covered(
    side: Side,
    other: Side,
    sentences: NDArray[np.int64],
    others: NDArray[np.int64],
    there: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """The mass of each sentence that a sentence of the other side accounts for, beyond chance.

    `there`: a sentence of the other side for each, and what that one accounts for by itself does not count.
    """
    words = mass(side.counts)
    by_chance: NDArray[np.float64] = CHANCE * (words @ chance(other))[sentences]
    mass_there = _overlap(words, other.reach, sentences, others, there) - by_chance
    return mass_there if there is None else mass_there - _overlap(words, other.reach, sentences, there)


def _overlap(
    words: csr_array,
    reach: csr_array,
    sentences: NDArray[np.int64],
    others: NDArray[np.int64],
    more: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """The mass of each sentence that one of the other side (`others`), or that and another (`more`), accounts for."""
    found = np.zeros(len(sentences))
    for start in range(0, len(sentences), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        strength = reach[others[chunk]]
        if more is not None:
            strength = csr_array(strength + reach[more[chunk]])
        found[chunk] = words[sentences[chunk]].multiply(accounted(strength)).sum(1)
    return found


def best_others(groups: NDArray[np.int64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each pair the mean worth of the best other pairs of its group."""
    if not len(groups):
        return worth
    places = ranked(groups, worth)
    top, after = np.zeros(groups.max() + 1), np.zeros(groups.max() + 1)
    np.add.at(top, groups[places < RIVALS], worth[places < RIVALS])
    after[groups[places == RIVALS]] = worth[places == RIVALS]
    return np.where(places < RIVALS, top[groups] - worth + after[groups], top[groups]) / RIVALS


def ranked(groups: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of each value within its group, the greatest 0."""
    order = np.lexsort((-values, groups))
    start = np.r_[True, groups[order][1:] != groups[order][:-1]]
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.arange(len(values)) - np.maximum.accumulate(np.where(start, np.arange(len(values)), 0))
    return ranks
