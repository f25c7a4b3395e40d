"""Do the jobs: read, translate, write, in one stream; what has been done already is passed over."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from align.bitext import SegmentPair
from glossaries.errors import QantaraError
from mt.documents.model.document import ReadOptions
from mt.jobs.finished import Finished, Outcome
from mt.jobs.plan import Job
from mt.jobs.read import Reading, Watch
from mt.jobs.stream import stream
from mt.jobs.write import Writer
from mt.pipeline.memory import Memory


class Done(NamedTuple):
    """A job that came to its end: what it gave, or what went wrong. `unchanged`: an earlier run did it."""

    job: Job
    outcome: Outcome | QantaraError
    unchanged: bool = False


def run(
    jobs: Sequence[Job],
    reader: ReadOptions,
    translate: Callable[[Iterable[tuple[str, str]]], Iterator[SegmentPair]],
    signature: str,
    memory: Memory | None = None,
    watch: Watch | None = None,
) -> Iterator[Done]:
    """Each job once its outputs are in their places: first those that an earlier run did, then the others in order.

    `translate` gives the pairs of `(id, text)` segments in order; it is asked only where something is to be done.
    """
    finished = Finished(memory, jobs, reader)
    waiting = []
    for job in jobs:
        outcome = finished.find(job)
        if outcome:
            yield Done(job, outcome, unchanged=True)
        else:
            waiting.append(job)
    if not waiting:
        return
    reading = Reading(waiting, reader, watch)
    writer = Writer(signature, reading.formats, shared=len(jobs) > 1)
    for job, parts in groupby(stream(reading.documents(), translate), key=lambda part: part.key):
        try:
            outcome = writer.write(job, parts)
        except QantaraError as error:
            yield Done(job, error)
        else:
            finished.add(job, outcome)
            yield Done(job, outcome)
