"""Batches without padding: sentences one after another in flat arrays of a fixed size, which compiled code wants.

What is left over is filled with sentences of end marks that count nothing in the loss.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch

from mt.training.batches import COPIED, Example

LONGEST = 128
"""Pieces of a side with its end mark; what is longer is left out."""
RESERVED = 128
"""Places of each side that are left to the filling, so that it has as many sentences on both sides."""
END = 0


class Room(NamedTuple):
    """Places of a batch: source pieces, target pieces, and pairs, filling included."""

    source: int
    target: int
    pairs: int


class Packed(NamedTuple):
    """A step's pairs: ids `[n]` and `[m]` and where each sentence begins, `[pairs + 1]`, the end last.

    `links [l, 2]` are places in target and source; `weight [m]` is what a target piece counts in the loss, 0 where filled.
    """

    source: np.ndarray
    source_at: np.ndarray
    target: np.ndarray
    target_at: np.ndarray
    links: np.ndarray
    weight: np.ndarray

    def to(self, device: str) -> "Tensors":
        return Tensors(*(torch.from_numpy(array).to(device, non_blocking=True) for array in self))


class Tensors(NamedTuple):
    """A `Packed` on a device."""

    source: torch.Tensor
    source_at: torch.Tensor
    target: torch.Tensor
    target_at: torch.Tensor
    links: torch.Tensor
    weight: torch.Tensor


def batches(examples: Iterable[Example], room: Room) -> Iterator[Packed]:
    """Examples in batches, as they come; those that are too long are left out, and so is a last batch that is not full."""
    group: list[Example] = []
    source = target = 0
    for example in examples:
        sizes = len(example.source) + 1, len(example.target) + 1
        if max(sizes) > LONGEST:
            continue
        full = source + sizes[0] > room.source - RESERVED or target + sizes[1] > room.target - RESERVED
        if full or len(group) >= room.pairs - RESERVED:
            yield pack(group, room)
            group, source, target = [], 0, 0
        group.append(example)
        source, target = source + sizes[0], target + sizes[1]


def pack(examples: Sequence[Example], room: Room) -> Packed:
    """One batch. Raises ValueError where one side is so much shorter that filling cannot even it out."""
    lengths = [np.array([len(getattr(e, side)) + 1 for e in examples]) for side in ("source", "target")]
    free = [size - int(used.sum()) for size, used in zip(room, lengths, strict=False)]
    fillings = -(-max(free) // LONGEST)
    if min(free) < fillings or len(examples) + fillings > room.pairs:
        raise ValueError(f"a batch of {room} has {free} places free: give its sides other sizes")
    ends = [_ends(used, left, fillings, room.pairs) for used, left in zip(lengths, free, strict=True)]
    source, target = (np.full(size, END, dtype=np.int64) for size in room[:2])
    weight = np.zeros(room.target, dtype=np.float32)
    links = []
    for example, at, to in zip(examples, *ends, strict=False):
        source[at : at + len(example.source)] = example.source
        target[to : to + len(example.target)] = example.target
        weight[to : to + len(example.target) + 1] = 1
        weight[to : to + len(example.target)][example.copied] = COPIED
        links.append(example.links + np.array([to, at]))
    return Packed(source, ends[0], target, ends[1], np.concatenate(links).astype(np.int64), weight)


def _ends(lengths: np.ndarray, free: int, fillings: int, pairs: int) -> np.ndarray:
    """Where sentences begin, then fillings that share what is free; the rest are empty."""
    filled = np.diff(np.linspace(0, free, fillings + 1).astype(np.int64))
    at = np.concatenate([[0], np.cumsum(np.concatenate([lengths, filled]))])
    return np.concatenate([at, np.full(pairs + 1 - len(at), at[-1])]).astype(np.int32)
