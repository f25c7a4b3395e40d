"""Which word stems translate each other, how often, and how that is kept in one small file.

The file is a compressed NumPy archive: the stems of both sides, how often each stands in the texts that the
lexicon was made from, and the linked pairs of stems in compressed sparse rows. Counts are kept as sixteenths of
their binary logarithm, one or two bytes each: exact enough for a probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from glossaries.errors import InputError

_STEP = 16
"""Steps per doubling of a count."""
CAUTION = 2
"""How many occurrences are added to those of each stem: once or twice proves little."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Translation probabilities between stems (`align.stems`).

    `source_ids` and `target_ids` number the stems. `counts` `[sources, targets]` holds how often two stems were linked.
    `forward` of the same shape is p(target stem | source stem), `reverse` p(source stem | target stem): the share of a
    stem's occurrences, a little less for rare ones, so that a row sums up to less than one.
    `source_counts` and `target_counts` hold the occurrences.
    """

    source_ids: dict[str, int]
    target_ids: dict[str, int]
    counts: csr_array
    forward: csr_array
    reverse: csr_array
    source_counts: NDArray[np.float32]
    target_counts: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        sources: Sequence[str],
        targets: Sequence[str],
        counts: csr_array,
        source_counts: NDArray[np.float32],
        target_counts: NDArray[np.float32],
    ) -> "Lexicon":
        """The lexicon of `counts` `[sources, targets]` of linked stems and of each stem's occurrences `[stems]`."""
        rows = np.repeat(np.arange(len(sources)), np.diff(counts.indptr))
        per_source = np.minimum(counts.data / (source_counts[rows] + CAUTION), 1)
        per_target = np.minimum(counts.data / (target_counts[counts.indices] + CAUTION), 1)

        def like(data: NDArray[np.float32]) -> csr_array:
            return csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)

        return cls(
            {stem: i for i, stem in enumerate(sources)},
            {stem: j for j, stem in enumerate(targets)},
            like(counts.data),
            like(per_source),
            like(per_target),
            source_counts,
            target_counts,
        )

    @classmethod
    @cache  # it never changes, and unpacking takes .2 s
    def bundled(cls) -> "Lexicon":
        """The Arabic-English lexicon that comes with the package; `align/data/README.md` tells how it was made."""
        with as_file(files("align").joinpath("data", "ar-en.npz")) as path:
            return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read a lexicon that `save` wrote. Raises InputError where it is none."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                sources, targets = (_words(arrays[name]) for name in ("sources", "targets"))
                source_counts, target_counts = (_counts(arrays[name]) for name in ("source_counts", "target_counts"))
                counts = csr_array(
                    (_counts(arrays["counts"]), arrays["indices"], arrays["indptr"]), (len(sources), len(targets))
                )
        except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
            raise InputError(f"{path}: not a lexicon of qantara ({error})") from None
        return cls.of(sources, targets, counts, source_counts, target_counts)


def save(
    path: Path,
    sources: Sequence[str],
    targets: Sequence[str],
    counts: csr_array,
    source_counts: NDArray[np.float32] | NDArray[np.int64],
    target_counts: NDArray[np.float32] | NDArray[np.int64],
) -> None:
    """Write the arguments of `Lexicon.of` to one file."""
    counts = csr_array(counts)
    counts.sort_indices()
    np.savez_compressed(
        path,
        sources=np.frombuffer("\n".join(sources).encode(), dtype=np.uint8),
        targets=np.frombuffer("\n".join(targets).encode(), dtype=np.uint8),
        counts=_steps(counts.data),
        indices=counts.indices.astype(np.int32),
        indptr=counts.indptr.astype(np.int32),
        source_counts=_steps(source_counts),
        target_counts=_steps(target_counts),
    )


def _words(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if packed.size else []


def _steps(counts: NDArray[np.float32] | NDArray[np.int64]) -> NDArray[np.uint16]:
    steps: NDArray[np.uint16] = np.rint(np.log2(counts + 1) * _STEP).astype(np.uint16)
    return steps


def _counts(steps: NDArray[np.uint16]) -> NDArray[np.float32]:
    return (np.exp2(steps / _STEP) - 1).astype(np.float32)
