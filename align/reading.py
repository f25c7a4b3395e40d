"""Read a bitext, whatever it is written as: TMX, XLIFF, TSV or JSONL, each also gzipped or xz'd."""

import gzip
import io
import lzma
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import BinaryIO, cast

from align.bitext import SegmentPair
from align.tables import SOURCES, TARGETS, Record, is_header, jsonl_records, pair_of, tsv_records
from align.tmx import from_tmx
from align.xliff import from_xliff
from glossaries.errors import InputError


class Kind(StrEnum):
    """What a file is written as; `text` is all that is none of the others."""

    tmx = "tmx"
    xliff = "xliff"
    tsv = "tsv"
    jsonl = "jsonl"
    text = "text"


_ENDINGS = {"tmx": Kind.tmx, "xliff": Kind.xliff, "xlf": Kind.xliff, "tsv": Kind.tsv, "jsonl": Kind.jsonl}
_HEAD = 1 << 14
"""Bytes that are looked at to tell what a file is."""
_IN_MEMORY = 1 << 24
"""Bytes of a pipe that are kept in memory; more go to a temporary file."""
_JSON = re.compile(rf'\{{.*?"(?:{"|".join((*SOURCES, *TARGETS))})"\s*:', re.DOTALL)
_ROOT = re.compile(r"<(?:\w+:)?(tmx|xliff)[\s>]")


def read(binary: BinaryIO, name: str) -> list[SegmentPair]:
    """The pairs of a bitext. Of a record of ours nothing is lost; others give texts, an id and perhaps a score.

    Raises InputError for what is no bitext, cannot be read, or holds nothing.
    """
    with opened(binary, name) as stream:
        kind = recognise(stream, name)
        match kind:
            case Kind.tmx:
                pairs = from_tmx(stream, name)
            case Kind.xliff:
                pairs = from_xliff(stream, name)
            case Kind.text:
                raise InputError(f"{name}: no TMX, XLIFF, TSV or JSONL: give the other language's text too")
            case _:
                pairs = [pair_of(record, number) for number, record in enumerate(records(stream, name, kind), 1)]
    if not pairs:
        raise InputError(f"{name}: empty: there are no pairs in it")
    return pairs


def recognise(stream: BinaryIO, name: str) -> Kind:
    """What a stream is written as, by the ending of `name` or else by how it begins; it is at its beginning again."""
    ending = re.sub(r"\.(gz|xz)$", "", name.lower()).rpartition(".")[2]
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    head = stream.read(_HEAD)
    stream.seek(0)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace").lstrip()
    if text.startswith("<") and (root := _ROOT.search(text)):
        return Kind(root[1])
    if _JSON.match(text):
        return Kind.jsonl
    first = text.partition("\n")[0]
    return Kind.tsv if "\t" in first and is_header(first) else Kind.text


def records(stream: BinaryIO, name: str, kind: Kind) -> Iterator[Record]:
    """The records of a stream that is no plain text; those of XML have `id`, `source` and `target`.

    Raises InputError where it is not what `kind` says.
    """
    match kind:
        case Kind.tmx | Kind.xliff:
            pairs = from_tmx(stream, name) if kind is Kind.tmx else from_xliff(stream, name)
            for number, pair in enumerate(pairs, 1):
                cells = {"id": pair.id, "source": pair.source, "target": pair.target}
                yield Record(f"{name}: unit {number}", cells)
        case Kind.tsv:
            yield from tsv_records(text_lines(stream, name), name)
        case Kind.jsonl:
            yield from jsonl_records(text_lines(stream, name), name)
        case _:
            raise ValueError(f"{kind} has no records")


def text_lines(stream: BinaryIO, name: str) -> list[str]:
    """The lines without their ends; only a line feed ends one. Raises InputError where they are not UTF-8."""
    lines: list[str] = []
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
    try:
        lines.extend(line.removesuffix("\n") for line in text)
    except UnicodeDecodeError:
        raise InputError(f"{name}: not UTF-8, somewhere after line {len(lines):,}: save it as UTF-8") from None
    finally:
        text.detach()  # the stream is its opener's to close
    return lines


@contextmanager
def opened(binary: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """`binary` decompressed where it is compressed, and so that it can be read twice.

    What goes wrong with it inside the context is raised as InputError.
    """
    try:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            if not binary.seekable():
                shutil.copyfileobj(binary, spool)
                spool.seek(0)
                binary = cast(BinaryIO, spool)
            start = binary.read(6)
            binary.seek(0)
            if start.startswith(b"\x1f\x8b"):
                binary = cast(BinaryIO, gzip.open(binary))  # noqa: SIM115 - what it reads is its opener's to close
            elif start.startswith(b"\xfd7zXZ\0"):
                binary = cast(BinaryIO, lzma.open(binary))  # noqa: SIM115
            yield binary
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError):
        raise InputError(f"{name}: a broken archive: it was cut or damaged") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
