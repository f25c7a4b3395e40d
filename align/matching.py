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
from align.evidence import Evidence, Side, accounted, chance, mass

THRESHOLD = 0.115
"""The least score of a pair."""
CHANCE = 0.5
"""The share taken off of what chance would account for."""
RIVALS = 3
"""By how many of a sentence's other candidates, the best of them, a pair is measured."""
JOINED = 0.2
"""How much of a joining sentence must be accounted for, and how much it must account for that was still missing on the
other side, both as shares of its mass."""
BUDGET = 1024
"""How many pairs of sentences, a sentence, are looked at for sharing rare words."""
CANDIDATES = 8
"""How many of them, a sentence, are looked at closely."""

_FEW = 4.0
"""Mass added to all sentences, so that two short ones need to share more than a word."""
_CHUNK = 1 << 12
_ROWS = 1 << 9
"""Pairs, and sentences, that are looked at in one go."""


def comparable(evidence: Evidence, threshold: float = THRESHOLD) -> list[Bead]:
    """Beads of sentences that say the same, in order of the source; most hold one sentence of each side.

    Each sentence is in at most one bead, and no side of a bead is empty. Beads whose score (0 to 1) is less than
    `threshold` are left out. Shuffled texts give the same beads.
    """
    # In an order of their own, so that nothing, rounding and ties included, depends on the order in the texts.
    order, target_order = _order(evidence.source_texts), _order(evidence.target_texts)
    source, target = evidence.source.take(order), evidence.target.take(target_order)
    pairs = _candidates(source, target)
    worth = _worth(source, target, pairs)
    score = np.round(worth - (_rivals(pairs[:, 0], worth) + _rivals(pairs[:, 1], worth)) / 2, 4)
    kept = _assigned(pairs, score, len(source), len(target))
    kept = kept[score[kept] >= threshold]
    joined, joined_targets = _joined(source, target, pairs, pairs[kept])
    beads = []
    for (i, j), each in zip(pairs[kept].tolist(), score[kept].tolist(), strict=True):
        sources, targets = [i, *joined.get(j, ())], [j, *joined_targets.get(i, ())]
        beads.append(
            Bead(
                tuple(sorted(order[sources].tolist())),
                tuple(sorted(target_order[targets].tolist())),
                min(each, 1.0),
            )
        )
    return sorted(beads)


def _order(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)


def _candidates(source: Side, target: Side) -> NDArray[np.int64]:
    """The pairs `[pairs, 2]` of sentences that share the most: the best of every sentence of both sides, in order."""
    reached, words = rare(source, target, BUDGET)
    there, back = _best(reached, words), _best(words, reached)
    return np.unique(np.concatenate([there, back[:, ::-1]]), axis=0)


def _best(left: csr_array, right: csr_array) -> NDArray[np.int64]:
    """For each row of `left` the rows of `right` with the greatest products, as pairs."""
    found = [np.zeros((0, 2), np.int64)]
    for start in range(0, left.shape[0], _ROWS):
        common = (left[start : start + _ROWS] @ right.T).tocoo()
        best = _ranks(common.row, common.data) < CANDIDATES
        found.append(np.stack([common.row[best] + start, common.col[best]], axis=1))
    return np.concatenate(found)


def _ranks(groups: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of each value within its group, the greatest 0."""
    order = np.lexsort((-values, groups))
    start = np.r_[True, groups[order][1:] != groups[order][:-1]]
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.arange(len(values)) - np.maximum.accumulate(np.where(start, np.arange(len(values)), 0))
    return ranks


def _worth(source: Side, target: Side, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share, at least 0, of both sentences' mass that the other one accounts for, beyond chance."""
    covered, whole = np.zeros(len(pairs)), np.full(len(pairs), 2 * _FEW)
    for this, other, these, those in ((source, target, *pairs.T), (target, source, *pairs.T[::-1])):
        covered += _covered(this, other, these, those)
        whole += mass(this.counts).sum(1)[these]
    worth: NDArray[np.float64] = np.maximum(covered / whole, 0)
    return worth


def _covered(
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
    covered = _overlap(words, other.reach, sentences, others, there) - by_chance
    return covered if there is None else covered - _overlap(words, other.reach, sentences, there)


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


def _rivals(groups: NDArray[np.int64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each pair the mean worth of the best other pairs of its group."""
    if not len(groups):
        return worth
    ranks = _ranks(groups, worth)
    top, after = np.zeros(groups.max() + 1), np.zeros(groups.max() + 1)
    np.add.at(top, groups[ranks < RIVALS], worth[ranks < RIVALS])
    after[groups[ranks == RIVALS]] = worth[ranks == RIVALS]
    return np.where(ranks < RIVALS, top[groups] - worth + after[groups], top[groups]) / RIVALS


def _assigned(pairs: NDArray[np.int64], score: NDArray[np.float64], sources: int, targets: int) -> NDArray[np.int64]:
    """The numbers of the pairs, none sharing a sentence, whose scores have the greatest sum."""
    good = np.flatnonzero(score > 0)
    if not len(good):
        return good
    # A source sentence without a partner gets one of its own, at no gain: the matching must be a full one.
    rows = np.r_[pairs[good, 0], np.arange(sources)]
    columns = np.r_[pairs[good, 1], targets + np.arange(sources)]
    gains = np.r_[score[good], np.zeros(sources)]
    table = csr_array((gains + 1, (rows, columns)), (sources, targets + sources))
    chosen = coo_array(csr_array((np.arange(1, len(good) + 1), (pairs[good, 0], pairs[good, 1])), (sources, targets)))
    _, partner = min_weight_full_bipartite_matching(table, maximize=True)
    return np.sort(good[chosen.data[partner[chosen.row] == chosen.col] - 1])


def _joined(
    source: Side, target: Side, pairs: NDArray[np.int64], beads: NDArray[np.int64]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The source sentence that joins a target sentence's bead, and the target sentence that joins a source sentence's.

    A bead is joined once, a sentence joins once: the best first.
    """
    found = [(*one, False) for one in _joining(source, target, pairs, beads)]
    found += [(*one, True) for one in _joining(target, source, pairs[:, ::-1], beads[:, ::-1])]
    taken: dict[bool, set[int]] = {False: set(), True: set()}
    grown: set[int] = set()
    joined: dict[bool, dict[int, list[int]]] = {False: {}, True: {}}
    for _, bead, sentence, partner, other_way in sorted(found, key=lambda one: (-one[0], *one[1:])):
        if bead not in grown and sentence not in taken[other_way]:
            grown.add(bead)
            taken[other_way].add(sentence)
            joined[other_way][partner] = [sentence]
    return joined[False], joined[True]


def _joining(
    source: Side, target: Side, pairs: NDArray[np.int64], beads: NDArray[np.int64]
) -> list[tuple[float, int, int, int]]:
    """Source sentences without a bead that may join one, `(worth, bead, sentence, target sentence)`."""
    bead_of, free = np.full(len(target), -1), np.ones(len(source), bool)
    bead_of[beads[:, 1]] = np.arange(len(beads))
    free[beads[:, 0]] = False
    joining = pairs[free[pairs[:, 0]] & (bead_of[pairs[:, 1]] >= 0)]
    if not len(joining):
        return []
    whole = mass(source.counts).sum(1) + _FEW
    own = _covered(source, target, *joining.T) / whole[joining[:, 0]]
    joining, own = joining[own >= JOINED], own[own >= JOINED]
    sentence, partner = joining.T
    bead = bead_of[partner]
    share = np.minimum(own, _covered(target, source, partner, sentence, beads[bead, 0]) / whole[sentence])
    good = share >= JOINED
    return list(
        zip(share[good].tolist(), bead[good].tolist(), sentence[good].tolist(), partner[good].tolist(), strict=True)
    )
