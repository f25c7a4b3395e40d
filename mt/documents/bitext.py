"""Files that hold both languages, or one side of a comparison, as records: TMX, XLIFF, packages of them, TSV, JSONL."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from align.bitext import SegmentPair
from align.tables import Record, jsonl_records, pair_of, tsv_records
from align.tmx import from_tmx
from align.xliff import OtherLanguagesError, from_xliff
from glossaries.columns import Columns, usual
from glossaries.errors import InputError
from mt.documents.model.archive import Archive
from mt.documents.model.contents import advice, unpacked
from mt.documents.model.document import ReadOptions
from mt.documents.model.package import bilingual_parts
from mt.documents.recognise import form_of

BITEXTS = ("tmx", "xliff", "package", "tsv", "jsonl")
"""The formats that are read as records."""
_UNIT = Columns(id=0, source=1, target=2)


def read_pairs(binary: BinaryIO, name: str) -> list[SegmentPair]:
    """The pairs of a bitext. Of a record of ours nothing is lost; others give texts, an id and perhaps a score.

    Raises InputError for what is no bitext, cannot be read, or holds nothing.
    """
    with unpacked(binary, name) as stream:
        match form_of(stream, name).name:
            case "tmx" | "xliff" | "package" as form:
                pairs = list(_units(stream, name, form))
            case "tsv" | "jsonl" as form:
                pairs = [pair_of(record, number) for number, record in enumerate(records(stream, name, form), 1)]
            case _:
                raise InputError(f"{name}: no TMX, XLIFF, TSV or JSONL: give the other language's text too")
    if not pairs:
        raise InputError(f"{name}: empty: there are no pairs in it")
    return pairs


def read_units(binary: BinaryIO, name: str) -> Iterator[tuple[str, str, str | None]]:
    """The id, the text and the translation of each record of a bitext, or of each segment of another document.

    The translation is None where the whole file has none. Raises InputError where it cannot be read.
    """
    with unpacked(binary, name) as stream:
        form = form_of(stream, name)
        if form.name not in BITEXTS:
            for document in form.read(stream, name, ReadOptions()):
                yield from ((id_, text, None) for id_, text in document.texts)
            return
        found = list(records(stream, name, form.name))
    translated = any(record.text(record.columns.english) for record in found)
    for number, record in enumerate(found, 1):
        source, target = record.text(record.columns.arabic), record.text(record.columns.english)
        if source is None:
            raise InputError(f"{record.place}: no source: none of {usual('source')}")
        yield record.word(record.columns.id) or str(number), source, (target or "") if translated else None


def records(stream: BinaryIO, name: str, form: str) -> Iterator[Record]:
    """The records of a stream in one of the `BITEXTS`; those of XML have `id`, `source` and `target`.

    Raises InputError where it is broken.
    """
    match form:
        case "tmx" | "xliff" | "package":
            for number, pair in enumerate(_units(stream, name, form), 1):
                yield Record(f"{name}: unit {number}", (pair.id, pair.source, pair.target), _UNIT)
        case "tsv":
            yield from tsv_records(text_lines(stream, name), name)
        case "jsonl":
            yield from jsonl_records(text_lines(stream, name), name)
        case _:
            raise ValueError(f"{form} has no records")


def _units(stream: BinaryIO, name: str, form: str) -> Iterator[SegmentPair]:
    """The pairs of TMX, of XLIFF, or of all such files in a package; where it has several, their names are in the ids.

    Files between other languages are left out of a package that has some between these. Raises InputError.
    """
    if form != "package":
        yield from from_tmx(stream, name) if form == "tmx" else from_xliff(stream, name)
        return
    archive = Archive(stream, name)
    parts = bilingual_parts(archive)
    other: OtherLanguagesError | None = None
    found = False
    for part, inner in parts:
        try:
            for pair in _units(io.BytesIO(archive.part(part)), f"{name} ({part})", inner):
                found = True
                yield replace(pair, id=f"{part}:{pair.id}") if len(parts) > 1 else pair
        except OtherLanguagesError as error:
            other = other or error
    if other and not found:
        raise other


def text_lines(stream: BinaryIO, name: str) -> list[str]:
    """The lines without their ends; only a line feed ends one. Raises InputError where they are not UTF-8."""
    lines: list[str] = []
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
    try:
        lines.extend(line.removesuffix("\n") for line in text)
    except UnicodeDecodeError:
        start = stream.read(2) if stream.seekable() and not stream.seek(0) else b""
        raise InputError(f"{name}: not UTF-8, somewhere after line {len(lines):,}: {advice(start)}") from None
    finally:
        text.detach()  # the stream is its opener's to close
    return lines
