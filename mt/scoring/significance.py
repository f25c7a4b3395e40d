"""Confidence intervals and paired tests, sample for sample those of sacrebleu's `significance` module.

Paired bootstrap: Koehn 2004. Approximate randomisation: Riezler and Maxwell 2005, as in multeval (Clark et al.
2011). The samples are drawn in blocks, so memory does not grow with their number; numpy's generator gives the same
numbers as in one draw.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sacrebleu.significance import estimate_ci

from mt.scoring.borrowed import p_value
from mt.scoring.metrics import Counts

_BLOCK = 1 << 23
"""About how many truth values a block of random assignments holds."""


class Interval(NamedTuple):
    """95 % of the resampled scores lie within `mean` ± `half`."""

    mean: float
    half: float


def bootstrap(systems: Sequence[Mapping[str, Counts]], samples: int, seed: int) -> list[dict[str, NDArray[np.float64]]]:
    """The scores of each system in each resample, `[samples]` by metric; resample i is the same for all."""
    # sacrebleu sums in single precision and computes on with that; so must we, to agree to the last digit.
    tables = [{name: counts.table.astype(np.float32) for name, counts in system.items()} for system in systems]
    scores: list[dict[str, list[float]]] = [{name: [] for name in system} for system in systems]
    for drawn in _resamples(len(_first(systems).table), samples, seed):
        for system, table, score in zip(systems, tables, scores, strict=True):
            for name, counts in system.items():
                score[name].append(counts.metric.score(table[name][drawn].sum(0)).score)
    return [{name: np.array(values) for name, values in score.items()} for score in scores]


def interval(scores: NDArray[np.float64]) -> Interval:
    """The 95 % interval of resampled scores."""
    return Interval(*map(float, estimate_ci(scores)))


def bootstrap_p(system: NDArray[np.float64], baseline: NDArray[np.float64], difference: float) -> float:
    """How probable so large a difference is by chance, from the resampled scores of both."""
    differences = np.abs(system - baseline)
    return p_value(differences - differences.mean(), abs(difference))


def randomisation_p(
    system: Mapping[str, Counts],
    baselines: Sequence[Mapping[str, Counts]],
    trials: int,
    seed: int,
) -> list[dict[str, float]]:
    """For each baseline and metric, how probable so large a difference is if the two took turns at random."""
    differences = [{name: np.empty(trials) for name in system} for _ in baselines]
    done = 0
    for kept in _assignments(len(_first([system]).table), trials, seed):
        chosen = kept.astype(np.float64)
        for baseline, found in zip(baselines, differences, strict=True):
            for name, counts in system.items():
                ours, theirs = counts.table, baseline[name].table
                mixed = chosen @ (theirs - ours) + ours.sum(0)
                swapped = ours.sum(0) + theirs.sum(0) - mixed
                found[name][done : done + len(kept)] = [
                    abs(counts.score(one).score - counts.score(other).score)
                    for one, other in zip(mixed, swapped, strict=True)
                ]
        done += len(kept)
    return [
        {
            name: p_value(found[name], abs(baseline[name].total().score - counts.total().score))
            for name, counts in system.items()
        }
        for baseline, found in zip(baselines, differences, strict=True)
    ]


def _first(systems: Sequence[Mapping[str, Counts]]) -> Counts:
    return next(iter(systems[0].values()))


def _resamples(segments: int, samples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    for _ in range(samples):
        yield random.choice(segments, size=segments, replace=True)


def _assignments(segments: int, trials: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    """Blocks `[trials, segments]` of which system's segment stands where."""
    random = np.random.default_rng(seed)
    # The generator makes 32 truth values from one number, and drops those left over at the end of a draw.
    block = max(32, _BLOCK // segments // 32 * 32)
    for done in range(0, trials, block):
        yield random.integers(2, size=(min(block, trials - done), segments), dtype=bool)
