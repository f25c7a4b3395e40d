"""Batches made by processes of their own while the device computes."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from queue import Full

import numpy as np

from mt.training.batches import Example, Hinter
from mt.training.gpu.packing import Packed, Room, batches
from mt.training.gpu.splits import Halves, Redrawn

AHEAD = 4
"""Batches that wait for each process."""


class Feed:
    """A context that gives an endless iterator of batches of `hinter`'s examples, epoch after epoch in random order.

    `workers` processes make them (0: this one does); each reads its share of every epoch. `rate` is `Redrawn`'s.
    """

    def __init__(self, hinter: Hinter, halves: Halves, room: Room, workers: int, rate: float, seed: int = 0) -> None:
        self.hinter, self.halves, self.room, self.workers, self.rate, self.seed = (
            hinter, halves, room, workers, rate, seed,
        )  # fmt: skip
        self._processes: list[BaseProcess] = []

    def __enter__(self) -> Iterator[Packed]:
        if not self.workers:
            return self.batches(0, 1)
        # Forked processes share the pairs; they touch no device.
        context = multiprocessing.get_context("fork")
        queue = context.Queue(AHEAD * self.workers)
        for number in range(self.workers):
            process = context.Process(target=self._fill, args=(queue, number), daemon=True)
            process.start()
            self._processes.append(process)
        return iter(lambda: queue.get(timeout=120), None)

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.join()
        self._processes.clear()

    def batches(self, number: int, of: int) -> Iterator[Packed]:
        """The batches that process `number` of `of` makes."""
        own = np.random.default_rng([self.seed, number])
        data = self.hinter.data
        self.hinter.data = Redrawn(data, self.halves, self.rate, own)
        return batches(self._examples(data.copies, number, of, own), self.room)

    def _examples(self, copies: np.ndarray, number: int, of: int, own: np.random.Generator) -> Iterator[Example]:
        shared = np.random.default_rng(self.seed)
        while True:
            order = np.repeat(np.arange(len(copies), dtype=np.int32), copies)
            shared.shuffle(order)
            for index in order[number::of]:
                yield self.hinter.example(int(index), own)

    def _fill(self, queue: "multiprocessing.Queue[Packed]", number: int) -> None:
        for batch in self.batches(number, self.workers):
            try:
                queue.put(batch, timeout=600)
            except Full:  # nobody reads any more
                return
