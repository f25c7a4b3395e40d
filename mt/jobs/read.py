"""The documents of all jobs, opened one after the other."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from glossaries.errors import InputError
from mt.documents.model.document import Document, ReadOptions
from mt.documents.recognise import DocumentFormat, read
from mt.jobs.opening import open_input
from mt.jobs.plan import Job

Watch = Callable[[int, int, int], None]
"""Is told how many bytes have been read, of how many, and how many segments that makes."""


class Reading:
    """Reads the documents of jobs. `formats` says what each input turned out to be, by its name."""

    def __init__(self, options: ReadOptions, watch: Watch | None = None):
        self.formats: dict[str, DocumentFormat] = {}
        self._options, self._watch = options, watch
        self._segments = 0

    def documents(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Iterable[Document]]]:
        """Each job with its documents; reading them raises InputError where the input is no good."""
        sizes = [_size(job) for job in jobs]
        begun = 0
        for job, size in zip(jobs, sizes, strict=True):
            yield job, self._read(job, begun, size, sum(sizes))
            begun += size

    def _read(self, job: Job, begun: int, size: int, total: int) -> Iterator[Document]:
        with open_input(job.input.name) as content:
            before = _stamp(job)
            self.formats[job.input.name], documents = read(content, job.input.name, self._options)
            done = 0
            with closing(documents):  # before the file that they are read from
                for document in documents:
                    yield document
                    self._segments += len(document.segments)
                    # About as many bytes as its letters have: a document may be a part of its file.
                    done = min(done + 2 * sum(map(len, document.segments)), size)
                    self._tell(begun + done, total)
            if _stamp(job) != before:
                raise InputError(f"{job.input.name}: changed while it was read: translate it again")
        self._tell(begun + size, total)

    def _tell(self, done: int, total: int) -> None:
        if self._watch:
            self._watch(done, total, self._segments)


def _stamp(job: Job) -> tuple[int, int] | None:
    """What changes with a file: its size, and when it was written to last. None for what is no plain file."""
    try:
        found = os.stat(job.input.name)
    except (OSError, ValueError):
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _size(job: Job) -> int:
    try:
        return Path(job.input.name).stat().st_size
    except OSError:
        return 0
