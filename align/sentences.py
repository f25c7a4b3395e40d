"""Sentence alignment of a text and its translation: beads in the order of both.

Dynamic programming over beads of up to three sentences a side, and of one sentence against up to eight where the texts
say so. What a bead is worth, `align.gains` tells.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from align.band import band
from align.bitext import Bead
from align.evidence import Evidence, Side
from align.gains import LONG, LONGEST, SHORT, Gains, Range, gains_of
from align.scores import length_ratio, scores

_BLOCK = 48
"""About how many source sentences are looked at together: enough to see what is common, few enough for one matter."""
GAP = 1.25
"""What a run of sentences without a counterpart costs, in mass: what is left out is left out together."""
_STEPS = (*SHORT, *LONG)
_LEFT_ALONE, _LEFT_PAIRED, _UP_ALONE, _UP_PAIRED = range(4)
"""How a sentence without a counterpart came: of the target (left) or the source, after another one or after a bead."""


def parallel(evidence: Evidence, progress: Callable[[int, int], None] | None = None) -> list[Bead]:
    """Beads that cover every sentence of both sides once, in order.

    A bead's score is how probably it is right, 0 for a sentence without a counterpart. `progress` is called now and then
    with the number of source sentences done and of all.
    """
    low, high = band(evidence.source, evidence.target)
    source, target = _padded(evidence.source, length_ratio(evidence)), _padded(evidence.target)
    choices = _search(source, target, low, high, progress or (lambda done, total: None))
    spans = list(_trace(choices, low, high))
    return [
        Bead(tuple(range(*source)), tuple(range(*target)), score)
        for (source, target), score in zip(spans, scores(evidence, spans), strict=True)
    ]


def _padded(side: Side, ratio: float = 1.0) -> Side:
    """The side with empty sentences at its end, so that every bead that begins inside it has its sentences."""
    counts, reach = (
        csr_array(vstack([each, csr_array((LONGEST, each.shape[1]), dtype=each.dtype)]))
        for each in (side.counts, side.reach)
    )
    return Side(counts, reach, np.pad(side.lengths * ratio, (0, LONGEST)))


class _Choices(NamedTuple):
    """How the best way comes to each place (source sentences behind, target sentences behind) of a row of the band.

    `paired` is the shape of the bead that ends there, `alone` how a sentence without a counterpart does, and `is_alone`
    which of the two is the better.
    """

    paired: NDArray[np.int8]
    alone: NDArray[np.int8]
    is_alone: NDArray[np.bool_]


class _Reached(NamedTuple):
    """The best that was reached at each place of a row, by a bead or by a source sentence alone, and how."""

    paired: NDArray[np.float64]
    shapes: NDArray[np.int8]
    alone: NDArray[np.float64]
    alone_after: NDArray[np.int8]

    @classmethod
    def none(cls, size: int) -> "_Reached":
        """Nothing yet."""
        return cls(np.full(size, -np.inf), np.zeros(size, np.int8), np.full(size, -np.inf), np.zeros(size, np.int8))


def _search(
    source: Side,
    target: Side,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    progress: Callable[[int, int], None],
) -> list[_Choices]:
    """The choices of every row."""
    end = len(low) - 1
    ahead = [_Reached.none(high[row] - low[row] + 1) for row in range(min(LONGEST, end + 1))]
    ahead[0].paired[0] = 0
    choices: list[_Choices] = []
    gains, first, start = Gains(np.empty(0), {}), 0, 0
    size = -(-end // max(1, round(end / _BLOCK)))
    for row in range(end + 1):
        if row % max(size, 1) == 0 and row < end:
            first, start, last = row, int(low[row]), min(row + size, end)
            these = source.take(np.arange(first, last + LONGEST))
            gains = gains_of(these, target.take(np.arange(start, min(high[last - 1] + 1 + LONGEST, len(target)))))
            progress(row, end)
        if row + LONGEST <= end:
            ahead.append(_Reached.none(high[row + LONGEST] - low[row + LONGEST] + 1))
        total, alone, choice = _along(ahead[0])
        choices.append(choice)
        if row < end:
            _down(ahead[0].paired, alone, ahead[1], int(low[row + 1] - low[row]))
            # How far the places of each row that a bead may lead to stand to the left of this row's.
            shifts = (low[row] - low[row : row + len(ahead)]).tolist()
            _beads(total, gains, row - first, int(low[row]) - start, ahead, shifts)
        ahead.pop(0)
    progress(end, end)
    return choices


def _beads(
    total: NDArray[np.float64], gains: Gains, row: int, start: int, ahead: Sequence[_Reached], shifts: Sequence[int]
) -> None:
    """Go on from a row, whose best is `total`, with beads; `row` and `start` are where it begins in the block."""
    for step, (n, m) in enumerate(SHORT):
        if n >= len(ahead):
            continue
        shift, into = shifts[n] + m, ahead[n]
        begin, stop = max(0, -shift), min(len(total), len(into.paired) - shift)
        if begin < stop:
            value = total[begin:stop] + gains.short[step, row, start + begin : start + stop]
            to = slice(begin + shift, stop + shift)
            better = value > into.paired[to]
            into.paired[to][better] = value[better]
            into.shapes[to][better] = step
    for bead in gains.long.get(row, ()):
        if bead.sources >= len(ahead):
            continue
        at, into = bead.target - start, ahead[bead.sources]
        to_place = at + bead.targets + shifts[bead.sources]
        if 0 <= at < len(total) and 0 <= to_place < len(into.paired):
            worth = total[at] + bead.gain
            if worth > into.paired[to_place]:
                into.paired[to_place] = worth
                into.shapes[to_place] = _STEPS.index((bead.sources, bead.targets))


def _along(reached: _Reached) -> tuple[NDArray[np.float64], NDArray[np.float64], _Choices]:
    """The best of every place of a row, and the best that ends with a sentence alone, the target's looked at too."""
    after_bead = np.append(-np.inf, reached.paired[:-1] - GAP)
    own = np.maximum(reached.alone, after_bead)
    alone = np.maximum.accumulate(own)
    how = np.where(after_bead > reached.alone, np.int8(_LEFT_PAIRED), reached.alone_after)
    how[alone > own] = _LEFT_ALONE
    is_alone = alone > reached.paired
    return np.maximum(alone, reached.paired), alone, _Choices(reached.shapes, how, is_alone)


def _down(paired: NDArray[np.float64], alone: NDArray[np.float64], below: _Reached, shift: int) -> None:
    """Go on from a row to the next, `shift` places further right, with a source sentence alone."""
    count = max(min(len(paired) - shift, len(below.alone)), 0)
    after_bead, after_alone = paired[shift : shift + count] - GAP, alone[shift : shift + count]
    below.alone[:count] = np.maximum(after_bead, after_alone)
    below.alone_after[:count] = np.where(after_bead > after_alone, _UP_PAIRED, _UP_ALONE)


def _trace(choices: list[_Choices], low: NDArray[np.int64], high: NDArray[np.int64]) -> Iterator[tuple[Range, Range]]:
    """The steps of the best way as sentence ranges, in order."""
    i, j = len(choices) - 1, int(high[-1])
    is_alone = bool(choices[i].is_alone[j - low[i]])
    ways = []
    while i or j:
        paired, alone, _ = choices[i]
        at = j - low[i]
        if is_alone:
            how = alone[at]
            n, m = (0, 1) if how in (_LEFT_ALONE, _LEFT_PAIRED) else (1, 0)
            is_alone = how in (_LEFT_ALONE, _UP_ALONE)
        else:
            n, m = _STEPS[paired[at]]
            is_alone = bool(choices[i - n].is_alone[j - m - low[i - n]])
        ways.append(((i - n, i), (j - m, j)))
        i, j = i - n, j - m
    yield from reversed(ways)
