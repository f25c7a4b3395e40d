"""Read hypotheses, references and sources: text line by line, TSV, JSONL, TMX, each also gzipped or xz'd.

Files of ours have one record a sentence with ids `line.sentence`; such records are put together to lines again,
so that they can be scored against a reference of one paragraph a line.
"""

import gzip
import io
import json
import lzma
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from glossaries.errors import InputError
from mt.scoring.mismatch import parting
from mt.scoring.tmx import units

Role = Literal["hypothesis", "reference", "source"]

_COLUMNS: dict[Role, tuple[str, ...]] = {
    "hypothesis": ("hypothesis", "target", "translation", "en"),
    "reference": ("reference", "target", "translation", "en"),
    "source": ("source", "ar"),
}
_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
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
    """The segments of `content`; the ending of `name` tells the format, all but .tsv, .jsonl and .tmx is plain text.

    Trailing white space is dropped, as sacrebleu does. In a TSV the header names the columns; without one, two
    columns are source and target, three document, source and target. Raises InputError.
    """
    ending = re.sub(r"\.(gz|xz)$", "", name.lower()).rpartition(".")[2]
    try:
        stream = _decompressed(content)
        match ending:
            case "tmx":
                rows = [
                    Row(unit.source if role == "source" else unit.target, unit.source, unit.id)
                    for unit in units(stream, name)
                ]
            case "tsv":
                rows = list(_from_tsv(_lines(stream, name), role, name))
            case "jsonl":
                rows = list(_from_jsonl(_lines(stream, name), role, name))
            case _:
                rows = [Row(line.rstrip()) for line in _lines(stream, name)]
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError):
        raise InputError(f"{name}: a broken archive: it was cut or damaged") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
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


def _decompressed(content: BinaryIO) -> BinaryIO:
    content = content if hasattr(content, "peek") else io.BufferedReader(content)
    start = content.peek(6)[:6]
    if start.startswith(b"\x1f\x8b"):
        return gzip.open(content)
    return lzma.open(content) if start.startswith(b"\xfd7zXZ\0") else content


def _lines(stream: BinaryIO, name: str) -> list[str]:
    """The lines without their ends; only a line feed ends one, as for sacrebleu."""
    lines: list[str] = []
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
    try:
        lines.extend(line.removesuffix("\n") for line in text)
    except UnicodeDecodeError:
        raise InputError(f"{name}: not UTF-8, somewhere after line {len(lines):,}: save it as UTF-8") from None
    finally:
        text.detach()  # the stream is its opener's to close
    return lines


def _from_tsv(lines: list[str], role: Role, name: str) -> Iterator[Row]:
    first = lines[0] if lines else ""
    header = [cell.strip().lower() for cell in first.split("\t")]
    has_header = any(column in header for column in (*_COLUMNS["hypothesis"], *_COLUMNS["reference"], "source"))
    if not has_header:
        header = {1: ["target"], 2: ["source", "target"], 3: ["document", "source", "target"]}.get(len(header), [])
        if role == "source" and header == ["target"]:
            header = ["source"]
        if not header:
            raise InputError(f"{name}: {first.count(chr(9)) + 1} columns and no header that names them")
    # Tables of ours write tabs and line ends inside a cell as escapes.
    ours = header[:3] == ["id", "source", "target"]
    for number, line in enumerate(lines[has_header:], 1 + has_header):
        cells = line.rstrip("\r").split("\t")
        if len(cells) > len(header):
            raise InputError(f"{name}:{number}: {len(cells)} columns, but {len(header)} at the top")
        cells = [re.sub(r"\\[tnr\\]", lambda hit: _ESCAPES[hit[0]], cell) if ours else cell for cell in cells]
        yield _row(dict(zip(header, cells, strict=False)), role, f"{name}:{number}")


def _from_jsonl(lines: Iterable[str], role: Role, name: str) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):  # ValueError: no JSON, or a number beyond measure
            raise InputError(f"{name}:{number}: not JSON") from None
        if not isinstance(record, dict):
            raise InputError(f"{name}:{number}: a JSON value that is no object")
        yield _row(record, role, f"{name}:{number}")


def _row(record: dict, role: Role, place: str) -> Row:
    column = next((column for column in _COLUMNS[role] if isinstance(record.get(column), str)), None)
    if column is None:
        raise InputError(f"{place}: no {role}: none of {', '.join(_COLUMNS[role])}")
    source = next((record[column] for column in _COLUMNS["source"] if isinstance(record.get(column), str)), "")
    # A line end inside a cell would make two segments of one.
    texts = (" ".join(text.split("\n")).rstrip() for text in (record[column], source))
    return Row(*texts, *(str(record.get(column) or "") for column in ("id", "document")))


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


def open_binary(name: str) -> BinaryIO:
    """The file `name` for reading, `-` for standard input. Raises InputError."""
    if name == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed: name a file")
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
