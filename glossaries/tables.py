"""Glossaries as tables: TSV and CSV, in and out.

One term a row: `source, target, variants, type, note, origin, match, priority`, all but the first two optional. A
first row that names the columns (`source, target`, or `Arabic, English`, or as `glossaries.columns` says) lets them
stand in any order; without one they stand in this order. Variants are separated by `|`; Arabic ones belong to the source, all others to the target. `#`
opens a comment row.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from glossaries.columns import columns as columns_of
from glossaries.columns import is_header, plain
from glossaries.errors import GlossaryError
from glossaries.glossary import Glossary, Term
from glossaries.languages import language_of
from glossaries.rows import COLUMNS, Parsed, Problem, Row, cells, columns_for, parse


def read_tsv(text: str, name: str) -> tuple[Term, ...]:
    """The terms of a TSV text. `name` stands in messages.

    Raises GlossaryError with `name:line: why` for every row that is no term.
    """
    return parse_tsv(text, name).sound().terms


def parse_tsv(text: str, name: str) -> Parsed:
    """A TSV text: a line is a row, a tab parts two cells, nothing is quoted. Raises GlossaryError for wrong columns."""
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    return parse(_rows(((number, line.split("\t")) for number, line in enumerate(lines, 1)), name), name)


def parse_csv(text: str, name: str) -> Parsed:
    """A CSV text, comma or semicolon (whichever the first line has more of), cells in double quotes where needed.

    Raises GlossaryError for wrong columns.
    """
    first = text.partition("\n")[0]
    return parse(_rows(_csv_rows(text, max(",;", key=first.count)), name), name)


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]] | Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(line, f"not CSV: {error}")
            continue
        yield line, row


def _is_comment(values: list[str]) -> bool:
    """`# ...`, or a line of one cell that begins with `#`. A hashtag with a target is a term."""
    return values[0].startswith("# ") or (values[0].startswith("#") and len(values) == 1)


def _rows(table: Iterable[tuple[int, list[str]] | Problem], name: str) -> Iterator[Row | Problem]:
    columns: tuple[str, ...] = COLUMNS
    first = True
    for entry in table:
        if isinstance(entry, Problem):
            yield entry
            continue
        number, values = entry
        if not any(map(str.strip, values)) or _is_comment(values):
            continue
        while not values[-1].strip():
            values.pop()
        if first and is_header(values):
            columns = _named(values, f"{name}:{number}")
            first = False
            continue
        first = False
        if len(values) == 4 and [*map(language_of, values[2:])] == ["ar", "en"]:
            values = values[:2]  # the languages, as DeepL exports them
        if len(values) > len(columns):
            yield Problem(number, f"{len(values) - len(columns)} cells too many")
        else:
            yield Row(number, dict(zip(columns, values, strict=False)))


def _named(header: Sequence[str], place: str) -> tuple[str, ...]:
    """The columns of a table with this header. Raises GlossaryError for one that glossaries do not have."""
    found = columns_of(header)
    names = [plain(cell) for cell in header]
    for at, role in ((found.arabic, "source"), (found.english, "target"), *((at, "id") for at in found[5:])):
        if at is not None:
            names[at] = role
    wanted = [name for name in names if name != "id"]
    if not {"source", "target"} <= set(wanted) <= set(COLUMNS) or len(set(wanted)) < len(wanted):
        raise GlossaryError(f"{place}: columns {', '.join(header)}: expected some of {', '.join(COLUMNS)}")
    return tuple(names)


def to_tsv(glossary: Glossary) -> Iterator[str]:
    """The lines of a TSV file that `read_tsv` reads back as the same terms."""
    columns = columns_for(glossary.terms)
    yield "\t".join(columns) + "\n"
    for term in glossary.terms:
        values = cells(term)
        yield "\t".join(values[column] for column in columns) + "\n"


def to_csv(glossary: Glossary) -> Iterator[str]:
    """The lines of a CSV file, with commas, that `parse_csv` reads back as the same terms."""
    columns = columns_for(glossary.terms)
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(columns)
    for term in glossary.terms:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        values = cells(term)
        writer.writerow([values[column] for column in columns])
    yield line.getvalue()
