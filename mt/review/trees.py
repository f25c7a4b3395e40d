"""Small regression trees whose sum is the logit of a probability, as `mt.training.boosting` grows them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Complete binary trees. `split` and `threshold` are `[trees, inner nodes]`, `value` `[trees, leaves]`.

    A row goes right where its figure `split` is greater than the threshold; nan goes left.
    """

    base: np.float32
    split: NDArray[np.uint8]
    threshold: NDArray[np.float32]
    value: NDArray[np.float32]

    def probability(self, figures: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row of `figures` `[rows, figures]`."""
        rows = np.arange(len(figures))
        total = np.full(len(figures), float(self.base))
        inner = self.split.shape[1]
        for split, threshold, value in zip(self.split, self.threshold, self.value, strict=True):
            node = np.zeros(len(figures), np.int64)
            for _ in range(inner.bit_length()):
                node = 2 * node + 1 + (figures[rows, split[node]] > threshold[node])
            total += value[node - inner]
        probable: NDArray[np.float64] = 1 / (1 + np.exp(-total))
        return probable

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """The trees as named arrays, to be kept in a file."""
        return {
            f"{name}.{field}": np.asarray(getattr(self, field)) for field in ("base", "split", "threshold", "value")
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> "Trees":
        """The trees that `arrays` made."""
        base, split, threshold, value = (arrays[f"{name}.{field}"] for field in ("base", "split", "threshold", "value"))
        return cls(
            np.float32(base.astype(np.float32)),
            split.astype(np.uint8),
            threshold.astype(np.float32),
            value.astype(np.float32),
        )
