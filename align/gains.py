"""What beads of a text and its translation are worth, for the sentences of one block.

A bead is worth the mass of its words that the other side accounts for, beyond what any sentence would account for by
chance; a sentence without a counterpart is worth nothing. So a bead does not swallow a neighbour that has nothing to do
with it, as it would if beads were judged by their average likeness.

Arabic strings clauses together where English ends a sentence: a long bead holds one sentence of a side and up to
`LONGEST` of the other. Such beads are seldom, so that they are not computed for every place: each is looked at where
the most that it could be worth is more than any short bead with its one sentence.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.evidence import Side, accounted, mass

SHORT = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
"""The beads that are looked for everywhere, as numbers of source and of target sentences."""
LONGEST = 8
"""The most sentences of a bead's side."""
LONG = tuple(shape for k in range(4, LONGEST + 1) for shape in ((1, k), (k, 1)))
"""The beads that are looked for where they may be the best."""
MERGE = 5.0
"""What each sentence beyond the first of a side costs, in mass (`align.evidence.TYPICAL` is a word's)."""
FURTHER = 3.0
"""The same for each sentence beyond the third: what is said in four is likely said in more."""
LENGTH = 8.0
"""What a bead costs whose sides differ in length by a factor of e more than the texts as a whole."""
EVEN = 0.6
"""What that factor is at most in a long bead, as a logarithm: long texts differ less than short ones."""
UNLIKE = 0.05
"""The share of a bead's mass that must be accounted for beyond chance."""
CHANCE = 0.9
"""The share taken off of what chance would account for."""

_MANY = 3
"""The most sentences of a side of a short bead."""
_FEW = 10
"""Characters added to all lengths, so that very short sentences may differ."""

Range = tuple[int, int]
"""Sentences `[start, end)`."""


class LongBead(NamedTuple):
    """A bead that begins with a target sentence of the block, with its numbers of source and target sentences."""

    target: int
    sources: int
    targets: int
    gain: float


class Gains(NamedTuple):
    """`short` `[SHORT, source sentences, target sentences]`: what each bead is worth that begins with that pair.

    `long`: the long beads that begin with a source sentence.
    """

    short: NDArray[np.float64]
    long: dict[int, list[LongBead]]


def gains_of(source: Side, target: Side) -> Gains:
    """What the beads of a block are worth, `long` those that are worth more than any short one instead.

    Both sides end with `LONGEST` sentences in which no bead begins. What is rare, and what chance accounts for, is what
    is so in these sentences: in long texts words come and go.
    """
    sources, targets = _Half(source, target), _Half(target, source)
    height, width = sources.height, sources.width
    short = np.empty((len(SHORT), height, width))
    for gain, (n, m) in zip(short, SHORT, strict=True):
        gain[:] = -MERGE * (n + m - 2)
        gain += _added(sources.worth(n)[:height], m, width)
        gain += _added(targets.worth(m)[:width], n, height).T
        gain -= LENGTH * (sources.lengths[n - 1][:height, None] - targets.lengths[m - 1][:width]) ** 2
    of_one = np.maximum.reduce([gain for gain, (n, _) in zip(short, SHORT, strict=True) if n == 1])
    to_one = np.maximum.reduce([gain for gain, (_, m) in zip(short, SHORT, strict=True) if m == 1])
    long: dict[int, list[LongBead]] = {}
    for i, j, m, worth in _long(sources, targets, of_one):
        long.setdefault(i, []).append(LongBead(j, 1, m, worth))
    for j, i, n, worth in _long(targets, sources, to_one.T):
        long.setdefault(i, []).append(LongBead(j, n, 1, worth))
    return Gains(short, long)


class _Half:
    """What ranges of a side's sentences account for in each sentence of the other side.

    `covered[n - 1]` `[ranges of n, other sentences]` is mass, `chance[n - 1]` what any range of n accounts for;
    `mass` all that the other sentences have. `lengths[n - 1]`: logarithms of the lengths of ranges of n.
    """

    def __init__(self, side: Side, other: Side) -> None:
        self.height, self.width = len(side) - LONGEST, len(other) - LONGEST
        self.reach, self.words = side.reach, mass(other.counts)
        self.mass = self.words.sum(1)
        self.covered: list[NDArray[np.float64]] = []
        self.chance: list[NDArray[np.float64]] = []
        self.lengths: list[NDArray[np.float64]] = []
        columns, reach = csr_array(self.words.T), side.reach
        for n in range(1, _MANY + 1):
            if n > 1:
                reach = csr_array(reach[:-1] + side.reach[n - 1 :])
            self.covered.append((accounted(reach) @ columns).toarray())
            # As if one more range accounted for nothing: else one sentence would have nothing but chance.
            self.chance.append(self.covered[-1][: self.height].sum(0) / (self.height + 1))
        total = np.full(len(side), float(_FEW))
        for n in range(LONGEST):
            total = total[: len(side) - n] + side.lengths[n:]
            self.lengths.append(np.log(total))

    def worth(self, n: int) -> NDArray[np.float64]:
        """What each range of n is worth to each sentence of the other side."""
        worth: NDArray[np.float64] = self.covered[n - 1] - CHANCE * self.chance[n - 1] - UNLIKE * self.mass
        return worth


def _added(values: NDArray[np.float64], length: int, width: int) -> NDArray[np.float64]:
    """The sums of `length` columns from each of the first `width` on."""
    total = values[:, :width].copy()
    for k in range(1, length):
        total += values[:, k : k + width]
    return total


def _long(one: _Half, many: _Half, short: NDArray[np.float64]) -> Iterator[tuple[int, int, int, float]]:
    """The beads of one sentence and more than `_MANY` of the other side: both places, the number and the gain.

    `short`: the most that a short bead of one sentence is worth that begins with a pair.
    """
    height, width = one.height, one.width
    rival = short.max(1, initial=0.0)
    each = one.worth(1)[:height]
    worth = _added(each, _MANY, width) - UNLIKE * many.mass[:height, None] - MERGE * (_MANY - 1)
    covered = [values[:, :height].T for values in many.covered]
    most = covered[_MANY - 1][:, :width]
    adds = covered[_MANY - 1] - covered[_MANY - 2][:, :-1]
    # Each further sentence adds less to what chance accounts for, as the third adds less than the second.
    chance = [values[:height] for values in many.chance]
    expected, step = chance[_MANY - 1], np.maximum(chance[_MANY - 1] - chance[_MANY - 2], 0)
    fading = np.clip(step / np.maximum(chance[_MANY - 2] - chance[_MANY - 3], 1e-6), 0, 1)
    rows, columns, numbers, fixed = [], [], [], []
    for m in range(_MANY + 1, LONGEST + 1):
        step = step * fading
        expected = expected + step
        worth = worth + each[:, m - 1 : m - 1 + width] - FURTHER
        # What a sentence adds to those before it is no more than what it adds to the last two of them.
        most = most + adds[:, m - _MANY : m - _MANY + width]
        unequal = one.lengths[0][:height, None] - many.lengths[m - 1][:width]
        bound = worth - CHANCE * expected[:, None] - LENGTH * unequal**2
        i, j = np.nonzero(_above(bound + most, rival[:, None]) & (np.abs(unequal) < EVEN))
        rows.append(i)
        columns.append(j)
        numbers.append(np.full(len(i), m))
        fixed.append(bound[i, j])
    row, column, number = map(np.concatenate, (rows, columns, numbers))
    if not len(row):
        return
    spans = list(zip(column.tolist(), (column + number).tolist(), strict=True))
    reach = accounted(csr_array(summed(spans, many.reach.shape[0]) @ many.reach))
    gain = np.concatenate(fixed) + many.words[row].multiply(reach).sum(1)
    good = gain > rival[row]
    yield from zip(row[good].tolist(), column[good].tolist(), number[good].tolist(), gain[good].tolist(), strict=True)


def _above(bound: NDArray[np.float64], rival: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where it is worth computing what a bead is worth exactly."""
    above: NDArray[np.bool_] = bound > rival
    return above


def summed(ranges: Sequence[Range], sentences: int) -> csr_array:
    """The matrix `[ranges, sentences]` that sums up the sentences of each range."""
    rows = [k for k, (start, end) in enumerate(ranges) for _ in range(start, end)]
    columns = [i for start, end in ranges for i in range(start, end)]
    return csr_array((np.ones(len(rows), np.float32), (rows, columns)), (len(ranges), sentences))
