"""How probable it is that what was found is right: one scale for all beads, however they were found.

Each probability is a logistic regression on one to four figures. The weights were learned, as `benchmarks.scores` does
it, from the development half of NTREX-128 and from documents that `benchmarks.made_documents` makes of sentence pairs:
NTREX-128 and FLORES-200 (dev), news, encyclopaedia, health, scripture, stories and archives of the training text. JOIN
also saw reports that say a thing twice, in two Arabic dialects (NLLB Seed). On documents of another draw, of beads that
score .8 to .9, .9 to .95 and more, 90, 92 and 98 in 100 were right in order, and 84, 92 and 97 in any order.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.evidence import Evidence, Side, accounted, chance, mass
from align.gains import Range, summed

PARALLEL = (7.0, 4.2, -5.7, -0.8)
"""A bead of a translation: log of its likeness, how unequal its sides are, its sentences beyond one a side."""
COMPARABLE = (-1.4, 12.9)
"""A bead of texts on the same events: what its sides share beyond what they share with their best rivals."""
PAIR = (-3.3, 35.0)
"""Two sentences belong to one bead of such texts: the same figure."""
JOIN = (13.6, 4.1, 2.1, -21.3, -4.7)
"""A sentence belongs to a bead of such texts: logs of the share of it that the bead's other side accounts for and of what
it accounts for that was missing there, what it shares with its best other candidates, how unequal the sides would be."""
RATIO = (0.7, 1.7)
"""Between these is the ratio of the lengths of two texts, whatever is left out in one of them."""

_LEAST = 0.05
"""Added to a likeness: below this one is as bad as another."""
_FEW = 10
"""Characters added to all lengths, so that very short sentences may differ."""


def probability(weights: Sequence[float], *figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability `[rows]` for figures `[rows]`; the first weight is the constant."""
    total = weights[0] + sum(weight * figure for weight, figure in zip(weights[1:], figures, strict=True))
    probable: NDArray[np.float64] = 1 / (1 + np.exp(-total))
    return probable


def unequal(source: NDArray[np.floating], target: NDArray[np.floating], ratio: float) -> NDArray[np.float64]:
    """By which factor two lengths differ, as a logarithm of at least 0, where `ratio` is that of the texts."""
    factor: NDArray[np.float64] = np.abs(np.log((source * ratio + _FEW) / (target + _FEW)))
    return factor


def length_ratio(evidence: Evidence) -> float:
    """The length of the target beside that of the source."""
    return float(np.clip(evidence.target.lengths.sum() / max(float(evidence.source.lengths.sum()), 1), *RATIO))


def scores(evidence: Evidence, spans: Sequence[tuple[Range, Range]]) -> list[float]:
    """How probably each pair of sentence ranges of a text and its translation is right; 0 where a side is empty."""
    found = np.round(probability(PARALLEL, *figures(evidence, spans).T), 4)
    return [
        score if _text(evidence.source, source) and _text(evidence.target, target) else 0.0
        for score, (source, target) in zip(found.tolist(), spans, strict=True)
    ]


def figures(evidence: Evidence, spans: Sequence[tuple[Range, Range]]) -> NDArray[np.float64]:
    """`[spans, 3]`: the figures of `PARALLEL`."""
    lengths = [
        np.array([_text(side, span[number]) for span in spans], np.float64)
        for number, side in enumerate((evidence.source, evidence.target))
    ]
    further = np.array([sum(end - start for start, end in span) - 2.0 for span in spans])
    factor = unequal(lengths[0], lengths[1], length_ratio(evidence))
    return np.stack([np.log(likeness(evidence, spans) + _LEAST), factor, further], axis=1)


def _text(side: Side, sentences: Range) -> float:
    """The characters of a range of sentences."""
    return float(side.lengths[slice(*sentences)].sum())


def likeness(evidence: Evidence, spans: Sequence[tuple[Range, Range]]) -> NDArray[np.float64]:
    """The share, 0 to 1, of the words of each pair of sentence ranges `[start, end)` that the other range accounts for,
    beyond chance."""
    sources = summed([source for source, _ in spans], len(evidence.source))
    targets = summed([target for _, target in spans], len(evidence.target))
    worth, most = np.zeros(len(spans)), np.zeros(len(spans))
    for this, these, other, those in (
        (evidence.source, sources, evidence.target, targets),
        (evidence.target, targets, evidence.source, sources),
    ):
        words = csr_array(these @ mass(this.counts))
        expected = words @ chance(other)
        worth += words.multiply(accounted(csr_array(those @ other.reach))).sum(1) - expected
        most += words.sum(1) - expected
    share: NDArray[np.float64] = np.clip(worth / np.maximum(most, 1e-6), 0, 1)
    return share
