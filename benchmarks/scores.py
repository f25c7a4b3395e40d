"""Learns the weights of `align.scores` from documents with known beads, and tells how often each score is right.

    python -m benchmarks.scores parallel FOLDER...
    python -m benchmarks.scores comparable FOLDER...

A FOLDER has documents as `benchmarks.sentences` reads them; `benchmarks.made_documents` makes such. Sentences of other
beads, by two and four lines off, stand for pairs that are wrong and that the search does not make.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from align.evidence import Evidence, Knowledge, gather
from align.joining import RATIO, beyond_rivals, grown, joins_of
from align.lexicon import Lexicon
from align.matching import FIRST, assigned, candidates, sorted_order
from align.scores import COMPARABLE, JOIN, PAIR, PARALLEL, figures, probability
from align.sentences import parallel
from align.shares import best_others, shared
from benchmarks.sentences import Shape, beads_of, lines

STRANGER = 0.3
"""What a pair that is wrong on purpose counts beside one that was found."""
BOUNDS = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


def documents(folders: Sequence[str]) -> Iterator[tuple[Evidence, set[Shape]]]:
    """The evidence of each document and its gold beads with two sides."""
    knowledge = Knowledge.of(Lexicon.bundled())
    for gold in sorted(path for folder in folders for path in Path(folder).glob("*.gold")):
        source, target = lines(gold.with_suffix(".ar")), lines(gold.with_suffix(".en"))
        yield gather(source, target, knowledge), {bead for bead in beads_of(gold) if all(bead)}


def fitted(rows: np.ndarray, right: np.ndarray, counts: np.ndarray | None = None) -> np.ndarray:
    """The weights of a logistic regression, the constant first, by Newton's method."""
    table = np.c_[np.ones(len(rows)), rows]
    counts = np.ones(len(rows)) if counts is None else counts
    weights = np.zeros(table.shape[1])
    for _ in range(40):
        found = 1 / (1 + np.exp(-table @ weights))
        curvature = (table * (counts * found * (1 - found))[:, None]).T @ table + np.eye(len(weights)) * 0.01
        weights += np.linalg.solve(curvature, table.T @ (counts * (right - found)) - 0.01 * weights)
    return weights


def report(name: str, kept: Sequence[float], rows: np.ndarray, right: np.ndarray, weights: np.ndarray) -> None:
    """The weights learned and kept, and how many are right by the score that the kept ones give."""
    print(
        f"{name}: learned {weights.round(1).tolist()}, kept {list(kept)}; {len(right)} beads, right {right.mean():.3f}"
    )
    scores = probability(kept, *rows.T)
    for low, high in pairwise(BOUNDS):
        here = (scores >= low) & (scores < high)
        if here.any():
            print(
                f"  {low:.2f} to {min(high, 1):.2f}: {here.sum():6} mean {scores[here].mean():.3f} right {right[here].mean():.3f}"
            )


def in_order(folders: Sequence[str]) -> None:
    rows, right, strangers = [], [], []
    for evidence, gold in documents(folders):
        found = [bead for bead in parallel(evidence) if bead.sources and bead.targets]
        spans = [tuple((side[0], side[-1] + 1) for side in bead[:2]) for bead in found]
        rows.append(figures(evidence, spans))
        right += [bead[:2] in gold for bead in found]
        single = sorted(bead for bead in gold if len(bead[0]) == len(bead[1]) == 1)
        wrong = [(one[0][0], two[1][0]) for off in (1, 3) for one, two in zip(single, single[off:], strict=False)]
        strangers.append(figures(evidence, [((i, i + 1), (j, j + 1)) for i, j in wrong]))
    table, truth, wrongs = np.concatenate(rows), np.array(right, float), np.concatenate(strangers)
    counts = np.r_[np.ones(len(table)), np.full(len(wrongs), STRANGER)]
    weights = fitted(np.r_[table, wrongs], np.r_[truth, np.zeros(len(wrongs))], counts)
    report("PARALLEL", PARALLEL, table, truth, weights)


def in_any_order(folders: Sequence[str]) -> None:
    learned = {name: ([], []) for name in ("PAIR", "JOIN", "COMPARABLE")}

    def learn(name: str, rows: np.ndarray, right: Sequence[bool]) -> None:
        learned[name][0].append(rows)
        learned[name][1].extend(right)

    for evidence, gold in documents(folders):
        orders = sorted_order(evidence.source_texts), sorted_order(evidence.target_texts)
        source, target = evidence.source.take(orders[0]), evidence.target.take(orders[1])
        together = {(i, j): bead for bead in gold for i in bead[0] for j in bead[1]}
        pairs = candidates(source, target)
        worth = shared(source, target, pairs)
        rivals = best_others(pairs[:, 0], worth), best_others(pairs[:, 1], worth)
        kept, score = assigned(pairs, worth, rivals, len(source), len(target))
        bead_of = [together.get((int(orders[0][i]), int(orders[1][j]))) for i, j in pairs.tolist()]
        learn("PAIR", score[:, None], [bead_of[k] is not None for k in kept.tolist()])
        sure = kept[probability(PAIR, score) >= FIRST]
        for side, joins in enumerate(
            (
                joins_of(source, target, pairs, rivals[0], pairs[sure], RATIO),
                joins_of(target, source, pairs[:, ::-1], rivals[1], pairs[sure][:, ::-1], 1 / RATIO),
            )
        ):
            belongs = [
                bead_of[sure[bead]] is not None and int(orders[side][sentence]) in bead_of[sure[bead]][side]
                for bead, sentence in zip(joins.beads.tolist(), joins.sentences.tolist(), strict=True)
            ]
            learn("JOIN", joins.figures, belongs)
        sides = grown(source, target, pairs, rivals, pairs[sure])
        shapes = [tuple(tuple(sorted(orders[k][each[k]].tolist())) for k in (0, 1)) for each in sides]
        beyond = beyond_rivals(source, target, pairs, worth, sides)
        learn("COMPARABLE", beyond[:, None], [shape in gold for shape in shapes])
    for name, kept in (("PAIR", PAIR), ("JOIN", JOIN), ("COMPARABLE", COMPARABLE)):
        rows, right = np.concatenate(learned[name][0]), np.array(learned[name][1], float)
        report(name, kept, rows, right, fitted(rows, right))


def main(mode: str, *folders: str) -> None:
    (in_order if mode == "parallel" else in_any_order)(folders)


if __name__ == "__main__":
    main(*sys.argv[1:])
