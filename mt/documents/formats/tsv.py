"""Tab-separated values: one column holds the text, another gets its translation."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO, NamedTuple

from align.tables import Header, escaped, header_of, unescaped
from glossaries.arabic import has_arabic
from glossaries.columns import usual_target
from glossaries.errors import InputError
from mt.documents.formats.plain import as_it_is, blocks, check
from mt.documents.model.blocks import Skeleton, fill_in, text_block
from mt.documents.model.document import Document, ReadOptions, kept_notes


class Columns(NamedTuple):
    """Indices from 0; `header` is what the first line gets for a new column, None where there is no header.

    `escapes`: as in `align.tables.Header`.
    """

    source: int
    target: int
    header: str | None
    escapes: bool


def read(binary: BinaryIO, name: str, options: ReadOptions, block: int = 1024) -> Iterator[Document]:
    """Documents of `block` rows each, ids `line.sentence`.

    Without a column that is named, in the options or in the first row, the source is the column with the most Arabic,
    and its translation is a new last column. Raises InputError where a column that the options name is not there.
    """
    columns: Columns | None = None
    kept = 0
    arabic = check(binary, name)
    for part in blocks(binary, block):
        rows = [line.rstrip("\r\n").split("\t") for _, line in part]
        columns = columns or columns_of(rows, options, name)
        skeleton = Skeleton(name)
        out = []
        for (number, line), row in zip(part, rows, strict=True):
            end = line[len(line.rstrip("\r\n")) :]
            text = row[columns.source] if columns.source < len(row) else ""
            text = unescaped(text) if columns.escapes else text
            if number == 1 and columns.header is not None:
                there = columns.target < len(row) or not arabic
                out.append(line if there else _written(row, columns, end, columns.header))
            elif columns.target < len(row) and row[columns.target].strip() and not options.overwrite:
                kept += has_arabic(text)
                out.append(line)
            else:
                write = partial(_written, row, columns, end) if arabic else partial(as_it_is, line)
                found = text_block(text, write, line, str(number))
                out.append(skeleton.add(found) if found else line)
        yield skeleton.document(partial(fill_in, "".join(out)))
    if kept:
        yield Skeleton(name).document(lambda fill, turned: b"", kept_notes(kept))


def columns_of(rows: Sequence[Sequence[str]], options: ReadOptions, name: str) -> Columns:
    found = header_of(rows[0])
    header = [cell.strip().lower() for cell in rows[0]]
    width = max(map(len, rows))
    source = _index(options.source_column, header, name, width)
    has_header = found.named or any(
        column and not column.isdecimal() for column in (options.source_column, options.target_column)
    )
    if source is None and found.named:
        source = found.columns.arabic
    if source is None:
        arabic = [sum(has_arabic(cell) for row in rows for cell in row[i : i + 1]) for i in range(width)]
        source = arabic.index(max(arabic))
    wanted = options.target_column or _usual(found, source, rows[0] if has_header else ())
    if not wanted:
        return Columns(source, width, None, False)
    if wanted.isdecimal():
        target = int(wanted) - 1
        if not 0 <= target <= width or target == source:
            raise InputError(f"{name}: column {wanted} cannot take the translation: give another one")
    else:
        target = header.index(wanted.lower()) if wanted.lower() in header else len(header)
    return Columns(source, target, wanted if has_header else None, found.escapes)


def _usual(found: Header, source: int, header: Sequence[str]) -> str:
    """The name of the column for the translation of column `source`; empty where the columns have no names."""
    if found.named and found.columns.arabic == source and found.columns.target is not None:
        return header[found.columns.target].strip()
    return usual_target(header[source].strip()) if source < len(header) else ""


def _index(column: str, header: Sequence[str], name: str, width: int) -> int | None:
    if not column:
        return None
    if column.isdecimal() and 0 < int(column) <= width:
        return int(column) - 1
    if column.lower() in header:
        return header.index(column.lower())
    raise InputError(f"{name}: no column {column}: its first row has {', '.join(header)}")


def _written(row: Sequence[str], columns: Columns, end: str, text: str) -> str:
    """The row with the translation in its column."""
    cells = [*row, *[""] * (columns.target + 1 - len(row))]
    if columns.escapes:
        cells[columns.target] = escaped(text)
    else:
        cells[columns.target] = " ".join(text.split()) if any(char in text for char in "\t\r\n") else text
    return "\t".join(cells) + end
