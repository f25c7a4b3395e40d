"""Glossaries as tables: TSV and CSV, in and out.

One term a row: `source, target, variants, type, note, origin, match, priority, forbidden`, all but the first two
optional. What the columns of a table are is told by `glossaries.layout`. Variants are separated by `|`; Arabic ones
belong to the source, all others to the target. `#` opens a comment row.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from glossaries.arabic import has_arabic
from glossaries.errors import GlossaryError
from glossaries.glossary import Glossary, Term
from glossaries.layout import layout, other_languages
from glossaries.rows import COLUMNS, Column, Parsed, Problem, Row, cells, columns_for, parse

DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""The line by which Excel is told what parts the cells."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_tsv(text: str, name: str) -> tuple[Term, ...]:
    """The terms of a TSV text. `name` stands in messages.

    Raises GlossaryError with `name:line: why` for every row that is no term.
    """
    return parse_tsv(text, name).sound().terms


def parse_tsv(text: str, name: str) -> Parsed:
    """A TSV text: a line is a row, a tab parts two cells. A cell in double quotes is what stands between them.

    Raises GlossaryError for wrong columns.
    """
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    return _parsed(((number, [*map(_unquoted, line.split("\t"))]) for number, line in enumerate(lines, 1)), name)


def parse_csv(text: str, name: str) -> Parsed:
    """A CSV text: comma, semicolon or tab (whichever its first row has most of), cells in double quotes where needed.

    Raises GlossaryError for wrong columns.
    """
    first = next(_first_rows(text), "")
    if said := _SEPARATOR.fullmatch(first):
        return _parsed(_csv_rows(text, said[1]), name)
    return _parsed(_csv_rows(text, max(DELIMITERS, key=first.count)), name)


def is_tsv(text: str) -> bool:
    """Whether a table's cells are parted by tabs, or nothing parts them."""
    first = next(_first_rows(text), "")
    return "\t" in first or not (set(DELIMITERS) & set(first) or _SEPARATOR.fullmatch(first))


def _first_rows(text: str) -> Iterator[str]:
    """The lines that are neither empty nor comments."""
    return (line for line in io.StringIO(text) if line.strip() and not line.startswith("#"))


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell


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


def _parsed(table: Iterable[tuple[int, list[str]] | Problem], name: str) -> Parsed:
    comment = ""
    rows: list[tuple[int, list[str]]] = []
    found: list[Row | Problem] = []
    for entry in table:
        if isinstance(entry, Problem):
            found.append(entry)
            continue
        number, values = entry
        if not any(map(str.strip, values)) or (not rows and values[0].strip().lower() == "sep="):
            continue
        if _is_comment(values):
            comment = comment or values[0]
            continue
        while not values[-1].strip():
            values.pop()
        rows.append((number, values))
    known = layout([values for _, values in rows], comment)
    if known is None:
        number, header = rows[0]
        raise GlossaryError(f"{name}:{number}: columns {', '.join(header)}: expected some of {', '.join(COLUMNS)}")
    foreign = 0
    for number, values in rows[known.headed :]:
        if len(values) > len(known.columns):
            found.append(Problem(number, f"{len(values) - len(known.columns)} cells too many"))
        elif other_languages(values, known.roles):
            foreign += 1
        else:
            found.append(Row(number, _cells(values, known.columns)))
    return parse(sorted(found, key=lambda row: row.line), name, known.columns, _left_out(foreign))


def _cells(values: list[str], columns: Iterable[Column]) -> dict[str, str]:
    """A row's cells by role. Several notes are one; where the columns say the languages, the row may go either way."""
    named: dict[str, str] = {}
    for (_, role), value in zip(columns, values, strict=False):
        if role and value.strip():
            named[role] = f"{named[role]}; {value.strip()}" if role == "note" and role in named else value
    if named.pop("language", "") and has_arabic(named.get("target", "")) and not has_arabic(named.get("source", "")):
        named["source"], named["target"] = named["target"], named.get("source", "")
    return named


def _left_out(foreign: int) -> tuple[str, ...]:
    if not foreign:
        return ()
    rows = "row is" if foreign == 1 else "rows are"
    return (f"{foreign:,} {rows} between other languages than Arabic and English: left out",)


def to_tsv(glossary: Glossary) -> Iterator[str]:
    """The lines of a TSV file that `read_tsv` reads back as the same terms."""
    columns = columns_for(glossary.terms)
    yield "\t".join(columns) + "\n"
    for term in glossary.terms:
        values = cells(term)
        yield "\t".join(_quoted(values[column]) for column in columns) + "\n"


def _quoted(cell: str) -> str:
    """A cell of TSV. One that stands in quotes itself gets others around it, which a reader takes away."""
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.fullmatch(cell) else cell


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
