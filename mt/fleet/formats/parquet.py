"""Parquet: all columns stay as they are, the new ones stand behind them.

Lists (terms, findings) are JSON in a column of text, as Spark, DuckDB and pandas all read it.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from glossaries.columns import columns, usual
from glossaries.errors import InputError, UsageError
from mt.fleet import lines
from mt.fleet.lines import Cut
from mt.fleet.needed import needed
from mt.fleet.places import store_of
from mt.fleet.rows import Bad, Result, Row, good, values
from mt.fleet.shards import Job, Piece, Shard

BATCH = 1024
"""Rows that are read at a time."""
GROUP = 64 << 20
"""Bytes of rows that are written as one row group."""


def ending(job: Job) -> str:
    return ".parquet"


@contextmanager
def _opened(path: str) -> Iterator[Any]:
    """The file. What goes wrong with it inside is raised as `lines.Damaged`."""
    with needed():
        import pyarrow
        from pyarrow import parquet
    try:
        with store_of(path).open(path) as stream, parquet.ParquetFile(stream) as file:
            yield file
    except (pyarrow.ArrowException, OSError) as error:
        raise lines.damaged(path, error) from None


def cut(paths: tuple[str, ...], job: Job) -> Iterator[Cut]:
    """Only the end of the file is read. Raises InputError where its columns cannot be told."""
    (path,) = paths
    stamp = store_of(path).stamp(path)
    with _opened(path) as file:
        names, count = list(file.schema_arrow.names), file.metadata.num_rows
        size = max(1, count * (job.megabytes << 20) // max(stamp.size, 1)) if job.megabytes else job.rows
    found = columns(names)
    source = job.source_column or ("" if found.arabic is None else names[found.arabic])
    if source not in names:
        wanted = f"{source!r}" if source else f"called one of {usual('source', 'text')}: --source-column names it"
        raise InputError(f"{path}: no column {wanted}")
    if twice := set(names) & set(job.new):
        raise InputError(f"{path}: has a column {min(twice)!r} already: --target-column names the new one")
    target = job.english or ("" if found.english is None else names[found.english])
    if target and target not in names:
        raise InputError(f"{path}: no column {target!r}: {', '.join(names)}")
    for start in range(0, count, size):
        stop = min(start + size, count)
        piece = Piece(path, start, stop, *stamp)
        yield Cut((piece,), stop - start, start + 1, tuple(names), (source, target))


def _batches(file: Any, start: int, stop: int | None) -> Iterator[Any]:
    """The rows of a file from `start` to `stop`; row groups without them are not read."""
    first = 0
    groups = []
    skipped = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if first + size <= start:
            skipped = first + size
        elif stop is None or first < stop:
            groups.append(group)
        first += size
    at = skipped
    for batch in file.iter_batches(BATCH, groups):
        low, high = max(start - at, 0), batch.num_rows if stop is None else min(stop - at, batch.num_rows)
        if low < high:
            yield batch.slice(low, high - low)
        at += batch.num_rows
        if stop is not None and at >= stop:
            return


def read(shard: Shard, job: Job) -> Iterator[Row | Bad]:
    """The rows of a shard; with each goes a slice of its batch."""
    piece = shard.pieces[0]
    lines.unchanged(piece)
    with _opened(piece.path) as file:
        if not shard.where:  # it was damaged when the plan was made, and is not now
            raise InputError(f"{piece.path}: could not be read when the plan was made: plan anew into another folder")
        source, target = shard.where
        at = 0
        for batch in _batches(file, piece.start, piece.stop):
            texts = batch.column(source).to_pylist()
            targets = batch.column(target).to_pylist() if target else [None] * len(texts)
            for k, (text, other) in enumerate(zip(texts, targets, strict=True)):
                if isinstance(text, str):
                    yield Row(at + k, text, other if isinstance(other, str) else None, batch.slice(k, 1))
                else:
                    yield Bad(at + k, f"no text: the column {source} is empty or of another type")
            at += len(texts)


def write(stream: BinaryIO, shard: Shard, job: Job, results: Iterable[Result]) -> None:
    """A file with the same columns and the new ones, also where no row is left."""
    import pyarrow
    from pyarrow import parquet

    with _opened(shard.input) as file:
        old = file.schema_arrow
    types = {"score": pyarrow.float64(), "risk": pyarrow.float64()}
    fields = [pyarrow.field(job.named(name), types.get(name, pyarrow.string())) for name in job.columns]
    schema = old
    for each in fields:
        schema = schema.append(each)
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        waiting: list[Any] = []
        size = 0
        for some in _some(good(results), BATCH):
            table = pyarrow.Table.from_batches([row.whole for row, _ in some], old).combine_chunks()
            added = [values(job, pair) for _, pair in some]
            for each in fields:
                table = table.append_column(each, pyarrow.array([_cell(row[each.name]) for row in added], each.type))
            waiting.append(table)
            size += table.nbytes
            if size > GROUP:
                writer.write_table(pyarrow.concat_tables(waiting))
                waiting, size = [], 0
        if waiting:
            writer.write_table(pyarrow.concat_tables(waiting))


def _cell(value: Any) -> Any:
    if isinstance(value, str):  # half a character, which no UTF-8 has
        return value.encode("utf-8", "replace").decode()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _some(pairs: Iterable[Any], count: int) -> Iterator[list[Any]]:
    some: list[Any] = []
    for pair in pairs:
        some.append(pair)
        if len(some) == count:
            yield some
            some = []
    if some:
        yield some


def expected(entry: Row | Bad, job: Job) -> list[object]:
    """What must be found of a row in the output."""
    return [] if isinstance(entry, Bad) else [repr(entry.whole.to_pylist()[0])]


def back(path: str, shard: Shard, job: Job) -> Iterator[object]:
    """What is found of the rows in an output."""
    with _opened(path) as file:
        kept = [name for name in file.schema_arrow.names if name not in job.new]
        for batch in file.iter_batches(BATCH, columns=kept):
            yield from map(repr, batch.to_pylist())


def join(stream: BinaryIO, parts: Iterator[tuple[str, Shard]], place: str) -> None:
    """Write the parts as one file, a row group after the other."""
    from pyarrow import parquet

    writer = None
    try:
        for part, _ in parts:
            with _opened(part) as file:
                schema = file.schema_arrow
                writer = writer or parquet.ParquetWriter(stream, schema, compression="zstd")
                if not writer.schema.equals(schema):
                    raise UsageError(f"{part}: its columns are of other types: name a folder (-o FOLDER/)")
                for group in range(file.num_row_groups):
                    writer.write_table(file.read_row_group(group))
    finally:
        if writer:
            writer.close()
