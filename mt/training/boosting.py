"""Gradient boosting of small regression trees on the logistic loss (Friedman 2001), with histograms, in NumPy.

A missing figure (nan) goes to the left of every split.
"""

import numpy as np
from numpy.typing import NDArray

from mt.review.trees import Trees

BINS = 48
"""Into how many parts each figure is cut."""


def grow(
    figures: NDArray[np.float32],
    labels: NDArray[np.float64],
    weights: NDArray[np.float64],
    rounds: int,
    depth: int = 4,
    rate: float = 0.1,
    fewest: float = 20.0,
    shrink: float = 5.0,
) -> Trees:
    """Trees for `figures` `[rows, figures]` and labels of 0 to 1. `fewest`: the least weight of a leaf's rows."""
    rows, count = figures.shape
    cuts = [_cuts(figures[:, f]) for f in range(count)]
    binned = np.stack(
        [np.where(np.isnan(figures[:, f]), 0, 1 + np.searchsorted(cuts[f], figures[:, f])) for f in range(count)], 1
    ).astype(np.int64)
    base = float(np.log((weights @ labels) / (weights @ (1 - labels))))
    total = np.full(rows, base)
    inner, leaves = 2**depth - 1, 2**depth
    split = np.zeros((rounds, inner), np.int64)
    threshold = np.full((rounds, inner), np.inf, np.float32)
    value = np.zeros((rounds, leaves), np.float32)
    for n in range(rounds):
        probable = 1 / (1 + np.exp(-total))
        gradient, hessian = weights * (labels - probable), weights * probable * (1 - probable)
        node = np.zeros(rows, np.int64)
        for level in range(depth):
            width = 2**level
            best_gain = np.zeros(width)
            best = np.zeros((width, 2), np.int64)
            for f in range(count):
                key = node * (BINS + 2) + binned[:, f]
                sums = [
                    np.bincount(key, each, width * (BINS + 2)).reshape(width, -1).cumsum(1)
                    for each in (gradient, hessian, weights)
                ]
                g, h, w = sums
                gain = (
                    _worth(g, h, shrink)
                    + _worth(g[:, -1:] - g, h[:, -1:] - h, shrink)
                    - _worth(g[:, -1:], h[:, -1:], shrink)
                )
                gain[(w < fewest) | (w[:, -1:] - w < fewest)] = 0
                at = gain.argmax(1)
                better = gain[np.arange(width), at] > best_gain
                best_gain[better] = gain[np.arange(width), at][better]
                best[better, 0], best[better, 1] = f, at[better]
            went = np.zeros(rows, bool)
            for k in range(width):
                if best_gain[k] > 0:
                    f, at = best[k]
                    split[n, width - 1 + k] = f
                    edges = cuts[f]
                    threshold[n, width - 1 + k] = (
                        -np.inf if at == 0 else edges[at - 1] if at - 1 < len(edges) else np.inf
                    )
                    mine = node == k
                    went[mine] = binned[mine, f] > at
            node = 2 * node + went
        g, h = (np.bincount(node, each, leaves) for each in (gradient, hessian))
        value[n] = rate * g / (h + shrink)
        total += value[n][node]
    return Trees(np.float32(base), split.astype(np.uint8), threshold, value)


def _worth(gradient: NDArray[np.float64], hessian: NDArray[np.float64], shrink: float) -> NDArray[np.float64]:
    worth: NDArray[np.float64] = gradient**2 / (hessian + shrink)
    return worth


def _cuts(figure: NDArray[np.float32]) -> NDArray[np.float32]:
    known = figure[~np.isnan(figure)]
    if not known.size:
        return np.zeros(0, np.float32)
    return np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]).astype(np.float32))
