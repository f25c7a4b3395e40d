"""Where to look: for every source sentence the range of target sentences that it may stand for, in order."""

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.evidence import Side, accounted, mass

SMALL = 1 << 12
"""Up to so many pairs of sentences, all of them are looked at."""
BUDGET = 256
"""How many pairs the search for anchors looks at per sentence."""
AROUND = 6
"""How many anchors before and after a sentence bound its range."""
MARGIN = 16
"""How many sentences a range reaches beyond those anchors."""
WIDEST = 3000
"""The most target sentences of a range, where anchors are few."""


def band(source: Side, target: Side) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bounds `[source sentences + 1]` of the places among the target sentences, 0 to their number, both included.

    Neither bound ever falls; the first range begins at 0, the last ends at the end. In small texts every range is the
    whole text.
    """
    sources, targets = len(source), len(target)
    if sources * targets <= SMALL:
        return np.zeros(sources + 1, np.int64), np.full(sources + 1, targets)
    anchors = [(-1, -1), *_chain(_anchors(source, target)), (sources, targets)]
    rows = np.arange(sources + 1)
    at = np.array([i for i, _ in anchors])
    to = np.array([j for _, j in anchors])
    before = np.searchsorted(at, rows, side="right") - 1
    low = to[np.maximum(before - AROUND, 0)] - MARGIN
    high = to[np.minimum(before + 1 + AROUND, len(to) - 1)] + MARGIN
    middle = np.interp(rows, at, to)
    low = np.maximum(low, middle - WIDEST / 2).astype(np.int64).clip(0, targets)
    high = np.minimum(high, middle + WIDEST / 2).astype(np.int64).clip(0, targets)
    low[0], high[-1] = 0, targets
    return np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high)


def rare(source: Side, target: Side, budget: int) -> tuple[csr_array, csr_array]:
    """Which of the target's rare words source sentences account for, and which of them target sentences have.

    Two matrices `[sentences, words]`: the first times the transposed second is the mass of the words that two sentences
    share. Words are taken, the rarest first, while that product has no more than about `budget` pairs per sentence.
    """
    words = mass(target.counts)
    reached, present = (np.bincount(each.indices, minlength=words.shape[1]) for each in (source.reach, words))
    cost = reached * present
    cheapest = np.argsort(cost, kind="stable")
    within = np.cumsum(cost[cheapest]) <= budget * (len(source) + len(target))
    chosen = np.sort(cheapest[within])
    return accounted(csr_array(source.reach[:, chosen])), csr_array(words[:, chosen])


def _anchors(source: Side, target: Side) -> list[tuple[int, int, float]]:
    """Pairs of sentences that share more with each other than with any other, in order of the source."""
    reached, words = rare(source, target, BUDGET)
    common = (reached @ words.T).tocoo()
    best_row, best_column = np.zeros(common.shape[0]), np.zeros(common.shape[1])
    np.maximum.at(best_row, common.row, common.data)
    np.maximum.at(best_column, common.col, common.data)
    best = (common.data >= best_row[common.row]) & (common.data >= best_column[common.col]) & (common.data > 0)
    return sorted(zip(common.row[best].tolist(), common.col[best].tolist(), common.data[best].tolist(), strict=True))


def _chain(anchors: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest chain of anchors in which both sides rise."""
    # tails: the ends of the best chains so far, by rising target and rising weight.
    tails: list[tuple[int, float, int]] = []
    previous: list[int] = []
    by_row: dict[int, list[int]] = {}
    for k, (i, _, _) in enumerate(anchors):
        by_row.setdefault(i, []).append(k)
    for row in by_row.values():
        new = []
        for k in row:
            _, j, weight = anchors[k]
            at = bisect_left(tails, (j,))
            previous.append(tails[at - 1][2] if at else -1)
            new.append((j, weight + (tails[at - 1][1] if at else 0.0), k))
        for tail in new:
            at = bisect_left(tails, (tail[0],))
            if at and tails[at - 1][1] >= tail[1]:
                continue
            last = at
            while last < len(tails) and tails[last][1] <= tail[1]:
                last += 1
            tails[at:last] = [tail]
    chain = []
    k = tails[-1][2] if tails else -1
    while k >= 0:
        chain.append(anchors[k][:2])
        k = previous[k]
    return chain[::-1]
