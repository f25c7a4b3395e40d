"""Sentences that wait together are decoded together, whoever asked for them: one engine serves all requests."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from threading import Condition, Lock, Thread
from time import monotonic

from align.bitext import SegmentPair
from mt.api.translator import Translator

LARGEST = 64
"""Sentences that are decoded at once."""
SHARE = 16
"""Sentences that one request has decoded before others have their turn."""
LONGEST = 20_000
"""Characters after which nothing more is decoded with what there is."""
WINDOW = 256
"""Sentences of a document that wait at a time."""

Decode = Callable[[Translator, list[str]], list[SegmentPair]]


class Full(Exception):
    """So much waits that nothing more is taken; `wait` says for about how many seconds."""

    def __init__(self, wait: int):
        super().__init__(f"try again in {wait} s")
        self.wait = wait


class Job:
    """Sentences for one translator. `done` gets all their pairs; `told` is called with those that are next in order."""

    def __init__(
        self, texts: Sequence[str], translator: Translator, told: Callable[[list[SegmentPair]], None] | None = None
    ):
        self.texts, self.translator, self.told = texts, translator, told
        self.done: Future[list[SegmentPair]] = Future()
        self._pairs: list[SegmentPair | None] = [None] * len(texts)
        self._left = len(texts)
        self._told = 0
        self._lock = Lock()
        self.taken = 0

    def take(self, most: int) -> range:
        """The next sentences, `most` at most."""
        taken = range(self.taken, min(self.taken + most, len(self.texts)))
        self.taken = taken.stop
        return taken

    def put(self, places: range, pairs: Iterable[SegmentPair]) -> None:
        """Pairs that were made; the last of them end the job."""
        with self._lock:
            for place, pair in zip(places, pairs, strict=True):
                self._pairs[place] = pair
            self._left -= len(places)
            if self.told and not self.over:
                begun = self._told
                while self._told < len(self._pairs) and self._pairs[self._told] is not None:
                    self._told += 1
                if begun < self._told:
                    self.told([pair for pair in self._pairs[begun : self._told] if pair])
            if not self._left and not self.over:
                self.done.set_result([pair for pair in self._pairs if pair])

    def fail(self, error: BaseException) -> None:
        """End the job with an error."""
        with self._lock:
            if not self.over:
                self.done.set_exception(error)

    def cancel(self) -> None:
        """End the job, since nobody waits for it."""
        with self._lock:
            self.done.cancel()

    @property
    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.done.done()


class Batcher:
    """Threads that take what waits, turn by turn, and decode it. `decoded` is told the size of each batch, for metrics."""

    def __init__(
        self,
        decode: Decode,
        threads: int,
        most: int,
        decoded: Callable[[list[str], float], None] = lambda texts, seconds: None,
    ):
        """`most`: sentences that may wait before `submit` raises Full."""
        self._decode, self._most, self._decoded = decode, most, decoded
        self._changed = Condition()
        self._jobs: deque[Job] = deque()
        self.waiting = 0
        self._idle = 0
        self._seconds = 0.02  # for a sentence, as it went lately
        self._open = True
        self._threads = [Thread(target=self._run, name=f"decode-{k}", daemon=True) for k in range(threads)]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        texts: Sequence[str],
        translator: Translator,
        told: Callable[[list[SegmentPair]], None] | None = None,
        patient: bool = False,
    ) -> Job:
        """A job that waits for its turn. Raises Full where too much waits, unless it is `patient`."""
        job = Job(texts, translator, told)
        if not texts:
            job.put(range(0), [])
            return job
        with self._changed:
            if self.waiting >= self._most and not patient:
                raise Full(min(max(math.ceil(self.waiting * self._seconds), 1), 60))
            self._jobs.append(job)
            self.waiting += len(texts)
            self._changed.notify()
        return job

    def cancel(self, job: Job) -> None:
        """Nobody waits for a job any more: what is left of it is not decoded."""
        job.cancel()
        with self._changed:
            if job in self._jobs:
                self._forget(job)

    def stream(self, segments: Iterable[tuple[str, str]], translator: Translator) -> Iterator[SegmentPair]:
        """The pairs of a document's segments, in order. Two windows of them wait at a time."""
        waiting = (text for _, text in segments)
        before: Job | None = None
        try:
            while window := list(islice(waiting, WINDOW)):
                job, before = before, self.submit(window, translator, patient=True)
                if job:
                    yield from job.done.result()
            if before:
                yield from before.done.result()
        finally:
            if before and not before.over:
                self.cancel(before)

    def close(self) -> None:
        """End the threads once what they have taken is decoded; what waits is told that the server stops."""
        with self._changed:
            self._open = False
            for job in self._jobs:
                job.fail(RuntimeError("the server stops"))
            self._jobs.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while batch := self._next():
            self._finish(batch)

    def _next(self) -> list[tuple[Job, range]]:
        """What to decode now; nothing once the server stops."""
        batch: list[tuple[Job, range]] = []
        with self._changed:
            self._idle += 1
            while self._open and not batch:
                if self._jobs:
                    batch = self._taken()
                else:
                    self._changed.wait()
            self._idle -= 1
            if self._jobs:
                self._changed.notify()
        return batch

    def _taken(self) -> list[tuple[Job, range]]:
        """Sentences for the translator of the job that waits longest, from several jobs in turn."""
        room = min(math.ceil(self.waiting / max(self._idle, 1)), LARGEST)
        translator, batch, later = self._jobs[0].translator, [], []
        characters = 0
        while self._jobs and room > 0 and characters < LONGEST:
            job = self._jobs.popleft()
            if job.over:
                self.waiting -= len(job.texts) - job.taken
                continue
            if job.translator is not translator:
                later.append(job)
                continue
            places = job.take(min(SHARE, room))
            batch.append((job, places))
            characters += sum(len(job.texts[k]) for k in places)
            room -= len(places)
            self.waiting -= len(places)
            if job.taken < len(job.texts):
                self._jobs.append(job)
        self._jobs.extendleft(reversed(later))
        return batch

    def _forget(self, job: Job) -> None:
        self._jobs.remove(job)
        self.waiting -= len(job.texts) - job.taken

    def _finish(self, batch: list[tuple[Job, range]]) -> None:
        texts = [job.texts[k] for job, places in batch for k in places]
        translator = batch[0][0].translator
        began = monotonic()
        try:
            pairs = iter(self._decode(translator, texts))
        except Exception as error:
            # Not all of them are to blame: each is tried alone.
            for job, places in batch:
                if len(batch) == 1:
                    job.fail(error)
                else:
                    self._finish([(job, places)])
            return
        seconds = monotonic() - began
        self._seconds += 0.1 * (seconds / len(texts) - self._seconds)
        self._decoded(texts, seconds)
        for job, places in batch:
            job.put(places, islice(pairs, len(places)))
