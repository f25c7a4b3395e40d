"""Translation memories (TMX): units without English get it; those that have it keep it.

Cut by units. To come to its units a worker reads what stands before them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from typing import BinaryIO

from align.bitext import SegmentPair
from align.tmx import from_tmx, to_tmx
from glossaries.errors import InputError
from mt.fleet import lines
from mt.fleet.lines import Cut
from mt.fleet.places import store_of
from mt.fleet.rows import Bad, Result, Row, good
from mt.fleet.shards import Job, Piece, Shard


def ending(job: Job) -> str:
    return ".tmx"


def cut(paths: tuple[str, ...], job: Job) -> Iterator[Cut]:
    """Parts of so many units; what is no XML from somewhere on is the last, without an end.

    Raises InputError where no unit can be read.
    """
    (path,) = paths
    if job.kind == "align":
        raise InputError(f"{path}: has pairs of sentences already")
    stamp = store_of(path).stamp(path)
    count = 0
    end = True
    try:
        for _ in _units(path):
            count += 1
    except InputError:
        if not count:
            raise
        end = False
    for start in range(0, count, job.rows):
        stop = min(start + job.rows, count)
        yield Cut((Piece(path, start, stop, *stamp),), stop - start, start + 1)
    if not end:
        yield Cut((Piece(path, count, None, *stamp),), None, count + 1)


def _units(path: str) -> Iterator[SegmentPair]:
    with lines.opened(path) as stream:
        yield from from_tmx(stream, path)


def read(shard: Shard, job: Job) -> Iterator[Row | Bad]:
    """The units of a shard."""
    piece = shard.pieces[0]
    lines.unchanged(piece)
    for at, pair in enumerate(islice(_units(piece.path), piece.start, piece.stop)):
        if pair.source.strip():
            given = job.kind == "translate" and pair.target.strip()
            yield Row(at, "" if given else pair.source, pair.target or None, pair)
        else:
            yield Bad(at, "no Arabic in the unit", pair.target[:300])


def write(stream: BinaryIO, shard: Shard, job: Job, results: Iterable[Result]) -> None:
    made = (
        (row.whole, pair if row.text and isinstance(pair, SegmentPair) else row.whole) for row, pair in good(results)
    )
    pairs = (replace(pair, id=unit.id) for unit, pair in made)
    for line in to_tmx(pairs, job.signature, version("qantara")):
        stream.write(line.encode("utf-8", "replace"))


def expected(entry: Row | Bad, job: Job) -> list[object]:
    """What must be found of a row in the output."""
    return [] if isinstance(entry, Bad) else [(entry.whole.id, entry.whole.source)]


def back(path: str, shard: Shard, job: Job) -> Iterator[object]:
    """What is found of the rows in an output."""
    return ((pair.id, pair.source) for pair in _units(path))


def join(stream: BinaryIO, parts: Iterator[tuple[str, Shard]], place: str) -> None:
    """Write the parts as one memory."""
    signature = ""

    def pairs() -> Iterator[SegmentPair]:
        for part, _ in parts:
            yield from _units(part)

    with lines.packed(stream, lines.packing(place)) as out:
        for line in to_tmx(pairs(), signature, version("qantara")):
            out.write(line.encode("utf-8", "replace"))
