"""The plan of a corpus: written once, and the only thing that workers have to share besides the inputs.

`plan.json` says what is to be done, and names the file with the shards, a line each. Both stand in the folder that
the results go to:

    plan.json  plan-KEY.jsonl
    parts/0000/00000000-KEY.jsonl.zst                what became of the first shard
    parts/0000/00000000-KEY.jsonl.zst.errors.jsonl   the rows of it that could not be worked on
    done/0000/00000000-KEY                           made last: its rows and hash
    failed/0000/00000000-KEY                         why it could not be done
    claims/0000/00000000-KEY                         who works on it now
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import BinaryIO
from uuid import uuid4

from glossaries.errors import InputError, OutputError, QantaraError
from mt.fleet import lines
from mt.fleet.inputs import Input, inputs, module_of
from mt.fleet.lines import Cut
from mt.fleet.places import TEMPORARY, Stamp, read, store_of
from mt.fleet.shards import Job, Piece, Shard, job_of, name_of, shard_of, to_line

_FORM = 1
"""The form of a plan, which another version may change."""
_LONG = 24 * 3600.0
"""Seconds. No one plans for so long."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in a folder: `rows` of all shards, as far as they were counted."""

    folder: str
    job: Job
    file: str
    count: int
    rows: int
    sha256: str

    def shards(self, part: int = 0, of: int = 1) -> Iterator[Shard]:
        """The shards in order, one in `of` from `part` on. One at a time is in memory."""
        path = f"{self.folder}/{self.file}"
        with store_of(path).open(path) as stream:
            for number, line in enumerate(stream):
                if number % of == part:
                    yield shard_of(line)

    def place(self, kind: str, shard: Shard) -> str:
        """Where what is said of a shard stands: `done`, `failed` or `claims`."""
        return f"{self.folder}/{kind}/{shard.bucket}/{shard.name}"

    def output(self, shard: Shard) -> str:
        return f"{self.folder}/parts/{shard.bucket}/{shard.name}{shard.ending}"

    def errors(self, shard: Shard) -> str:
        return f"{self.output(shard)}.errors.jsonl"


def load(folder: str) -> Plan:
    """The plan of a folder. Raises InputError where there is none."""
    folder = folder.rstrip("/")
    content = read(f"{folder}/plan.json")
    if content is None:
        raise InputError(f"{folder}: no plan in it: qantara fleet plan INPUT -o {folder}")
    try:
        record = json.loads(content)
        if record.pop("form") != _FORM:
            raise ValueError
        return Plan(folder, job_of(record.pop("job")), **record)
    except (ValueError, TypeError, KeyError):
        raise InputError(f"{folder}/plan.json: no plan of this version") from None


def make(job: Job, patterns: Sequence[str], folder: str, note: Callable[[str], None]) -> Plan:
    """Cut the inputs and write the plan, or find the same one there.

    Raises InputError where an input is none or its columns cannot be told, OutputError where the folder has another
    plan, saying what differs.
    """
    folder = folder.rstrip("/")
    before = load(folder) if read(f"{folder}/plan.json") is not None else None
    if before and before.job.signature != job.signature:
        raise OutputError(
            f"{folder}: has a plan with {_differs(before.job.signature, job.signature)}: name another folder"
        )
    found = list(inputs(patterns, note))
    if not found:
        raise InputError(f"{', '.join(patterns)}: no corpus in it")
    count = rows = 0

    def write(stream: BinaryIO) -> None:
        nonlocal count, rows
        for shard in _shards(found, job):
            stream.write(to_line(shard))
            count, rows = count + 1, rows + (shard.rows or 0)

    store = store_of(folder)
    for name, at in store.names(folder).items():
        if name.startswith(".plan") and name.endswith(TEMPORARY) and time.time() - at > _LONG:
            store.remove(f"{folder}/{name}")  # of one that was ended while it planned
    draft = f"{folder}/.plan-{uuid4().hex[:12]}{TEMPORARY}"
    written = store.put(draft, write)
    plan = Plan(folder, job, f"plan-{written.sha256[:12]}.jsonl", count, rows, written.sha256)
    try:
        if before:
            if before.sha256 != plan.sha256:
                new = replace(plan, file=draft.rpartition("/")[2])
                raise OutputError(f"{folder}: has a plan of other inputs ({_other(before, new)}): name another folder")
            return before
        with store.open(draft) as stream:
            store.put(f"{folder}/{plan.file}", lambda place: place.writelines(stream))
    finally:
        store.remove(draft)
    record = {key: value for key, value in asdict(plan).items() if key != "folder"} | {"form": _FORM}
    store.put(f"{folder}/plan.json", lambda place: place.write(json.dumps(record, indent=1).encode()))
    return plan


def _shards(found: Sequence[Input], job: Job) -> Iterator[Shard]:
    number = 0
    for each in found:
        module = module_of(each.format)
        ending = module.ending(job) + (lines.packing(each.paths[0]) if each.format != "parquet" else "")
        for part in _cut(each, job):
            name = name_of(number, job.signature, each.format, part.pieces)
            yield Shard(number, name, each.format, ending, *part)
            number += 1


def _cut(each: Input, job: Job) -> Iterator[Cut]:
    """The parts of an input; of one that is damaged before its columns can be seen a single one, which will fail."""
    stamps: list[Stamp] = [store_of(path).stamp(path) for path in each.paths]
    if not all(stamp.size for stamp in stamps):
        return
    try:
        yield from module_of(each.format).cut(each.paths, job)
    except lines.Damaged:
        pieces = (Piece(path, 0, None, *stamp) for path, stamp in zip(each.paths, stamps, strict=True))
        yield Cut(tuple(pieces), None)


def _differs(before: str, now: str) -> str:
    """What of two signatures is not the same."""
    old, new = (dict(part.partition(":")[::2] for part in signature.split("|")) for signature in (before, now))
    keys = [key for key in (*old, *new) if old.get(key) != new.get(key)]
    return ", ".join(f"{key} {old.get(key) or 'none'}, not {new.get(key) or 'none'}" for key in dict.fromkeys(keys))


def _other(before: Plan, now: Plan) -> str:
    """The first input that differs between two plans."""
    for old, new in zip_longest(before.shards(), now.shards()):
        if old != new:
            if old and new and old.input == new.input:
                return f"{new.input} is another"
            return f"{new.input} is new" if new else f"{old.input} is gone" if old else ""
    return "the same shards"


def check(job: Job, signature: str) -> None:
    """Raises OutputError where the plan was made for something else than what is here now."""
    if job.signature != signature:
        raise QantaraError(
            f"the plan was made with {_differs(job.signature, signature)}: plan anew into another folder"
        )
