"""Sentence alignment of a text and its translation: beads in the order of both.

Dynamic programming over beads of up to three sentences a side. A bead is worth the mass of its words that the other
side accounts for, beyond what any sentence would account for by chance; a sentence without a counterpart is worth
nothing. So a bead does not swallow a neighbour that has nothing to do with it, as it would if beads were judged by
their average likeness.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from align.band import band
from align.bitext import Bead
from align.evidence import Evidence, Side, accounted, chance, mass

SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
"""The beads that are looked for, beside sentences without a counterpart."""
MERGE = 5.0
"""What each sentence beyond the first of a side costs, in mass (`align.evidence.TYPICAL` is a word's)."""
LENGTH = 8.0
"""What a bead costs whose sides differ in length by a factor of e more than the texts as a whole."""
RATIO = (0.7, 1.7)
"""Between these is the ratio of the lengths of two texts, whatever is left out in one of them."""
UNLIKE = 0.05
"""The share of a bead's mass that must be accounted for beyond chance."""
CHANCE = 0.9
"""The share taken off of what chance would account for."""

_MOST = 3
"""The most sentences of a bead's side."""
_BLOCK = 48
"""About how many source sentences are looked at together: enough to see what is common, few enough for one matter."""
_STEPS = (*SHAPES, (1, 0), (0, 1))
_SOURCE_ALONE, _TARGET_ALONE = len(SHAPES), len(SHAPES) + 1
_FEW = 10
"""Characters added to all lengths, so that very short sentences may differ."""

Range = tuple[int, int]


def parallel(evidence: Evidence, progress: Callable[[int, int], None] | None = None) -> list[Bead]:
    """Beads that cover every sentence of both sides once, in order.

    A bead's score is its `likeness`, 0 for a sentence without a counterpart. `progress` is called now and then with
    the number of source sentences done and of all.
    """
    low, high = band(evidence.source, evidence.target)
    ratio = np.clip(evidence.target.lengths.sum() / max(evidence.source.lengths.sum(), 1), *RATIO)
    source, target = _padded(evidence.source, ratio), _padded(evidence.target)
    choices = _search(source, target, low, high, progress or (lambda done, total: None))
    spans = list(_trace(choices, low, high))
    scores = likeness(evidence, spans)
    return [
        Bead(tuple(range(*source)), tuple(range(*target)), round(float(score), 4))
        for (source, target), score in zip(spans, scores, strict=True)
    ]


def likeness(evidence: Evidence, spans: Sequence[tuple[Range, Range]]) -> NDArray[np.float64]:
    """The share, 0 to 1, of the words of each pair of sentence ranges `[start, end)` that the other range accounts for,
    beyond chance."""
    sources = _sums([source for source, _ in spans], len(evidence.source))
    targets = _sums([target for _, target in spans], len(evidence.target))
    worth, most = np.zeros(len(spans)), np.zeros(len(spans))
    for this, these, other, those in (
        (evidence.source, sources, evidence.target, targets),
        (evidence.target, targets, evidence.source, sources),
    ):
        words = csr_array(these @ mass(this.counts))
        expected = words @ chance(other)
        worth += words.multiply(accounted(csr_array(those @ other.reach))).sum(1) - expected
        most += words.sum(1) - expected
    return np.clip(worth / np.maximum(most, 1e-6), 0, 1)


def _sums(ranges: Sequence[Range], sentences: int) -> csr_array:
    """The matrix `[ranges, sentences]` that sums up the sentences of each range."""
    rows = [k for k, (start, end) in enumerate(ranges) for _ in range(start, end)]
    columns = [i for start, end in ranges for i in range(start, end)]
    return csr_array((np.ones(len(rows), np.float32), (rows, columns)), (len(ranges), sentences))


def _padded(side: Side, ratio: float = 1.0) -> Side:
    """The side with empty sentences at its end, so that every bead that begins inside it has its sentences."""
    counts, reach = (
        csr_array(vstack([each, csr_array((_MOST, each.shape[1]), dtype=each.dtype)]))
        for each in (side.counts, side.reach)
    )
    return Side(counts, reach, np.pad(side.lengths * ratio, (0, _MOST)))


def _gains(source: Side, target: Side) -> NDArray[np.float64]:
    """`[SHAPES, source sentences, target sentences]`: what each bead is worth that begins with that pair.

    Both sides end with `_MOST` sentences in which no bead begins. What is rare, and what chance accounts for, is what
    is so in these sentences: in long texts words come and go.
    """
    height, width = len(source) - _MOST, len(target) - _MOST
    masses = mass(source.counts), mass(target.counts)
    of_target, of_source = [], []
    for n in range(_MOST):
        covered = (accounted(_added(source.reach, height, n)) @ masses[1].T).toarray()
        of_target.append(covered - CHANCE * covered.mean(0) - UNLIKE * masses[1].sum(1))
        covered = (masses[0] @ accounted(_added(target.reach, width, n)).T).toarray()
        of_source.append(
            covered - CHANCE * covered.sum(1, keepdims=True) / max(width, 1) - UNLIKE * masses[0].sum(1)[:, None]
        )
    gains = np.empty((len(SHAPES), height, width))
    for gain, (n, m) in zip(gains, SHAPES, strict=True):
        gain[:] = -MERGE * (n + m - 2)
        for k in range(m):
            gain += of_target[n - 1][:, k : k + width]
        for k in range(n):
            gain += of_source[m - 1][k : k + height]
        lengths = sum(source.lengths[k : height + k] for k in range(n)) + _FEW
        others = sum(target.lengths[k : width + k] for k in range(m)) + _FEW
        gain -= LENGTH * (np.log(lengths)[:, None] - np.log(others)) ** 2
    return gains


def _added(reach: csr_array, rows: int, more: int) -> csr_array:
    """Each of the first rows with the `more` rows after it added to it."""
    total = reach[:rows]
    for k in range(1, more + 1):
        total = total + reach[k : rows + k]
    return csr_array(total)


def _search(
    source: Side, target: Side, low: NDArray[np.int64], high: NDArray[np.int64], progress: Callable[[int, int], None]
) -> list[NDArray[np.int8]]:
    """For each place (source sentences behind, target sentences behind) in the band the last step of the best way."""
    end = len(low) - 1
    choices = [np.zeros(b - a + 1, np.int8) for a, b in zip(low, high, strict=True)]
    best = [np.full(len(choices[row]), -np.inf) for row in range(min(_MOST, end + 1))]
    best[0][0] = 0
    gains, first, start = np.empty(0), 0, 0
    size = -(-end // max(1, round(end / _BLOCK)))
    for row in range(end + 1):
        if row % max(size, 1) == 0 and row < end:
            first, start = row, low[row]
            last = min(row + size, end)
            these = source.take(np.arange(first, last + _MOST))
            gains = _gains(these, target.take(np.arange(start, min(high[last - 1] + 1 + _MOST, len(target)))))
            progress(row, end)
        if row + _MOST <= end:
            best.append(np.full(len(choices[row + _MOST]), -np.inf))
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
                value = value + gains[step, row - first, at + begin : at + stop]
            into = best[n][begin + shift : stop + shift]
            better = value > into
            into[better] = value[better]
            choices[row + n][begin + shift : stop + shift][better] = step
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
