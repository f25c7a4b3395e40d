"""Tables with tabs between the cells: the new columns stand behind those that are there."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from align.tables import escaped, header_of, unescaped
from glossaries.arabic import has_arabic
from glossaries.errors import InputError
from mt.fleet import lines
from mt.fleet.lines import Cut
from mt.fleet.rows import Bad, Made, Result, Row, decoded, flat, good, shown
from mt.fleet.shards import Job, Shard

_ANYWHERE = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def ending(job: Job) -> str:
    return ".tsv"


def cut(paths: tuple[str, ...], job: Job) -> Iterator[Cut]:
    """Raises InputError where the columns cannot be told."""
    (path,) = paths
    top = [_cells(line) for line in lines.head(path)]
    names, where = _columns(path, top, job)
    if twice := set(names) & set(job.new):
        raise InputError(f"{path}: has a column {min(twice)!r} already: --target-column names the new one")
    for each in lines.cut(path, job.rows, job.megabytes):
        if names and each.first == 1 and each.rows is not None:
            each = each._replace(rows=each.rows - 1)
        yield each._replace(header=names, where=where)


def _columns(path: str, top: list[list[str]], job: Job) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the columns, if a first row has them, and which are the source and the target."""
    header = header_of(top[0]) if top else header_of([""])
    source, target = header.columns.arabic, header.columns.english
    if not header.named and not job.source_column and target is not None and source is not None:
        arabic = [sum(has_arabic(cell) for row in top for cell in row[at : at + 1]) for at in (source, target)]
        source, target = (target, source) if arabic[1] > arabic[0] else (source, target)
    width = len(top[0]) if top else 0
    source = _named(path, job.source_column, header.names, width) if job.source_column else source
    target = _named(path, job.english, header.names, width) if job.english else target
    if source is None:
        raise InputError(f"{path}: no column is called source or text: --source-column says which it is")
    return header.names, (str(source), "" if target is None else str(target))


def _named(path: str, column: str, names: Sequence[str], width: int) -> int:
    """Which column is meant by its name, or by its number from 1."""
    if column in names:
        return names.index(column)
    if column.isdigit() and 0 < int(column) <= width:
        return int(column) - 1
    raise InputError(f"{path}: no column {column!r}: {', '.join(names) or f'{width} without names'}")


def read(shard: Shard, job: Job) -> Iterator[Row | Bad]:
    source, target = (int(column) if column else None for column in shard.where)
    width = max(source or 0, target or 0)
    begins = shard.pieces[0].start == 0
    escapes = shard.header[:3] == ("id", "source", "target")
    for at, raw in enumerate(lines.read(shard.pieces[0])):
        if begins and not at:
            if shard.header:
                continue
            raw = raw.removeprefix(codecs.BOM_UTF8)
        line = decoded(raw)
        if line is None:
            yield Bad(at, "not UTF-8, or too long a line", shown(raw))
        elif line.strip():
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) <= width or (shard.header and len(cells) > len(shard.header)):
                yield Bad(at, f"{len(cells)} cells, where {len(shard.header) or width + 1} are wanted", shown(raw))
                continue
            cells += [""] * (len(shard.header) - len(cells))
            text, other = (None if column is None else cells[column] for column in (source, target))
            if escapes:
                text, other = (cell if cell is None else unescaped(cell) for cell in (text, other))
            yield Row(at, text or "", other, cells)


def write(stream: BinaryIO, shard: Shard, job: Job, results: Iterable[Result]) -> None:
    write_table(stream, job, shard.header, ((row.whole, pair) for row, pair in good(results)), raw=True)


def write_table(
    stream: BinaryIO,
    job: Job,
    header: Sequence[str],
    rows: Iterable[tuple[list[str], Made]],
    raw: bool = False,
) -> None:
    """Rows with their new columns under a header, if there is one. `raw`: their own cells are written as they were."""
    if header:
        stream.write(("\t".join([*header, *job.new]) + "\n").encode("utf-8", "replace"))
    write = escaped if header[:3] == ("id", "source", "target") else in_cell
    for cells, pair in rows:
        written = [*(cells if raw else map(in_cell, cells)), *map(write, flat(job, pair))]
        stream.write(("\t".join(written) + "\n").encode("utf-8", "replace"))


def in_cell(text: str) -> str:
    """A text without what ends a cell."""
    return text.translate(_ANYWHERE)


def expected(entry: Row | Bad, job: Job) -> list[object]:
    """What must be found of a row in the output."""
    return [] if isinstance(entry, Bad) else [tuple(entry.whole)]


def back(path: str, shard: Shard, job: Job) -> Iterator[object]:
    """What is found of the rows in an output."""
    return kept(path, job, bool(shard.header))


def kept(path: str, job: Job, named: bool) -> Iterator[object]:
    """The rows of an output without the new columns."""
    with lines.opened(path) as stream:
        for at, line in enumerate(lines.rows(stream)):
            if at or not named:
                yield tuple(_cells(line)[: -len(job.columns)])


def _cells(line: bytes) -> list[str]:
    return line.decode("utf-8-sig", "replace").rstrip("\r\n").split("\t")
