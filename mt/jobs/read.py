"""The documents of all jobs, opened one after the other, with a progress bar on a terminal."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mt.documents.model.document import Document, ReadOptions
from mt.documents.recognise import DocumentFormat, read
from mt.jobs.opening import open_input
from mt.jobs.plan import Job

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Reading:
    """Reads the documents of `jobs`. `formats` says what each input turned out to be, by its name."""

    def __init__(self, jobs: list[Job], options: ReadOptions, quiet: bool):
        self.formats: dict[str, DocumentFormat] = {}
        self._jobs, self._options = jobs, options
        self._progress = _bar() if not quiet and sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._progress:
            self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._progress:
            self._progress.stop()

    def documents(self) -> Iterator[tuple[Job, Iterable[Document]]]:
        """Each job with its documents; reading them raises InputError where the input is no good."""
        sizes = [_size(job) for job in self._jobs]
        task = self._progress.add_task("", total=sum(sizes), segments=0) if self._progress else None
        for job, size in zip(self._jobs, sizes, strict=True):
            yield job, self._read(job, size, task)

    def _read(self, job: Job, size: int, task: "TaskID | None") -> Iterator[Document]:
        with open_input(job.input.name) as content:
            self.formats[job.input.name], documents = read(content, job.input.name, self._options)
            done = 0
            for document in documents:
                yield document
                if self._progress and task is not None:
                    done += _advance(self._progress, task, document, size - done)
        if self._progress and task is not None:
            self._progress.advance(task, size - done)


def _advance(progress: "Progress", task: "TaskID", document: Document, left: int) -> int:
    """Move the bar by about the bytes of a document, a part of its file; how many."""
    part = min(2 * sum(map(len, document.segments)), left)
    segments = progress.tasks[task].fields["segments"] + len(document.segments)
    progress.update(task, advance=part, segments=segments)
    return part


def _size(job: Job) -> int:
    try:
        return Path(job.input.name).stat().st_size
    except OSError:
        return 0


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        BarColumn(),
        TaskProgressColumn(show_speed=False),
        TextColumn("{task.fields[segments]:,} segments"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
