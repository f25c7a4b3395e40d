"""BLEU, chrF2, chrF2++ and TER by sacrebleu (Post 2018): the same counts, figures and signatures as its command.

Segments are counted one by one, each reference once for all systems, and only the counts are kept: some hundred bytes
per segment, where sacrebleu keeps the n-grams of all references.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric, Score
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mt.scoring.borrowed import Statistics, Taken
from mt.scoring.metric_name import MetricName


class Scorer(Protocol):
    """What makes a score of summed statistics: a metric of sacrebleu, or one of ours in its shape."""

    def score(self, statistics: Statistics) -> Score: ...


@dataclass(frozen=True, slots=True)
class Counts:
    """What one metric counted in one system: `table[segments, statistics]`, float64."""

    metric: Scorer
    table: NDArray[np.float64]

    def total(self) -> Score:
        """The score of the whole corpus."""
        return self.score(self.table.sum(0))

    def score(self, statistics: NDArray[np.float64]) -> Score:
        """The score of summed statistics `[statistics]`."""
        return self.metric.score(statistics.tolist())

    def segments(self) -> NDArray[np.float64]:
        """The score of each segment by itself, `[segments]`."""
        return np.array([self.metric.score(row).score for row in self.table.tolist()])


def count(
    systems: Sequence[Sequence[str]],
    references: Sequence[Sequence[str]],
    names: Iterable[MetricName],
    watch: Callable[[range], Iterable[int]] = iter,
) -> list[dict[str, Counts]]:
    """For each system what each metric counted against `references[reference][segment]`.

    `watch` wraps the loop over the segments, for progress.
    """
    metrics = {name: Taken.of(_metric(name), len(references)) for name in dict.fromkeys(names)}
    # With one reference the counts of chrF2 are those of chrF2++ without words; of several, each metric picks its own.
    shared = len(references) == 1 and MetricName.chrf_plus in metrics
    counted = {name: metric for name, metric in metrics.items() if not (shared and name is MetricName.chrf)}
    tables = [{name: np.empty((len(references[0]), metric.width)) for name, metric in counted.items()} for _ in systems]
    for at in watch(range(len(references[0]))):
        wanted = [reference[at] for reference in references]
        for name, metric in counted.items():
            known = metric.known(wanted)
            for system, table in zip(systems, tables, strict=True):
                table[name][at] = metric.counts(system[at], known)
    for table in tables:
        if shared and MetricName.chrf in metrics:
            table[MetricName.chrf] = table[MetricName.chrf_plus][:, : metrics[MetricName.chrf].width]
    return [{name: Counts(metrics[name], table[name]) for name in metrics} for table in tables]


def _metric(name: MetricName) -> Metric:
    match name:
        case MetricName.bleu:
            return BLEU()
        case MetricName.chrf:
            return CHRF()
        case MetricName.chrf_plus:
            return CHRF(word_order=2)
        case MetricName.ter:
            return TER()
