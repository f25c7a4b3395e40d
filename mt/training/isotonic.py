"""Isotonic regression by pooling adjacent violators (Ayer et al. 1955)."""

import numpy as np
from numpy.typing import NDArray


def steps(
    scores: NDArray[np.float64], labels: NDArray[np.float64], weights: NDArray[np.float64], parts: int = 60
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where to interpolate from, and what: both ascending. The scores are taken in `parts` equal parts first."""
    order = np.argsort(scores, kind="stable")
    blocks: list[list[float]] = []  # weight, mean label, mean score
    for some in np.array_split(order, parts):
        weight = float(weights[some].sum())
        if weight:
            mean = float((weights[some] * labels[some]).sum() / weight)
            blocks.append([weight, mean, float(scores[some].mean())])
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            second, first = blocks.pop(), blocks.pop()
            total = first[0] + second[0]
            blocks.append([total, *((first[0] * first[n] + second[0] * second[n]) / total for n in (1, 2))])
    return np.array([block[2] for block in blocks]), np.array([block[1] for block in blocks])
