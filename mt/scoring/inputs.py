"""Read hypotheses, references and sources: text line by line, TSV, JSONL, TMX, XLIFF, each also gzipped or xz'd.

Files of ours have one record a sentence with ids `line.sentence`; such records are put together to lines again,
so that they can be scored against a reference of one paragraph a line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal, NamedTuple

from align.mismatch import parting
from align.reading import Kind, opened, recognise, records, text_lines
from align.tables import SOURCES, TEXT, Record
from glossaries.errors import InputError

Role = Literal["hypothesis", "reference", "source"]

_COLUMNS: dict[Role, tuple[str, ...]] = {
    "hypothesis": ("hypothesis", "target", "translation", "en"),
    "reference": ("reference", "target", "translation", "en"),
    "source": SOURCES,
}
_LINE_ID = re.compile(r"(\d{1,9})\.\d+")


class Row(NamedTuple):
    """One record of a file; what it does not say is empty."""

    text: str
    source: str = ""
    id: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """The segments of one file. `sources`, `ids` and `documents` run parallel to `texts`, or are empty."""

    name: str
    texts: list[str]
    sources: list[str]
    ids: list[str]
    documents: list[str]


def read(name: str, content: BinaryIO, role: Role) -> Side:
    """The segments of `content`: the ending of `name` or its beginning tells the format (`align.reading`).

    Trailing white space is dropped, as sacrebleu does. In a TSV the header names the columns; without one, two
    columns are source and target, three document, source and target. Raises InputError.
    """
    with opened(content, name) as stream:
        kind = recognise(stream, name)
        if kind is Kind.text:
            rows = [Row(line.rstrip()) for line in text_lines(stream, name)]
        else:
            rows = [_row(record, role) for record in records(stream, name, kind)]
    if not rows:
        raise InputError(f"{name}: empty: there is nothing to score")
    rows = _by_line(rows)
    return Side(
        name,
        [row.text for row in rows],
        *(values if any(values) else [] for values in ([row[k] for row in rows] for k in (1, 2, 3))),
    )


def equalise(sides: Sequence[Side]) -> list[Side]:
    """The sides with the same number of segments; where one only lacks blank lines at its end it gets them.

    Raises InputError where the numbers differ, saying where the two first seem to part.
    """
    longest = max(sides, key=lambda side: len(side.texts))
    return [_padded(side, longest) for side in sides]


def _padded(side: Side, longest: Side) -> Side:
    length, wanted = len(side.texts), len(longest.texts)
    if any(map(str.strip, longest.texts[length:])):
        at = parting(side.texts, longest.texts)
        counts = f"{side.name} has {length:,} segments, {longest.name} has {wanted:,}"
        if at == length:
            raise InputError(f"{counts}: the first {length:,} seem to match, then {side.name} ends")
        here, there = (_shown(each.texts[at]) for each in (side, longest))
        raise InputError(f"{counts}: they seem to part at segment {at + 1:,}: {here} beside {there}")
    missing = [""] * (wanted - length)
    return replace(
        side,
        texts=side.texts + missing,
        **{k: values + missing for k in ("sources", "ids", "documents") if (values := getattr(side, k))},
    )


def _shown(text: str, length: int = 40) -> str:
    text = " ".join(text.split())
    return f"“{text[:length]}…”" if len(text) > length else f"“{text}”" if text else "a blank line"


def _row(record: Record, role: Role) -> Row:
    text = record.text((*_COLUMNS[role], TEXT))
    if text is None:
        raise InputError(f"{record.place}: no {role}: none of {', '.join(_COLUMNS[role])}")
    # A line end inside a cell would make two segments of one.
    texts = (" ".join(each.split("\n")).rstrip() for each in (text, record.text(SOURCES) or ""))
    return Row(*texts, *(str(record.cells.get(column) or "") for column in ("id", "document")))


def _by_line(rows: list[Row]) -> list[Row]:
    """Records with ids `line.sentence` as lines, blank ones between them; other records as they are."""
    numbers = [int(found[1]) if (found := _LINE_ID.fullmatch(row.id)) else 0 for row in rows]
    if not all(numbers) or numbers != sorted(numbers) or numbers[-1] > 100 * len(rows) + 1000:
        return rows
    lines: list[list[Row]] = [[] for _ in range(numbers[-1])]
    for number, row in zip(numbers, rows, strict=True):
        lines[number - 1].append(row)
    return [
        Row(
            " ".join(row.text for row in line if row.text),
            " ".join(row.source for row in line if row.source),
            str(number),
            line[0].document if line else "",
        )
        for number, line in enumerate(lines, 1)
    ]
