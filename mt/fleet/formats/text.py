"""Plain text, a text a line, and Moses pairs, two files line for line. Line in, line out.

Where more than the translation is asked for the output is a table: lines have no columns. A bad line leaves an empty
one, in a table none.
"""

import codecs
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import BinaryIO

from align.bitext import SegmentPair
from glossaries.errors import InputError
from mt.fleet import lines
from mt.fleet.formats import tsv
from mt.fleet.lines import Cut
from mt.fleet.rows import Bad, Result, Row, decoded, good, shown
from mt.fleet.shards import Job, Shard


def ending(job: Job) -> str:
    return ".tsv" if _tabular(job) else ".txt"


def _tabular(job: Job) -> bool:
    return job.columns != ("target",)


def cut(paths: tuple[str, ...], job: Job) -> Iterator[Cut]:
    """Of a pair both files in step. Raises InputError where one has more lines, or where a pair is wanted."""
    if len(paths) == 1:
        if job.kind != "translate":
            raise InputError(f"{paths[0]}: has one side only: give x.en beside x.ar, or a table")
        yield from lines.cut(paths[0], job.rows, job.megabytes)
        return
    for each, beside in zip_longest(*(lines.cut(path, job.rows) for path in paths)):
        if each is None or beside is None or each.rows != beside.rows:
            raise InputError(f"{paths[1]}: not as many lines as {paths[0]}: they must go line for line")
        yield each._replace(pieces=each.pieces + beside.pieces)


def read(shard: Shard, job: Job) -> Iterator[Row | Bad]:
    """The lines of a shard, of a pair with the English beside them."""
    begins = shard.pieces[0].start == 0
    both = zip_longest(*map(lines.read, shard.pieces), fillvalue=b"")
    for at, (raw, *beside) in enumerate(both):
        text = decoded(raw.removeprefix(codecs.BOM_UTF8) if begins and not at else raw)
        target = decoded(beside[0]) if beside else None
        if text is None or (beside and target is None):
            yield Bad(at, "not UTF-8, or too long a line", shown(raw))
        else:
            yield Row(at, text.removesuffix("\n"), target and target.removesuffix("\n"))


def write(stream: BinaryIO, shard: Shard, job: Job, results: Iterable[Result]) -> None:
    if _tabular(job):
        named = ["source", "reference" if job.kind == "translate" else "target"][: len(shard.pieces)]
        tsv.write_table(stream, job, named, ((_cells(row), pair) for row, pair in good(results)))
        return
    for result in results:
        made = None if isinstance(result, Bad) else result[1]
        target = made.target.replace("\n", " ") if isinstance(made, SegmentPair) else ""
        stream.write(f"{target}\n".encode("utf-8", "replace"))


def _cells(row: Row) -> list[str]:
    return [row.text] if row.target is None else [row.text, row.target]


def expected(entry: Row | Bad, job: Job) -> list[object]:
    """What must be found of a row in the output."""
    if not _tabular(job):
        return [None]
    return [] if isinstance(entry, Bad) else [tuple(map(tsv.in_cell, _cells(entry)))]


def back(path: str, shard: Shard, job: Job) -> Iterator[object]:
    """What is found of the rows in an output."""
    if _tabular(job):
        yield from tsv.kept(path, job, named=True)
        return
    with lines.opened(path) as stream:
        yield from (None for _ in lines.rows(stream))
