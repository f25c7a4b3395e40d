"""Read hypotheses, references and sources: text line by line, TSV, JSONL, TMX, XLIFF, each also gzipped or xz'd.

Files of ours have one record a sentence with ids `line.sentence`; such records are put together to lines again,
so that they can be scored against a reference of one paragraph a line. In files of others `2.255` is an id like any.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal, NamedTuple

from align.mismatch import parting
from align.tables import Record
from align.writing import is_own
from glossaries.columns import usual
from glossaries.errors import InputError
from mt.documents.bitext import BITEXTS, records, text_lines
from mt.documents.model.contents import unpacked
from mt.documents.recognise import HEAD, form_of

Role = Literal["hypothesis", "reference", "source"]

_LINES = (*BITEXTS, "text", "markdown")
"""What is read record by record or line by line."""
_LINE_ID = re.compile(r"(\d{1,9})\.\d+")


class Row(NamedTuple):
    """One record of a file; what it does not say is empty."""

    text: str
    source: str = ""
    id: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """The segments of one file. `sources`, `ids` and `documents` run parallel to `texts`, or are empty.

    `records`: the same, one by one, where they are put together to lines.
    """

    name: str
    texts: list[str]
    sources: list[str]
    ids: list[str]
    documents: list[str]
    records: "Side | None" = None


def read(name: str, content: BinaryIO, role: Role) -> Side:
    """The segments of `content`, whose beginning or else the ending of `name` tells the format.

    Trailing white space is dropped, as sacrebleu does. In a TSV the header names the columns; without one, two
    columns are source and target, three document, source and target. Raises InputError.
    """
    with unpacked(content, name) as stream:
        form = form_of(stream, name).name
        own = is_own(stream.read(HEAD))
        stream.seek(0)
        if form not in _LINES:
            raise InputError(f"{name}: {form} has no lines to score: give text, a sentence a line, or a bitext")
        if form in BITEXTS:
            rows = [_row(record, role) for record in records(stream, name, form)]
        else:
            rows = [Row(line.rstrip()) for line in text_lines(stream, name)]
    if not rows:
        raise InputError(f"{name}: empty: there is nothing to score")
    lines = _by_line(rows) if own else rows
    return _side(name, rows) if lines is rows else replace(_side(name, lines), records=_side(name, rows))


def _side(name: str, rows: Sequence[Row]) -> Side:
    sources, ids, documents = (
        values if any(values) else [] for values in ([row[k] for row in rows] for k in (1, 2, 3))
    )
    return Side(name, [row.text for row in rows], sources, ids, documents)


def equalise(sides: Sequence[Side]) -> list[Side]:
    """The sides with the same number of segments; where one only lacks blank lines at its end it gets them.

    Raises InputError where the numbers differ, saying where the two first seem to part.
    """
    if len({len(side.texts) for side in sides}) > 1:
        apart = [side.records or side for side in sides]
        if len({len(side.texts) for side in apart}) == 1:
            return apart
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
    where = record.columns
    match role:
        case "source":
            text = record.text(where.source, where.text)
        case "hypothesis":
            text = record.text(where.hypothesis, where.target, where.text)
        case "reference":
            text = record.text(where.reference, where.target, where.text)
    if text is None:
        names = usual(*((role,) if role == "source" else (role, "target")))
        raise InputError(f"{record.place}: no {role}: none of {names}")
    # A line end inside a cell would make two segments of one.
    source = record.text(where.arabic) or ""
    text, source = (" ".join(each.split("\n")).rstrip() for each in (text, source))
    return Row(text, source, record.word(where.id), record.word(where.document))


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
