"""What joins pairs of sentences of two texts on the same events: one report says in two sentences what the other says in
one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.evidence import Side, accounted, chance, mass
from align.scores import JOIN, probability, unequal
from align.shares import CHANCE, FEW, RIVALS, covered, ranked

JOINED = 0.6
"""How probable it must be that a sentence belongs to a bead."""
LEAST = 0.02
"""A share of a sentence's mass that is as good as none."""
NEW = 0.07
"""The least share of a sentence's mass that the other side has and the bead lacks, for it to join the bead."""
RATIO = 1.15
"""The length of an English text beside that of the Arabic one."""

Sides = tuple[list[int], list[int]]
"""A bead's source and target sentences."""


class Joins(NamedTuple):
    """Sentences of one side that may join beads: `figures` `[joins, 4]` are those of `align.scores.JOIN`."""

    beads: NDArray[np.int64]
    sentences: NDArray[np.int64]
    partners: NDArray[np.int64]
    figures: NDArray[np.float64]


def grown(
    source: Side,
    target: Side,
    pairs: NDArray[np.int64],
    rivals: tuple[NDArray[np.float64], NDArray[np.float64]],
    beads: NDArray[np.int64],
) -> list[Sides]:
    """The beads' sides, with what joins them: a bead is joined once, a sentence joins once, the most probable first."""
    found = []
    for side, joins in enumerate(
        (
            joins_of(source, target, pairs, rivals[0], beads, RATIO),
            joins_of(target, source, pairs[:, ::-1], rivals[1], beads[:, ::-1], 1 / RATIO),
        )
    ):
        probable = np.round(probability(JOIN, *joins.figures.T), 4)
        good = (probable >= JOINED) & (joins.figures[:, 1] > np.log(NEW))
        columns = (-probable[good], joins.beads[good], joins.sentences[good])
        found += [(*row, side) for row in zip(*(column.tolist() for column in columns), strict=True)]
    sides: list[Sides] = [([i], [j]) for i, j in beads.tolist()]
    taken: set[tuple[int, int]] = set()
    for _, bead, sentence, side in sorted(found):
        if len(sides[bead][0]) == len(sides[bead][1]) == 1 and (side, sentence) not in taken:
            taken.add((side, sentence))
            sides[bead][side].append(sentence)
    return sides


def joins_of(
    source: Side,
    target: Side,
    pairs: NDArray[np.int64],
    rivals: NDArray[np.float64],
    beads: NDArray[np.int64],
    ratio: float,
) -> Joins:
    """Source sentences without a bead that may join one: those whose candidates are in one."""
    bead_of, free = np.full(len(target), -1), np.ones(len(source), bool)
    bead_of[beads[:, 1]] = np.arange(len(beads))
    free[beads[:, 0]] = False
    may = free[pairs[:, 0]] & (bead_of[pairs[:, 1]] >= 0)
    sentence, partner = pairs[may].T
    bead = bead_of[partner]
    whole = mass(source.counts).sum(1)[sentence] + FEW
    own = covered(source, target, sentence, partner) / whole
    missing = covered(target, source, partner, sentence, beads[bead, 0]) / whole
    together = source.lengths[sentence] + source.lengths[beads[bead, 0]]
    factor = unequal(together, target.lengths[partner], ratio)
    shares = (np.log(np.maximum(share, LEAST)) for share in (own, missing))
    return Joins(bead, sentence, partner, np.stack([*shares, rivals[may], factor], axis=1))


def beyond_rivals(
    source: Side, target: Side, pairs: NDArray[np.int64], worth: NDArray[np.float64], sides: Sequence[Sides]
) -> NDArray[np.float64]:
    """What the sides of each bead share, beyond what each of its sentences shares with the best others.

    `worth` is what the candidate `pairs` of sentences share.
    """
    count = len(sides)
    members = [np.array([k for side in sides for k in side[number]], np.int64) for number in (0, 1)]
    beads = [np.repeat(np.arange(count), [len(side[number]) for side in sides]) for number in (0, 1)]
    bead_of = [np.full(len(side), -1) for side in (source, target)]
    for number in (0, 1):
        bead_of[number][members[number]] = beads[number]
    first, second = (bead_of[number][pairs[:, number]] for number in (0, 1))
    others = (first != second) | (first < 0)
    common, whole, rivals = np.zeros(count), np.full(count, 2 * FEW), np.zeros(count)
    for number, this, other in ((0, source, target), (1, target, source)):
        best = np.zeros(len(this))
        sentences, shared = pairs[others, number], worth[others]
        top = ranked(sentences, shared) < RIVALS
        np.add.at(best, sentences[top], shared[top] / RIVALS)
        sizes = [np.bincount(beads[k], minlength=count) for k in (number, 1 - number)]
        rivals += np.bincount(beads[number], best[members[number]], count) / sizes[0] / 2
        words = csr_array(_sums(members[number], beads[number], count, len(this)) @ mass(this.counts))
        reach = csr_array(_sums(members[1 - number], beads[1 - number], count, len(other)) @ other.reach)
        common += words.multiply(accounted(reach)).sum(1) - CHANCE * (words @ chance(other)) * sizes[1]
        whole += words.sum(1)
    beyond: NDArray[np.float64] = np.maximum(common / whole, 0) - rivals
    return beyond


def _sums(members: NDArray[np.int64], groups: NDArray[np.int64], count: int, sentences: int) -> csr_array:
    """The matrix `[groups, sentences]` that sums up the members of each group."""
    return csr_array((np.ones(len(members), np.float32), (groups, members)), (count, sentences))
