"""Do the jobs: read, translate, write, in one stream; what has been done already is passed over."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from align.bitext import SegmentPair
from glossaries.errors import QantaraError, as_error
from mt.documents.model.document import ReadOptions
from mt.jobs.finished import Finished, Outcome
from mt.jobs.plan import Job
from mt.jobs.read import Reading, Watch
from mt.jobs.stream import stream
from mt.jobs.write import Writer
from mt.pipeline.memory import Memory

Translate = Callable[[Iterable[tuple[str, str]]], Iterator[SegmentPair]]
"""Gives the pairs of `(id, text)` segments in order."""


class Done(NamedTuple):
    """A job that came to its end: what it gave, or what went wrong. `unchanged`: an earlier run did it."""

    job: Job
    outcome: Outcome | QantaraError
    unchanged: bool = False


class _TranslationError(Exception):
    """Wraps what was thrown while the segments of several jobs were translated together."""


def run(
    jobs: Sequence[Job],
    reader: ReadOptions,
    translate: Translate,
    signature: str,
    memory: Memory | None = None,
    watch: Watch | None = None,
    guarded: bool = False,
    comments: bool = False,
    reviewed: bool = False,
    again: bool = False,
) -> Iterator[Done]:
    """Each job once its outputs are in their places: first those that an earlier run did, then the others in order.

    `guarded`: in aligned tables no text begins as a formula does. `comments`: Word documents say what may be wrong.
    `reviewed`: so do the pairs that `translate` gives, which is asked only where something is to be done; `again`: everywhere.
    Whatever goes wrong with a job, the others go on. Raises
    ModelError where the model cannot be loaded.
    """
    ways = [way for way, wanted in (("comments", comments), ("reviewed", reviewed)) if wanted]
    finished = Finished(None if again else memory, jobs, reader, ways)
    waiting = []
    for job in jobs:
        before = finished.find(job)
        if before:
            yield Done(job, before, unchanged=True)
        else:
            waiting.append(job)
    reading = Reading(reader, watch)
    writer = Writer(signature, reading.formats, shared=len(jobs) > 1, guarded=guarded, comments=comments)
    alone = False
    while waiting:
        # Where translating jobs together fails, no one can say whose segment it was: the next is tried by itself.
        together = waiting[:1] if alone else waiting
        alone = False
        try:
            for job, outcome in _outcomes(together, reading, writer, translate):
                if isinstance(outcome, Outcome):
                    finished.add(job, outcome)
                waiting = waiting[1:]
                yield Done(job, outcome)
        except _TranslationError as error:
            job = waiting[0]
            if len(together) > 1 and all(place for place, _ in job.outputs):
                alone = True
            else:
                waiting = waiting[1:]
                yield Done(job, as_error(job.input.name, error.args[0]))


def _outcomes(
    jobs: Sequence[Job], reading: Reading, writer: Writer, translate: Translate
) -> Iterator[tuple[Job, Outcome | QantaraError]]:
    for job, parts in groupby(stream(reading.documents(jobs), _guarded(translate)), key=lambda part: part.key):
        try:
            yield job, writer.write(job, parts)
        except _TranslationError:
            raise
        except Exception as error:  # what a document throws while it is put together ends its own job only
            yield job, as_error(job.input.name, error)


def _guarded(translate: Translate) -> Translate:
    def guarded(segments: Iterable[tuple[str, str]]) -> Iterator[SegmentPair]:
        pairs = translate(segments)  # where the model is loaded: without it nothing can be done
        try:
            yield from pairs
        except Exception as error:
            raise _TranslationError(error) from error

    return guarded
