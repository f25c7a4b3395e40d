"""Which jobs came to their end, so that a second run over unchanged files has nothing to do.

A job is done while its input and its outputs are the files that they were: of the same size, and untouched since.
"""

import json
import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

from mt.documents.model.document import ReadOptions
from mt.jobs.opening import STDIN
from mt.jobs.plan import Job
from mt.pipeline.memory import Memory


class Outcome(NamedTuple):
    """What a job gave: how many segments and term decisions of each status, and the notes about its document."""

    tally: Mapping[str, int]
    notes: tuple[str, ...] = ()


class Finished:
    """The finished jobs that a memory knows of. `jobs` are stamped now, before anything of them is read."""

    def __init__(self, memory: Memory | None, jobs: Iterable[Job], options: ReadOptions, ways: Sequence[str] = ()):
        """`ways`: what the outputs depend on besides what they are made of."""
        self._memory, self._options, self._here = memory, (*astuple(options), *ways), Path.cwd()
        lasting = (job.input.name for job in jobs if memory and _lasting(job))
        self._inputs = {name: _stamps([name]) for name in lasting}

    def find(self, job: Job) -> Outcome | None:
        """The outcome of a job that need not be done again."""
        kept = self._memory.find_job(self._name(job)) if self._memory and job.input.name in self._inputs else None
        if kept is None:
            return None
        try:
            files, tally, notes = json.loads(kept)
            unchanged = files and files == self._files(job)
            return Outcome(Counter(tally), tuple(notes)) if unchanged else None
        except (ValueError, TypeError, RecursionError):  # a damaged record is as if it were not there
            return None

    def add(self, job: Job, outcome: Outcome) -> None:
        """Keep the outcome of a job whose outputs are in their places."""
        files = self._files(job) if job.input.name in self._inputs else None
        if self._memory and files:
            self._memory.add_job(self._name(job), json.dumps([files, dict(outcome.tally), outcome.notes]))

    def _name(self, job: Job) -> str:
        places = [(self._whole(place), to) for place, to in job.outputs if place]
        return json.dumps([self._whole(job.input.name), places, self._options], ensure_ascii=False)

    def _whole(self, path: str | Path) -> str:
        return os.path.normpath(os.path.join(self._here, path))

    def _files(self, job: Job) -> list[list[int]] | None:
        outputs = _stamps(place for place, _ in job.outputs if place)
        inputs = self._inputs[job.input.name]
        return inputs + outputs if inputs and outputs else None


def _lasting(job: Job) -> bool:
    return job.input.name != STDIN and all(place for place, _ in job.outputs)


def _stamps(paths: Iterable[str | Path]) -> list[list[int]] | None:
    """What changes with a file, of each; None where one is no plain file."""
    try:
        found = [os.stat(path) for path in paths]
    except (OSError, ValueError):
        return None
    plain = all(stat.S_ISREG(each.st_mode) for each in found)
    return [[each.st_size, each.st_mtime_ns, each.st_ctime_ns] for each in found] if plain else None
