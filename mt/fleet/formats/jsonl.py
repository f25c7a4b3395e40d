"""JSON lines: the new keys stand behind those that are there, which stay to the byte."""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from align.tables import json_object, leaves, value_at
from glossaries.columns import Columns, columns, usual
from glossaries.errors import InputError
from mt.fleet import lines
from mt.fleet.lines import Cut
from mt.fleet.rows import Bad, Result, Row, decoded, good, shown, values
from mt.fleet.shards import Job, Shard


def ending(job: Job) -> str:
    return ".jsonl"


def cut(paths: tuple[str, ...], job: Job) -> Iterator[Cut]:
    """Raises InputError where the first row has a key that is to be new."""
    (path,) = paths
    for line in lines.head(path, 1):
        try:
            twice = set(json_object(line.decode("utf-8-sig", "replace"), path)) & set(job.new)
        except InputError:  # a bad row
            break
        if twice:
            raise InputError(f"{path}: has a key {min(twice)!r} already: --target-column names the new one")
    yield from lines.cut(path, job.rows, job.megabytes)


def read(shard: Shard, job: Job) -> Iterator[Row | Bad]:
    """The objects of a shard; blank lines are none."""
    new = set(job.new)
    seen: tuple[str, ...] = ()
    found = Columns()
    for at, raw in enumerate(lines.read(shard.pieces[0])):
        if not raw.strip():
            continue
        line = decoded(raw)
        if line is None:
            yield Bad(at, "not UTF-8, or too long a line", shown(raw))
            continue
        line = line.removeprefix("\ufeff")
        try:
            record = json_object(line, "")
        except InputError as error:
            yield Bad(at, str(error).removeprefix(": "), shown(raw))
            continue
        keys, entries = leaves(record)
        if keys != seen:
            seen, found = keys, columns(keys)
        text = value_at(record, job.source_column) if job.source_column else _at(entries, found.arabic)
        if not isinstance(text, str):
            wanted = job.source_column or f"one of {usual('source', 'text')}"
            yield Bad(at, f"no text: the key {wanted} is wanted", shown(raw))
        elif twice := new & record.keys():
            yield Bad(at, f"has a key {min(twice)!r} already", shown(raw))
        else:
            target = value_at(record, job.english) if job.english else _at(entries, found.english)
            yield Row(at, text, target if isinstance(target, str) else None, line)


def _at(values: list[object], at: int | None) -> object:
    return None if at is None else values[at]


def write(stream: BinaryIO, shard: Shard, job: Job, results: Iterable[Result]) -> None:
    for row, pair in good(results):
        added = values(job, pair)
        try:
            more = json.dumps(added, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half a character, which an escape can write
            more = json.dumps(added).encode()
        begun = row.whole.rstrip().removesuffix("}").rstrip()
        stream.write(begun.encode() + (b"" if begun.endswith("{") else b", ") + more[1:] + b"\n")


def expected(entry: Row | Bad, job: Job) -> list[object]:
    """What must be found of a row in the output."""
    return [] if isinstance(entry, Bad) else [json.dumps(json.loads(entry.whole))]


def back(path: str, shard: Shard, job: Job) -> Iterator[object]:
    """What is found of the rows in an output."""
    with lines.opened(path) as stream:
        for line in lines.rows(stream):
            record = json.loads(line)
            yield json.dumps({key: value for key, value in record.items() if key not in job.new})
