"""Sentence pairs as small files: what `Prepared` holds, with words and links as differences, in one LZMA stream."""

import io
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mt.training.prepare import Prepared

_LARGEST = 1 << 26
"""Bytes that LZMA looks back over at most."""
_SIDES = ("source", "target")


@dataclass(frozen=True, slots=True)
class WordRule:
    """Which pieces begin a word, by id: those with a space before them, those that are no letters, and what follows these."""

    begins: np.ndarray
    closes: np.ndarray

    @classmethod
    def of(cls, pieces: Sequence[str]) -> "WordRule":
        closes = np.array([not any(map(str.isalnum, piece)) for piece in pieces])
        return cls(np.array([piece.startswith("▁") for piece in pieces]) | closes, closes)

    def words(self, ids: np.ndarray, at: np.ndarray) -> np.ndarray:
        """The word of each piece, from 0 in each sentence; sentence k has the pieces `ids[at[k]:at[k + 1]]`."""
        steps = self.begins[ids].astype(np.int64)
        steps[1:] |= self.closes[ids[:-1]]
        return _from_steps(_first_of_each(steps, at, 0), at)


def save(data: Prepared, rule: WordRule, path: Path) -> None:
    """Write pairs to `path`. Words that are as the rule says cost nothing."""
    columns = {name: np.diff(getattr(data, f"{name}_at")).astype(np.uint16) for name in (*_SIDES, "links")}
    arrays = {f"{name}_lengths": lengths for name, lengths in columns.items()}
    for side in _SIDES:
        ids, at = getattr(data, side), getattr(data, f"{side}_at")
        ruled = rule.words(ids, at)
        arrays[side] = ids.astype(np.uint16)
        arrays[f"{side}_words"] = (
            _steps(getattr(data, f"{side}_word").astype(np.int64), at) - _steps(ruled, at)
        ).astype(np.int16)
    links = [_steps(data.links[:, k].astype(np.int64), data.links_at) for k in (0, 1)]
    arrays["links"] = np.stack(links, axis=1).astype(np.int16)
    arrays["copies"], arrays["back"] = data.copies.astype(np.uint16), data.back.astype(np.uint16)
    with io.BytesIO() as plain:
        np.savez(plain, **arrays)
        # All columns are numbers of two bytes: an even place is told from an odd one.
        size = max(1 << 12, min(_LARGEST, plain.tell()))
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lp": 1, "pb": 1, "dict_size": size}]
        path.write_bytes(lzma.compress(plain.getbuffer(), filters=filters))


def load(path: Path, rule: WordRule) -> Prepared:
    """The pairs that `save` wrote with the same rule."""
    with np.load(io.BytesIO(lzma.decompress(path.read_bytes()))) as stored:
        arrays = dict(stored)
    at = {name: _ends(arrays[f"{name}_lengths"]) for name in (*_SIDES, "links")}
    columns: dict[str, np.ndarray] = {}
    for side in _SIDES:
        ruled = _steps(rule.words(arrays[side], at[side]), at[side])
        columns[side] = arrays[side]
        columns[f"{side}_word"] = _from_steps(ruled + arrays[f"{side}_words"], at[side]).astype(np.int16)
        columns[f"{side}_at"] = at[side]
    links = [_from_steps(arrays["links"][:, k].astype(np.int64), at["links"]) for k in (0, 1)]
    return Prepared(
        **columns,
        links=np.stack(links, axis=1).astype(np.int16),
        links_at=at["links"],
        copies=arrays["copies"].astype(np.uint8),
        back=arrays["back"].astype(bool),
    )


def alone(rows: Sequence[Sequence[int]]) -> Prepared:
    """English sentences, as piece ids, without Arabic: what is to be back-translated. Their words are not told."""
    target = np.array([id_ for row in rows for id_ in row], dtype=np.uint16)
    nothing = np.zeros(0, dtype=np.int16)
    none = np.zeros(len(rows) + 1, dtype=np.int64)
    return Prepared(
        source=nothing.astype(np.uint16), source_word=nothing, source_at=none,
        target=target, target_word=np.zeros(len(target), dtype=np.int16), target_at=_ends([len(row) for row in rows]),
        links=np.zeros((0, 2), dtype=np.int16), links_at=none,
        copies=np.ones(len(rows), dtype=np.uint8), back=np.ones(len(rows), dtype=bool),
    )  # fmt: skip


def joined(parts: Sequence[Prepared]) -> Prepared:
    """All pairs of the parts, one part after the other."""
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Prepared.__slots__
        if not name.endswith("_at")
    }
    ends = {
        name: _ends(np.concatenate([np.diff(getattr(part, name)) for part in parts]))
        for name in Prepared.__slots__
        if name.endswith("_at")
    }
    return Prepared(**columns, **ends)


def reversed_(data: Prepared) -> Prepared:
    """The pairs for the other direction."""
    swapped = {
        f"{name}{end}": getattr(data, f"{other}{end}")
        for name, other in (_SIDES, _SIDES[::-1])
        for end in ("", "_word", "_at")
    }
    return Prepared(**swapped, links=data.links[:, ::-1], links_at=data.links_at, copies=data.copies, back=data.back)


def _ends(lengths: Sequence[int] | np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def _first_of_each(values: np.ndarray, at: np.ndarray, first: int) -> np.ndarray:
    """The values with `first` at the beginning of each row that has any."""
    values[at[:-1][np.diff(at) > 0]] = first
    return values


def _steps(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Each value less the one before it in its row, the first as it is."""
    begins = at[:-1][np.diff(at) > 0]
    steps = np.diff(values, prepend=0)
    steps[begins] = values[begins]
    return steps


def _from_steps(steps: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The values that have these `_steps`."""
    sums = np.concatenate([[0], np.cumsum(steps, dtype=np.int64)])
    values: np.ndarray = sums[1:] - np.repeat(sums[at[:-1]], np.diff(at))
    return values
