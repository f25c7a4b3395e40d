"""Comma-separated values, with commas or semicolons: one column holds the text, another gets its translation.

In a table whose columns nobody names, every cell in Arabic is translated where it stands. Quotes stay where they were.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import BinaryIO, NamedTuple

from glossaries.arabic import has_arabic
from glossaries.columns import is_header
from glossaries.errors import InputError
from mt.documents.formats.tsv import Columns, columns_of
from mt.documents.model.blocks import Skeleton, text_block
from mt.documents.model.contents import decode, load
from mt.documents.model.document import Document, ReadOptions, kept_notes
from mt.documents.model.values import Value, in_place

_QUOTED = re.compile(r'"(?:[^"]|"")*+"')


class Cell(NamedTuple):
    """The characters `[start, end)` of a file, and what they mean."""

    start: int
    end: int
    text: str
    quoted: bool


def read(binary: BinaryIO, name: str, options: ReadOptions) -> Iterator[Document]:
    """The table as one document, ids `row.sentence`.

    Raises InputError where a quote is never closed, or a column that the options name is not there.
    """
    file = decode(load(binary, name), name)
    first = _QUOTED.sub("", file.text.partition("\n")[0])
    mark = max(",;", key=first.count)
    rows = _rows(file.text, mark, name)
    texts = [[cell.text for cell in row] for row in rows]
    if not options.columns and not (texts and is_header([cell.strip() for cell in texts[0]])):
        yield in_place(
            file,
            name,
            [
                Value(cell.start, cell.end, cell.text, partial(_written, mark, cell.quoted), (f"{number}", f"{k}"))
                for number, row in enumerate(rows, 1)
                for k, cell in enumerate(row, 1)
            ],
        )
        return
    skeleton = Skeleton(name)
    columns = columns_of(texts, options, name)
    out: list[str] = []
    kept = position = 0
    for number, row in enumerate(rows, 1):
        start, end = row[0].start, row[-1].end
        raw = file.text[start:end]
        out.append(file.text[position:start])
        position = end
        text = row[columns.source].text if columns.source < len(row) else ""
        if number == 1 and columns.header is not None:
            new = columns.target >= len(row)
            out.append(skeleton.turn(raw, _filled(file.text, row, mark, columns, columns.header)) if new else raw)
        elif columns.target < len(row) and row[columns.target].text.strip() and not options.overwrite:
            kept += has_arabic(text)
            out.append(raw)
        else:
            found = text_block(text, partial(_filled, file.text, row, mark, columns), raw, str(number))
            out.append(skeleton.add(found) if found else raw)
    whole = "".join((*out, file.text[position:]))
    yield skeleton.document(lambda fill, turned: file.encode(fill(whole)), kept_notes(kept))


def _rows(text: str, mark: str, name: str) -> list[list[Cell]]:
    """The rows that hold anything. Linear in the text."""
    bare = re.compile(rf"[^{mark}\r\n]*+")
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    position = 0
    while True:
        found = _QUOTED.match(text, position)
        if found is None and text.startswith('"', position):
            line = text.count("\n", 0, position) + 1
            raise InputError(f"{name}:{line}: a quotation mark that is never closed: mend the table there")
        rest = bare.match(text, found.end() if found else position)
        end = rest.end() if rest else position
        value = found[0][1:-1].replace('""', '"') + text[found.end() : end] if found else text[position:end]
        row.append(Cell(position, end, value, found is not None))
        position = end + 1
        if text[end : end + 1] == mark:
            continue
        if len(row) > 1 or row[0].start < row[0].end:
            rows.append(row)
        row = []
        if end >= len(text):
            return rows


def _written(mark: str, quoted: bool, text: str) -> str:
    if quoted or any(char in text for char in f'{mark}"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _filled(whole: str, row: Sequence[Cell], mark: str, columns: Columns, text: str) -> str:
    """The row with the translation in its column."""
    cells = [whole[cell.start : cell.end] for cell in row]
    cells += [""] * (columns.target + 1 - len(cells))
    quoted = row[columns.target].quoted if columns.target < len(row) else row[columns.source].quoted
    cells[columns.target] = _written(mark, quoted, text)
    return mark.join(cells)
