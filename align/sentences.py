"""Sentence alignment of a text and its translation: beads in the order of both.

Dynamic programming over beads of up to three sentences a side, and of one sentence against up to eight where the texts
say so. What a bead is worth, `align.gains` tells.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from align.band import band
from align.bitext import Bead
from align.evidence import Evidence, Side
from align.gains import LONG, LONGEST, SHORT, LongBead, Range, gains_of
from align.scores import length_ratio, scores

_BLOCK = 48
"""About how many source sentences are looked at together: enough to see what is common, few enough for one matter."""
_STEPS = (*SHORT, (1, 0), (0, 1), *LONG)
_SOURCE_ALONE, _TARGET_ALONE = len(SHORT), len(SHORT) + 1


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


def _search(
    source: Side,
    target: Side,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    progress: Callable[[int, int], None],
) -> list[NDArray[np.int8]]:
    """For each place (source sentences behind, target sentences behind) in the band the last step of the best way."""
    end = len(low) - 1
    choices = [np.zeros(b - a + 1, np.int8) for a, b in zip(low, high, strict=True)]
    best = [np.full(len(choices[row]), -np.inf) for row in range(min(LONGEST, end + 1))]
    best[0][0] = 0
    short, first, start = np.empty(0), 0, 0
    long: dict[int, list[LongBead]] = {}
    size = -(-end // max(1, round(end / _BLOCK)))
    for row in range(end + 1):
        if row % max(size, 1) == 0 and row < end:
            first, start = row, low[row]
            last = min(row + size, end)
            these = source.take(np.arange(first, last + LONGEST))
            those = target.take(np.arange(start, min(high[last - 1] + 1 + LONGEST, len(target))))
            short, beads = gains_of(these, those)
            long = {}
            for bead in beads:
                long.setdefault(first + bead.source, []).append(bead)
            progress(row, end)
        if row + LONGEST <= end:
            best.append(np.full(len(choices[row + LONGEST]), -np.inf))
        # Target sentences without a counterpart cost nothing, so the best so far goes on to the right.
        total = np.maximum.accumulate(best[0])
        choices[row][total > best[0]] = _TARGET_ALONE
        for step, (n, m) in enumerate(_STEPS[:_TARGET_ALONE]):
            if row + n > end:
                continue
            shift = low[row] + m - low[row + n]
            begin, stop = max(0, -shift), min(len(total), len(best[n]) - shift)
            if begin >= stop:
                continue
            value = total[begin:stop]
            if step < _SOURCE_ALONE:
                at = low[row] - start
                value = value + short[step, row - first, at + begin : at + stop]
            into = best[n][begin + shift : stop + shift]
            better = value > into
            into[better] = value[better]
            choices[row + n][begin + shift : stop + shift][better] = step
        for bead in long.get(row, ()):
            n, m = bead.sources, bead.targets
            if row + n > end:
                continue
            at = start + bead.target - low[row]
            to = start + bead.target + m - low[row + n]
            if 0 <= at < len(total) and 0 <= to < len(best[n]) and total[at] + bead.gain > best[n][to]:
                best[n][to] = total[at] + bead.gain
                choices[row + n][to] = _STEPS.index((n, m))
        best.pop(0)
    progress(end, end)
    return choices


def _trace(
    choices: list[NDArray[np.int8]], low: NDArray[np.int64], high: NDArray[np.int64]
) -> Iterator[tuple[Range, Range]]:
    """The steps of the best way as sentence ranges, in order."""
    i, j = len(choices) - 1, int(high[-1])
    ways = []
    while i or j:
        n, m = _STEPS[choices[i][j - low[i]]]
        ways.append(((i - n, i), (j - m, j)))
        i, j = i - n, j - m
    yield from reversed(ways)
