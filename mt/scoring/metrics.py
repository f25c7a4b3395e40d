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

from mt.scoring.metric_name import MetricName


class Scorer(Protocol):
    """What makes a score of summed statistics: a metric of sacrebleu, or one of ours in its shape."""

    def _compute_score_from_stats(self, stats: list[float]) -> Score: ...


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
        return self.metric._compute_score_from_stats(statistics.tolist())

    def segments(self) -> NDArray[np.float64]:
        """The score of each segment by itself, `[segments]`."""
        return np.array([self.metric._compute_score_from_stats(row).score for row in self.table.tolist()])


def count(
    systems: Sequence[Sequence[str]],
    references: Sequence[Sequence[str]],
    names: Iterable[MetricName],
    watch: Callable[[range], Iterable[int]] = iter,
) -> list[dict[str, Counts]]:
    """For each system what each metric counted against `references[reference][segment]`.

    `watch` wraps the loop over the segments, for progress.
    """
    metrics = {name: _metric(name, len(references)) for name in dict.fromkeys(names)}
    # With one reference the counts of chrF2 are those of chrF2++ without words; of several, each metric picks its own.
    shared = len(references) == 1 and MetricName.chrf_plus in metrics
    counted = {name: metric for name, metric in metrics.items() if not (shared and name is MetricName.chrf)}
    tables = [
        {name: np.empty((len(references[0]), _width(metric))) for name, metric in counted.items()} for _ in systems
    ]
    for at in watch(range(len(references[0]))):
        wanted = [reference[at] for reference in references]
        for name, metric in counted.items():
            known = metric._extract_reference_info([metric._preprocess_segment(text) for text in wanted])
            for system, table in zip(systems, tables, strict=True):
                table[name][at] = metric._compute_segment_statistics(metric._preprocess_segment(system[at]), known)
    for table in tables:
        if shared and MetricName.chrf in metrics:
            table[MetricName.chrf] = table[MetricName.chrf_plus][:, : _width(metrics[MetricName.chrf])]
    return [{name: Counts(metrics[name], table[name]) for name in metrics} for table in tables]


def signature(metric: Metric, **settings: int) -> str:
    """sacrebleu's signature of a score; `settings` are those of a test: `bs`, `ar`, `seed`."""
    signed = metric.get_signature()
    for key, value in settings.items():
        signed.update(key, value)
    return signed.format()


def _metric(name: MetricName, references: int) -> Metric:
    metric: Metric
    match name:
        case MetricName.bleu:
            metric = BLEU()
        case MetricName.chrf:
            metric = CHRF()
        case MetricName.chrf_plus:
            metric = CHRF(word_order=2)
        case MetricName.ter:
            metric = TER()
    metric.num_refs = references
    return metric


def _width(metric: Metric) -> int:
    """How many statistics the metric keeps for a segment."""
    match metric:
        case BLEU():
            return 2 + 2 * metric.max_ngram_order
        case CHRF():
            return 3 * metric.order
    return 2
