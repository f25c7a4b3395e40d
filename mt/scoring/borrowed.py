"""What is taken of sacrebleu beyond its published interface, all of it here.

sacrebleu scores whole corpora; we count segment by segment, sum the counts in our own ways and score the sums. These
names may go with any version: `tests/test_borrowed.py` says which one lacks what.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from sacrebleu import significance
from sacrebleu.metrics import lib_ter
from sacrebleu.metrics.base import Metric, Score
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

KEPT, SUBSTITUTED, INSERTED, DELETED = "=sid"
Statistics = Sequence[float] | NDArray[np.floating[Any]]


class Taken(NamedTuple):
    """A metric of sacrebleu, taken apart: the counts of single segments, and the score of a sum of counts."""

    metric: Metric

    @classmethod
    def of(cls, metric: Metric, references: int) -> "Taken":
        """`references`: how many each segment has; the signature says so."""
        metric.num_refs = references
        return cls(metric)

    @property
    def width(self) -> int:
        """How many counts it keeps for a segment."""
        match self.metric:
            case BLEU():
                return 2 + 2 * self.metric.max_ngram_order
            case CHRF():
                return 3 * self.metric.order
        return 2

    def known(self, references: Sequence[str]) -> dict[str, Any]:
        """What it has to know of a segment's references, for `counts`."""
        info: dict[str, Any] = self.metric._extract_reference_info(
            [self.metric._preprocess_segment(text) for text in references]
        )
        return info

    def counts(self, text: str, known: dict[str, Any]) -> list[float]:
        """What it counts in a segment, beside what is `known` of its references."""
        found: list[float] = self.metric._compute_segment_statistics(self.metric._preprocess_segment(text), known)
        return found

    def score(self, statistics: Statistics) -> Score:
        """The score that summed counts amount to."""
        score: Score = self.metric._compute_score_from_stats(cast("list[float]", statistics))  # an array will do
        return score

    def signature(self, **settings: int) -> str:
        """sacrebleu's signature of a score; `settings` are those of a test: `bs`, `ar`, `seed`."""
        signed = self.metric.get_signature()
        for key, value in settings.items():
            signed.update(key, value)
        return signed.format()


def detail(score: Score) -> str:
    """What else sacrebleu says of a score, such as BLEU's precisions."""
    return score._verbose


def p_value(samples: NDArray[np.float64], difference: float) -> float:
    """How probable a difference of more than `difference` is, by the differences that were sampled."""
    return significance._compute_p_value(samples, difference)


def edits(words: Sequence[str], goal: Sequence[str]) -> tuple[int, str]:
    """How many shifts TER makes in `words`, and what turns the result into `goal`, a letter for each edit.

    The letters are `KEPT`, `SUBSTITUTED`, `INSERTED` and `DELETED`.
    """
    letters = {lib_ter._OP_SUB: SUBSTITUTED, lib_ter._OP_INS: INSERTED, lib_ter._OP_DEL: DELETED}
    distance = lib_ter.BeamEditDistance(list(goal))
    text, shifts, checked = list(words), 0, 0
    while True:
        gain, shifted, checked = lib_ter._shift(text, list(goal), distance, checked)
        if gain <= 0 or checked >= lib_ter._MAX_SHIFT_CANDIDATES:
            return shifts, "".join(letters.get(edit, KEPT) for edit in distance(text)[1])
        text = shifted
        shifts += 1
