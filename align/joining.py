"""What joins pairs of sentences of two texts on the same events: one report says in two sentences what the other says in
one.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.evidence import Side, accounted, chance, mass
from align.scores import COMPARABLE, JOIN, probability, unequal
from align.shares import CHANCE, FEW, RIVALS, covered, ranked

JOINED = 0.6
"""How probable it must be that a sentence belongs to a bead."""
LEAST = 0.02
"""A share of a sentence's mass that is as good as none."""
RATIO = 1.15
"""The length of an English text beside that of the Arabic one."""

Sides = tuple[list[int], list[int]]
"""A bead's source and target sentences."""


def grown(
    source: Side,
    target: Side,
    pairs: NDArray[np.int64],
    rivals: tuple[NDArray[np.float64], NDArray[np.float64]],
    beads: NDArray[np.int64],
) -> list[Sides]:
    """The beads' sides, with what joins them: a bead is joined once, a sentence joins once, the most probable first."""
    found = [(*one, 0) for one in _joining(source, target, pairs, rivals[0], beads, RATIO)]
    found += [(*one, 1) for one in _joining(target, source, pairs[:, ::-1], rivals[1], beads[:, ::-1], 1 / RATIO)]
    sides: list[Sides] = [([i], [j]) for i, j in beads.tolist()]
    taken: set[tuple[int, int]] = set()
    for _, bead, sentence, side in sorted(found, key=lambda one: (-one[0], *one[1:])):
        if len(sides[bead][0]) == len(sides[bead][1]) == 1 and (side, sentence) not in taken:
            taken.add((side, sentence))
            sides[bead][side].append(sentence)
    return sides


def _joining(
    source: Side,
    target: Side,
    pairs: NDArray[np.int64],
    rivals: NDArray[np.float64],
    beads: NDArray[np.int64],
    ratio: float,
) -> list[tuple[float, int, int]]:
    """Source sentences without a bead that may join one: how probably, the bead, the sentence."""
    bead_of, free = np.full(len(target), -1), np.ones(len(source), bool)
    bead_of[beads[:, 1]] = np.arange(len(beads))
    free[beads[:, 0]] = False
    may = free[pairs[:, 0]] & (bead_of[pairs[:, 1]] >= 0)
    if not may.any():
        return []
    sentence, partner = pairs[may].T
    bead = bead_of[partner]
    whole = mass(source.counts).sum(1)[sentence] + FEW
    own = _logarithm(covered(source, target, sentence, partner) / whole)
    missing = _logarithm(covered(target, source, partner, sentence, beads[bead, 0]) / whole)
    together = source.lengths[sentence] + source.lengths[beads[bead, 0]]
    factor = unequal(together, target.lengths[partner], ratio)
    probable = np.round(probability(JOIN, own, missing, rivals[may], factor), 4)
    good = (probable >= JOINED) & (missing > np.log(LEAST))
    return list(zip(probable[good].tolist(), bead[good].tolist(), sentence[good].tolist(), strict=True))


def _logarithm(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of shares that are no less than `LEAST`."""
    logarithm: NDArray[np.float64] = np.log(np.maximum(share, LEAST))
    return logarithm


def bead_scores(
    source: Side, target: Side, pairs: NDArray[np.int64], worth: NDArray[np.float64], sides: list[Sides]
) -> NDArray[np.float64]:
    """How probable each bead is, by what its sides share beyond what each sentence shares with the best others."""
    members = [np.concatenate([np.zeros(0, np.int64), *(each[k] for each in sides)]) for k in (0, 1)]
    numbers = [np.repeat(np.arange(len(sides)), [len(each[k]) for each in sides]) for k in (0, 1)]
    bead_of = [np.full(len(side), -1) for side in (source, target)]
    rivals, worths, whole = np.zeros(len(sides)), np.zeros(len(sides)), np.full(len(sides), 2 * FEW)
    for k in (0, 1):
        bead_of[k][members[k]] = numbers[k]
    others = bead_of[0][pairs[:, 0]] != bead_of[1][pairs[:, 1]]
    others |= bead_of[0][pairs[:, 0]] < 0
    for k, this, other in ((0, source, target), (1, target, source)):
        counts = np.bincount(numbers[k], minlength=len(sides))
        best = np.zeros(len(this))
        ranks = ranked(pairs[others, k], worth[others])
        np.add.at(best, pairs[others, k][ranks < RIVALS], worth[others][ranks < RIVALS] / RIVALS)
        rivals += np.bincount(numbers[k], best[members[k]], len(sides)) / np.maximum(counts, 1) / 2
        these, those = (_sums(members[a], numbers[a], len(sides), len(side)) for a, side in ((k, this), (1 - k, other)))
        words = csr_array(these @ mass(this.counts))
        others_of = np.bincount(numbers[1 - k], minlength=len(sides))
        worths += words.multiply(accounted(csr_array(those @ other.reach))).sum(1)
        worths -= CHANCE * (words @ chance(other)) * others_of
        whole += words.sum(1)
    score: NDArray[np.float64] = np.round(probability(COMPARABLE, np.maximum(worths / whole, 0) - rivals), 4)
    return score


def _sums(members: NDArray[np.int64], groups: NDArray[np.int64], count: int, sentences: int) -> csr_array:
    """The matrix `[groups, sentences]` that sums up the members of each group."""
    return csr_array((np.ones(len(members), np.float32), (groups, members)), (count, sentences))
