"""The bundled lexicon, from stems and word links of the training pairs (`mt.training.links`).

    python -m mt.training.lexicon STEMS.ar STEMS.en FORWARD.links REVERSE.links OUT.npz

A link counts half for each direction of the aligner that has it.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from align.lexicon import save
from mt.training.links import read_links

SHARE = 0.002
"""The least share of either stem's occurrences that is linked to the other."""


def make(stems: Sequence[Path], links: Sequence[Path], out: Path) -> None:
    """Count the links between the stems of both sides, in each direction, and write the lexicon.

    Raises ValueError where the files differ in length or a link points nowhere.
    """
    with stems[0].open(encoding="utf-8") as sources, stems[1].open(encoding="utf-8") as targets:
        known: tuple[dict[str, int], dict[str, int]] = ({}, {})
        occurrences: tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]] = ([], [])
        keys: list[NDArray[np.int64]] = []
        for number, (source, target, *both) in enumerate(
            zip(sources, targets, *map(read_links, links), strict=True), 1
        ):
            words = [
                np.array([ids.setdefault(stem, len(ids)) for stem in line.split()], np.int64)
                for ids, line in zip(known, (source, target), strict=True)
            ]
            for seen, ids in zip(occurrences, words, strict=True):
                seen.append(ids)
            pairs = np.array([link for direction in both for link in direction], np.int64).reshape(-1, 2)
            if len(pairs) and (pairs.max(0) >= [len(words[0]), len(words[1])]).any():
                raise ValueError(f"{stems[0]}:{number}: a link to a word that is not there")
            keys.append((words[0][pairs[:, 0]] << 32) | words[1][pairs[:, 1]])
    counts = [
        np.bincount(np.concatenate(seen), minlength=len(ids)) for seen, ids in zip(occurrences, known, strict=True)
    ]
    found, times = np.unique(np.concatenate(keys), return_counts=True)
    rows, columns, data = found >> 32, found & 0xFFFFFFFF, times / 2
    kept = (data >= SHARE * counts[0][rows]) | (data >= SHARE * counts[1][columns])
    _write(out, known, counts, rows[kept], columns[kept], data[kept])


def _write(
    out: Path,
    known: Sequence[Iterable[str]],
    counts: Sequence[NDArray[np.int64]],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    data: NDArray[np.float64],
) -> None:
    """Number the stems that are left in their alphabetical order, which packs best, and save."""
    places, stems, occurrences = [], [], []
    for names, seen, used in zip(map(np.array, map(list, known)), counts, (rows, columns), strict=True):
        ids = np.unique(used)
        ids = ids[np.argsort(names[ids])]
        place = np.zeros(len(names), np.int64)
        place[ids] = np.arange(len(ids))
        places.append(place[used])
        stems.append(names[ids].tolist())
        occurrences.append(seen[ids])
    table = csr_array((data, (places[0], places[1])), (len(stems[0]), len(stems[1])))
    save(out, stems[0], stems[1], table, occurrences[0], occurrences[1])


if __name__ == "__main__":
    source, target, forward, reverse, out = map(Path, sys.argv[1:])
    make((source, target), (forward, reverse), out)
