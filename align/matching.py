"""Which sentences of two texts say the same, in whatever order: for reports on the same event, no translations.

Each sentence is paired at most once, by the assignment that is the best for all of them together. A pair counts for
what the two share beyond what either shares with others, so that a sentence which is like everything pairs with
nothing. What is left over joins a pair where it says what is still missing there.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from align.band import rare
from align.bitext import Bead
from align.evidence import Evidence, Side
from align.joining import beyond_rivals, grown
from align.scores import COMPARABLE, PAIR, probability
from align.shares import best_others, ranked, shared

THRESHOLD = 0.55
"""The least score of a bead."""
FIRST = 0.6
"""How probable it must be that two sentences belong together, before others join them."""
BUDGET = 1024
"""How many pairs of sentences, a sentence, are looked at for sharing rare words."""
CANDIDATES = 8
"""How many of them, a sentence, are looked at closely."""

_ROWS = 1 << 9
"""Sentences that are looked at in one go."""


def comparable(evidence: Evidence, threshold: float = THRESHOLD) -> list[Bead]:
    """Beads of sentences that say the same, in order of the source; most hold one sentence of each side.

    Each sentence is in at most one bead, and no side of a bead is empty. Beads whose score (0 to 1) is less than
    `threshold` are left out. Shuffled texts give the same beads.
    """
    # In an order of their own, so that nothing, rounding and ties included, depends on the order in the texts.
    order, target_order = sorted_order(evidence.source_texts), sorted_order(evidence.target_texts)
    source, target = evidence.source.take(order), evidence.target.take(target_order)
    pairs = candidates(source, target)
    worth = shared(source, target, pairs)
    rivals = best_others(pairs[:, 0], worth), best_others(pairs[:, 1], worth)
    kept, score = assigned(pairs, worth, rivals, len(source), len(target))
    sure = probability(PAIR, score) >= FIRST
    sides = grown(source, target, pairs, rivals, pairs[kept[sure]])
    taken = [{k for side in sides for k in side[number]} for number in (0, 1)]
    sides += [([i], [j]) for i, j in pairs[kept[~sure]].tolist() if i not in taken[0] and j not in taken[1]]
    scores = np.round(probability(COMPARABLE, beyond_rivals(source, target, pairs, worth, sides)), 4)
    beads = [
        Bead(tuple(sorted(order[sources].tolist())), tuple(sorted(target_order[targets].tolist())), each)
        for (sources, targets), each in zip(sides, scores.tolist(), strict=True)
    ]
    return sorted(bead for bead in beads if bead.score >= threshold)


def sorted_order(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)


def candidates(source: Side, target: Side) -> NDArray[np.int64]:
    """The pairs `[pairs, 2]` of sentences that share the most: the best of every sentence of both sides, in order."""
    reached, words = rare(source, target, BUDGET)
    there, back = _best(reached, words), _best(words, reached)
    return np.unique(np.concatenate([there, back[:, ::-1]]), axis=0)


def _best(left: csr_array, right: csr_array) -> NDArray[np.int64]:
    """For each row of `left` the rows of `right` with the greatest products, as pairs."""
    found = [np.zeros((0, 2), np.int64)]
    for start in range(0, left.shape[0], _ROWS):
        common = (left[start : start + _ROWS] @ right.T).tocoo()
        best = ranked(common.row, common.data) < CANDIDATES
        found.append(np.stack([common.row[best] + start, common.col[best]], axis=1))
    return np.concatenate(found)


def assigned(
    pairs: NDArray[np.int64],
    worth: NDArray[np.float64],
    rivals: tuple[NDArray[np.float64], NDArray[np.float64]],
    sources: int,
    targets: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The numbers of the pairs, none sharing a sentence, that are worth the most beyond their rivals; and how much."""
    score = np.round(worth - (rivals[0] + rivals[1]) / 2, 4)
    good = np.flatnonzero(score > 0)
    if not len(good):
        return good, score[good]
    # A source sentence without a partner gets one of its own, at no gain: the matching must be a full one.
    rows = np.r_[pairs[good, 0], np.arange(sources)]
    columns = np.r_[pairs[good, 1], targets + np.arange(sources)]
    gains = np.r_[score[good], np.zeros(sources)]
    table = csr_array((gains + 1, (rows, columns)), (sources, targets + sources))
    chosen = coo_array(csr_array((np.arange(1, len(good) + 1), (pairs[good, 0], pairs[good, 1])), (sources, targets)))
    _, partner = min_weight_full_bipartite_matching(table, maximize=True)
    kept = np.sort(good[chosen.data[partner[chosen.row] == chosen.col] - 1])
    return kept, score[kept]
